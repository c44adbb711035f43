/* A process whose system gives no random numbers: an error, and nothing on stderr. What needs none works. */
#include "check.h"
#include <errno.h>
#include <fusebill.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

/* From now on, getrandom fails with EPERM, and no file can be opened, not even /dev/urandom. */
static int forbid_random_numbers(void) {
    struct sock_filter rules[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getrandom, 2, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
    };
    const struct sock_fprog program = {sizeof rules / sizeof *rules, rules};
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

int main(void) {
    static const int64_t ids[] = {172677, 200001, 12};
    char options[256];
    fusebill_client *client = NULL;
    char *json = NULL;
    CHECK(fusebill_client_new(from_environment("FUSEBILL_TEST_KEY"), options_for(options, sizeof options, "", ""), &client,
                              NULL) == FUSEBILL_OK);
    CHECK(forbid_random_numbers());
    /* The second is repeated, after a random wait. */
    CHECK(fusebill_batch(client, "EnableSynch", ids, 3, NULL, NULL, NULL, NULL, &json) == FUSEBILL_SOME_FAILED);
    CHECK(json && strstr(json, "\"done\":1") && strstr(json, "\"requests\":5"));
    fusebill_string_free(json);
    fusebill_client_free(client);

    CHECK(fusebill_client_new("MDpzYQ==", "{\"baseUrl\":\"https://127.0.0.1:1\"}", &client, &json) == FUSEBILL_TLS && !client);
    CHECK(json && strstr(json, "no source of random numbers"));
    fusebill_string_free(json);
    return report();
}
