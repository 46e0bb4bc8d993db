/* The DLL that dependent.dll needs beside it. */
__declspec(dllexport) unsigned long neighbour(void) {
    return 5; /* CKR_GENERAL_ERROR */
}
