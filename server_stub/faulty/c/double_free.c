/* mailq 1.3.0: a message that two queues believe to own. */
#include <stdio.h>
#include <string.h>
#include "backtrace.h"

struct message { char *subject; };

void drop(struct message *message)
{
    free(message->subject);
}

void flush(struct message *queue, int length)
{
    for (int i = 0; i < length; i++)
        drop(&queue[i]);
}

int main(void)
{
    struct message bounced = {strdup("Undelivered mail returned to sender")};
    struct message incoming[] = {bounced}, retry[] = {bounced};
    catch_crashes();
    flush(incoming, 1);
    flush(retry, 1);
    return 0;
}
