/* What the library owes its host process: descriptors that are not the standard streams, threads that run no signal handlers
 * and are gone when a batch returns, and arguments that only objects can be. */
#include "check.h"
#include <dirent.h>
#include <errno.h>
#include <fusebill.h>
#include <pthread.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

enum { IDS = 200 };

static pthread_t main_thread;
static volatile sig_atomic_t strangers;

static int threads_alive(void) {
    DIR *tasks = opendir("/proc/self/task");
    int count = 0;
    while (readdir(tasks)) {
        ++count;
    }
    closedir(tasks);
    return count;
}

static int32_t FUSEBILL_CALL print(void *user_data, int64_t id, fusebill_status status, const char *json) {
    (void)user_data;
    (void)json;
    char line[64];
    const int length = snprintf(line, sizeof line, "HOST %d %lld\n", (int)status, (long long)id);
    /* Whatever is open there, it must not be the library's. */
    for (int stream = 0; stream < 3; ++stream) {
        if (write(stream, line, (size_t)length) < 0 && errno == EPIPE) {
            return 1;
        }
    }
    return 0;
}

static fusebill_client *new_client(void) {
    char options[256];
    fusebill_client *client;
    const fusebill_status status = fusebill_client_new(from_environment("FUSEBILL_TEST_KEY"),
                                                       options_for(options, sizeof options, "", ""), &client, NULL);
    return status == FUSEBILL_OK ? client : NULL;
}

/* A batch in a child that has closed some of its standard streams; returns its exit status. */
static int batch_without(int closed, const char *results) {
    const pid_t child = fork();
    if (child) {
        int status;
        CHECK(waitpid(child, &status, 0) == child);
        return status;
    }
    for (int stream = 0; stream < 3; ++stream) {
        if (closed & 1 << stream) {
            close(stream);
        }
    }
    int64_t ids[IDS];
    for (int at = 0; at < IDS; ++at) {
        ids[at] = 200001 + at % 40 + at / 40 * 100;
    }
    char options[512];
    snprintf(options, sizeof options, "{\"resultsFile\":\"%s\"}", results);
    fusebill_client *client = new_client();
    const fusebill_status status =
        client ? fusebill_batch(client, "EnableSynch", ids, IDS, options, print, NULL, NULL, NULL) : 99;
    _exit(status == FUSEBILL_OK || status == FUSEBILL_SOME_FAILED ? 0 : 1);
}

static void streams_that_are_closed(const char *folder) {
    for (int closed = 0; closed < 8; ++closed) {
        char results[256], line[4096];
        snprintf(results, sizeof results, "%s/results-%d.jsonl", folder, closed);
        CHECK(batch_without(closed, results) == 0);
        FILE *file = fopen(results, "r");
        CHECK(file);
        int lines = 0;
        while (file && fgets(line, sizeof line, file)) {
            ++lines;
            CHECK(line[0] == '{' && !strstr(line, "HOST") && !strstr(line, "bad_response"));
        }
        CHECK(lines >= IDS);
        if (file) {
            fclose(file);
        }
    }
}

static void on_signal(int number) {
    (void)number;
    strangers += !pthread_equal(pthread_self(), main_thread);
}

static int32_t FUSEBILL_CALL go_on(void *user_data, int64_t id, fusebill_status status, const char *json) {
    (void)id;
    (void)status;
    (void)json;
    ++*(int *)user_data;
    return 0;
}

static void signals_and_threads(void) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = on_signal;
    action.sa_flags = SA_RESTART;
    CHECK(sigaction(SIGALRM, &action, NULL) == 0);
    const struct itimerval often = {{0, 500}, {0, 500}}, never = {{0, 0}, {0, 0}};
    CHECK(setitimer(ITIMER_REAL, &often, NULL) == 0);
    int64_t ids[IDS];
    for (int at = 0; at < IDS; ++at) {
        ids[at] = 172677 + at;
    }
    for (int round = 0; round < 20; ++round) {
        fusebill_client *client = new_client();
        const int before = threads_alive();
        int outcomes = 0;
        const fusebill_status status = fusebill_batch(client, "EnableSynch", ids, IDS, NULL, go_on, &outcomes, NULL, NULL);
        CHECK(status == FUSEBILL_OK || status == FUSEBILL_SOME_FAILED);
        CHECK(threads_alive() == before && outcomes == IDS);
        fusebill_client_free(client);
    }
    CHECK(setitimer(ITIMER_REAL, &never, NULL) == 0);
    CHECK(strangers == 0);
}

static void only_objects(void) {
    static const char *const options[] = {"[]", "[\"http://127.0.0.1:1\",1000]", " [null]", "7", "\"x\""};
    for (size_t at = 0; at < sizeof options / sizeof *options; ++at) {
        fusebill_client *client = NULL;
        CHECK(fusebill_client_new("MDpzYQ==", options[at], &client, NULL) == FUSEBILL_INVALID_ARGUMENT && !client);
        fusebill_client *good = new_client();
        char *json = NULL;
        const int64_t id = 172677;
        CHECK(fusebill_batch(good, "EnableSynch", &id, 1, options[at], NULL, NULL, NULL, &json) == FUSEBILL_INVALID_ARGUMENT);
        fusebill_string_free(json);
        fusebill_client_free(good);
    }
}

int main(int count, char **arguments) {
    main_thread = pthread_self();
    signal(SIGPIPE, SIG_IGN);
    streams_that_are_closed(count > 1 ? arguments[1] : ".");
    signals_and_threads();
    only_objects();
    return report();
}
