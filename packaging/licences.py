"""Lists the crates in the programs, with their licences and the texts that came with them.

    cargo metadata --format-version 1 --locked --filter-platform TARGET | python3 packaging/licences.py >FILE

Only linked crates count: neither build scripts nor tests. Each text is written once. A crate without a licence text
gets another crate's text of the same licence; if there is none, this ends with an error.
"""

import hashlib
import json
import pathlib
import re
import sys


def linked(metadata):
    """The packages reached from the program's own package through normal dependencies."""
    nodes = {node["id"]: node for node in metadata["resolve"]["nodes"]}
    found, waiting = set(), [metadata["resolve"]["root"]]
    while waiting:
        identity = waiting.pop()
        if identity in found:
            continue
        found.add(identity)
        for dependency in nodes[identity]["deps"]:
            if any(kind["kind"] is None for kind in dependency["dep_kinds"]):
                waiting.append(dependency["pkg"])
    found.discard(metadata["resolve"]["root"])
    packages = [package for package in metadata["packages"] if package["id"] in found]
    return sorted(packages, key=lambda package: (package["name"], package["version"]))


def texts(package):
    """The licence files in a crate's folder, by name."""
    folder = pathlib.Path(package["manifest_path"]).parent
    wanted = re.compile(r"(licen[cs]e|copying|notice|copyright)", re.IGNORECASE)
    files = [path for path in sorted(folder.iterdir()) if path.is_file() and wanted.match(path.name)]
    contents = [path.read_text(encoding="utf-8", errors="replace") for path in files]
    return ["\n".join(line.rstrip() for line in text.splitlines()).strip() for text in contents]


STANDARD = {
    "MIT": "Permission is hereby granted, free of charge",
    "Apache-2.0": "Apache License",
    "BSD-3-Clause": "Redistribution and use in source and binary forms",
    "ISC": "Permission to use, copy, modify, and",
    "Unicode-3.0": "UNICODE LICENSE V3",
    "Zlib": "This software is provided 'as-is'",
}


def main():
    packages = linked(json.load(sys.stdin))
    found = {package["id"]: texts(package) for package in packages}
    every = [text for own in found.values() for text in own]
    numbers = {}
    lines = [
        "Libraries of others in tokenctl",
        "===============================",
        "",
        "Beside these crates the programs contain the standard library of Rust (MIT OR Apache-2.0).",
        "",
    ]
    for package in packages:
        own = found[package["id"]]
        if not own:
            names = re.split(r"\s+(?:OR|AND)\s+|/", (package["license"] or "").strip("()"))
            marks = [STANDARD[name.strip(" ()")] for name in names if name.strip(" ()") in STANDARD]
            own = next(([text] for mark in marks for text in every if mark in text), [])
            if not own:
                sys.exit(f"licences.py: no text for {package['name']} {package['version']}: {package['license']}")
        for text in own:
            numbers.setdefault(hashlib.sha256(text.encode()).hexdigest(), (len(numbers) + 1, text))
        told = ", ".join(f"[{numbers[hashlib.sha256(text.encode()).hexdigest()][0]}]" for text in own)
        lines.append(f"{package['name']} {package['version']}: {package['license']}; text {told}")
    for number, text in numbers.values():
        lines += ["", "-" * 78, f"[{number}]", "", text]
    sys.stdout.write("\n".join(lines) + "\n")


main()
