/*
 * libfusebill for C++17: the C functions with RAII, exceptions and lambdas. Header only; link libfusebill.
 *
 *     fusebill::client client;                                  // key: FUSEBILL_API_KEY
 *     auto customer = client.enable_synch(172677);              // throws fusebill::error
 *     std::cout << customer.monthly_recurring_revenue().value_or("none") << '\n';  // 25.9800
 *
 * Texts are UTF-8. You need no JSON library: the documented fields have accessors, and get() reads any other field.
 * Any number of threads may share a client; it can be moved, but not copied.
 *
 * Every call that throws has a try_ variant that does not throw and returns an attempt: the result or the error. With
 * -fno-exceptions, only those variants exist.
 */
#ifndef FUSEBILL_HPP
#define FUSEBILL_HPP

#if __cplusplus < 201703L && (!defined(_MSVC_LANG) || _MSVC_LANG < 201703L)
#error "fusebill.hpp needs C++17 or newer: -std=c++17, or /std:c++17"
#endif

#include <fusebill.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <functional>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#if defined(__cpp_exceptions) || defined(_CPPUNWIND)
#define FUSEBILL_EXCEPTIONS 1 // NOLINT(cppcoreguidelines-macro-usage): tested with #if
#define FUSEBILL_MODE with_exceptions // NOLINT(cppcoreguidelines-macro-usage)
#else
#define FUSEBILL_EXCEPTIONS 0 // NOLINT(cppcoreguidelines-macro-usage)
#define FUSEBILL_MODE without_exceptions // NOLINT(cppcoreguidelines-macro-usage)
#endif

namespace fusebill {

/** The classes differ with the mode: files with and without exceptions may be linked into one program. */
inline namespace FUSEBILL_MODE {

namespace detail {

/** Parses a JSON integer; nullopt for anything else. Never throws. */
inline std::optional<std::int64_t> number_of(const std::optional<std::string> &text) noexcept {
    std::int64_t value = 0;
    if (!text) {
        return std::nullopt;
    }
    const char *const end = text->data() + text->size();
    const char *const begin = text->size() > 1 && (*text)[0] == '+' && (*text)[1] != '-' ? text->data() + 1 : text->data();
    const auto read = std::from_chars(begin, end, value);
    const bool is_number = read.ec == std::errc() && read.ptr != begin;
    // The zeros of 7.0, as some serializers write a whole number, may follow.
    const std::string_view behind(read.ptr, static_cast<std::size_t>(end - read.ptr));
    const bool is_whole = behind.empty() || (behind.size() > 1 && behind[0] == '.' && behind.find_first_not_of('0', 1) == std::string_view::npos);
    return is_number && is_whole ? std::optional<std::int64_t>(value) : std::nullopt;
}

struct string_deleter {
    void operator()(char *string) const noexcept { fusebill_string_free(string); }
};
using string_owner = std::unique_ptr<char, string_deleter>;

/** Copies the text of an out pointer; empty if it is null. */
inline std::string text_of(const string_owner &owner) { return owner ? std::string(owner.get()) : std::string(); }

/** Reads a value by JSON pointer; nullopt if there is none, or if the text is not JSON. */
inline std::optional<std::string> find(const std::string &json, const char *pointer) {
    char *raw = nullptr;
    const fusebill_json_status status = fusebill_json_get(json.c_str(), pointer, &raw);
    const string_owner value(raw);
    return status == FUSEBILL_JSON_OK ? std::optional<std::string>(text_of(value)) : std::nullopt;
}

/** The members of a JSON object, or the elements of an array by their position, read in one pass. */
class members {
  public:
    explicit members(const char *json) {
        char *raw = nullptr;
        const fusebill_json_status status = fusebill_json_members(json, "", &raw);
        const string_owner owner(raw);
        if (status == FUSEBILL_JSON_OK && raw != nullptr) {
            for (std::string_view left(raw); !left.empty();) {
                std::string name(netstring(left));
                all_.emplace_back(std::move(name), netstring(left));
            }
        }
    }

    [[nodiscard]] std::optional<std::string> text(std::string_view name) const {
        const auto less = [](const auto &member, std::string_view wanted) { return member.first < wanted; };
        const auto found = std::lower_bound(all_.begin(), all_.end(), name, less);
        return found != all_.end() && found->first == name ? std::optional<std::string>(found->second) : std::nullopt;
    }

    [[nodiscard]] std::optional<std::int64_t> number(std::string_view name) const { return number_of(text(name)); }

    /** Each element of an array as members of its own, in their order. */
    [[nodiscard]] std::vector<members> elements() const {
        std::vector<std::pair<std::int64_t, const std::string *>> placed;
        for (const auto &member : all_) {
            placed.emplace_back(number_of(member.first).value_or(0), &member.second);
        }
        std::sort(placed.begin(), placed.end());
        std::vector<members> elements;
        elements.reserve(placed.size());
        for (const auto &element : placed) {
            elements.emplace_back(element.second->c_str());
        }
        return elements;
    }

  private:
    /** Takes `5:25.98,` off the beginning, and returns `25.98`. */
    static std::string_view netstring(std::string_view &left) noexcept {
        std::size_t length = 0;
        const char *const end = left.data() + left.size();
        const auto read = std::from_chars(left.data(), end, length);
        const std::string_view content(read.ptr + 1, length);
        left.remove_prefix(static_cast<std::size_t>(content.data() - left.data()) + length + 1);
        return content;
    }

    std::vector<std::pair<std::string, std::string>> all_;
};

/** The members of a text that does not change, read on first use, by whichever thread is first. */
class lazy_members {
  public:
    lazy_members() = default;
    lazy_members(const lazy_members &) = delete;
    lazy_members(lazy_members &&) = delete;
    lazy_members &operator=(const lazy_members &) = delete;
    lazy_members &operator=(lazy_members &&) = delete;
    ~lazy_members() { delete read_.load(std::memory_order_acquire); } // NOLINT(cppcoreguidelines-owning-memory)

    const members &of(const std::string &json) {
        if (const members *const known = read_.load(std::memory_order_acquire)) {
            return *known;
        }
        auto mine = std::make_unique<const members>(json.c_str());
        const members *others = nullptr;
        if (read_.compare_exchange_strong(others, mine.get(), std::memory_order_acq_rel, std::memory_order_acquire)) {
            return *mine.release();
        }
        return *others;
    }

  private:
    std::atomic<const members *> read_{nullptr};
};

/** Writes a JSON object; members without a value, and flags that are false, are omitted. */
class json_writer {
  public:
    void add(const char *name, const std::optional<std::string> &value) {
        if (value) {
            this->name(name);
            quote(*value);
        }
    }
    void add(const char *name, const std::optional<std::int64_t> &value) {
        if (value) {
            this->name(name);
            text_ += std::to_string(*value);
        }
    }
    void add(const char *name, const std::optional<std::chrono::milliseconds> &value) {
        add(name, value ? std::optional<std::int64_t>(value->count()) : std::nullopt);
    }
    void add(const char *name, const std::optional<std::vector<std::int64_t>> &values) {
        if (values) {
            this->name(name);
            for (const std::int64_t value : *values) {
                text_ += &value == values->data() ? "[" : ",";
                text_ += std::to_string(value);
            }
            text_ += values->empty() ? "[]" : "]";
        }
    }
    void add(const char *name, bool value) {
        if (value) {
            this->name(name);
            text_ += "true";
        }
    }
    [[nodiscard]] std::string text() const { return text_ + "}"; }

  private:
    void name(const char *name) {
        text_ += text_.size() > 1 ? ",\"" : "\"";
        text_ += name;
        text_ += "\":";
    }
    void quote(std::string_view value) {
        constexpr std::string_view digits = "0123456789abcdef";
        constexpr unsigned nibble = 4;
        text_ += '"';
        for (const char c : value) {
            const auto byte = static_cast<unsigned char>(c);
            if (c == '"' || c == '\\') {
                text_ += '\\';
                text_ += c;
            } else if (byte < 0x20U) {
                text_ += "\\u00";
                text_ += digits[byte >> nibble];
                text_ += digits[byte & 0xFU];
            } else {
                text_ += c;
            }
        }
        text_ += '"';
    }

    std::string text_ = "{";
};

} // namespace detail

/**
 * Reads one value from a JSON text by pointer (RFC 6901): a string without quotes, a number as written (25.9800), an array
 * or object as JSON. nullopt for null and for a missing value.
 *
 * Throws std::invalid_argument if the text is not JSON or the pointer is malformed; without exceptions, returns nullopt.
 */
inline std::optional<std::string> json_get(std::string_view json, std::string_view pointer) {
    const std::string text(json);
    const std::string path(pointer);
    char *raw = nullptr;
    const bool is_cut = text.find('\0') != std::string::npos || path.find('\0') != std::string::npos;
    const fusebill_json_status status =
        is_cut ? FUSEBILL_JSON_INVALID : fusebill_json_get(text.c_str(), path.c_str(), &raw);
    const detail::string_owner value(raw);
    if (status == FUSEBILL_JSON_OK) {
        return detail::text_of(value);
    }
#if FUSEBILL_EXCEPTIONS
    if (status == FUSEBILL_JSON_INVALID) {
        throw std::invalid_argument("fusebill::json_get: not JSON, or not a JSON pointer");
    }
#endif
    return std::nullopt;
}

/** The options of a client; see fusebill_client_new. Unset options use their defaults. */
struct options {
    std::optional<std::string> base_url;
    std::optional<std::chrono::milliseconds> timeout_ms;
    std::optional<std::chrono::milliseconds> connect_timeout_ms;
    std::optional<std::int64_t> max_attempts;
    std::optional<std::string> proxy;
    std::optional<std::string> ca_file;
    std::optional<std::string> user_agent;
    std::optional<std::int64_t> max_idle_connections;

    [[nodiscard]] std::string json() const {
        detail::json_writer json;
        json.add("baseUrl", base_url);
        json.add("timeoutMs", timeout_ms);
        json.add("connectTimeoutMs", connect_timeout_ms);
        json.add("maxAttempts", max_attempts);
        json.add("proxy", proxy);
        json.add("caFile", ca_file);
        json.add("userAgent", user_agent);
        json.add("maxIdleConnections", max_idle_connections);
        return json.text();
    }
};

/** The options of a batch; see fusebill_batch. Unset options use their defaults. */
struct batch_options {
    /** For latch_batch: replace an existing Salesforce id. */
    bool force_latch = false;
    std::optional<std::int64_t> concurrency;
    std::optional<std::int64_t> max_per_minute;
    std::optional<std::string> results_file;
    bool resume = false;
    bool retry_failed = false;
    bool new_key = false;
    bool new_host = false;
    std::optional<std::int64_t> stop_after_failures;
    bool wait = false;

    [[nodiscard]] std::string json() const {
        detail::json_writer json;
        json.add("forceLatch", force_latch);
        json.add("concurrency", concurrency);
        json.add("maxPerMinute", max_per_minute);
        json.add("resultsFile", results_file);
        json.add("resume", resume);
        json.add("retryFailed", retry_failed);
        json.add("newKey", new_key);
        json.add("newHost", new_host);
        json.add("stopAfterFailures", stop_after_failures);
        json.add("wait", wait);
        return json.text();
    }
};

/** The options of a list of customers; see fusebill_list_customers. Unset options use their defaults. */
struct customers_options {
    std::optional<std::string> synch_status;
    bool not_linked = false;
    std::optional<std::string> status;
    std::optional<std::vector<std::int64_t>> ids;
    std::optional<std::int64_t> page_size;

    [[nodiscard]] std::string json() const {
        detail::json_writer json;
        json.add("synchStatus", synch_status);
        json.add("notLinked", not_linked);
        json.add("status", status);
        json.add("ids", ids);
        json.add("pageSize", page_size);
        return json.text();
    }
};

/** Options, by name or as JSON; empty for the defaults. */
template <typename Named> class options_or_json {
  public:
    options_or_json() = default;
    // Not explicit: a struct of options or a JSON text can be passed wherever options are expected.
    // NOLINTBEGIN(google-explicit-constructor,hicpp-explicit-conversions)
    options_or_json(const Named &options) : json_(options.json()) {}
    options_or_json(std::string_view json) : json_(json) {}
    options_or_json(std::string json) : json_(std::move(json)) {}
    options_or_json(const char *json) : json_(json != nullptr ? json : "") {}
    // NOLINTEND(google-explicit-constructor,hicpp-explicit-conversions)
    [[nodiscard]] const std::string &json() const noexcept { return json_; }
    [[nodiscard]] const char *c_str() const noexcept { return json_.c_str(); }

  private:
    std::string json_;
};

/** One of the vendor's Errors. */
struct api_error {
    std::string key;
    std::string value;
};

/** Why a call failed. what() is the message; the other fields are the same as in every other language. */
class error : public std::runtime_error {
  public:
    error(fusebill_status status, std::string json)
        : std::runtime_error(detail::find(json, "/message").value_or(fusebill_status_name(status))), status_(status),
          json_(std::make_shared<const std::string>(std::move(json))) {}

    /** A FUSEBILL_ status code. */
    [[nodiscard]] fusebill_status status() const noexcept { return status_; }
    /** Its name, for example not_found. */
    [[nodiscard]] std::string_view name() const noexcept { return fusebill_status_name(status_); }
    /** The HTTP status of the response, if there was one. */
    [[nodiscard]] std::optional<std::int64_t> http_status() const { return number("/httpStatus"); }
    /** The vendor's ErrorId. */
    [[nodiscard]] std::optional<std::int64_t> error_id() const { return number("/errorId"); }
    /** The vendor's Errors. */
    [[nodiscard]] std::vector<api_error> errors() const {
        std::vector<api_error> all;
        for (const auto &entry : detail::members(detail::find(*json_, "/errors").value_or("").c_str()).elements()) {
            all.push_back({entry.text("key").value_or(""), entry.text("value").value_or("")});
        }
        return all;
    }
    /** Milliseconds until a retry can succeed, if known. */
    [[nodiscard]] std::optional<std::int64_t> retry_after_ms() const { return number("/retryAfterMs"); }
    /** How many requests were made. */
    [[nodiscard]] std::int64_t attempts() const { return number("/attempts").value_or(0); }
    /** "no": the request was never sent. "yes": the server responded. "unknown": the server may have acted on it. */
    [[nodiscard]] std::string sent() const { return detail::find(*json_, "/sent").value_or("no"); }
    /** The limit that caused a 429, if known: "minute" or "day". */
    [[nodiscard]] std::optional<std::string> limit() const { return detail::find(*json_, "/limit"); }
    /** The error as JSON. */
    [[nodiscard]] const std::string &json() const noexcept { return *json_; }

  private:
    [[nodiscard]] std::optional<std::int64_t> number(const char *pointer) const {
        return detail::number_of(detail::find(*json_, pointer));
    }

    fusebill_status status_;
    // Shared, because copying an exception must not throw.
    std::shared_ptr<const std::string> json_;
};

/** The result of a call: a value or an error. */
template <typename T> class [[nodiscard]] attempt {
  public:
    // NOLINTBEGIN(google-explicit-constructor,hicpp-explicit-conversions): functions return either one
    attempt(T value) : made_(std::move(value)) {}
    attempt(fusebill::error why) : made_(std::move(why)) {}
    // NOLINTEND(google-explicit-constructor,hicpp-explicit-conversions)

    /** Whether there is a value. */
    explicit operator bool() const noexcept { return std::holds_alternative<T>(made_); }
    /** The value. Undefined behavior if there is none. */
    [[nodiscard]] const T &operator*() const & noexcept { return *std::get_if<T>(&made_); }
    [[nodiscard]] T &operator*() & noexcept { return *std::get_if<T>(&made_); }
    [[nodiscard]] T &&operator*() && noexcept { return std::move(*std::get_if<T>(&made_)); }
    [[nodiscard]] const T *operator->() const noexcept { return std::get_if<T>(&made_); }
    /** The error. Undefined behavior if there is a value. */
    [[nodiscard]] const fusebill::error &error() const noexcept { return *std::get_if<fusebill::error>(&made_); }

#if FUSEBILL_EXCEPTIONS
    /** The value; throws the error if there is none. */
    T value() && {
        if (!*this) {
            throw error(); // NOLINT(cert-err09-cpp,cert-err61-cpp): a copy is thrown
        }
        return std::move(**this);
    }
#endif

  private:
    std::variant<T, fusebill::error> made_;
};

/** What the server sent. */
class result {
  public:
    explicit result(std::string json) : json_(std::move(json)) {}

    /** The server's text, byte for byte. After Resynch and Latch, it may be empty or any text. */
    [[nodiscard]] const std::string &json() const & noexcept { return json_; }
    [[nodiscard]] std::string json() && { return std::move(json_); }
    /** One field by JSON pointer, documented or not; nullopt for null and for a missing field. See json_get. */
    [[nodiscard]] std::optional<std::string> get(std::string_view pointer) const { return json_get(json_, pointer); }
    /** Whether salesforceSynchStatus is Enabled, ignoring case. */
    [[nodiscard]] bool is_synch_enabled() const { return fusebill_is_synch_enabled(json_.c_str()) != 0; }

  private:
    std::string json_;
};

/** One of salesTrackingCodes. */
struct sales_tracking_code {
    std::optional<std::string> type;
    std::optional<std::string> code;
    std::optional<std::string> name;
    std::optional<std::int64_t> id;
    std::optional<std::string> uri;
};

/** customerReference: up to three references and the sales tracking codes. */
struct customer_reference {
    std::optional<std::string> reference1;
    std::optional<std::string> reference2;
    std::optional<std::string> reference3;
    std::vector<sales_tracking_code> sales_tracking_codes;
    std::optional<std::int64_t> id;
    std::optional<std::string> uri;
};

/** customerAcquisition: the marketing source. */
struct customer_acquisition {
    std::optional<std::string> ad_content;
    std::optional<std::string> campaign;
    std::optional<std::string> keyword;
    std::optional<std::string> landing_page;
    std::optional<std::string> medium;
    std::optional<std::string> source;
    std::optional<std::int64_t> id;
    std::optional<std::string> uri;
};

/**
 * A customer as the server sent it. The accessors read the documented fields: nullopt for null, for a missing field, and
 * for an unexpected type. Fields such as the status may have values that are new. Money is text with its scale. The text is
 * read once, on first use of an accessor; any number of threads may use one customer.
 */
class customer : public result {
  public:
    explicit customer(std::string json) : result(std::move(json)), fields_(std::make_shared<detail::lazy_members>()) {}

    /** The Fusebill id. */
    [[nodiscard]] std::int64_t id() const { return number("/id").value_or(0); }
    /** The path of the customer in the API, sometimes a full URL. */
    [[nodiscard]] std::optional<std::string> uri() const { return text("/uri"); }
    /** Given name, at most 50 characters. */
    [[nodiscard]] std::optional<std::string> first_name() const { return text("/firstName"); }
    /** Middle name. */
    [[nodiscard]] std::optional<std::string> middle_name() const { return text("/middleName"); }
    /** Family name. */
    [[nodiscard]] std::optional<std::string> last_name() const { return text("/lastName"); }
    /** The company. */
    [[nodiscard]] std::optional<std::string> company_name() const { return text("/companyName"); }
    /** Suffix of the name, for example Jr. */
    [[nodiscard]] std::optional<std::string> suffix() const { return text("/suffix"); }
    /** Email addresses, separated by semicolons. */
    [[nodiscard]] std::optional<std::string> primary_email() const { return text("/primaryEmail"); }
    /** Phone number, as the customer entered it. */
    [[nodiscard]] std::optional<std::string> primary_phone() const { return text("/primaryPhone"); }
    /** Secondary email addresses. */
    [[nodiscard]] std::optional<std::string> secondary_email() const { return text("/secondaryEmail"); }
    /** Secondary phone number. */
    [[nodiscard]] std::optional<std::string> secondary_phone() const { return text("/secondaryPhone"); }
    /** Mr, Mrs, Ms, … or empty. */
    [[nodiscard]] std::optional<std::string> title() const { return text("/title"); }
    /** The account's own reference for the customer. */
    [[nodiscard]] std::optional<std::string> reference() const { return text("/reference"); }
    /** Draft, Active, Hold, Suspended, Cancelled; open set. */
    [[nodiscard]] std::optional<std::string> status() const { return text("/status"); }
    /** Good, PoorStanding, Collection; open set. */
    [[nodiscard]] std::optional<std::string> customer_account_status() const { return text("/customerAccountStatus"); }
    /** The currency of the money fields, for example USD. */
    [[nodiscard]] std::optional<std::string> currency() const { return text("/currency"); }
    /** Whether the currency can still be changed. */
    [[nodiscard]] std::optional<bool> can_change_currency() const { return flag("/canChangeCurrency"); }
    /** Monthly recurring revenue in currency, with its scale, as written: 25.9800. */
    [[nodiscard]] std::optional<std::string> monthly_recurring_revenue() const { return text("/monthlyRecurringRevenue"); }
    /** The same after discounts, as written: 25.9800. */
    [[nodiscard]] std::optional<std::string> net_monthly_recurring_revenue() const { return text("/netMonthlyRecurringRevenue"); }
    /** The id of the Salesforce account. */
    [[nodiscard]] std::optional<std::string> salesforce_id() const { return text("/salesforceId"); }
    /** Company, Person; open set. */
    [[nodiscard]] std::optional<std::string> salesforce_account_type() const { return text("/salesforceAccountType"); }
    /** Enabled, Disabled; open set. */
    [[nodiscard]] std::optional<std::string> salesforce_synch_status() const { return text("/salesforceSynchStatus"); }
    /** The id in NetSuite. */
    [[nodiscard]] std::optional<std::string> netsuite_id() const { return text("/netsuiteId"); }
    /** The type in NetSuite. */
    [[nodiscard]] std::optional<std::string> netsuite_customer_type() const { return text("/netsuiteCustomerType"); }
    /** Enabled, Disabled; open set. */
    [[nodiscard]] std::optional<std::string> netsuite_synch_status() const { return text("/netsuiteSynchStatus"); }
    /** The name for the self-service portal. */
    [[nodiscard]] std::optional<std::string> portal_user_name() const { return text("/portalUserName"); }
    /** The id of the parent customer. */
    [[nodiscard]] std::optional<std::int64_t> parent_id() const { return number("/parentId"); }
    /** Whether the customer has children. */
    [[nodiscard]] std::optional<bool> is_parent() const { return flag("/isParent"); }
    /** CreateNew, LatchExisting, DoNothing; open set. */
    [[nodiscard]] std::optional<std::string> quick_books_latch_type() const { return text("/quickBooksLatchType"); }
    /** The id in QuickBooks. */
    [[nodiscard]] std::optional<std::string> quick_books_id() const { return text("/quickBooksId"); }
    /** QuickBooks' sync token. */
    [[nodiscard]] std::optional<std::string> quick_books_sync_token() const { return text("/quickBooksSyncToken"); }
    /** The contact in HubSpot. */
    [[nodiscard]] std::optional<std::string> hub_spot_id() const { return text("/hubSpotId"); }
    /** The company in HubSpot. */
    [[nodiscard]] std::optional<std::string> hub_spot_company_id() const { return text("/hubSpotCompanyId"); }
    /** The id in Geotab. */
    [[nodiscard]] std::optional<std::string> geotab_id() const { return text("/geotabId"); }
    /** The id in Digital River. */
    [[nodiscard]] std::optional<std::string> digital_river_id() const { return text("/digitalRiverId"); }
    /** When the customer was last changed, UTC. As the server wrote it. */
    [[nodiscard]] std::optional<std::string> modified_timestamp() const { return text("/modifiedTimestamp"); }
    /** When the customer was created, UTC. As the server wrote it. */
    [[nodiscard]] std::optional<std::string> created_timestamp() const { return text("/createdTimestamp"); }
    /** Whether projected invoices still have to be created. */
    [[nodiscard]] std::optional<bool> requires_projected_invoice_generation() const { return flag("/requiresProjectedInvoiceGeneration"); }
    /** Whether the financial calendar still has to be created. */
    [[nodiscard]] std::optional<bool> requires_financial_calendar_generation() const { return flag("/requiresFinancialCalendarGeneration"); }
    /** Additional references and sales codes. */
    [[nodiscard]] fusebill::customer_reference customer_reference() const {
        const detail::members part(text("/customerReference").value_or("").c_str());
        std::vector<sales_tracking_code> codes;
        for (const auto &code : detail::members(part.text("salesTrackingCodes").value_or("").c_str()).elements()) {
            codes.push_back({code.text("type"), code.text("code"), code.text("name"), code.number("id"), code.text("uri")});
        }
        return {part.text("reference1"), part.text("reference2"), part.text("reference3"), std::move(codes),
                part.number("id"),       part.text("uri")};
    }
    /** Where the customer came from. */
    [[nodiscard]] fusebill::customer_acquisition customer_acquisition() const {
        const detail::members part(text("/customerAcquisition").value_or("").c_str());
        return {part.text("adContent"), part.text("campaign"), part.text("keyword"), part.text("landingPage"),
                part.text("medium"),    part.text("source"),   part.number("id"),    part.text("uri")};
    }

  private:
    [[nodiscard]] std::optional<std::string> text(std::string_view pointer) const {
        return fields_ ? fields_->of(json()).text(pointer.substr(1)) : std::nullopt;
    }
    [[nodiscard]] std::optional<std::int64_t> number(std::string_view pointer) const { return detail::number_of(text(pointer)); }
    [[nodiscard]] std::optional<bool> flag(std::string_view pointer) const {
        auto found = text(pointer).value_or("");
        const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; };
        std::transform(found.begin(), found.end(), found.begin(), lower);
        return found == "true" ? std::optional<bool>(true) : found == "false" ? std::optional<bool>(false) : std::nullopt;
    }

    // Shared by copies, whose text is the same. Null in a customer that was moved from.
    std::shared_ptr<detail::lazy_members> fields_;
};

/** One outcome of a batch. The JSON is valid only until the callback returns. */
struct outcome {
    std::int64_t id;
    /** FUSEBILL_OK, FUSEBILL_NOT_ENABLED, FUSEBILL_NOT_DISABLED or the status of an error. */
    fusebill_status code;
    /** See fusebill_outcome_fn. */
    std::string_view json;

    /** One member by JSON pointer: "/message", "/salesforceId" and so on. */
    [[nodiscard]] std::optional<std::string> get(std::string_view pointer) const { return json_get(json, pointer); }
};

/** How a batch or a check ended. */
struct summary {
    /** FUSEBILL_OK: all are done. FUSEBILL_SOME_FAILED: a batch finished, but some failed. Any other: what stopped it. */
    fusebill_status status;
    /** See fusebill_batch and fusebill_client_check. */
    std::string json;

    /** One member by JSON pointer: "/done", "/failed/not_found" and so on. */
    [[nodiscard]] std::optional<std::string> get(std::string_view pointer) const { return json_get(json, pointer); }
};

/** Cancels the calls it was passed to, from any thread. */
class cancel {
  public:
    cancel() : handle_(fusebill_cancel_new()) {}
    /** Ends those calls within 200 ms. Throws std::logic_error (without exceptions, aborts) if it was moved from. */
    void request() const {
        if (!handle_) {
#if FUSEBILL_EXCEPTIONS
            throw std::logic_error("fusebill::cancel::request: it was moved from");
#else
            std::abort();
#endif
        }
        fusebill_cancel_request(handle_.get());
    }
    /** The handle for C. If it was moved from, one that was requested: calls end at once as FUSEBILL_CANCELLED. */
    [[nodiscard]] const fusebill_cancel *handle() const noexcept { return handle_ ? handle_.get() : requested(); }

  private:
    struct deleter {
        void operator()(fusebill_cancel *handle) const noexcept { fusebill_cancel_free(handle); }
    };
    static const fusebill_cancel *requested() noexcept {
        // Never freed: a program that is ending may still use it.
        static const fusebill_cancel *const ended = [] {
            const fusebill_cancel *const made = fusebill_cancel_new();
            fusebill_cancel_request(made);
            return made;
        }();
        return ended;
    }
    std::unique_ptr<fusebill_cancel, deleter> handle_;
};

namespace detail {

inline const fusebill_cancel *handle_of(const cancel *token) noexcept { return token != nullptr ? token->handle() : nullptr; }

/** Passes values from native code to a function. An exception from the function is stored, and ends the list or batch. */
template <typename T> class listener {
  public:
    explicit listener(const std::function<bool(const T &)> &function) : function_(function) {}

    /** Returns 0 to continue. */
    std::int32_t hear(const T &given) noexcept {
        if (!function_) {
            return 0;
        }
        return guarded([&] { return function_(given) ? 0 : 1; }, 1);
    }

    /** Rethrows the exception of the function, if any. */
    void rethrow() const {
#if FUSEBILL_EXCEPTIONS
        if (thrown_) {
            std::rethrow_exception(thrown_);
        }
#endif
    }

  protected:
    /** Returns the result of `work`. If it throws, returns `otherwise`, also from every later call. */
    template <typename Work> std::int32_t guarded(Work work, std::int32_t otherwise) noexcept {
#if FUSEBILL_EXCEPTIONS
        if (thrown_) {
            return otherwise;
        }
        try {
            return work();
        } catch (...) {
            thrown_ = std::current_exception();
            return otherwise;
        }
#else
        (void)otherwise;
        return work();
#endif
    }

  private:
    const std::function<bool(const T &)> &function_;
#if FUSEBILL_EXCEPTIONS
    std::exception_ptr thrown_;
#endif
};

using customer_listener = listener<customer>;

inline std::int32_t FUSEBILL_CALL on_customer(void *data, std::int64_t /*id*/, const char *json) noexcept {
    return static_cast<customer_listener *>(data)->hear(customer(json));
}

using batch_listener = listener<outcome>;

inline std::int32_t FUSEBILL_CALL on_outcome(void *data, std::int64_t id, fusebill_status code, const char *json) noexcept {
    return static_cast<batch_listener *>(data)->hear(outcome{id, code, json});
}

#if defined(__SIZEOF_INT128__)
__extension__ using wide = __int128;
__extension__ using unsigned_wide = unsigned __int128;
#endif

/** Whether a type is an integer, including those of more than 64 bits. Character types are not: a string is a range of characters, which are not ids. */
template <typename T>
constexpr bool is_id_v = (std::is_integral_v<T>
#if defined(__SIZEOF_INT128__)
                          || std::is_same_v<T, wide> || std::is_same_v<T, unsigned_wide>
#endif
                          ) &&
                         !std::is_same_v<T, bool> && !std::is_same_v<T, char> &&
                         !std::is_same_v<T, signed char> && !std::is_same_v<T, unsigned char> &&
                         !std::is_same_v<T, wchar_t> && !std::is_same_v<T, char16_t> && !std::is_same_v<T, char32_t>
#if defined(__cpp_char8_t)
                         && !std::is_same_v<T, char8_t>
#endif
    ;

/** An id as the C functions take it; one that does not fit becomes 0, which they refuse. */
template <typename Integer> constexpr std::int64_t id_of(Integer id) noexcept {
    const auto narrow = static_cast<std::int64_t>(id);
    return static_cast<Integer>(narrow) == id && (narrow > 0) == (id > 0) ? narrow : 0;
}

/** A NUL inside a text would end it for C, which would ignore the rest. */
inline bool has_nul(std::string_view text) noexcept { return text.find('\0') != std::string_view::npos; }

/** Reads ids, or pairs of an id and a Salesforce id, on demand. */
template <bool TakesPairs, typename At, typename End> class batch_source : public batch_listener {
  public:
    batch_source(const std::function<bool(const outcome &)> &function, At begin, End end)
        : batch_listener(function), at_(std::move(begin)), end_(std::move(end)) {}

    // NOLINTNEXTLINE(readability-non-const-parameter): the type is fusebill_next_fn
    static std::int32_t FUSEBILL_CALL next(void *data, std::int64_t *id, const char **salesforce_id) noexcept {
        auto &self = *static_cast<batch_source *>(static_cast<batch_listener *>(data));
        return self.guarded([&] { return self.read(*id, *salesforce_id); }, -1);
    }

  private:
    std::int32_t read(std::int64_t &id, const char *&salesforce_id) {
        // Advance only when the next id is requested: the next element of a stream may take a long time.
        if (has_begun_) {
            ++at_;
        }
        has_begun_ = true;
        if (!(at_ != end_)) {
            return 0;
        }
        using given = std::decay_t<decltype(*at_)>;
        if constexpr (!TakesPairs) {
            static_assert(is_id_v<given>, "ids must be integers");
            id = id_of(*at_);
        } else {
            const auto &[customer_id, account] = *at_;
            static_assert(is_id_v<std::decay_t<decltype(customer_id)>>, "pairs must begin with an integer");
            id = id_of(customer_id);
            if constexpr (std::is_pointer_v<std::decay_t<decltype(account)>>) {
                account_ = account != nullptr ? account : "";
            } else {
                account_ = account;
            }
            // C would ignore the text after a NUL. An empty text is rejected, because it is not an id.
            salesforce_id = has_nul(account_) ? "" : account_.c_str();
        }
        return 1;
    }

    At at_;
    End end_;
    bool has_begun_ = false;
    std::string account_;
};

} // namespace detail

/** A Fusebill id, from any type of integer. One that does not fit in 64 bits is refused like 0, and never cut. */
class customer_id {
  public:
    // Not explicit: an integer can be passed wherever an id is expected.
    // NOLINTNEXTLINE(google-explicit-constructor,hicpp-explicit-conversions)
    template <typename Integer, typename = std::enable_if_t<detail::is_id_v<Integer>>> constexpr customer_id(Integer id) noexcept
        : value_(detail::id_of(id)) {}
    [[nodiscard]] constexpr std::int64_t value() const noexcept { return value_; }

  private:
    std::int64_t value_;
};

/** A client of the API with one key. */
class client {
  public:
#if FUSEBILL_EXCEPTIONS
    /** Key from FUSEBILL_API_KEY, default options. Throws error. */
    client() : client(make(nullptr, {}).value()) {}

    /** Key from FUSEBILL_API_KEY. Throws error. */
    explicit client(const options &options) : client(make(nullptr, options).value()) {}

    /** The key as the vendor shows it; options by name or as JSON (see fusebill_client_new). Throws error. */
    explicit client(std::string_view api_key, const options_or_json<options> &options = {})
        : client(try_make(api_key, options).value()) {}

    /** The same; nullptr, as std::getenv returns for an unset variable, means FUSEBILL_API_KEY. Throws error. */
    explicit client(const char *api_key, const options_or_json<options> &options = {})
        : client(try_make(api_key, options).value()) {}

    /**
     * Turns on Salesforce sync for a customer and waits for the response. Throws error.
     * In Salesforce: the customer is sent there and kept in sync. If the customer is not linked to an account,
     * Salesforce may create one: a duplicate, if there is one already, so Latch first.
     */
    [[nodiscard]] fusebill::customer enable_synch(customer_id id, const cancel *token = nullptr) const {
        return try_enable_synch(id, token).value();
    }
    [[nodiscard]] fusebill::customer enable_synch(customer_id id, const cancel &token) const {
        return enable_synch(id, &token);
    }

    /**
     * Turns off Salesforce sync for a customer. The vendor does not document the salesforceSynchStatus of a disabled
     * customer. Throws error.
     * In Salesforce: the vendor's data is removed from the linked account, which is no longer updated; no account is
     * deleted, and the link stays. The vendor says so of the button on its page, and not of this call.
     */
    [[nodiscard]] fusebill::customer disable_synch(customer_id id, const cancel *token = nullptr) const {
        return try_disable_synch(id, token).value();
    }

    /**
     * Sends a customer to Salesforce again. The vendor does not document the response, which may be empty. Throws error.
     * In Salesforce: the customer's data is sent there again. What this does for a customer without an account is not
     * documented.
     */
    result resynch(customer_id id, const cancel *token = nullptr) const {
        return try_resynch(id, token).value();
    }

    /** The same, for the customer linked to this Salesforce account. Throws error. */
    result resynch_salesforce(std::string_view salesforce_id, const cancel *token = nullptr) const {
        return try_resynch_salesforce(salesforce_id, token).value();
    }

    /**
     * Links a customer to a Salesforce account. `force` replaces the account that the customer is linked to; without it,
     * that is an error. There is no call to unlink them. Throws error.
     * In Salesforce: the customer is linked to this account, and none is created. There is no call to unlink them.
     */
    result latch(customer_id id, std::string_view salesforce_id, bool force = false,
                 const cancel *token = nullptr) const {
        return try_latch(id, salesforce_id, force, token).value();
    }

    /** Reads a customer. Throws error. */
    [[nodiscard]] fusebill::customer get_customer(customer_id id, const cancel *token = nullptr) const {
        return try_get_customer(id, token).value();
    }

    /** Makes any call by the vendor's name for it, with its arguments as JSON; see fusebill_call. Throws error. */
    result call(std::string_view operation, std::string_view arguments_json, const cancel *token = nullptr) const {
        return try_call(operation, arguments_json, token).value();
    }

    /**
     * Lists the account's customers, page by page; calls `on_customer` with each, on this thread; return true to continue.
     * An exception from it ends the list and is rethrown. Returns the totals as JSON; see fusebill_list_customers. Throws
     * error.
     */
    std::string list_customers(const std::function<bool(const fusebill::customer &)> &on_customer,
                          const options_or_json<customers_options> &options = {}, const cancel *token = nullptr) const {
        return try_list_customers(on_customer, options, token).value();
    }

    /**
     * Turns on Salesforce sync for many customers, and calls `on_outcome` with each outcome, on this thread. Return true to
     * continue; `on_outcome` may be nullptr.
     * In Salesforce: the customer is sent there and kept in sync. If the customer is not linked to an account,
     * Salesforce may create one: a duplicate, if there is one already, so Latch first.
     *
     * ids: any range of integers. It is read only as calls are made. An exception from it, or from on_outcome, stops the
     * batch cleanly and is rethrown.
     * `token` ends it at once, including the calls in flight, whose outcomes are then FUSEBILL_CANCELLED.
     *
     * Throws error if the batch cannot start; an error that stops it later is in the summary.
     */
    template <typename Ids = std::initializer_list<std::int64_t>>
    summary enable_synch_batch(Ids &&ids, const std::function<bool(const outcome &)> &on_outcome,
                      const options_or_json<batch_options> &options = {}, const cancel *token = nullptr) const {
        return try_enable_synch_batch(std::forward<Ids>(ids), on_outcome, options, token).value();
    }

    /**
     * Turns off Salesforce sync for many customers; otherwise like enable_synch_batch.
     * In Salesforce: the vendor's data is removed from the linked account, which is no longer updated; no account is
     * deleted, and the link stays. The vendor says so of the button on its page, and not of this call.
     */
    template <typename Ids = std::initializer_list<std::int64_t>>
    summary disable_synch_batch(Ids &&ids, const std::function<bool(const outcome &)> &on_outcome,
                      const options_or_json<batch_options> &options = {}, const cancel *token = nullptr) const {
        return try_disable_synch_batch(std::forward<Ids>(ids), on_outcome, options, token).value();
    }

    /**
     * Sends many customers to Salesforce again; otherwise like enable_synch_batch.
     * In Salesforce: the customer's data is sent there again. What this does for a customer without an account is not
     * documented.
     */
    template <typename Ids = std::initializer_list<std::int64_t>>
    summary resynch_batch(Ids &&ids, const std::function<bool(const outcome &)> &on_outcome,
                      const options_or_json<batch_options> &options = {}, const cancel *token = nullptr) const {
        return try_resynch_batch(std::forward<Ids>(ids), on_outcome, options, token).value();
    }

    /**
     * Links many customers to their accounts in Salesforce; otherwise like enable_synch_batch, but a customer who appears twice
     * ends the batch. `pairs` is any range of pairs of an id and a Salesforce id; the option force_latch replaces other links.
     * In Salesforce: the customer is linked to this account, and none is created. There is no call to unlink them.
     */
    template <typename Pairs = std::initializer_list<std::pair<std::int64_t, std::string_view>>>
    summary latch_batch(Pairs &&pairs, const std::function<bool(const outcome &)> &on_outcome,
                      const options_or_json<batch_options> &options = {}, const cancel *token = nullptr) const {
        return try_latch_batch(std::forward<Pairs>(pairs), on_outcome, options, token).value();
    }

    /**
     * A client with other deadlines or another number of attempts, which shares this one's key, connections and limits. Only
     * timeout_ms, connect_timeout_ms and max_attempts may be set; what is not set stays as it is. Throws error.
     */
    [[nodiscard]] client with_options(const options_or_json<options> &options) const {
        return try_with_options(options).value();
    }
#endif

    /** Creates a client, or returns why it could not. Key from FUSEBILL_API_KEY. */
    [[nodiscard]] static attempt<client> try_make() { return make(nullptr, {}); }
    [[nodiscard]] static attempt<client> try_make(const options &options) { return make(nullptr, options); }
    /** The same with a key. */
    [[nodiscard]] static attempt<client> try_make(std::string_view api_key, const options_or_json<options> &options = {}) {
        return detail::has_nul(api_key) ? refused("the API key") : make(std::string(api_key).c_str(), options);
    }
    [[nodiscard]] static attempt<client> try_make(const char *api_key, const options_or_json<options> &options = {}) {
        return make(api_key, options);
    }

    /** Like enable_synch. */
    attempt<fusebill::customer> try_enable_synch(customer_id id, const cancel *token = nullptr) const {
        char *raw = nullptr;
        const auto status = fusebill_enable_synch(handle_.get(), id.value(), detail::handle_of(token), &raw);
        return of<fusebill::customer>(status, raw);
    }

    /** Like disable_synch. */
    attempt<fusebill::customer> try_disable_synch(customer_id id, const cancel *token = nullptr) const {
        char *raw = nullptr;
        const auto status = fusebill_disable_synch(handle_.get(), id.value(), detail::handle_of(token), &raw);
        return of<fusebill::customer>(status, raw);
    }

    /** Like resynch. */
    attempt<result> try_resynch(customer_id id, const cancel *token = nullptr) const {
        char *raw = nullptr;
        const auto status = fusebill_resynch(handle_.get(), id.value(), detail::handle_of(token), &raw);
        return of<result>(status, raw);
    }

    /** Like resynch_salesforce. */
    attempt<result> try_resynch_salesforce(std::string_view salesforce_id, const cancel *token = nullptr) const {
        const std::string account(salesforce_id);
        if (detail::has_nul(account)) {
            return refused("salesforce_id");
        }
        char *raw = nullptr;
        const auto status = fusebill_resynch_salesforce(handle_.get(), account.c_str(), detail::handle_of(token), &raw);
        return of<result>(status, raw);
    }

    /** Like latch. */
    attempt<result> try_latch(customer_id id, std::string_view salesforce_id, bool force = false,
                              const cancel *token = nullptr) const {
        const std::string account(salesforce_id);
        if (detail::has_nul(account)) {
            return refused("salesforce_id");
        }
        char *raw = nullptr;
        const auto status =
            fusebill_latch(handle_.get(), id.value(), account.c_str(), force ? 1 : 0, detail::handle_of(token), &raw);
        return of<result>(status, raw);
    }

    /** Like get_customer. */
    attempt<fusebill::customer> try_get_customer(customer_id id, const cancel *token = nullptr) const {
        char *raw = nullptr;
        const auto status = fusebill_get_customer(handle_.get(), id.value(), detail::handle_of(token), &raw);
        return of<fusebill::customer>(status, raw);
    }

    /** Like call. */
    attempt<result> try_call(std::string_view operation, std::string_view arguments_json, const cancel *token = nullptr) const {
        const std::string name(operation);
        const std::string arguments(arguments_json);
        if (detail::has_nul(name) || detail::has_nul(arguments)) {
            return refused("operation or arguments_json");
        }
        char *raw = nullptr;
        const auto status =
            fusebill_call(handle_.get(), name.c_str(), arguments.c_str(), detail::handle_of(token), &raw);
        return of<result>(status, raw);
    }

    /** Like list_customers; throws only what on_customer throws. */
    attempt<std::string> try_list_customers(const std::function<bool(const fusebill::customer &)> &on_customer,
                                       const options_or_json<customers_options> &options = {},
                                       const cancel *token = nullptr) const {
        if (detail::has_nul(options.json())) {
            return refused("options");
        }
        detail::customer_listener listener(on_customer);
        char *raw = nullptr;
        const auto status = fusebill_list_customers(handle_.get(), options.c_str(), detail::on_customer, &listener,
                                               detail::handle_of(token), &raw);
        const detail::string_owner json(raw);
        listener.rethrow();
        if (status != FUSEBILL_OK) {
            return error(status, detail::text_of(json));
        }
        return detail::text_of(json);
    }

    /** Like enable_synch_batch; throws only what the ids and on_outcome throw. */
    template <typename Ids = std::initializer_list<std::int64_t>>
    attempt<summary> try_enable_synch_batch(Ids &&ids, const std::function<bool(const outcome &)> &on_outcome,
                                   const options_or_json<batch_options> &options = {}, const cancel *token = nullptr) const {
        return batch<false>("EnableSynch", ids, on_outcome, options, token);
    }

    /** Like disable_synch_batch; throws only what the ids and on_outcome throw. */
    template <typename Ids = std::initializer_list<std::int64_t>>
    attempt<summary> try_disable_synch_batch(Ids &&ids, const std::function<bool(const outcome &)> &on_outcome,
                                   const options_or_json<batch_options> &options = {}, const cancel *token = nullptr) const {
        return batch<false>("DisableSynch", ids, on_outcome, options, token);
    }

    /** Like resynch_batch; throws only what the ids and on_outcome throw. */
    template <typename Ids = std::initializer_list<std::int64_t>>
    attempt<summary> try_resynch_batch(Ids &&ids, const std::function<bool(const outcome &)> &on_outcome,
                                   const options_or_json<batch_options> &options = {}, const cancel *token = nullptr) const {
        return batch<false>("Resynch", ids, on_outcome, options, token);
    }

    /** Like latch_batch; throws only what the pairs and on_outcome throw. */
    template <typename Pairs = std::initializer_list<std::pair<std::int64_t, std::string_view>>>
    attempt<summary> try_latch_batch(Pairs &&pairs, const std::function<bool(const outcome &)> &on_outcome,
                                   const options_or_json<batch_options> &options = {}, const cancel *token = nullptr) const {
        return batch<true>("Latch", pairs, on_outcome, options, token);
    }

    /** Like with_options. */
    [[nodiscard]] attempt<client> try_with_options(const options_or_json<options> &options) const {
        if (detail::has_nul(options.json())) {
            return refused("options");
        }
        fusebill_client *handle = nullptr;
        char *raw = nullptr;
        const auto status = fusebill_client_with(handle_.get(), options.c_str(), &handle, &raw);
        return made(status, handle, raw);
    }

    /**
     * Checks everything a call needs, step by step, with one read-only request, for example when a program starts. Returns
     * the status of the first step that failed, and all steps as JSON; see fusebill_client_check. A failed step does not throw.
     * (The name is in parentheses because AssertMacros.h of macOS may define check.)
     */
    [[nodiscard]] summary(check)(std::string_view results_file = {}, const cancel *token = nullptr) const {
        const std::string path(results_file);
        if (detail::has_nul(path)) {
            const error why = refused("results_file");
            return {why.status(), why.json()};
        }
        char *raw = nullptr;
        const auto status =
            fusebill_client_check(handle_.get(), path.empty() ? nullptr : path.c_str(), detail::handle_of(token), &raw);
        return {status, detail::text_of(detail::string_owner(raw))};
    }

    /** Cancels all calls in flight, from any thread, within 200 ms. The client can still be used afterwards. */
    void cancel_all() const noexcept { fusebill_client_cancel(handle_.get()); }

    /** The account's limits as reported by the last response, as JSON. */
    [[nodiscard]] std::string quota() const {
        char *raw = nullptr;
        const auto status = fusebill_client_quota(handle_.get(), &raw);
        std::string json = detail::text_of(detail::string_owner(raw));
        return status == FUSEBILL_OK ? json : "{}";
    }

  private:
    struct deleter {
        void operator()(fusebill_client *handle) const noexcept { fusebill_client_free(handle); }
    };
    using owner = std::unique_ptr<fusebill_client, deleter>;

    explicit client(owner handle) : handle_(std::move(handle)) {}

    /** The error for a text with a NUL inside, of which C would see only a part. */
    static fusebill::error refused(const std::string &what) {
        return own_error(FUSEBILL_INVALID_ARGUMENT, what + " has a NUL character within");
    }

    static fusebill::error own_error(fusebill_status status, const std::string &message) {
        return {status, R"({"code":)" + std::to_string(status) + R"(,"name":")" + fusebill_status_name(status) +
                            R"(","message":")" + message + R"(","httpStatus":null,"errorId":null,"errors":[],)" +
                            R"("retryAfterMs":null,"attempts":0,"sent":"no","limit":null})"};
    }

    static attempt<client> make(const char *key, const options_or_json<options> &options) {
        if (fusebill_abi_version() != FUSEBILL_ABI_VERSION) {
            return own_error(FUSEBILL_INTERNAL, "libfusebill has ABI version " + std::to_string(fusebill_abi_version()) +
                                                    ", but this program was compiled for " +
                                                    std::to_string(FUSEBILL_ABI_VERSION) +
                                                    ": use the header and the library of one release");
        }
        if (detail::has_nul(options.json())) {
            return refused("options");
        }
        fusebill_client *handle = nullptr;
        char *raw = nullptr;
        const auto status = fusebill_client_new(key, options.c_str(), &handle, &raw);
        return made(status, handle, raw);
    }

    /** The new client, or why there is none. */
    static attempt<client> made(fusebill_status status, fusebill_client *handle, char *raw) {
        const detail::string_owner json(raw);
        if (status != FUSEBILL_OK) {
            return error(status, detail::text_of(json));
        }
        return client(owner(handle));
    }

    template <bool TakesPairs, typename Ids>
    attempt<summary> batch(const char *operation, Ids &ids, const std::function<bool(const outcome &)> &on_outcome,
                           const options_or_json<batch_options> &options, const cancel *token) const {
        if (detail::has_nul(options.json())) {
            return refused("options");
        }
        using std::begin;
        using std::end;
        auto first = begin(ids);
        auto last = end(ids);
        using source_type = detail::batch_source<TakesPairs, decltype(first), decltype(last)>;
        source_type source(on_outcome, std::move(first), std::move(last));
        char *raw = nullptr;
        const auto status =
            fusebill_batch_from(handle_.get(), operation, source_type::next, options.c_str(), detail::on_outcome,
                                static_cast<detail::batch_listener *>(&source), detail::handle_of(token), &raw);
        std::string json = detail::text_of(detail::string_owner(raw));
        source.rethrow();
        if (!detail::find(json, "/status")) {
            return error(status, std::move(json));
        }
        return summary{status, std::move(json)};
    }

    /** Converts the result of a call. */
    template <typename T> static attempt<T> of(fusebill_status status, char *raw) {
        std::string json = detail::text_of(detail::string_owner(raw));
        if (status != FUSEBILL_OK) {
            return error(status, std::move(json));
        }
        return T(std::move(json));
    }

    owner handle_;
};

/** The version of the loaded library. */
inline std::string_view version() noexcept { return fusebill_version(); }

} // namespace FUSEBILL_MODE

} // namespace fusebill

#undef FUSEBILL_MODE

#endif
