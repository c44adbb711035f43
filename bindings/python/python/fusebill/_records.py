"""What an error and a customer contain: immutable values that can be compared, hashed, matched and pickled."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from decimal import Decimal


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


class Record:
    __slots__: "tuple[str, ...]" = ()
    _secret: "tuple[str, ...]" = ()
    """What `repr` leaves out."""

    _names: "tuple[str, ...]" = ()
    """Its members; a subclass has the same."""

    def __init_subclass__(cls) -> None:
        cls._names = cls._names or cls.__slots__

    def _set(self, *values: object) -> None:
        for name, value in zip(self._names, values):
            object.__setattr__(self, name, value)

    def _fields(self) -> "tuple[object, ...]":
        return tuple(getattr(self, name) for name in self._names)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a {type(self).__name__} does not change")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"a {type(self).__name__} does not change")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Record) and type(self) is type(other) and self._fields() == other._fields()

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


class ApiError(Record):
    """One of the vendor's Errors."""

    __slots__ = __match_args__ = ("key", "value")

    key: str
    """The vendor's Key, for example "Api Error"; empty if the server omitted it."""
    value: str
    """The vendor's Value: a message for people."""

    def __init__(self, key: str, value: str) -> None:
        self._set(key, value)


class Window(Record):
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


class Quota(Record):
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


class CustomerReference(Record):
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


class SalesTrackingCode(Record):
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


class CustomerAcquisition(Record):
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


for _record in (ApiError, CustomerAcquisition, CustomerReference, Quota, SalesTrackingCode, Window):
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
