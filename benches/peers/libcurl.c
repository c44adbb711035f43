/* libcurl and cJSON, as a C programmer writes it: N calls by each of T threads, a kept handle a thread.
 * usage: libcurl N [T] */
#include <cjson/cJSON.h>
#include <curl/curl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static long calls;

struct text {
    char *bytes;
    size_t length;
};

static size_t append(char *bytes, size_t size, size_t count, void *data) {
    struct text *text = data;
    text->bytes = realloc(text->bytes, text->length + size * count + 1);
    memcpy(text->bytes + text->length, bytes, size * count);
    text->length += size * count;
    text->bytes[text->length] = 0;
    return size * count;
}

static void *work(void *unused) {
    char url[512], authorization[512];
    struct curl_slist *headers = NULL;
    CURL *curl = curl_easy_init();
    (void)unused;
    snprintf(url, sizeof url, "https://%s:%s/v1/Salesforce/EnableSynch/172677", getenv("BENCH_HOST"), getenv("BENCH_PORT"));
    snprintf(authorization, sizeof authorization, "Authorization: Basic %s", getenv("BENCH_KEY"));
    headers = curl_slist_append(headers, authorization);
    headers = curl_slist_append(headers, "Content-Type: application/json");
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_CAINFO, getenv("BENCH_CA"));
    curl_easy_setopt(curl, CURLOPT_POST, 1L);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, "");
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, 30000L);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, append);
    for (long call = 0; call < calls; ++call) {
        struct text text = {NULL, 0};
        curl_easy_setopt(curl, CURLOPT_WRITEDATA, &text);
        const CURLcode code = curl_easy_perform(curl);
        if (code != CURLE_OK) {
            fprintf(stderr, "%s\n", curl_easy_strerror(code));
            exit(1);
        }
        cJSON *customer = cJSON_Parse(text.bytes);
        const cJSON *status = cJSON_GetObjectItemCaseSensitive(customer, "salesforceSynchStatus");
        if (!cJSON_IsString(status) || strcmp(status->valuestring, "Enabled") != 0) {
            exit(2);
        }
        cJSON_Delete(customer);
        free(text.bytes);
    }
    curl_slist_free_all(headers);
    curl_easy_cleanup(curl);
    return NULL;
}

int main(int count, char **arguments) {
    const int threads = count > 2 ? atoi(arguments[2]) : 1;
    pthread_t handles[512];
    calls = atol(arguments[1]);
    curl_global_init(CURL_GLOBAL_DEFAULT);
    for (int at = 1; at < threads; ++at) {
        pthread_create(&handles[at], NULL, work, NULL);
    }
    work(NULL);
    for (int at = 1; at < threads; ++at) {
        pthread_join(handles[at], NULL);
    }
    if (getenv("BENCH_HOLD")) {
        puts("idle");
        fflush(stdout);
        getchar();
    }
    curl_global_cleanup();
    return 0;
}
