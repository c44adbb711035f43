"""The questions of `--all` and of `disable-synch --from` on a real terminal: what each answer does.

usage: confirm.py FUSEBILL
"""

from __future__ import annotations

import os
import pty
import select
import signal
import sys
import tempfile
import time

PROMPT = b"[y/N]"
PATIENCE = 60


def answered(command: str, arguments: list[str], keys: bytes) -> tuple[int, str]:
    """Run the command on a terminal, and press keys at the question; return its exit status and what was shown."""
    process, terminal = pty.fork()
    if process == 0:
        # A shell's background job, such as this whole run may be, ignores SIGINT, and so would the command.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.execv(command, ["fusebill", *arguments, "--sandbox", "--no-progress"])
    seen, has_answered, end = b"", False, time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if select.select([terminal], [], [], 0.1)[0]:
            try:
                piece = os.read(terminal, 4096)
            except OSError:  # the other side is gone
                break
            if not piece:
                break
            seen += piece
        if PROMPT in seen and not has_answered:
            has_answered = True
            os.write(terminal, keys)
    else:
        os.kill(process, 9)
    _, status = os.waitpid(process, 0)
    os.close(terminal)
    return os.waitstatus_to_exitcode(status), seen.decode()


def main() -> None:
    """Fail if an answer does not do what it should."""
    command = os.path.abspath(sys.argv[1])
    expected = {b"y\n": 0, b"YES\n": 0, b"n\n": 11, b"\n": 11, b"yo\n": 11, b"\x04": 11, b"\x03": 130}
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as ids:
        ids.write("172677\n200001\n")
        ids.flush()
        asked = {
            ("enable-synch", "--all"): (
                "Salesforce may create 20 accounts. Enable the sync of 60 customers?",
                "enabled                    60",
            ),
            ("enable-synch", "--all", "--linked-only"): (
                "Enable the sync of 40 customers?",
                "enabled                    40",
            ),
            ("disable-synch", "--all"): (
                "This empties the vendor's fields of 31 Salesforce accounts. Turn off the sync of 41 customers?",
                "done                       41",
            ),
            ("disable-synch", "--from", ids.name): (
                "This empties the vendor's fields of 1 Salesforce account. Turn off the sync of 2 customers?",
                "done                        2",
            ),
        }
        for arguments, (question, done) in asked.items():
            for keys, status in expected.items():
                found, seen = answered(command, list(arguments), keys)
                assert found == status, (keys, found, seen)
                assert question in seen, seen
                assert (done in seen) == (status == 0), (keys, seen)
                assert ("no customer was called" in seen) == (status != 0), (keys, seen)
    print(f"{len(asked) * len(expected)} passed, 0 failed")


if __name__ == "__main__":
    main()
