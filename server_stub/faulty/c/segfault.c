/* rotatelog 1.1.0: finds the newest log of a directory that has none. */
#include <stdio.h>
#include <string.h>
#include "backtrace.h"

struct log { const char *name; long modified; struct log *next; };

struct log *newest(struct log *first)
{
    struct log *best = NULL;
    for (struct log *log = first; log; log = log->next)
        if (strstr(log->name, ".log") && (!best || log->modified > best->modified))
            best = log;
    return best;
}

void rotate(struct log *logs)
{
    struct log *log = newest(logs);
    printf("rotating %s\n", log->name);
}

int main(void)
{
    struct log readme = {"README", 17, NULL};
    catch_crashes();
    rotate(&readme);
    return 0;
}
