/* sessions 1.0.1: looks at a session after its time-out has freed it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct session { char user[24]; int idle; };

static void expire(struct session **sessions, int count)
{
    for (int i = 0; i < count; i++)
        if (sessions[i]->idle > 900)
            free(sessions[i]);
}

static void report(struct session **sessions, int count)
{
    for (int i = 0; i < count; i++)
        printf("%s idle for %d s\n", sessions[i]->user, sessions[i]->idle);
}

int main(void)
{
    struct session *sessions[2];
    for (int i = 0; i < 2; i++) {
        sessions[i] = malloc(sizeof **sessions);
        strcpy(sessions[i]->user, i ? "ana" : "ben");
        sessions[i]->idle = 600 * (i + 1);
    }
    expire(sessions, 2);
    report(sessions, 2);
    return 0;
}
