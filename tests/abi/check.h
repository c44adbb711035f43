/* What the C test programs share: checks that are counted, and the sandbox to call. */
#ifndef CHECK_H
#define CHECK_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int passed, failed;

#define CHECK(condition)                                                                                               \
    do {                                                                                                               \
        if (condition) {                                                                                               \
            __atomic_add_fetch(&passed, 1, __ATOMIC_RELAXED);                                                          \
        } else {                                                                                                       \
            __atomic_add_fetch(&failed, 1, __ATOMIC_RELAXED);                                                          \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);                                            \
        }                                                                                                              \
    } while (0)

static inline const char *from_environment(const char *name) {
    const char *value = getenv(name);
    if (!value) {
        fprintf(stderr, "%s is not set: run by scripts/with-sandbox\n", name);
        exit(2);
    }
    return value;
}

/* {"baseUrl":"<sandbox><path>"<more>} in the caller's buffer. */
static inline const char *options_for(char *buffer, size_t size, const char *path, const char *more) {
    snprintf(buffer, size, "{\"baseUrl\":\"%s%s\"%s}", from_environment("FUSEBILL_TEST_URL"), path, more);
    return buffer;
}

static inline int report(void) {
    printf("%d passed, %d failed\n", passed, failed);
    return failed != 0;
}

#endif
