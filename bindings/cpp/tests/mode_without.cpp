// The half of the program without exceptions; see mode_with.cpp. Returns how many outcomes were received.
#include <fusebill.hpp>

int without_exceptions(const char *url, const char *key);

int without_exceptions(const char *url, const char *key) {
    fusebill::options options;
    options.base_url = url;
    const auto client = fusebill::client::try_make(key, options);
    if (!client || !client->try_enable_synch(172677) || client->try_enable_synch(12)) {
        return -1;
    }
    int seen = 0;
    const auto count = [&](const fusebill::outcome & /*outcome*/) { return ++seen > 0; };
    return client->try_enable_synch_batch({200001, 200002}, count) ? seen : -1;
}
