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
logging.getLogger("fusebill")."""

import os
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Literal, final

from fusebill import aio as aio
from fusebill._errors import (
    BadResponseError as BadResponseError,
    CancelledError as CancelledError,
    ConnectionError as ConnectionError,
    ConnectionRefusedError as ConnectionRefusedError,
    ConnectionResetError as ConnectionResetError,
    Error as Error,
    FileNotFoundError as FileNotFoundError,
    InternalError as InternalError,
    InvalidArgumentError as InvalidArgumentError,
    IOError as IOError,
    NotDisabledError as NotDisabledError,
    NotEnabledError as NotEnabledError,
    NotFoundError as NotFoundError,
    PermissionError as PermissionError,
    RateLimitedError as RateLimitedError,
    RejectedError as RejectedError,
    ServerError as ServerError,
    TimeoutError as TimeoutError,
    TlsError as TlsError,
    UnauthorizedError as UnauthorizedError,
)
from fusebill._records import (
    Accepted as Accepted,
    ApiError as ApiError,
    CheckStage as CheckStage,
    CustomerAcquisition as CustomerAcquisition,
    CustomerReference as CustomerReference,
    CustomersSummary as CustomersSummary,
    Outcome as Outcome,
    Quota as Quota,
    SalesTrackingCode as SalesTrackingCode,
    Summary as Summary,
    Window as Window,
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
    "Customer",
    "CustomerAcquisition",
    "CustomerReference",
    "Customers",
    "CustomersSummary",
    "Error",
    "InternalError",
    "InvalidArgumentError",
    "NotDisabledError",
    "NotEnabledError",
    "NotFoundError",
    "Outcome",
    "Quota",
    "RateLimitedError",
    "RejectedError",
    "SalesTrackingCode",
    "Sandbox",
    "ServerError",
    "Summary",
    "TlsError",
    "UnauthorizedError",
    "Window",
    "__version__",
]
__version__: str

@final
class CancelToken:
    """Cancels the calls it was passed to, from any thread, within 0.2 s.

    >>> token = CancelToken()
    >>> token.cancel()
    >>> token.is_cancelled
    True"""

    def __new__(cls) -> CancelToken: ...
    def cancel(self) -> None:
        """Ends every call that uses this token, now or later."""

    @property
    def is_cancelled(self) -> bool:
        """Whether the token is cancelled."""

@final
class Client:
    """A client of the API with one key. Any number of threads may share it.

    - api_key: as the vendor shows it, with or without a leading "Basic "; None for the environment variable
      FUSEBILL_API_KEY.
    - base_url: default FUSEBILL_BASE_URL, else https://secure.fusebill.com; https only, except loopback.
    - timeout: seconds (a number or a timedelta) for a whole call, including retries and waits;
      the deadline is never exceeded. Default 30.
    - connect_timeout: seconds or a timedelta for making a connection (DNS, TCP, proxy and TLS). Default 10.
    - max_attempts: maximum number of requests per call, default 3; 1 turns off retries.
    - proxy: http://[user:password@]host:port; default HTTPS_PROXY and NO_PROXY; "" for none.
    - ca_file: a PEM file of certificates to trust in addition to the system's.
    - user_agent: name and version of your program.
    - max_idle_connections: default 64; raise it to the number of threads that share the client.

    Raises InvalidArgumentError for an invalid argument, IOError for an unreadable ca_file. Does not connect yet.
    A forked child may use its parent's client and opens its own connections. A pickled client has no key and no
    proxy: it reads both from the environment where it is unpickled."""

    def __new__(
        cls,
        api_key: str | None = None,
        *,
        base_url: str | None = None,
        timeout: float | timedelta | None = None,
        connect_timeout: float | timedelta | None = None,
        max_attempts: int | None = None,
        proxy: str | None = None,
        ca_file: str | os.PathLike[str] | None = None,
        user_agent: str | None = None,
        max_idle_connections: int | None = None,
    ) -> Client: ...
    def enable_synch(self, customer_id: int, *, cancel: CancelToken | None = None) -> Customer:
        """Turns on Salesforce sync for a customer (POST /v1/Salesforce/EnableSynch/{customerId}) and waits for the response.

        In Salesforce: the customer is sent there and kept in sync. If the customer is not linked to an account,
        Salesforce may create one: a duplicate, if there is one already, so Latch first.

        - customer_id: the Fusebill id, 1 or more.
        - cancel: a CancelToken that ends this call, and no other, within 0.2 s.

        The customer's status may not be Enabled: check is_synch_enabled. Raises a subclass of Error,
        whose `sent` says whether the request reached the server; repeating the call is harmless. Other threads run
        meanwhile, and Ctrl-C ends it within 0.2 s."""

    def disable_synch(self, customer_id: int, *, cancel: CancelToken | None = None) -> Customer:
        """Turns off Salesforce sync for a customer (POST /v1/Salesforce/DisableSynch/{customerId}) and waits for the response.

        In Salesforce: the vendor's data is removed from the linked account, which is no longer updated; no account is
        deleted, and the link stays. The vendor says so of the button on its page, and not of this call.

        customer_id, cancel: as for enable_synch.

        The vendor does not document salesforce_synch_status of a disabled customer: check is_synch_enabled. Raises a
        subclass of Error."""

    def resynch(
        self, customer_id: int | None = None, *, salesforce_id: str | None = None, cancel: CancelToken | None = None
    ) -> Accepted:
        """Sends a customer to Salesforce again (POST /v1/Salesforce/Resynch) and waits for the response.

        In Salesforce: the customer's data is sent there again. What this does for a customer without an account is not
        documented.

        - customer_id: the Fusebill id, or None.
        - salesforce_id: the id of the Salesforce account instead, 15 or 18 letters and digits.
        - cancel: as for enable_synch.

        The vendor does not document the response: it may be the customer, any other text, or empty. Raises a subclass of
        Error."""

    def latch(
        self, customer_id: int, salesforce_id: str, *, force: bool = False, cancel: CancelToken | None = None
    ) -> Accepted:
        """Links a customer to a Salesforce account (POST /v1/Salesforce/Latch) and waits for the response. There is no call
        to unlink them.

        In Salesforce: the customer is linked to this account, and none is created. There is no call to unlink them.

        - customer_id, salesforce_id: as for resynch; both are needed.
        - force: replace the Salesforce id that the customer already has; without it, that is an error.
        - cancel: as for enable_synch.

        Returns the same as resynch. Raises a subclass of Error."""

    def get_customer(self, customer_id: int, *, cancel: CancelToken | None = None) -> Customer:
        """Reads a customer (GET /v1/customers/{customerId}) and waits for the response.

        customer_id, cancel: as for enable_synch. Raises a subclass of Error."""

    def list_customers(
        self,
        *,
        synch_status: Literal["all", "enabled", "not-enabled"] = "all",
        not_linked: bool = False,
        status: str | None = None,
        ids: Iterable[int] | None = None,
        page_size: int | None = None,
        cancel: CancelToken | None = None,
    ) -> Customers:
        """The account's customers (GET /v1/customers/) as an iterator, page by page, keeping only the ids in memory:
        a customer that appears twice because the list changed meanwhile is returned once.

        - synch_status: "all", "enabled" or "not-enabled"; by the customer's own status, which may be None.
        - not_linked: only customers without a salesforce_id; a customer can be Enabled but not linked.
        - status: only customers with this status, for example "Active".
        - ids: only these customers, any iterable of ints, in sets of at most 100 per request. One that does not exist is left out.
        - page_size: maximum number of customers per request, 1 to 1000; default 1000.
        - cancel: a CancelToken that ends it within 0.2 s.

        Each page may take the client's timeout; if the minute's limit is used up, it waits until the limit resets. An error
        is raised in place of the next customer, and ends the list. `summary` has the totals."""

    def check(
        self, *, results_file: str | os.PathLike[str] | None = None, cancel: CancelToken | None = None
    ) -> list[CheckStage]:
        """Checks everything a call needs, step by step, with one read-only request, for example when a program starts.

        - results_file: to check that a batch could write it.
        - cancel: a CancelToken that ends it within 0.2 s.

        Returns the stages up to the last one reached: configuration, key, dns, tcp, proxy, tls, api, clock, quota, results.
        A failed stage does not raise; its `error` says why."""

    def enable_synch_batch(
        self,
        ids: Iterable[int],
        *,
        concurrency: int | None = None,
        max_per_minute: int | None = None,
        results_file: str | os.PathLike[str] | None = None,
        resume: bool = False,
        retry_failed: bool = False,
        new_key: bool = False,
        new_host: bool = False,
        stop_after_failures: int | None = None,
        wait: bool = False,
        progress: bool = False,
    ) -> Batch:
        """Turns on Salesforce sync for many customers, within the account's quota and with a results file. Returns their
        outcomes in the order of completion: iterate over them, or call run() for the summary alone.

        In Salesforce: the customer is sent there and kept in sync. If the customer is not linked to an account,
        Salesforce may create one: a duplicate, if there is one already, so Latch first.

        - ids: any iterable of ints; it is read as calls are made. An id that appears twice is called once. A value that
          is not an id ends the batch, like an exception from the iterable: calls in flight are completed and recorded, and
          InvalidArgumentError with the value and its position is raised at the end.
        - concurrency: calls in flight at once, 1 to 256, default 8.
        - max_per_minute: maximum number of calls per minute, evenly spaced, for programs that share a quota.
        - results_file: the file to write one JSON line per outcome to, before it is reported. Created with mode 0600.
        - resume: continue with that file: skip customers that are done, repeat transient failures.
        - retry_failed: with resume, also repeat not_found, rejected, not_enabled and not_disabled.
        - new_key: with resume, accept a results file written with another key, because the key was replaced.
        - new_host: with resume, accept a results file written for another host, because the API's host was renamed.
        - stop_after_failures: stop after this number of failed customers.
        - wait: when the daily limit is reached, wait until it resets instead of stopping.
        - progress: show a progress bar if tqdm is installed.

        Leaving the loop stops the batch cleanly: calls in flight are completed and recorded. A batch that is stopped by
        something else (unauthorized, the day's limit, a results file that cannot be written) raises that at the end."""

    def disable_synch_batch(
        self,
        ids: Iterable[int],
        *,
        concurrency: int | None = None,
        max_per_minute: int | None = None,
        results_file: str | os.PathLike[str] | None = None,
        resume: bool = False,
        retry_failed: bool = False,
        new_key: bool = False,
        new_host: bool = False,
        stop_after_failures: int | None = None,
        wait: bool = False,
        progress: bool = False,
    ) -> Batch:
        """Turns off Salesforce sync for many customers; otherwise like enable_synch_batch.

        In Salesforce: the vendor's data is removed from the linked account, which is no longer updated; no account is
        deleted, and the link stays. The vendor says so of the button on its page, and not of this call."""

    def resynch_batch(
        self,
        ids: Iterable[int],
        *,
        concurrency: int | None = None,
        max_per_minute: int | None = None,
        results_file: str | os.PathLike[str] | None = None,
        resume: bool = False,
        retry_failed: bool = False,
        new_key: bool = False,
        new_host: bool = False,
        stop_after_failures: int | None = None,
        wait: bool = False,
        progress: bool = False,
    ) -> Batch:
        """Sends many customers to Salesforce again; otherwise like enable_synch_batch.

        In Salesforce: the customer's data is sent there again. What this does for a customer without an account is not
        documented."""

    def latch_batch(
        self,
        pairs: Iterable[tuple[int, str]],
        *,
        force: bool = False,
        concurrency: int | None = None,
        max_per_minute: int | None = None,
        results_file: str | os.PathLike[str] | None = None,
        resume: bool = False,
        retry_failed: bool = False,
        new_key: bool = False,
        new_host: bool = False,
        stop_after_failures: int | None = None,
        wait: bool = False,
        progress: bool = False,
    ) -> Batch:
        """Links many customers to their accounts in Salesforce; otherwise like enable_synch_batch, but a customer who appears twice
        ends the batch.

        In Salesforce: the customer is linked to this account, and none is created. There is no call to unlink them.

        - pairs: any iterable of pairs (customer_id, salesforce_id).
        - force: replace the Salesforce id that a customer already has; without it, that customer fails."""

    def with_options(
        self,
        *,
        timeout: float | timedelta | None = None,
        connect_timeout: float | timedelta | None = None,
        max_attempts: int | None = None,
    ) -> Client:
        """A client with other deadlines or another number of attempts, which shares this one's key, connections and limits.

        - timeout, connect_timeout, max_attempts: as for Client; None to leave it as it is.

        cancel() and close() of one do not end the calls of the other."""

    def cancel(self) -> None:
        """Ends every call and batch in flight on this client, as CancelledError, within 0.2 s. Later ones work."""

    def close(self) -> None:
        """Closes the connections and wipes the key. Calls in flight are not affected; later ones raise
        InvalidArgumentError."""

    @property
    def quota(self) -> Quota:
        """The account's limits as reported by the last response."""

    @property
    def _timeout(self) -> float: ...
    @property
    def host(self) -> str:
        """The host that is called, with its port if that is not the default one."""

    def __enter__(self) -> Client: ...
    def __exit__(self, *_exception: object) -> None: ...
    def __reduce__(self) -> tuple[Callable[[dict[str, Any]], Client], tuple[dict[str, Any]]]: ...
    def _begin(
        self,
        operation: str,
        waited: float,
        cancel: CancelToken,
        done: Callable[[Any, Error | None], None],
        *,
        customer_id: int | None = None,
        salesforce_id: str | None = None,
        force: bool = False,
    ) -> None: ...
    def _check_batch(self, method: str, **options: object) -> None: ...
    @staticmethod
    def _from_options(options: dict[str, Any]) -> Client: ...

@final
class Batch:
    """The outcomes of a batch, in the order of completion; from Client.enable_synch_batch and its like.

    Leaving a loop over it, close() and the end of a with statement stop it cleanly: calls in flight are completed and
    recorded, and `summary` says how it ended. stop() lets the loop continue with the outcomes in flight, and ends it
    without an exception. run() reads all outcomes. A batch that nobody reads makes one call at most, and warns
    (RuntimeWarning). `len()` is the number of ids, if they have a length."""

    def __iter__(self) -> Iterator[Outcome]: ...
    def __next__(self) -> Outcome: ...
    def __len__(self) -> int: ...
    def __bool__(self) -> bool: ...
    def run(self) -> Summary:
        """Calls every customer, and returns how it ended. The outcomes are in the results file, if there is one; to see them,
        iterate over the batch instead. Raises what the loop would raise."""

    def stop(self) -> None:
        """Starts no more calls; the outcomes of those in flight are still returned. May be called from any thread."""

    def close(self) -> None:
        """Stops it, and waits until calls in flight are recorded; Ctrl-C ends that, too. Reports no more outcomes."""

    @property
    def summary(self) -> Summary | None:
        """How it ended; None before that. Do not read it while another thread waits for an outcome."""

    def __enter__(self) -> Batch: ...
    def __exit__(self, *_exception: object) -> None: ...

@final
class Customers:
    """The account's customers, page by page, keeping only the ids in memory; from Client.list_customers."""

    def __iter__(self) -> Customers: ...
    def __next__(self) -> Customer: ...
    @property
    def summary(self) -> CustomersSummary:
        """The totals so far."""

@final
class Customer:
    """A customer as the server sent it: `raw` is its text, the other attributes are the documented fields, decoded
    on first use. None: null, absent, or of an unexpected type.

    Two customers are equal if the server's texts are identical, byte for byte."""

    __match_args__ = ("id",)

    @property
    def id(self) -> int:
        """The Fusebill id."""

    @property
    def uri(self) -> str | None:
        """The path of the customer in the API, sometimes a full URL."""

    @property
    def first_name(self) -> str | None:
        """Given name, at most 50 characters."""

    @property
    def middle_name(self) -> str | None:
        """Middle name."""

    @property
    def last_name(self) -> str | None:
        """Family name."""

    @property
    def company_name(self) -> str | None:
        """The company."""

    @property
    def suffix(self) -> str | None:
        """Suffix of the name, for example Jr."""

    @property
    def primary_email(self) -> str | None:
        """Email addresses, separated by semicolons."""

    @property
    def primary_phone(self) -> str | None:
        """Phone number, as the customer entered it."""

    @property
    def secondary_email(self) -> str | None:
        """Secondary email addresses."""

    @property
    def secondary_phone(self) -> str | None:
        """Secondary phone number."""

    @property
    def title(self) -> str | None:
        """Mr, Mrs, Ms, … or empty."""

    @property
    def reference(self) -> str | None:
        """The account's own reference for the customer."""

    @property
    def status(self) -> str | None:
        """Draft, Active, Hold, Suspended, Cancelled; open set."""

    @property
    def customer_account_status(self) -> str | None:
        """Good, PoorStanding, Collection; open set."""

    @property
    def currency(self) -> str | None:
        """The currency of the money fields, for example USD."""

    @property
    def can_change_currency(self) -> bool | None:
        """Whether the currency can still be changed."""

    @property
    def customer_reference(self) -> CustomerReference:
        """Additional references and sales codes."""

    @property
    def customer_acquisition(self) -> CustomerAcquisition:
        """Where the customer came from."""

    @property
    def monthly_recurring_revenue(self) -> Decimal | None:
        """Monthly recurring revenue in `currency`, with its scale. Also `None` if a `Decimal` cannot hold it."""

    @property
    def net_monthly_recurring_revenue(self) -> Decimal | None:
        """The same after discounts."""

    @property
    def salesforce_id(self) -> str | None:
        """The id of the account in Salesforce."""

    @property
    def salesforce_account_type(self) -> str | None:
        """Company, Person; open set."""

    @property
    def salesforce_synch_status(self) -> str | None:
        """Enabled, Disabled; open set."""

    @property
    def netsuite_id(self) -> str | None:
        """The id in NetSuite."""

    @property
    def netsuite_customer_type(self) -> str | None:
        """The type in NetSuite."""

    @property
    def netsuite_synch_status(self) -> str | None:
        """Enabled, Disabled; open set."""

    @property
    def portal_user_name(self) -> str | None:
        """The name for the self-service portal."""

    @property
    def parent_id(self) -> int | None:
        """The id of the parent customer."""

    @property
    def is_parent(self) -> bool | None:
        """Whether the customer has children."""

    @property
    def quick_books_latch_type(self) -> str | None:
        """CreateNew, LatchExisting, DoNothing; open set."""

    @property
    def quick_books_id(self) -> str | None:
        """The id in QuickBooks."""

    @property
    def quick_books_sync_token(self) -> str | None:
        """QuickBooks' sync token."""

    @property
    def hub_spot_id(self) -> str | None:
        """The contact in HubSpot."""

    @property
    def hub_spot_company_id(self) -> str | None:
        """The company in HubSpot."""

    @property
    def geotab_id(self) -> str | None:
        """The id in Geotab."""

    @property
    def digital_river_id(self) -> str | None:
        """The id in Digital River."""

    @property
    def modified_timestamp(self) -> datetime | None:
        """When the customer was last changed, UTC."""

    @property
    def created_timestamp(self) -> datetime | None:
        """When the customer was created, UTC."""

    @property
    def requires_projected_invoice_generation(self) -> bool | None:
        """Whether projected invoices still have to be created."""

    @property
    def requires_financial_calendar_generation(self) -> bool | None:
        """Whether the financial calendar still has to be created."""

    @property
    def raw(self) -> str:
        """The server's text, byte for byte: with unknown fields, spacing, and 25.9800 as written."""

    @property
    def is_synch_enabled(self) -> bool:
        """Whether salesforce_synch_status is Enabled."""

    def get(self, pointer: str) -> str | None:
        """Any field by JSON pointer (RFC 6901), even one that this version does not know, as text: a number as it was
        written, an array or object as JSON. None for null and for a missing field."""

    def to_dict(self) -> dict[str, Any]:
        """The whole customer as a dict with the server's own names, and Decimal for money and for every number with a
        decimal point. `json.dumps(customer.to_dict(), default=str)` writes it; `to_json()` is exact."""

    def to_json(self) -> str:
        """The customer as JSON: the same as `raw`."""

    @staticmethod
    def from_json(text: str) -> Customer:
        """Creates a customer from its JSON, as `raw` returns it. Raises ValueError for any other text."""

    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __reduce__(self) -> tuple[Callable[[str], Customer], tuple[str]]: ...

@final
class Sandbox:
    """A local stand-in for the API, on a free port of this machine: for experiments, and for your own tests.

    It has the documented customer 172677 and `customers` generated ones, with ids from 200001. `faults` are written as
    in `fusebill sandbox --help`: "503@172677,delay=2000%5".

    >>> with Sandbox() as sandbox:
    ...     Client(sandbox.key, base_url=sandbox.url).enable_synch(172677).is_synch_enabled
    True"""

    def __new__(
        cls,
        *,
        customers: int = 100,
        faults: str = "",
        latency: float | timedelta = 0.0,
        per_minute: int = 1000,
        per_day: int = 180000,
    ) -> Sandbox: ...
    @property
    def url(self) -> str:
        """Its base URL."""

    @property
    def key(self) -> str:
        """The key that it accepts."""

    @property
    def requests(self) -> int:
        """How many requests were received so far; 0 once it is closed."""

    @property
    def connections(self) -> int:
        """How many connections were opened so far; 0 once it is closed."""

    def close(self) -> None:
        """Stops it."""

    def __enter__(self) -> Sandbox: ...
    def __exit__(self, *_exception: object) -> None: ...

def _run_command(arguments: list[str]) -> int: ...
