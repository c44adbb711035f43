/* A nightly job: nightly IDS RESULTS. Turns on Salesforce sync for each customer whose id is on a line of IDS, and records
 * the results in RESULTS: run again, it continues where it stopped. Prints who failed and why.
 * Build: cc nightly.c $(pkg-config --cflags --libs fusebill) */
#include <fusebill.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The next id of the list, read when the library needs it; a line that is not an id ends the batch. */
static int32_t FUSEBILL_CALL next_customer(void *list, int64_t *id, const char **salesforce_id) {
    char line[64];
    size_t digits;
    (void)salesforce_id;
    while (fgets(line, sizeof line, list)) {
        line[strcspn(line, "\r\n")] = 0;
        digits = strspn(line, "0123456789");
        if (digits > 18 || line[digits]) {
            fprintf(stderr, "not an id: %s\n", line);
            return -1;
        }
        if (digits) {
            *id = strtoll(line, NULL, 10);
            return 1;
        }
    }
    return ferror((FILE *)list) ? -1 : 0;
}

/* Each outcome is on disk before this is called. */
static int32_t FUSEBILL_CALL on_outcome(void *list, int64_t id, fusebill_status code, const char *outcome) {
    char *message = NULL;
    (void)list;
    if (code != FUSEBILL_OK) {
        fusebill_json_get(outcome, "/message", &message);
        printf("%lld: %s\n", (long long)id, message ? message : fusebill_status_name(code));
        fusebill_string_free(message);
    }
    return 0;
}

int main(int count, char **arguments) {
    fusebill_client *client = NULL;
    char *json = NULL, *now = NULL, *before = NULL, options[1024];
    fusebill_status status;
    FILE *list = count == 3 ? fopen(arguments[1], "r") : NULL;
    if (!list) {
        fprintf(stderr, "usage: nightly IDS RESULTS\n");
        return EXIT_FAILURE;
    }
    /* Names with quotes or backslashes would need escaping. */
    snprintf(options, sizeof options, "{\"resultsFile\":\"%s\",\"resume\":true}", arguments[2]);
    status = fusebill_client_new(NULL, NULL, &client, &json); /* key: FUSEBILL_API_KEY */
    if (status == FUSEBILL_OK) {
        status = fusebill_batch_from(client, "EnableSynch", next_customer, options, on_outcome, list, NULL, &json);
    }
    if (fusebill_json_get(json, "/done", &now) == FUSEBILL_JSON_OK) {
        fusebill_json_get(json, "/skipped", &before);
        printf("enabled: %s now, %s before (status %d)\n", now, before, (int)status);
    } else {
        fprintf(stderr, "%s\n", json); /* it could not start */
    }
    fusebill_string_free(before);
    fusebill_string_free(now);
    fusebill_string_free(json);
    fusebill_client_free(client);
    fclose(list);
    return status;
}
