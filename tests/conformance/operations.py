"""Check what is not generated.

Every call of the core has a method in Rust, a function in C, a command, a part in the sandbox, and its cases; every
option is a flag; pages say what a call does in Salesforce.

Whether it works is tested with the table of cases, through the C functions of that name (other bindings run the table
themselves). FUSEBILL_HEADER and FUSEBILL_LIBRARY name what is tested, FUSEBILL_TEST_URL and FUSEBILL_TEST_KEY a sandbox
with the table.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from library import HEADER, Library

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests/abi"))
from declarations import parameters  # noqa: E402

TABLE = json.loads((ROOT / "tests/conformance/cases.json").read_text())


def snake(name: str) -> str:
    """Spell one of the vendor's names as C and Python do."""
    return re.sub("(?<!^)(?=[A-Z])", "_", name).lower()


def source(path: str) -> str:
    """Read a file of the project."""
    return (ROOT / path).read_text()


def words(text: str) -> str:
    """Return a text without the marks of comments and the line breaks."""
    return " ".join(re.sub(r"^\s*(?:///|\*|//)?", "", text, flags=re.MULTILINE).split())


API = json.loads(
    subprocess.run(
        ["cargo", "run", "--quiet", "-p", "fusebill", "--example", "describe"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
)
EFFECTS = {call["name"]: call["effect"] for call in API["calls"]}


# The pages that begin with a call of EnableSynch.
PAGES = (
    "README.md",
    "bindings/dotnet/README.md",
    "bindings/python/README.md",
    "docs/batch.md",
    "docs/c.md",
    "docs/cpp.md",
    "docs/dotnet.md",
    "docs/legacy.md",
    "docs/python.md",
    "docs/start.md",
)


def without_effect() -> list[str]:
    """Return which documents and helps do not say what an operation does in Salesforce."""
    read = {
        path: words(source(path))
        for path in (
            "include/fusebill.h",
            "crates/core/src/calls.rs",
            "docs/sync-job.md",
        )
    }
    found = []
    for operation, effect in EFFECTS.items():
        if operation == "Customer":
            continue  # it does nothing there
        command = [ROOT / "target/debug/fusebill", snake(operation).replace("_", "-"), "--help"]
        read["--help"] = words(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        found += [f"{place} does not say what {operation} does" for place, text in read.items() if effect not in text]
    for page in PAGES:
        if EFFECTS["EnableSynch"] not in words(source(page)):
            found.append(f"{page} shows EnableSynch, and does not say what it does")
    return found


def function_of(operation: str) -> str:
    """Name the function of an operation, without the prefix of C."""
    return snake(next(call["function"] for call in API["calls"] if call["name"] == operation))


def places(operation: str) -> dict[str, bool]:
    """Return, for each place that is written by hand, whether it has the operation."""
    name = function_of(operation)
    command = "customers" if operation == "Customer" else name.replace("_", "-")
    shown = subprocess.run([ROOT / "target/debug/fusebill", "help", command], capture_output=True, check=False)
    return {
        "Rust": f"pub fn {name}<" in source("crates/core/src/calls.rs"),
        "C": re.search(rf"\bfusebill_{name}\(", HEADER) is not None,
        "the command": shown.returncode == 0,
        "the sandbox": f'name: "{operation}"' in source("crates/sandbox/src/operations.rs"),
        "the table": sum(case.get("operation", "EnableSynch") == operation for case in TABLE["cases"]) >= 10,
        "docs/sync-job.md": f"`{operation}`" in source("docs/sync-job.md"),
    }


# The list says which ids are called, and its columns which accounts.
NO_FLAG = {"salesforceIds", "ids", "pageSize"}
RENAMED = {"resultsFile": "--results", "maxIdleConnections": "--concurrency", "forceLatch": "--force"}


def options() -> list[tuple[str, bool]]:
    """Return, for each option, whether the command has a flag for it."""
    commands = ("enable-synch", "latch", "customers")
    helps = [
        subprocess.run([ROOT / "target/debug/fusebill", name, "--help"], capture_output=True, check=True, text=True)
        for name in commands
    ]
    shown = "".join(done.stdout for done in helps)
    names = [member["name"] for shape in API["options"] for member in shape["members"]]
    assert len(names) > 20, names
    flags = {name: "--" + snake(name).removesuffix("_ms").replace("_", "-") for name in names if name not in NO_FLAG}
    return [(f"{name} in the command", RENAMED.get(name, flag) in shown) for name, flag in flags.items()]


class Calls(Library):
    """The functions of C that make a call."""

    def __init__(self) -> None:
        """Load the library."""
        super().__init__()
        pattern = r"^fusebill_status (fusebill_\w+)\(([^;]*)\);"
        self.names = {
            name: [parameter for _, parameter in parameters(inside)]
            for name, inside in re.findall(pattern, HEADER, re.MULTILINE)
        }

    def get(self, text: str, pointer: str) -> str | None:
        """Read a value of a JSON text."""
        out = self.ffi.new("char **")
        self.functions.fusebill_json_get(text.encode(), pointer.encode(), out)
        return self.take(out)

    def call(self, case: dict[str, Any]) -> tuple[int, str]:
        """Make the call of a case with the function of its name whose parameters fit."""
        given: dict[str, Any] = {
            snake(name): value.encode() if isinstance(value, str) else value
            for name, value in case.get("arguments", {}).items()
        }
        if "id" in case:
            given["customer_id"] = case["id"]
        prefix = f"fusebill_{function_of(case['operation'])}"
        fits = [
            name
            for name, listed in self.names.items()
            if name.startswith(prefix)
            and set(given) <= set(listed) <= {*given, "client", "cancel", "out_json", "force"}
        ]
        assert len(fits) == 1, (case["name"], fits)
        options = {"baseUrl": f"{os.environ['FUSEBILL_TEST_URL']}/case/{case['name']}", **case.get("options", {})}
        key = case.get("key", "{key}").replace("{key}", os.environ["FUSEBILL_TEST_KEY"])
        client, out = self.ffi.new("fusebill_client **"), self.ffi.new("char **")
        status = self.functions.fusebill_client_new(key.encode(), json.dumps(options).encode(), client, out)
        assert status == 0, self.take(out)
        fixed = {"client": client[0], "cancel": self.ffi.NULL, "out_json": out, "force": 0}
        arguments = [given[name] if name in given else fixed[name] for name in self.names[fits[0]]]
        function = getattr(self.functions, fits[0])
        status = function(*arguments)
        text = self.take(out) or ""
        # A handle that was cancelled before the call ends any call.
        cancel = self.functions.fusebill_cancel_new()
        self.functions.fusebill_cancel_request(cancel)
        at = self.names[fits[0]].index("cancel")
        ended = function(*arguments[:at], cancel, *arguments[at + 1 :])
        assert ended in {status, 11} if status == 1 else ended == 11, (case["name"], ended, self.take(out))
        self.take(out)
        self.functions.fusebill_cancel_free(cancel)
        self.functions.fusebill_client_free(client[0])
        return status, text


def check(library: Calls, case: dict[str, Any]) -> list[str]:
    """Return what is wrong in a case."""
    status, text = library.call(case)
    expect = case["expect"]
    wrong = [] if status == expect["code"] else [f"status {status}"]
    wrong += [
        f"{pointer} is not {value}"
        for pointer, value in expect.get("fields", [])
        if library.get(text, pointer) != value
    ]
    if expect.get("raw", text) != text:
        wrong.append("raw")
    return [f"{case['name']}: {what} in {text}" for what in wrong]


def main() -> None:
    """Fail if anything is missing or wrong."""
    operations = list(EFFECTS)
    assert len(operations) >= 4, operations
    checks = options() + [
        (f"{operation} in {place}", is_there)
        for operation in operations
        for place, is_there in places(operation).items()
    ]
    missing = [what for what, is_there in checks if not is_there]
    library = Calls()
    cases = [case for case in TABLE["cases"] if "operation" in case]
    wrong = [what for case in cases for what in check(library, case)]
    wrong += without_effect()
    if missing or wrong:
        sys.exit("\n".join([f"missing: {what}" for what in missing] + wrong))
    print(f"{len(checks) + len(cases)} passed, 0 failed: {len(operations)} operations, {len(cases)} cases")


if __name__ == "__main__":
    main()
