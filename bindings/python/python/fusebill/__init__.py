"""Runs only where Python cannot find the native module `__init__`, which otherwise comes first."""

import sys
import sysconfig

TYPE_CHECKING = False
if TYPE_CHECKING:  # for linters that read no stubs
    from typing import Any

    from fusebill._errors import *
    from fusebill._records import *

    Batch: Any
    CancelToken: Any
    Client: Any
    Customer: Any
    Customers: Any
    Sandbox: Any
    __version__: str
    _run_command: Any

raise ImportError(
    f"fusebill has no native module for {sys.implementation.name} {sys.version.split()[0]} on "
    f"{sysconfig.get_platform()}: install the wheel for this platform, with this Python"
)
