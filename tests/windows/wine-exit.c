/* For Wine, by LD_PRELOAD: a Windows program ends without the exit handlers of glibc. A thread that Wine ends may hold the
   lock of glibc's loader (pthread_exit loads libgcc_s), for which the handlers wait. Wine's server kills the process half a
   second later, and its exit status is lost. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <string.h>
#include <unistd.h>

static void (*end)(int) = _exit;

/* Wine's server removes its files at exit; the others are shells and the like. */
__attribute__((constructor)) static void spare_all_but_wine(void) {
    char program[4096] = "";
    if (readlink("/proc/self/exe", program, sizeof program - 1) < 0 || !strstr(program, "/wine") || strstr(program, "/wineserver"))
        *(void **)&end = dlsym(RTLD_NEXT, "exit");
}

__attribute__((noreturn)) void exit(int status) {
    end(status);
    __builtin_unreachable();
}
