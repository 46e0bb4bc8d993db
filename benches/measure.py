"""Times tokenctl and its rivals in turns and prints a Markdown table; benches/run.sh calls it.

Every number is the best and the median of several rounds in which all contenders ran one after another, so that a busy
machine affects all of them equally, in another order each time. Where a run takes milliseconds, an untimed one of the same
program precedes it: `pkcs11-tool` is also what the script runs, and none may profit from what ran before it. Standard
library only.
"""

import argparse
import datetime
import os
import platform
import random
import re
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path

SAMPLE = 20  # Certificates of a large token that the script is timed on; the rest is calculated.


def main():
    options = arguments()
    bench = Bench(options)
    sets = [name for name in ("one", "hundred", "objects-100", "objects-1000") if (options.work / name).is_dir()]
    rows = [row for name in sets for row in bench.token_set(name)]
    facts = bench.facts(sets)
    text = document(rows, facts, options)
    print(text)
    if options.write:
        old = options.document.read_text(encoding="utf-8") if options.document.exists() else ""
        # The section of benches/wire.sh is kept.
        mark = "<!-- benches/wire.sh: from here -->"
        kept = "\n" + old[old.index(mark) :] if mark in old else ""
        options.document.write_text(text + kept, encoding="utf-8")
        print(f"written: {options.document}", file=sys.stderr)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("work", "module", "tokenctl", "hello", "least", "document"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--python", required=True)
    parser.add_argument("--beside", type=Path, help="an older tokenctl, measured as one more program")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--quick", action="store_true")
    return parser.parse_args()


class Bench:
    NAMES = {
        "one": "1 token with 1 certificate",
        "hundred": "100 tokens with 1 certificate each",
        "objects-100": "1 token with 100 certificates",
        "objects-1000": "1 token with 1,000 certificates",
    }
    CERTIFICATES = {"one": 1, "hundred": 100, "objects-100": 100, "objects-1000": 1000}
    LABELS = {
        "script": "`pkcs11-tool` script with `openssl`",
        "pkcs11-tool -O": "`pkcs11-tool -O`",
        "p11tool": "`p11tool --list-all-certs`",
        "python-pkcs11": "python-pkcs11",
        "older": "tokenctl 0.1.0",
    }
    # How many times faster than a rival, if the goal is not just to be faster. With one certificate pkcs11-tool, which
    # shows no dates, may take 15 % less.
    GOALS = {
        ("one", "pkcs11-tool -O"): 1 / 1.15,
        ("hundred", "script"): 40,
        ("objects-100", "script"): 40,
        ("objects-100", "pkcs11-tool -O"): 1.7,
        ("objects-1000", "pkcs11-tool -O"): 1.8,
        ("objects-1000", "python-pkcs11"): 1.8,
    }

    def __init__(self, options):
        self.options = options
        if options.beside:
            self.LABELS = self.LABELS | {"older": self.run_version(options.beside)}
        self.best = {}
        self.least = {}
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("TOKENCTL")}
        self.environment.update(HOME=str(options.work), LC_ALL="C.UTF-8")

    @staticmethod
    def run_version(program):
        return subprocess.run([program, "--version"], stdout=subprocess.PIPE).stdout.decode().strip()

    def token_set(self, name):
        """The rows of one set of tokens."""
        self.environment["SOFTHSM2_CONF"] = str(self.options.work / name / "softhsm2.conf")
        contenders = {
            "tokenctl": lambda: self.tokenctl(self.options.tokenctl),
            "least calls": lambda: self.timed(self.least_calls),
            "script": lambda: self.script(name),
            "pkcs11-tool -O": lambda: self.listing(name),
            "p11tool": self.p11tool,
        }
        if self.run(self.options.python, "-c", "import pkcs11").returncode == 0:
            contenders["python-pkcs11"] = lambda: self.timed(self.python)
        if self.options.beside:
            contenders["older"] = lambda: self.tokenctl(self.options.beside)
        rounds = {"one": 61, "hundred": 5, "objects-100": 61, "objects-1000": 25}[name] if not self.options.quick else 1
        times = {contender: [] for contender in contenders}
        for turn in range(rounds):
            # The same orders in each run of this script.
            for contender, run in random.Random(turn).sample(list(contenders.items()), len(contenders)):
                # Slow ones get fewer turns: a minute is enough.
                slow = contender == "script" and name != "one" or contender == "script" and turn > 14
                if turn > 1 and slow or turn > 20 and contender == "p11tool" or turn and min(times[contender]) > 20:
                    continue
                if name in ("one", "objects-100") and contender != "script":
                    run()
                times[contender].append(run())
                say(f"{name}: {contender}: {times[contender][-1] * 1000:.1f} ms")
        own = self.best[name] = min(times["tokenctl"])
        least = self.least[name] = min(times["least calls"])
        median = {contender: statistics.median(spent) for contender, spent in times.items()}
        for contender, label in self.LABELS.items():
            if contender not in times:
                continue
            rival = min(times[contender])
            comparable = contender != "p11tool" or self.p11tool_found == self.CERTIFICATES[name]
            note = "" if comparable else f"found {self.p11tool_found} of {self.CERTIFICATES[name]}"
            if contender == "script" and name == "objects-1000":
                note = f"≈ from {SAMPLE} of them"
            goal = self.GOALS.get((name, contender), 1)
            yield {
                "set": self.NAMES[name],
                "own": own,
                "rival": label,
                "time": rival,
                "note": note,
                "ratio": f"{rival / own:.2f}×" if comparable else "–",
                "median": f"{median[contender] / median['tokenctl']:.2f}×" if comparable else "–",
                "most": f"{rival / least:.2f}×" if comparable else "–",
                "goal": "faster" if goal == 1 else f"≥ {goal:.3g}×",
                "met": rival / own >= goal if comparable else None,
            }

    def run(self, *command):
        return subprocess.run(command, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def text(self, *command):
        return self.run(*command).stdout.decode("utf-8", "replace")

    def timed(self, work):
        begun = time.perf_counter()
        work()
        return time.perf_counter() - begun

    def tokenctl(self, program):
        begun = time.perf_counter()
        done = self.run(program, "--module", self.options.module, "--format", "json", "inventory")
        spent = time.perf_counter() - begun
        if done.returncode or b'"kind": "inventory"' not in done.stdout:
            sys.exit(f"tokenctl failed: {done.returncode} {done.stderr.decode()}")
        return spent

    def slots(self):
        text = self.text("pkcs11-tool", "--module", self.options.module, "-L")
        slots = []
        for part in text.split("Slot ")[1:]:
            if "token initialized" in part:
                slots.append(re.search(r"\((0x[0-9a-f]+)\)", part).group(1))
        return slots

    def listing(self, name):
        def every_slot():
            if name != "hundred":
                # One token needs no list of slots first.
                self.run("pkcs11-tool", "--module", self.options.module, "-O")
                return
            for slot in self.slots():
                self.run("pkcs11-tool", "--module", self.options.module, "--slot", slot, "-O")

        return self.timed(every_slot)

    def script(self, name):
        """A careful shell script: slots, then every certificate, then its dates with openssl."""
        file = str(self.options.work / "certificate.der")
        read_of = total = 0
        begun = time.perf_counter()
        reading = 0.0
        for slot in self.slots():
            text = self.text("pkcs11-tool", "--module", self.options.module, "--slot", slot, "-O", "--type", "cert")
            ids = re.findall(r"ID:\s+([0-9a-f]+)", text)
            total += len(ids)
            chosen = ids[:SAMPLE] if name == "objects-1000" else ids
            read_of += len(chosen)
            from_here = time.perf_counter()
            for identifier in chosen:
                self.run(
                    "pkcs11-tool", "--module", self.options.module, "--slot", slot,
                    "-r", "--type", "cert", "--id", identifier, "-o", file,
                )
                done = self.run("openssl", "x509", "-inform", "DER", "-in", file, "-noout", "-subject", "-dates")
                if done.returncode:
                    sys.exit(f"the script read no certificate: {done.stderr.decode()}")
            reading += time.perf_counter() - from_here
        spent = time.perf_counter() - begun
        return spent - reading + reading * total / max(read_of, 1)

    def p11tool(self):
        def list_all():
            # Without a URL it lists nothing if there are several tokens.
            text = self.text("p11tool", "--provider", self.options.module, "--batch", "--list-all-certs", "pkcs11:")
            self.p11tool_found = text.count("URL: ")

        return self.timed(list_all)

    def least_calls(self):
        """Only the calls of an inventory: the lower bound for any program that makes them."""
        self.found(self.run(self.options.least, self.options.module))

    def python(self):
        self.found(self.run(self.options.python, Path(__file__).with_name("wire_rival.py"), self.options.module))

    def found(self, done):
        if done.returncode or int(done.stdout or 0) == 0:
            sys.exit(f"nothing was read: {done.stderr.decode()}")

    def facts(self, sets):
        facts = []
        own, hello = [], []
        for _ in range(5 if self.options.quick else 60):
            own.append(self.timed(lambda: self.run(self.options.tokenctl, "--version")))
            hello.append(self.timed(lambda: self.run(self.options.hello, "--version")))
        ratio = min(own) / min(hello)
        facts.append({
            "what": "`tokenctl --version` against a hello-world clap program",
            "measured": f"{min(own) * 1000:.2f} ms against {min(hello) * 1000:.2f} ms, {ratio:.2f}×",
            "goal": "≤ 1.5×",
            "met": ratio <= 1.5,
        })
        if "objects-1000" in sets:
            ratio = self.best["objects-1000"] / self.best["objects-100"]
            facts.append({
                "what": "1,000 certificates against 100 on one token",
                "measured": f"{ratio:.1f}×",
                "goal": "≤ 12×",
                "met": ratio <= 12,
            })
        largest = "objects-1000" if "objects-1000" in sets else sets[-1]
        self.environment["SOFTHSM2_CONF"] = str(self.options.work / largest / "softhsm2.conf")
        each = (self.best[largest] - self.least[largest]) / self.CERTIFICATES[largest]
        share = 1 - self.least[largest] / self.best[largest]
        facts.append({
            "what": f"our own time for each certificate of {self.NAMES[largest]}: what is left when the same calls alone are taken off",
            "measured": f"{each * 1e6:.0f} µs, {share:.0%} ({duration(self.best[largest])} against {duration(self.least[largest])})",
            "goal": "≤ 30 µs",
            "met": each <= 30e-6,
        })
        parent, host, together = self.memory()
        rival = self.rival_memory()
        facts.append({
            "what": f"memory for {self.NAMES[largest]}, tokenctl and the driver's host together",
            "measured": f"{together:.0f} MB, shared pages counted once "
            f"(each by itself at most {parent:.0f} and {host:.0f} MB), {together / rival:.2f}× of `pkcs11-tool -O`'s {rival:.0f} MB",
            "goal": "< 60 MB, ≤ 1.2×",
            "met": together < 60 and together <= 1.2 * rival,
        })
        return facts

    def memory(self):
        """Peak memory in MB: of the program, of the largest child, and of all at one moment (proportional set size)."""
        with open(os.devnull, "wb") as nowhere:
            process = subprocess.Popen(
                [self.options.tokenctl, "--module", self.options.module, "--format", "json", "inventory"],
                env=self.environment, stdout=nowhere,
            )
        peaks, together = {}, [0]
        stop = threading.Event()

        def watch():
            while not stop.is_set():
                now = 0
                for pid in [process.pid, *children(process.pid)]:
                    try:
                        status = Path(f"/proc/{pid}/status").read_text()
                        peaks[pid] = max(peaks.get(pid, 0), int(re.search(r"VmHWM:\s+(\d+)", status).group(1)))
                        now += int(re.search(r"\nPss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text()).group(1))
                    except (OSError, AttributeError):
                        pass
                together.append(now)
                time.sleep(0.002)

        watcher = threading.Thread(target=watch)
        watcher.start()
        process.wait()
        stop.set()
        watcher.join()
        hosts = [peak for pid, peak in peaks.items() if pid != process.pid]
        return peaks.get(process.pid, 0) / 1000, max(hosts, default=0) / 1000, max(together) / 1000

    def rival_memory(self):
        """Peak resident memory of pkcs11-tool on the same tokens, in MB: what the driver itself needs."""
        command = ["pkcs11-tool", "--module", self.options.module, "-O"]
        process = subprocess.Popen(command, env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, _, usage = os.wait4(process.pid, 0)
        process.returncode = 0
        return usage.ru_maxrss / 1000


def children(pid):
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += [int(child) for child in task.read_text().split()]
        except OSError:
            pass
    return found


def say(text):
    print(text, file=sys.stderr)


def mark(met):
    return {True: "yes", False: "**no**", None: "–"}[met]


def duration(seconds):
    if seconds < 0.1:
        return f"{seconds * 1000:.1f} ms"
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"


def document(rows, facts, options):
    version = subprocess.run([options.tokenctl, "--version"], stdout=subprocess.PIPE).stdout.decode().strip()
    processor = "unknown processor"
    try:
        processor = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text()).group(1)
    except (OSError, AttributeError):
        pass
    lines = [
        "# Speed and memory",
        "",
        "Written by `benches/run.sh --write`; do not edit. The same SoftHSM2 tokens for every program, in memory; the best and",
        "the median of several rounds in which the programs took turns, in another order each time and, up to 100 certificates,",
        "after an untimed run of the same program. A software token answers at once: on a USB token, where a command takes",
        "5–30 ms, what counts is the number of calls, which tests assert (`tests/instruments_real.rs`).",
        "",
        f"{version}, {datetime.date.today()}, {os.cpu_count()} × {processor}, {platform.system()} {platform.release()}, "
        f"load {os.getloadavg()[1]:.1f} beside this run.",
        "",
        "| tokens | other program | ratio | of medians | goal | met | the most there is | tokenctl inventory | its time |",
        "|---|---|---:|---:|---|---|---:|---:|---:|",
    ]
    for row in rows:
        note = f" ({row['note']})" if row["note"] else ""
        lines.append(
            f"| {row['set']} | {row['rival']} | {row['ratio']} | {row['median']} | {row['goal']} | {mark(row['met'])} "
            f"| {row['most']} | {duration(row['own'])} | {duration(row['time'])}{note} |"
        )
    lines += ["", "| what | measured | goal | met |", "|---|---|---|---|"]
    lines += [f"| {fact['what']} | {fact['measured']} | {fact['goal']} | {mark(fact['met'])} |" for fact in facts]
    lines += [
        "",
        "The script lists the slots with `pkcs11-tool -L`, the certificates of each with `-O --type cert`, fetches each with",
        "`-r` and asks `openssl x509` for its dates: what one writes without tokenctl. `pkcs11-tool -O` runs once a slot; it",
        "shows no dates, no pairing and no verdicts.",
        "",
        "With one token that holds one certificate, tokenctl pays for its second process: a driver never runs in its own, and",
        "the host has to be started, asked and ended.",
        "",
        "`p11tool` finds nothing at all beyond 48 slots; its time there is compared with nothing.",
        "",
        "“The most there is” is the ratio of a program that makes the calls of an inventory and does nothing else, in one",
        "process (`benches/least-calls`): SoftHSM itself needs so long. Where a goal lies above it, no program that makes",
        "these calls can reach it. SoftHSM goes through all objects in each search; `pkcs11-tool` makes one, python-pkcs11 was",
        "asked for two classes. tokenctl makes one search for all objects, which only a count of 0 ends, and beyond six objects",
        "a second one for the certificates, so that each costs one call: 10 device calls for a token with a certificate and a",
        "public key, 11 where its private key shows itself without a login. A module with more than eight objects of other",
        "classes is searched by class.",
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
