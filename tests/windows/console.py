#!/usr/bin/env python3
"""The behaviour at a Windows console, on a pseudo terminal under wine: prompts, Ctrl-C, tables.

    console.py TOKENCTL.EXE FIXTURES

A pseudo terminal gives a program under wine a real console. Standard library only.
"""

import json
import os
import pty
import re
import select
import shutil
import signal
import sys
import tempfile
import time

PIN = "Trung-thu-1508"
LIMIT = 90  # seconds; a start under wine takes a fraction of one on an idle machine


class Console:
    """The program at a separate terminal."""

    def __init__(self, program, home, arguments, environment=None):
        windows = lambda path: "Z:" + path.replace("/", "\\")
        variables = dict(os.environ)
        for name in ("LC_MESSAGES", "TOKENCTL_MODULE", "NO_COLOR"):
            variables.pop(name, None)
        # Fonts and sizes of wine's own console window do not matter here, but it needs to know its terminal.
        variables.update(TERM="xterm", LANG="en", USERPROFILE=windows(home))
        for name in ("APPDATA", "LOCALAPPDATA", "ProgramData"):
            variables[name] = windows(home)
        variables.update(environment or {})
        self.seen = b""
        self.child, self.terminal = pty.fork()
        if self.child == 0:
            os.execvpe("wine", ["wine", program, *arguments], variables)

    def read(self, wait):
        ready, _, _ = select.select([self.terminal], [], [], wait)
        if not ready:
            return True
        try:
            piece = os.read(self.terminal, 65536)
        except OSError:  # Linux says EIO where the other end is closed.
            return False
        self.seen += piece
        return bool(piece)

    def text(self):
        """The output, without the terminal's control sequences."""
        plain = re.sub(rb"\x1b(\[[0-9;?]*[A-Za-z]|\][^\x07]*\x07|[()][A-Z0-9]|[=>])", b"", self.seen)
        return plain.decode("utf-8", "replace")

    def wait_for(self, words):
        end = time.monotonic() + LIMIT
        while words not in self.text():
            if time.monotonic() > end or not self.read(0.5):
                raise AssertionError(f"{words!r} never came; what came is:\n{self.text()}")

    def type(self, text):
        # A reader of the console sets its mode after the prompt was written.
        time.sleep(0.5)
        os.write(self.terminal, text.encode())

    def status(self):
        end = time.monotonic() + LIMIT
        while self.read(0.5):
            if time.monotonic() > end:
                os.kill(self.child, signal.SIGKILL)
                raise AssertionError(f"it did not end; what came is:\n{self.text()}")
        return os.waitstatus_to_exitcode(os.waitpid(self.child, 0)[1])


def check(condition, words, console):
    if not condition:
        raise AssertionError(f"{words}; what came is:\n{console.text()}\n{console.seen!r}")


class Rig:
    """The fault driver with one token, in a separate folder."""

    def __init__(self, fixtures):
        self.folder = tempfile.mkdtemp(prefix="tokenctl-console-")
        self.module = os.path.join(self.folder, "fault.dll")
        shutil.copy(os.path.join(fixtures, "fault.dll"), self.module)
        token = {"label": "Nguyễn Thị Hạnh", "serial": "00000001", "user_pin": {"value": PIN}, "objects": []}
        script = {"slots": [{"id": 1, "description": "Reader 1", "token": token}]}
        with open(self.module + ".json", "w", encoding="utf-8") as file:
            json.dump(script, file)

    def arguments(self, *more):
        return ["--at", "2026-11-22", "--module", "Z:" + self.module.replace("/", "\\"), *more]

    def tries(self):
        with open(self.module + ".json.log", encoding="utf-8") as file:
            return sum(line.split()[1:2] == ["C_Login"] for line in file)

    def remove(self):
        shutil.rmtree(self.folder)


LOGIN = ("--token", "slot:1", "token", "list", "--login")


def a_pin_is_asked_for_and_not_shown(program, rig):
    console = Console(program, rig.folder, rig.arguments(*LOGIN))
    console.wait_for("User PIN of token Nguyễn Thị Hạnh")
    console.type(PIN + "\r")
    status = console.status()
    check(status == 0, f"the PIN is right, and the status is {status}", console)
    check(PIN not in console.text(), "the PIN was shown", console)
    check("Nguyễn Thị Hạnh" in console.text(), "the name keeps its marks", console)
    check(rig.tries() == 1, f"{rig.tries()} tries instead of one", console)


def ctrl_c_at_the_prompt_spends_no_try(program, rig):
    console = Console(program, rig.folder, rig.arguments(*LOGIN))
    console.wait_for("PIN")
    console.type("Trung")
    console.type("\x03")
    # Windows ends the read at once, wine at the next key; in either case nothing may be sent.
    console.type("\r")
    status = console.status()
    check(status == 9, f"cancelled, and the status is {status}", console)
    check(rig.tries() == 0, "a half typed PIN was tried", console)


def a_table_without_colours_has_no_commands_in_it(program, rig):
    # Wine draws no colours; whether Windows' console does has to be checked there.
    console = Console(program, rig.folder, rig.arguments("driver", "list"), {"NO_COLOR": "1"})
    status = console.status()
    check(status == 0, f"the list is shown, and the status is {status}", console)
    check(b"[1m" not in console.seen and "Reader" in console.text() or "Driver" in console.text(), "NO_COLOR is honoured", console)


def main():
    program, fixtures = sys.argv[1:]
    failed = 0
    for test in (
        a_pin_is_asked_for_and_not_shown,
        ctrl_c_at_the_prompt_spends_no_try,
        a_table_without_colours_has_no_commands_in_it,
    ):
        rig = Rig(fixtures)
        try:
            test(program, rig)
            print(f"{test.__name__} ... ok")
        except (AssertionError, OSError) as fault:
            failed += 1
            print(f"{test.__name__} ... FAILED: {fault}")
        finally:
            rig.remove()
    sys.exit(1 if failed else 0)


main()
