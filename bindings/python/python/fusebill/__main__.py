"""The command: `fusebill`, or `python -m fusebill`."""

import signal
import sys

from . import _fusebill


def main() -> int:
    """Run the command with the arguments of this process, and return its exit status."""
    # The command does not return to Python while it runs, so Ctrl-C must reach the command, not Python.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    return _fusebill.run_command(["fusebill", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
