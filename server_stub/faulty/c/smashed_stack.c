/* ups 1.2.1: copies a status line of the power supply into a fixed buffer. */
#include <stdio.h>
#include <string.h>

void show_status(const char *line)
{
    char status[16];
    size_t end = strcspn(line, "\n");
    for (size_t i = 0; i <= end; i++)
        status[i] = line[i];
    printf("status: %.16s\n", status);
}

int main(void)
{
    show_status("ONLINE\n");
    show_status("ON BATTERY, 12 MINUTES LEFT, REPLACE BATTERY SOON\n");
    return 0;
}
