/* Calls over TLS on a thread with a stack of this many KB: stack KB. Run by tests/abi/with-tls.py. */
#include "check.h"
#include <fusebill.h>
#include <pthread.h>

static void *call(void *unused) {
    char options[1024];
    char *json;
    fusebill_client *client;
    (void)unused;
    snprintf(options, sizeof options, "{\"baseUrl\":\"https://%s:%s\",\"caFile\":\"%s\"}", from_environment("BENCH_HOST"),
             from_environment("BENCH_PORT"), from_environment("BENCH_CA"));
    CHECK(fusebill_client_new(from_environment("BENCH_KEY"), options, &client, NULL) == FUSEBILL_OK);
    for (int round = 0; round < 3; ++round) {
        CHECK(fusebill_enable_synch(client, 172677, NULL, &json) == FUSEBILL_OK && json);
        fusebill_string_free(json);
    }
    fusebill_client_free(client);
    return NULL;
}

int main(int count, char **arguments) {
    pthread_attr_t attributes;
    pthread_t thread;
    CHECK(count == 2 && pthread_attr_init(&attributes) == 0);
    CHECK(pthread_attr_setstacksize(&attributes, (size_t)atoi(arguments[1]) * 1024) == 0);
    CHECK(pthread_create(&thread, &attributes, call, NULL) == 0 && pthread_join(thread, NULL) == 0);
    return report();
}
