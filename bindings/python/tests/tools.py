"""What jedi, pylint and Sphinx find in an installed package. Run by scripts/test-python; needs no network."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import jedi

PROGRAM = '''"""A program."""

import fusebill
from fusebill import Client

client = Client()
try:
    print(client.enable_synch(172677).is_synch_enabled)
except fusebill.Error as error:
    print(error.advice)
'''
PAGE = """
Page
====

.. automodule:: fusebill
   :members:
   :inherited-members: Exception, tuple, dict
"""


def completions(line: str) -> set[str]:
    """Return what an editor offers at the end of a line after PROGRAM."""
    text = PROGRAM + line
    return {completion.name for completion in jedi.Script(text).complete(text.count("\n") + 1, len(line))}


def run(*command: str, folder: str) -> None:
    """Run a tool of this Python, which must find nothing wrong."""
    subprocess.run([sys.executable, "-m", *command], cwd=folder, check=True)


for line, names in {
    "fusebill.": {"Client", "Error", "NotFoundError", "Outcome"},
    "client.": {"enable_synch", "enable_synch_batch", "close"},
    "client.enable_synch(1).": {"is_synch_enabled", "monthly_recurring_revenue"},
    "for outcome in client.enable_synch_batch([1]): outcome.": {"is_done", "error"},
    "fusebill.NotFoundError().": {"advice", "code"},
    "fusebill.aio.AsyncClient().": {"enable_synch", "aclose"},
}.items():
    assert names <= completions(line), (line, completions(line))

with tempfile.TemporaryDirectory() as folder:
    Path(folder, "program.py").write_text(PROGRAM, encoding="utf-8")
    run("pylint", "--errors-only", "program.py", folder=folder)
    Path(folder, "index.rst").write_text(PAGE, encoding="utf-8")
    run("sphinx", "-q", "-W", "-C", "-D", "extensions=sphinx.ext.autodoc", "-b", "text", ".", "out", folder=folder)
    page = Path(folder, "out/index.txt").read_text(encoding="utf-8")
    for name in ("class fusebill.Client(", "enable_synch(customer_id", "exception fusebill.NotFoundError"):
        assert name in page, name
print("jedi, pylint and Sphinx know the package")
