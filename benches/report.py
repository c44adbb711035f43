"""Writes the measurements to docs/performance.md, with the plots next to it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import matplotlib as mpl

mpl.use("svg")
mpl.rcParams["svg.hashsalt"] = "fusebill"
import matplotlib.pyplot as plt  # noqa: E402

FLOOR, C, PYTHON = "the floor (Rust, no features)", "libfusebill, C", "libfusebill, Python"
DOTNET = "libfusebill, C#"
CURL, PYCURL, HTTPX, REQUESTS = "libcurl + cJSON, C", "pycurl", "httpx", "requests.Session"
BARE, IMPORT = "bare Python", "import fusebill"
# The processes that have targets.
COMPARED = (FLOOR, C, PYTHON, BARE, IMPORT)
# Where the symbols of the library come from, by the prefixes of their names.
ORIGINS = {
    "libfusebill": ("fusebill",),
    "TLS: rustls, webpki": ("rustls", "webpki"),
    "TLS: ring, with its curve tables": (
        "ring",
        "ecp_nistz256",
        "fe_",
        "ge_",
        "table_select",
        "x25519",
        "bn_",
        "p256",
        "p384",
    ),
    "the Rust runtime's backtraces": ("gimli", "addr2line", "rustc_demangle", "object"),
    "the rest of the Rust runtime": ("std", "core", "alloc", "compiler_builtins", "__rust", "hashbrown"),
    "JSON: serde": ("serde", "itoa", "ryu", "zmij"),
    "gzip": ("miniz_oxide", "flate2", "crc32fast"),
    "unwind tables": ("\0",),
}
OURS = "#0b6e4f"
OTHERS = "#9aa5b1"


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "| --- |" + " ---: |" * (len(head) - 1)]
    return "\n".join(lines + ["| " + " | ".join(map(str, row)) + " |" for row in rows])


def targets(results):
    """The targets, each with the measured value."""
    warm, cold, latency = results["warm"], results["cold"], results["latency"]
    ratio = lambda one, other, what: warm[one][what] / warm[other][what]  # noqa: E731
    one, many = results["threads"][C][0][1], dict(results["threads"][C])[64]
    sizes, batch = results["sizes"], results["batch"]
    against = lambda peer, ours, what: (ratio(ours, peer, what), ratio(FLOOR, peer, what))  # noqa: E731
    start = lambda name, other: cold[name]["cpu"] / cold[other]["cpu"]  # noqa: E731
    flight = lambda count: latency[C][count]["ideal"] / latency[FLOOR][count]["ideal"]  # noqa: E731
    rows = [
        ("C, warm call: instructions ÷ the floor's", 1.0, ratio(C, FLOOR, "instructions"), 1),
        ("C, warm call: instructions ÷ libcurl's", 0.25, *against(CURL, C, "instructions")),
        ("C, warm call: CPU ÷ libcurl's", 0.45, *against(CURL, C, "cpu")),
        # Now and then a response comes in two pieces.
        ("C, warm call: system calls", 4, round(warm[C]["system_calls"], 1), round(warm[FLOOR]["system_calls"], 1)),
        ("Python, warm call: instructions ÷ the floor's", 1.1, ratio(PYTHON, FLOOR, "instructions"), 1),
        ("Python, warm call: CPU ÷ pycurl's", 0.35, *against(PYCURL, PYTHON, "cpu")),
        (".NET, warm call: CPU ÷ the C call's", 1.35, ratio(DOTNET, C, "cpu"), None),
        ("CPU with the default deadline ÷ with a deadline of one hour", 1.05, results["deadline"], None),
        ("C, cold start: CPU ÷ the floor's", 1.1, start(C, FLOOR), 1),
        ("Python, cold start: CPU ÷ the bare interpreter's", 1.2, start(PYTHON, BARE), None),
        ("import fusebill: CPU ÷ the bare interpreter's", 1.25, start(IMPORT, BARE), None),
        ("C, 16 in flight at 50 ms: time ÷ the floor's", 1.01, flight("16"), 1),
        ("C, 64 in flight at 50 ms: time ÷ the floor's", 1.015, flight("64"), 1),
        ("64 threads on one client: CPU per call ÷ one thread's", 1.3, many / one, None),
        ("batch bookkeeping, instructions per call", 4500, batch["bookkeeping"], None),
        ("an idle client with one connection, KB", 32, results["idle"]["libfusebill"] / 1024, None),
        ("libfusebill.so, MB", 1.75, sizes["libfusebill.so, stripped"] / 1e6, None),
        ("fusebill.dll for x64, MB", 1.75, sizes["fusebill.dll for x64"] / 1e6, None),
        ("a first call with a black-holed IPv6 address, s", 0.3, results["black_holed"][C], None),
        ("report of 1,000,000 lines, s", 1, batch["report_seconds"], None),
        ("report of 1,000,000 lines, peak RSS in MB", 40, batch["report_rss"] / 1024, None),
        ("list of 1,000,000 customers, peak RSS in MB", 12, batch["list_rss"] / 1024, None),
        ("verify --wait of 1,000,000 ids, peak RSS in MB", 40, batch["verify_rss"] / 1024, None),
        ("match of 1,000,000 customers and accounts, peak RSS in MB", 1000, batch["match_rss"] / 1024, None),
    ]
    shown = lambda value: "" if value is None else f"{value:,.4g}" if value < 1000 else f"{value:,.0f}"  # noqa: E731
    return table(
        ("what", "at most", "measured", "", "the floor"),
        [
            (what, shown(goal), shown(value), "yes" if value <= goal else "**no**", shown(floor))
            for what, goal, value, floor in rows
        ],
    )


def bars(title, rows, unit, path):
    rows = sorted(rows, key=lambda row: row[1], reverse=True)
    figure, axes = plt.subplots(figsize=(8, 0.34 * len(rows) + 0.9))
    colours = [OURS if "fusebill" in name else OTHERS for name, _ in rows]
    axes.barh([name for name, _ in rows], [value for _, value in rows], color=colours)
    axes.set_xscale("log")
    axes.set_xlabel(unit)
    axes.set_title(title, loc="left")
    for at, (_, value) in enumerate(rows):
        axes.text(value, at, f" {value:,.1f}", va="center", fontsize=8)
    axes.spines[["top", "right"]].set_visible(False)
    save(figure, path)


def lines(title, series, x, y, path):
    figure, axes = plt.subplots(figsize=(8, 4))
    for name, points in series.items():
        style = {"color": OURS} if name == C else {}
        axes.plot([point[0] for point in points], [point[1] for point in points], marker="o", label=name, **style)
    axes.set(xscale="log", yscale="log", xlabel=x, ylabel=y)
    axes.set_title(title, loc="left")
    axes.legend(frameon=False)
    axes.spines[["top", "right"]].set_visible(False)
    save(figure, path)


def save(figure, path):
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)


def number(value, digits=1):
    return "" if value is None else f"{value:,.{digits}f}"


def write(results, docs: Path) -> None:
    results = json.loads(json.dumps(results))  # as it is read back: keys are texts
    plots = docs / "performance"
    plots.mkdir(exist_ok=True)
    warm, cold = results["warm"], results["cold"]
    bars("A warm call over TLS", [(n, r["cpu"]) for n, r in warm.items()], "µs of CPU", plots / "warm-cpu.svg")
    counted = [(n, r["instructions"] / 1000) for n, r in warm.items() if "instructions" in r]
    bars("A warm call over TLS", counted, "thousand user-space instructions", plots / "warm-instructions.svg")
    started = [(n, r["cpu"]) for n, r in cold.items() if not n.startswith(("import", "bare"))]
    bars("A process that makes one call", started, "ms of CPU", plots / "cold.svg")
    lines("CPU by calls", results["calls"], "calls", "s of CPU, including startup", plots / "calls.svg")
    lines("CPU by threads", results["threads"], "threads on one client", "µs of CPU per call", plots / "threads.svg")
    page = PAGE.format(
        machine=results["machine"],
        targets=targets(results),
        black_holed=number(results["black_holed"][CURL], 2),
        warm=table(
            ("", "CPU µs", "thousand instructions", "system calls"),
            [
                (n, number(r["cpu"]), number(r.get("instructions", 0) / 1000 or None), number(r["system_calls"]))
                for n, r in warm.items()
            ],
        ),
        cold=table(
            ("", "CPU ms", "wall ms", "peak RSS MB"),
            [(n, number(r["cpu"]), number(r["wall"]), number(r["rss"] / 1024)) for n, r in cold.items()],
        ),
        latency=table(
            ("", "16: time ÷ ideal", "16: CPU µs", "64: time ÷ ideal", "64: CPU µs", "64: peak RSS MB"),
            [
                (
                    n,
                    number(r["16"]["ideal"], 3),
                    number(r["16"]["cpu"]),
                    number(r["64"]["ideal"], 3),
                    number(r["64"]["cpu"]),
                    number(r["64"]["rss"] / 1024),
                )
                for n, r in results["latency"].items()
            ],
        ),
        idle=table(
            ("an idle client with one connection", "KB"),
            [(n, number(v / 1024)) for n, v in results["idle"].items()],
        ),
        batch=table(
            ("a batch, 8 in flight, results file on disk", ""),
            [
                ("bookkeeping: instructions per call beyond the bare call", number(results["batch"]["bookkeeping"], 0)),
                *[
                    (
                        f"{what} for {int(count):,} customers{unit}",
                        number(results["batch"][f"{name}_{count}"] / scale, digits),
                    )
                    for name, what, unit, scale, digits in (
                        ("rate", "calls per second", ", the sandbox on the same two cores", 1, 0),
                        ("rss", "peak RSS of the command", ", MB", 1024, 1),
                    )
                    for count in ("1000", "20000", "1000000")
                    if f"{name}_{count}" in results["batch"]
                ],
            ],
        ),
        origins=table(
            ("contents of libfusebill.so", "bytes"),
            [(origin, f"{count:,}") for origin, count in results["origins"].items()],
        ),
        sizes=table(("", "bytes"), [(n, f"{v:,}") for n, v in results["sizes"].items()]),
    )
    (docs / "performance.md").write_text(page)


PAGE = """# Performance

Generated by `make bench`, which measures every peer in one run against one nginx (TLS 1.3, loopback). The peers take
turns, in an order that changes; each verifies the certificate against a private CA and decodes the JSON. The cost of a
call is the difference between a run with many calls and a run with few, per additional call, so process startup is not
included. Instructions are counted by callgrind, system calls by strace, CPU time by the kernel. The CPU time of a call
is the least of 25 rounds, because interference only adds to it; that of a process is the median. For both, server and
client share one core: to wake another that is idle costs more than the rest of a call, and varies by a factor of two.
Most targets are ratios within the run: the absolute numbers are those of one machine, and vary with its load.

This run: {machine}.

## Targets

{targets}

The last column is the floor's own value, where it has one. The floor is a minimal client: TcpStream, rustls, httparse
and serde_json, without any features. A target below it is out of reach for anything that verifies TLS and parses JSON.
C# is measured after its runtime has compiled the hot code. With a black-holed IPv6 address, libcurl took
{black_holed} s for its first call in this run.

The libraries are larger than their targets for two reasons: TLS (rustls and ring), and panics that are caught at the
boundary (the unwind tables). The core is already built for size.

{origins}

## A warm call

{warm}

![CPU of a warm call](performance/warm-cpu.svg)
![instructions of a warm call](performance/warm-instructions.svg)

## A process that makes one call

{cold}

![a process that makes one call](performance/cold.svg)

## 2,000 calls to a server that takes 50 ms

Ideal is the time that the floor, alone, waits for one response from this server, times the calls of each thread. The
measured time includes making the connections.

{latency}

## Scaling

![CPU by number of calls](performance/calls.svg)
![CPU by number of threads](performance/threads.svg)

## Memory, batches, sizes

{idle}

{batch}

{sizes}
"""


if __name__ == "__main__":
    write(json.loads(Path(sys.argv[1]).read_text()), Path(__file__).parent.parent / "docs")
