/* Ends a batch of the command as a console does: console break|close|logoff RESULTS COMMAND LINE. Starts the command line, waits
 * until the results file has some lines, delivers the event, and prints the exit status and how long the command took to end. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

static long size_of(const char *path) {
    WIN32_FILE_ATTRIBUTE_DATA data;
    return GetFileAttributesExA(path, GetFileExInfoStandard, &data) ? (long)data.nFileSizeLow : -1;
}

/* What the system does to a console's processes: it starts a thread in each, at this function. */
static int deliver(HANDLE process, DWORD event) {
    FARPROC routine = GetProcAddress(GetModuleHandleA("kernelbase.dll"), "CtrlRoutine");
    HANDLE thread =
        routine ? CreateRemoteThread(process, NULL, 0, (LPTHREAD_START_ROUTINE)(void *)routine, (void *)(uintptr_t)event, 0, NULL)
                : NULL;
    return thread != NULL;
}

int main(int count, char **arguments) {
    STARTUPINFOA startup;
    PROCESS_INFORMATION child;
    DWORD status, begun;
    int sent;
    if (count != 4) {
        return 2;
    }
    memset(&startup, 0, sizeof startup);
    startup.cb = sizeof startup;
    if (!CreateProcessA(NULL, arguments[3], NULL, NULL, TRUE, 0, NULL, NULL, &startup, &child)) {
        fprintf(stderr, "cannot start %s: %lu\n", arguments[3], GetLastError());
        return 2;
    }
    while (size_of(arguments[2]) < 2000) {
        if (WaitForSingleObject(child.hProcess, 5) != WAIT_TIMEOUT) {
            fprintf(stderr, "it ended too soon\n");
            return 2;
        }
    }
    begun = GetTickCount();
    sent = deliver(child.hProcess, !strcmp(arguments[1], "break")   ? CTRL_BREAK_EVENT
                                   : !strcmp(arguments[1], "close") ? CTRL_CLOSE_EVENT
                                                                    : CTRL_LOGOFF_EVENT);
    if (!sent || WaitForSingleObject(child.hProcess, 30000) != WAIT_OBJECT_0) {
        fprintf(stderr, "%s does not end it: %lu\n", arguments[1], GetLastError());
        TerminateProcess(child.hProcess, 99);
        return 2;
    }
    GetExitCodeProcess(child.hProcess, &status);
    printf("%lu after %lu ms\n", status, GetTickCount() - begun);
    return 0;
}
