/* The wrapper between R and libfusebill: R values in, R values out. See enable.R. */
#include <R.h>
#include <Rinternals.h>
#include <fusebill.h>
#include <stdlib.h>

static SEXP text_of(char *text) {
    SEXP value = PROTECT(Rf_ScalarString(text ? Rf_mkCharCE(text, CE_UTF8) : R_BlankString));
    fusebill_string_free(text);
    UNPROTECT(1);
    return value;
}

static SEXP answer(fusebill_status status, char *json, SEXP handle) {
    const char *names[] = {"status", "json", "handle", ""};
    SEXP list = PROTECT(Rf_mkNamed(VECSXP, names));
    SET_VECTOR_ELT(list, 0, Rf_ScalarInteger(status));
    SET_VECTOR_ELT(list, 1, text_of(json));
    SET_VECTOR_ELT(list, 2, handle);
    UNPROTECT(1);
    return list;
}

static void free_client(SEXP handle) { fusebill_client_free(R_ExternalPtrAddr(handle)); }

SEXP fb_client(void) {
    fusebill_client *client;
    char *json;
    fusebill_status status = fusebill_client_new(NULL, NULL, &client, &json);
    SEXP handle = PROTECT(R_MakeExternalPtr(client, R_NilValue, R_NilValue));
    R_RegisterCFinalizerEx(handle, free_client, TRUE);
    SEXP made = answer(status, json, handle);
    UNPROTECT(1);
    return made;
}

/* The id is text, because an R number has only 53 bits. */
SEXP fb_enable_synch(SEXP handle, SEXP id) {
    char *json;
    fusebill_status status =
        fusebill_enable_synch(R_ExternalPtrAddr(handle), strtoll(CHAR(STRING_ELT(id, 0)), NULL, 10), NULL, &json);
    return answer(status, json, R_NilValue);
}

SEXP fb_field(SEXP json, SEXP pointer) {
    char *value;
    fusebill_json_get(Rf_translateCharUTF8(STRING_ELT(json, 0)), CHAR(STRING_ELT(pointer, 0)), &value);
    return text_of(value);
}
