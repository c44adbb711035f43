/* A program that links against nothing: it loads the library by name, calls it on a thread with the system's default stack,
 * unloads it, and only then lets the thread end, which has thread-locals of the library: loads LIBRARY. */
#include "check.h"
#include <fusebill.h>
#include <pthread.h>
#ifdef _WIN32
#include <windows.h>
#define OPEN(path) ((void *)LoadLibraryA(path))
#define ADDRESS(library, name) ((void *)(uintptr_t)GetProcAddress((HMODULE)(library), name))
#define CLOSE(library) FreeLibrary((HMODULE)(library))
#else
#include <dlfcn.h>
#define OPEN(path) dlopen(path, RTLD_NOW | RTLD_LOCAL)
#define ADDRESS(library, name) dlsym(library, name)
#define CLOSE(library) dlclose(library)
#endif
/* As POSIX writes it: ISO C has no conversion from an object's pointer to a function's. */
#define FIND(function) (*(void **)(&(function)) = ADDRESS(library, "fusebill_" #function))

typedef const char *(FUSEBILL_CALL *version_fn)(void);
typedef fusebill_status(FUSEBILL_CALL *client_new_fn)(const char *, const char *, fusebill_client **, char **);
typedef fusebill_status(FUSEBILL_CALL *enable_synch_fn)(const fusebill_client *, int64_t, const fusebill_cancel *, char **);
typedef void(FUSEBILL_CALL *client_free_fn)(fusebill_client *);
typedef void(FUSEBILL_CALL *string_free_fn)(char *);

static void *use(void *path) {
    char buffer[512];
    char *json = NULL;
    fusebill_client *client = NULL;
    void *library = OPEN(path);
    CHECK(library);
    if (!library) {
        return NULL;
    }
    version_fn version;
    client_new_fn client_new;
    enable_synch_fn enable_synch;
    client_free_fn client_free;
    string_free_fn string_free;
    FIND(version);
    FIND(client_new);
    FIND(enable_synch);
    FIND(client_free);
    FIND(string_free);
    CHECK(version && client_new && enable_synch && client_free && string_free);
    CHECK(!strcmp(version(), FUSEBILL_VERSION));
    options_for(buffer, sizeof buffer, "", "");
    CHECK(client_new(from_environment("FUSEBILL_TEST_KEY"), buffer, &client, &json) == FUSEBILL_OK);
    CHECK(enable_synch(client, 172677, NULL, &json) == FUSEBILL_OK && json && strstr(json, "25.9800"));
    string_free(json);
    client_free(client);
    CLOSE(library);
    return NULL;
}

int main(int count, char **arguments) {
    CHECK(count == 2);
    for (int round = 0; round < 20; ++round) {
        pthread_t thread;
        CHECK(pthread_create(&thread, NULL, use, arguments[1]) == 0 && pthread_join(thread, NULL) == 0);
    }
#ifdef _WIN32
    CHECK(GetModuleHandleA("fusebill.dll")); /* pinned */
#endif
    return report();
}
