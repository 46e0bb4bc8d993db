#!/usr/bin/env python3
"""Times `check` and `plan` of a saved inventory of many tokens, beside an older tokenctl and python's json.load.

    benches/office.py PROGRAM [--beside OLDER] [--tokens 10000] [--people 11160] [--rounds 7]

The tokens are those of fixtures/inventory/demo.json, each again and again with a serial, a holder and an employing body
of its own; the staff list names them and others. All programs take turns; printed are the least and the median of the
user time in seconds, and their ratio to the first one's.
"""

import argparse
import copy
import json
import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile

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


def inventory(tokens):
    saved = json.loads((ROOT / "fixtures/inventory/demo.json").read_text(encoding="utf-8"))
    models = [token for token in saved["tokens"] if token.get("certificates")]
    saved["tokens"] = []
    for number in range(tokens):
        token = copy.deepcopy(models[number % len(models)])
        token["serial"] = f"{number:08}9"
        token["label"] = person(number)
        token["reader"] = f"Reader {number % 32}"
        for place, certificate in enumerate(token["certificates"]):
            certificate["sha256"] = f"{number:060x}{place:04x}"
            certificate["serial"] = f"{number:012x}{place:04x}"
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


def user_time(words, folder):
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    ran = subprocess.run(words, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    if ran.returncode not in (0, 10, 11):
        sys.exit(f"{' '.join(map(str, words))}: status {ran.returncode}\n{ran.stderr.decode()[-2000:]}")
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before


def main():
    wanted = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    wanted.add_argument("program", type=pathlib.Path)
    wanted.add_argument("--beside", type=pathlib.Path)
    wanted.add_argument("--tokens", type=int, default=10_000)
    wanted.add_argument("--people", type=int, default=11_160)
    wanted.add_argument("--rounds", type=int, default=7)
    given = wanted.parse_args()
    with tempfile.TemporaryDirectory(prefix="tokenctl-bench-") as place:
        folder = pathlib.Path(place)
        (folder / "all.json").write_text(json.dumps(inventory(given.tokens), ensure_ascii=False), encoding="utf-8")
        (folder / "staff.csv").write_text(staff(given.people, given.tokens), encoding="utf-8")
        load = "import json; json.load(open('all.json', encoding='utf-8'))"
        cases = {
            "check --from": ["check", "--from", "all.json", "--format", "json"],
            "plan --from": ["plan", "--from", "all.json", "--format", "json"],
            "plan --from --roster": ["plan", "--from", "all.json", "--roster", "staff.csv", "--format", "json"],
            "report --from --roster": ["report", "--from", "all.json", "--roster", "staff.csv", "--format", "json"],
        }
        start = user_time([sys.executable, "-c", "import json"], folder)
        for name, words in cases.items():
            rivals = {"python's json.load": [sys.executable, "-c", load]}
            if given.beside:
                rivals["older"] = [given.beside.resolve(), "--at", "2026-11-22", *words]
            rivals["this"] = [given.program.resolve(), "--at", "2026-11-22", *words]
            times = {rival: [] for rival in rivals}
            for _ in range(given.rounds):
                for rival, command in rivals.items():
                    spent = user_time(command, folder)
                    times[rival].append(spent - start if rival.startswith("python") else spent)
            ours = times["this"]
            for rival, theirs in times.items():
                least, middle = min(theirs), statistics.median(theirs)
                print(
                    f"{name:24} {rival:20} least {least:6.3f} s, median {middle:6.3f} s; this is "
                    f"{min(ours) / least:5.2f} × and {statistics.median(ours) / middle:5.2f} ×"
                )


if __name__ == "__main__":
    main()
