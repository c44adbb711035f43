"""What calls, batches, lists and checks return besides the customer: immutable values."""

from ._records import Record, milliseconds, plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from ._errors import Error
    from ._fusebill import Customer


class Counts(dict[str, int]):
    """Counts by name: a dict that cannot be changed."""

    if not TYPE_CHECKING:

        def _refuse(self, *_: object, **__: object) -> None:
            raise TypeError("a summary does not change")

        __setitem__ = __delitem__ = __ior__ = pop = setdefault = update = _refuse

        def clear(self) -> None:
            self._refuse()

        def popitem(self) -> None:
            self._refuse()

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self.items()))

    def __reduce__(self) -> "tuple[object, ...]":
        return type(self), (dict(self),)


class Summary(Record):
    """How a batch ended."""

    __slots__ = __match_args__ = (
        "status",
        "enabled",
        "failed",
        "skipped",
        "failed_before",
        "duplicates",
        "requests",
        "damaged_lines",
        "first_damaged_line",
        "stopped",
        "operation",
        "done",
    )

    status: int
    """0: all are done, by this run or an earlier one; 20: some are not; else the code of what stopped it."""
    enabled: int
    """Customers whose sync this run turned on."""
    failed: "Mapping[str, int]"
    """The other customers that this run called, counted by the name of their outcome."""
    skipped: int
    """Ids that an earlier run completed."""
    failed_before: "Mapping[str, int]"
    """Ids that failed for good in an earlier run, counted by the name of the outcome."""
    duplicates: int
    """Ids that appeared more than once."""
    requests: int
    """Requests made, including retries."""
    damaged_lines: int
    """Lines of the results file that could not be read, from earlier runs. Their customers are called again."""
    first_damaged_line: "int | None"
    """The number of the first of them, counted from 1."""
    stopped: "Error | None"
    """The error that stopped it early, if any."""
    operation: str
    """The vendor's name of the call that was made for each customer."""
    done: int
    """Customers that this run completed: after EnableSynch, the same as `enabled`."""

    def __init__(
        self,
        status: int,
        enabled: int,
        failed: "Mapping[str, int]",
        skipped: int,
        failed_before: "Mapping[str, int]",
        duplicates: int,
        requests: int,
        damaged_lines: int,
        first_damaged_line: "int | None",
        stopped: "Error | None",
        operation: str = "EnableSynch",
        done: "int | None" = None,
    ) -> None:
        self._set(
            status,
            enabled,
            Counts(failed),
            skipped,
            Counts(failed_before),
            duplicates,
            requests,
            damaged_lines,
            first_damaged_line,
            stopped,
            operation,
            enabled if done is None else done,
        )


class CheckStage(Record):
    """One step of a check."""

    __slots__ = __match_args__ = ("name", "detail", "error", "elapsed")

    name: str
    """configuration, key, dns, tcp, proxy, tls, api, clock, quota or results."""
    detail: str
    """What was found, as text without the key, or the message of the error."""
    error: "Error | None"
    """The error; None if the stage succeeded."""
    elapsed: float
    """Seconds."""

    def __init__(self, name: str, detail: str, error: "Error | None", elapsed: float) -> None:
        self._set(name, detail, error, elapsed)

    def to_dict(self) -> "dict[str, object]":
        """Return the stage as a dict, as in `fusebill check --output json`."""
        return {
            "name": self.name,
            "ok": self.error is None,
            "detail": self.detail,
            "advice": self.error and self.error.advice,
            "error": plain(self.error),
            "elapsedMs": milliseconds(self.elapsed),
        }


class CustomersSummary(Record):
    """The totals of a list of customers."""

    __slots__ = __match_args__ = ("customers", "received", "count", "duplicates", "requests", "is_whole")

    customers: int
    """Customers returned to the caller, after filtering."""
    received: int
    """Distinct customers that the server sent."""
    count: "int | None"
    """The total that the server reported; None if it reported none."""
    duplicates: int
    """Customers that the server sent more than once."""
    requests: int
    """Requests made, including retries."""
    is_whole: bool
    """Whether all customers were received, if the server reported their number."""

    def __init__(
        self,
        customers: int,
        received: int,
        count: "int | None",
        duplicates: int,
        requests: int,
        is_whole: bool,
    ) -> None:
        self._set(customers, received, count, duplicates, requests, is_whole)

    def to_dict(self) -> "dict[str, object]":
        """Return the summary as a dict, with the JSON names used in every language."""
        members = super().to_dict()
        members["whole"] = members.pop("isWhole")
        return members


class Accepted(Record):
    """A success whose response the vendor does not document: the server's text, and the customer if it is one."""

    __slots__ = __match_args__ = ("text", "customer", "http_status")

    text: str
    """The server's text, byte for byte; may be empty."""
    customer: "Customer | None"
    """The customer, if the server sent one."""
    http_status: int
    """The status of the response, 200 to 299."""

    def __init__(self, text: str, customer: "Customer | None", http_status: int) -> None:
        self._set(text, customer, http_status)

    def __repr__(self) -> str:
        return f"Accepted(http_status={self.http_status}, {len(self.text.encode())} bytes)"

    def to_dict(self) -> "dict[str, object]":
        """Return the text and the status; the customer is in the text."""
        return {"text": self.text, "httpStatus": self.http_status}


class Outcome(Record):
    """The outcome of one customer of a batch. Its JSON and repr contain no name, email address or phone number."""

    __slots__ = (
        "id",
        "operation",
        "code",
        "name",
        "is_done",
        "is_enabled",
        "is_final",
        "customer",
        "error",
        "attempts",
        "at",
        "elapsed",
        "_json",
    )
    __match_args__ = (
        "id",
        "operation",
        "code",
        "name",
        "is_done",
        "is_enabled",
        "is_final",
        "customer",
        "error",
        "attempts",
        "at",
        "elapsed",
    )

    id: int
    """The customer."""
    operation: str
    """The vendor's name of the call: EnableSynch, DisableSynch, …"""
    code: int
    """0: it is done. 14, 17: the customer was returned, but is not (or still) enabled. Else the code of the error."""
    name: str
    """The name of the code: ok, not_enabled, not_disabled, not_found, …"""
    is_done: bool
    """Whether the customer has the requested state: after EnableSynch, the sync is on."""
    is_enabled: bool
    """Whether EnableSynch turned the sync on."""
    is_final: bool
    """Whether a resume skips this customer: it is done, or the API rejected it."""
    customer: "Customer | None"
    """The customer, if the server returned one."""
    error: "Error | None"
    """Why it is not done: the exception that a single call would have raised."""
    attempts: int
    """The number of requests made."""
    at: "datetime"
    """When it ended, UTC."""
    elapsed: float
    """Seconds from its first request to its end, including waits."""
    _json: str

    def __init__(
        self,
        id: int,
        operation: str,
        code: int,
        name: str,
        is_done: bool,
        is_enabled: bool,
        is_final: bool,
        customer: "Customer | None",
        error: "Error | None",
        attempts: int,
        at: "datetime",
        elapsed: float,
        json: str = "{}",
    ) -> None:
        self._set(
            id,
            operation,
            code,
            name,
            is_done,
            is_enabled,
            is_final,
            customer,
            error,
            attempts,
            at,
            elapsed,
            json,
        )

    def __repr__(self) -> str:
        return f"Outcome(id={self.id}, name={self.name!r})"

    def to_dict(self) -> "dict[str, object]":
        """Return the outcome as a dict: its line in the results file."""
        import json

        members: dict[str, object] = json.loads(self.to_json())
        return members

    def to_json(self) -> str:
        """Return the outcome as JSON, the same bytes as its line in the results file."""
        return self._json


for _record in (Accepted, CheckStage, CustomersSummary, Outcome, Summary):
    _record.__module__ = "fusebill"
