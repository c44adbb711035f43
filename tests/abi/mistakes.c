/* Mistakes that compilers and analyzers find with the attributes of the header: scripts/test-c expects their warnings. */
#include <fusebill.h>

int leaks(int is_early);
int leaks(int is_early) {
    fusebill_cancel *cancel = fusebill_cancel_new();
    if (is_early) {
        return 1;
    }
    fusebill_cancel_free(cancel);
    return 0;
}

void ignores(const fusebill_client *client);
void ignores(const fusebill_client *client) { fusebill_enable_synch(client, 172677, NULL, NULL); }

int has_no_client(void);
int has_no_client(void) { return fusebill_enable_synch(NULL, 172677, NULL, NULL) == FUSEBILL_OK; }
