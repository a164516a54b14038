/* treesize 1.3.2: follows a link that points at its own parent. */
#include <stdio.h>

struct folder { const char *name; long bytes; struct folder *child; };

static long size(const struct folder *folder)
{
    char path[512];
    snprintf(path, sizeof path, "/%s", folder->name);
    return folder->bytes + (folder->child ? size(folder->child) : 0) + (path[0] != '/');
}

int main(void)
{
    struct folder music = {"music", 4096, NULL}, albums = {"albums", 4096, &music};
    music.child = &albums;
    printf("%ld\n", size(&music));
    return 0;
}
