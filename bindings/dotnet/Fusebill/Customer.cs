// The customer: the server's text, and typed access to its fields. The text is not parsed until a field is read.

using System;
using System.Diagnostics;

namespace Fusebill
{
    /// <summary>
    /// A customer as the server sent it. A property is null if the field is null, missing, or of an unexpected type.
    /// Fields such as the status are open sets. Safe to use from any number of threads.
    /// </summary>
    [DebuggerDisplay("{ToString(),nq}")]
    public sealed class Customer : IEquatable<Customer>
    {
        private readonly Json json;
        private readonly Lazy<string> raw;
        private CustomerReference? reference;
        private CustomerAcquisition? acquisition;

        internal Customer(Json json)
        {
            this.json = json;
            raw = new Lazy<string>(() => json.Text);
        }

        /// <summary>Creates a customer from its JSON, as <see cref="ToJson"/> returns it.</summary>
        /// <param name="json">A customer object.</param>
        /// <returns>The customer.</returns>
        /// <exception cref="FormatException">The text is not a customer object.</exception>
        public static Customer Parse(string json) => new Customer(Json.Parse(json, "id"));

        /// <summary>The server's text, byte for byte: with unknown fields, spacing, and 25.9800 as written.</summary>
        /// <returns>The same text at each call.</returns>
        public string ToJson() => raw.Value;

        /// <summary>Whether <see cref="SalesforceSynchStatus"/> is Enabled. A 200 alone does not mean that.</summary>
        public bool IsSynchEnabled => json.IsSynchEnabled;

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
            reference ??= new CustomerReference(json.Object("customerReference"));

        /// <summary>Where the customer came from.</summary>
        public CustomerAcquisition CustomerAcquisition =>
            acquisition ??= new CustomerAcquisition(json.Object("customerAcquisition"));

        /// <summary>Monthly recurring revenue in Currency, with its scale. Null if a decimal cannot represent it.</summary>
        public decimal? MonthlyRecurringRevenue => json.Decimal("monthlyRecurringRevenue");

        /// <summary>The same after discounts.</summary>
        public decimal? NetMonthlyRecurringRevenue => json.Decimal("netMonthlyRecurringRevenue");

        /// <summary>The id of the Salesforce account.</summary>
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

        /// <summary>
        /// Any field by JSON pointer (RFC 6901), even one that this version does not know, as text: a number as it was
        /// written, an array or object as JSON. Null for null and for a missing field.
        /// </summary>
        /// <param name="pointer">For example /customerReference/reference1.</param>
        /// <exception cref="ArgumentException">The pointer is malformed.</exception>
        public string? Get(string pointer) => json.Get(pointer ?? throw new ArgumentNullException(nameof(pointer)));

        /// <summary>Equal if the server's texts are identical, byte for byte.</summary>
        /// <param name="other">The other customer.</param>
        /// <returns>Whether they are equal.</returns>
        public bool Equals(Customer? other) => other != null && ToJson() == other.ToJson();

        /// <inheritdoc/>
        public override bool Equals(object? obj) => Equals(obj as Customer);

        /// <inheritdoc/>
        public override int GetHashCode() => ToJson().GetHashCode();

        /// <summary>The id and the status; no name, email address or phone number.</summary>
        /// <returns>A line for a log.</returns>
        public override string ToString() => $"Customer {Id}: {SalesforceSynchStatus ?? "null"}";
    }
}
