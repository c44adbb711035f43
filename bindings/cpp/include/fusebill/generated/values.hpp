/*
 * What batches, lists and checks return.
 *
 * Written by scripts/generate from the description in crates/core; change it there.
 */
#ifndef FUSEBILL_HPP
#error "include <fusebill.hpp> instead"
#endif

namespace fusebill {

inline namespace FUSEBILL_MODE {

/** One limit. A member is null if the server did not send a valid value. */
struct window {
    /** The number of calls allowed per window. */
    std::optional<std::int64_t> limit;
    /** The number of calls left. */
    std::optional<std::int64_t> remaining;
    /** When the window resets, by the server's clock. */
    std::optional<std::string> reset;

    /** For the library. */
    static window from(const detail::members &all) {
        return {all.number("limit"),
                all.number("remaining"),
                all.text("reset")};
    }
};

/** What is left of the account's limits, as of one response. Other programs of the account share the limits. */
struct quota {
    /** The current minute. */
    window minute;
    /** The current day. */
    window day;
    /** The time of the response, by the server's clock. */
    std::optional<std::string> at;
    /** The same as JSON. */
    std::string json;

    /** For the library. */
    static quota from(const detail::members &all, std::string json) {
        return {window::from(detail::members(all.text("minute").value_or("").c_str())),
                window::from(detail::members(all.text("day").value_or("").c_str())),
                all.text("at"), std::move(json)};
    }

    /** From its JSON, for example in a test. */
    static quota from_json(std::string json) {
        const detail::members all(json.c_str());
        return from(all, std::move(json));
    }

    /** Any member by JSON pointer; see json_get. */
    [[nodiscard]] std::optional<std::string> get(std::string_view pointer) const { return json_get(json, pointer); }

    /** Equal if the JSON is the same. */
    friend bool operator==(const quota &left, const quota &right) { return left.json == right.json; }
    friend bool operator!=(const quota &left, const quota &right) { return !(left == right); }
};

/** How a batch ended. */
struct summary {
    /**
     * 0: every customer is done, by this run or an earlier one; 20: it finished, and some are not; otherwise the code
     * of the error that stopped it.
     */
    fusebill_status status;
    /** The vendor's name of the call that was made for each customer. */
    std::string operation;
    /** Customers that this run completed: after EnableSynch, the sync is on. */
    std::int64_t done;
    /** The other customers that this run called, counted by the name of their outcome. */
    std::map<std::string, std::int64_t> failed;
    /** Ids that an earlier run completed. */
    std::int64_t skipped;
    /** Ids that failed for good in an earlier run, counted by the name of the outcome. */
    std::map<std::string, std::int64_t> failed_before;
    /** Ids that appeared more than once. */
    std::int64_t duplicates;
    /** Requests made, including retries. */
    std::int64_t requests;
    /** Lines of the results file that could not be read, from earlier runs. Their customers are called again. */
    std::int64_t damaged_lines;
    /** The number of the first of them, counted from 1; nullopt if there is none. */
    std::optional<std::int64_t> first_damaged_line;
    /** The error that ended the batch early; nullopt if it ran to its end. */
    std::optional<fusebill::error> stopped;
    /** The same as JSON. */
    std::string json;

    /** For the library. */
    static summary from(const detail::members &all, std::string json) {
        return {detail::status_of(all.number("status")),
                all.text("operation").value_or(""),
                all.number("done").value_or(0),
                detail::counts_of(all.text("failed")),
                all.number("skipped").value_or(0),
                detail::counts_of(all.text("failedBefore")),
                all.number("duplicates").value_or(0),
                all.number("requests").value_or(0),
                all.number("damagedLines").value_or(0),
                all.number("firstDamagedLine"),
                detail::error_of(all.text("stopped")), std::move(json)};
    }

    /** From its JSON, for example in a test. */
    static summary from_json(std::string json) {
        const detail::members all(json.c_str());
        return from(all, std::move(json));
    }

    /** Any member by JSON pointer; see json_get. */
    [[nodiscard]] std::optional<std::string> get(std::string_view pointer) const { return json_get(json, pointer); }

    /** Equal if the JSON is the same. */
    friend bool operator==(const summary &left, const summary &right) { return left.json == right.json; }
    friend bool operator!=(const summary &left, const summary &right) { return !(left == right); }
};

/** The totals of a list of customers, so far or at its end. */
struct customers_summary {
    /** Customers returned to the caller, after filtering. */
    std::int64_t customers;
    /** Distinct customers that the server sent. */
    std::int64_t received;
    /** The total that the server reported; nullopt if it reported none. */
    std::optional<std::int64_t> count;
    /** Customers that the server sent more than once. */
    std::int64_t duplicates;
    /** Requests made, including retries. */
    std::int64_t requests;
    /** Whether all customers were received, if the server reported their number. */
    bool is_whole;
    /** The same as JSON. */
    std::string json;

    /** For the library. */
    static customers_summary from(const detail::members &all, std::string json) {
        return {all.number("customers").value_or(0),
                all.number("received").value_or(0),
                all.number("count"),
                all.number("duplicates").value_or(0),
                all.number("requests").value_or(0),
                detail::flag_of(all.text("whole")).value_or(false), std::move(json)};
    }

    /** From its JSON, for example in a test. */
    static customers_summary from_json(std::string json) {
        const detail::members all(json.c_str());
        return from(all, std::move(json));
    }

    /** Any member by JSON pointer; see json_get. */
    [[nodiscard]] std::optional<std::string> get(std::string_view pointer) const { return json_get(json, pointer); }

    /** Equal if the JSON is the same. */
    friend bool operator==(const customers_summary &left, const customers_summary &right) { return left.json == right.json; }
    friend bool operator!=(const customers_summary &left, const customers_summary &right) { return !(left == right); }
};

/** One step of a check. */
struct check_stage {
    /** configuration, key, dns, tcp, proxy, tls, api, clock, quota or results. */
    std::string name;
    /** Whether it succeeded. */
    bool is_ok;
    /** What was found, or the message of the error; without the key. */
    std::string detail;
    /** What to do about it; nullopt if it succeeded without a warning. */
    std::optional<std::string> advice;
    /** Why it failed; nullopt if it succeeded. */
    std::optional<fusebill::error> error;
    /** How long it took. */
    std::chrono::milliseconds elapsed_ms;
    /** The same as JSON. */
    std::string json;

    /** For the library. */
    static check_stage from(const detail::members &all, std::string json) {
        return {all.text("name").value_or(""),
                detail::flag_of(all.text("ok")).value_or(false),
                all.text("detail").value_or(""),
                all.text("advice"),
                detail::error_of(all.text("error")),
                detail::milliseconds_of(all.number("elapsedMs")).value_or(std::chrono::milliseconds{}), std::move(json)};
    }

    /** From its JSON, for example in a test. */
    static check_stage from_json(std::string json) {
        const detail::members all(json.c_str());
        return from(all, std::move(json));
    }

    /** Any member by JSON pointer; see json_get. */
    [[nodiscard]] std::optional<std::string> get(std::string_view pointer) const { return json_get(json, pointer); }

    /** Equal if the JSON is the same. */
    friend bool operator==(const check_stage &left, const check_stage &right) { return left.json == right.json; }
    friend bool operator!=(const check_stage &left, const check_stage &right) { return !(left == right); }
};

/** The result for one customer of a batch. Contains no names, email addresses or phone numbers. */
struct outcome {
    /** The customer. */
    std::int64_t id;
    /**
     * 0: it is done. 14 or 17: the customer was returned, but is not enabled, or is still enabled. Otherwise, the code
     * of the error.
     */
    fusebill_status code;
    /** The name of the code: ok, not_enabled, not_disabled, not_found, … */
    std::string name;
    /** The HTTP status of the response, if there was one. */
    std::optional<std::int64_t> http_status;
    /** Why it is not done; nullopt if it is. */
    std::optional<std::string> message;
    /** The id of the Salesforce account. */
    std::optional<std::string> salesforce_id;
    /** salesforceSynchStatus as the server sent it. */
    std::optional<std::string> salesforce_synch_status;
    /** The Salesforce id that Latch was to link; absent after other calls. */
    std::optional<std::string> requested_salesforce_id;
    /** The number of requests made. */
    std::int64_t attempts;
    /** Whether the request was sent: yes, no, or unknown, which means that it may have taken effect. */
    std::string sent;
    /** When it ended. */
    std::string at;
    /** The time from its first request to its end, including waits. */
    std::chrono::milliseconds elapsed_ms;
    /** Whether a resume skips this customer: it is done, or the API rejected it. */
    bool is_final;
    /** The same as JSON, valid only until the callback returns. */
    std::string_view json;

    /** For the library. */
    static outcome from(const detail::members &all, std::string_view json) {
        return {all.number("id").value_or(0),
                detail::status_of(all.number("code")),
                all.text("name").value_or(""),
                all.number("httpStatus"),
                all.text("message"),
                all.text("salesforceId"),
                all.text("salesforceSynchStatus"),
                all.text("requestedSalesforceId"),
                all.number("attempts").value_or(0),
                all.text("sent").value_or("unknown"),
                all.text("at").value_or(""),
                detail::milliseconds_of(all.number("elapsedMs")).value_or(std::chrono::milliseconds{}),
                detail::flag_of(all.text("final")).value_or(false), json};
    }

    /** Any member by JSON pointer; see json_get. */
    [[nodiscard]] std::optional<std::string> get(std::string_view pointer) const { return json_get(json, pointer); }

    /** Equal if the JSON is the same. */
    friend bool operator==(const outcome &left, const outcome &right) { return left.json == right.json; }
    friend bool operator!=(const outcome &left, const outcome &right) { return !(left == right); }
};

} // namespace FUSEBILL_MODE

} // namespace fusebill
