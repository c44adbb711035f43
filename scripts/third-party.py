"""Writes THIRD-PARTY.md: every crate that is part of the release files, with its license and the license text.

usage: third-party.py [--check | [--target TARGET] --sbom FILE]

--check fails if the file is stale; --sbom writes the same list as CycloneDX, for one target or for all.
"""

from __future__ import annotations

import collections
import json
import subprocess
import sys
from pathlib import Path

import tomllib

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "THIRD-PARTY.md"
GIVEN_AWAY = ("fusebill-capi", "fusebill-python", "fusebill-cli")


def shipped(target: str | None = None) -> list[dict[str, str]]:
    """Find the crates that are linked into the libraries and the command, for one target or for any."""
    command = ["cargo", "metadata", "--format-version", "1", "--locked"]
    if target:
        command += ["--filter-platform", target]
    data = json.loads(subprocess.check_output(command, cwd=ROOT))
    packages = {package["id"]: package for package in data["packages"]}
    nodes = {node["id"]: node for node in data["resolve"]["nodes"]}
    wanted = [identity for identity, package in packages.items() if package["name"] in GIVEN_AWAY]
    seen: set[str] = set()
    while wanted:
        identity = wanted.pop()
        if identity in seen:
            continue
        seen.add(identity)
        for dependency in nodes[identity]["deps"]:
            if any(kind["kind"] is None for kind in dependency["dep_kinds"]):
                wanted.append(dependency["pkg"])
    found = [packages[identity] for identity in seen if packages[identity]["source"]]
    return sorted(found, key=lambda package: (package["name"], package["version"]))


def texts(package: dict[str, str]) -> list[str]:
    """Read the license files beside a crate's manifest."""
    folder = Path(package["manifest_path"]).parent
    names = sorted(path for path in folder.iterdir() if path.name.upper().startswith(("LICENSE", "LICENCE", "COPYING")))
    return [path.read_text(errors="replace").strip() for path in names if path.is_file()]


def page() -> str:
    """Return the page: a table, and each distinct license text once."""
    packages = shipped()
    lines = ["# Third-party software", "", "Linked into the libraries, the wheel, the package and the command.", ""]
    lines += ["| crate | version | license |", "| --- | --- | --- |"]
    users: dict[str, list[str]] = collections.defaultdict(list)
    for package in packages:
        lines.append(f"| {package['name']} | {package['version']} | {package['license']} |")
        for text in texts(package):
            users[text].append(package["name"])
    for text, names in sorted(users.items(), key=lambda pair: pair[1]):
        lines += ["", f"## {', '.join(names)}", "", "```text", text, "```"]
    return "\n".join(lines) + "\n"


def bill_of_materials(target: str | None) -> str:
    """Return the crates as CycloneDX 1.5."""
    lock = tomllib.loads((ROOT / "Cargo.lock").read_text())
    checksums = {(package["name"], package["version"]): package.get("checksum") for package in lock["package"]}
    version = tomllib.loads((ROOT / "Cargo.toml").read_text())["workspace"]["package"]["version"]
    components = [
        {
            "type": "library",
            "name": package["name"],
            "version": package["version"],
            "purl": f"pkg:cargo/{package['name']}@{package['version']}",
            "licenses": [{"expression": package["license"].replace("/", " OR ")}],
            "hashes": [{"alg": "SHA-256", "content": checksums[package["name"], package["version"]]}],
        }
        for package in shipped(target)
    ]
    product = {"type": "library", "name": "libfusebill", "version": version}
    bill = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": product},
        "components": components,
    }
    return json.dumps(bill, indent=1) + "\n"


def main() -> None:
    """Write the page, or compare it."""
    if "--sbom" in sys.argv:
        target = sys.argv[sys.argv.index("--target") + 1] if "--target" in sys.argv else None
        Path(sys.argv[-1]).write_text(bill_of_materials(target))
        return
    made = page()
    if "--check" not in sys.argv:
        PAGE.write_text(made)
    elif not PAGE.exists() or PAGE.read_text() != made:
        sys.exit("THIRD-PARTY.md is stale: run scripts/third-party.py")


if __name__ == "__main__":
    main()
