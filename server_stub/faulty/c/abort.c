/* thumbs 1.1.1: a picture whose header lies about its size. */
#include <assert.h>
#include <stdio.h>

struct picture { int width, height; };

static struct picture scale(struct picture source, int edge)
{
    assert(source.width > 0 && source.height > 0);
    if (source.width > source.height)
        return (struct picture){edge, edge * source.height / source.width};
    return (struct picture){edge * source.width / source.height, edge};
}

int main(void)
{
    struct picture pictures[] = {{4000, 3000}, {1200, 0}};
    for (int i = 0; i < 2; i++) {
        struct picture small = scale(pictures[i], 256);
        printf("%d x %d\n", small.width, small.height);
    }
    return 0;
}
