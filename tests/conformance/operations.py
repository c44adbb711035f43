"""Check that every operation and option of the core is in every binding, and works there.

Whether it is there is read from the headers, stubs and sources. Whether it works is tested with the table of cases,
through the C functions of that name (other bindings run the table themselves). FUSEBILL_HEADER and FUSEBILL_LIBRARY
name what is tested, FUSEBILL_TEST_URL and FUSEBILL_TEST_KEY a sandbox with the table.
"""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from cffi import FFI

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests/abi"))
from declarations import parameters  # noqa: E402

HEADER = Path(os.environ["FUSEBILL_HEADER"]).read_text()
TABLE = json.loads((ROOT / "tests/conformance/cases.json").read_text())


def snake(name: str) -> str:
    """Spell one of the vendor's names as C and Python do."""
    return re.sub("(?<!^)(?=[A-Z])", "_", name).lower()


def source(path: str) -> str:
    """Read a file of the project."""
    return (ROOT / path).read_text()


def methods(file: str, name: str) -> set[str]:
    """Name the methods of a class."""
    tree = ast.parse(source(f"bindings/python/python/{file}"))
    found = next(node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == name)
    return {node.name for node in found.body if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))}


def words(text: str) -> str:
    """Return a text without the marks of comments and the line breaks."""
    return " ".join(re.sub(r"^\s*(?:///|\*|//)?", "", text, flags=re.MULTILINE).split())


def effects() -> dict[str, str]:
    """Read what each operation does in Salesforce, as the core says."""
    rules = re.findall(r'name: "(\w+)",.*?effect: "(.*?)",\n', source("crates/core/src/operation.rs"), re.DOTALL)
    return {name: words(re.sub(r"\\\n\s*", "", effect)) for name, effect in rules}


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
            "bindings/cpp/include/fusebill.hpp",
            "bindings/dotnet/Fusebill/IFusebillClient.cs",
            "bindings/python/python/fusebill-stubs/__init__.pyi",
            "crates/python/src/client.rs",
            "crates/core/src/client.rs",
            "docs/sync-job.md",
        )
    }
    found = []
    for operation, effect in effects().items():
        if operation == "Customer":
            continue  # it does nothing there
        command = [ROOT / "target/debug/fusebill", snake(operation).replace("_", "-"), "--help"]
        read["--help"] = words(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        found += [f"{place} does not say what {operation} does" for place, text in read.items() if effect not in text]
    for page in PAGES:
        if effects()["EnableSynch"] not in words(source(page)):
            found.append(f"{page} shows EnableSynch, and does not say what it does")
    return found


def function_of(operation: str) -> str:
    """Name the function of an operation, without the prefix of C."""
    return "get_customer" if operation == "Customer" else snake(operation)


def places(operation: str) -> dict[str, bool]:
    """Return, for each binding, whether it has the operation."""
    in_dotnet = "GetCustomer" if operation == "Customer" else operation
    name = function_of(operation)
    dotnet = source("bindings/dotnet/Fusebill/FusebillClient.cs") + source(
        "bindings/dotnet/Fusebill/FusebillClient.Calls.cs"
    )
    hpp = source("bindings/cpp/include/fusebill.hpp")
    command = "customers" if operation == "Customer" else name.replace("_", "-")
    shown = subprocess.run([ROOT / "target/debug/fusebill", "help", command], capture_output=True, check=False)
    return {
        "Rust": f"pub fn {name}<" in source("crates/core/src/client.rs"),
        "C": re.search(rf"\bfusebill_{name}\(", HEADER) is not None,
        "C++": all(
            re.search(rf"\b(?:result|customer|attempt<[\w:]+>) {it}\(", hpp) is not None for it in (name, f"try_{name}")
        ),
        "Python": name in methods("fusebill-stubs/__init__.pyi", "Client"),
        "asyncio": name in methods("fusebill/aio.py", "AsyncClient"),
        ".NET": all(re.search(rf" {it}\(\s*long customerId", dotnet) for it in (in_dotnet, f"{in_dotnet}Async")),
        "the command": shown.returncode == 0,
        "VB6": f"fusebill_{name} Lib" in source("bindings/legacy/vb6/Fusebill.bas"),
        "Delphi": f"fusebill_{name}(" in source("bindings/legacy/delphi/Fusebill.pas"),
        "the sandbox": f'name: "{operation}"' in source("crates/sandbox/src/operations.rs"),
        "the table": sum(case.get("operation", "EnableSynch") == operation for case in TABLE["cases"]) >= 10,
        "docs/sync-job.md": f"`{operation}`" in source("docs/sync-job.md"),
    }


# What a language has under another name, or not as an option.
ELSEWHERE = {
    "Python": {"salesforceIds", "forceLatch"},  # ids are pairs, and the keyword is force
    ".NET": {"salesforceIds"},
    "the messages of .NET": {"salesforceIds"},
    "C++": {"salesforceIds"},
    "the command": {
        "salesforceIds",
        "forceLatch",
        "notLinked",
        "synchStatus",
        "status",
        "ids",
        "pageSize",
    },
}
RENAMED = {"--results-file": "--results", "--max-idle-connections": "--concurrency"}


def options() -> list[tuple[str, bool]]:
    """Return, for each option and binding, whether the binding has it."""
    files = ("options.rs", "batch/options.rs", "customers/options.rs")
    blocks = [
        re.search(r"NAMES: \[&str; \d+\] =\s*\[(.*?)\];", source(f"crates/core/src/{file}"), re.DOTALL)
        for file in files
    ]
    names = [name for block in blocks if block for name in re.findall('"([A-Za-z]+)"', block[1])]
    assert len(names) > 20, names
    stub, dotnet = (
        source("bindings/python/python/fusebill-stubs/__init__.pyi"),
        source("bindings/dotnet/Fusebill/FusebillOptions.cs"),
    )
    header, messages = source("include/fusebill.h"), source("bindings/dotnet/Fusebill/JsonText.cs")
    found = []
    for name in names:
        python = snake(name).removesuffix("_ms")
        flag = "--" + python.replace("_", "-")
        shown = {
            "the comments of fusebill.h": re.search(rf"^ \*   {name} ", header, re.MULTILINE) is not None,
            "Python": re.search(rf"\b{python}: ", stub) is not None,
            ".NET": f'.Add("{name}"' in dotnet,
            "the messages of .NET": re.search(rf"[\"|]{name}[\"|]", messages) is not None,
            "C++": f'json.add("{name}"' in source("bindings/cpp/include/fusebill.hpp"),
            "the command": RENAMED.get(flag, flag) in HELP,
        }
        found += [
            (f"{name} in {place}", is_there)
            for place, is_there in shown.items()
            if name not in ELSEWHERE.get(place, ())
        ]
    return found


HELP = subprocess.run(
    [ROOT / "target/debug/fusebill", "enable-synch", "--help"], capture_output=True, check=False, text=True
).stdout


class Library:
    """The functions of C."""

    def __init__(self) -> None:
        """Load the library."""
        self.ffi = FFI()
        self.ffi.cdef(HEADER)
        self.functions: Any = self.ffi.dlopen(os.environ["FUSEBILL_LIBRARY"])
        pattern = r"^fusebill_status (fusebill_\w+)\(([^;]*)\);"
        self.names = {
            name: [parameter for _, parameter in parameters(inside)]
            for name, inside in re.findall(pattern, HEADER, re.MULTILINE)
        }

    def take(self, out: Any) -> str | None:  # noqa: ANN401 - cffi's pointers have no type
        """Copy a text of the library, and free it."""
        if out[0] == self.ffi.NULL:
            return None
        text: str = self.ffi.string(out[0]).decode()
        self.functions.fusebill_string_free(out[0])
        return text

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


def check(library: Library, case: dict[str, Any]) -> list[str]:
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
    operations = re.findall(r'name: "(\w+)"', source("crates/core/src/operation.rs"))
    assert len(operations) >= 4, operations
    checks = options() + [
        (f"{operation} in {place}", is_there)
        for operation in operations
        for place, is_there in places(operation).items()
    ]
    missing = [what for what, is_there in checks if not is_there]
    library = Library()
    cases = [case for case in TABLE["cases"] if "operation" in case]
    wrong = [what for case in cases for what in check(library, case)]
    wrong += without_effect()
    if missing or wrong:
        sys.exit("\n".join([f"missing: {what}" for what in missing] + wrong))
    print(f"{len(checks) + len(cases)} passed, 0 failed: {len(operations)} operations, {len(cases)} cases")


if __name__ == "__main__":
    main()
