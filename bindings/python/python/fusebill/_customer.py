"""The parts of a customer: immutable values, and money as Decimal."""

from ._records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal


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


for _record in (CustomerAcquisition, CustomerReference, SalesTrackingCode):
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
