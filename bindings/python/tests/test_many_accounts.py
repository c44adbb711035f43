"""The Dask example of docs/batch.md, with three accounts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import fusebill
from conftest import ROOT

pytest.importorskip("distributed", reason="installed by scripts/test-python where the newest Python is tested")


def test_one_task_an_account(tmp_path: Path) -> None:
    example = ROOT / "examples/many_accounts.py"
    accounts = []
    with fusebill.Sandbox(customers=50) as north, fusebill.Sandbox() as south, fusebill.Sandbox(per_day=5) as west:
        for name, sandbox, ids in (
            ("north", north, range(200001, 200031)),
            ("south", south, [172677, 12]),
            ("west", west, range(200001, 200011)),
        ):
            (tmp_path / f"{name}.txt").write_text("\n".join(map(str, ids)))
            files = {"ids": str(tmp_path / f"{name}.txt"), "results": str(tmp_path / f"{name}.jsonl")}
            accounts.append({"name": name, "key_variable": "SANDBOX_KEY", "base_url": sandbox.url, **files})
        (tmp_path / "accounts.json").write_text(json.dumps(accounts))
        command = [sys.executable, str(example), str(tmp_path / "accounts.json")]
        environment = {**os.environ, "SANDBOX_KEY": north.key}
        first, second = (
            subprocess.run(
                command, env=environment, cwd=tmp_path, check=False, capture_output=True, text=True, timeout=120
            )
            for _ in range(2)
        )
        assert first.returncode == 20, first.stderr
        ended = {line["account"]: line for line in map(json.loads, first.stdout.splitlines())}
        assert ended["north"] == {"account": "north", "done": 30, "skipped": 0, "failed": {}}
        assert ended["south"]["failed"] == {"12": "not_found"}
        assert ended["west"]["stopped"] == "rate_limited"
        again = {line["account"]: line for line in map(json.loads, second.stdout.splitlines())}
        assert again["north"] == {"account": "north", "done": 0, "skipped": 30, "failed": {}}
        assert north.requests == 30
