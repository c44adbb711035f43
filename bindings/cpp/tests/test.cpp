// fusebill.hpp as its users see it.
#include "../../../tests/abi/check.h"
#include <fusebill.hpp>

#include <chrono>
#include <iterator>
#include <set>
#include <sstream>
#include <thread>
#include <type_traits>

static_assert(!std::is_copy_constructible_v<fusebill::client> && std::is_nothrow_move_constructible_v<fusebill::client>);
static_assert(std::is_nothrow_copy_constructible_v<fusebill::error>);

namespace {

fusebill::client client_at(const std::string &path, const std::string &more = "") {
    return fusebill::client(from_environment("FUSEBILL_TEST_KEY"),
                            "{\"baseUrl\":\"" + std::string(from_environment("FUSEBILL_TEST_URL")) + path + "\"" + more + "}");
}

template <typename Work> fusebill_status status_of(Work work) {
    try {
        work();
    } catch (const fusebill::error &error) {
        return error.status();
    }
    return FUSEBILL_OK;
}

void results_and_errors() {
    auto moved_from = client_at("");
    const auto client = std::move(moved_from);
    const auto customer = client.enable_synch(172677);
    CHECK(customer.is_synch_enabled() && customer.get("/monthlyRecurringRevenue") == "25.9800");
    CHECK(!customer.get("/middleName") && !customer.get("/noSuchField"));
    try {
        (void)client.enable_synch(12);
        CHECK(false);
    } catch (const fusebill::error &error) {
        const fusebill::error copy = error;
        CHECK(copy.status() == FUSEBILL_NOT_FOUND && copy.name() == "not_found" && copy.http_status() == 404);
        CHECK(copy.error_id() == 0 && copy.attempts() == 1 && copy.sent() == "yes" && !copy.retry_after_ms() && !copy.limit());
        CHECK(copy.errors().size() == 1 && copy.errors()[0].key == "Api Error");
        CHECK(std::string(copy.what()) == "Customer with id 12 not found." && copy.json().front() == '{');
    }
    CHECK(status_of([] { fusebill::client("bad key"); }) == FUSEBILL_INVALID_ARGUMENT);
    CHECK(status_of([&] { (void)client.enable_synch(0); }) == FUSEBILL_INVALID_ARGUMENT);
    CHECK(client.quota().minute.limit.value_or(0) > 0 && fusebill::version() == FUSEBILL_VERSION);
}

void set_environment(const char *name, const char *value) {
#ifdef _WIN32
    _putenv_s(name, value);
#else
    setenv(name, value, 1);
#endif
}

void options_and_fields_have_names() {
    fusebill::options options;
    options.base_url = from_environment("FUSEBILL_TEST_URL");
    options.timeout_ms = std::chrono::seconds(10);
    options.max_attempts = 1;
    options.user_agent = "quotes \" and \\ and \n and \xc3\xa9";
    CHECK(fusebill::json_get(options.json(), "/userAgent") == options.user_agent);
    CHECK(fusebill::json_get(options.json(), "/timeoutMs") == "10000" && !fusebill::json_get(options.json(), "/proxy"));
    options.user_agent = "test";
    const auto customer = fusebill::client(from_environment("FUSEBILL_TEST_KEY"), options).enable_synch(172677);
    CHECK(customer.id() == 172677 && customer.company_name() == "Stolen Bikes" && !customer.middle_name());
    CHECK(customer.monthly_recurring_revenue() == "25.9800" && !customer.is_parent() && customer.currency() == "USD");
    CHECK(customer.customer_reference().sales_tracking_codes.empty() && customer.customer_reference().uri == "/172677");
    CHECK(customer.customer_acquisition().id == 172677 && !customer.customer_acquisition().medium);
    const fusebill::customer other(
        R"({"id":1,"isParent":"True","parentId":7,"customerReference":{"salesTrackingCodes":[{"code":"a","id":1},{"code":"b"}]}})");
    CHECK(other.is_parent() == true && other.parent_id() == 7 && !other.uri());
    CHECK(other.customer_reference().sales_tracking_codes.size() == 2);
    CHECK(other.customer_reference().sales_tracking_codes[1].code == "b");
    set_environment("FUSEBILL_API_KEY", from_environment("FUSEBILL_TEST_KEY"));
    CHECK(fusebill::client(options).enable_synch(172677).is_synch_enabled());
    CHECK(fusebill::client(std::getenv("FUSEBILL_NOT_SET"), options).enable_synch(172677).is_synch_enabled());
    set_environment("FUSEBILL_API_KEY", "");
    CHECK(fusebill::client::try_make(from_environment("FUSEBILL_TEST_KEY")));
    options.max_attempts = 0;
    CHECK(status_of([&] { const fusebill::client refused("MDpz", options); }) == FUSEBILL_INVALID_ARGUMENT);
}

void attempts_do_not_throw() {
    const auto client = client_at("");
    const auto customer = client.try_enable_synch(172677);
    CHECK(customer && customer->is_synch_enabled() && (*customer).id() == 172677);
    const auto missing = client.try_enable_synch(12);
    CHECK(!missing && missing.error().status() == FUSEBILL_NOT_FOUND);
    CHECK(!fusebill::client::try_make("bad key") && status_of([&] { client.try_get_customer(12).value(); }) == FUSEBILL_NOT_FOUND);
}

void ids_of_any_range_are_read_as_calls_are_made() {
    const auto client = client_at("");
    const auto is_ok = [](const fusebill::summary &summary) { return summary.status == FUSEBILL_OK; };
    const std::set<int> set{200001, 200002};
    const std::uint32_t array[] = {200001, 200002};
    CHECK(is_ok(client.enable_synch_batch(set, nullptr)) && is_ok(client.enable_synch_batch(array, nullptr)));
    CHECK(is_ok(client.enable_synch_batch(std::vector<long long>{}, nullptr)));
    std::istringstream stream("200001 200002 200003");
    struct stream_range {
        std::istream &from;
        [[nodiscard]] std::istream_iterator<std::int64_t> begin() const { return std::istream_iterator<std::int64_t>(from); }
        [[nodiscard]] std::istream_iterator<std::int64_t> end() const { return {}; }
    };
    CHECK(client.enable_synch_batch(stream_range{stream}, nullptr).done == 3);

    struct endless {
        struct iterator {
            int *read;
            std::int64_t operator*() const { return *read < 0 ? throw std::runtime_error("ids") : 200000 + *read; }
            iterator &operator++() {
                ++*read;
                return *this;
            }
            bool operator!=(const iterator & /*other*/) const { return true; }
        };
        int *read;
        [[nodiscard]] iterator begin() const { return {read}; }
        [[nodiscard]] iterator end() const { return {read}; }
    };
    int read = 1;
    fusebill::batch_options two;
    two.concurrency = 2;
    int seen = 0;
    const auto few = [&](const fusebill::outcome & /*outcome*/) { return ++seen < 3; };
    CHECK(client.enable_synch_batch(endless{&read}, few, two).status == FUSEBILL_CANCELLED && seen >= 3 && read < 20);
    read = -1;
    try {
        client.enable_synch_batch(endless{&read}, nullptr);
        CHECK(false);
    } catch (const std::runtime_error &error) {
        CHECK(std::string(error.what()) == "ids");
    }

    fusebill::batch_options latch;
    latch.force_latch = true;
    const std::vector<std::pair<std::int64_t, std::string>> pairs{{172677, "0014100000JJ3wtAAD"}};
    CHECK(is_ok(client.latch_batch(pairs, nullptr, latch)) && is_ok(client.latch_batch({{172677, "0014100000JJ3wtAAD"}}, nullptr, latch)));
    const std::vector<std::pair<int, const char *>> nothing{{172677, nullptr}};
    CHECK(client.latch_batch(nothing, nullptr).status == FUSEBILL_INVALID_ARGUMENT);
    CHECK(client.latch_batch({{172677, "x"}}, nullptr).status == FUSEBILL_INVALID_ARGUMENT);
    CHECK(client.disable_synch_batch({172677}, nullptr).operation == "DisableSynch");
    CHECK(client.resynch_batch(set, nullptr).operation == "Resynch");
    CHECK(status_of([&] { client.enable_synch_batch({172677}, nullptr, R"({"operation":"DisableSynch"})"); }) == FUSEBILL_INVALID_ARGUMENT);
    CHECK(status_of([&] { client.resynch_batch({172677}, nullptr, latch); }) == FUSEBILL_INVALID_ARGUMENT);
    const std::vector<std::pair<std::int64_t, std::string>> cut{{172677, std::string("0014100000JJ3wtAAD\0evil", 23)}};
    CHECK(client.latch_batch(cut, nullptr, latch).status == FUSEBILL_INVALID_ARGUMENT);
}

void a_client_with_another_deadline_shares_the_rest() {
    const auto client = client_at("");
    fusebill::options quick;
    quick.timeout_ms = std::chrono::milliseconds(1500);
    const auto other = client.with_options(quick);
    CHECK(other.enable_synch(172677).is_synch_enabled() && client.quota() == other.quota());
    CHECK(other.check().stages.at(0).detail.find("1.5 s per call") != std::string::npos);
    quick.proxy = "http://127.0.0.1:1";
    CHECK(!client.try_with_options(quick));
}

void texts_with_a_nul_are_refused() {
    using namespace std::string_view_literals;
    const auto client = client_at("");
    const auto is_refused = [](const auto &made) { return !made && made.error().status() == FUSEBILL_INVALID_ARGUMENT; };
    CHECK(is_refused(client.try_latch(172677, "0014100000JJ3wtAAD\0evil"sv, true)));
    CHECK(is_refused(client.try_resynch_salesforce("0014100000JJ3wtAAD\0evil"sv)));
    CHECK(is_refused(client.try_call("Customer\0x"sv, "{\"id\":172677}")));
    CHECK(is_refused(client.try_call("Customer", "{\"id\":172677}\0x"sv)));
    CHECK(is_refused(client.try_list_customers(nullptr, "{}\0x"sv)) && is_refused(client.try_enable_synch_batch({1}, nullptr, "{}\0x"sv)));
    CHECK(is_refused(fusebill::client::try_make("MDpz\0junk"sv)) && is_refused(fusebill::client::try_make("MDpz", "{}\0x"sv)));
    CHECK(client.check("x\0y"sv).status == FUSEBILL_INVALID_ARGUMENT);
    CHECK(fusebill::json_get(client.check("x\0y"sv).json, "/sent") == "no");
    try {
        (void)fusebill::json_get("{\"id\":1}", "/id\0zzz"sv);
        CHECK(false);
    } catch (const std::invalid_argument &) {
        CHECK(true);
    }
}

void the_calls_around_it() {
    const auto client = client_at("");
    CHECK(!client.disable_synch(172677).is_synch_enabled() && !client.get_customer(172677).is_synch_enabled());
    CHECK(client.enable_synch(172677).is_synch_enabled() && client.resynch(172677).get("/id") == "172677");
    CHECK(client.resynch_salesforce("0014100000JJ3wtAAD").get("/id") == "172677");
    CHECK(client.latch(172677, "0014100000JJ3wtAAD").get("/salesforceId") == "0014100000JJ3wtAAD");
    CHECK(status_of([&] { client.latch(172677, "001410000000000"); }) == FUSEBILL_REJECTED);
    CHECK(client.latch(172677, "001410000000000", true).get("/salesforceId") == "001410000000000");
    CHECK(client.latch(172677, "0014100000JJ3wtAAD", true).get("/salesforceId") == "0014100000JJ3wtAAD");
    CHECK(status_of([&] { client.latch(172677, "x"); }) == FUSEBILL_INVALID_ARGUMENT);
    CHECK(client.call("Customer", "{\"id\":172677}").get("/id") == "172677");
    int seen = 0;
    const auto few = [&](const fusebill::result &customer) { return customer.get("/id").has_value() && ++seen < 3; };
    fusebill::customers_options two;
    two.ids = std::vector<std::int64_t>{172677, 200001};
    CHECK(two.json() == R"({"ids":[172677,200001]})" && client.list_customers([](const auto &) { return true; }, two).customers == 2);
    two.ids->clear();
    CHECK(two.json() == R"({"ids":[]})");
    const auto wild = fusebill::summary::from_json(R"({"status":4294967296,"stopped":{"code":99999999999}})");
    CHECK(wild.status == FUSEBILL_INTERNAL && wild.stopped->status() == FUSEBILL_INTERNAL);
    CHECK(client.list_customers(few).customers == 3 && seen == 3);
    try {
        client.list_customers([](const auto &) -> bool { throw std::runtime_error("mine"); });
        CHECK(false);
    } catch (const std::runtime_error &error) {
        CHECK(std::string(error.what()) == "mine");
    }
    const auto check = client.check();
    CHECK(check.status == FUSEBILL_OK && fusebill::json_get(check.json, "/stages/2/name") == "dns");
    const fusebill::client nowhere(from_environment("FUSEBILL_TEST_KEY"), "{\"baseUrl\":\"http://127.0.0.1:1\"}");
    CHECK(nowhere.check().status == FUSEBILL_CONNECTION);
}

void batches() {
    const auto client = client_at("");
    std::vector<std::int64_t> noted;
    const auto note = [&](const fusebill::outcome &outcome) {
        CHECK(outcome.json.find("\"id\":" + std::to_string(outcome.id)) != std::string_view::npos);
        noted.push_back(outcome.id);
        return true;
    };
    CHECK(client.enable_synch_batch({200001, 200002}, note).status == FUSEBILL_OK && noted.size() == 2);
    CHECK(client.enable_synch_batch({200001, 12}, nullptr).status == FUSEBILL_SOME_FAILED);
    CHECK(client.enable_synch_batch({1, 2, 3}, [](const auto &) { return false; }).status == FUSEBILL_CANCELLED);
    CHECK(status_of([&] { client.enable_synch_batch({1}, nullptr, "{\"x\":1}"); }) == FUSEBILL_INVALID_ARGUMENT);
    try {
        client.enable_synch_batch({200001}, [](const auto &) -> bool { throw std::runtime_error("mine"); });
        CHECK(false);
    } catch (const std::runtime_error &error) {
        CHECK(std::string(error.what()) == "mine");
    }
}

void ids_of_any_width_are_checked() {
    const auto client = client_at("");
    const auto refused = [&](auto id) { return status_of([&] { (void)client.enable_synch(id); }) == FUSEBILL_INVALID_ARGUMENT; };
    CHECK(client.enable_synch(std::uint64_t{172677}).id() == 172677);
    CHECK(status_of([&] { (void)client.enable_synch(short{12}); }) == FUSEBILL_NOT_FOUND);
    CHECK(refused(~std::uint64_t{0}) && refused(std::uint64_t{1} << 63) && refused(-1) && refused(0U));
    static_assert(!std::is_convertible_v<double, fusebill::customer_id> && !std::is_convertible_v<bool, fusebill::customer_id>);
    static_assert(!std::is_convertible_v<char, fusebill::customer_id> && std::is_convertible_v<long, fusebill::customer_id>);
    const std::vector<std::uint64_t> ids{200001, (std::uint64_t{1} << 63) + 200002};
    const auto summary = client.enable_synch_batch(ids, nullptr);
    CHECK(summary.status == FUSEBILL_INVALID_ARGUMENT && summary.done == 1 && summary.stopped->status() == FUSEBILL_INVALID_ARGUMENT);
#if defined(__SIZEOF_INT128__)
    const auto wide = (fusebill::detail::unsigned_wide{1} << 64) + 172677;
    CHECK(refused(wide) && refused(-static_cast<fusebill::detail::wide>(wide)));
    CHECK(client.enable_synch(fusebill::detail::wide{172677}).id() == 172677);
#endif
}

void long_texts_are_read_in_one_pass() {
    constexpr int many = 4000;
    std::string errors;
    std::string codes;
    for (int at = 0; at < many; ++at) {
        const std::string number = std::to_string(at);
        errors += (at ? "," : "") + ("{\"key\":\"k" + number + "\",\"value\":\"a text of some forty characters " + number + "\"}");
        codes += (at ? "," : "") + ("{\"type\":\"Type " + number + "\",\"code\":null,\"name\":\"x\",\"id\":" + number + "}");
    }
    const fusebill::error error(FUSEBILL_REJECTED, "{\"message\":\"m\",\"errors\":[" + errors + "]}");
    const auto all = error.errors();
    CHECK(all.size() == many && all[1999].key == "k1999" && all[many - 1].value == "a text of some forty characters 3999");
    CHECK(fusebill::error(FUSEBILL_REJECTED, "{}").errors().empty());
    const fusebill::customer customer(R"({"id":7,"customerReference":{"reference1":"r","reference2":null,"salesTrackingCodes":[)" + codes + "]}}");
    const auto reference = customer.customer_reference();
    CHECK(reference.sales_tracking_codes.size() == many && reference.reference1 == "r" && !reference.reference2);
    CHECK(reference.sales_tracking_codes[3998].id == 3998 && !reference.sales_tracking_codes[3998].code);
    CHECK(fusebill::customer("{}").customer_reference().sales_tracking_codes.empty());
}

void a_customer_is_read_by_whichever_thread_is_first() {
    for (int round = 0; round < 100; ++round) {
        const fusebill::customer customer(R"({"id":7,"firstName":"Ada","customerAcquisition":{"campaign":"c"}})");
        const fusebill::customer copy = customer; // NOLINT(performance-unnecessary-copy-initialization)
        std::vector<std::thread> readers;
        for (int reader = 0; reader < 4; ++reader) {
            readers.emplace_back([&] { CHECK(customer.first_name() == "Ada" && copy.customer_acquisition().campaign == "c"); });
        }
        for (auto &reader : readers) {
            reader.join();
        }
    }
    fusebill::customer moved(R"({"id":7})");
    const fusebill::customer target = std::move(moved);
    CHECK(target.id() == 7 && moved.id() == 0); // NOLINT(bugprone-use-after-move)
}

void cancels() {
    const auto client = client_at("/case/the_deadline_is_kept", ",\"timeoutMs\":30000");
    const fusebill::cancel cancel;
    fusebill_status status = FUSEBILL_OK;
    std::thread caller([&] { status = status_of([&] { (void)client.enable_synch(172677, cancel); }); });
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    const auto begin = std::chrono::steady_clock::now();
    cancel.request();
    caller.join();
    CHECK(status == FUSEBILL_CANCELLED && std::chrono::steady_clock::now() - begin < std::chrono::seconds(15));
}

} // namespace

int main() {
    results_and_errors();
    options_and_fields_have_names();
    attempts_do_not_throw();
    ids_of_any_range_are_read_as_calls_are_made();
    a_client_with_another_deadline_shares_the_rest();
    texts_with_a_nul_are_refused();
    the_calls_around_it();
    batches();
    ids_of_any_width_are_checked();
    long_texts_are_read_in_one_pass();
    a_customer_is_read_by_whichever_thread_is_first();
    cancels();
    return report();
}
