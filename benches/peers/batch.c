/* The same customers by single calls, or by a batch with a results file: what the bookkeeping costs.
 * usage: batch calls|batch N RESULTS_FILE       at a sandbox: BENCH_SANDBOX, its customers from 200001 */
#include <fusebill.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int count, char **arguments) {
    const int64_t customers = atol(arguments[2]);
    int64_t *ids = malloc((size_t)customers * sizeof *ids);
    char options[1024], *json;
    fusebill_client *client;
    fusebill_status status = FUSEBILL_OK;
    for (int64_t at = 0; at < customers; ++at) {
        ids[at] = 200001 + at;
    }
    snprintf(options, sizeof options, "{\"baseUrl\":\"%s\"}", getenv("BENCH_SANDBOX"));
    if (fusebill_client_new(getenv("BENCH_KEY"), options, &client, &json) != FUSEBILL_OK) {
        return 1;
    }
    if (count > 3 && !strcmp(arguments[1], "batch")) {
        snprintf(options, sizeof options, "{\"concurrency\":8,\"resultsFile\":\"%s\"}", arguments[3]);
        status = fusebill_batch(client, "EnableSynch", ids, (size_t)customers, options, NULL, NULL, NULL, NULL);
    } else {
        for (int64_t at = 0; at < customers && status == FUSEBILL_OK; ++at) {
            status = fusebill_enable_synch(client, ids[at], NULL, &json);
            fusebill_string_free(json);
        }
    }
    fusebill_client_free(client);
    free(ids);
    return status;
}
