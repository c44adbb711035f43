"""cffi reads fusebill.ffi.h as installed, and calls the library."""

from __future__ import annotations

import json
import os
from pathlib import Path

from cffi import FFI

ffi = FFI()
ffi.cdef(Path(os.environ["FUSEBILL_HEADER"]).read_text())
library = ffi.dlopen(os.environ["FUSEBILL_LIBRARY"])
client, text, revenue = ffi.new("fusebill_client **"), ffi.new("char **"), ffi.new("char **")
options = json.dumps({"baseUrl": os.environ["FUSEBILL_TEST_URL"]}).encode()
status = library.fusebill_client_new(os.environ["FUSEBILL_TEST_KEY"].encode(), options, client, text)
assert status == library.FUSEBILL_OK, ffi.string(text[0])
assert library.fusebill_enable_synch(client[0], 172677, ffi.NULL, text) == library.FUSEBILL_OK
assert library.fusebill_is_synch_enabled(text[0]) == 1
assert library.fusebill_json_get(text[0], b"/monthlyRecurringRevenue", revenue) == library.FUSEBILL_OK
assert ffi.string(revenue[0]) == b"25.9800"
for string in (revenue[0], text[0]):
    library.fusebill_string_free(string)
library.fusebill_client_free(client[0])
print("1 passed, 0 failed")
