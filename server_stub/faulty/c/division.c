/* loadavg 1.2.2: jobs per processor on a machine whose processors are all offline. */
#include <stdio.h>
#include "backtrace.h"

int online(const char *mask)
{
    int count = 0;
    for (; *mask; mask++)
        count += *mask == '1';
    return count;
}

int share(int jobs, const char *mask)
{
    return jobs / online(mask);
}

int main(void)
{
    catch_crashes();
    printf("%d jobs each\n", share(24, "0110"));
    printf("%d jobs each\n", share(24, "0000"));
    return 0;
}
