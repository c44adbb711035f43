/* Linked into each C and C++ program that the tests run under Wine: reports that the program began, for scripts/start-again. */
#include <stdio.h>
#include <stdlib.h>

__attribute__((constructor)) static void report(void) {
    const char *path = getenv("FUSEBILL_TEST_STARTED");
    FILE *file = path ? fopen(path, "wb") : NULL;
    if (file)
        fclose(file);
}
