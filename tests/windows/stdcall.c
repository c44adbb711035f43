/* 32-bit Windows as VB6's Declare and Delphi's external see it: undecorated names, and functions that take their arguments off
 * the stack themselves, callbacks included. A wrong convention moves the stack pointer, which is checked. */
#include "check.h"
#include <fusebill.h>
#include <windows.h>

#define FIND(function) (*(void **)(&(function)) = (void *)(uintptr_t)GetProcAddress(library, "fusebill_" #function))

static int outcomes;

static int32_t __stdcall on_outcome(void *user_data, int64_t id, fusebill_status code, const char *json) {
    outcomes += user_data == (void *)&outcomes && id == 172677 && code == FUSEBILL_OK && json;
    return 0;
}

static uintptr_t stack_pointer(void) {
    uintptr_t pointer;
    __asm__ volatile("movl %%esp, %0" : "=r"(pointer));
    return pointer;
}

int main(void) {
    char buffer[512];
    char *json = NULL;
    fusebill_client *client = NULL;
    const int64_t ids[] = {172677};
    HMODULE library = LoadLibraryA("fusebill.dll");
    CHECK(library);
    fusebill_status(__stdcall * client_new)(const char *, const char *, fusebill_client **, char **);
    fusebill_status(__stdcall * batch)(const fusebill_client *, const char *, const int64_t *, size_t, const char *, fusebill_outcome_fn,
                                       void *, const fusebill_cancel *, char **);
    void(__stdcall * string_free)(char *);
    void(__stdcall * client_free)(fusebill_client *);
    FIND(client_new);
    FIND(batch);
    FIND(string_free);
    FIND(client_free);
    CHECK(client_new && batch && string_free && client_free);
    options_for(buffer, sizeof buffer, "", "");
    for (int round = 0; round < 100; ++round) {
        const uintptr_t before = stack_pointer();
        CHECK(client_new(from_environment("FUSEBILL_TEST_KEY"), buffer, &client, NULL) == FUSEBILL_OK);
        CHECK(batch(client, "EnableSynch", ids, 1, NULL, on_outcome, &outcomes, NULL, &json) == FUSEBILL_OK);
        string_free(json);
        client_free(client);
        CHECK(stack_pointer() == before);
    }
    CHECK(outcomes == 100);
    return report();
}
