#!/usr/bin/env python3
"""Times the commands on a saved inventory of many tokens, compared with an older tokenctl and python's json.load.

    benches/office.py PROGRAM [--beside OLDER] [--folder DIR] [--tokens 10000] [--people 11160] [--rounds 7] [--only WORD] [--table]

The tokens are copies of those in fixtures/inventory/demo.json, each with its own serial, keys, certificates, holder and
employing agency; the staff list names them and others. All programs take turns; printed are the minimum and the median
of elapsed and user time, in seconds, and this program's share of the rivals' time. With --folder its all.json and
staff.csv are read instead.
"""

import argparse
import hashlib
import json
import pathlib
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
SURNAMES = "Nguyễn Trần Lê Phạm Hoàng Phan Vũ Đặng Bùi Đỗ Hồ Ngô Dương Lý".split()
MIDDLE = "Văn Thị Hữu Đức Minh Thanh Quốc Ngọc Thu Xuân".split()
GIVEN = "An Bình Châu Dũng Giang Hà Hương Khánh Lan Long Mai Nam Oanh Phúc Quân Sơn Thảo Thủy Tuấn Uyên Vinh Yến".split()


def person(number):
    given, rest = number % len(GIVEN), number // len(GIVEN)
    middle, rest = rest % len(MIDDLE), rest // len(MIDDLE)
    return f"{SURNAMES[rest % len(SURNAMES)]} {MIDDLE[middle]} {GIVEN[given]}"


def body(number):
    return f"UBND phường {number % 400 + 1}"


def own_digests(token, number):
    """The token with certificates and keys of its own, which still match each other."""
    own = lambda found: hashlib.sha256(f"{number} {found[0]}".encode()).hexdigest()
    return json.loads(re.sub(r"\b[0-9a-f]{64}\b", own, json.dumps(token)))


def inventory(tokens):
    saved = json.loads((ROOT / "fixtures/inventory/demo.json").read_text(encoding="utf-8"))
    models = [token for token in saved["tokens"] if token.get("certificates")]
    saved["tokens"] = []
    for number in range(tokens):
        token = own_digests(models[number % len(models)], number)
        token["serial"] = f"{number:08}9"
        token["label"] = person(number)
        token["reader"] = f"Reader {number % 32}"
        for place, certificate in enumerate(token["certificates"]):
            certificate["serial_number"] = f"{number:012x}{place:04x}"
            certificate["emails"] = [f"p{number}@example.gov.vn"]
            subject = certificate.get("subject") or {}
            subject["common_name"] = person(number)
            subject["organizations"] = [body(number)]
        saved["tokens"].append(token)
    return saved


def staff(people, tokens):
    lines = ["Họ và tên,Cơ quan,Email,Số serial thiết bị"]
    for number in range(people):
        serial = f"{number:08}9" if number < tokens else ""
        lines.append(f"{person(number)},{body(number)},p{number}@example.gov.vn,{serial}")
    return "\n".join(lines) + "\n"


def times_of(words, folder):
    """Elapsed seconds, and seconds of user time."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime, time.perf_counter()
    ran = subprocess.run(words, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    if ran.returncode not in (0, 3, 10, 11):
        sys.exit(f"{' '.join(map(str, words))}: status {ran.returncode}\n{ran.stderr.decode()[-2000:]}")
    passed = time.perf_counter() - begun
    return passed, resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before


def main():
    wanted = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    wanted.add_argument("program", type=pathlib.Path)
    wanted.add_argument("--beside", type=pathlib.Path)
    wanted.add_argument("--folder", type=pathlib.Path)
    wanted.add_argument("--tokens", type=int, default=10_000)
    wanted.add_argument("--people", type=int, default=11_160)
    wanted.add_argument("--rounds", type=int, default=7)
    wanted.add_argument("--table", action="store_true", help="rows for docs/PERFORMANCE.md")
    wanted.add_argument("--only", metavar="WORD", default="", help="only the commands in whose line this stands")
    given = wanted.parse_args()
    with tempfile.TemporaryDirectory(prefix="tokenctl-bench-") as place:
        folder = pathlib.Path(place)
        if given.folder:
            for name in ("all.json", "staff.csv"):
                shutil.copy(given.folder / name, folder / name)
        else:
            (folder / "all.json").write_text(json.dumps(inventory(given.tokens), ensure_ascii=False), encoding="utf-8")
            (folder / "staff.csv").write_text(staff(given.people, given.tokens), encoding="utf-8")
        load = "import json; json.load(open('all.json', encoding='utf-8'))"
        cases = {
            "check --from": ["check", "--from", "all.json", "--format", "json"],
            "plan --from": ["plan", "--from", "all.json", "--format", "json"],
            "plan --from --roster": ["plan", "--from", "all.json", "--roster", "staff.csv", "--format", "json"],
            "report --from --roster": ["report", "--from", "all.json", "--roster", "staff.csv", "--format", "json"],
            "roster check": ["roster", "check", "--from", "all.json", "--roster", "staff.csv", "--format", "json"],
            **{
                f"request {form}": ["request", form, "--from", "all.json", "--roster", "staff.csv", "--format", "json"]
                for form in ("new", "renewal", "change", "revocation", "recovery")
            },
            "report -o page.html": ["report", "--from", "all.json", "--roster", "staff.csv", "--output", "page.html", "--force"],
            "inventory -o all.xlsx": ["inventory", "--from", "all.json", "--output", "all.xlsx", "--force"],
            "check -o check.xlsx": ["check", "--from", "all.json", "--output", "check.xlsx", "--force"],
            "request new -o mau01.docx": [
                *("request", "new", "--from", "all.json", "--roster", "staff.csv", "--output", "mau01.docx", "--force")
            ],
            "month": ["month", "--from", "all.json", "--roster", "staff.csv", "--dir", "month"],
        }
        start = times_of([sys.executable, "-c", "import json"], folder)
        for name, words in cases.items():
            if given.only not in name:
                continue
            rivals = {"python's json.load": [sys.executable, "-c", load]}
            if given.beside and not {"--output", "month"} & set(words):
                rivals["older"] = [given.beside.resolve(), "--at", "2026-11-22", *words]
            rivals["this"] = [given.program.resolve(), "--at", "2026-11-22", *words]
            times = {rival: [] for rival in rivals}
            for _ in range(given.rounds):
                for rival, command in rivals.items():
                    # Each time the first round of its month.
                    shutil.rmtree(folder / "month", ignore_errors=True)
                    spent = times_of(command, folder)
                    if rival.startswith("python"):
                        spent = tuple(whole - part for whole, part in zip(spent, start))
                    times[rival].append(spent)
            if given.table:
                print(row(name, times))
                continue
            for rival, theirs in times.items():
                print(f"{name:28} {rival:20}", *(compared(kind, times["this"], theirs) for kind in (0, 1)), sep="  ")


def row(name, times):
    """The minimum and median of elapsed time, and the median relative to json.load and the older program."""
    ours = [passed for passed, _ in times["this"]]
    ratios = []
    for rival in ("python's json.load", "older"):
        theirs = [passed for passed, _ in times.get(rival, [])]
        ratios.append(f"{statistics.median(ours) / statistics.median(theirs):.2f}×" if theirs else "–")
    return f"| `{name}` | {min(ours):.2f} s | {statistics.median(ours):.2f} s | {' | '.join(ratios)} |"


def compared(kind, ours, theirs):
    ours, theirs = [one[kind] for one in ours], [one[kind] for one in theirs]
    least, middle = min(theirs), statistics.median(theirs)
    return (
        f"{('passed', 'user')[kind]} {least:6.3f} {middle:6.3f} s: "
        f"{min(ours) / least:5.2f} × {statistics.median(ours) / middle:5.2f} ×"
    )


if __name__ == "__main__":
    main()
