/* A race in the callbacks of batches, which checkers must find although they ignore the library: scripts/test-c. */
#include "check.h"
#include <fusebill.h>
#include <pthread.h>

static int racy;

static int32_t FUSEBILL_CALL count(void *user_data, int64_t id, fusebill_status code, const char *json) {
    (void)user_data;
    (void)id;
    (void)code;
    (void)json;
    ++racy;
    return 0;
}

static void *run(void *client) {
    static const int64_t ids[] = {200001, 200002, 200003, 200004, 200005};
    CHECK(fusebill_batch(client, "EnableSynch", ids, 5, NULL, count, NULL, NULL, NULL) == FUSEBILL_OK);
    return NULL;
}

int main(void) {
    pthread_t threads[3];
    char options[256];
    fusebill_client *client;
    CHECK(fusebill_client_new(from_environment("FUSEBILL_TEST_KEY"), options_for(options, sizeof options, "", ""), &client,
                              NULL) == FUSEBILL_OK);
    for (int at = 0; at < 3; ++at) {
        CHECK(pthread_create(&threads[at], NULL, run, client) == 0);
    }
    for (int at = 0; at < 3; ++at) {
        CHECK(pthread_join(threads[at], NULL) == 0);
    }
    fusebill_client_free(client);
    return report();
}
