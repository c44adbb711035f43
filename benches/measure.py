"""How a program is measured: by what the kernel, callgrind and strace count, never by a timed test."""

from __future__ import annotations

import contextlib
import os
import random
import re
import resource
import statistics
import subprocess
import time
from pathlib import Path


def run(command: list[str], env: dict[str, str]) -> tuple[float, float]:
    """Run it; return its CPU time and wall time in seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begin = time.monotonic()
    program = subprocess.run(command, env=env, stderr=subprocess.PIPE, text=True, check=False)
    wall = time.monotonic() - begin
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if program.returncode:
        raise RuntimeError(f"{command}: {program.stderr}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return cpu, wall


def peak_rss(command: list[str], env: dict[str, str], status: int = 0) -> int:
    """Run it, to this exit status; return its peak RSS in KB.

    A small process starts it: a child begins with the peak of its parent.
    """
    tool = ["/usr/bin/time", "-f", "%M", *command]
    ended = subprocess.run(tool, env=env, capture_output=True, text=True, check=False)
    assert ended.returncode == status, ended
    return int(ended.stderr.split()[-1])


@contextlib.contextmanager
def one_core():
    """Run everything that is started meanwhile, server and client, on one core.

    What it costs to wake another core that is idle varies by a factor of two, and is more than the rest of a call.
    """
    all_cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(all_cores)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, all_cores)


def shuffled(items) -> list:
    """The items in another order each time: what ran before a program decides what the caches still hold."""
    return random.sample(list(items), len(items))


def per_call(measure, few: int, many: int) -> float:
    """The cost of one more call: the difference between many calls and few, per call."""
    return (measure(many) - measure(few)) / (many - few)


def cpu_per_call(programs, rounds: int) -> dict[str, float]:
    """CPU seconds of one more call, by name; a program is its command, its environment, and few and many calls.

    The programs take turns, and the least of the rounds counts: what else the machine does only adds to it.
    """
    runs = {(name, count): [] for name, (_, _, counts) in programs.items() for count in counts}
    for _ in range(rounds):
        for name, (command, env, counts) in shuffled(programs.items()):
            for count in counts:
                runs[name, count].append(run([*command, str(count)], env)[0])
    return {
        name: per_call(lambda count, name=name: min(runs[name, count]), *counts)
        for name, (_, _, counts) in programs.items()
    }


def instructions(command: list[str], env: dict[str, str], count: int) -> int:
    """User-space instructions of a whole run, as callgrind counts them."""
    tool = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *command, str(count)]
    printed = subprocess.run(tool, env=env, capture_output=True, text=True, check=False).stderr
    found = re.search(r"Collected : (\d+)", printed)
    if not found:
        raise RuntimeError(f"{command}: {printed[-2000:]}")
    return int(found[1])


def system_calls(command: list[str], env: dict[str, str], count: int, log: Path) -> int:
    """System calls of a whole run, its threads included."""
    tool = ["strace", "-f", "-qq", "-c", "-o", str(log), *command, str(count)]
    subprocess.run(tool, env=env, capture_output=True, check=True)
    found = re.search(r"(\d+)(?:\s+\d+)?\s+total$", log.read_text(), re.MULTILINE)
    return int(found[1]) if found else 0


def median(values: list[float]) -> float:
    return statistics.median(values)
