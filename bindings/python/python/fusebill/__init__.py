"""Runs only where Python cannot load the native module `__init__`, which otherwise comes first.

Linters that read no stubs find the names of the package here.
"""

import sys
import sysconfig
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
