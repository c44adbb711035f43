"""Every example in a docstring, the README, docs/start.md and docs/python.md runs."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

import fusebill
import fusebill.aio
from conftest import ROOT

PAGES = [ROOT / page for page in ("README.md", "bindings/python/README.md", "docs/start.md", "docs/python.md")]
EXAMPLES = [
    pytest.param(block, id=f"{page.name}-{number}")
    for page in PAGES
    for number, block in enumerate(re.findall(r"^```python\n(.*?)^```", page.read_text(), re.MULTILINE | re.DOTALL))
]


@pytest.mark.parametrize("block", EXAMPLES)
def test_a_block_runs(block: str, environment: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    exec(compile(block, "example", "exec"), {"__name__": "__main__"})


def test_every_page_has_an_example() -> None:
    assert len(EXAMPLES) >= len(PAGES)


@pytest.mark.parametrize("thing", [fusebill, fusebill.aio, fusebill.Sandbox, fusebill.CancelToken])
def test_docstrings_hold(thing: object) -> None:
    finder = doctest.DocTestFinder(recurse=False)
    tests = finder.find(thing, name=str(thing), globs=dict(vars(fusebill)))
    results = [doctest.DocTestRunner().run(test) for test in tests]
    assert sum(result.attempted for result in results) > 0
    assert sum(result.failed for result in results) == 0


def test_everything_public_says_what_it_is() -> None:
    for name in fusebill.__all__:
        thing = getattr(fusebill, name)
        assert name == "__version__" or thing.__doc__, name
        if isinstance(thing, type):
            for member, value in vars(thing).items():
                if not member.startswith("_") and (callable(value) or type(value).__name__ == "getset_descriptor"):
                    assert value.__doc__, f"{name}.{member}"
