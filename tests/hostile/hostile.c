/*
 * A host that exits, forks, unloads, runs out of resources or interrupts while the library works. One case per process:
 *   hostile CASE     status 0: as promised; 3: a call was not reported; anything else, a signal or a hang: a fault
 * The environment has FUSEBILL_TEST_URL and FUSEBILL_TEST_KEY (scripts/with-sandbox), and FUSEBILL_LIBRARY for dlopen.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fusebill.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { UNREPORTED = 3, WRONG = 4, THREADS = 8, SLOW_ID = 200050 };

#define MUST(condition)                                                                                                \
    do {                                                                                                               \
        if (!(condition)) {                                                                                            \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);                                            \
            _exit(WRONG);                                                                                              \
        }                                                                                                              \
    } while (0)

static fusebill_client *client;
static atomic_long ended;

static void milliseconds(long count) {
    const struct timespec time = {count / 1000, count % 1000 * 1000000};
    nanosleep(&time, NULL);
}

static fusebill_client *make_at(const char *path, const char *more) {
    char options[512];
    fusebill_client *made;
    snprintf(options, sizeof options, "{\"baseUrl\":\"%s%s\"%s}", getenv("FUSEBILL_TEST_URL"), path, more);
    MUST(fusebill_client_new(getenv("FUSEBILL_TEST_KEY"), options, &made, NULL) == FUSEBILL_OK);
    return made;
}

static fusebill_client *make(void) {
    return make_at("", "");
}

static fusebill_status call(int64_t id) {
    char *json;
    const fusebill_status status = fusebill_enable_synch(client, id, NULL, &json);
    fusebill_string_free(json);
    ended++;
    return status;
}

static void *loop(void *unused) {
    (void)unused;
    for (int64_t round = 0;; ++round) {
        call(round % 3 == 0 ? 12 : round % 7 == 0 ? SLOW_ID : 172677);
        pthread_testcancel();
    }
    return NULL;
}

static void begin_loops(void) {
    client = make();
    for (int at = 0; at < THREADS; ++at) {
        pthread_t thread;
        MUST(pthread_create(&thread, NULL, loop, NULL) == 0);
    }
    while (ended < THREADS) {
        milliseconds(1);
    }
    milliseconds(getpid() % 20);
}

/* --- ends ------------------------------------------------------------------------------------------------------- */

static int exit_in_flight(void) {
    begin_loops();
    exit(0);
}

static int quick_exit_in_flight(void) {
    begin_loops();
    quick_exit(0);
}

static int underscore_exit_in_flight(void) {
    begin_loops();
    _exit(0);
}

static void call_at_exit(void) {
    const fusebill_status status = call(172677);
    MUST(status == FUSEBILL_OK || status == FUSEBILL_CANCELLED);
}

static int calls_at_exit(void) {
    client = make();
    atexit(call_at_exit);
    MUST(call(172677) == FUSEBILL_OK);
    return 0;
}

/* --- unloading -------------------------------------------------------------------------------------------------- */

static void *load_fail_unload(void *unused) {
    (void)unused;
    void *library = dlopen(getenv("FUSEBILL_LIBRARY"), RTLD_NOW | RTLD_LOCAL);
    MUST(library);
    fusebill_status (*client_new)(const char *, const char *, fusebill_client **, char **);
    fusebill_status (*enable_synch)(const fusebill_client *, int64_t, const fusebill_cancel *, char **);
    void (*client_free)(fusebill_client *);
    void (*string_free)(char *);
    *(void **)&client_new = dlsym(library, "fusebill_client_new");
    *(void **)&enable_synch = dlsym(library, "fusebill_enable_synch");
    *(void **)&client_free = dlsym(library, "fusebill_client_free");
    *(void **)&string_free = dlsym(library, "fusebill_string_free");
    char options[512];
    char *json;
    fusebill_client *made;
    snprintf(options, sizeof options, "{\"baseUrl\":\"%s\"}", getenv("FUSEBILL_TEST_URL"));
    MUST(client_new(getenv("FUSEBILL_TEST_KEY"), options, &made, NULL) == FUSEBILL_OK);
    MUST(enable_synch(made, 12, NULL, &json) == FUSEBILL_NOT_FOUND);
    string_free(json);
    client_free(made);
    MUST(dlclose(library) == 0);
    return NULL;
}

static int unload_in_threads(void) {
    for (int round = 0; round < 3; ++round) {
        pthread_t threads[4];
        for (int at = 0; at < 4; ++at) {
            MUST(pthread_create(&threads[at], NULL, load_fail_unload, NULL) == 0);
        }
        for (int at = 0; at < 4; ++at) {
            MUST(pthread_join(threads[at], NULL) == 0);
        }
    }
    return 0;
}

/* --- fork ------------------------------------------------------------------------------------------------------- */

static int fork_with_calls_in_flight(void) {
    begin_loops();
    for (int round = 0; round < 5; ++round) {
        const pid_t child = fork();
        if (child == 0) {
            alarm(8);
            _exit(call(172677) == FUSEBILL_OK && call(12) == FUSEBILL_NOT_FOUND ? 0 : WRONG);
        }
        int status;
        MUST(waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0);
        milliseconds(2);
    }
    _exit(0);
}

/* --- limits ----------------------------------------------------------------------------------------------------- */

static int reported;

static int32_t count_outcome(void *data, int64_t id, fusebill_status code, const char *json) {
    (void)data;
    (void)id;
    (void)code;
    (void)json;
    ++reported;
    return 0;
}

static void batch(int count, const char *options, fusebill_status wanted) {
    int64_t ids[64];
    for (int at = 0; at < count; ++at) {
        ids[at] = 200001 + at % 49;
        ids[at] += at >= 49 ? 50 : 0;
    }
    reported = 0;
    char *json;
    const fusebill_status status =
        fusebill_batch(client, "EnableSynch", ids, (size_t)count, options, count_outcome, NULL, NULL, &json);
    if (status != wanted) {
        fprintf(stderr, "%d: %s\n", status, json);
        _exit(WRONG);
    }
    fusebill_string_free(json);
    if (reported != count) {
        fprintf(stderr, "%d of %d outcomes\n", reported, count);
        _exit(UNREPORTED);
    }
}

static int limit_on_threads(void) {
    /* The limit counts all processes of a user, so use a user who has none; it does not apply to root. */
    client = make();
    MUST(setgid(60000 + getpid() % 5000) == 0 && setuid((uid_t)(60000 + getpid() % 5000)) == 0);
    for (rlim_t threads = 1; threads < 6; threads += 2) {
        const struct rlimit limit = {threads, 64};
        MUST(setrlimit(RLIMIT_NPROC, &limit) == 0);
        batch(40, "{\"concurrency\":16}", FUSEBILL_OK);
        MUST(call(12) == FUSEBILL_NOT_FOUND);
    }
    const struct rlimit enough = {64, 64};
    MUST(setrlimit(RLIMIT_NPROC, &enough) == 0);
    batch(40, "{\"concurrency\":16}", FUSEBILL_OK);
    return 0;
}

static int limit_on_descriptors(void) {
    client = make_at("", ",\"maxAttempts\":1");
    struct rlimit before;
    MUST(getrlimit(RLIMIT_NOFILE, &before) == 0);
    for (rlim_t most = 3; most < 6; ++most) {
        const struct rlimit limit = {most, before.rlim_max};
        MUST(setrlimit(RLIMIT_NOFILE, &limit) == 0);
        const fusebill_status status = call(172677);
        MUST(status == FUSEBILL_OK || status == FUSEBILL_CONNECTION);
    }
    MUST(setrlimit(RLIMIT_NOFILE, &before) == 0);
    MUST(call(172677) == FUSEBILL_OK);
    batch(20, NULL, FUSEBILL_OK);
    return 0;
}

static int limit_on_memory(void) {
    /* A body of 900 KB, and memory for less: an error, not an abort. */
    client = make_at("/case/a_body_at_the_limit_is_read", ",\"maxAttempts\":1");
    MUST(call(172677) == FUSEBILL_OK);
    FILE *file = fopen("/proc/self/statm", "r");
    long pages = 0;
    MUST(file && fscanf(file, "%ld", &pages) == 1);
    fclose(file);
    const rlim_t now = (rlim_t)pages * (rlim_t)sysconf(_SC_PAGESIZE);
    struct rlimit before;
    MUST(getrlimit(RLIMIT_AS, &before) == 0);
    const struct rlimit limit = {now + 300 * 1024, before.rlim_max};
    MUST(setrlimit(RLIMIT_AS, &limit) == 0);
    for (int round = 0; round < 3; ++round) {
        const fusebill_status status = call(172677);
        MUST(status == FUSEBILL_BAD_RESPONSE || status == FUSEBILL_OK);
    }
    MUST(setrlimit(RLIMIT_AS, &before) == 0);
    MUST(call(172677) == FUSEBILL_OK);
    return 0;
}

static void *call_some(void *unused) {
    (void)unused;
    for (int round = 0; round < 5; ++round) {
        MUST(call(172677) == FUSEBILL_OK && call(12) == FUSEBILL_NOT_FOUND);
    }
    return NULL;
}

static int limit_on_stack(void) {
    pthread_attr_t attributes;
    pthread_t threads[THREADS];
    client = make();
    MUST(pthread_attr_init(&attributes) == 0 && pthread_attr_setstacksize(&attributes, 128 * 1024) == 0);
    for (int at = 0; at < THREADS; ++at) {
        MUST(pthread_create(&threads[at], &attributes, call_some, NULL) == 0);
    }
    for (int at = 0; at < THREADS; ++at) {
        MUST(pthread_join(threads[at], NULL) == 0);
    }
    return 0;
}

/* --- signals ---------------------------------------------------------------------------------------------------- */

static atomic_int ticks;
static fusebill_cancel *cancel;

static void tick(int number) {
    (void)number;
    ticks++;
    if (cancel && ticks == 60) {
        fusebill_cancel_request(cancel);
    }
}

static void begin_ticking(void) {
    struct sigaction action = {.sa_handler = tick}; /* no SA_RESTART: every system call may be interrupted */
    const struct itimerval every = {{0, 1000}, {0, 1000}};
    MUST(sigaction(SIGALRM, &action, NULL) == 0 && setitimer(ITIMER_REAL, &every, NULL) == 0);
}

static int signals_at_1_khz(void) {
    client = make();
    begin_ticking();
    for (int round = 0; ticks < 60; ++round) {
        MUST(call(172677) == FUSEBILL_OK && call(12) == FUSEBILL_NOT_FOUND);
    }
    batch(40, "{\"concurrency\":4}", FUSEBILL_OK);
    return 0;
}

static int cancel_from_a_signal_handler(void) {
    client = make();
    cancel = fusebill_cancel_new();
    begin_ticking();
    const fusebill_status status = fusebill_enable_synch(client, SLOW_ID, cancel, NULL);
    MUST(status == FUSEBILL_CANCELLED);
    return 0;
}

/* --- callbacks -------------------------------------------------------------------------------------------------- */

static int32_t call_back(void *depth, int64_t id, fusebill_status code, const char *json) {
    char *value;
    MUST(fusebill_json_get(json, "/id", &value) == FUSEBILL_OK);
    fusebill_string_free(value);
    MUST(call(12) == FUSEBILL_NOT_FOUND);
    MUST(fusebill_client_quota(client, &value) == FUSEBILL_OK);
    fusebill_string_free(value);
    if (depth) {
        const int64_t inner = id + 1;
        MUST(fusebill_batch(client, "EnableSynch", &inner, 1, NULL, call_back, NULL, NULL, NULL) != FUSEBILL_INVALID_ARGUMENT);
    }
    (void)code;
    ++reported;
    return 0;
}

static void log_back(void *data, fusebill_log_level level, const char *line) {
    (void)data;
    (void)level;
    (void)line;
    char *value;
    MUST(fusebill_client_quota(client, &value) == FUSEBILL_OK);
    fusebill_string_free(value);
}

static int callbacks_that_call_back(void) {
    int64_t ids[10];
    for (int at = 0; at < 10; ++at) {
        ids[at] = 200001 + at;
    }
    client = make();
    MUST(fusebill_set_logger(log_back, NULL, FUSEBILL_LOG_TRACE) == FUSEBILL_OK);
    MUST(fusebill_batch(client, "EnableSynch", ids, 10, NULL, call_back, ids, NULL, NULL) == FUSEBILL_OK);
    if (reported != 20) {
        return UNREPORTED;
    }
    return 0;
}

/* --- cancelled threads ------------------------------------------------------------------------------------------ */

static int thread_cancelled_in_a_call(void) {
    client = make();
    for (int round = 0; round < 5; ++round) {
        pthread_t threads[4];
        const long before = ended;
        for (int at = 0; at < 4; ++at) {
            MUST(pthread_create(&threads[at], NULL, loop, NULL) == 0);
        }
        while (ended < before + 4) {
            milliseconds(1);
        }
        for (int at = 0; at < 4; ++at) {
            MUST(pthread_cancel(threads[at]) == 0);
        }
        fusebill_client_cancel(client);
        for (int at = 0; at < 4; ++at) {
            MUST(pthread_join(threads[at], NULL) == 0);
        }
    }
    MUST(call(172677) == FUSEBILL_OK);
    return 0;
}

static const struct {
    const char *name;
    int (*run)(void);
} cases[] = {
    {"exit_in_flight", exit_in_flight},
    {"quick_exit_in_flight", quick_exit_in_flight},
    {"underscore_exit_in_flight", underscore_exit_in_flight},
    {"calls_at_exit", calls_at_exit},
    {"unload_in_threads", unload_in_threads},
    {"fork_with_calls_in_flight", fork_with_calls_in_flight},
    {"limit_on_threads", limit_on_threads},
    {"limit_on_descriptors", limit_on_descriptors},
    {"limit_on_memory", limit_on_memory},
    {"limit_on_stack", limit_on_stack},
    {"signals_at_1_khz", signals_at_1_khz},
    {"cancel_from_a_signal_handler", cancel_from_a_signal_handler},
    {"callbacks_that_call_back", callbacks_that_call_back},
    {"thread_cancelled_in_a_call", thread_cancelled_in_a_call},
};

int main(int count, char **arguments) {
    for (size_t at = 0; at < sizeof cases / sizeof *cases; ++at) {
        if (count == 1) {
            puts(cases[at].name);
        } else if (strcmp(arguments[1], cases[at].name) == 0) {
            return cases[at].run();
        }
    }
    return count == 1 ? 0 : WRONG;
}
