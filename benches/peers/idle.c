/* What an idle client with one connection weighs: makes N of them, one call each, and prints the bytes of RSS a client.
 * usage: idle fusebill|libcurl N */
#include <curl/curl.h>
#include <fusebill.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static long resident(void) {
    long pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (!file || fscanf(file, "%*d %ld", &pages) != 1) {
        exit(1);
    }
    fclose(file);
    return pages * 4096;
}

static size_t ignore(char *bytes, size_t size, size_t count, void *data) {
    (void)bytes;
    (void)data;
    return size * count;
}

static void one_fusebill(void) {
    char options[1024], *json;
    fusebill_client *client;
    snprintf(options, sizeof options, "{\"baseUrl\":\"https://%s:%s\",\"caFile\":\"%s\"}", getenv("BENCH_HOST"),
             getenv("BENCH_PORT"), getenv("BENCH_CA"));
    if (fusebill_client_new(getenv("BENCH_KEY"), options, &client, &json) ||
        fusebill_enable_synch(client, 172677, NULL, &json)) {
        fprintf(stderr, "%s\n", json);
        exit(1);
    }
    fusebill_string_free(json); /* the client is kept */
}

static void one_libcurl(void) {
    char url[512];
    CURL *curl = curl_easy_init();
    snprintf(url, sizeof url, "https://%s:%s/v1/Salesforce/EnableSynch/172677", getenv("BENCH_HOST"), getenv("BENCH_PORT"));
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_CAINFO, getenv("BENCH_CA"));
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, "");
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, ignore);
    if (curl_easy_perform(curl) != CURLE_OK) {
        exit(1);
    }
}

int main(int count, char **arguments) {
    void (*one)(void) = count > 1 && !strcmp(arguments[1], "libcurl") ? one_libcurl : one_fusebill;
    const int clients = atoi(arguments[2]);
    for (int at = 0; at < 10; ++at) { /* what the first ones bring along for all */
        one();
    }
    const long before = resident();
    for (int at = 0; at < clients; ++at) {
        one();
    }
    printf("%ld\n", (resident() - before) / clients);
    return 0;
}
