"""Times tokenctl and its rivals on tokens with a latency and prints a Markdown section; benches/wire.sh calls it.

wall(L) is compared with wall(0) + 1.1 · L · (calls of the longest token), the best that one thread per slot can
reach. Standard library only.
"""

import argparse
import collections
import datetime
import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

BEGIN = "<!-- benches/wire.sh: from here -->"
END = "<!-- benches/wire.sh: to here -->"
CASES = [(1, 10), (8, 10), (32, 10), (32, 30)]
# The allowed share of an older program's time, with `--beside`: exactly the calls saved.
OLDER = {(1, 10): 0.72, (32, 10): 0.77}
# Goals at 32 tokens and 10 ms: how many times faster than the rival.
GOALS = {"`pkcs11-tool` script with `openssl`": 75, "`p11tool --list-all-certs`": 130}


def main():
    options = arguments()
    wire = Wire(options)
    limits = [wire.limit(tokens, latency) for tokens, latency in CASES]
    shared = wire.shared_lock()
    older = [wire.older(*case) for case in OLDER] if options.beside else []
    desk = wire.workstation()
    rivals = [] if options.quick else [row for tokens, latency in CASES[:3] for row in wire.rivals(tokens, latency)]
    text = section(limits, shared, rivals, older, desk, options)
    print(text)
    if options.write:
        write(options.document, text)
    missed = [row for row in [*limits, shared, *rivals, *older, *desk] if row["met"] is False]
    sys.exit(1 if missed and not options.quick else 0)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("work", "driver", "tokenctl", "document"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--python", required=True)
    parser.add_argument("--beside", type=Path, help="an older tokenctl, held against the goals that name 0.1.0")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--quick", action="store_true")
    return parser.parse_args()


class Wire:
    def __init__(self, options):
        self.options = options
        self.own = {}
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("TOKENCTL")}
        self.environment.update(HOME=str(options.work), LC_ALL="C.UTF-8")

    def module(self, tokens, latency, shared=False):
        """A copy of the driver with its script."""
        folder = self.options.work / f"{tokens}-{latency}-{shared}"
        module = folder / "module.so"
        if not module.exists():
            folder.mkdir()
            shutil.copy(self.options.driver, module)
            script = {"latency_ms": latency, "global_lock": shared, "slots": [token(n) for n in range(1, tokens + 1)]}
            Path(f"{module}.json").write_text(json.dumps(script))
        return module

    def run(self, *command):
        done = subprocess.run(command, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        return done.stdout.decode("utf-8", "replace"), done

    def inventory(self, module, tokens, *more, rounds=7):
        """The best of several runs, in seconds."""
        return min(self.reading(self.options.tokenctl, [module], tokens, *more) for _ in range(rounds))

    def reading(self, program, modules, tokens, *more):
        """The seconds of one inventory, which must find `tokens` tokens."""
        named = [word for module in modules for word in ("--module", module)]
        begun = time.perf_counter()
        text, done = self.run(program, *named, "--format", "json", "--at", "2026-11-22", *more, "inventory")
        spent = time.perf_counter() - begun
        # A driver that was named but has nothing to serve is a failure: status 1 beside what was read, 8 without.
        allowed = (0,) if len(modules) == 1 and tokens else (0, 1, 3, 8)
        found = len(json.loads(text)["tokens"])
        if done.returncode not in allowed or tokens != found:
            sys.exit(f"tokenctl failed: {done.returncode}, {found} of {tokens} tokens: {done.stderr.decode()}")
        return spent

    def older(self, tokens, latency):
        """This program and an older one, in turns."""
        module = self.module(tokens, latency)
        programs = {"this": self.options.tokenctl, "older": self.options.beside}
        times = {name: [] for name in programs}
        for _ in range(9):
            for name, program in programs.items():
                times[name].append(self.reading(program, [module], tokens))
        least = {name: min(spent) for name, spent in times.items()}
        middle = {name: statistics.median(spent) for name, spent in times.items()}
        ratio = least["this"] / least["older"]
        say(f"{tokens} tokens, {latency} ms: {ratio:.2f} of {least['older'] * 1000:.0f} ms")
        return {
            "tokens": tokens, "latency": latency, "least": least, "ratio": ratio,
            "median": middle["this"] / middle["older"], "goal": OLDER[tokens, latency],
            "met": ratio <= OLDER[tokens, latency],
        }

    def workstation(self):
        """All drivers of a workstation at once, compared with the slowest healthy one alone; then each without a token."""
        slow = self.module(1, 10)
        idle = [(name, path) for name, file in IDLE if (path := first(file))]
        modules = [slow, self.module(8, 0), *(path for _, path in idle)]
        alone, together = [], []
        for _ in range(9):
            alone.append(self.reading(self.options.tokenctl, [slow], 1))
            # The token of the slow driver is one of the other driver's eight, seen twice.
            together.append(self.reading(self.options.tokenctl, modules, 8))
        ratio = min(together) / min(alone)
        say(f"{len(modules)} drivers: {ratio:.2f} of the slowest alone")
        rows = [{
            "what": f"{len(modules)} drivers at once ({', '.join(name for name, _ in idle)} have nothing to serve), "
            "beside the slowest healthy one alone",
            "measured": f"{milliseconds(min(together))} against {milliseconds(min(alone))}, {ratio:.2f}× "
            f"(medians {statistics.median(together) / statistics.median(alone):.2f}×)",
            "goal": "≤ 1.15×", "met": ratio <= 1.15,
        }]
        for name, path in idle:
            spent = [self.reading(self.options.tokenctl, [path], 0) for _ in range(7)]
            rows.append({
                "what": f"{name}, with nothing to serve, by itself",
                "measured": f"{milliseconds(min(spent))}, median {milliseconds(statistics.median(spent))}",
                "goal": "< 200 ms", "met": min(spent) < 0.2,
            })
        return rows

    def device_calls(self, module, tokens):
        """The largest number of calls to one token in a run."""
        log = Path(f"{module}.json.log")
        log.unlink(missing_ok=True)
        self.inventory(module, tokens, rounds=1)
        calls = collections.Counter(line.split()[2] for line in log.read_text().splitlines())
        calls.pop("-", None)
        return max(calls.values())

    def limit(self, tokens, latency):
        calls = self.device_calls(self.module(tokens, 0), tokens)
        without = self.inventory(self.module(tokens, 0), tokens)
        wall = self.own[tokens, latency] = self.inventory(self.module(tokens, latency), tokens)
        allowed = without + 1.1 * latency / 1000 * calls
        say(f"{tokens} tokens, {latency} ms: {wall * 1000:.0f} ms, {allowed * 1000:.0f} allowed")
        return {
            "tokens": tokens, "latency": latency, "calls": calls, "without": without, "wall": wall,
            "allowed": allowed, "met": wall <= allowed,
        }

    def shared_lock(self):
        """A driver that serialises its slots, spread over hosts, compared with one that does not."""
        parallel = self.inventory(self.module(8, 10), 8)
        shared = self.module(8, 10, shared=True)
        one, many = self.inventory(shared, 8, rounds=3), self.inventory(shared, 8, "--hosts", "8")
        say(f"one lock: {one * 1000:.0f} ms, over 8 hosts {many * 1000:.0f} ms, parallel {parallel * 1000:.0f} ms")
        return {"one": one, "many": many, "parallel": parallel, "met": many <= 2 * parallel}

    def rivals(self, tokens, latency):
        module = self.module(tokens, latency)
        contenders = {
            "`pkcs11-tool` script with `openssl`": lambda: self.script(module, tokens),
            "`p11tool --list-all-certs`": lambda: self.p11tool(module, tokens),
        }
        if self.run(self.options.python, "-c", "import pkcs11")[1].returncode == 0:
            contenders["python-pkcs11"] = lambda: self.python(module, tokens)
        for name, work in contenders.items():
            begun = time.perf_counter()
            work()
            spent = time.perf_counter() - begun
            ratio = spent / self.own[tokens, latency]
            goal = GOALS.get(name) if tokens == 32 else None
            say(f"{tokens} tokens, {latency} ms: {name}: {spent * 1000:.0f} ms, {ratio:.1f}×")
            yield {
                "tokens": tokens, "latency": latency, "name": name, "time": spent, "ratio": ratio, "goal": goal,
                "met": None if goal is None else ratio >= goal,
            }

    def script(self, module, tokens):
        """A careful shell script: slots, then every certificate, then its dates with openssl."""
        file = str(self.options.work / "certificate.der")
        text, _ = self.run("pkcs11-tool", "--module", module, "-L")
        slots = re.findall(r"Slot \d+ \((0x[0-9a-f]+)\)", text)
        read = 0
        for slot in slots:
            text, _ = self.run("pkcs11-tool", "--module", module, "--slot", slot, "-O", "--type", "cert")
            for identifier in re.findall(r"ID:\s+([0-9a-f]+)", text):
                self.run(
                    "pkcs11-tool", "--module", module, "--slot", slot, "-r", "--type", "cert", "--id", identifier, "-o", file,
                )
                _, done = self.run("openssl", "x509", "-inform", "DER", "-in", file, "-noout", "-subject", "-dates")
                read += done.returncode == 0
            # Which certificate belongs to a key of the token, which tokenctl shows too.
            self.run("pkcs11-tool", "--module", module, "--slot", slot, "-O", "--type", "pubkey")
        if read != tokens:
            sys.exit(f"the script read {read} of {tokens} certificates")

    def p11tool(self, module, tokens):
        text, _ = self.run("p11tool", "--provider", module, "--batch", "--list-all-certs", "pkcs11:")
        if text.count("URL: ") != tokens:
            sys.exit(f"p11tool found {text.count('URL: ')} of {tokens} certificates")

    def python(self, module, tokens):
        text, done = self.run(self.options.python, Path(__file__).with_name("wire_rival.py"), module)
        if text.strip() != str(tokens):
            sys.exit(f"python-pkcs11 found {text.strip()} of {tokens}: {done.stderr.decode()}")


# Drivers installed for tokens that are not there, at Debian's paths.
IDLE = [
    ("OpenSC without a reader", "opensc-pkcs11.so"),
    ("openCryptoki without its daemon", "pkcs11/libopencryptoki.so"),
    ("tpm2-pkcs11 without a TPM", "pkcs11/libtpm2_pkcs11.so"),
    ("p11-kit-client without a server", "pkcs11/p11-kit-client.so"),
    ("ykcs11 without a key", "libykcs11.so.2"),
]


def first(name):
    """The driver of that name, if it is installed."""
    places = [Path("/usr/lib", machine, name) for machine in (f"{platform.machine()}-linux-gnu", "")]
    return next((place for place in places if place.exists()), None)


def token(number):
    """A token with one certificate and its public key."""
    fixtures = Path(__file__).resolve().parent.parent / "fixtures/certificates"
    name = f"Token {number}"
    identifier = {"hex": f"{number:02x}"}
    certificate = {
        "CKA_CERTIFICATE_TYPE": {"ulong": "CKC_X_509"}, "CKA_ID": identifier, "CKA_LABEL": name,
        "CKA_VALUE": {"file": str(fixtures / "g1-person.der")}, "CKA_TOKEN": True, "CKA_PRIVATE": False,
    }
    key = {
        "CKA_KEY_TYPE": {"ulong": "CKK_RSA"}, "CKA_ID": identifier, "CKA_LABEL": name, "CKA_VERIFY": True,
        "CKA_MODULUS": {"hex": "c3" + 255 * "5b"}, "CKA_PUBLIC_EXPONENT": {"hex": "010001"}, "CKA_TOKEN": True,
        "CKA_PRIVATE": False,
    }
    return {
        "id": number, "description": f"Reader {number}",
        "token": {
            "label": name, "serial": f"{number:08}", "user_pin": {"value": "12345678"},
            "objects": [
                {"class": "CKO_CERTIFICATE", "attributes": certificate},
                {"class": "CKO_PUBLIC_KEY", "attributes": key},
            ],
        },
    }


def say(text):
    print(text, file=sys.stderr)


def milliseconds(seconds):
    return f"{seconds * 1000:,.0f} ms"


def mark(met):
    return {True: "yes", False: "**no**", None: "–"}[met]


def section(limits, shared, rivals, older, desk, options):
    version = subprocess.run([options.tokenctl, "--version"], stdout=subprocess.PIPE).stdout.decode().strip()
    lines = [
        BEGIN,
        "## To the limit of the wire",
        "",
        "Written by `benches/wire.sh --write`; do not edit. Scripted tokens that take a fixed time for every device call,",
        "with one lock a slot, as USB tokens do; a certificate and a public key on each. What one thread a slot can reach is",
        "wall(0) + L · (device calls of the longest token); a tenth more is allowed.",
        "",
        f"{version}, {datetime.date.today()}, {os.cpu_count()} processors, {platform.system()} {platform.release()},"
        f" load {os.getloadavg()[0]:.1f}.",
        "",
    ]
    if rivals:
        lines += [
            "| tokens | latency | other program | its time | tokenctl | ratio | goal | met |",
            "|---:|---:|---|---:|---:|---:|---|---|",
        ]
        own = {(row["tokens"], row["latency"]): row["wall"] for row in limits}
        for row in rivals:
            goal = f"≥ {row['goal']}×" if row["goal"] else "–"
            lines.append(
                f"| {row['tokens']} | {row['latency']} ms | {row['name']} | {milliseconds(row['time'])} "
                f"| {milliseconds(own[row['tokens'], row['latency']])} | {row['ratio']:.1f}× | {goal} | {mark(row['met'])} |"
            )
        lines.append("")
    lines += [
        "| tokens | latency | device calls of a token | wall(0) | wall(L) | allowed | met |",
        "|---:|---:|---:|---:|---:|---:|---|",
    ]
    for row in limits:
        lines.append(
            f"| {row['tokens']} | {row['latency']} ms | {row['calls']} | {milliseconds(row['without'])} "
            f"| {milliseconds(row['wall'])} | {milliseconds(row['allowed'])} | {mark(row['met'])} |"
        )
    ratio = shared["many"] / shared["parallel"]
    lines += [
        "",
        f"A driver with one lock for all its slots (OpenSC is one), 8 tokens at 10 ms: {milliseconds(shared['one'])} in one",
        f"host, {milliseconds(shared['many'])} with `--hosts 8`: {ratio:.2f}× of the parallel driver's"
        f" {milliseconds(shared['parallel'])} (goal ≤ 2×, met: {mark(shared['met'])}).",
        "",
    ]
    if older:
        version = subprocess.run([options.beside, "--version"], stdout=subprocess.PIPE).stdout.decode().strip()
        lines += [
            f"| tokens | latency | {version} | this | ratio | of medians | goal | met |",
            "|---:|---:|---:|---:|---:|---:|---|---|",
        ]
        for row in older:
            lines.append(
                f"| {row['tokens']} | {row['latency']} ms | {milliseconds(row['least']['older'])} "
                f"| {milliseconds(row['least']['this'])} | {row['ratio']:.2f}× | {row['median']:.2f}× "
                f"| ≤ {row['goal']}× | {mark(row['met'])} |"
            )
        lines.append("")
    lines += ["| a workstation | measured | goal | met |", "|---|---|---|---|"]
    lines += [f"| {row['what']} | {row['measured']} | {row['goal']} | {mark(row['met'])} |" for row in desk]
    lines += [
        END,
        "",
    ]
    return "\n".join(lines)


def write(document, text):
    old = document.read_text(encoding="utf-8") if document.exists() else "# Speed and memory\n\n"
    if BEGIN in old and END in old:
        new = old[: old.index(BEGIN)] + text.rstrip("\n") + old[old.index(END) + len(END) :]
    else:
        new = old.rstrip("\n") + "\n\n" + text
    document.write_text(new, encoding="utf-8")
    say(f"written: {document}")


if __name__ == "__main__":
    main()
