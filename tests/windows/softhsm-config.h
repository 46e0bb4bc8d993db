/* SoftHSM2 2.6.1 for Windows with OpenSSL, as its configure would write it: the tests' real module. */
#pragma once
#define _WIN32_WINNT 0x0601
#define WIN32_LEAN_AND_MEAN
#include <winsock2.h>
#include <windows.h>

#define CRYPTOKI_VISIBILITY 1
#define CRYPTOKI_EXPORTS 1
#define DEFAULT_LOG_LEVEL "ERROR"
#define DEFAULT_OBJECTSTORE_BACKEND "file"
#define DEFAULT_PKCS11_LIB "softhsm2.dll"
#define DEFAULT_SOFTHSM2_CONF "softhsm2.conf"
#define DEFAULT_TOKENDIR "tokens"
#define HAVE_AES_KEY_WRAP 1
#define HAVE_AES_KEY_WRAP_PAD 1
#define HAVE_CXX11 1
#define HAVE_LOADLIBRARY 1
#define MAX_PIN_LEN 255
#define MIN_PIN_LEN 4
#define PACKAGE "softhsm"
#define PACKAGE_NAME "SoftHSM"
#define PACKAGE_STRING "SoftHSM 2.6.1"
#define PACKAGE_VERSION "2.6.1"
#define VERSION "2.6.1"
#define VERSION_MAJOR 2
#define VERSION_MINOR 6
#define WITH_ECC 1
#define WITH_EDDSA 1
#define WITH_OPENSSL 1
#define WITH_RAW_PSS 1
