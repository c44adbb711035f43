"""What the tests share: a sandbox for each test, and the scripted one for the conformance table."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import fusebill

ROOT = Path(os.environ.get("FUSEBILL_ROOT", Path(__file__).parents[3]))

Start = Callable[..., tuple[fusebill.Sandbox, fusebill.Client]]


@pytest.fixture
def sandbox() -> Iterator[fusebill.Sandbox]:
    with fusebill.Sandbox(per_minute=10**9, per_day=10**9) as sandbox:
        yield sandbox


@pytest.fixture
def client(sandbox: fusebill.Sandbox) -> fusebill.Client:
    return fusebill.Client(sandbox.key, base_url=sandbox.url)


@pytest.fixture
def faulty() -> Iterator[Start]:
    """Make a sandbox with these faults, and a client of it with these options."""
    sandboxes = []

    def start(faults: str, **options: object) -> tuple[fusebill.Sandbox, fusebill.Client]:
        sandbox = fusebill.Sandbox(faults=faults)
        sandboxes.append(sandbox)
        return sandbox, fusebill.Client(sandbox.key, base_url=sandbox.url, **options)  # type: ignore[arg-type]

    yield start
    for sandbox in sandboxes:
        sandbox.close()


@pytest.fixture(scope="session")
def scripted() -> Iterator[str]:
    """The base URL of a sandbox that plays tests/conformance/cases.json."""
    cases = ROOT / "tests/conformance/cases.json"
    # An interpreter that this machine runs in an emulator is named with it.
    python = os.environ.get("FUSEBILL_TEST_PYTHON", "").split() or [sys.executable]
    command = [*python, "-m", "fusebill", "sandbox", "--scripts", str(cases)]
    environment = {**os.environ, "FUSEBILL_API_KEY": ""}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment
    ) as server:
        assert server.stdout is not None
        yield server.stdout.readline().strip()
        server.kill()


@pytest.fixture
def environment(sandbox: fusebill.Sandbox, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The environment in which a program finds the sandbox by itself."""
    variables = {"FUSEBILL_API_KEY": sandbox.key, "FUSEBILL_BASE_URL": sandbox.url}
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return {**os.environ, **variables}
