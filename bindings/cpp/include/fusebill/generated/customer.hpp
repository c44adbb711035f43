/*
 * The customer object and its parts.
 *
 * Written by scripts/generate from the description in crates/core; change it there.
 */
#ifndef FUSEBILL_HPP
#error "include <fusebill.hpp> instead"
#endif

namespace fusebill {

inline namespace FUSEBILL_MODE {

/** One of salesTrackingCodes. */
struct sales_tracking_code {
    /** Which of the five tracking codes. */
    std::optional<std::string> type;
    /** The code. */
    std::optional<std::string> code;
    /** Its name. */
    std::optional<std::string> name;
    /** Its id. */
    std::optional<std::int64_t> id;
    /** Its path. */
    std::optional<std::string> uri;

    /** For the library. */
    static sales_tracking_code from(const detail::members &all) {
        return {all.text("type"),
                all.text("code"),
                all.text("name"),
                all.number("id"),
                all.text("uri")};
    }
};

/** customerReference: up to three references and the sales tracking codes. */
struct customer_reference {
    /** First reference. */
    std::optional<std::string> reference1;
    /** Second reference. */
    std::optional<std::string> reference2;
    /** Third reference. */
    std::optional<std::string> reference3;
    /** The sales tracking codes. */
    std::vector<sales_tracking_code> sales_tracking_codes;
    /** The customer's id. */
    std::optional<std::int64_t> id;
    /** The customer's path. */
    std::optional<std::string> uri;

    /** For the library. */
    static customer_reference from(const detail::members &all) {
        return {all.text("reference1"),
                all.text("reference2"),
                all.text("reference3"),
                detail::all_of<sales_tracking_code>(all.text("salesTrackingCodes")),
                all.number("id"),
                all.text("uri")};
    }
};

/** customerAcquisition: the marketing source. */
struct customer_acquisition {
    /** Content of the advertisement. */
    std::optional<std::string> ad_content;
    /** The campaign. */
    std::optional<std::string> campaign;
    /** The keyword. */
    std::optional<std::string> keyword;
    /** The landing page. */
    std::optional<std::string> landing_page;
    /** The medium. */
    std::optional<std::string> medium;
    /** The source. */
    std::optional<std::string> source;
    /** The customer's id. */
    std::optional<std::int64_t> id;
    /** The customer's path. */
    std::optional<std::string> uri;

    /** For the library. */
    static customer_acquisition from(const detail::members &all) {
        return {all.text("adContent"),
                all.text("campaign"),
                all.text("keyword"),
                all.text("landingPage"),
                all.text("medium"),
                all.text("source"),
                all.number("id"),
                all.text("uri")};
    }
};

/**
 * A customer as the server sent it. The accessors read the documented fields: nullopt for null, for a missing field, and
 * for an unexpected type. Fields such as the status may have values that are new. Money is text with its scale, and a time
 * is text as the server wrote it. The text is read once, on first use of an accessor; any number of threads may use one
 * customer.
 */
class customer : public detail::object {
  public:
    using detail::object::object;

    /** The Fusebill id. */
    [[nodiscard]] std::int64_t id() const { return number("id").value_or(0); }
    /** The path of the customer in the API, sometimes a full URL. */
    [[nodiscard]] std::optional<std::string> uri() const { return text("uri"); }
    /** Given name, at most 50 characters. */
    [[nodiscard]] std::optional<std::string> first_name() const { return text("firstName"); }
    /** Middle name. */
    [[nodiscard]] std::optional<std::string> middle_name() const { return text("middleName"); }
    /** Family name. */
    [[nodiscard]] std::optional<std::string> last_name() const { return text("lastName"); }
    /** The company. */
    [[nodiscard]] std::optional<std::string> company_name() const { return text("companyName"); }
    /** Suffix of the name, for example Jr. */
    [[nodiscard]] std::optional<std::string> suffix() const { return text("suffix"); }
    /** Email addresses, separated by semicolons. */
    [[nodiscard]] std::optional<std::string> primary_email() const { return text("primaryEmail"); }
    /** Phone number, as the customer entered it. */
    [[nodiscard]] std::optional<std::string> primary_phone() const { return text("primaryPhone"); }
    /** Secondary email addresses. */
    [[nodiscard]] std::optional<std::string> secondary_email() const { return text("secondaryEmail"); }
    /** Secondary phone number. */
    [[nodiscard]] std::optional<std::string> secondary_phone() const { return text("secondaryPhone"); }
    /** Mr, Mrs, Ms, … or empty. */
    [[nodiscard]] std::optional<std::string> title() const { return text("title"); }
    /** The account's own reference for the customer. */
    [[nodiscard]] std::optional<std::string> reference() const { return text("reference"); }
    /** Draft, Active, Hold, Suspended, Cancelled; open set. */
    [[nodiscard]] std::optional<std::string> status() const { return text("status"); }
    /** Good, PoorStanding, Collection; open set. */
    [[nodiscard]] std::optional<std::string> customer_account_status() const { return text("customerAccountStatus"); }
    /** The currency of the money fields, for example USD. */
    [[nodiscard]] std::optional<std::string> currency() const { return text("currency"); }
    /** Whether the currency can still be changed. */
    [[nodiscard]] std::optional<bool> can_change_currency() const { return flag("canChangeCurrency"); }
    /** Additional references and sales codes. */
    [[nodiscard]] fusebill::customer_reference customer_reference() const { return fusebill::customer_reference::from(part("customerReference")); }
    /** Where the customer came from. */
    [[nodiscard]] fusebill::customer_acquisition customer_acquisition() const { return fusebill::customer_acquisition::from(part("customerAcquisition")); }
    /** Monthly recurring revenue in currency, with its scale. */
    [[nodiscard]] std::optional<std::string> monthly_recurring_revenue() const { return text("monthlyRecurringRevenue"); }
    /** The same after discounts. */
    [[nodiscard]] std::optional<std::string> net_monthly_recurring_revenue() const { return text("netMonthlyRecurringRevenue"); }
    /** The id of the account in Salesforce. */
    [[nodiscard]] std::optional<std::string> salesforce_id() const { return text("salesforceId"); }
    /** Company, Person; open set. */
    [[nodiscard]] std::optional<std::string> salesforce_account_type() const { return text("salesforceAccountType"); }
    /** Enabled, Disabled; open set. */
    [[nodiscard]] std::optional<std::string> salesforce_synch_status() const { return text("salesforceSynchStatus"); }
    /** The id in NetSuite. */
    [[nodiscard]] std::optional<std::string> netsuite_id() const { return text("netsuiteId"); }
    /** The type in NetSuite. */
    [[nodiscard]] std::optional<std::string> netsuite_customer_type() const { return text("netsuiteCustomerType"); }
    /** Enabled, Disabled; open set. */
    [[nodiscard]] std::optional<std::string> netsuite_synch_status() const { return text("netsuiteSynchStatus"); }
    /** The name for the self-service portal. */
    [[nodiscard]] std::optional<std::string> portal_user_name() const { return text("portalUserName"); }
    /** The id of the parent customer. */
    [[nodiscard]] std::optional<std::int64_t> parent_id() const { return number("parentId"); }
    /** Whether the customer has children. */
    [[nodiscard]] std::optional<bool> is_parent() const { return flag("isParent"); }
    /** CreateNew, LatchExisting, DoNothing; open set. */
    [[nodiscard]] std::optional<std::string> quick_books_latch_type() const { return text("quickBooksLatchType"); }
    /** The id in QuickBooks. */
    [[nodiscard]] std::optional<std::string> quick_books_id() const { return text("quickBooksId"); }
    /** QuickBooks' sync token. */
    [[nodiscard]] std::optional<std::string> quick_books_sync_token() const { return text("quickBooksSyncToken"); }
    /** The contact in HubSpot. */
    [[nodiscard]] std::optional<std::string> hub_spot_id() const { return text("hubSpotId"); }
    /** The company in HubSpot. */
    [[nodiscard]] std::optional<std::string> hub_spot_company_id() const { return text("hubSpotCompanyId"); }
    /** The id in Geotab. */
    [[nodiscard]] std::optional<std::string> geotab_id() const { return text("geotabId"); }
    /** The id in Digital River. */
    [[nodiscard]] std::optional<std::string> digital_river_id() const { return text("digitalRiverId"); }
    /** When the customer was last changed, UTC. */
    [[nodiscard]] std::optional<std::string> modified_timestamp() const { return text("modifiedTimestamp"); }
    /** When the customer was created, UTC. */
    [[nodiscard]] std::optional<std::string> created_timestamp() const { return text("createdTimestamp"); }
    /** Whether projected invoices still have to be created. */
    [[nodiscard]] std::optional<bool> requires_projected_invoice_generation() const { return flag("requiresProjectedInvoiceGeneration"); }
    /** Whether the financial calendar still has to be created. */
    [[nodiscard]] std::optional<bool> requires_financial_calendar_generation() const { return flag("requiresFinancialCalendarGeneration"); }
};

} // namespace FUSEBILL_MODE

} // namespace fusebill
