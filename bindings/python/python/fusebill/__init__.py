"""Turn on Salesforce sync for Fusebill (Stax Bill) customers.

>>> import fusebill
>>> with fusebill.Sandbox() as sandbox:                     # a stand-in; leave it out to call the API
...     client = fusebill.Client(sandbox.key, base_url=sandbox.url)
...     customer = client.enable_synch(172677)
>>> customer.is_synch_enabled, customer.monthly_recurring_revenue
(True, Decimal('25.9800'))

Every call has one deadline, 30 s by default, which covers retries and waits. Transient failures are retried, which is
harmless, because EnableSynch sets a state. The server's text is kept unchanged (`customer.raw`). Money is Decimal with
its scale. The key never appears in a log, an exception or a repr.

Errors are subclasses of fusebill.Error, one per kind. For asyncio, use fusebill.aio.AsyncClient. Log lines go to
logging.getLogger("fusebill").
"""

import os as _os

try:
    from . import _fusebill
except ImportError as _error:
    from ._missing import explained as _explained

    raise _explained(_error) from _error
from ._batch import Batch, Outcome
from ._cancel import CancelToken
from ._client import Client
from ._customer import Accepted, Customer, Customers, money as _money
from ._error import Error, make_error as _make_error
from ._record import create as _create
from ._sandbox import Sandbox
from .generated import errors as _errors
from .generated.customer import CustomerAcquisition, CustomerReference, SalesTrackingCode
from .generated.errors import *
from .generated.errors import (  # these replace names that are built in, so `from fusebill import *` leaves them out
    ConnectionError as ConnectionError,
    ConnectionRefusedError as ConnectionRefusedError,
    ConnectionResetError as ConnectionResetError,
    FileNotFoundError as FileNotFoundError,
    IOError as IOError,
    PermissionError as PermissionError,
    TimeoutError as TimeoutError,
)
from .generated.values import ApiError, CheckStage, CustomersSummary, Quota, Summary, Window

__version__: str = _fusebill.VERSION

__all__ = [
    "Accepted",
    "ApiError",
    "Batch",
    "CancelToken",
    "CheckStage",
    "Client",
    "Customer",
    "CustomerAcquisition",
    "CustomerReference",
    "Customers",
    "CustomersSummary",
    "Error",
    "Outcome",
    "Quota",
    "SalesTrackingCode",
    "Sandbox",
    "Summary",
    "Window",
    "__version__",
]
__all__ += _errors.__all__

# What the native half creates and calls.
_fusebill.adopt(
    {
        "Accepted": Accepted,
        "ApiError": ApiError,
        "CheckStage": CheckStage,
        "Customer": Customer,
        "CustomersSummary": CustomersSummary,
        "Outcome": Outcome,
        "Quota": Quota,
        "Summary": Summary,
        "Window": Window,
        "create": _create,
        "fspath": _os.fspath,
        "make_error": _make_error,
        "money": _money,
        "repr": repr,
    }
)


TYPE_CHECKING = False
if TYPE_CHECKING:
    from . import aio as aio
else:

    def __getattr__(name: str) -> object:
        # asyncio takes five times as long to load as all of this.
        if name == "aio":
            import importlib

            return importlib.import_module("fusebill.aio")
        raise AttributeError(f"module 'fusebill' has no attribute {name!r}")
