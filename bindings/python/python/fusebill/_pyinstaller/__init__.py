"""For PyInstaller, which finds this through the entry point `pyinstaller40`."""

import os


def hook_dirs() -> "list[str]":
    """Return where PyInstaller finds hook-fusebill.py."""
    return [os.path.dirname(__file__)]
