/* For Wine's server, by LD_PRELOAD. It kills a process that has not ended half a second after its exit, as may happen on a busy
   machine, and then the exit status is SIGKILL's. This gives the process half a minute to end by itself. */
#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

int kill(pid_t process, int signal) {
    if (signal != SIGKILL) return (int)syscall(SYS_kill, process, signal);
    int descriptor = (int)syscall(SYS_pidfd_open, process, 0);
    if (descriptor < 0) return -1;
    if (fork() == 0) {
        dup2(descriptor, 0);
        syscall(SYS_close_range, 1U, ~0U, 0U);
        struct pollfd end = {.fd = 0, .events = POLLIN};
        if (poll(&end, 1, 30000) == 0) syscall(SYS_pidfd_send_signal, 0, SIGKILL, NULL, 0);
        _exit(0);
    }
    return close(descriptor);
}
