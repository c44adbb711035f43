"""The customer object and its parts.

Written by scripts/generate from the description in crates/core; change it there.
"""

from _collections_abc import Sequence

from .. import _fusebill
from .._lazy import datetime, decimal, names
from .._record import Record


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
    _hidden = (
        "ad_content",
        "campaign",
        "keyword",
        "landing_page",
        "medium",
        "source",
        "uri",
    )
    _members = (
        ("ad_content", "adContent", "text?"),
        ("campaign", "campaign", "text?"),
        ("keyword", "keyword", "text?"),
        ("landing_page", "landingPage", "text?"),
        ("medium", "medium", "text?"),
        ("source", "source", "text?"),
        ("id", "id", "long?"),
        ("uri", "uri", "text?"),
    )

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


class SalesTrackingCode(Record):
    """One of `salesTrackingCodes`."""

    __slots__ = __match_args__ = (
        "type",
        "code",
        "name",
        "id",
        "uri",
    )
    _hidden = (
        "type",
        "code",
        "name",
        "uri",
    )
    _members = (
        ("type", "type", "text?"),
        ("code", "code", "text?"),
        ("name", "name", "text?"),
        ("id", "id", "long?"),
        ("uri", "uri", "text?"),
    )

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


class CustomerReference(Record):
    """`customerReference`: up to three references and the sales tracking codes."""

    __slots__ = __match_args__ = (
        "reference1",
        "reference2",
        "reference3",
        "sales_tracking_codes",
        "id",
        "uri",
    )
    _hidden = (
        "reference1",
        "reference2",
        "reference3",
        "sales_tracking_codes",
        "uri",
    )
    _members = (
        ("reference1", "reference1", "text?"),
        ("reference2", "reference2", "text?"),
        ("reference3", "reference3", "text?"),
        ("sales_tracking_codes", "salesTrackingCodes", "SalesTrackingCodes"),
        ("id", "id", "long?"),
        ("uri", "uri", "text?"),
    )

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


class CustomerFields:
    """The documented fields of the customer object. None: null, absent, or of an unexpected type."""

    __slots__ = ("_customer",)

    _customer: "_fusebill.Customer"

    @property
    def id(self) -> "int":
        """The Fusebill id."""
        return self._customer.id

    @property
    def uri(self) -> "str | None":
        """The path of the customer in the API, sometimes a full URL."""
        return self._customer.uri

    @property
    def first_name(self) -> "str | None":
        """Given name, at most 50 characters."""
        return self._customer.first_name

    @property
    def middle_name(self) -> "str | None":
        """Middle name."""
        return self._customer.middle_name

    @property
    def last_name(self) -> "str | None":
        """Family name."""
        return self._customer.last_name

    @property
    def company_name(self) -> "str | None":
        """The company."""
        return self._customer.company_name

    @property
    def suffix(self) -> "str | None":
        """Suffix of the name, for example Jr."""
        return self._customer.suffix

    @property
    def primary_email(self) -> "str | None":
        """Email addresses, separated by semicolons."""
        return self._customer.primary_email

    @property
    def primary_phone(self) -> "str | None":
        """Phone number, as the customer entered it."""
        return self._customer.primary_phone

    @property
    def secondary_email(self) -> "str | None":
        """Secondary email addresses."""
        return self._customer.secondary_email

    @property
    def secondary_phone(self) -> "str | None":
        """Secondary phone number."""
        return self._customer.secondary_phone

    @property
    def title(self) -> "str | None":
        """Mr, Mrs, Ms, … or empty."""
        return self._customer.title

    @property
    def reference(self) -> "str | None":
        """The account's own reference for the customer."""
        return self._customer.reference

    @property
    def status(self) -> "str | None":
        """Draft, Active, Hold, Suspended, Cancelled; open set."""
        return self._customer.status

    @property
    def customer_account_status(self) -> "str | None":
        """Good, PoorStanding, Collection; open set."""
        return self._customer.customer_account_status

    @property
    def currency(self) -> "str | None":
        """The currency of the money fields, for example USD."""
        return self._customer.currency

    @property
    def can_change_currency(self) -> "bool | None":
        """Whether the currency can still be changed."""
        return self._customer.can_change_currency

    @property
    def customer_reference(self) -> "CustomerReference":
        """Additional references and sales codes."""
        first, second, third, codes, id, uri = self._customer.customer_reference
        codes = tuple(SalesTrackingCode(*code) for code in codes)
        return CustomerReference(first, second, third, codes, id, uri)

    @property
    def customer_acquisition(self) -> "CustomerAcquisition":
        """Where the customer came from."""
        return CustomerAcquisition(*self._customer.customer_acquisition)

    @property
    def monthly_recurring_revenue(self) -> "decimal.Decimal | None":
        """Monthly recurring revenue in `currency`, with its scale."""
        return self._customer.monthly_recurring_revenue

    @property
    def net_monthly_recurring_revenue(self) -> "decimal.Decimal | None":
        """The same after discounts."""
        return self._customer.net_monthly_recurring_revenue

    @property
    def salesforce_id(self) -> "str | None":
        """The id of the account in Salesforce."""
        return self._customer.salesforce_id

    @property
    def salesforce_account_type(self) -> "str | None":
        """Company, Person; open set."""
        return self._customer.salesforce_account_type

    @property
    def salesforce_synch_status(self) -> "str | None":
        """Enabled, Disabled; open set."""
        return self._customer.salesforce_synch_status

    @property
    def netsuite_id(self) -> "str | None":
        """The id in NetSuite."""
        return self._customer.netsuite_id

    @property
    def netsuite_customer_type(self) -> "str | None":
        """The type in NetSuite."""
        return self._customer.netsuite_customer_type

    @property
    def netsuite_synch_status(self) -> "str | None":
        """Enabled, Disabled; open set."""
        return self._customer.netsuite_synch_status

    @property
    def portal_user_name(self) -> "str | None":
        """The name for the self-service portal."""
        return self._customer.portal_user_name

    @property
    def parent_id(self) -> "int | None":
        """The id of the parent customer."""
        return self._customer.parent_id

    @property
    def is_parent(self) -> "bool | None":
        """Whether the customer has children."""
        return self._customer.is_parent

    @property
    def quick_books_latch_type(self) -> "str | None":
        """CreateNew, LatchExisting, DoNothing; open set."""
        return self._customer.quick_books_latch_type

    @property
    def quick_books_id(self) -> "str | None":
        """The id in QuickBooks."""
        return self._customer.quick_books_id

    @property
    def quick_books_sync_token(self) -> "str | None":
        """QuickBooks' sync token."""
        return self._customer.quick_books_sync_token

    @property
    def hub_spot_id(self) -> "str | None":
        """The contact in HubSpot."""
        return self._customer.hub_spot_id

    @property
    def hub_spot_company_id(self) -> "str | None":
        """The company in HubSpot."""
        return self._customer.hub_spot_company_id

    @property
    def geotab_id(self) -> "str | None":
        """The id in Geotab."""
        return self._customer.geotab_id

    @property
    def digital_river_id(self) -> "str | None":
        """The id in Digital River."""
        return self._customer.digital_river_id

    @property
    def modified_timestamp(self) -> "datetime.datetime | None":
        """When the customer was last changed, UTC."""
        return self._customer.modified_timestamp

    @property
    def created_timestamp(self) -> "datetime.datetime | None":
        """When the customer was created, UTC."""
        return self._customer.created_timestamp

    @property
    def requires_projected_invoice_generation(self) -> "bool | None":
        """Whether projected invoices still have to be created."""
        return self._customer.requires_projected_invoice_generation

    @property
    def requires_financial_calendar_generation(self) -> "bool | None":
        """Whether the financial calendar still has to be created."""
        return self._customer.requires_financial_calendar_generation
