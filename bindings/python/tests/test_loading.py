"""What the package loads, and when: no more than it needs, and nothing when it is too late."""

from __future__ import annotations

import datetime
import inspect
import os
import shutil
import subprocess
import sys
import time
import typing
import unittest.mock
from pathlib import Path

import pytest

import fusebill
import fusebill.aio


def python(script: str, *arguments: str, environment: dict[str, str] | None = None) -> str:
    command = [sys.executable, *arguments, "-c", script]
    return subprocess.run(
        command, env=environment, check=True, capture_output=True, text=True, timeout=60
    ).stdout.strip()


def test_an_import_loads_no_more_than_it_needs() -> None:
    script = "import sys; before = set(sys.modules); import fusebill; print(*sorted(set(sys.modules) - before))"
    loaded = set(python(script, "-I").split())
    assert {name for name in loaded if name.partition(".")[0] != "fusebill"} == {"atexit"}, loaded
    assert not {"fusebill.aio", "fusebill.generated.async_calls", "fusebill.generated.names"} & loaded


def test_a_call_loads_nothing(environment: dict[str, str]) -> None:
    script = """
import sys, fusebill
class Finder:
    def find_spec(name, *rest):
        sys.exit(f"{name} is loaded")
client = fusebill.Client()
sys.meta_path.insert(0, Finder)
customer = client.enable_synch(172677)
customer.monthly_recurring_revenue, customer.modified_timestamp, customer.to_dict(), client.quota, client.check()
for outcome in client.enable_synch_batch([172677, 12]):
    outcome.to_dict(), fusebill.Outcome.from_json(outcome.to_json())
try:
    client.resynch(12)
except fusebill.NotFoundError as error:
    print(error.to_dict()["code"], len(list(client.list_customers())) > 1)
"""
    assert python(script, environment=environment) == "3 True"


def test_a_tool_finds_source_signature_and_types() -> None:
    for owner in (fusebill.Client, fusebill.aio.AsyncClient, fusebill.Batch, fusebill.Customer, fusebill.Summary):
        assert f"class {owner.__name__}" in inspect.getsource(owner)
        for name, member in inspect.getmembers(owner, inspect.isfunction):
            if not name.startswith("_"):
                assert inspect.getdoc(member), name
                assert f"def {name}" in inspect.getsource(member)
                if sys.version_info >= (3, 10):
                    assert "return" in typing.get_type_hints(member), name
    if sys.version_info >= (3, 10):
        assert typing.get_type_hints(fusebill.Window)["reset"] == datetime.datetime | None
        assert typing.get_type_hints(fusebill.Client.__init__)["timeout"] == float | datetime.timedelta | None
    client = unittest.mock.create_autospec(fusebill.Client, instance=True)
    client.enable_synch(172677)
    with pytest.raises(TypeError):
        client.enable_synch()
    with unittest.mock.patch.object(fusebill.Client, "enable_synch", return_value=7):
        assert fusebill.Client("MDpz").enable_synch(172677) == 7


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
        "except ImportError as error: print(error, *(name for name in sys.modules if name == 'fusebill'))"
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
        ("", "print(*(outcome.name for outcome in client.enable_synch_batch([12])))", "connection"),
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
