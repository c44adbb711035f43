/*
 * The options of a client, of a batch, and of a list of customers.
 *
 * Written by scripts/generate from the description in crates/core; change it there.
 */
#ifndef FUSEBILL_HPP
#error "include <fusebill.hpp> instead"
#endif

namespace fusebill {

inline namespace FUSEBILL_MODE {

/** The options of a client; see fusebill_client_new. Unset options use their defaults. */
struct options {
    /**
     * The base URL of the API; https only, except for loopback. Default: FUSEBILL_BASE_URL, else
     * https://secure.fusebill.com.
     */
    std::optional<std::string> base_url;
    /** The deadline of a whole call, including retries and waits. 1 to 3,600,000; default 30,000. */
    std::optional<std::chrono::milliseconds> timeout_ms;
    /** The deadline for connecting: DNS, TCP, proxy and TLS. 1 to 3,600,000; default 10,000. */
    std::optional<std::chrono::milliseconds> connect_timeout_ms;
    /** Maximum number of requests per call; 1 turns off retries. 1 to 100; default 3. */
    std::optional<std::int64_t> max_attempts;
    /**
     * A CONNECT proxy, http://[user:password@]host:port. Default: HTTPS_PROXY or ALL_PROXY, and NO_PROXY; "" for none.
     */
    std::optional<std::string> proxy;
    /** A PEM file of certificates to trust in addition to the system's, for a private CA. */
    std::optional<std::string> ca_file;
    /** Name and version of your program, placed before libfusebill/VERSION in the User-Agent header. */
    std::optional<std::string> user_agent;
    /**
     * Maximum number of idle connections kept open; at least the number of threads that share the client. 0 to 10,000;
     * default 64.
     */
    std::optional<std::int64_t> max_idle_connections;

    /** As the C functions take them. */
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
    /** forceLatch of Latch, for all customers: replace the Salesforce id that a customer already has. */
    bool force_latch = false;
    /** Maximum number of calls in flight at once. 1 to 256; default 8. */
    std::optional<std::int64_t> concurrency;
    /**
     * Maximum number of calls per minute, evenly spaced, regardless of the account's quota. Use it when several workers
     * share a quota. 1 to 1,000,000.
     */
    std::optional<std::int64_t> max_per_minute;
    /**
     * The file to write one JSON line per outcome to, before it is reported; see docs/batch.md. Created with mode 0600.
     */
    std::optional<std::string> results_file;
    /** Continue with an existing results file: skip customers that are done or rejected, and repeat other failures. */
    bool resume = false;
    /** With resume, also repeat not_found, rejected, not_enabled and not_disabled. */
    bool retry_failed = false;
    /**
     * With resume, accept a file written with another key, because the account's key was replaced. The file records the
     * change with the first customer that is done with the new key.
     */
    bool new_key = false;
    /**
     * With resume, accept a file written for another host, because the API's host was renamed. The key must be the
     * same, unless new_key is set, too. The file records the change with the first customer that is done with the new
     * host.
     */
    bool new_host = false;
    /** Stop after this number of failed customers. */
    std::optional<std::int64_t> stop_after_failures;
    /** When the daily limit is reached, wait until it resets instead of stopping. */
    bool wait = false;

    /** As the C functions take them. */
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
    /** Only customers whose salesforceSynchStatus is Enabled, or is not. */
    std::optional<std::string> synch_status;
    /** Only customers without a salesforceId. A customer can be Enabled but not linked. */
    bool not_linked = false;
    /** Only customers with this status, for example Active. The server filters the list, and the result is checked. */
    std::optional<std::string> status;
    /**
     * Only these customers, by their Fusebill ids, in sets of at most 100 per request; an id that comes twice is read
     * once. One that does not exist is left out: the summary's received is less than count.
     */
    std::optional<std::vector<std::int64_t>> ids;
    /**
     * Maximum number of customers per page. The default is the maximum that the vendor documents. 1 to 1,000; default
     * 1,000.
     */
    std::optional<std::int64_t> page_size;

    /** As the C functions take them. */
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

} // namespace FUSEBILL_MODE

} // namespace fusebill
