"""Opens a NuGet package and checks that it contains what a user needs, and the libraries of the archives beside it.

usage: check-nupkg.py PACKAGE
"""

import sys
import tarfile
import xml.etree.ElementTree as ElementTree
import zipfile
from pathlib import Path

# Each native library, and the archive that contains the same one, which scripts/test-platforms tests.
NATIVE = {
    "runtimes/linux-x64/native/libfusebill.so": "linux-x86_64.tar.gz",
    "runtimes/linux-arm64/native/libfusebill.so": "linux-aarch64.tar.gz",
    "runtimes/linux-musl-x64/native/libfusebill.so": "linux-musl-x86_64.tar.gz",
    "runtimes/win-x64/native/libfusebill.dll": "windows-x64.zip",
    "runtimes/win-x86/native/libfusebill.dll": "windows-x86.zip",
}
FRAMEWORKS = ("netstandard2.0", "netstandard2.1")
NEEDED = {
    "Fusebill.nuspec",
    "[Content_Types].xml",
    "_rels/.rels",
    *(f"lib/{framework}/Fusebill.{suffix}" for framework in FRAMEWORKS for suffix in ("dll", "xml")),
    *NATIVE,
    "build/net461/Fusebill.targets",
    "buildTransitive/net461/Fusebill.targets",
    "README.md",
    "CHANGELOG.md",
    "icon.png",
    "LICENSE-MIT",
    "LICENSE-APACHE",
    "THIRD-PARTY.md",
}
METADATA = (
    "id",
    "version",
    "authors",
    "description",
    "license",
    "tags",
    "readme",
    "icon",
    "projectUrl",
    "releaseNotes",
)


def tested(file: Path) -> bytes:
    """Return the library in the archive of a platform."""
    if file.suffix == ".zip":
        with zipfile.ZipFile(file) as archive:
            return archive.read(f"{file.stem}/bin/fusebill.dll")
    with tarfile.open(file) as packed:
        library = packed.extractfile(f"{file.name.removesuffix('.tar.gz')}/lib/libfusebill.so")
        assert library
        return library.read()


def main() -> None:
    """Exit with a message if something is wrong."""
    file = Path(sys.argv[1])
    version = file.stem.removeprefix("Fusebill.")
    with zipfile.ZipFile(file) as package:
        missing = NEEDED - set(package.namelist())
        if missing or package.testzip():
            sys.exit(f"missing or broken: {missing}")
        specification = ElementTree.fromstring(package.read("Fusebill.nuspec"))
        different = [
            name
            for name, archive in NATIVE.items()
            if package.read(name) != tested(file.with_name(f"libfusebill-{version}-{archive}"))
        ]
        sizes = {name.split("/")[1]: package.getinfo(name).file_size for name in NATIVE}
        assemblies = {framework: package.read(f"lib/{framework}/Fusebill.dll") for framework in FRAMEWORKS}
    found = {element.tag.split("}")[1]: element for element in specification.iter()}
    absent = [name for name in METADATA if not (found.get(name) is not None and found[name].text)]
    if absent:
        sys.exit(f"the nuspec lacks {absent}")
    if [element for element in specification.iter() if element.tag.endswith("}dependency")]:
        sys.exit("the package depends on another")
    if not found["repository"].get("url"):
        sys.exit("the nuspec names no repository")
    for framework, assembly in assemblies.items():
        # MPDB: an embedded portable PDB, the symbols.
        if assembly[:2] != b"MZ" or b"MPDB" not in assembly:
            sys.exit(f"{framework}: not an assembly with its symbols")
    if different:
        sys.exit(f"not the libraries that are tested: {different}")
    managed = {framework: len(assembly) for framework, assembly in assemblies.items()}
    print(f"{file}: managed {managed}; native {sizes}")


if __name__ == "__main__":
    main()
