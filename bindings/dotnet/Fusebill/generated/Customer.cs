// The customer object and its parts.
//
// Written by scripts/generate from the description in crates/core; change it there.

using System;
using System.Collections.Generic;
using System.Linq;

namespace Fusebill
{
    /// <content>The documented fields.</content>
    public sealed partial class Customer : IEquatable<Customer>
    {
        private CustomerReference? customerReference;
        private CustomerAcquisition? customerAcquisition;

        /// <summary>The Fusebill id.</summary>
        public long Id => json.Long("id") ?? 0;

        /// <summary>The path of the customer in the API, sometimes a full URL.</summary>
        public string? Uri => json["uri"];

        /// <summary>Given name, at most 50 characters.</summary>
        public string? FirstName => json["firstName"];

        /// <summary>Middle name.</summary>
        public string? MiddleName => json["middleName"];

        /// <summary>Family name.</summary>
        public string? LastName => json["lastName"];

        /// <summary>The company.</summary>
        public string? CompanyName => json["companyName"];

        /// <summary>Suffix of the name, for example Jr.</summary>
        public string? Suffix => json["suffix"];

        /// <summary>Email addresses, separated by semicolons.</summary>
        public string? PrimaryEmail => json["primaryEmail"];

        /// <summary>Phone number, as the customer entered it.</summary>
        public string? PrimaryPhone => json["primaryPhone"];

        /// <summary>Secondary email addresses.</summary>
        public string? SecondaryEmail => json["secondaryEmail"];

        /// <summary>Secondary phone number.</summary>
        public string? SecondaryPhone => json["secondaryPhone"];

        /// <summary>Mr, Mrs, Ms, … or empty.</summary>
        public string? Title => json["title"];

        /// <summary>The account's own reference for the customer.</summary>
        public string? Reference => json["reference"];

        /// <summary>Draft, Active, Hold, Suspended, Cancelled; open set.</summary>
        public string? Status => json["status"];

        /// <summary>Good, PoorStanding, Collection; open set.</summary>
        public string? CustomerAccountStatus => json["customerAccountStatus"];

        /// <summary>The currency of the money fields, for example USD.</summary>
        public string? Currency => json["currency"];

        /// <summary>Whether the currency can still be changed.</summary>
        public bool? CanChangeCurrency => json.Bool("canChangeCurrency");

        /// <summary>Additional references and sales codes.</summary>
        public CustomerReference CustomerReference =>
            customerReference ??= new CustomerReference(json.Object("customerReference"));

        /// <summary>Where the customer came from.</summary>
        public CustomerAcquisition CustomerAcquisition =>
            customerAcquisition ??= new CustomerAcquisition(json.Object("customerAcquisition"));

        /// <summary>
        /// Monthly recurring revenue in currency, with its scale. Also null if a decimal cannot hold it.
        /// </summary>
        public decimal? MonthlyRecurringRevenue => json.Decimal("monthlyRecurringRevenue");

        /// <summary>The same after discounts.</summary>
        public decimal? NetMonthlyRecurringRevenue => json.Decimal("netMonthlyRecurringRevenue");

        /// <summary>The id of the account in Salesforce.</summary>
        public string? SalesforceId => json["salesforceId"];

        /// <summary>Company, Person; open set.</summary>
        public string? SalesforceAccountType => json["salesforceAccountType"];

        /// <summary>Enabled, Disabled; open set.</summary>
        public string? SalesforceSynchStatus => json["salesforceSynchStatus"];

        /// <summary>The id in NetSuite.</summary>
        public string? NetsuiteId => json["netsuiteId"];

        /// <summary>The type in NetSuite.</summary>
        public string? NetsuiteCustomerType => json["netsuiteCustomerType"];

        /// <summary>Enabled, Disabled; open set.</summary>
        public string? NetsuiteSynchStatus => json["netsuiteSynchStatus"];

        /// <summary>The name for the self-service portal.</summary>
        public string? PortalUserName => json["portalUserName"];

        /// <summary>The id of the parent customer.</summary>
        public long? ParentId => json.Long("parentId");

        /// <summary>Whether the customer has children.</summary>
        public bool? IsParent => json.Bool("isParent");

        /// <summary>CreateNew, LatchExisting, DoNothing; open set.</summary>
        public string? QuickBooksLatchType => json["quickBooksLatchType"];

        /// <summary>The id in QuickBooks.</summary>
        public string? QuickBooksId => json["quickBooksId"];

        /// <summary>QuickBooks' sync token.</summary>
        public string? QuickBooksSyncToken => json["quickBooksSyncToken"];

        /// <summary>The contact in HubSpot.</summary>
        public string? HubSpotId => json["hubSpotId"];

        /// <summary>The company in HubSpot.</summary>
        public string? HubSpotCompanyId => json["hubSpotCompanyId"];

        /// <summary>The id in Geotab.</summary>
        public string? GeotabId => json["geotabId"];

        /// <summary>The id in Digital River.</summary>
        public string? DigitalRiverId => json["digitalRiverId"];

        /// <summary>When the customer was last changed, UTC.</summary>
        public DateTimeOffset? ModifiedTimestamp => json.Time("modifiedTimestamp");

        /// <summary>When the customer was created, UTC.</summary>
        public DateTimeOffset? CreatedTimestamp => json.Time("createdTimestamp");

        /// <summary>Whether projected invoices still have to be created.</summary>
        public bool? RequiresProjectedInvoiceGeneration => json.Bool("requiresProjectedInvoiceGeneration");

        /// <summary>Whether the financial calendar still has to be created.</summary>
        public bool? RequiresFinancialCalendarGeneration => json.Bool("requiresFinancialCalendarGeneration");

        /// <summary>Whether two are equal.</summary>
        /// <param name="left">One.</param>
        /// <param name="right">The other.</param>
        /// <returns>Whether they are.</returns>
        public static bool operator ==(Customer? left, Customer? right) => left is null ? right is null : left.Equals(right);

        /// <summary>Whether two differ.</summary>
        /// <param name="left">One.</param>
        /// <param name="right">The other.</param>
        /// <returns>Whether they do.</returns>
        public static bool operator !=(Customer? left, Customer? right) => !(left == right);

        /// <summary>Equal if the server's texts are identical, byte for byte.</summary>
        /// <param name="other">The other one.</param>
        /// <returns>Whether they are equal.</returns>
        public bool Equals(Customer? other) => !(other is null) && ToJson() == other.ToJson();

        /// <inheritdoc/>
        public override bool Equals(object? obj) => Equals(obj as Customer);

        /// <inheritdoc/>
        public override int GetHashCode() => ToJson().GetHashCode();
    }

    /// <summary>`customerReference`: up to three references and the sales tracking codes.</summary>
    public sealed partial class CustomerReference : IEquatable<CustomerReference>
    {
        private static readonly string[] Names =
        {
            "reference1", "reference2", "reference3", "salesTrackingCodes", "id", "uri",
        };

        private readonly Json json;

        internal CustomerReference(Json json) => this.json = json;

        /// <summary>Creates one from its JSON.</summary>
        /// <param name="json">JSON, as <see cref="ToJson"/> returns it.</param>
        /// <returns>The value.</returns>
        /// <exception cref="FormatException">The text is not the JSON of one.</exception>
        public static CustomerReference Parse(string json) => new CustomerReference(Json.Parse(json, Names));

        /// <summary>First reference.</summary>
        public string? Reference1 => json["reference1"];

        /// <summary>Second reference.</summary>
        public string? Reference2 => json["reference2"];

        /// <summary>Third reference.</summary>
        public string? Reference3 => json["reference3"];

        /// <summary>The sales tracking codes.</summary>
        public IReadOnlyList<SalesTrackingCode> SalesTrackingCodes =>
            json.Elements("salesTrackingCodes").Select(element => new SalesTrackingCode(element)).ToList();

        /// <summary>The customer's id.</summary>
        public long? Id => json.Long("id");

        /// <summary>The customer's path.</summary>
        public string? Uri => json["uri"];

        /// <summary>The value as JSON.</summary>
        /// <returns>The text, to keep or to pass to <see cref="Parse"/>.</returns>
        public string ToJson() => json.Text;

        /// <summary>Whether two are equal.</summary>
        /// <param name="left">One.</param>
        /// <param name="right">The other.</param>
        /// <returns>Whether they are.</returns>
        public static bool operator ==(CustomerReference? left, CustomerReference? right) => left is null ? right is null : left.Equals(right);

        /// <summary>Whether two differ.</summary>
        /// <param name="left">One.</param>
        /// <param name="right">The other.</param>
        /// <returns>Whether they do.</returns>
        public static bool operator !=(CustomerReference? left, CustomerReference? right) => !(left == right);

        /// <summary>Equal if all members are.</summary>
        /// <param name="other">The other one.</param>
        /// <returns>Whether they are equal.</returns>
        public bool Equals(CustomerReference? other) => !(other is null) && json.Equals(other.json, Names);

        /// <inheritdoc/>
        public override bool Equals(object? obj) => Equals(obj as CustomerReference);

        /// <inheritdoc/>
        public override int GetHashCode() => json.Hash(Names);
    }

    /// <summary>One of `salesTrackingCodes`.</summary>
    public sealed partial class SalesTrackingCode : IEquatable<SalesTrackingCode>
    {
        private static readonly string[] Names =
        {
            "type", "code", "name", "id", "uri",
        };

        private readonly Json json;

        internal SalesTrackingCode(Json json) => this.json = json;

        /// <summary>Creates one from its JSON.</summary>
        /// <param name="json">JSON, as <see cref="ToJson"/> returns it.</param>
        /// <returns>The value.</returns>
        /// <exception cref="FormatException">The text is not the JSON of one.</exception>
        public static SalesTrackingCode Parse(string json) => new SalesTrackingCode(Json.Parse(json, Names));

        /// <summary>Which of the five tracking codes.</summary>
        public string? Type => json["type"];

        /// <summary>The code.</summary>
        public string? Code => json["code"];

        /// <summary>Its name.</summary>
        public string? Name => json["name"];

        /// <summary>Its id.</summary>
        public long? Id => json.Long("id");

        /// <summary>Its path.</summary>
        public string? Uri => json["uri"];

        /// <summary>The value as JSON.</summary>
        /// <returns>The text, to keep or to pass to <see cref="Parse"/>.</returns>
        public string ToJson() => json.Text;

        /// <summary>Whether two are equal.</summary>
        /// <param name="left">One.</param>
        /// <param name="right">The other.</param>
        /// <returns>Whether they are.</returns>
        public static bool operator ==(SalesTrackingCode? left, SalesTrackingCode? right) => left is null ? right is null : left.Equals(right);

        /// <summary>Whether two differ.</summary>
        /// <param name="left">One.</param>
        /// <param name="right">The other.</param>
        /// <returns>Whether they do.</returns>
        public static bool operator !=(SalesTrackingCode? left, SalesTrackingCode? right) => !(left == right);

        /// <summary>Equal if all members are.</summary>
        /// <param name="other">The other one.</param>
        /// <returns>Whether they are equal.</returns>
        public bool Equals(SalesTrackingCode? other) => !(other is null) && json.Equals(other.json, Names);

        /// <inheritdoc/>
        public override bool Equals(object? obj) => Equals(obj as SalesTrackingCode);

        /// <inheritdoc/>
        public override int GetHashCode() => json.Hash(Names);
    }

    /// <summary>`customerAcquisition`: the marketing source.</summary>
    public sealed partial class CustomerAcquisition : IEquatable<CustomerAcquisition>
    {
        private static readonly string[] Names =
        {
            "adContent", "campaign", "keyword", "landingPage", "medium", "source", "id", "uri",
        };

        private readonly Json json;

        internal CustomerAcquisition(Json json) => this.json = json;

        /// <summary>Creates one from its JSON.</summary>
        /// <param name="json">JSON, as <see cref="ToJson"/> returns it.</param>
        /// <returns>The value.</returns>
        /// <exception cref="FormatException">The text is not the JSON of one.</exception>
        public static CustomerAcquisition Parse(string json) => new CustomerAcquisition(Json.Parse(json, Names));

        /// <summary>Content of the advertisement.</summary>
        public string? AdContent => json["adContent"];

        /// <summary>The campaign.</summary>
        public string? Campaign => json["campaign"];

        /// <summary>The keyword.</summary>
        public string? Keyword => json["keyword"];

        /// <summary>The landing page.</summary>
        public string? LandingPage => json["landingPage"];

        /// <summary>The medium.</summary>
        public string? Medium => json["medium"];

        /// <summary>The source.</summary>
        public string? Source => json["source"];

        /// <summary>The customer's id.</summary>
        public long? Id => json.Long("id");

        /// <summary>The customer's path.</summary>
        public string? Uri => json["uri"];

        /// <summary>The value as JSON.</summary>
        /// <returns>The text, to keep or to pass to <see cref="Parse"/>.</returns>
        public string ToJson() => json.Text;

        /// <summary>Whether two are equal.</summary>
        /// <param name="left">One.</param>
        /// <param name="right">The other.</param>
        /// <returns>Whether they are.</returns>
        public static bool operator ==(CustomerAcquisition? left, CustomerAcquisition? right) => left is null ? right is null : left.Equals(right);

        /// <summary>Whether two differ.</summary>
        /// <param name="left">One.</param>
        /// <param name="right">The other.</param>
        /// <returns>Whether they do.</returns>
        public static bool operator !=(CustomerAcquisition? left, CustomerAcquisition? right) => !(left == right);

        /// <summary>Equal if all members are.</summary>
        /// <param name="other">The other one.</param>
        /// <returns>Whether they are equal.</returns>
        public bool Equals(CustomerAcquisition? other) => !(other is null) && json.Equals(other.json, Names);

        /// <inheritdoc/>
        public override bool Equals(object? obj) => Equals(obj as CustomerAcquisition);

        /// <inheritdoc/>
        public override int GetHashCode() => json.Hash(Names);
    }
}
