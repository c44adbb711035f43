"""Measures every peer in one run and writes docs/performance.md with its plots.

usage: run.py BUILD_FOLDER [--quick]     called by scripts/bench, which builds what it runs
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import report
from measure import cpu_per_call, instructions, median, one_core, peak_rss, per_call, run, shuffled, system_calls
from server import TWO_FAMILIES, black_hole, nginx

ROOT = Path(__file__).parent.parent
BUILD = Path(sys.argv[1]).resolve()
QUICK = "--quick" in sys.argv
PYTHON = [sys.executable, str(ROOT / "benches/peers/peers.py")]
DOTNET = [str(ROOT / "scripts/with-dotnet"), "dotnet", str(ROOT / "target/dotnet/bin/Peers/netcoreapp3.1/Peers.dll")]

# Name, command, calls (few, many) for CPU, and for callgrind; None: callgrind cannot run it. For CPU, most peers run
# for 0.1 to 0.3 s; those of .NET make so many that after the few, what is called often has been compiled for good.
PEERS = [
    ("the floor (Rust, no features)", [str(BUILD / "floor")], (200, 4200), (100, 300)),
    ("libfusebill, C", [str(BUILD / "fusebill")], (200, 4200), (100, 300)),
    ("libfusebill, Python", [*PYTHON, "fusebill"], (200, 4200), (50, 150)),
    ("libfusebill, C#", [*DOTNET, "fusebill"], (17000, 33000), None),
    ("ureq 3.5 with a deadline, Rust", [str(BUILD / "ureq")], (200, 2200), (100, 300)),
    ("libcurl + cJSON, C", [str(BUILD / "libcurl")], (200, 2200), (100, 300)),
    ("pycurl", [*PYTHON, "pycurl"], (200, 2200), (50, 150)),
    ("http.client", [*PYTHON, "http_client"], (200, 2200), (20, 60)),
    ("aiohttp", [*PYTHON, "aiohttp"], (200, 2200), (20, 60)),
    ("urllib3", [*PYTHON, "urllib3"], (100, 1100), (10, 30)),
    ("httpx", [*PYTHON, "httpx"], (50, 550), (10, 30)),
    ("requests.Session", [*PYTHON, "requests_session"], (50, 550), (10, 30)),
    ("the vendor's Python example", [*PYTHON, "vendor"], (10, 110), (3, 9)),
    ("HttpClient, C# (.NET 8)", [*DOTNET, "httpclient"], (5000, 9000), None),
    ("WebRequest, C# (.NET 8)", [*DOTNET, "webrequest"], (250, 750), None),
]
COMMANDS = {name: command for name, command, *_ in PEERS}


def warm(env):
    """CPU, instructions and system calls of a warm call."""
    programs = {name: (command, env, counts) for name, command, counts, _ in PEERS}
    cpu = cpu_per_call(programs, 1 if QUICK else 25)
    rows = {}
    for name, command, _, calls in PEERS:
        row = {"cpu": cpu[name] * 1e6}
        few, many = calls or (50, 150)
        log = BUILD / "strace"
        row["system_calls"] = per_call(
            lambda count, command=command, log=log: system_calls(command, env, count, log), few, many
        )
        if calls:
            row["instructions"] = per_call(lambda count, command=command: instructions(command, env, count), few, many)
        rows[name] = row
        print(name, row, flush=True)
    return rows


def deadline(env):
    """CPU of a warm call with the default deadline, divided by that with one of an hour: every call has a deadline."""
    command = [str(BUILD / "fusebill")]
    programs = {
        "default": (command, env, (200, 4200)),
        "an hour": (command, {**env, "BENCH_NO_DEADLINE": "1"}, (200, 4200)),
    }
    cpu = cpu_per_call(programs, 2 if QUICK else 25)
    return cpu["default"] / cpu["an hour"]


def cold(env):
    """A process that makes one call and ends; and one that only imports."""
    programs = [(name, [*command, "1"]) for name, command, *_ in PEERS]
    programs.append((report.BARE, [*PYTHON, "bare", "0"]))
    for peer in ("fusebill", "requests_session", "httpx", "aiohttp", "urllib3", "pycurl"):
        programs.append((f"import {peer}", [*PYTHON, peer, "0"]))
    # What the targets compare differs by a few percent, which only many runs show.
    compared = [program for program in programs if program[0] in report.COMPARED]
    runs = {name: [] for name, _ in programs}
    for some, rounds in ((programs, 25), (compared, 300)):
        for _ in range(3 if QUICK else rounds):
            for name, command in shuffled(some):
                runs[name].append(run(command, env))
    return {
        name: {
            "cpu": median([cpu for cpu, _ in runs[name]]) * 1e3,
            "wall": median([wall for _, wall in runs[name]]) * 1e3,
            "rss": peak_rss(command, env),
        }
        for name, command in programs
    }


def sandbox(*options):
    """A sandbox of its own: the process, and its address."""
    command = [str(BUILD / "command"), "sandbox", "--per-minute", "0", "--per-day", "0", *options]
    env = {**os.environ, "FUSEBILL_API_KEY": "MDpiZW5jaA=="}
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=env)
    assert server.stdout is not None
    return server, server.stdout.readline().strip().removeprefix("http://")


def latency(folder):
    """2,000 calls to a server that takes 50 ms, with 16 and 64 in flight."""
    server, address = sandbox("--latency-ms", "50")
    floor = COMMANDS[report.FLOOR]
    peers = (
        report.FLOOR,
        report.C,
        report.PYTHON,
        report.CURL,
        report.PYCURL,
        "aiohttp",
        report.REQUESTS,
        report.HTTPX,
    )
    names = [(name, COMMANDS[name]) for name in peers]
    rounds = 1 if QUICK else 5
    rows = {name: {16: [], 64: []} for name, _ in names}
    try:
        with nginx(folder, address) as env:
            # How long the server really takes, as the floor alone sees it: its timer is not exact.
            alone = per_call(lambda count: run([*floor, str(count)], env)[1], 5, 45)
            print(f"alone: {alone * 1000:.2f} ms per call", flush=True)
            for _ in range(rounds):
                for name, command in names:
                    for flight, measured in rows[name].items():
                        each = 2000 // flight
                        start = run([*command, "0", str(flight)], env)
                        cpu, wall = run([*command, str(each), str(flight)], env)
                        ideal = (wall - start[1]) / (each * alone)
                        measured.append((ideal, (cpu - start[0]) / (each * flight) * 1e6))
            for name, command in names:
                for flight, measured in rows[name].items():
                    rows[name][flight] = {
                        "ideal": median([ideal for ideal, _ in measured]),
                        "cpu": median([cpu for _, cpu in measured]),
                        "rss": peak_rss([*command, "5", str(flight)], env),
                    }
                print(name, rows[name], flush=True)
    finally:
        server.kill()
        server.wait()
    return rows


def black_holed(env, folder):
    """The first call to a name with an IPv6 address that never answers and an IPv4 address that works."""
    hosts = folder / "hosts"
    hosts.write_text(f"::1 {TWO_FAMILIES}\n127.0.0.1 {TWO_FAMILIES}\n")
    mount = 'mount --bind "$0" /etc/hosts && exec "$@"'
    inside = ["unshare", "--map-root-user", "--mount", "sh", "-c", mount, str(hosts)]
    env = {**env, "BENCH_HOST": TWO_FAMILIES}
    names = (report.C, report.CURL)
    walls = {name: [] for name in names}
    with black_hole(int(env["BENCH_PORT"])):
        for _ in range(1 if QUICK else 9):
            for name in names:
                walls[name].append(run([*inside, *COMMANDS[name], "1"], env)[1])
    return {name: median(seconds) for name, seconds in walls.items()}


def growth(env):
    """How cost grows with calls, and with threads on one client."""
    names = [(name, COMMANDS[name]) for name in (report.C, report.CURL, report.PYTHON, report.REQUESTS)]
    counts = [1, 10, 100, 1000] if QUICK else [1, 10, 100, 1000, 10000]
    calls = {name: [(count, run([*command, str(count)], env)[0]) for count in counts] for name, command in names}
    threads = {}
    for name, command in names:
        total = 6400 if "fusebill" in name or "curl" in name else 1600
        threads[name] = []
        for count in (1, 4, 16, 64, 256):
            start = run([*command, "1", str(count)], env)[0]
            cpu = run([*command, str(1 + total // count), str(count)], env)[0]
            threads[name].append((count, (cpu - start) / total * 1e6))
        print(name, threads[name], flush=True)
    return calls, threads


def idle(env):
    count = "100"
    weigh = lambda which: int(subprocess.check_output([str(BUILD / "idle"), which, count], env=env))  # noqa: E731
    return {"libfusebill": weigh("fusebill"), "libcurl": weigh("libcurl")}


def batch():
    """The cost of a batch's bookkeeping per call, and how many calls per second one process makes."""
    server, address = sandbox("--customers", "1000000")
    env = {**os.environ, "BENCH_SANDBOX": f"http://{address}", "BENCH_KEY": "MDpiZW5jaA=="}
    results = BUILD / "results.jsonl"
    costs = {}
    try:
        for way in ("calls", "batch"):

            def total(count, way=way):
                results.unlink(missing_ok=True)
                tool = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"]
                command = [*tool, str(BUILD / "batch"), way, str(count), str(results)]
                printed = subprocess.run(command, env=env, capture_output=True, text=True, check=True).stderr
                return int(printed.split("Collected : ")[1].split()[0])

            costs[way] = per_call(total, 500, 2500)
        rows = {"bookkeeping": costs["batch"] - costs["calls"], "call": costs["calls"]}
        # The command, with ids from a file, as a user runs it.
        env |= {"FUSEBILL_API_KEY": env["BENCH_KEY"], "FUSEBILL_BASE_URL": env["BENCH_SANDBOX"]}
        for count in (1_000, 20_000) if QUICK else (1_000, 20_000, 1_000_000):
            results.unlink(missing_ok=True)
            ids = BUILD / "ids.csv"
            ids.write_text("id\n" + "\n".join(str(200001 + at) for at in range(count)) + "\n")
            command = [str(BUILD / "command"), "enable-synch", "--from", str(ids), "--results", str(results), "--quiet"]
            begin = time.monotonic()
            rows[f"rss_{count}"] = peak_rss(command, env)
            rows[f"rate_{count}"] = count / (time.monotonic() - begin)
        # The commands that read: a report on the last batch, and the account's list.
        report = [str(BUILD / "command"), "report", str(results)]
        rows["report_seconds"] = median([run(report, env)[1] for _ in range(1 if QUICK else 5)])
        rows["report_rss"] = peak_rss(report, env)
        rows["list_rss"] = peak_rss([str(BUILD / "command"), "customers", "--summary"], env)
        # In the sandbox, a tenth of them is enabled and not linked: they are read twice.
        verify = [str(BUILD / "command"), "verify", "--from", str(ids), "--wait", "1s", "--quiet"]
        rows["verify_rss"] = peak_rss(verify, env, status=20)
        rows["match_rss"] = peak_rss(match_of(1_000_000), env)
    finally:
        server.kill()
        server.wait()
    return rows


def match_of(count):
    """A match of so many customers with so many accounts, by each key in turn."""
    customers, accounts = BUILD / "customers.csv", BUILD / "accounts.csv"
    company = [f"Company {at},owner{at}@company{at}.example" for at in range(count)]
    lines = [f"{at + 1},R-{at},{company[at]}\n" for at in range(count)]
    customers.write_text("Stax Bill ID,Customer ID,Company Name,Primary Email\n" + "".join(lines))
    keys = (lambda at: f",{at + 1},", lambda at: f",,R-{at}", lambda _: ",,", lambda _: ",,")
    names = (lambda at: f"x,{at}", lambda at: f"x,{at}", lambda at: company[at], lambda at: f"Company {at},")
    lines = [f"0014200{at:08}AAA,{names[at % 4](at)}{keys[at % 4](at)}\n" for at in range(count)]
    accounts.write_text("Account ID,Account Name,Email,FB.Id,FB.Customer Id\n" + "".join(lines))
    return [str(BUILD / "command"), "match", "--salesforce", str(accounts), "--customers", str(customers)]


def sizes():
    wheel = max((ROOT / "dist").glob("fusebill-*-manylinux*_x86_64*.whl"), default=None)
    package = max((ROOT / "dist").glob("Fusebill.*.nupkg"), default=None)
    dll = ROOT / "target/cross/x86_64-pc-windows-gnu/x86_64-pc-windows-gnu/release/fusebill.dll"
    return {
        "fusebill.dll for x64": dll.stat().st_size if dll.exists() else 0,
        "libfusebill.so, stripped": (BUILD / "libfusebill.so").stat().st_size,
        "the wheel for x86-64 Linux, with the command": wheel.stat().st_size if wheel else 0,
        "the NuGet package": package.stat().st_size if package else 0,
    }


def origins():
    """The size of each part of the library, by the names of its symbols before they are stripped."""
    library = BUILD / "symbols/libfusebill.so"
    bytes_of = dict.fromkeys((*report.ORIGINS, "everything else"), 0)
    sections = subprocess.check_output(["size", "-A", str(library)], text=True).splitlines()
    bytes_of["unwind tables"] = sum(
        int(line.split()[1]) for line in sections if line.startswith((".eh_frame", ".gcc_except_table"))
    )
    listed = subprocess.check_output(["nm", "-S", "--demangle=rust", "--defined-only", str(library)], text=True)
    symbols = [re.match(r"(\S+) (\S+) \w [<&(\[]*(?:mut )?(\w+)", line) for line in listed.splitlines()]
    for _, size, name in {symbol[1]: symbol.groups() for symbol in symbols if symbol}.values():
        origin = next(
            (origin for origin, crates in report.ORIGINS.items() if name.startswith(crates)), "everything else"
        )
        bytes_of[origin] += int(size, 16)
    stripped = (BUILD / "libfusebill.so").stat().st_size
    return {**bytes_of, "strings, relocations, the rest of the file": stripped - sum(bytes_of.values())}


def machine() -> str:
    """What it was measured on."""
    model = next(line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name"))
    rust = subprocess.run(["rustc", "--version"], capture_output=True, text=True, check=True).stdout.split()[1]
    return f"{model.split(': ')[1]}, {os.cpu_count()} cores, Linux {os.uname().release.split('-')[0]}, Rust {rust}"


def main() -> None:
    folder = BUILD / "nginx"
    results = {}

    def keep(**measured):
        results.update(measured)
        (BUILD / "results.json").write_text(json.dumps(results, indent=1))

    with one_core(), nginx(folder) as env:
        keep(warm=warm(env))
        keep(deadline=deadline(env), cold=cold(env))
    with nginx(folder) as env:
        keep(idle=idle(env), black_holed=black_holed(env, folder))
        calls, threads = growth(env)
        keep(calls=calls, threads=threads)
    keep(latency=latency(folder), sizes=sizes(), origins=origins())
    keep(batch=batch(), machine=machine())
    report.write(results, ROOT / "docs")


if __name__ == "__main__":
    main()
