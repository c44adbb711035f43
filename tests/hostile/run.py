"""Runs every case of a hostile host many times, each in its own process.

usage: run.py [--runs N] [--only WORD] COMMAND...

COMMAND without arguments lists its cases; with one, it runs it. A status of 0 means as promised, 3 that a call was
not reported. Counts crashes, hangs (10 s), unreported calls and other faults; all must be 0.
"""

from __future__ import annotations

import argparse
import collections
import concurrent.futures
import subprocess
import sys

HANG = 10
UNREPORTED = 3


def run(command: list[str], case: str) -> tuple[str, str]:
    """Run a case once; return its result, and what it printed."""
    try:
        ended = subprocess.run([*command, case], capture_output=True, text=True, timeout=HANG, check=False)
    except subprocess.TimeoutExpired as late:
        return "hangs", str(late.stderr or "")
    said = ended.stderr[-2000:]
    if ended.returncode == 0:
        return "good", said
    if ended.returncode < 0 or ended.returncode >= 128:
        return "crashes", f"{ended.returncode}: {said}"
    return ("unreported" if ended.returncode == UNREPORTED else "wrong"), f"{ended.returncode}: {said}"


def main() -> None:
    """Run all cases, and print a table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=50)
    parser.add_argument("--only", default="")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    listed = subprocess.run(options.command, capture_output=True, text=True, check=True).stdout.split()
    cases = [case for case in listed if options.only in case]
    assert cases, "no case"
    print(f"{'case':<40} {'runs':>5} {'crashes':>8} {'hangs':>6} {'unreported':>11} {'wrong':>6}")
    totals: collections.Counter[str] = collections.Counter()
    for case in cases:
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            results = list(pool.map(lambda _, case=case: run(options.command, case), range(options.runs)))
        counts = collections.Counter(result for result, _ in results)
        totals += counts
        row = [counts[name] for name in ("crashes", "hangs", "unreported", "wrong")]
        print(f"{case:<40} {options.runs:>5} {row[0]:>8} {row[1]:>6} {row[2]:>11} {row[3]:>6}", flush=True)
        for said in sorted({said for result, said in results if result != "good"})[:3]:
            print(f"    {said}", file=sys.stderr)
    failed = sum(totals.values()) - totals["good"]
    print(f"{totals['good']} passed, {failed} failed")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
