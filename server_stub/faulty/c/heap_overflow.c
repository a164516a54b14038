/* csvcut 1.4.1: forgets the byte that ends a text. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *column(const char *line, int wanted)
{
    const char *start = line;
    for (; wanted && *start; start++)
        wanted -= *start == ';';
    size_t length = strcspn(start, ";");
    char *text = malloc(length);
    memcpy(text, start, length);
    text[length] = '\0';
    return text;
}

int main(void)
{
    char *town = column("Huber;Amalie;Salzburg;5020", 2);
    puts(town);
    free(town);
    return 0;
}
