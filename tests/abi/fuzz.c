/* Sequences of C calls, determined by bytes: for libFuzzer (scripts/fuzz), and with its own main to replay a corpus.
 * Nothing is sent: the base URL is a closed port of this machine. */
#define FUSEBILL_NO_CHECKS /* it misuses the functions on purpose */
#include <fusebill.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { CLIENTS = 4, TEXTS = 4 };

static int32_t FUSEBILL_CALL outcome(void *user_data, int64_t id, fusebill_status code, const char *json) {
    (void)id;
    if (!json || fusebill_status_name(code)[0] == 0) {
        abort();
    }
    return --*(int *)user_data <= 0;
}

static void FUSEBILL_CALL log_line(void *user_data, fusebill_log_level level, const char *line) {
    (void)user_data;
    (void)level;
    (void)strlen(line);
}

/* The next text of the input: up to a zero byte. */
static const char *text(const uint8_t **data, size_t *size, char *room, size_t most) {
    size_t length = 0;
    while (length < *size && length + 1 < most && (*data)[length]) {
        room[length] = (char)(*data)[length];
        ++length;
    }
    room[length] = 0;
    *data += length < *size ? length + 1 : length;
    *size -= length < *size ? length + 1 : length;
    return room;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    fusebill_client *clients[CLIENTS] = {NULL};
    char *texts[TEXTS] = {NULL};
    char first[512], second[512];
    fusebill_cancel *cancel = fusebill_cancel_new();
    int steps = 0;
    while (size > 1 && ++steps < 32) {
        const uint8_t what = data[0];
        fusebill_client **client = &clients[data[1] % CLIENTS];
        char **out = &texts[data[1] / CLIENTS % TEXTS];
        int64_t ids[3] = {1, (int64_t)what - 3, 172677};
        int left = 2;
        data += 2;
        size -= 2;
        fusebill_string_free(*out);
        *out = NULL;
        switch (what % 12) {
        case 0:
            fusebill_client_free(*client);
            text(&data, &size, first, sizeof first);
            text(&data, &size, second, sizeof second);
            if (fusebill_client_new(first, second, client, out) != FUSEBILL_OK && (*client || !*out)) {
                abort();
            }
            break;
        case 1:
            fusebill_client_free(*client);
            fusebill_client_new("MDpz",
                                "{\"baseUrl\":\"http://127.0.0.1:1\",\"proxy\":\"\",\"maxAttempts\":1,\"timeoutMs\":50}", client,
                                what & 64 ? out : NULL);
            break;
        case 2:
            if (fusebill_enable_synch(what & 64 ? *client : NULL, ids[1], NULL, out) == FUSEBILL_OK || !*out) {
                abort(); /* there is no server */
            }
            break;
        case 3:
            fusebill_enable_synch(*client, ids[1], what & 64 ? cancel : NULL, what & 128 ? out : NULL);
            break;
        case 4:
            text(&data, &size, first, sizeof first);
            if (!strstr(first, "resultsFile") && !strstr(first, "wait")) { /* no files are created, nothing sleeps */
                fusebill_batch(NULL, "EnableSynch", ids, 3, first, outcome, &left, cancel, out);
                fusebill_batch(*client, "EnableSynch", ids, what & 64 ? 1 : 0, first, outcome, &left, NULL, out ? NULL : out);
            }
            break;
        case 5:
            text(&data, &size, first, sizeof first);
            text(&data, &size, second, sizeof second);
            if (fusebill_json_get(first, second, out) != FUSEBILL_OK && *out) {
                abort();
            }
            break;
        case 6:
            fusebill_client_cancel(*client);
            break;
        case 7:
            fusebill_client_quota(*client, out);
            break;
        case 8:
            fusebill_set_logger(what & 64 ? log_line : NULL, NULL, what % 7);
            break;
        case 9:
            if (fusebill_string_length(*out) != 0 || !fusebill_status_name(what - 100)) {
                abort();
            }
            break;
        case 10:
            fusebill_cancel_request(cancel);
            fusebill_cancel_free(cancel);
            cancel = fusebill_cancel_new();
            break;
        default:
            fusebill_client_free(*client);
            *client = NULL;
        }
    }
    for (int at = 0; at < CLIENTS; ++at) {
        fusebill_client_free(clients[at]);
        fusebill_string_free(texts[at]);
    }
    fusebill_cancel_free(cancel);
    fusebill_set_logger(NULL, NULL, FUSEBILL_LOG_OFF);
    return 0;
}

#ifdef REPLAY
int main(int count, char **arguments) {
    for (int at = 1; at < count; ++at) {
        static uint8_t data[65536];
        FILE *file = fopen(arguments[at], "rb");
        if (!file) {
            return 1;
        }
        LLVMFuzzerTestOneInput(data, fread(data, 1, sizeof data, file));
        fclose(file);
    }
    printf("%d passed, 0 failed\n", count - 1);
    return count > 1 ? 0 : 1;
}
#endif
