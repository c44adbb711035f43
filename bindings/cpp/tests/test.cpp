// fusebill.hpp as its users see it.
#include "../../../tests/abi/check.h"
#include <fusebill.hpp>

#include <chrono>
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
    CHECK(client.quota().find("minute") != std::string::npos && fusebill::version() == FUSEBILL_VERSION);
}

void the_calls_around_it() {
    const auto client = client_at("");
    CHECK(!client.disable_synch(172677).is_synch_enabled() && !client.customer(172677).is_synch_enabled());
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
    CHECK(fusebill::json_get(client.customers(few), "/customers") == "3" && seen == 3);
    try {
        client.customers([](const auto &) -> bool { throw std::runtime_error("mine"); });
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
    std::vector<std::int64_t> told;
    const auto tell = [&](const fusebill::outcome &outcome) {
        CHECK(outcome.json.find("\"id\":" + std::to_string(outcome.id)) != std::string_view::npos);
        told.push_back(outcome.id);
        return true;
    };
    CHECK(client.enable_synch_batch({200001, 200002}, tell).status == FUSEBILL_OK && told.size() == 2);
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

void cancels() {
    const auto client = client_at("/case/the_deadline_is_kept", ",\"timeoutMs\":4000");
    const fusebill::cancel cancel;
    fusebill_status status = FUSEBILL_OK;
    std::thread caller([&] { status = status_of([&] { (void)client.enable_synch(172677, cancel); }); });
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    const auto begin = std::chrono::steady_clock::now();
    cancel.request();
    caller.join();
    CHECK(status == FUSEBILL_CANCELLED && std::chrono::steady_clock::now() - begin < std::chrono::milliseconds(200));
}

} // namespace

int main() {
    results_and_errors();
    the_calls_around_it();
    batches();
    cancels();
    return report();
}
