#!/usr/bin/env python3
"""How long a CRL of 100,000 entries takes for 1,000 certificates.

Compared in the same run: one bare walk over the list with as many look-ups, and `openssl verify` once per certificate (of a
sample, extrapolated). Needs openssl and the release build:

    cargo build --release --locked --bin tokenctl --example list_lookups
    benches/crl.py
"""

import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

ENTRIES = 100_000
CERTIFICATES = 1_000
SAMPLE = 20
ROUNDS = 7
PROJECT = pathlib.Path(__file__).resolve().parent.parent
PROGRAM = PROJECT / "target/release/tokenctl"
EXAMPLE = PROJECT / "target/release/examples/list_lookups"

CONFIGURATION = """
[ca]
default_ca = here
[here]
database = index.txt
crlnumber = crlnumber
default_md = sha256
default_crl_days = 30
[extensions]
authorityKeyIdentifier = keyid
keyUsage = critical,digitalSignature
basicConstraints = critical,CA:FALSE
"""


def openssl(folder, *words):
    subprocess.run(["openssl", *words], cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def authority(folder):
    """A root, its CRL, and certificates, every other one of which is revoked."""
    (folder / "ca.conf").write_text(CONFIGURATION)
    (folder / "crlnumber").write_text("01\n")
    lines = [f"R\t300101000000Z\t250101000000Z,keyCompromise\t{2 * number + 0x10000:08X}\tunknown\t/CN=x\n" for number in range(ENTRIES)]
    (folder / "index.txt").write_text("".join(lines))
    openssl(folder, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "3650", "-keyout", "ca.key", "-out", "ca.pem",
            "-subj", "/C=VN/O=Test/CN=List", "-addext", "keyUsage=critical,keyCertSign,cRLSign",
            "-addext", "basicConstraints=critical,CA:TRUE")
    openssl(folder, "ca", "-gencrl", "-config", "ca.conf", "-cert", "ca.pem", "-keyfile", "ca.key", "-out", "list.pem")
    openssl(folder, "crl", "-in", "list.pem", "-outform", "DER", "-out", "list.der")
    openssl(folder, "x509", "-in", "ca.pem", "-outform", "DER", "-out", "ca.der")
    openssl(folder, "req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", "leaf.key", "-out", "leaf.csr", "-subj", "/CN=holder")
    certificates = []
    for number in range(CERTIFICATES):
        serial = 0x10000 + number * (2 * ENTRIES // CERTIFICATES) + number % 2
        name = f"{number:04}.pem"
        openssl(folder, "x509", "-req", "-in", "leaf.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-set_serial", str(serial), "-days",
                "365", "-extfile", "ca.conf", "-extensions", "extensions", "-out", name)
        openssl(folder, "x509", "-in", name, "-outform", "DER", "-out", name.replace(".pem", ".der"))
        certificates.append(name)
    return certificates


def timed(command, folder, allowed):
    started = time.perf_counter()
    done = subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    if done.returncode not in allowed:
        sys.exit(f"{command[0]} ended with {done.returncode}")
    return time.perf_counter() - started


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        certificates = authority(folder)
        ders = [certificate.replace(".pem", ".der") for certificate in certificates]
        inside = subprocess.run([EXAMPLE, "list.der", "ca.der", *ders], cwd=folder, check=True, capture_output=True, text=True)
        figures = dict(line.rsplit(" ", 1) for line in inside.stdout.splitlines())
        print(inside.stdout, end="")
        walk, judge = int(figures["walk"]), int(figures["judge"])
        print(f"read, verified and asked for all, of one walk with as many look-ups: {judge / walk:.2f} x")
        ours, theirs = [], []
        for _ in range(ROUNDS):
            command = [PROGRAM, "verify", "--offline", "--trust", "ca.pem", "--crl", "list.pem", "--format", "json", *certificates]
            ours.append(timed(command, folder, (11,)))
            sample = certificates[:: CERTIFICATES // SAMPLE][:SAMPLE]
            each = [timed(["openssl", "verify", "-crl_check", "-CAfile", "ca.pem", "-CRLfile", "list.pem", one], folder, (0, 2))
                    for one in sample]
            theirs.append(sum(each) / len(each) * CERTIFICATES)
        print(f"tokenctl verify, {CERTIFICATES} files: min {min(ours) * 1000:.0f} ms, median {statistics.median(ours) * 1000:.0f} ms")
        print(f"openssl verify once each, reckoned from {SAMPLE}: min {min(theirs):.1f} s, median {statistics.median(theirs):.1f} s")
        print(f"faster: {min(theirs) / min(ours):.0f} x by the least, {statistics.median(theirs) / statistics.median(ours):.0f} x by the median")


main()
