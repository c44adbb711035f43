/* libfusebill.a together with another static library written in Rust: their symbols do not clash. */
#include "check.h"
#include <fusebill.h>

int second_add(int one, int other);

int main(void) {
    char buffer[256];
    char *json;
    fusebill_client *client;
    CHECK(second_add(20, 21) == 42);
    CHECK(fusebill_client_new(from_environment("FUSEBILL_TEST_KEY"), options_for(buffer, sizeof buffer, "", ""), &client, NULL) == FUSEBILL_OK);
    CHECK(fusebill_enable_synch(client, 172677, NULL, &json) == FUSEBILL_OK && strstr(json, "Stolen Bikes"));
    CHECK(fusebill_is_synch_enabled(json) == 1 && fusebill_is_synch_enabled("{}") == 0 && fusebill_is_synch_enabled(NULL) == 0);
    CHECK(fusebill_is_synch_enabled("{\"salesforceSynchStatus\":\"enabled\"}") == 1);
    fusebill_string_free(json);
    CHECK(fusebill_enable_synch(client, 12, NULL, &json) == FUSEBILL_NOT_FOUND);
    fusebill_string_free(json);
    fusebill_client_free(client);
    CHECK(second_add(20, 21) == 42);
    return report();
}
