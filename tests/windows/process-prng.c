/* bcryptprimitives.dll for wine 8, which lacks it: the one function that Rust's standard library requires.
 *
 * Only for the test prefix, never shipped: Windows 10 and later have the real one. */
#include <windows.h>

/* SystemFunction036 is the exported name of RtlGenRandom (advapi32). */
BOOLEAN NTAPI SystemFunction036(PVOID buffer, ULONG length);

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE data, SIZE_T length) {
    while (length > 0) {
        ULONG piece = length > 0x10000 ? 0x10000 : (ULONG)length;
        if (!SystemFunction036(data, piece)) return FALSE;
        data += piece;
        length -= piece;
    }
    return TRUE;
}
