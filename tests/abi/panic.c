/* A panic inside the library (built with inject-panic) is a status like any other. */
#include "check.h"
#include <fusebill.h>

int main(void) {
    char options[512];
    fusebill_client *client;
    char *json, *value;
    options_for(options, sizeof options, "", "");
    CHECK(fusebill_client_new(from_environment("FUSEBILL_TEST_KEY"), options, &client, NULL) == FUSEBILL_OK);
    for (int round = 0; round < 3; ++round) {
        CHECK(fusebill_enable_synch(client, INT64_MAX - 1, NULL, &json) == FUSEBILL_INTERNAL);
        CHECK(fusebill_json_get(json, "/name", &value) == FUSEBILL_OK && !strcmp(value, "internal"));
        fusebill_string_free(value);
        fusebill_string_free(json);
        CHECK(fusebill_enable_synch(client, 172677, NULL, NULL) == FUSEBILL_OK); /* the client still works */
    }
    fusebill_client_free(client);
    return report();
}
