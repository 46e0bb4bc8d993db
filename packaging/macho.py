"""Checks a program for macOS: `macho.py PROGRAM arm64|x86_64`; or sets its identifier: `macho.py --settle PROGRAM`.

It must be a program for that processor, load only libraries of macOS, and be signed ad hoc, with a correct hash for every
page, if the processor starts nothing unsigned (arm64). Prints the oldest version of macOS that it runs on.
Status 1 with a sentence otherwise.

The linker derives the identifier (LC_UUID) from its input before the symbols are stripped, and so from the builder's
paths. `--settle` derives it from the distributed program, so that two builds have the same bytes, and corrects the hash
of its page in the signature.
"""

import hashlib
import struct
import sys

PROCESSORS = {"arm64": 0x0100000C, "x86_64": 0x01000007}
LOADS = {0x0C, 0x80000018, 0x8000001F, 0x80000023}  # LC_LOAD_DYLIB, weak, re-exported, upward
MINIMUM, BUILD, SIGNATURE = 0x24, 0x32, 0x1D  # LC_VERSION_MIN_MACOSX, LC_BUILD_VERSION, LC_CODE_SIGNATURE
UUID = 0x1B  # LC_UUID
DIRECTORY = 0xFADE0C02  # CSMAGIC_CODEDIRECTORY


def version(number: int) -> str:
    return f"{number >> 16}.{number >> 8 & 0xFF}"


def commands(data: bytes):
    """The kind and the offset of each load command."""
    place = 32
    for _ in range(struct.unpack_from("<I", data, 16)[0]):
        command, size = struct.unpack_from("<2I", data, place)
        yield command, place, size
        place += size


def page_hashes(data: bytes):
    """The offset of each hash in a signature (SHA-256) and its expected value."""
    for command, place, _ in commands(data):
        if command != SIGNATURE:
            continue
        start = struct.unpack_from("<I", data, place + 8)[0]
        for number in range(struct.unpack_from(">I", data, start + 8)[0]):
            directory = start + struct.unpack_from(">I", data, start + 16 + 8 * number)[0]
            if struct.unpack_from(">I", data, directory)[0] != DIRECTORY:
                continue
            hashes, _, _, slots, limit, size, kind, _, page = struct.unpack_from(">5I4B", data, directory + 16)
            if (size, kind) != (32, 2):
                sys.exit(f"the signature has hashes of kind {kind} with {size} bytes, not SHA-256")
            for slot in range(slots):
                part = data[slot << page : min(slot + 1 << page, limit)]
                yield directory + hashes + slot * size, hashlib.sha256(part).digest()


def settle(path: str) -> None:
    with open(path, "rb") as file:
        data = bytearray(file.read())
    ends = [struct.unpack_from("<I", data, place + 8)[0] for command, place, _ in commands(data) if command == SIGNATURE]
    places = [place + 8 for command, place, _ in commands(data) if command == UUID]
    for place in places:
        data[place : place + 16] = bytes(16)
    digest = bytearray(hashlib.sha256(data[: min(ends, default=len(data))]).digest()[:16])
    digest[6], digest[8] = digest[6] & 0x0F | 0x80, digest[8] & 0x3F | 0x80  # RFC 9562, version 8
    for place in places:
        data[place : place + 16] = digest
    for place, right in list(page_hashes(data)):
        data[place : place + 32] = right
    with open(path, "wb") as file:
        file.write(data)


def main(path: str, processor: str) -> None:
    name = path.rsplit("/", 1)[-1]
    with open(path, "rb") as file:
        data = file.read()
    magic, kind, _, file_type = struct.unpack_from("<4I", data)
    if (magic, kind, file_type) != (0xFEEDFACF, PROCESSORS[processor], 2):
        sys.exit(f"{name} is not a 64-bit program for {processor}")
    libraries, least = [], "?"
    for command, place, size in commands(data):
        if command in LOADS:
            start = place + struct.unpack_from("<I", data, place + 8)[0]
            libraries.append(data[start : place + size].split(b"\0")[0].decode())
        if command == BUILD:
            least = version(struct.unpack_from("<I", data, place + 12)[0])
        if command == MINIMUM:
            least = version(struct.unpack_from("<I", data, place + 8)[0])
    for library in libraries:
        if not library.startswith(("/usr/lib/", "/System/Library/Frameworks/")):
            sys.exit(f"{name} loads {library}, which is no part of macOS")
    hashes = list(page_hashes(data))
    if processor == "arm64" and not hashes:
        sys.exit(f"{name} has no signature, not even an ad hoc one, and no arm64 Mac would start it")
    wrong = sum(data[place : place + 32] != right for place, right in hashes)
    if wrong:
        sys.exit(f"{name}: {wrong} of {len(hashes)} pages are not what its signature says, and no Mac would start it")
    print(f"{name} needs macOS {least} and loads {' '.join(libraries)}")


if __name__ == "__main__":
    if sys.argv[1] == "--settle":
        settle(sys.argv[2])
    else:
        main(sys.argv[1], sys.argv[2])
