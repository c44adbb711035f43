/*
 * libfusebill for C++17: the C functions with RAII, exceptions and lambdas. Header only; link libfusebill.
 *
 *     fusebill::client client;                                  // key: FUSEBILL_API_KEY
 *     auto customer = client.enable_synch(172677);              // throws fusebill::error
 *     std::cout << customer.get("/monthlyRecurringRevenue").value_or("none") << '\n';  // 25.9800
 *
 * Texts are UTF-8. No JSON library is forced on you: results come as the server's text, with get() to read one value.
 * A client may be shared by any number of threads; it is moved, not copied.
 */
#ifndef FUSEBILL_HPP
#define FUSEBILL_HPP

#include <fusebill.h>

#include <charconv>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace fusebill {

namespace detail {

/** A whole number as JSON writes it; nothing for anything else. Never throws. */
inline std::optional<std::int64_t> number_of(const std::optional<std::string> &text) noexcept {
    std::int64_t value = 0;
    if (!text) {
        return std::nullopt;
    }
    const char *const end = text->data() + text->size();
    const auto read = std::from_chars(text->data(), end, value);
    return read.ec == std::errc() && read.ptr == end ? std::optional<std::int64_t>(value) : std::nullopt;
}

struct string_deleter {
    void operator()(char *string) const noexcept { fusebill_string_free(string); }
};
using string_owner = std::unique_ptr<char, string_deleter>;

/** The text of an out pointer, copied; empty when there is none. */
inline std::string text_of(const string_owner &owner) { return owner ? std::string(owner.get()) : std::string(); }

} // namespace detail

/**
 * One value of a JSON text by pointer (RFC 6901): a string unquoted, a number as written (25.9800), an array or object as
 * its JSON text. Nothing for null and for what is not there.
 *
 * Throws std::invalid_argument when the text is not JSON or the pointer is malformed.
 */
inline std::optional<std::string> json_get(const std::string &json, const std::string &pointer) {
    char *raw = nullptr;
    const fusebill_status status = fusebill_json_get(json.c_str(), pointer.c_str(), &raw);
    const detail::string_owner value(raw);
    if (status == FUSEBILL_OK) {
        return detail::text_of(value);
    }
    if (status == FUSEBILL_JSON_NULL || status == FUSEBILL_JSON_MISSING) {
        return std::nullopt;
    }
    throw std::invalid_argument("fusebill::json_get: no JSON, or no JSON pointer");
}

namespace detail {

/** The arguments of a call that needs an id alone. */
inline std::string id_member(std::int64_t customer_id) { return "{\"id\":" + std::to_string(customer_id) + "}"; }

/** The same for a text that may be no JSON: nothing, instead of an exception while an error is being read. */
inline std::optional<std::string> find(const std::string &json, const std::string &pointer) {
    char *raw = nullptr;
    const fusebill_status status = fusebill_json_get(json.c_str(), pointer.c_str(), &raw);
    const string_owner value(raw);
    return status == FUSEBILL_OK ? std::optional<std::string>(text_of(value)) : std::nullopt;
}

} // namespace detail

/** One of the vendor's Errors. */
struct api_error {
    std::string key;
    std::string value;
};

/** Why a call failed. what() is the message; the rest is the error of every other language, field for field. */
class error : public std::runtime_error {
  public:
    error(fusebill_status status, std::string json)
        : std::runtime_error(detail::find(json, "/message").value_or(fusebill_status_name(status))), status_(status),
          json_(std::make_shared<const std::string>(std::move(json))) {}

    /** A FUSEBILL_ status code. */
    [[nodiscard]] fusebill_status status() const noexcept { return status_; }
    /** Its name, for example not_found. */
    [[nodiscard]] std::string_view name() const noexcept { return fusebill_status_name(status_); }
    /** The status of the answer, when there was one. */
    [[nodiscard]] std::optional<std::int64_t> http_status() const { return number("/httpStatus"); }
    /** The vendor's ErrorId. */
    [[nodiscard]] std::optional<std::int64_t> error_id() const { return number("/errorId"); }
    /** The vendor's Errors. */
    [[nodiscard]] std::vector<api_error> errors() const {
        std::vector<api_error> all;
        for (std::size_t at = 0;; ++at) {
            const std::string pointer = "/errors/" + std::to_string(at);
            if (!detail::find(*json_, pointer)) {
                return all;
            }
            all.push_back({detail::find(*json_, pointer + "/key").value_or(""),
                           detail::find(*json_, pointer + "/value").value_or("")});
        }
    }
    /** Milliseconds until another try can succeed, when that is known. */
    [[nodiscard]] std::optional<std::int64_t> retry_after_ms() const { return number("/retryAfterMs"); }
    /** How many requests were made. */
    [[nodiscard]] std::int64_t attempts() const { return number("/attempts").value_or(0); }
    /** "no": it never left. "yes": the server answered. "unknown": it may have been acted on. */
    [[nodiscard]] std::string sent() const { return detail::find(*json_, "/sent").value_or("no"); }
    /** "minute" or "day" for a 429 that says so. */
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

/** A customer as the server sent it; after Resynch, whatever the server sent. */
class result {
  public:
    explicit result(std::string json) : json_(std::move(json)) {}

    /** The server's text, to the byte. */
    [[nodiscard]] const std::string &json() const & noexcept { return json_; }
    [[nodiscard]] std::string json() && { return std::move(json_); }
    /** One field by JSON pointer; nothing for null and for what is not there. */
    [[nodiscard]] std::optional<std::string> get(const std::string &pointer) const { return json_get(json_, pointer); }
    /** Whether salesforceSynchStatus is Enabled, in whatever case the server writes it. */
    [[nodiscard]] bool is_synch_enabled() const { return fusebill_is_synch_enabled(json_.c_str()) != 0; }

  private:
    std::string json_;
};

/** An outcome of a batch; the JSON is valid during the call of the function only. */
struct outcome {
    std::int64_t id;
    /** FUSEBILL_OK, FUSEBILL_NOT_ENABLED or the status of an error. */
    fusebill_status code;
    std::string_view json;
};

/** How a batch or a check ended. */
struct summary {
    /** FUSEBILL_OK: all are done. FUSEBILL_SOME_FAILED: a batch finished. Anything else stopped it. */
    fusebill_status status;
    /** See fusebill_enable_synch_batch and fusebill_check. */
    std::string json;
};

/** Ends the calls that it was given to, from any thread. */
class cancel {
  public:
    cancel() : handle_(fusebill_cancel_new()) {}
    /** Ends them, within 200 ms. */
    void request() const noexcept { fusebill_cancel_request(handle_.get()); }
    [[nodiscard]] const fusebill_cancel *handle() const noexcept { return handle_.get(); }

  private:
    struct deleter {
        void operator()(fusebill_cancel *handle) const noexcept { fusebill_cancel_free(handle); }
    };
    std::unique_ptr<fusebill_cancel, deleter> handle_;
};

/** A connection to the API with one key. */
class client {
  public:
    /** Key from FUSEBILL_API_KEY, default options. Throws error. */
    client() { make(nullptr, nullptr); }

    /** The key as the vendor shows it; options as JSON (see fusebill_client_new), empty for the defaults. Throws error. */
    explicit client(std::string_view api_key, std::string_view options_json = {}) {
        const std::string key(api_key);
        const std::string options(options_json);
        make(key.c_str(), options.c_str());
    }

    /** Turns on the sync of a customer, and waits for the answer. Throws error. */
    [[nodiscard]] result enable_synch(std::int64_t customer_id) const { return enable(customer_id, nullptr); }

    /** The same, ended by `token` as error with FUSEBILL_CANCELLED. */
    [[nodiscard]] result enable_synch(std::int64_t customer_id, const cancel &token) const {
        return enable(customer_id, token.handle());
    }

    /** Turns off the sync of a customer. Which word salesforceSynchStatus has then is not documented. Throws error. */
    [[nodiscard]] result disable_synch(std::int64_t customer_id, const cancel *token = nullptr) const {
        return call("DisableSynch", detail::id_member(customer_id), token);
    }

    /** Sends a customer to Salesforce again. The vendor does not show what comes: any text, or none. Throws error. */
    result resynch(std::int64_t customer_id, const cancel *token = nullptr) const {
        return call("Resynch", detail::id_member(customer_id), token);
    }

    /** The same for the customer who has this account in Salesforce. Throws error. */
    result resynch_salesforce(std::string_view salesforce_id, const cancel *token = nullptr) const {
        const std::string account(salesforce_id);
        char *raw = nullptr;
        const fusebill_status status = fusebill_resynch_salesforce(handle_.get(), account.c_str(),
                                                                   token != nullptr ? token->handle() : nullptr, &raw);
        return of(status, detail::string_owner(raw));
    }

    /**
     * Ties a customer to an account in Salesforce. `force` drops the one that the customer has; without it, a customer who has
     * one is an error. There is no call that unties them. Throws error.
     */
    result latch(std::int64_t customer_id, std::string_view salesforce_id, bool force = false,
                 const cancel *token = nullptr) const {
        const std::string account(salesforce_id);
        char *raw = nullptr;
        const fusebill_status status = fusebill_latch(handle_.get(), customer_id, account.c_str(), force ? 1 : 0,
                                                      token != nullptr ? token->handle() : nullptr, &raw);
        return of(status, detail::string_owner(raw));
    }

    /** Reads a customer. Throws error. */
    [[nodiscard]] result customer(std::int64_t customer_id, const cancel *token = nullptr) const {
        return call("Customer", detail::id_member(customer_id), token);
    }

    /** Makes any call by the vendor's word for it, with its arguments as JSON; see fusebill_call. Throws error. */
    result call(std::string_view operation, std::string_view arguments_json, const cancel *token = nullptr) const {
        const std::string name(operation);
        const std::string arguments(arguments_json);
        char *raw = nullptr;
        const fusebill_status status =
            fusebill_call(handle_.get(), name.c_str(), arguments.c_str(), token != nullptr ? token->handle() : nullptr, &raw);
        return of(status, detail::string_owner(raw));
    }

    /**
     * Lists the account's customers, page by page; calls `on_customer` with each, on this thread; it returns true to go on. An
     * exception from it ends the list and comes out here. Options as JSON (see fusebill_customers), empty for the defaults.
     * Returns how many came, as JSON. Throws error.
     */
    std::string customers(const std::function<bool(const result &)> &on_customer, std::string_view options_json = {},
                          const cancel *token = nullptr) const {
        customer_listener state{on_customer, nullptr};
        const std::string options(options_json);
        char *raw = nullptr;
        const fusebill_status status =
            fusebill_customers(handle_.get(), options.c_str(), customer_listener::on_customer, &state,
                               token != nullptr ? token->handle() : nullptr, &raw);
        const detail::string_owner json(raw);
        if (state.thrown) {
            std::rethrow_exception(state.thrown);
        }
        if (status != FUSEBILL_OK) {
            throw error(status, detail::text_of(json));
        }
        return detail::text_of(json);
    }

    /**
     * Checks everything that a call needs, step by step, with one harmless request: for a program's start-up. Returns the
     * status of the first step that does not work, and all steps as JSON; see fusebill_check. Throws nothing for a failed step.
     */
    [[nodiscard]] summary check(const std::string &results_file = {}, const cancel *token = nullptr) const {
        char *raw = nullptr;
        const fusebill_status status = fusebill_check(handle_.get(), results_file.empty() ? nullptr : results_file.c_str(),
                                                      token != nullptr ? token->handle() : nullptr, &raw);
        return {status, detail::text_of(detail::string_owner(raw))};
    }

    /**
     * Turns on the sync of many (or makes another call for each, by the option `operation`); calls `on_outcome` with each outcome, on this thread; it returns true to go on. An
     * exception from it stops the batch in good order and comes out here. Throws error when the batch cannot begin.
     * `token` ends it at once, with the calls in flight, whose outcomes are then FUSEBILL_CANCELLED.
     */
    summary enable_synch_batch(const std::vector<std::int64_t> &ids, const std::function<bool(const outcome &)> &on_outcome,
                               std::string_view options_json = {}, const cancel *token = nullptr) const {
        listener state{on_outcome, nullptr};
        const std::string options(options_json);
        char *raw = nullptr;
        const fusebill_status status =
            fusebill_enable_synch_batch_with(handle_.get(), ids.data(), ids.size(), options.c_str(), listener::on_outcome, &state,
                                             token != nullptr ? token->handle() : nullptr, &raw);
        const detail::string_owner json(raw);
        if (state.thrown) {
            std::rethrow_exception(state.thrown);
        }
        std::string text = detail::text_of(json);
        if (!detail::find(text, "/status")) {
            throw error(status, std::move(text));
        }
        return {status, std::move(text)};
    }

    /** Ends what is in flight, from any thread, within 200 ms; the client works afterwards. */
    void cancel_all() const noexcept { fusebill_client_cancel(handle_.get()); }

    /** The account's limits as of the last response, as JSON. */
    [[nodiscard]] std::string quota() const {
        char *raw = nullptr;
        fusebill_client_quota(handle_.get(), &raw);
        return detail::text_of(detail::string_owner(raw));
    }

  private:
    /** Passes a batch's outcomes to a function that may throw. */
    struct listener {
        const std::function<bool(const outcome &)> &function;
        std::exception_ptr thrown;

        static std::int32_t FUSEBILL_CALL on_outcome(void *data, std::int64_t id, fusebill_status code, const char *json) noexcept {
            auto &self = *static_cast<listener *>(data);
            if (self.thrown || !self.function) {
                return self.thrown ? 1 : 0;
            }
            try {
                return self.function(outcome{id, code, json}) ? 0 : 1;
            } catch (...) {
                self.thrown = std::current_exception();
                return 1;
            }
        }
    };

    /** The same for the customers of a list. */
    struct customer_listener {
        const std::function<bool(const result &)> &function;
        std::exception_ptr thrown;

        static std::int32_t FUSEBILL_CALL on_customer(void *data, std::int64_t /*id*/, const char *json) noexcept {
            auto &self = *static_cast<customer_listener *>(data);
            try {
                return self.function(result(json)) ? 0 : 1;
            } catch (...) {
                self.thrown = std::current_exception();
                return 1;
            }
        }
    };

    struct deleter {
        void operator()(fusebill_client *handle) const noexcept { fusebill_client_free(handle); }
    };

    void make(const char *key, const char *options) {
        fusebill_client *handle = nullptr;
        char *raw = nullptr;
        const fusebill_status status = fusebill_client_new(key, options, &handle, &raw);
        const detail::string_owner json(raw);
        if (status != FUSEBILL_OK) {
            throw error(status, detail::text_of(json));
        }
        handle_.reset(handle);
    }

    [[nodiscard]] result enable(std::int64_t customer_id, const fusebill_cancel *token) const {
        char *raw = nullptr;
        const fusebill_status status = fusebill_enable_synch_with(handle_.get(), customer_id, token, &raw);
        return of(status, detail::string_owner(raw));
    }

    /** What a call gave, or the exception. */
    [[nodiscard]] static result of(fusebill_status status, const detail::string_owner &json) {
        if (status != FUSEBILL_OK) {
            throw error(status, detail::text_of(json));
        }
        return result(detail::text_of(json));
    }

    std::unique_ptr<fusebill_client, deleter> handle_;
};

/** The version of the library that is loaded. */
inline std::string_view version() noexcept { return fusebill_version(); }

} // namespace fusebill

#endif
