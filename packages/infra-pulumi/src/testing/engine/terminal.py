"""Runs a command in a terminal of its own and acts once its screen shows a text.

usage: terminal.py <text> ctrl-c|ctrl-c-twice|close <command> [<word> ...]
Prints what the screen showed, and as its last line how the command ended.
"""

import os
import pty
import re
import signal
import sys
import time

PAUSE = 2.5  # more than the two seconds within which signals count as one wish
controls = re.compile(rb"\x1b\[[0-9;?]*[a-zA-Z]|\x1b\][^\x07]*\x07")


def main() -> None:
    text, action, *command = sys.argv[1:]
    child, terminal = pty.fork()
    if child == 0:
        os.execvp(command[0], command)
    shown = b""
    while text.encode() not in controls.sub(b"", shown):
        chunk = read(terminal)
        shown += chunk
        if not chunk:
            break
    else:
        time.sleep(0.5)
        if action == "close":
            os.close(terminal)
            terminal = -1
        else:
            os.write(terminal, b"\x03")
            if action == "ctrl-c-twice":
                time.sleep(PAUSE)
                os.write(terminal, b"\x03")
    while terminal >= 0:
        chunk = read(terminal)
        shown += chunk
        if not chunk:
            break
    _, status = os.waitpid(child, 0)
    sys.stdout.write(controls.sub(b"", shown).decode(errors="replace").replace("\r", "\n"))
    ended = os.waitstatus_to_exitcode(status)
    print(f"\nended {ended if ended >= 0 else signal.Signals(-ended).name}")


def read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:
        return b""


main()
