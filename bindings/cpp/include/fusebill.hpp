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
#include <map>
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

/** Parses a word, ignoring case; nullopt for any other. */
inline std::optional<bool> flag_of(std::optional<std::string> text) {
    std::string found = std::move(text).value_or("");
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; };
    std::transform(found.begin(), found.end(), found.begin(), lower);
    return found == "true" ? std::optional<bool>(true) : found == "false" ? std::optional<bool>(false) : std::nullopt;
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

    /** Every member, sorted by its name. */
    [[nodiscard]] const std::vector<std::pair<std::string, std::string>> &all() const noexcept { return all_; }

    /** The elements of an array, in their order. */
    [[nodiscard]] std::vector<std::string> texts() const {
        std::vector<std::pair<std::int64_t, const std::string *>> placed;
        for (const auto &member : all_) {
            placed.emplace_back(number_of(member.first).value_or(0), &member.second);
        }
        std::sort(placed.begin(), placed.end());
        std::vector<std::string> texts;
        texts.reserve(placed.size());
        for (const auto &element : placed) {
            texts.push_back(*element.second);
        }
        return texts;
    }

    /** The same, each as members of its own. */
    [[nodiscard]] std::vector<members> elements() const {
        const std::vector<std::string> all = texts();
        std::vector<members> elements;
        elements.reserve(all.size());
        for (const std::string &text : all) {
            elements.emplace_back(text.c_str());
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
            std::string_view separator;
            text_ += '[';
            for (const std::int64_t value : *values) {
                text_ += separator;
                text_ += std::to_string(value);
                separator = ",";
            }
            text_ += ']';
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

} // namespace FUSEBILL_MODE

} // namespace fusebill

#include <fusebill/generated/options.hpp>

namespace fusebill {

inline namespace FUSEBILL_MODE {

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

namespace detail {

/** A JSON object that is read on first use. */
class object : public result {
  public:
    explicit object(std::string json) : result(std::move(json)), fields_(std::make_shared<lazy_members>()) {}

  protected:
    [[nodiscard]] std::optional<std::string> text(std::string_view name) const {
        return fields_ ? fields_->of(json()).text(name) : std::nullopt;
    }
    [[nodiscard]] std::optional<std::int64_t> number(std::string_view name) const { return number_of(text(name)); }
    [[nodiscard]] std::optional<bool> flag(std::string_view name) const { return flag_of(text(name)); }
    [[nodiscard]] members part(std::string_view name) const { return members(text(name).value_or("").c_str()); }

  private:
    // Shared by copies, whose text is the same. Null in an object that was moved from.
    std::shared_ptr<lazy_members> fields_;
};

/** FUSEBILL_INTERNAL for what is not the number of a status. */
inline fusebill_status status_of(std::optional<std::int64_t> number) {
    const std::int64_t code = number.value_or(FUSEBILL_INTERNAL);
    const auto status = static_cast<fusebill_status>(code);
    return status == code ? status : FUSEBILL_INTERNAL;
}

inline std::optional<std::chrono::milliseconds> milliseconds_of(std::optional<std::int64_t> count) {
    return count ? std::optional<std::chrono::milliseconds>(*count) : std::nullopt;
}

inline std::map<std::string, std::int64_t> counts_of(const std::optional<std::string> &json) {
    const members object(json.value_or("").c_str());
    std::map<std::string, std::int64_t> counts;
    for (const auto &[name, count] : object.all()) {
        counts[name] = number_of(count).value_or(0);
    }
    return counts;
}

inline std::optional<error> error_of(const std::optional<std::string> &json) {
    if (!json) {
        return std::nullopt;
    }
    return error(status_of(number_of(find(*json, "/code"))), *json);
}

/** The same for values that keep their JSON. */
template <typename T> std::vector<T> all_with_json(const std::optional<std::string> &json) {
    std::vector<std::string> texts = members(json.value_or("").c_str()).texts();
    std::vector<T> all;
    all.reserve(texts.size());
    for (std::string &element : texts) {
        all.push_back(T::from_json(std::move(element)));
    }
    return all;
}

template <typename T> std::vector<T> all_of(const std::optional<std::string> &json) {
    const std::vector<members> elements = members(json.value_or("").c_str()).elements();
    std::vector<T> all;
    all.reserve(elements.size());
    for (const members &element : elements) {
        all.push_back(T::from(element));
    }
    return all;
}

} // namespace detail

} // namespace FUSEBILL_MODE

} // namespace fusebill

#include <fusebill/generated/customer.hpp>
#include <fusebill/generated/values.hpp>

namespace fusebill {

inline namespace FUSEBILL_MODE {

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

/** What a call takes: a cancel object or its address; nothing, or nullptr, for none. */
class cancel_ref {
  public:
    cancel_ref() = default;
    // Not explicit: either can be passed wherever one is expected.
    // NOLINTBEGIN(google-explicit-constructor,hicpp-explicit-conversions)
    cancel_ref(const cancel &token) noexcept : handle_(token.handle()) {}
    cancel_ref(const cancel *token) noexcept : handle_(token != nullptr ? token->handle() : nullptr) {}
    cancel_ref(std::nullptr_t) noexcept {}
    // NOLINTEND(google-explicit-constructor,hicpp-explicit-conversions)
    [[nodiscard]] const fusebill_cancel *handle() const noexcept { return handle_; }

  private:
    const fusebill_cancel *handle_ = nullptr;
};

namespace detail {

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

inline std::int32_t FUSEBILL_CALL on_outcome(void *data, std::int64_t /*id*/, fusebill_status /*code*/, const char *json) noexcept {
    return static_cast<batch_listener *>(data)->hear(outcome::from(members(json), json));
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

namespace detail {

/** The handle of a client, and what its calls have in common. */
class handle {
  protected:
    struct deleter {
        void operator()(fusebill_client *client) const noexcept { fusebill_client_free(client); }
    };
    using owner = std::unique_ptr<fusebill_client, deleter>;

    explicit handle(owner client) : owner_(std::move(client)) {}

    [[nodiscard]] fusebill_client *get() const noexcept { return owner_.get(); }

    /** The error for a text with a NUL inside, of which C would see only a part. */
    static fusebill::error refused(const std::string &what) {
        return own_error(FUSEBILL_INVALID_ARGUMENT, what + " has a NUL character within");
    }

    static fusebill::error own_error(fusebill_status status, const std::string &message) {
        return {status, R"({"code":)" + std::to_string(status) + R"(,"name":")" + fusebill_status_name(status) +
                            R"(","message":")" + message + R"(","httpStatus":null,"errorId":null,"errors":[],)" +
                            R"("retryAfterMs":null,"attempts":0,"sent":"no","limit":null})"};
    }

    template <bool TakesPairs, typename Ids>
    attempt<summary> batch(const char *operation, Ids &ids, const std::function<bool(const outcome &)> &on_outcome,
                           const options_or_json<batch_options> &options, cancel_ref token) const {
        if (has_nul(options.json())) {
            return refused("options");
        }
        using std::begin;
        using std::end;
        auto first = begin(ids);
        auto last = end(ids);
        using source_type = batch_source<TakesPairs, decltype(first), decltype(last)>;
        source_type source(on_outcome, std::move(first), std::move(last));
        char *raw = nullptr;
        const auto status =
            fusebill_batch_from(get(), operation, source_type::next, options.c_str(), detail::on_outcome,
                                static_cast<batch_listener *>(&source), token.handle(), &raw);
        std::string json = text_of(string_owner(raw));
        source.rethrow();
        if (!find(json, "/status")) {
            return error(status, std::move(json));
        }
        return summary::from_json(std::move(json));
    }

    /** Converts the result of a call. */
    template <typename T> static attempt<T> of(fusebill_status status, char *raw) {
        std::string json = text_of(string_owner(raw));
        if (status != FUSEBILL_OK) {
            return error(status, std::move(json));
        }
        return T(std::move(json));
    }

  private:
    owner owner_;
};

} // namespace detail

} // namespace FUSEBILL_MODE

} // namespace fusebill

#include <fusebill/generated/calls.hpp>

namespace fusebill {

inline namespace FUSEBILL_MODE {

/** How a check ended. */
struct check_report {
    /** FUSEBILL_OK, or the status of the first step that failed. */
    fusebill_status status;
    /** The steps, up to the last one reached; none if an argument was invalid. */
    std::vector<check_stage> stages;
    /** The same as JSON; see fusebill_client_check. */
    std::string json;

    /** Any member by JSON pointer; see json_get. */
    [[nodiscard]] std::optional<std::string> get(std::string_view pointer) const { return json_get(json, pointer); }
};

/** A client of the API with one key. */
class client : public calls {
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

    /** Makes any call by the vendor's name for it, with its arguments as JSON; see fusebill_call. Throws error. */
    // NOLINTNEXTLINE(modernize-use-nodiscard): there may be nothing in it
    result call(std::string_view operation, std::string_view arguments_json, cancel_ref token = {}) const {
        return try_call(operation, arguments_json, token).value();
    }

    /**
     * Lists the account's customers, page by page; calls `on_customer` with each, on this thread; return true to continue.
     * An exception from it ends the list and is rethrown. Returns the totals. Throws error.
     */
    customers_summary list_customers(const std::function<bool(const fusebill::customer &)> &on_customer,
                          const options_or_json<customers_options> &options = {}, cancel_ref token = {}) const {
        return try_list_customers(on_customer, options, token).value();
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

    /** Like call. */
    attempt<result> try_call(std::string_view operation, std::string_view arguments_json, cancel_ref token = {}) const {
        const std::string name(operation);
        const std::string arguments(arguments_json);
        if (detail::has_nul(name) || detail::has_nul(arguments)) {
            return refused("operation or arguments_json");
        }
        char *raw = nullptr;
        const auto status =
            fusebill_call(get(), name.c_str(), arguments.c_str(), token.handle(), &raw);
        return of<result>(status, raw);
    }

    /** Like list_customers; throws only what on_customer throws. */
    attempt<customers_summary> try_list_customers(const std::function<bool(const fusebill::customer &)> &on_customer,
                                       const options_or_json<customers_options> &options = {},
                                       cancel_ref token = {}) const {
        if (detail::has_nul(options.json())) {
            return refused("options");
        }
        detail::customer_listener listener(on_customer);
        char *raw = nullptr;
        const auto status = fusebill_list_customers(get(), options.c_str(), detail::on_customer, &listener,
                                               token.handle(), &raw);
        std::string json = detail::text_of(detail::string_owner(raw));
        listener.rethrow();
        if (status != FUSEBILL_OK) {
            return error(status, std::move(json));
        }
        return customers_summary::from_json(std::move(json));
    }

    /** Like with_options. */
    [[nodiscard]] attempt<client> try_with_options(const options_or_json<options> &options) const {
        if (detail::has_nul(options.json())) {
            return refused("options");
        }
        fusebill_client *handle = nullptr;
        char *raw = nullptr;
        const auto status = fusebill_client_with(get(), options.c_str(), &handle, &raw);
        return made(status, handle, raw);
    }

    /**
     * Checks everything a call needs, step by step, with one read-only request, for example when a program starts. A failed
     * step does not throw. (The name is in parentheses because AssertMacros.h of macOS may define check.)
     */
    [[nodiscard]] check_report(check)(std::string_view results_file = {}, cancel_ref token = {}) const {
        const std::string path(results_file);
        if (detail::has_nul(path)) {
            const error why = refused("results_file");
            return {why.status(), {}, why.json()};
        }
        char *raw = nullptr;
        const auto status = fusebill_client_check(get(), path.empty() ? nullptr : path.c_str(), token.handle(), &raw);
        std::string json = detail::text_of(detail::string_owner(raw));
        return {status, detail::all_with_json<check_stage>(detail::find(json, "/stages")), std::move(json)};
    }

    /** Cancels all calls in flight, from any thread, within 200 ms. The client can still be used afterwards. */
    void cancel_all() const noexcept { fusebill_client_cancel(get()); }

    /** The account's limits as reported by the last response. */
    [[nodiscard]] fusebill::quota quota() const {
        char *raw = nullptr;
        const auto status = fusebill_client_quota(get(), &raw);
        std::string json = detail::text_of(detail::string_owner(raw));
        return fusebill::quota::from_json(status == FUSEBILL_OK ? std::move(json) : "{}");
    }

  private:
    using calls::calls;

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

};

/** The version of the loaded library. */
inline std::string_view version() noexcept { return fusebill_version(); }

} // namespace FUSEBILL_MODE

} // namespace fusebill

#undef FUSEBILL_MODE

#endif
