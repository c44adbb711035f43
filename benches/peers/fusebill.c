/* libfusebill through its C ABI: N calls by each of T threads on one client.  usage: fusebill N [T] */
#include <fusebill.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static fusebill_client *client;
static long calls;

static void *work(void *unused) {
    (void)unused;
    for (long call = 0; call < calls; ++call) {
        char *json;
        if (fusebill_enable_synch(client, 172677, NULL, &json) != FUSEBILL_OK) {
            fprintf(stderr, "%s\n", json);
            exit(1);
        }
        if (!strstr(json, "\"Enabled\"")) {
            exit(2);
        }
        fusebill_string_free(json);
    }
    return NULL;
}

int main(int count, char **arguments) {
    const int threads = count > 2 ? atoi(arguments[2]) : 1;
    const char *timeout = getenv("BENCH_NO_DEADLINE") ? "3600000" : "30000";
    pthread_t handles[512];
    char options[1024];
    char *json;
    calls = atol(arguments[1]);
    snprintf(options, sizeof options,
             "{\"baseUrl\":\"https://%s:%s\",\"caFile\":\"%s\",\"timeoutMs\":%s,\"maxIdleConnections\":%d}", getenv("BENCH_HOST"),
             getenv("BENCH_PORT"), getenv("BENCH_CA"), timeout, threads);
    if (fusebill_client_new(getenv("BENCH_KEY"), options, &client, &json) != FUSEBILL_OK) {
        fprintf(stderr, "%s\n", json);
        return 1;
    }
    for (int at = 1; at < threads; ++at) {
        pthread_create(&handles[at], NULL, work, NULL);
    }
    work(NULL);
    for (int at = 1; at < threads; ++at) {
        pthread_join(handles[at], NULL);
    }
    if (getenv("BENCH_HOLD")) { /* idle, for a look at the memory */
        puts("idle");
        fflush(stdout);
        getchar();
    }
    fusebill_client_free(client);
    return 0;
}
