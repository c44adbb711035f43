"""Explains why the native half is missing."""

import os
import sys
import sysconfig


def explained(error: ImportError) -> ImportError:
    """Return the error that says what to install; the given one, if the native half is there and cannot be loaded."""
    if any(
        name.startswith("_fusebill.") and not name.endswith(".pyi") for name in os.listdir(os.path.dirname(__file__))
    ):
        return error
    return ImportError(
        f"fusebill has no native module for {sys.implementation.name} {sys.version.split()[0]} on "
        f"{sysconfig.get_platform()}: install the wheel for this platform, with this Python"
    )
