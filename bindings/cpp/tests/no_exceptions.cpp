// fusebill.hpp where exceptions are off.
#include "../../../tests/abi/check.h"
#include <cstdio>
#include <fusebill.hpp>

int main() {
    fusebill::options options;
    options.base_url = from_environment("FUSEBILL_TEST_URL");
    const auto made = fusebill::client::try_make(from_environment("FUSEBILL_TEST_KEY"), options);
    if (!made) {
        std::fprintf(stderr, "%s\n", made.error().what());
        return 1;
    }
    const fusebill::client &client = *made;
    const auto customer = client.try_enable_synch(172677);
    CHECK(customer && customer->monthly_recurring_revenue() == "25.9800");
    const auto missing = client.try_enable_synch(12);
    CHECK(!missing && missing.error().name() == "not_found" && missing.error().http_status() == 404);
    int seen = 0;
    const auto summary = client.try_enable_synch_batch({200001, 200002}, [&](const fusebill::outcome &) { return ++seen > 0; });
    CHECK(summary && summary->status == FUSEBILL_OK && seen == 2);
    const auto customers = client.try_list_customers([](const fusebill::customer &given) { return given.id() == 0; });
    CHECK(customers && customers->customers == 1);
    CHECK(!fusebill::json_get("{", "/x") && !client.try_call("NoSuchCall", "{}"));
    return report();
}
