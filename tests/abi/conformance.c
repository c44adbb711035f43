/* The C runner of tests/conformance/cases.json. It reads the table with fusebill_json_get, as a language without a JSON
 * parser would. */
#include "check.h"
#include <fusebill.h>
#include <time.h>

static char *table; /* the current case, as JSON */

/* The value at a pointer made of a format and up to two numbers; NULL if it is null or missing. */
static char *at(const char *json, const char *format, int first, int second) {
    char pointer[128];
    char *value;
    snprintf(pointer, sizeof pointer, format, first, second);
    fusebill_json_get(json, pointer, &value);
    return value;
}

static char *replaced(const char *text, const char *what, const char *with) {
    const char *found = strstr(text, what);
    char *out = malloc(strlen(text) + strlen(with) + 1);
    if (!found) {
        return strcpy(out, text);
    }
    sprintf(out, "%.*s%s%s", (int)(found - text), text, with, found + strlen(what));
    return out;
}

/* The options of the case, with its own base URL unless it names one. */
static char *options_of(const char *name) {
    char *options = at(table, "/options", 0, 0);
    char *base = options ? at(options, "/baseUrl", 0, 0) : NULL;
    char *made = malloc(1024 + (options ? strlen(options) : 0));
    if (base) {
        strcpy(made, options);
    } else {
        const char *more = options && strcmp(options, "{}") ? options + 1 : "}";
        sprintf(made, "{\"baseUrl\":\"%s/case/%s\"%s%s", from_environment("FUSEBILL_TEST_URL"), name, *more == '}' ? "" : ",",
                more);
    }
    fusebill_string_free(options);
    fusebill_string_free(base);
    return made;
}

/* The id, which may be NULL, and the other arguments of a call as one object. */
static char *arguments_of(const char *id) {
    char *more = at(table, "/arguments", 0, 0);
    char *made = malloc(64 + (more ? strlen(more) : 0));
    if (id) {
        sprintf(made, "{\"id\":%s%s%s", id, more ? "," : "}", more ? more + 1 : "");
    } else {
        strcpy(made, more);
    }
    fusebill_string_free(more);
    return made;
}

static fusebill_status call(const char *name, char **json) {
    char *key_form = at(table, "/key", 0, 0), *id = at(table, "/id", 0, 0), *options = options_of(name);
    char *key = replaced(key_form ? key_form : "{key}", "{key}", from_environment("FUSEBILL_TEST_KEY"));
    fusebill_client *client;
    fusebill_status status = fusebill_client_new(key, options, &client, json);
    if (status == FUSEBILL_OK) {
        char *operation = at(table, "/operation", 0, 0), *arguments = operation ? arguments_of(id) : NULL;
        status = operation ? fusebill_call(client, operation, arguments, NULL, json)
                           : fusebill_enable_synch(client, strtoll(id, NULL, 10), NULL, json);
        fusebill_string_free(operation);
        free(arguments);
    }
    fusebill_client_free(client);
    fusebill_string_free(key_form);
    fusebill_string_free(id);
    free(options);
    free(key);
    return status;
}

static int same(const char *a, const char *b) { return a && b ? !strcmp(a, b) : a == b; }

static int fields_hold(const char *json) {
    int hold = 1;
    for (int field = 0;; ++field) {
        char *pointer = at(table, "/expect/fields/%d/0", field, 0);
        if (!pointer) {
            return hold;
        }
        char *wanted = at(table, "/expect/fields/%d/1", field, 0), *found;
        fusebill_json_get(json, pointer, &found);
        if (!same(wanted, found)) {
            fprintf(stderr, "%s is %s, not %s\n", pointer, found ? found : "null", wanted ? wanted : "null");
            hold = 0;
        }
        fusebill_string_free(pointer);
        fusebill_string_free(wanted);
        fusebill_string_free(found);
    }
}

static int parts_hold(const char *json) {
    int hold = 1;
    for (int field = 0;; ++field) {
        char *pointer = at(table, "/expect/contains/%d/0", field, 0);
        if (!pointer) {
            return hold;
        }
        char *part = at(table, "/expect/contains/%d/1", field, 0), *found;
        fusebill_json_get(json, pointer, &found);
        if (!found || !strstr(found, part)) {
            fprintf(stderr, "%s is %s, without %s\n", pointer, found ? found : "null", part);
            hold = 0;
        }
        fusebill_string_free(pointer);
        fusebill_string_free(part);
        fusebill_string_free(found);
    }
}

static int missing_hold(const char *json) {
    for (int field = 0;; ++field) {
        char *pointer = at(table, "/expect/missing/%d", field, 0);
        if (!pointer) {
            return 1;
        }
        const fusebill_status status = fusebill_json_get(json, pointer, NULL);
        fusebill_string_free(pointer);
        if (status != FUSEBILL_JSON_MISSING) {
            return 0;
        }
    }
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1000 + (double)time.tv_nsec / 1e6;
}

static void run(void) {
    char *name = at(table, "/name", 0, 0), *code = at(table, "/expect/code", 0, 0), *raw = at(table, "/expect/raw", 0, 0);
    char *least = at(table, "/expect/atLeastMs", 0, 0), *most = at(table, "/expect/atMostMs", 0, 0), *json;
    const double begin = now();
    const fusebill_status status = call(name, &json);
    const double took = now() - begin;
    const int before = failed;
    CHECK(status == atoi(code));
    CHECK(fields_hold(json));
    CHECK(parts_hold(json));
    CHECK(missing_hold(json));
    CHECK(!raw || same(raw, json));
    CHECK(!least || took >= atof(least));
    CHECK(!most || took <= atof(most));
    if (failed > before) {
        fprintf(stderr, "in %s: %s\n", name, json);
    }
    fusebill_string_free(name);
    fusebill_string_free(code);
    fusebill_string_free(raw);
    fusebill_string_free(least);
    fusebill_string_free(most);
    fusebill_string_free(json);
}

/* The next outcome must be the next of the table, as "ID NAME". */
static int32_t FUSEBILL_CALL next_outcome(void *user_data, int64_t id, fusebill_status code, const char *json) {
    int *seen = user_data;
    char *wanted = at(table, "/expect/outcomes/%d", (*seen)++, 0), found[64];
    snprintf(found, sizeof found, "%lld %s", (long long)id, fusebill_status_name(code));
    CHECK(json && same(wanted, found));
    fusebill_string_free(wanted);
    return 0;
}

static void run_batch(void) {
    char *name = at(table, "/name", 0, 0), *options = at(table, "/batch", 0, 0), *status = at(table, "/expect/status", 0, 0);
    char *operation = at(table, "/operation", 0, 0);
    char client_options[512], *json, *text;
    int64_t ids[16];
    size_t count = 0;
    int seen = 0;
    fusebill_client *client;
    const int before = failed;
    while ((text = at(table, "/ids/%d", (int)count, 0))) {
        ids[count++] = strtoll(text, NULL, 10);
        fusebill_string_free(text);
    }
    snprintf(client_options, sizeof client_options, "{\"baseUrl\":\"%s/case/%s\"}", from_environment("FUSEBILL_TEST_URL"), name);
    CHECK(fusebill_client_new(from_environment("FUSEBILL_TEST_KEY"), client_options, &client, NULL) == FUSEBILL_OK);
    CHECK(fusebill_batch(client, operation ? operation : "EnableSynch", ids, count, options, next_outcome, &seen, NULL, &json) == atoi(status));
    text = at(table, "/expect/outcomes/%d", seen, 0);
    CHECK(!text); /* none is missing */
    fusebill_string_free(text);
    for (int field = 0; (text = at(table, "/expect/summary/%d/0", field, 0)); ++field) {
        char *wanted = at(table, "/expect/summary/%d/1", field, 0), *found;
        fusebill_json_get(json, text, &found);
        CHECK(same(wanted, found));
        fusebill_string_free(text);
        fusebill_string_free(wanted);
        fusebill_string_free(found);
    }
    if (failed > before) {
        fprintf(stderr, "in %s: %s\n", name, json);
    }
    fusebill_client_free(client);
    fusebill_string_free(name);
    fusebill_string_free(operation);
    fusebill_string_free(options);
    fusebill_string_free(status);
    fusebill_string_free(json);
}

/* The next customer must be the next of the table. */
static int32_t FUSEBILL_CALL next_customer(void *user_data, int64_t id, const char *json) {
    int *seen = user_data;
    char *wanted = at(table, "/expect/ids/%d", (*seen)++, 0), found[32];
    snprintf(found, sizeof found, "%lld", (long long)id);
    CHECK(json && same(wanted, found));
    fusebill_string_free(wanted);
    return 0;
}

static void run_list(void) {
    char *name = at(table, "/name", 0, 0), *options = at(table, "/list", 0, 0), *code = at(table, "/expect/code", 0, 0);
    char client_options[512], *json, *text;
    int seen = 0;
    fusebill_client *client;
    const int before = failed;
    snprintf(client_options, sizeof client_options, "{\"baseUrl\":\"%s/case/%s\"}", from_environment("FUSEBILL_TEST_URL"), name);
    CHECK(fusebill_client_new(from_environment("FUSEBILL_TEST_KEY"), client_options, &client, NULL) == FUSEBILL_OK);
    CHECK(fusebill_list_customers(client, options, next_customer, &seen, NULL, &json) == atoi(code));
    text = at(table, "/expect/ids/%d", seen, 0);
    CHECK(!text); /* none is missing */
    fusebill_string_free(text);
    CHECK(fields_hold(json));
    if (failed > before) {
        fprintf(stderr, "in %s: %s\n", name, json);
    }
    fusebill_client_free(client);
    fusebill_string_free(name);
    fusebill_string_free(options);
    fusebill_string_free(code);
    fusebill_string_free(json);
}

int main(int count, char **arguments) {
    FILE *file = count > 1 ? fopen(arguments[1], "rb") : NULL;
    int cases = 0;
    if (!file) {
        fprintf(stderr, "usage: conformance cases.json\n");
        return 2;
    }
    fseek(file, 0, SEEK_END);
    const long size = ftell(file);
    char *all = calloc(1, (size_t)size + 1);
    rewind(file);
    CHECK(fread(all, 1, (size_t)size, file) == (size_t)size);
    fclose(file);
    while ((table = at(all, "/cases/%d", cases, 0))) {
        run();
        fusebill_string_free(table);
        ++cases;
    }
    CHECK(cases >= 40);
    for (int batches = 0; (table = at(all, "/batches/%d", batches, 0)); ++batches, ++cases) {
        run_batch();
        fusebill_string_free(table);
    }
    for (int lists = 0; (table = at(all, "/lists/%d", lists, 0)); ++lists, ++cases) {
        run_list();
        fusebill_string_free(table);
    }
    free(all);
    printf("%d cases\n", cases);
    return report();
}
