"""Turn on Salesforce sync for Fusebill (Stax Bill) customers.

>>> import fusebill
>>> with fusebill.Sandbox() as sandbox:                     # a stand-in; leave it out to call the API
...     client = fusebill.Client(sandbox.key, base_url=sandbox.url)
...     customer = client.enable_synch(172677)
>>> customer.is_synch_enabled, customer.monthly_recurring_revenue
(True, Decimal('25.9800'))

What every call keeps to: one deadline, 30 s by default, for retries and waits, too; transient failures are tried
again, which is harmless, because EnableSynch sets a state; the server's text is kept as it came (`customer.raw`);
money is Decimal with its scale; the key is in no log, exception or repr.

Errors are subclasses of fusebill.Error, one a kind. For asyncio there is fusebill.aio.AsyncClient. Log lines go to
logging.getLogger("fusebill").
"""

from ._fusebill import Batch, CancelToken, Client, Customer, Customers, Sandbox, __version__

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
        """Errors and records come with the first client, or when first asked for: an import pays for neither."""
        if name not in __all__:
            raise AttributeError(f"module 'fusebill' has no attribute {name!r}")
        from . import _errors, _records

        for module in (_errors, _records):
            globals().update((public, value) for public, value in vars(module).items() if public in __all__)
        return globals()[name]

    def __dir__() -> "list[str]":
        return sorted({*globals(), *__all__})
