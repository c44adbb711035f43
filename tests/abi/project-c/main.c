/* A user's program, built against an installed libfusebill. */
#include <fusebill.h>
#include <stdio.h>
#include <stdlib.h>

int main(void) {
    char options[256];
    fusebill_client *client;
    char *json, *revenue;
    snprintf(options, sizeof options, "{\"baseUrl\":\"%s\"}", getenv("FUSEBILL_TEST_URL"));
    fusebill_status status = fusebill_client_new(getenv("FUSEBILL_TEST_KEY"), options, &client, &json);
    if (status == FUSEBILL_OK) {
        status = fusebill_enable_synch(client, 172677, NULL, &json);
    }
    if (status == FUSEBILL_OK) {
        status = fusebill_json_get(json, "/monthlyRecurringRevenue", &revenue);
        printf("%s\n", revenue);
        fusebill_string_free(revenue);
    }
    fusebill_string_free(json);
    fusebill_client_free(client);
    return status;
}
