/* quota 1.4.0: a signed sum that runs over. */
#include <stdio.h>

static int total_kib(const int *files, int count)
{
    int total = 0;
    for (int i = 0; i < count; i++)
        total += files[i];
    return total;
}

int main(void)
{
    int files[] = {1 << 30, 900000000, 800000000};
    printf("%d KiB\n", total_kib(files, 3));
    return 0;
}
