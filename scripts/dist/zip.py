"""Packs a folder, or repacks an archive, so that the same content produces the same bytes.

usage: zip.py OUT.zip PARENT FOLDER
       zip.py PACKAGE.nupkg

Times come from SOURCE_DATE_EPOCH; names are sorted.
"""

from __future__ import annotations

import os
import re
import sys
import time
import zipfile
from pathlib import Path


def write(out: Path, contents: dict[str, bytes]) -> None:
    """Write a zip archive."""
    when = time.gmtime(int(os.environ["SOURCE_DATE_EPOCH"]))[:6]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(contents):
            entry = zipfile.ZipInfo(name, when)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, contents[name])


def of_package(package: Path) -> dict[str, bytes]:
    """Read a NuGet package; the packer gives its core properties and relations a random name each time."""
    with zipfile.ZipFile(package) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    properties = next(name for name in contents if name.endswith(".psmdcp"))
    contents["package/services/metadata/core-properties/fusebill.psmdcp"] = contents.pop(properties)
    # The packer of SDK 3.1 does not know this element.
    specification = contents["Fusebill.nuspec"].decode()
    contents["Fusebill.nuspec"] = specification.replace("<icon>", "<readme>README.md</readme>\n    <icon>", 1).encode()
    relations = contents["_rels/.rels"].decode().replace(Path(properties).name, "fusebill.psmdcp")
    numbers = iter(range(1, 1000))
    contents["_rels/.rels"] = re.sub(r'Id="[^"]*"', lambda _: f'Id="R{next(numbers)}"', relations).encode()
    return contents


def main() -> None:
    """Pack."""
    out = Path(sys.argv[1])
    if len(sys.argv) == 2:
        write(out, of_package(out))
        return
    parent = Path(sys.argv[2])
    files = (path for path in (parent / sys.argv[3]).rglob("*") if path.is_file())
    write(out, {path.relative_to(parent).as_posix(): path.read_bytes() for path in files})


if __name__ == "__main__":
    main()
