"""What the package loads, and when: no more than it needs, and nothing when it is too late."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

import fusebill


def python(script: str, *arguments: str, environment: dict[str, str] | None = None) -> str:
    command = [sys.executable, *arguments, "-c", script]
    return subprocess.run(
        command, env=environment, check=True, capture_output=True, text=True, timeout=60
    ).stdout.strip()


def test_an_import_loads_no_more_than_it_needs() -> None:
    script = "import sys; before = set(sys.modules); import fusebill; print(*sorted(set(sys.modules) - before))"
    loaded = set(python(script, "-I").split())
    assert loaded == {"fusebill", "atexit"}, loaded


def test_a_call_loads_no_module_that_takes_longer_than_itself() -> None:
    script = (
        "import sys; before = set(sys.modules); import fusebill\n"
        "with fusebill.Sandbox() as sandbox: fusebill.Client(sandbox.key, base_url=sandbox.url).enable_synch(172677)\n"
        "print(*sorted(set(sys.modules) - before))"
    )
    slow = {"asyncio", "dataclasses", "datetime", "decimal", "enum", "json", "logging", "re", "typing"}
    loaded = set(python(script, "-I").split())
    assert not loaded & slow, loaded


def test_every_public_name_is_there_when_asked_for() -> None:
    script = "import fusebill; print(*sorted({*fusebill.__all__} - {*dir(fusebill)})); fusebill.Quota, fusebill.Error"
    assert python(script).split() == []
    for name in fusebill.__all__:
        assert getattr(fusebill, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'Eror'"):
        fusebill.Eror  # type: ignore[attr-defined] # noqa: B018


def test_without_its_native_module_the_package_says_so(tmp_path: Path) -> None:
    shutil.copytree(
        Path(fusebill.__file__).parent, tmp_path / "fusebill", ignore=shutil.ignore_patterns("*.so", "*.pyd")
    )
    script = (
        "import os, sys; sys.path.insert(0, os.environ['FOLDER'])\n"
        "try: import fusebill\n"
        "except ImportError as error: print(error, *(name for name in sys.modules if 'fusebill' in name))"
    )
    printed = python(script, environment={**os.environ, "FOLDER": str(tmp_path)})
    assert printed.startswith(f"fusebill has no native module for {sys.implementation.name} 3."), printed
    assert printed.endswith("install the wheel for this platform, with this Python"), printed


def test_the_part_for_asyncio_is_there_when_asked_for() -> None:
    script = "import sys, fusebill; print('asyncio' in sys.modules, fusebill.aio.AsyncClient, fusebill.aio.__name__)"
    assert python(script) == "False <class 'fusebill.aio.AsyncClient'> fusebill.aio"


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="from 3.12 on, only the main interpreter can import it")
def test_a_subinterpreter_ends_with_the_process() -> None:
    script = (
        "import _xxsubinterpreters as i; sub = i.create(); i.run_string(sub, 'import fusebill; print(fusebill.Error)')"
    )
    assert python(script) == "<class 'fusebill.Error'>"


def test_a_linter_finds_every_name_in_the_source() -> None:
    package = Path(fusebill.__file__).parent
    files = [package / name for name in ("__init__.py", "_errors.py", "_records.py")]
    declared = {
        getattr(node, "name", None) or ast.unparse(getattr(node, "target", node))
        for file in files
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, (ast.ClassDef, ast.AnnAssign))
    }
    assert {*fusebill.__all__} - declared == set()


ASYNC = (
    "import asyncio, fusebill.aio\nclient = fusebill.aio.AsyncClient(max_attempts=1)\nloop = asyncio.new_event_loop()"
)
NO_FILES = "resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))"


@pytest.mark.parametrize(
    ("before", "call", "printed"),
    [
        ("", "client.enable_synch(12)", "ConnectionError no"),
        ("client.enable_synch(172677)", "client.enable_synch(12)", "NotFoundError yes"),
        ("", "client.resynch(12)", "ConnectionError no"),
        ("client.enable_synch(172677)", "client.resynch(12)", "NotFoundError yes"),
        ("", "list(client.list_customers())", "ConnectionError no"),
        ("", "list(client.enable_synch_batch([12]))", "IOError no"),
        (
            "",
            "print(*((stage.name, type(stage.error).__name__) for stage in client.check()[-1:]))",
            "('tcp', 'ConnectionError')",
        ),
        (
            "import decimal; customer = client.enable_synch(172677)",
            "print(customer.monthly_recurring_revenue, customer.customer_reference.id, customer.customer_acquisition)",
            "25.9800 172677 CustomerAcquisition(id=172677)",
        ),
        (
            f"def ids():\n    yield 172677\n    {NO_FILES}\n    yield 12\n",
            "print(*(outcome.name for outcome in client.enable_synch_batch(ids(), concurrency=1)))",
            "ok not_found",
        ),
        (ASYNC, "loop.run_until_complete(client.enable_synch(12))", "ConnectionError no"),
        (ASYNC, "print(loop.run_until_complete(client.check())[-1].name)", "tcp"),
    ],
)
def test_errors_need_no_file_once_there_is_a_client(
    environment: dict[str, str], before: str, call: str, printed: str
) -> None:
    script = (
        "import os, resource, fusebill\n"
        "client = fusebill.Client(max_attempts=1)\n"
        f"{before}\n"
        f"{'' if NO_FILES in before else NO_FILES}\n"
        "try:\n"
        f"    {call}\n"
        "except fusebill.Error as error: print(type(error).__name__, error.sent)"
    )
    assert python(script, environment=environment) == printed


@pytest.mark.parametrize(
    "call",
    ["client.enable_synch_batch([172677])", "client.enable_synch(12)", "client.enable_synch(172677); client.quota"],
)
@pytest.mark.parametrize("interrupt", ["KeyboardInterrupt", "SystemExit"])
def test_an_interrupt_while_a_module_is_loaded_is_passed_on(
    environment: dict[str, str], call: str, interrupt: str
) -> None:
    script = f"""
import sys, fusebill
class Finder:
    def find_spec(name, *rest):
        if name == "datetime":
            raise {interrupt}
client = fusebill.Client()
sys.meta_path.insert(0, Finder)
try:
    {call}
except {interrupt}:
    print("passed on")
"""
    assert python(script, environment=environment) == "passed on"


def test_a_module_that_cannot_be_loaded_is_the_cause(environment: dict[str, str]) -> None:
    script = """
import sys, fusebill
client = fusebill.Client()
sys.modules["datetime"] = None
try:
    client.enable_synch_batch([172677])
except fusebill.IOError as error:
    print(type(error.__cause__).__name__, error.sent)
"""
    assert python(script, environment=environment) == "ModuleNotFoundError no"


def test_names_survive_what_becomes_of_sys_modules(environment: dict[str, str]) -> None:
    script = """
import pickle, sys, unittest.mock, fusebill
with unittest.mock.patch.dict("sys.modules"):
    client = fusebill.Client()
    first = client.check()[0]
    fusebill.Error
try:
    client.enable_synch(12)
except fusebill.NotFoundError:
    print("not found")
print(isinstance(first, fusebill.CheckStage), isinstance(client.check()[0], fusebill.CheckStage))
pickle.dumps(client.check())
del sys.modules["fusebill"]
import fusebill
print(fusebill.NotFoundError.__name__, hasattr(fusebill, "Outcome"))
from fusebill import *
"""
    assert python(script, environment=environment).splitlines() == ["not found", "True True", "NotFoundError True"]


def test_there_is_one_class_of_each_name_whatever_becomes_of_sys_modules(environment: dict[str, str]) -> None:
    script = """
import sys, unittest.mock, fusebill
with unittest.mock.patch.dict("sys.modules"):
    fusebill.Error
client = fusebill.Client()
for _ in range(2):
    try:
        client.enable_synch(12)
    except fusebill.NotFoundError as error:
        print("not found", isinstance(error.quota, fusebill.Quota))
    for name in [name for name in sys.modules if name.startswith("fusebill")]:
        del sys.modules[name]
    import fusebill
    client = fusebill.Client()
with unittest.mock.patch.dict("sys.modules"):
    client = fusebill.Client()
    fusebill.Quota
print(isinstance(client.quota, fusebill.Quota))
"""
    assert python(script, environment=environment).splitlines() == ["not found True"] * 2 + ["True"]


def test_a_name_that_was_assigned_stays() -> None:
    script = "import fusebill as f; f.Quota = f.Batch = 1; f.Error; print(f.Quota, f.Batch)"
    assert python(script) == "1 1"


def test_a_reload_does_not_make_the_exit_longer(environment: dict[str, str]) -> None:
    script = """
import importlib, threading, time, fusebill
def ids():
    yield 172677
    begun.set()
    time.sleep(3600)
begun = threading.Event()
client = fusebill.Client()
threading.Thread(target=lambda: list(client.enable_synch_batch(ids())), daemon=True).start()
begun.wait()
for _ in range(200):
    importlib.reload(fusebill)
"""
    begin = time.monotonic()
    python(script, environment=environment)
    assert time.monotonic() - begin < 20


@pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows has no fork")
def test_a_child_does_not_wait_for_what_another_thread_was_loading() -> None:
    script = """
import os, signal, sys, threading, time, fusebill
class Finder:
    def find_spec(name, *rest):
        if name == "fusebill._errors":
            begun.set()
            time.sleep(0.2)
begun = threading.Event()
sys.meta_path.insert(0, Finder)
thread = threading.Thread(target=lambda: fusebill.Client("abc"))
thread.start()
begun.wait()
child = os.fork()
if not child:
    signal.alarm(20)
    fusebill.Client("abc")
    os._exit(0)
print(os.waitpid(child, 0)[1])
thread.join()
"""
    assert python(script) == "0"


def test_what_is_needed_while_it_is_loaded_is_not_waited_for() -> None:
    # As by a signal handler that runs at that moment.
    script = """
import sys, fusebill
class Finder:
    def find_spec(name, *rest):
        if name in ("fusebill._records", "fusebill._errors") and name not in seen:
            seen.append(name)
            fusebill.Error
seen = []
sys.meta_path.insert(0, Finder)
try:
    fusebill.Client("")
except fusebill.Error as error:
    print(type(error).__name__, *seen)
"""
    assert python(script) == "InvalidArgumentError fusebill._records fusebill._errors"


def test_a_name_comes_with_those_that_its_annotations_use() -> None:
    script = "import fusebill; fusebill.CheckStage; print({*fusebill.__all__} <= {*vars(fusebill)})"
    assert python(script) == "True"
