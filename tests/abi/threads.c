/* 16 threads on one client, cancels that race with calls, and a logger that comes and goes. */
#include "check.h"
#include <fusebill.h>
#include <pthread.h>
#include <time.h>

enum { THREADS = 16, CALLS = 40 };

static fusebill_client *client;

static void milliseconds(long count) {
    const struct timespec time = {count / 1000, count % 1000 * 1000000};
    nanosleep(&time, NULL);
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1000 + (double)time.tv_nsec / 1e6;
}

static void *caller(void *unused) {
    (void)unused;
    for (int call = 0; call < CALLS; ++call) {
        char *json;
        const int64_t id = call % 4 ? 172677 : 12;
        CHECK(fusebill_enable_synch(client, id, NULL, &json) == (id == 12 ? FUSEBILL_NOT_FOUND : FUSEBILL_OK) && json);
        fusebill_string_free(json);
    }
    return NULL;
}

static void *cancelled_caller(void *unused) {
    (void)unused;
    for (int call = 0; call < CALLS; ++call) {
        char *json;
        const fusebill_status status = fusebill_enable_synch(client, 172677, NULL, &json);
        CHECK((status == FUSEBILL_OK || status == FUSEBILL_CANCELLED) && json);
        fusebill_string_free(json);
    }
    return NULL;
}

static void *slow_caller(void *cancel) {
    const fusebill_status status = fusebill_enable_synch(client, 172677, cancel, NULL);
    CHECK(status == FUSEBILL_CANCELLED);
    return NULL;
}

static void FUSEBILL_CALL count_lines(void *user_data, fusebill_log_level level, const char *line) {
    (void)level;
    (void)line;
    __atomic_add_fetch((int *)user_data, 1, __ATOMIC_RELAXED);
}

static void together(void *(*work)(void *), void (*meanwhile)(void)) {
    pthread_t threads[THREADS];
    for (int at = 0; at < THREADS; ++at) {
        CHECK(pthread_create(&threads[at], NULL, work, NULL) == 0);
    }
    if (meanwhile) {
        meanwhile();
    }
    for (int at = 0; at < THREADS; ++at) {
        pthread_join(threads[at], NULL);
    }
}

static void cancel_often(void) {
    for (int round = 0; round < 20; ++round) {
        fusebill_client_cancel(client);
        milliseconds(1);
    }
}

static void change_loggers(void) {
    for (int round = 0; round < 50; ++round) {
        int *lines = calloc(1, sizeof *lines);
        CHECK(fusebill_set_logger(count_lines, lines, FUSEBILL_LOG_DEBUG) == FUSEBILL_OK);
        milliseconds(1);
        CHECK(fusebill_set_logger(NULL, NULL, FUSEBILL_LOG_OFF) == FUSEBILL_OK);
        free(lines); /* it is no longer in use */
    }
}

/* How many milliseconds a call in flight takes to end once it is cancelled. */
static double time_to_cancel(void) {
    pthread_t thread;
    fusebill_cancel *cancel = fusebill_cancel_new();
    CHECK(pthread_create(&thread, NULL, slow_caller, cancel) == 0);
    milliseconds(300);
    const double begin = now();
    fusebill_cancel_request(cancel);
    pthread_join(thread, NULL);
    const double took = now() - begin;
    fusebill_cancel_free(cancel);
    return took;
}

static void a_cancel_is_prompt_and_concerns_one_call(double allowed) {
    char options[512];
    int tries = 20; /* on a busy machine, one may be late, but not every one */
    fusebill_client *quick = client;
    options_for(options, sizeof options, "/case/the_deadline_is_kept", ",\"timeoutMs\":30000");
    CHECK(fusebill_client_new(from_environment("FUSEBILL_TEST_KEY"), options, &client, NULL) == FUSEBILL_OK);
    while (tries > 0 && time_to_cancel() >= allowed) {
        --tries;
    }
    CHECK(tries > 0);
    fusebill_client_free(client);
    client = quick;
    CHECK(fusebill_enable_synch(client, 172677, NULL, NULL) == FUSEBILL_OK);
}

int main(int count, char **arguments) {
    char options[512];
    options_for(options, sizeof options, "", ",\"timeoutMs\":30000");
    CHECK(fusebill_client_new(from_environment("FUSEBILL_TEST_KEY"), options, &client, NULL) == FUSEBILL_OK);
    together(caller, NULL);
    together(cancelled_caller, cancel_often);
    together(caller, change_loggers);
    /* Under a checker that slows everything down, the allowed time is given on the command line. */
    a_cancel_is_prompt_and_concerns_one_call(count > 1 ? atof(arguments[1]) : 200);
    fusebill_client_free(client);
    return report();
}
