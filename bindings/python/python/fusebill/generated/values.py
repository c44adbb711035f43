"""What calls, lists and checks return. Immutable; can be compared, hashed, matched and pickled.

Written by scripts/generate from the description in crates/core; change it there.
"""

from _collections_abc import Mapping, Sequence

from .._error import Error
from .._lazy import datetime, names
from .._record import Counts, Record


class ApiError(Record):
    """One entry of the vendor's Errors."""

    __slots__ = __match_args__ = (
        "key",
        "value",
    )
    _members = (
        ("key", "key", "text"),
        ("value", "value", "text"),
    )

    key: "str"
    """The vendor's Key, for example `Api Error`. Empty if the server omitted it."""
    value: "str"
    """The vendor's Value: a message for people."""

    def __init__(self, key: "str", value: "str") -> None:
        self._set(key, value)


class Window(Record):
    """One limit. A member is null if the server did not send a valid value."""

    __slots__ = __match_args__ = (
        "limit",
        "remaining",
        "reset",
    )
    _members = (
        ("limit", "limit", "long?"),
        ("remaining", "remaining", "long?"),
        ("reset", "reset", "time?"),
    )

    limit: "int | None"
    """The number of calls allowed per window."""
    remaining: "int | None"
    """The number of calls left."""
    reset: "datetime.datetime | None"
    """When the window resets, by the server's clock."""

    def __init__(
        self, limit: "int | None" = None, remaining: "int | None" = None, reset: "datetime.datetime | None" = None
    ) -> None:
        self._set(limit, remaining, reset)


class Quota(Record):
    """What is left of the account's limits, as of one response. Other programs of the account share the limits."""

    __slots__ = __match_args__ = (
        "minute",
        "day",
        "at",
    )
    _members = (
        ("minute", "minute", "Window"),
        ("day", "day", "Window"),
        ("at", "at", "time?"),
    )

    minute: "Window"
    """The current minute."""
    day: "Window"
    """The current day."""
    at: "datetime.datetime | None"
    """The time of the response, by the server's clock."""

    def __init__(self, minute: "Window", day: "Window", at: "datetime.datetime | None" = None) -> None:
        self._set(minute, day, at)


class Summary(Record):
    """How a batch ended."""

    __slots__ = __match_args__ = (
        "status",
        "operation",
        "done",
        "failed",
        "skipped",
        "failed_before",
        "duplicates",
        "requests",
        "damaged_lines",
        "first_damaged_line",
        "stopped",
    )
    _members = (
        ("status", "status", "int"),
        ("operation", "operation", "text"),
        ("done", "done", "long"),
        ("failed", "failed", "counts"),
        ("skipped", "skipped", "long"),
        ("failed_before", "failedBefore", "counts"),
        ("duplicates", "duplicates", "long"),
        ("requests", "requests", "long"),
        ("damaged_lines", "damagedLines", "long"),
        ("first_damaged_line", "firstDamagedLine", "long?"),
        ("stopped", "stopped", "Error?"),
    )

    status: "int"
    """0.

    Every customer is done, by this run or an earlier one; 20: it finished, and some are not; otherwise the code of
    the error that stopped it.
    """
    operation: "names.Operation"
    """The vendor's name of the call that was made for each customer."""
    done: "int"
    """Customers that this run completed: after EnableSynch, the sync is on."""
    failed: "Mapping[str, int]"
    """The other customers that this run called, counted by the name of their outcome."""
    skipped: "int"
    """Ids that an earlier run completed."""
    failed_before: "Mapping[str, int]"
    """Ids that failed for good in an earlier run, counted by the name of the outcome."""
    duplicates: "int"
    """Ids that appeared more than once."""
    requests: "int"
    """Requests made, including retries."""
    damaged_lines: "int"
    """Lines of the results file that could not be read, from earlier runs. Their customers are called again."""
    first_damaged_line: "int | None"
    """The number of the first of them, counted from 1; None if there is none."""
    stopped: "Error | None"
    """The error that ended the batch early; None if it ran to its end."""

    def __init__(
        self,
        status: "int",
        operation: "names.Operation",
        done: "int",
        failed: "Mapping[str, int]",
        skipped: "int",
        failed_before: "Mapping[str, int]",
        duplicates: "int",
        requests: "int",
        damaged_lines: "int",
        first_damaged_line: "int | None" = None,
        stopped: "Error | None" = None,
    ) -> None:
        self._set(
            status,
            operation,
            done,
            Counts(failed),
            skipped,
            Counts(failed_before),
            duplicates,
            requests,
            damaged_lines,
            first_damaged_line,
            stopped,
        )


class CustomersSummary(Record):
    """The totals of a list of customers, so far or at its end."""

    __slots__ = __match_args__ = (
        "customers",
        "received",
        "count",
        "duplicates",
        "requests",
        "is_whole",
    )
    _members = (
        ("customers", "customers", "long"),
        ("received", "received", "long"),
        ("count", "count", "long?"),
        ("duplicates", "duplicates", "long"),
        ("requests", "requests", "long"),
        ("is_whole", "whole", "flag"),
    )

    customers: "int"
    """Customers returned to the caller, after filtering."""
    received: "int"
    """Distinct customers that the server sent."""
    count: "int | None"
    """The total that the server reported; None if it reported none."""
    duplicates: "int"
    """Customers that the server sent more than once."""
    requests: "int"
    """Requests made, including retries."""
    is_whole: "bool"
    """Whether all customers were received, if the server reported their number."""

    def __init__(
        self,
        customers: "int",
        received: "int",
        count: "int | None",
        duplicates: "int",
        requests: "int",
        is_whole: "bool",
    ) -> None:
        self._set(customers, received, count, duplicates, requests, is_whole)


class CheckStage(Record):
    """One step of a check."""

    __slots__ = __match_args__ = (
        "name",
        "is_ok",
        "detail",
        "advice",
        "error",
        "elapsed",
    )
    _members = (
        ("name", "name", "text"),
        ("is_ok", "ok", "flag"),
        ("detail", "detail", "text"),
        ("advice", "advice", "text?"),
        ("error", "error", "Error?"),
        ("elapsed", "elapsedMs", "milliseconds"),
    )

    name: "str"
    """configuration, key, dns, tcp, proxy, tls, api, clock, quota or results."""
    is_ok: "bool"
    """Whether it succeeded."""
    detail: "str"
    """What was found, or the message of the error; without the key."""
    advice: "str | None"
    """What to do about it; None if it succeeded without a warning."""
    error: "Error | None"
    """Why it failed; None if it succeeded."""
    elapsed: "float"
    """Seconds: how long it took."""

    def __init__(
        self, name: "str", is_ok: "bool", detail: "str", advice: "str | None", error: "Error | None", elapsed: "float"
    ) -> None:
        self._set(name, is_ok, detail, advice, error, elapsed)


class OutcomeLine(Record):
    """The result for one customer of a batch. Contains no names, email addresses or phone numbers."""

    __slots__ = __match_args__ = (
        "id",
        "code",
        "name",
        "http_status",
        "message",
        "salesforce_id",
        "salesforce_synch_status",
        "requested_salesforce_id",
        "attempts",
        "sent",
        "at",
        "elapsed",
        "is_final",
    )
    _members = (
        ("id", "id", "long"),
        ("code", "code", "int"),
        ("name", "name", "text"),
        ("http_status", "httpStatus", "int?"),
        ("message", "message", "text?"),
        ("salesforce_id", "salesforceId", "text?"),
        ("salesforce_synch_status", "salesforceSynchStatus", "text?"),
        ("requested_salesforce_id", "requestedSalesforceId", "text?"),
        ("attempts", "attempts", "int"),
        ("sent", "sent", "Sent"),
        ("at", "at", "time"),
        ("elapsed", "elapsedMs", "milliseconds"),
        ("is_final", "final", "flag"),
    )

    id: "int"
    """The customer."""
    code: "int"
    """0: it is done.

    14 or 17: the customer was returned, but is not enabled, or is still enabled. Otherwise, the code of the error.
    """
    name: "names.OutcomeName"
    """The name of the code: ok, not_enabled, not_disabled, not_found, …"""
    http_status: "int | None"
    """The HTTP status of the response, if there was one."""
    message: "str | None"
    """Why it is not done; None if it is."""
    salesforce_id: "str | None"
    """The id of the Salesforce account."""
    salesforce_synch_status: "str | None"
    """salesforceSynchStatus as the server sent it."""
    requested_salesforce_id: "str | None"
    """The Salesforce id that Latch was to link; None after other calls."""
    attempts: "int"
    """The number of requests made."""
    sent: "names.Sent"
    """Whether the request was sent: `yes`, `no`, or `unknown`, which means that it may have taken effect."""
    at: "datetime.datetime"
    """When it ended."""
    elapsed: "float"
    """Seconds: the time from its first request to its end, including waits."""
    is_final: "bool"
    """Whether a resume skips this customer: it is done, or the API rejected it."""

    def __init__(
        self,
        id: "int",
        code: "int",
        name: "names.OutcomeName",
        http_status: "int | None",
        message: "str | None",
        salesforce_id: "str | None",
        salesforce_synch_status: "str | None",
        requested_salesforce_id: "str | None",
        attempts: "int",
        sent: "names.Sent",
        at: "datetime.datetime",
        elapsed: "float",
        is_final: "bool",
    ) -> None:
        self._set(
            id,
            code,
            name,
            http_status,
            message,
            salesforce_id,
            salesforce_synch_status,
            requested_salesforce_id,
            attempts,
            sent,
            at,
            elapsed,
            is_final,
        )
