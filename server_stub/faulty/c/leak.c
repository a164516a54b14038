/* dnscache 1.0.2: replaces an entry and forgets the old one. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct entry { char *host; char *address; };

static void remember(struct entry *entry, const char *host, const char *address)
{
    entry->host = strdup(host);
    entry->address = strdup(address);
}

int main(void)
{
    struct entry *entry = calloc(1, sizeof *entry);
    const char *addresses[] = {"192.0.2.7", "192.0.2.19", "192.0.2.44"};
    for (int i = 0; i < 3; i++)
        remember(entry, "mail.example.org", addresses[i]);
    printf("%s is %s\n", entry->host, entry->address);
    free(entry->host);
    free(entry->address);
    free(entry);
    return 0;
}
