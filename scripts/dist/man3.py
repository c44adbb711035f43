"""Generates the manual page libfusebill(3) from the C header: man3.py HEADER FOLDER.

Each function gets a page that refers to it, as `man fusebill_enable_synch` expects.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

# Characters that are special to troff, or not ASCII.
ESCAPES = str.maketrans({"\\": "\\e", "-": "\\-", "…": "..."})
PART = re.compile(
    r"/\* =+\n \* \d+\. (?P<section>[^\n]*)\n"
    r"|(?P<comment>/\*\*(?:(?!\*/).)*\*/)\n"
    r"(?:#define (?P<constant>FUSEBILL_\w+) (?P<value>\d+)\n|(?P<code>[^/#]*?;)\n)",
    re.DOTALL,
)


def roff(line: str) -> str:
    """Escape a line of text."""
    line = line.translate(ESCAPES)
    return f"\\&{line}" if line.startswith((".", "'")) else line


def comment(text: str) -> list[str]:
    """Return the lines of a comment without its delimiters."""
    lines = [re.sub(r"^\s*/?\*+/? ?", "", line).rstrip() for line in text.strip().splitlines()]
    return "\n".join(lines).removesuffix("*/").strip("\n ").splitlines()


def paragraphs(lines: list[str]) -> list[str]:
    """Return text as troff: an indented line is shown verbatim; `name: …` is a tagged paragraph."""
    out: list[str] = []
    verbatim = False
    for line in lines:
        is_code = line.startswith("    ") or (verbatim and line.startswith("  "))
        if is_code != verbatim:
            out.append(".RS 4\n.nf" if is_code else ".fi\n.RE")
            verbatim = is_code
        tag = re.match(r"([a-z_]+(?:, [a-z_]+)*|Owner|Threads|Returns|Errors|Arguments[^:]*): (.*)", line)
        if verbatim:
            out.append(roff(line[4:]) or ".sp")
        elif not line:
            out.append(".PP")
        elif tag:
            out.append(f".TP\n.B {roff(tag[1])}\n{roff(tag[2])}")
        elif line.startswith("  ") and re.match(r"  \w+ {2,}\S", line):
            name, what = line.split(maxsplit=1)
            out.append(f".br\n.B {roff(name)}\n{roff(what)}")
        else:
            out.append(roff(line.strip()))
    if verbatim:
        out.append(".fi\n.RE")
    return out


def opening(text: str) -> list[str]:
    """Return the sections of the opening comment: `Ownership:  what…`, continued on indented lines."""
    out: list[str] = []
    lines = comment(text)
    first = next(at for at, line in enumerate(lines) if re.match(r"[A-Z][\w ]*: {2,}", line))
    out += paragraphs(lines[1:first])
    for line in lines[first:]:
        heading = re.match(r"([A-Z][\w ]*): {2,}(.*)", line)
        out += [f".SS {heading[1]}", roff(heading[2])] if heading else [roff(line.strip())]
    return out


def page(header: str) -> tuple[str, list[str]]:
    """Return the page, and the names of the functions in it."""
    version = re.search(r'FUSEBILL_VERSION "(.*)"', header)
    assert version
    out = [
        f'.TH LIBFUSEBILL 3 "" "libfusebill {version[1]}"',
        ".SH NAME",
        "libfusebill \\- turn on Salesforce sync for a Fusebill (Stax Bill) customer",
        ".SH SYNOPSIS",
        ".nf",
        ".B #include <fusebill.h>",
        ".fi",
        ".SH DESCRIPTION",
        *opening(header[header.index("/*") : header.index("*/")]),
    ]
    functions: list[str] = []
    body = header[header.index("*/") :]
    for match in PART.finditer(body):
        if match["section"]:
            out.append(f".SH {match['section'].upper()}")
            continue
        if match["constant"]:
            out += [f'.TP\n.BR {match["constant"]} " ({match["value"]})"', *paragraphs(comment(match["comment"]))]
            continue
        code = re.sub(
            r"FUSEBILL_(?:API|CALL|CHECKED|NEEDS_HANDLE|NULLABLE|NONNULL|FREED_BY\(\w+\))\s?", "", match["code"]
        ).strip()
        code = re.sub(r"\s+", " ", code) if "(" in code else code
        name = re.search(r"\(\*(fusebill_\w+)\)|(fusebill_\w+)\(|(\w+);$|^\s*(\w+) =", code)
        title = next((group for group in name.groups() if group), "") if name else ""
        if name and name[2]:
            functions.append(name[2])
        out += [f".SS {title}", ".nf", *(f".B {roff(line)}" for line in code.splitlines()), ".fi", ".PP"]
        out += paragraphs(comment(match["comment"]))
    out += [".SH SEE ALSO", ".BR fusebill (1)"]
    return "\n".join(out) + "\n", functions


def main() -> None:
    """Write the pages."""
    made, functions = page(Path(sys.argv[1]).read_text())
    folder = Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "libfusebill.3").write_text(made)
    for name in functions:
        (folder / f"{name}.3").write_text(".so man3/libfusebill.3\n")


if __name__ == "__main__":
    main()
