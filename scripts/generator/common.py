"""The description, and what all languages need to write it."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

WIDTH = 120
FROM = "Written by scripts/generate from the description in crates/core; change it there."


def snake(name: str) -> str:
    """Spell a name as Rust, C, C++ and Python do."""
    return re.sub("(?<!^)(?=[A-Z])", "_", name).lower()


def pascal(name: str) -> str:
    """Spell a name as .NET does."""
    return "".join(part[0].upper() + part[1:] for part in name.split("_"))


def without_unit(name: str) -> str:
    """Name a time without its unit, for languages with a type or another unit for it."""
    return name.removesuffix("Ms")


def wrapped(text: str, prefix: str = "", width: int = WIDTH, following: str | None = None) -> str:
    """Break a text into lines that begin with a prefix."""
    following = prefix if following is None else following
    lines = textwrap.wrap(text, width, initial_indent=prefix, subsequent_indent=following, break_on_hyphens=False)
    return "\n".join(lines)


def numeral(number: int) -> str:
    """Write a number for people."""
    return f"{number:,}"


@dataclass
class Member:
    """A member of a JSON object."""

    name: str
    kind: str
    nullable: bool
    doc: str
    range: dict[str, int | None] | None

    @property
    def attribute(self) -> str:
        """Return the name of a member of a result, in snake case: a flag is a question."""
        name = snake(self.name)
        is_question = self.kind != "flag" or name.startswith(("is_", "can_", "requires_"))
        return name if is_question else f"is_{name}"

    def described(self, spell: dict[str, str], scale: int = 1) -> str:
        """Return the comment with the names of another language, and the range in its unit."""
        text = spelled(self.doc, spell)
        if self.range is None or self.name == "stopAfterFailures":
            return text
        least, most, default = self.range["least"], self.range["most"], self.range["default"]
        assert least is not None
        assert most is not None
        low = numeral(least) if scale == 1 else f"{least / scale:g}"
        limits = f"{low} to {numeral(most // scale)}"
        return f"{text} {limits}; default {numeral(default // scale)}." if default is not None else f"{text} {limits}."


@dataclass
class Shape:
    """A JSON object."""

    name: str
    doc: str
    members: list[Member]

    @property
    def named(self) -> list[Member]:
        """The options that have a name of their own in every language: ids that come in pairs need no option for the second."""
        return [member for member in self.members if member.name != "salesforceIds"]

    @property
    def title(self) -> str:
        """What a struct of options is, without what is true of all of them."""
        return self.doc.split(";")[0].split(".")[0]

    def __post_init__(self) -> None:
        self.members = [Member(**member) for member in self.members]  # type: ignore[arg-type]


@dataclass
class Call:
    """One of the vendor's calls for a customer."""

    name: str
    function: str
    method: str
    path: str
    needs: str
    returns: str
    does: str
    does_for_many: str
    effect: str
    remark: str

    @property
    def request(self) -> str:
        """Return the request."""
        return f"{self.method} {self.path}."

    @property
    def consequence(self) -> str:
        """Return what it does in Salesforce; empty if it changes nothing."""
        return self.effect if self.does_for_many else ""


@dataclass
class Api:
    """The whole description."""

    version: str
    base_url: str
    options: list[Shape]
    customer: list[Shape]
    records: list[Shape]
    kinds: list[dict[str, Any]]
    codes: list[dict[str, Any]]
    calls: list[Call]
    names: dict[str, list[str]]

    def __post_init__(self) -> None:
        for shapes in (self.options, self.customer, self.records):
            shapes[:] = [Shape(**shape) for shape in shapes]  # type: ignore[arg-type]
        self.calls = [Call(**call) for call in self.calls]  # type: ignore[arg-type]

    def record(self, name: str) -> Shape:
        """Find a record."""
        return next(shape for shape in self.records if shape.name == name)

    @property
    def statuses(self) -> list[tuple[str, int, str]]:
        """Every status with its name, code and comment, without success, in the order of the codes."""
        listed = [(each["name"], each["code"], each["doc"]) for each in (*self.kinds, *self.codes)]
        return sorted(listed, key=lambda status: status[1])

    @property
    def outcome_codes(self) -> list[dict[str, Any]]:
        """The codes of outcomes that are no kinds of error."""
        return [code for code in self.codes if code["name"] != "some_failed"]

    def spellings(self, spell: Callable[[str], str]) -> dict[str, str]:
        """Name every member as a language does, by its name in Rust, which the comments use."""
        members = [member for shape in (*self.options, *self.customer, *self.records) for member in shape.members]
        return {snake(member.name): spell(member.name) for member in members}


def spelled(text: str, spell: dict[str, str]) -> str:
    """Replace the names of Rust between backticks."""
    return re.sub(r"`([a-z_]+)`", lambda name: f"`{spell.get(name[1], name[1])}`", text)
