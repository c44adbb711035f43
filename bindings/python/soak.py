"""Mixed faults on one client with 32 threads: no growth, and every call accounted for.

usage: soak.py SECONDS
"""

from __future__ import annotations

import collections
import gc
import os
import sys
import threading
import time
from pathlib import Path

import fusebill


def resident() -> int:
    """Give the resident memory in KB."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1024


def count(what: str) -> int:
    """Count descriptors (fd) or threads (task)."""
    return len(os.listdir(f"/proc/self/{what}"))


def main() -> None:
    """Exit with a message when something is wrong."""
    seconds = float((sys.argv[1:] or ["10"])[0])
    # In a process of its own, so that its memory does not count.
    client = fusebill.Client(timeout=2.0, max_attempts=2, max_idle_connections=32)
    over = threading.Event()
    counts: collections.Counter[str] = collections.Counter()
    begun = collections.Counter[str]()

    def call(at: int) -> None:
        mine: collections.Counter[str] = collections.Counter()
        number = 0
        while not over.is_set():
            number += 1
            try:
                assert client.enable_synch(12 if (at + number) % 8 == 0 else 172677).is_synch_enabled
                mine["ok"] += 1
            except fusebill.Error as error:
                assert error.name not in {"internal", "invalid_argument", "io"}, error.json
                mine[error.name] += 1
        counts.update(mine)
        begun["calls"] += number

    threads = [threading.Thread(target=call, args=(at,)) for at in range(32)]
    for thread in threads:
        thread.start()
    warm_up = min(seconds / 4, 60)
    time.sleep(warm_up)
    gc.collect()
    before = resident(), count("fd"), count("task")
    time.sleep(seconds - warm_up)
    gc.collect()
    after = resident(), count("fd"), count("task")
    over.set()
    for thread in threads:
        thread.join()
    print(dict(counts))
    print(f"RSS in KB, descriptors, threads: {before}, then {after}")
    if sum(counts.values()) != begun["calls"]:
        sys.exit(f"{begun['calls']} calls were begun")
    if after[0] > before[0] + 6144 or after[1] > before[1] + 32 or after[2] > before[2] + 32:
        sys.exit("something grew")
    print("2 passed, 0 failed")


if __name__ == "__main__":
    main()
