/* A driver that cannot be loaded without neighbour.dll. */
__declspec(dllimport) unsigned long neighbour(void);

__declspec(dllexport) unsigned long C_GetFunctionList(void **list) {
    *list = 0;
    return neighbour();
}
