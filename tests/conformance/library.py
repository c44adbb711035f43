"""The C library for the tests here: FUSEBILL_HEADER and FUSEBILL_LIBRARY name it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from cffi import FFI

HEADER = Path(os.environ["FUSEBILL_HEADER"]).read_text()


class Library:
    """The functions of C."""

    def __init__(self) -> None:
        """Load the library."""
        self.ffi = FFI()
        self.ffi.cdef(HEADER)
        self.functions: Any = self.ffi.dlopen(os.environ["FUSEBILL_LIBRARY"])

    def take(self, out: Any) -> str | None:  # noqa: ANN401 - cffi's pointers have no type
        """Copy a text of the library, and free it."""
        if out[0] == self.ffi.NULL:
            return None
        text: str = self.ffi.string(out[0]).decode()
        self.functions.fusebill_string_free(out[0])
        return text
