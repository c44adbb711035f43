"""The customer, a response that may contain one, and a list of them."""

from . import _fusebill
from ._lazy import decimal, typing, values
from ._record import Record
from .generated.customer import CustomerFields


class Customer(CustomerFields):
    """A customer as the server sent it: `raw` is its text, the other attributes are the documented fields.

    A field is decoded when it is read. None: null, absent, or of an unexpected type. Two customers are equal if the
    server's texts are identical, byte for byte. Create one with `from_json`.
    """

    __slots__ = ("__weakref__",)
    __match_args__ = ("id",)

    def __init__(self, customer: _fusebill.Customer) -> None:
        if not isinstance(customer, _fusebill.Customer):
            raise TypeError("use Customer.from_json to create a customer")
        object.__setattr__(self, "_customer", customer)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a Customer is immutable")

    @property
    def raw(self) -> str:
        """The server's text, byte for byte: with unknown fields, spacing, and 25.9800 as written."""
        return self._customer.raw

    @property
    def is_synch_enabled(self) -> bool:
        """Whether salesforce_synch_status is Enabled."""
        return self._customer.is_synch_enabled

    def get(self, pointer: str) -> "str | None":
        """Return any field by JSON pointer (RFC 6901), even one that this version does not know, as text.

        A number as it was written, an array or object as JSON. None for null and for a missing field.
        """
        return self._customer.get(pointer)

    def to_dict(self) -> "dict[str, typing.Any]":
        """Return the whole customer as a dict with the server's own names.

        With Decimal for money and for every number with a decimal point: `json.dumps(customer.to_dict(), default=str)`
        writes it; `to_json()` is exact.
        """
        import json

        members: dict[str, object] = json.loads(self.raw, parse_float=money, parse_int=_integer)
        for name in _MONEY:
            if isinstance(value := members.get(name), int) and not isinstance(value, bool):
                members[name] = money(str(value))
        return members

    def to_json(self) -> str:
        """Return the customer as JSON: the same as `raw`."""
        return self.raw

    @staticmethod
    def from_json(text: str) -> "Customer":
        """Create a customer from its JSON, as `raw` returns it. Raises ValueError for any other text."""
        return Customer(_fusebill.Customer.from_json(text))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Customer) and self.raw == other.raw

    def __hash__(self) -> int:
        return hash(self.raw)

    def __repr__(self) -> str:
        # No name, email address or phone number.
        return f"Customer(id={self.id}, salesforce_synch_status={self.salesforce_synch_status!r})"

    def __reduce__(self) -> "tuple[object, ...]":
        return Customer.from_json, (self.raw,)


class Accepted(Record):
    """A success whose response the vendor does not document: the server's text, and the customer if it is one."""

    __slots__ = __match_args__ = ("text", "customer", "http_status")
    _members = (("text", "text", "text"), ("customer", "customer", "customer?"), ("http_status", "httpStatus", "int"))

    text: str
    """The server's text, byte for byte; may be empty."""
    customer: "Customer | None"
    """The customer, if the server sent one."""
    http_status: int
    """The status of the response, 200 to 299."""

    def __init__(self, text: str, customer: "Customer | None" = None, http_status: int = 200) -> None:
        self._set(text, customer, http_status)

    def __repr__(self) -> str:
        return f"Accepted(http_status={self.http_status}, {len(self.text.encode())} bytes)"

    def to_dict(self) -> "dict[str, typing.Any]":
        """Return the text and the status; the customer is in the text."""
        return {"text": self.text, "httpStatus": self.http_status}

    @classmethod
    def _from_dict(cls, members: object) -> "Accepted":
        made = super()._from_dict(members)
        try:
            return cls(made.text, Customer.from_json(made.text), made.http_status)
        except ValueError:
            return made


class Customers:
    """The account's customers, page by page, keeping only the ids in memory; from Client.list_customers."""

    __slots__ = ("__weakref__", "_customers")

    def __init__(self, customers: _fusebill.Customers) -> None:
        self._customers = customers

    def __iter__(self) -> "Customers":
        return self

    def __next__(self) -> Customer:
        return next(self._customers)

    @property
    def summary(self) -> "values.CustomersSummary":
        """The totals so far."""
        return self._customers.summary()


_MONEY = ("monthlyRecurringRevenue", "netMonthlyRecurringRevenue")


def money(text: str) -> "decimal.Decimal | None":
    """Return a number as written, whatever its length; None if its exponent is too large even for Decimal."""
    import decimal

    try:
        return decimal.Decimal(text)
    except decimal.InvalidOperation:
        return None


def _integer(text: str) -> "int | decimal.Decimal | None":
    # Python refuses to parse an int with more digits than this.
    return int(text) if len(text) <= 4300 else money(text)
