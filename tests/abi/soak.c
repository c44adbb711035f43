/* Mixed faults on one client with 32 threads, for this many seconds: no growth of memory, descriptors or threads, and every
 * call accounted for.  usage: soak SECONDS */
#include "check.h"
#include <dirent.h>
#include <fusebill.h>
#include <pthread.h>
#include <time.h>

enum { THREADS = 32, STATUSES = 21 };

static fusebill_client *client;
static long counts[STATUSES];
static long begun;
static int over;

static long entries(const char *folder) {
    long count = 0;
    DIR *dir = opendir(folder);
    CHECK(dir != NULL);
    while (dir && readdir(dir)) {
        ++count;
    }
    closedir(dir);
    return count;
}

static long resident(void) {
    long pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    CHECK(file && fscanf(file, "%*d %ld", &pages) == 1);
    fclose(file);
    return pages * 4;
}

static void *caller(void *which) {
    unsigned seed = (unsigned)(size_t)which;
    while (!__atomic_load_n(&over, __ATOMIC_RELAXED)) {
        char *json;
        seed = seed * 1103515245u + 12345u;
        const int64_t id = seed >> 16 & 7 ? 172677 : 12;
        __atomic_add_fetch(&begun, 1, __ATOMIC_RELAXED);
        const fusebill_status status = fusebill_enable_synch(client, id, NULL, &json);
        CHECK(status >= 0 && status < STATUSES && json);
        CHECK(status != FUSEBILL_INTERNAL && status != FUSEBILL_INVALID_ARGUMENT && status != FUSEBILL_IO);
        CHECK(status != FUSEBILL_OK || strstr(json, "\"Enabled\""));
        __atomic_add_fetch(&counts[status], 1, __ATOMIC_RELAXED);
        fusebill_string_free(json);
    }
    return NULL;
}

static void sleep_seconds(double seconds) {
    const struct timespec time = {(time_t)seconds, (long)((seconds - (double)(time_t)seconds) * 1e9)};
    nanosleep(&time, NULL);
}

int main(int count, char **arguments) {
    const double seconds = count > 1 ? atof(arguments[1]) : 10;
    pthread_t threads[THREADS];
    char options[512];
    long ended = 0;
    const long descriptors_before = entries("/proc/self/fd");
    options_for(options, sizeof options, "", ",\"timeoutMs\":2000,\"maxAttempts\":2,\"maxIdleConnections\":32");
    CHECK(fusebill_client_new(from_environment("FUSEBILL_TEST_KEY"), options, &client, NULL) == FUSEBILL_OK);
    for (size_t at = 0; at < THREADS; ++at) {
        CHECK(pthread_create(&threads[at], NULL, caller, (void *)at) == 0);
    }
    const double warm_up = seconds / 4 < 60 ? seconds / 4 : 60;
    sleep_seconds(warm_up);
    const long memory = resident(), descriptors = entries("/proc/self/fd"), tasks = entries("/proc/self/task");
    sleep_seconds(seconds - warm_up);
    const long memory_now = resident(), descriptors_now = entries("/proc/self/fd"), tasks_now = entries("/proc/self/task");
    __atomic_store_n(&over, 1, __ATOMIC_RELAXED);
    for (int at = 0; at < THREADS; ++at) {
        pthread_join(threads[at], NULL);
    }
    for (int status = 0; status < STATUSES; ++status) {
        if (counts[status]) {
            printf("%-14s %10ld\n", fusebill_status_name(status), counts[status]);
        }
        ended += counts[status];
    }
    printf("RSS %ld KB, then %ld; descriptors %ld, then %ld; threads %ld, then %ld\n", memory, memory_now, descriptors,
           descriptors_now, tasks, tasks_now);
    CHECK(begun == ended);
    CHECK(memory_now <= memory + 4096);
    /* Each of the callers may be making a connection, with a helper thread, or closing one. */
    CHECK(descriptors_now <= descriptors + THREADS && tasks_now <= tasks + THREADS);
    fusebill_client_free(client);
    CHECK(entries("/proc/self/fd") == descriptors_before);
    return report();
}
