"""The names of everything public in every binding, as docs/bindings.md: generated from the sources, and checked.

usage: bindings.py [--write]

A name is derived from the core's by each language's rule, or is listed in ELSEWHERE; every name must be in the
binding's source.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/bindings.md"

PYTHON, DOTNET = "bindings/python/python/fusebill", "bindings/dotnet/Fusebill"
SOURCES = {
    "Rust": ["crates/core/src"],
    "C": ["include/fusebill.h"],
    "C++": ["bindings/cpp/include/fusebill.hpp"],
    "Python": [f"{PYTHON}-stubs/__init__.pyi", f"{PYTHON}/_records.py", f"{PYTHON}/_errors.py"],
    ".NET": [DOTNET],
    "command": ["crates/cli/src"],
}


def text_of(place: str) -> str:
    """Read a file, or all files of a folder."""
    path = ROOT / place
    files = sorted(path.rglob("*.*")) if path.is_dir() else [path]
    return "\n".join(
        file.read_text() for file in files if file.suffix in {".rs", ".h", ".hpp", ".pyi", ".py", ".cs", ".md"}
    )


TEXTS = {binding: "\n".join(text_of(place) for place in places) for binding, places in SOURCES.items()}


def snake(name: str) -> str:
    """Spell a name as Rust, C and Python do."""
    return re.sub("(?<!^)(?=[A-Z])", "_", name).lower()


def pascal(name: str) -> str:
    """Spell a name as .NET does."""
    return name[0].upper() + name[1:]


def names_in(file: str) -> list[str]:
    """Read the names of the options of a kind from the core."""
    block = re.search(r"NAMES: \[&str; \d+\] =\s*\[(.*?)\];", text_of(f"crates/core/src/{file}"), re.DOTALL)
    assert block, file
    return re.findall('"([A-Za-z]+)"', block[1])


def members(file: str, struct: str) -> list[str]:
    """Read the members of the JSON of a struct of the core, in order."""
    block = re.search(rf"struct {struct}(?:<'a>)? \{{(.*?)\n        \}}", text_of(f"crates/core/src/{file}"), re.DOTALL)
    assert block, (file, struct)
    camel = [re.sub("_([a-z])", lambda letter: letter[1].upper(), name) for name in re.findall(r"(\w+): ", block[1])]
    assert camel, struct
    return camel


# The operations that lists may use.
BATCHES = ("EnableSynch", "DisableSynch", "Resynch", "Latch")
# (what, binding): the name if the rule does not produce it; empty if the language has another way.
ELSEWHERE: dict[tuple[str, str], str] = {
    ("GetCustomer", "command"): "customers",
    ("ListCustomers", "command"): "customers",
    **{(f"{name}Batch", "C"): "fusebill_batch" for name in BATCHES},
    ("WithOptions", "C"): "fusebill_client_with",
    ("WithOptions", "command"): "",
    ("Check", "C"): "fusebill_client_check",
    ("Quota", "C"): "fusebill_client_quota",
    ("Quota", "command"): "",
    ("Cancel", "C"): "fusebill_client_cancel",
    ("Cancel", "C++"): "cancel_all",
    ("Cancel", "command"): "",
    ("resultsFile", "command"): "results",
    ("maxIdleConnections", "command"): "concurrency",
    ("outcome.final", "Python"): "is_final",
    ("outcome.final", "Rust"): "is_final",
    ("outcome.final", ".NET"): "IsFinal",
    ("outcome.httpStatus", "Python"): "error.http_status",
    ("outcome.message", "Python"): "error.message",
    ("outcome.salesforceId", "Python"): "customer.salesforce_id",
    ("outcome.salesforceSynchStatus", "Python"): "customer.salesforce_synch_status",
    ("outcome.requestedSalesforceId", "Python"): "to_dict",
    ("outcome.sent", "Python"): "error.sent",
    ("outcome.sent", "Rust"): "result",
    ("outcome.httpStatus", "Rust"): "result",
    ("outcome.salesforceId", "Rust"): "result",
    ("outcome.salesforceSynchStatus", "Rust"): "result",
    ("outcome.elapsedMs", "Rust"): "elapsed",
    ("outcome.id", "C++"): "id",
    ("outcome.code", "C++"): "code",
    ("salesforceIds", "C++"): "",
    ("salesforceIds", "Python"): "",
    ("salesforceIds", "command"): "",
    ("forceLatch", "command"): "force",
    ("forceLatch", "Python"): "force",
    ("salesforceIds", ".NET"): "",
    ("pageSize", "command"): "",
    ("ids", "command"): "",
    ("error.message", "C++"): "what",
    ("error.code", "C++"): "status",
    ("error.message", ".NET"): "Message",
}
# Times are milliseconds in JSON; in these bindings, they have another unit or type.
DURATIONS = {"Python", ".NET", "command"}


def option(name: str, binding: str) -> str:
    """Name an option of the core in a binding."""
    given = ELSEWHERE.get((name, binding))
    if given is not None:
        return given
    if binding in DURATIONS:
        name = name.removesuffix("Ms")
    rules = {
        "Rust": snake(name),
        "C": name,
        "C++": snake(name),
        "Python": snake(name),
        ".NET": pascal(name),
        "command": snake(name).replace("_", "-"),
    }
    return rules[binding]


def operation(name: str, binding: str) -> str:
    """Name a call in a binding."""
    rules = {
        "Rust": snake(name),
        "C": f"fusebill_{snake(name)}",
        "C++": snake(name),
        "Python": snake(name),
        ".NET": name,
        "command": snake(name).replace("_", "-"),
    }
    batch = name.removesuffix("Batch")
    if binding == "command" and batch in BATCHES:
        return snake(batch).replace("_", "-")
    return ELSEWHERE.get((name, binding), rules[binding])


def field(name: str, binding: str) -> str:
    """Name a member of an error in a binding."""
    short = name.removesuffix("Ms") if binding in {"Python", ".NET", "Rust"} else name
    rules = {
        "Rust": "kind" if name == "code" else snake(short),
        "C": f"/{name}",
        "C++": snake(name),
        "Python": snake(short),
        ".NET": pascal(short),
    }
    return ELSEWHERE.get((f"error.{name}", binding), rules[binding])


def outcome(name: str, binding: str) -> str:
    """Name a member of an outcome in a binding."""
    short = name.removesuffix("Ms") if binding in {"Python", ".NET"} else name
    rules = {
        "Rust": snake(short),
        "C": f"/{name}",
        "C++": f"/{name}",
        "Python": snake(short),
        ".NET": pascal(short),
    }
    return ELSEWHERE.get((f"outcome.{name}", binding), rules[binding])


def outcome_members() -> list[str]:
    """Read the members of a line of a results file from what writes it."""
    written = re.findall(r'[{,]\\"(\w+)\\":', text_of("crates/core/src/batch/outcome.rs").split("#[cfg(test)]")[0])
    return list(dict.fromkeys(written))


def kinds() -> tuple[str, list[str]]:
    """Return the kinds of error, which the core defines, as a table; and those that differ in a binding."""
    core = text_of("crates/core/src/error.rs")
    lines = ["| name | code | C | Python | .NET | advice |", "| --- | --- | --- | --- | --- | --- |"]
    missing = []
    for kind, code, name, advice in re.findall(r'^    (\w+) = (\d+), "(\w+)", "(.*)";$', core, re.MULTILINE):
        c, python = f"FUSEBILL_{name.upper()}", "IOError" if kind == "Io" else f"{kind}Error"
        there = {
            "C": rf"#define {c} {code}\b",
            "Python": rf'class {python}\(.*\):\n    """[^"]*"""\n\n    code = {code}\n    name = "{name}"\n',
            ".NET": rf"\b{kind} = {code},",
        }
        missing += [f"{name} in {binding}" for binding, form in there.items() if not re.search(form, TEXTS[binding])]
        names = " | ".join(f"`{it}`" for it in (c, python, f"ErrorKind.{kind}"))
        lines.append(f"| `{name}` | {code} | {names} | {advice} |")
    return "\n".join(lines), missing


def is_there(binding: str, name: str) -> bool:
    """Whether the source of a binding has a name."""
    if name.startswith("/"):
        return f'"{name[1:]}"' in text_of("docs/errors.md") + TEXTS["C"]
    if binding == "command":
        words = [name, name.replace("-", "_"), name.replace("-", " ").title().replace(" ", "")]
        return any(re.search(rf"\b{re.escape(word)}\b", TEXTS[binding]) for word in words)
    return all(re.search(rf"\b{re.escape(part)}\b", TEXTS[binding]) for part in name.split("."))


def table(what: str, names: list[str], bindings: list[str], name_of: object) -> tuple[str, list[str]]:
    """Return a table of names, and those that are missing."""
    assert callable(name_of)
    lines, missing = [f"| {what} | {' | '.join(bindings)} |", "| --- " * (len(bindings) + 1) + "|"], []
    for name in names:
        cells = []
        for binding in bindings:
            cell = name_of(name, binding)
            if cell and not is_there(binding, cell):
                missing.append(f"{name} in {binding}: {cell}")
            dashes = "--" if binding == "command" and name[0].islower() else ""
            cells.append(f"`{dashes}{cell}`" if cell else "-")
        lines.append(f"| `{name}` | {' | '.join(cells)} |")
    return "\n".join(lines), missing


def page() -> tuple[str, list[str]]:
    """Return the whole page, and the names that are missing."""
    calls = re.findall(r'name: "(\w+)"', text_of("crates/core/src/operation.rs"))
    calls = [{"Customer": "GetCustomer"}.get(name, name) for name in calls]
    calls += ["ListCustomers", *(f"{name}Batch" for name in BATCHES), "WithOptions", "Check", "Quota", "Cancel"]
    every = list(SOURCES)
    parts = [
        """# Every name in every binding

Generated from the sources by `tests/conformance/bindings.py --write`; a test checks that it is current. A dash means
that the language has another way, or needs none. In C, options, errors and outcomes are JSON text; C++ has names for
options and errors, and reads outcomes by JSON pointer.

In Python, calls are methods of `Client` and of `AsyncClient`, where they are awaited. In .NET, each has an `Async`
twin. Times are milliseconds in JSON, seconds in Python and on the command line, and `TimeSpan` in .NET."""
    ]
    missing = []
    for title, names, bindings, name_of in [
        ("Calls", calls, every, operation),
        ("Options of a client", names_in("options.rs"), every, option),
        ("Options of a batch", names_in("batch/options.rs"), every, option),
        ("Options of a list of customers", names_in("customers/options.rs"), every, option),
        ("Members of an error", members("error.rs", "Json"), every[:-1], field),
        ("Members of an outcome", outcome_members(), every[:-1], outcome),
    ]:
        made, nowhere = table("core name" if title != "Calls" else "vendor's name, or ours", names, bindings, name_of)
        parts.append(f"## {title}\n\n{made}")
        missing += nowhere
    made, nowhere = kinds()
    parts.append(f"## Kinds of error\n\n{made}")
    return "\n\n".join(parts) + "\n", missing + nowhere


def main() -> None:
    """Fail if a name is missing, or the page is stale."""
    made, missing = page()
    if missing:
        sys.exit("\n".join(missing))
    if sys.argv[1:] == ["--write"]:
        PAGE.write_text(made)
    if not PAGE.is_file() or PAGE.read_text() != made:
        sys.exit("docs/bindings.md is stale: run tests/conformance/bindings.py --write")
    print(f"{made.count('`') // 2} names passed")


if __name__ == "__main__":
    main()
