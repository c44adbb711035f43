"""Pages: every name in every binding, and the tables of errors.md."""

from __future__ import annotations

import re
from pathlib import Path

from . import c, dotnet, python
from .common import Api, Member, pascal, snake, without_unit

ROOT = Path(__file__).parents[2]
BINDINGS = ["Rust", "C", "C++", "Python", ".NET", "command"]
# What a language names in its own way; empty if it has another way, or needs none.
OWN_WAY: dict[tuple[str, str], str] = {
    ("WithOptions", "C"): "fusebill_client_with",
    ("WithOptions", "command"): "",
    ("Check", "C"): "fusebill_client_check",
    ("Quota", "C"): "fusebill_client_quota",
    ("Quota", "command"): "",
    ("Cancel", "C"): "fusebill_client_cancel",
    ("Cancel", "C++"): "cancel_all",
    ("Cancel", "command"): "",
    ("GetCustomer", "command"): "customers",
    ("ListCustomers", "command"): "customers",
    ("resultsFile", "command"): "--results",
    ("maxIdleConnections", "command"): "--concurrency",
    ("forceLatch", "command"): "--force",
    ("forceLatch", "Python"): "force",
    ("pageSize", "command"): "",
    ("ids", "command"): "",
}


def call_name(name: str, binding: str) -> str:
    """Name a call."""
    batch = name.removesuffix("Batch")
    if (name, binding) in OWN_WAY:
        return OWN_WAY[name, binding]
    if batch != name:
        return {"C": "fusebill_batch", "command": snake(batch).replace("_", "-"), ".NET": name}.get(
            binding, snake(name)
        )
    return {"C": f"fusebill_{snake(name)}", ".NET": name, "command": snake(name).replace("_", "-")}.get(
        binding, snake(name)
    )


def option_name(member: Member, binding: str) -> str:
    """Name an option."""
    if (member.name, binding) in OWN_WAY:
        return OWN_WAY[member.name, binding]
    if member.name == "salesforceIds" and binding not in ("Rust", "C"):
        return ""
    short = without_unit(member.name)
    return {
        "C": member.name,
        "Python": python.keyword(member.name),
        ".NET": pascal(short),
        "command": "--" + snake(short).replace("_", "-"),
    }.get(binding, snake(member.name))


def member_names(member: Member, shape: str) -> list[str]:
    """Name a member of what is returned, in C, C++, Python and .NET."""
    names = [f"/{member.name}", member.attribute, python.attribute(member), dotnet.name_of(member)]
    if shape == "Error":
        names[1:] = [
            {"code": "status", "message": "what"}.get(member.name, snake(member.name)),
            names[2],
            pascal(without_unit(member.name)),
        ]
    return names


def table(columns: list[str], rows: list[list[str]]) -> str:
    """Write a table."""
    lines = [f"| {' | '.join(columns)} |", "| " + " | ".join("---" for _ in columns) + " |"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)])


def code(name: str) -> str:
    """Set a name as code; a dash if there is none."""
    return f"`{name}`" if name else "-"


def kinds_of(api: Api) -> str:
    """The kinds of error in every language."""
    rows = []
    for kind in api.kinds:
        names = [c.constant(kind["name"]), python.exception_of(kind), f"ErrorKind.{kind['kind']}"]
        rows.append([code(kind["name"]), str(kind["code"]), *map(code, names), kind["advice"]])
    return table(["name", "code", "C, C++", "Python", ".NET", "advice"], rows)


def bindings(api: Api) -> str:
    """The page of names."""
    batches = [f"{call.name}Batch" for call in api.calls if call.does_for_many]
    calls = [call.function for call in api.calls] + [
        "ListCustomers",
        *batches,
        "WithOptions",
        "Check",
        "Quota",
        "Cancel",
    ]
    parts = [
        """# Every name in every binding

Written by `scripts/generate` from the description in `crates/core`; `make check` fails when it is stale. A dash means that
the language has another way, or needs none. In C, options and what is returned are JSON text.

In Python, calls are methods of `Client` and of `AsyncClient`, where they are awaited. In .NET, each has an `Async` twin, and a
batch also the forms `…Each` and `…EachAsync`. Times are milliseconds in JSON, seconds in Python and on the command line, and
`TimeSpan` in .NET.""",
        "## Calls\\n\\n".replace("\\n", "\n")
        + table(
            ["vendor's name, or ours", *BINDINGS],
            [[code(name), *(code(call_name(name, each)) for each in BINDINGS)] for name in calls],
        ),
    ]
    for title, shape in zip(("a client", "a batch", "a list of customers"), api.options):
        rows = [
            [code(member.name), *(code(option_name(member, each)) for each in BINDINGS)] for member in shape.members
        ]
        parts.append(f"## Options of {title}\n\n" + table(["JSON", *BINDINGS], rows))
    titles = {
        "Error": "an error",
        "Outcome": "an outcome",
        "Summary": "the summary of a batch",
        "CustomersSummary": "the summary of a list",
        "CheckStage": "a stage of a check",
        "Quota": "a quota",
        "Window": "a limit in a quota",
    }
    for name, title in titles.items():
        shape = api.record(name)
        rows = [[*map(code, member_names(member, name)), one_line(member)] for member in shape.members]
        parts.append(f"## Members of {title}\n\n" + table(["JSON", "C++", "Python", ".NET", "meaning"], rows))
    parts.append("## Kinds of error\n\n" + kinds_of(api))
    return "\n\n".join(parts) + "\n"


def one_line(member: Member) -> str:
    """Return the meaning of a member for a table."""
    return member.doc.replace("\n", " ").replace("|", "\\|")


TYPES = {
    "text": "text",
    "Sent": "text",
    "Limit": "text",
    "long": "integer",
    "int": "integer",
    "milliseconds": "integer",
    "ApiErrors": "array",
}


def error_tables(api: Api) -> dict[str, str]:
    """The tables of errors.md, by name."""
    kinds = [[str(kind["code"]), kind["name"], kind["doc"].replace("\n", " "), kind["retried"]] for kind in api.kinds]
    members = [
        [f"`{member.name}`", TYPES[member.kind] + (" or null" if member.nullable else ""), one_line(member)]
        for member in api.record("Error").members
    ]
    return {
        "kinds": table(["code", "name", "when", "retried"], [["0", "ok", "", ""], *kinds]),
        "members": table(["member", "type", "meaning"], members),
    }


def with_tables(page: str, tables: dict[str, str]) -> str:
    """Replace the tables of a page, which are between comments."""
    for name, text in tables.items():
        pattern = rf"(<!-- generated: {name} -->\n).*?(\n<!-- end -->)"
        page, count = re.subn(pattern, lambda found, text=text: found[1] + text + found[2], page, flags=re.DOTALL)  # type: ignore[misc]
        assert count == 1, name
    return page


def files(api: Api) -> dict[str, str]:
    """Everything, by path."""
    errors = (ROOT / "docs/errors.md").read_text()
    return {"docs/bindings.md": bindings(api), "docs/errors.md": with_tables(errors, error_tables(api))}
