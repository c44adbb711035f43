#!/usr/bin/env python3
"""Copies the docstrings of the native module into its stubs: stubs.py [--write].

Without --write, it fails if a stub's docstring differs from the module's.
"""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
from pathlib import Path

import fusebill as native

STUBS = Path(__file__).parent.parent / "bindings/python/python/fusebill-stubs/__init__.pyi"


def document(node: ast.Module | ast.ClassDef | ast.FunctionDef, shown: object) -> None:
    """Add to a declaration, and to its members, the docstrings of the objects they declare."""
    body = [statement for statement in node.body if not is_text(statement) and not is_ellipsis(statement)]
    text = shown and inspect.getdoc(shown)
    if text:
        body.insert(0, ast.Expr(ast.Constant("\n".join(f"    {line}".rstrip() for line in text.splitlines()).strip())))
    for child in body:
        if isinstance(child, (ast.ClassDef, ast.FunctionDef)):
            document(child, None if child.name.startswith("_") else getattr(shown, child.name))
    node.body = body or [ast.Expr(ast.Constant(...))]


def is_text(node: ast.stmt) -> bool:
    """Whether it is a docstring."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def is_ellipsis(node: ast.stmt) -> bool:
    """Whether it is the body of a declaration."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and node.value.value is ...


def documented(source: str) -> str:
    """Return the stubs with docstrings, formatted."""
    module = ast.parse(source)
    document(module, native)
    ruff = Path(sys.executable).parent / "ruff"
    name = ["--stdin-filename", str(STUBS), "-"]
    text = ast.unparse(module)
    for arguments in ([ruff, "check", "--fix", "--exit-zero", "--quiet", *name], [ruff, "format", *name]):
        text = subprocess.run(arguments, input=text, capture_output=True, text=True, check=True).stdout
    return text


def main() -> int:
    """Check the stubs, or write them."""
    source = STUBS.read_text()
    wanted = documented(source)
    if "--write" in sys.argv[1:]:
        STUBS.write_text(wanted)
    elif source != wanted:
        print(f"the docstrings in {STUBS.name} differ from the module's: run scripts/stubs.py --write")
        return 1
    print("the docstrings of the stubs are the module's")
    return 0


if __name__ == "__main__":
    sys.exit(main())
