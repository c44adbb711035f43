"""Values returned besides the customer. They are immutable; they can be compared, hashed, matched and pickled."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from decimal import Decimal

    from . import Customer
    from ._errors import Error


def create(record: "type[_Record]", fields: "tuple[object, ...]") -> "_Record":
    """Create a record; called by the native half."""
    return record(*fields)


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def json_of(value: object) -> str:
    """Write JSON as the core does: without spaces, and without escaping more than necessary."""
    import json

    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def plain(value: object) -> object:
    """Convert a value to what JSON can represent."""
    if hasattr(value, "to_dict"):
        return value.to_dict()
    if isinstance(value, (list, tuple)):
        return [plain(element) for element in value]
    if hasattr(value, "isoformat"):
        return value.isoformat().replace("+00:00", "Z")
    return value


def milliseconds(seconds: float) -> int:
    """Whole milliseconds, as the core counts them; a float may be slightly less than the intended value."""
    return int(seconds * 1000 + 1e-6)


class _Record:
    __slots__: "tuple[str, ...]" = ()
    _secret: "tuple[str, ...]" = ()
    """What `repr` leaves out."""

    _names: "tuple[str, ...]" = ()
    """The fields, in the order of the arguments. A subclass has those of its parent."""

    def __init_subclass__(cls) -> None:
        cls._names = cls._names or cls.__slots__

    def _set(self, *values: object) -> None:
        for name, value in zip(self._names, values):
            object.__setattr__(self, name, value)

    def _fields(self) -> "tuple[object, ...]":
        return tuple(getattr(self, name) for name in self._names)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is immutable")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__} is immutable")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Record) and type(self) is type(other) and self._fields() == other._fields()

    def __hash__(self) -> int:
        return hash(self._fields())

    def __reduce__(self) -> "tuple[object, ...]":
        return type(self), self._fields()

    def __repr__(self) -> str:
        shown = (name for name in self._names if name not in self._secret)
        return f"{type(self).__name__}({', '.join(f'{name}={getattr(self, name)!r}' for name in shown)})"

    def to_dict(self) -> "dict[str, object]":
        """Return the record as a dict that `json.dumps` accepts, with the JSON names used in every language."""
        return {_camel(name): plain(getattr(self, name)) for name in self._names}

    def to_json(self) -> str:
        """Return the record as JSON: `to_dict`, serialized."""
        return json_of(self.to_dict())


class Counts(dict[str, int]):
    """Counts by name: a dict that cannot be changed."""

    if not TYPE_CHECKING:

        def _refuse(self, *_: object, **__: object) -> None:
            raise TypeError("the counts of a summary are immutable")

        __setitem__ = __delitem__ = __ior__ = pop = setdefault = update = _refuse

        def clear(self) -> None:
            self._refuse()

        def popitem(self) -> None:
            self._refuse()

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self.items()))

    def __reduce__(self) -> "tuple[object, ...]":
        return type(self), (dict(self),)


class ApiError(_Record):
    """One of the vendor's Errors."""

    __slots__ = __match_args__ = ("key", "value")

    key: str
    """The vendor's Key, for example "Api Error"; empty if the server omitted it."""
    value: str
    """The vendor's Value: a message for people."""

    def __init__(self, key: str, value: str) -> None:
        self._set(key, value)


class Window(_Record):
    """One limit. None where the server did not send a valid value."""

    __slots__ = __match_args__ = ("limit", "remaining", "reset")

    limit: "int | None"
    """The number of calls allowed per window."""
    remaining: "int | None"
    """The number of calls left."""
    reset: "datetime | None"
    """When `remaining` becomes `limit` again, UTC, by the server's clock."""

    def __init__(self, limit: "int | None", remaining: "int | None", reset: "datetime | None") -> None:
        self._set(limit, remaining, reset)


class Quota(_Record):
    """What is left of the account's limits, as reported by one response. Other programs share the limits."""

    __slots__ = __match_args__ = ("minute", "day", "at")

    minute: Window
    """The current minute."""
    day: Window
    """The current day."""
    at: "datetime | None"
    """The time of the response by the server's clock, UTC."""

    def __init__(self, minute: Window, day: Window, at: "datetime | None") -> None:
        self._set(minute, day, at)


class Summary(_Record):
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

    status: int
    """0: all are done, by this run or an earlier one; 20: some are not; else the code of what stopped it."""
    operation: str
    """The vendor's name of the call that was made for each customer."""
    done: int
    """Customers that this run completed: after EnableSynch, the sync is on."""
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

    def __init__(
        self,
        status: int,
        operation: str,
        done: int,
        failed: "Mapping[str, int]",
        skipped: int,
        failed_before: "Mapping[str, int]",
        duplicates: int,
        requests: int,
        damaged_lines: int,
        first_damaged_line: "int | None",
        stopped: "Error | None",
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


class CheckStage(_Record):
    """One step of a check."""

    __slots__ = __match_args__ = ("name", "detail", "error", "elapsed", "advice")

    name: str
    """configuration, key, dns, tcp, proxy, tls, api, clock, quota or results."""
    detail: str
    """What was found, as text without the key, or the message of the error."""
    error: "Error | None"
    """The error; None if the stage succeeded."""
    elapsed: float
    """Seconds."""
    advice: "str | None"
    """What to do about it; with a stage that succeeded, a warning. None if there is nothing to do."""

    def __init__(
        self, name: str, detail: str, error: "Error | None", elapsed: float, advice: "str | None" = None
    ) -> None:
        self._set(name, detail, error, elapsed, advice)

    def to_dict(self) -> "dict[str, object]":
        """Return the stage as a dict, as in `fusebill check --output json`."""
        return {
            "name": self.name,
            "ok": self.error is None,
            "detail": self.detail,
            "advice": self.advice,
            "error": plain(self.error),
            "elapsedMs": milliseconds(self.elapsed),
        }


class CustomersSummary(_Record):
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


class Accepted(_Record):
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


class Outcome(_Record):
    """The outcome of one customer of a batch. Its JSON and repr contain no name, email address or phone number."""

    __slots__ = (
        "id",
        "operation",
        "code",
        "name",
        "is_done",
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
    is_final: bool
    """Whether a resume skips this customer: it is done, or the API rejected it."""
    customer: "Customer | None"
    """The customer, if the server returned one."""
    error: "Error | None"
    """Why it is not done: the exception that a single call would have raised, or NotEnabledError, NotDisabledError."""
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


class CustomerReference(_Record):
    """`customerReference`: additional references and sales codes."""

    __slots__ = __match_args__ = ("reference1", "reference2", "reference3", "sales_tracking_codes", "id", "uri")
    _secret = ("reference1", "reference2", "reference3", "sales_tracking_codes", "uri")

    reference1: "str | None"
    """First reference."""
    reference2: "str | None"
    """Second reference."""
    reference3: "str | None"
    """Third reference."""
    sales_tracking_codes: "tuple[SalesTrackingCode, ...]"
    """The sales tracking codes."""
    id: "int | None"
    """The customer's id."""
    uri: "str | None"
    """The customer's path."""

    def __init__(
        self,
        reference1: "str | None" = None,
        reference2: "str | None" = None,
        reference3: "str | None" = None,
        sales_tracking_codes: "Sequence[SalesTrackingCode]" = (),
        id: "int | None" = None,
        uri: "str | None" = None,
    ) -> None:
        self._set(reference1, reference2, reference3, tuple(sales_tracking_codes), id, uri)


class SalesTrackingCode(_Record):
    """One of `sales_tracking_codes`."""

    __slots__ = __match_args__ = ("type", "code", "name", "id", "uri")
    _secret = ("type", "code", "name", "uri")

    type: "str | None"
    """Which of the five tracking codes."""
    code: "str | None"
    """The code."""
    name: "str | None"
    """Its name."""
    id: "int | None"
    """Its id."""
    uri: "str | None"
    """Its path."""

    def __init__(
        self,
        type: "str | None" = None,
        code: "str | None" = None,
        name: "str | None" = None,
        id: "int | None" = None,
        uri: "str | None" = None,
    ) -> None:
        self._set(type, code, name, id, uri)


class CustomerAcquisition(_Record):
    """`customerAcquisition`: the marketing source."""

    __slots__ = __match_args__ = (
        "ad_content",
        "campaign",
        "keyword",
        "landing_page",
        "medium",
        "source",
        "id",
        "uri",
    )
    _secret = ("ad_content", "campaign", "keyword", "landing_page", "medium", "source", "uri")

    ad_content: "str | None"
    """Content of the advertisement."""
    campaign: "str | None"
    """The campaign."""
    keyword: "str | None"
    """The keyword."""
    landing_page: "str | None"
    """The landing page."""
    medium: "str | None"
    """The medium."""
    source: "str | None"
    """The source."""
    id: "int | None"
    """The customer's id."""
    uri: "str | None"
    """The customer's path."""

    def __init__(
        self,
        ad_content: "str | None" = None,
        campaign: "str | None" = None,
        keyword: "str | None" = None,
        landing_page: "str | None" = None,
        medium: "str | None" = None,
        source: "str | None" = None,
        id: "int | None" = None,
        uri: "str | None" = None,
    ) -> None:
        self._set(ad_content, campaign, keyword, landing_page, medium, source, id, uri)


for _record in (
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
):
    _record.__module__ = "fusebill"


MONEY = ("monthlyRecurringRevenue", "netMonthlyRecurringRevenue")


def customer_dict(text: str) -> "dict[str, object]":
    """Return the customer object, with Decimal for money and for every number with a decimal point."""
    import json

    members: dict[str, object] = json.loads(text, parse_float=money, parse_int=_integer)
    for name in MONEY:
        if isinstance(value := members.get(name), int) and not isinstance(value, bool):
            members[name] = money(str(value))
    return members


def money(text: str) -> "Decimal | None":
    """Return a number as written, whatever its length; None if its exponent is too large even for Decimal."""
    import decimal

    try:
        return decimal.Decimal(text)
    except decimal.InvalidOperation:
        return None


def _integer(text: str) -> "int | Decimal | None":
    # Python refuses to parse an int with more digits than this.
    return int(text) if len(text) <= 4300 else money(text)
