"""Looks at a program for macOS: `macho.py PROGRAM arm64|x86_64`.

It must be a program of that processor, load nothing but what macOS brings along, and be signed ad hoc where the
processor starts nothing unsigned (arm64). Says from which version of macOS on it runs. Status 1 with a sentence otherwise.
"""

import struct
import sys

PROCESSORS = {"arm64": 0x0100000C, "x86_64": 0x01000007}
LOADS = {0x0C, 0x80000018, 0x8000001F, 0x80000023}  # LC_LOAD_DYLIB, weak, re-exported, upward
MINIMUM, BUILD, SIGNATURE = 0x24, 0x32, 0x1D  # LC_VERSION_MIN_MACOSX, LC_BUILD_VERSION, LC_CODE_SIGNATURE


def version(number: int) -> str:
    return f"{number >> 16}.{number >> 8 & 0xFF}"


def main(path: str, processor: str) -> None:
    name = path.rsplit("/", 1)[-1]
    with open(path, "rb") as file:
        data = file.read()
    magic, kind, _, file_type, count, _, _, _ = struct.unpack_from("<8I", data)
    if (magic, kind, file_type) != (0xFEEDFACF, PROCESSORS[processor], 2):
        sys.exit(f"{name} is not a 64-bit program for {processor}")
    place, libraries, signed, least = 32, [], False, "?"
    for _ in range(count):
        command, size = struct.unpack_from("<2I", data, place)
        if command in LOADS:
            start = place + struct.unpack_from("<I", data, place + 8)[0]
            libraries.append(data[start : place + size].split(b"\0")[0].decode())
        signed |= command == SIGNATURE
        if command == BUILD:
            least = version(struct.unpack_from("<I", data, place + 12)[0])
        if command == MINIMUM:
            least = version(struct.unpack_from("<I", data, place + 8)[0])
        place += size
    for library in libraries:
        if not library.startswith(("/usr/lib/", "/System/Library/Frameworks/")):
            sys.exit(f"{name} loads {library}, which is no part of macOS")
    if processor == "arm64" and not signed:
        sys.exit(f"{name} has no signature, not even an ad hoc one, and no arm64 Mac would start it")
    print(f"{name} needs macOS {least} and loads {' '.join(libraries)}")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
