// One half of a program in which exceptions are on in one file and off in the other; mode_without.cpp is the other.
#include "../../../tests/abi/check.h"
#include <fusebill.hpp>

int without_exceptions(const char *url, const char *key);

namespace {

fusebill_status status_of_unknown(const fusebill::client &client) {
    try {
        (void)client.enable_synch(12);
    } catch (const fusebill::error &error) {
        return error.status();
    }
    return FUSEBILL_OK;
}

} // namespace

int main() {
    const char *const url = from_environment("FUSEBILL_TEST_URL");
    const char *const key = from_environment("FUSEBILL_TEST_KEY");
    fusebill::options options;
    options.base_url = url;
    const fusebill::client client(key, options);
    for (int round = 0; round < 3; ++round) {
        CHECK(client.enable_synch(172677).is_synch_enabled());
        CHECK(status_of_unknown(client) == FUSEBILL_NOT_FOUND);
        int seen = 0;
        const auto throws = [&](const fusebill::outcome & /*outcome*/) -> bool { throw ++seen; };
        try {
            client.enable_synch_batch({200001, 200002}, throws);
            CHECK(false);
        } catch (int thrown) {
            CHECK(thrown == 1);
        }
        CHECK(without_exceptions(url, key) == 2);
    }
    return report();
}
