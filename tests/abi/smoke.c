/* Every function once as intended, and every misuse that must not crash. */
#define FUSEBILL_NO_CHECKS /* it misuses the functions on purpose */
#include "check.h"
#include <fusebill.h>

static int32_t FUSEBILL_CALL stop_at_second(void *user_data, int64_t id, fusebill_status code, const char *json) {
    int *seen = user_data;
    char *value = NULL;
    CHECK(fusebill_json_get(json, "/id", &value) == FUSEBILL_OK && strtoll(value, NULL, 10) == id);
    CHECK(code == FUSEBILL_OK);
    fusebill_string_free(value);
    return ++*seen >= 2;
}

static void FUSEBILL_CALL lines_go_here(void *user_data, fusebill_log_level level, const char *line) {
    int *lines = user_data;
    CHECK(level >= FUSEBILL_LOG_ERROR && level <= FUSEBILL_LOG_TRACE);
    CHECK(!strstr(line, from_environment("FUSEBILL_TEST_KEY")) && !strchr(line, '\n'));
    CHECK(fusebill_set_logger(NULL, NULL, FUSEBILL_LOG_OFF) == FUSEBILL_INVALID_ARGUMENT); /* not from within */
    ++*lines;
}

static void a_customer(const fusebill_client *client) {
    char *json, *value;
    CHECK(fusebill_enable_synch(client, 172677, NULL, &json) == FUSEBILL_OK);
    CHECK(fusebill_string_length(json) == strlen(json));
    CHECK(fusebill_json_get(json, "/monthlyRecurringRevenue", &value) == FUSEBILL_OK && !strcmp(value, "25.9800"));
    fusebill_string_free(value);
    CHECK(fusebill_json_get(json, "/middleName", &value) == FUSEBILL_JSON_NULL && !value);
    CHECK(fusebill_json_get(json, "/noSuchField", &value) == FUSEBILL_JSON_MISSING && !value);
    CHECK(fusebill_json_get(json, "no pointer", &value) == FUSEBILL_JSON_INVALID && !value);
    CHECK(fusebill_json_get("{", "", &value) == FUSEBILL_JSON_INVALID && !value);
    CHECK(fusebill_json_get("\"a\\u0000b\\ud800\"", "", &value) == FUSEBILL_OK && !strcmp(value, "a\xef\xbf\xbd" "b\xef\xbf\xbd"));
    fusebill_string_free(value);
    CHECK(fusebill_json_get("", "/message", &value) == FUSEBILL_JSON_MISSING && !value);
    CHECK(fusebill_json_get(json, "/id", NULL) == FUSEBILL_OK);
    fusebill_string_free(json);

    CHECK(fusebill_enable_synch(client, 12, NULL, &json) == FUSEBILL_NOT_FOUND);
    CHECK(fusebill_json_get(json, "/message", &value) == FUSEBILL_OK && !strcmp(value, "Customer with id 12 not found."));
    fusebill_string_free(value);
    fusebill_string_free(json);
    CHECK(fusebill_enable_synch(client, 172677, NULL, NULL) == FUSEBILL_OK);

    CHECK(fusebill_client_quota(client, &json) == FUSEBILL_OK);
    CHECK(fusebill_json_get(json, "/minute/limit", &value) == FUSEBILL_OK && atoi(value) > 0);
    fusebill_string_free(value);
    fusebill_string_free(json);
}

static void cancel_handles(const fusebill_client *client) {
    fusebill_cancel *cancel = fusebill_cancel_new();
    char *json;
    CHECK(fusebill_enable_synch(client, 172677, cancel, NULL) == FUSEBILL_OK);
    CHECK(fusebill_enable_synch(client, 172677, NULL, NULL) == FUSEBILL_OK);
    fusebill_cancel_request(cancel);
    CHECK(fusebill_enable_synch(client, 172677, cancel, &json) == FUSEBILL_CANCELLED);
    fusebill_string_free(json);
    fusebill_cancel_free(cancel);
    CHECK(fusebill_enable_synch(client, 172677, NULL, NULL) == FUSEBILL_OK); /* other calls are not affected */
}

static void cancelled_batches(const fusebill_client *client) {
    const int64_t ids[] = {172677, 200001};
    fusebill_cancel *cancel = fusebill_cancel_new();
    char *json, *value;
    CHECK(fusebill_batch(client, "EnableSynch", ids, 2, NULL, NULL, NULL, cancel, NULL) == FUSEBILL_OK);
    CHECK(fusebill_batch(client, "EnableSynch", ids, 2, NULL, NULL, NULL, NULL, NULL) == FUSEBILL_OK);
    fusebill_cancel_request(cancel);
    CHECK(fusebill_batch(client, "EnableSynch", ids, 2, NULL, NULL, NULL, cancel, &json) == FUSEBILL_CANCELLED);
    CHECK(fusebill_json_get(json, "/done", &value) == FUSEBILL_OK && !strcmp(value, "0"));
    fusebill_string_free(value);
    fusebill_string_free(json);
    fusebill_cancel_free(cancel);
}

static void batches(const fusebill_client *client) {
    const int64_t ids[] = {200001, 200002, 200001, 12, 200003}, wrong[] = {200001, 0};
    char *json, *value;
    int seen = 0;
    CHECK(fusebill_batch(client, "EnableSynch", ids, 5, NULL, NULL, NULL, NULL, &json) == FUSEBILL_SOME_FAILED);
    CHECK(fusebill_json_get(json, "/done", &value) == FUSEBILL_OK && !strcmp(value, "3"));
    fusebill_string_free(value);
    CHECK(fusebill_json_get(json, "/duplicates", &value) == FUSEBILL_OK && !strcmp(value, "1"));
    fusebill_string_free(value);
    CHECK(fusebill_json_get(json, "/failed/not_found", &value) == FUSEBILL_OK && !strcmp(value, "1"));
    fusebill_string_free(value);
    fusebill_string_free(json);
    CHECK(fusebill_batch(client, "EnableSynch", ids, 3, "{\"concurrency\":1}", stop_at_second, &seen, NULL, NULL) ==
          FUSEBILL_CANCELLED);
    CHECK(seen == 2);
    CHECK(fusebill_batch(client, "EnableSynch", NULL, 0, "", NULL, NULL, NULL, NULL) == FUSEBILL_OK);
    CHECK(fusebill_batch(client, "EnableSynch", NULL, 1, NULL, NULL, NULL, NULL, NULL) == FUSEBILL_INVALID_ARGUMENT);
    CHECK(fusebill_batch(client, "EnableSynch", ids, (size_t)-1, NULL, NULL, NULL, NULL, NULL) == FUSEBILL_INVALID_ARGUMENT);
    CHECK(fusebill_batch(client, "EnableSynch", wrong, 2, NULL, NULL, NULL, NULL, NULL) == FUSEBILL_INVALID_ARGUMENT);
    CHECK(fusebill_batch(client, "EnableSynch", ids, 5, "{\"workers\":1}", NULL, NULL, NULL, &json) == FUSEBILL_INVALID_ARGUMENT);
    CHECK(strstr(json, "workers") != NULL);
    fusebill_string_free(json);
    CHECK(fusebill_batch(NULL, "EnableSynch", ids, 5, NULL, NULL, NULL, NULL, NULL) == FUSEBILL_INVALID_ARGUMENT);
}

struct source {
    int64_t next, end;
    int outcomes;
    const char *account;
};

static int32_t FUSEBILL_CALL give(void *data, int64_t *id, const char **account) {
    struct source *source = data;
    CHECK(*id == 0 && *account == NULL);
    *id = source->next;
    *account = source->account;
    return source->next++ < source->end;
}

static int32_t FUSEBILL_CALL refuse(void *data, int64_t *id, const char **account) {
    (void)data;
    (void)id;
    (void)account;
    return -1;
}

static int32_t FUSEBILL_CALL count(void *data, int64_t id, fusebill_status code, const char *json) {
    (void)code;
    CHECK(id > 0 && json);
    return ++((struct source *)data)->outcomes == 3;
}

static void batches_of_a_source(const fusebill_client *client) {
    struct source few = {200001, 200003, 0, NULL}, endless = {200001, INT64_MAX, 0, NULL}, none = {1, 1, 0, NULL};
    struct source latched = {172677, 172678, 0, "0014100000JJ3wtAAD"}, wrong = {0, 1, 0, NULL};
    fusebill_cancel *cancel = fusebill_cancel_new();
    char *json, *value;
    CHECK(fusebill_batch_from(client, "EnableSynch", give, NULL, count, &few, NULL, NULL) == FUSEBILL_OK && few.outcomes == 2);
    CHECK(fusebill_batch_from(client, "EnableSynch", give, "{\"concurrency\":2}", count, &endless, NULL, NULL) == FUSEBILL_CANCELLED);
    CHECK(endless.outcomes >= 3 && endless.next < 200020); /* what is not called is not read */
    CHECK(fusebill_batch_from(client, "EnableSynch", give, NULL, NULL, &none, NULL, NULL) == FUSEBILL_OK);
    CHECK(fusebill_batch_from(client, "EnableSynch", refuse, NULL, NULL, NULL, NULL, &json) == FUSEBILL_CANCELLED);
    CHECK(fusebill_json_get(json, "/done", &value) == FUSEBILL_OK && !strcmp(value, "0"));
    fusebill_string_free(value);
    fusebill_string_free(json);
    CHECK(fusebill_batch_from(client, "EnableSynch", give, NULL, NULL, &wrong, NULL, NULL) == FUSEBILL_INVALID_ARGUMENT);
    CHECK(fusebill_batch_from(client, "EnableSynch", NULL, NULL, NULL, NULL, NULL, NULL) == FUSEBILL_INVALID_ARGUMENT);
    CHECK(fusebill_batch_from(client, "Latch", give, "{\"forceLatch\":true}", NULL, &latched, NULL, NULL) == FUSEBILL_OK);
    latched.next = 172677;
    latched.account = "x";
    CHECK(fusebill_batch_from(client, "Latch", give, NULL, NULL, &latched, NULL, NULL) == FUSEBILL_INVALID_ARGUMENT);
    CHECK(fusebill_batch_from(client, "Latch", give, "{\"salesforceIds\":[\"x\"]}", NULL, &latched, NULL, NULL) ==
          FUSEBILL_INVALID_ARGUMENT);
    CHECK(fusebill_batch_from(client, "Customer", give, NULL, NULL, &none, NULL, NULL) == FUSEBILL_INVALID_ARGUMENT);
    CHECK(fusebill_batch_from(client, "enablesynch", give, NULL, NULL, &none, NULL, NULL) == FUSEBILL_INVALID_ARGUMENT);
    CHECK(fusebill_batch_from(client, NULL, give, NULL, NULL, &none, NULL, NULL) == FUSEBILL_INVALID_ARGUMENT);
    CHECK(fusebill_batch_from(client, "EnableSynch", give, "{\"operation\":\"DisableSynch\"}", NULL, &none, NULL, NULL) ==
          FUSEBILL_INVALID_ARGUMENT);
    fusebill_cancel_request(cancel);
    few.next = 200001;
    CHECK(fusebill_batch_from(client, "EnableSynch", give, NULL, NULL, &few, cancel, NULL) == FUSEBILL_CANCELLED);
    fusebill_cancel_free(cancel);
}

static void a_client_with_other_options(const fusebill_client *client) {
    static const char *const refused[] = {"{\"baseUrl\":\"http://127.0.0.1:1\"}", "{\"proxy\":\"\"}", "{\"timeoutMs\":0}", "{\"x\":1}", "\xff"};
    fusebill_client *other = NULL;
    char *json = NULL, *value = NULL;
    for (size_t at = 0; at < sizeof refused / sizeof *refused; ++at) {
        CHECK(fusebill_client_with(client, refused[at], &other, NULL) == FUSEBILL_INVALID_ARGUMENT && !other);
    }
    CHECK(fusebill_client_with(client, NULL, NULL, NULL) == FUSEBILL_INVALID_ARGUMENT);
    CHECK(fusebill_client_with(client, "{\"timeoutMs\":1500,\"maxAttempts\":1}", &other, &json) == FUSEBILL_OK && !json);
    CHECK(fusebill_enable_synch(other, 172677, NULL, NULL) == FUSEBILL_OK);
    CHECK(fusebill_client_check(other, NULL, NULL, &json) == FUSEBILL_OK);
    CHECK(fusebill_json_get(json, "/stages/0/detail", &value) == FUSEBILL_JSON_OK && strstr(value, "1.5 s per call"));
    fusebill_string_free(value);
    fusebill_string_free(json);
    fusebill_client_free(other);
    CHECK(fusebill_latch(client, 172677, "0014100000JJ3wtAAD", 7, NULL, NULL) == FUSEBILL_INVALID_ARGUMENT); /* force: 0 or 1 */
    CHECK(fusebill_latch(client, 172677, "0014100000JJ3wtAAD", -1, NULL, NULL) == FUSEBILL_INVALID_ARGUMENT);
}

static void times(void) {
    static const char json[] = "{\"a\":\"2023-03-22T19:21:24.857\",\"b\":\"1.5\",\"c\":\"0001-01-01T00:00:00\",\"d\":null,"
                               "\"e\":\"9999-12-31T23:59:59.9999999Z\"}";
    static const char *const none[] = {"/b", "/c", "/d", "/none", ""};
    int64_t seconds = -1;
    int32_t nanoseconds = -1;
    CHECK(fusebill_json_time(json, "/a", &seconds, &nanoseconds) == FUSEBILL_OK);
    CHECK(seconds == INT64_C(1679512884) && nanoseconds == 857000000);
    CHECK(fusebill_json_time(json, "/e", &seconds, &nanoseconds) == FUSEBILL_OK);
    CHECK(seconds == INT64_C(253402300799) && nanoseconds == 999999900);
    for (size_t at = 0; at < sizeof none / sizeof *none; ++at) {
        seconds = nanoseconds = -1;
        CHECK(fusebill_json_time(json, none[at], &seconds, &nanoseconds) == FUSEBILL_JSON_MISSING);
        CHECK(seconds == 0 && nanoseconds == 0);
    }
    CHECK(fusebill_json_time(json, "/a", NULL, NULL) == FUSEBILL_OK);
    CHECK(fusebill_json_time("{", "/a", &seconds, NULL) == FUSEBILL_JSON_INVALID && seconds == 0);
    CHECK(fusebill_json_time(NULL, "/a", NULL, &nanoseconds) == FUSEBILL_JSON_INVALID && nanoseconds == 0);
}

static void members(void) {
    char *text;
    CHECK(fusebill_json_members("{\"id\":7,\"a\":\"\\u00e9\",\"n\":null,\"z\":\"\\u0000\"}", "", &text) == FUSEBILL_OK);
    CHECK(!strcmp(text, "1:a,2:\xc3\xa9,2:id,1:7,1:z,3:\xef\xbf\xbd,"));
    fusebill_string_free(text);
    CHECK(fusebill_json_members("{\"a\":[25.9800,{\"b\":1}]}", "/a", &text) == FUSEBILL_OK);
    CHECK(!strcmp(text, "1:0,7:25.9800,1:1,7:{\"b\":1},"));
    fusebill_string_free(text);
    CHECK(fusebill_json_members("{}", "/none", &text) == FUSEBILL_OK && !strcmp(text, ""));
    fusebill_string_free(text);
    CHECK(fusebill_json_members("{", "", &text) == FUSEBILL_JSON_INVALID && !text);
    CHECK(fusebill_json_members(NULL, "", &text) == FUSEBILL_JSON_INVALID && !text);
    CHECK(fusebill_json_members("{}", "x", NULL) == FUSEBILL_JSON_INVALID);
}

static void misuse(void) {
    const char *key = from_environment("FUSEBILL_TEST_KEY");
    fusebill_client *client = (fusebill_client *)1;
    char *json = (char *)1;
    CHECK(fusebill_client_new("bad key", NULL, &client, &json) == FUSEBILL_INVALID_ARGUMENT && !client && json);
    fusebill_string_free(json);
    CHECK(fusebill_client_new("", NULL, &client, NULL) == FUSEBILL_INVALID_ARGUMENT && !client);
    CHECK(fusebill_client_new("\xff\xfe", NULL, &client, NULL) == FUSEBILL_INVALID_ARGUMENT && !client);
    CHECK(fusebill_client_new(key, "{\"baseUrl\":\"\xff\"}", &client, NULL) == FUSEBILL_INVALID_ARGUMENT && !client);
    CHECK(fusebill_client_new(key, "{\"noSuchOption\":1}", &client, &json) == FUSEBILL_INVALID_ARGUMENT);
    CHECK(strstr(json, "noSuchOption") != NULL);
    fusebill_string_free(json);
    CHECK(fusebill_client_new(key, NULL, NULL, NULL) == FUSEBILL_INVALID_ARGUMENT);
    CHECK(fusebill_enable_synch(NULL, 1, NULL, &json) == FUSEBILL_INVALID_ARGUMENT && json);
    fusebill_string_free(json);
    CHECK(fusebill_enable_synch(NULL, 1, NULL, NULL) == FUSEBILL_INVALID_ARGUMENT);
    CHECK(fusebill_client_with(NULL, NULL, &client, NULL) == FUSEBILL_INVALID_ARGUMENT && !client);
    CHECK(fusebill_client_quota(NULL, NULL) == FUSEBILL_INVALID_ARGUMENT);
    CHECK(fusebill_json_get(NULL, "", &json) == FUSEBILL_JSON_INVALID && !json);
    CHECK(fusebill_json_get("{}", NULL, &json) == FUSEBILL_JSON_INVALID && !json);
    CHECK(fusebill_json_get("\"\xff\"", "", &json) == FUSEBILL_JSON_INVALID && !json);
    CHECK(fusebill_set_logger(NULL, NULL, 99) == FUSEBILL_INVALID_ARGUMENT);
    CHECK(fusebill_set_logger(NULL, NULL, -1) == FUSEBILL_INVALID_ARGUMENT);
    CHECK(fusebill_string_length(NULL) == 0);
    fusebill_client_free(NULL);
    fusebill_client_cancel(NULL);
    fusebill_cancel_free(NULL);
    fusebill_cancel_request(NULL);
    fusebill_string_free(NULL);
}

int main(void) {
    char options[512];
    fusebill_client *client;
    char *json;
    int lines = 0;
    const int64_t bad_ids[] = {0, -1, INT64_MIN};

    CHECK(!strcmp(fusebill_version(), FUSEBILL_VERSION) && fusebill_abi_version() == FUSEBILL_ABI_VERSION);
    CHECK(!strcmp(fusebill_status_name(FUSEBILL_NOT_FOUND), "not_found"));
    CHECK(!strcmp(fusebill_status_name(4711), "unknown") && !strcmp(fusebill_status_name(-1), "unknown"));
    for (fusebill_status status = FUSEBILL_OK; status <= FUSEBILL_NOT_ENABLED; ++status) {
        CHECK(strcmp(fusebill_status_name(status), "unknown") != 0);
    }
    CHECK(!strcmp(fusebill_status_name(FUSEBILL_SOME_FAILED), "some_failed"));
    misuse();

    CHECK(fusebill_set_logger(lines_go_here, &lines, FUSEBILL_LOG_TRACE) == FUSEBILL_OK);
    options_for(options, sizeof options, "", ",\"timeoutMs\":20000");
    CHECK(fusebill_client_new(from_environment("FUSEBILL_TEST_KEY"), options, &client, &json) == FUSEBILL_OK && !json);
    for (size_t at = 0; at < sizeof bad_ids / sizeof *bad_ids; ++at) {
        CHECK(fusebill_enable_synch(client, bad_ids[at], NULL, NULL) == FUSEBILL_INVALID_ARGUMENT);
    }
    CHECK(fusebill_enable_synch(client, INT64_MAX, NULL, NULL) == FUSEBILL_NOT_FOUND);
    a_customer(client);
    a_client_with_other_options(client);
    cancel_handles(client);
    cancelled_batches(client);
    batches(client);
    batches_of_a_source(client);
    members();
    times();
    CHECK(lines > 5);
    CHECK(fusebill_set_logger(NULL, NULL, FUSEBILL_LOG_OFF) == FUSEBILL_OK);
    fusebill_client_free(client);

    for (int round = 0; round < 50; ++round) { /* a leak would show here */
        CHECK(fusebill_client_new(from_environment("FUSEBILL_TEST_KEY"), options, &client, NULL) == FUSEBILL_OK);
        CHECK(round % 10 || fusebill_enable_synch(client, 172677, NULL, NULL) == FUSEBILL_OK);
        fusebill_client_free(client);
    }
    return report();
}
