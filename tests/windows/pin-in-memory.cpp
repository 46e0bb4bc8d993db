// Keeps the SoftHSM2 test DLL in memory until its process ends.
//
// Compiled without pthreads' own DLL, OpenSSL and SoftHSM leave handlers behind that run when the process ends; a
// program that calls FreeLibrary before that would jump into unmapped memory. Vendors pin their drivers as well.
#include <windows.h>

namespace {

struct Pin {
    Pin() {
        HMODULE self;
        GetModuleHandleExA(GET_MODULE_HANDLE_EX_FLAG_PIN | GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS,
                           reinterpret_cast<LPCSTR>(&self_address), &self);
    }
    static void self_address() {}
};

Pin pin;

}  // namespace
