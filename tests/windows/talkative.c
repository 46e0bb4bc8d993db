/* A driver that prints through the C runtime, like vendors' debug builds, and that reads standard input. */
#include <io.h>
#include <stdio.h>

__declspec(dllexport) unsigned long C_GetFunctionList(void **list) {
    char input[16];
    *list = NULL;
    printf("talkative: on stdout\n");
    fflush(stdout);
    _write(1, "talkative: on descriptor 1\n", 27);
    fprintf(stderr, "talkative: read %d bytes\n", _read(0, input, sizeof input));
    fflush(stderr);
    return 5; /* CKR_GENERAL_ERROR */
}
