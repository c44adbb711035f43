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

import atexit
import os

from . import _fusebill
from ._fusebill import __version__

atexit.register(_fusebill._end_calls)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_fusebill._settle, after_in_child=_fusebill._forget_calls)
del atexit, os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._errors import (
        BadResponseError,
        CancelledError,
        ConnectionError,
        ConnectionRefusedError,
        ConnectionResetError,
        Error,
        FileNotFoundError,
        InternalError,
        InvalidArgumentError,
        IOError,
        NotFoundError,
        PermissionError,
        RateLimitedError,
        RejectedError,
        ServerError,
        TimeoutError,
        TlsError,
        UnauthorizedError,
    )
    from ._fusebill import Batch, CancelToken, Client, Customer, Customers, Sandbox
    from ._records import (
        Accepted,
        ApiError,
        CheckStage,
        CustomerAcquisition,
        CustomerReference,
        CustomersSummary,
        Outcome,
        Quota,
        SalesTrackingCode,
        Summary,
        Window,
    )

__all__ = [
    "Accepted",
    "ApiError",
    "BadResponseError",
    "Batch",
    "CancelToken",
    "CancelledError",
    "CheckStage",
    "Client",
    "ConnectionError",
    "ConnectionRefusedError",
    "ConnectionResetError",
    "Customer",
    "CustomerAcquisition",
    "CustomerReference",
    "Customers",
    "CustomersSummary",
    "Error",
    "FileNotFoundError",
    "IOError",
    "InternalError",
    "InvalidArgumentError",
    "NotFoundError",
    "Outcome",
    "PermissionError",
    "Quota",
    "RateLimitedError",
    "RejectedError",
    "SalesTrackingCode",
    "Sandbox",
    "ServerError",
    "Summary",
    "TimeoutError",
    "TlsError",
    "UnauthorizedError",
    "Window",
    "__version__",
]

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Create a class on first access; load errors and records then, or with the first client."""
        if name not in __all__:
            raise AttributeError(f"module 'fusebill' has no attribute {name!r}")
        if hasattr(_fusebill, name):
            return globals().setdefault(name, getattr(_fusebill, name))
        # All at once, because their annotations name each other. The native half keeps the modules: what it raises and
        # returns is of these classes, whatever becomes of sys.modules.
        for part in (_fusebill._errors, _fusebill._records, _fusebill):
            for public in __all__:
                if hasattr(part, public):
                    globals().setdefault(public, getattr(part, public))
        return globals()[name]

    def __dir__() -> "list[str]":
        return sorted({*globals(), *__all__})
