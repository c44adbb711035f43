/* Ends with 0 if a client can be created with the default options, that is, if no variable in the environment spoils it. */
#include <fusebill.h>
#include <stddef.h>

int main(void) {
    fusebill_client *client;
    const fusebill_status status = fusebill_client_new("MDpzYW5kYm94", NULL, &client, NULL);
    fusebill_client_free(client);
    return status != FUSEBILL_OK;
}
