"""Fails if a warm call costs over 5 % more instructions than the committed figure.

usage: check.py BUILD_FOLDER [--record]
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from measure import instructions, per_call
from server import nginx

FIGURES = Path(__file__).parent / "instructions.json"


def main() -> None:
    build = Path(sys.argv[1]).resolve()
    with nginx(build / "nginx") as env:
        measure = lambda name: per_call(lambda n: instructions([str(build / name)], env, n), 100, 300)  # noqa: E731
        measured = {name: round(measure(name)) for name in ("fusebill", "floor")}
    if "--record" in sys.argv:
        FIGURES.write_text(json.dumps(measured, indent=1) + "\n")
        return
    committed = json.loads(FIGURES.read_text())
    print(f"instructions per warm call: {measured}, committed: {committed}")
    if measured["fusebill"] > committed["fusebill"] * 1.05:
        sys.exit("a warm call costs over 5 % more instructions than the committed figure")


if __name__ == "__main__":
    main()
