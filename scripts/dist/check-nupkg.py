"""Opens a NuGet package and checks that it contains what a user needs.

usage: check-nupkg.py PACKAGE
"""

import sys
import xml.etree.ElementTree as ElementTree
import zipfile

NATIVE = {
    "runtimes/linux-x64/native/libfusebill.so": b"\x7fELF",
    "runtimes/linux-arm64/native/libfusebill.so": b"\x7fELF",
    "runtimes/linux-musl-x64/native/libfusebill.so": b"\x7fELF",
    "runtimes/win-x64/native/fusebill.dll": b"MZ",
    "runtimes/win-x86/native/fusebill.dll": b"MZ",
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


def main() -> None:
    """Exit with a message if something is wrong."""
    with zipfile.ZipFile(sys.argv[1]) as package:
        missing = NEEDED - set(package.namelist())
        if missing or package.testzip():
            sys.exit(f"missing or broken: {missing}")
        specification = ElementTree.fromstring(package.read("Fusebill.nuspec"))
        broken = [name for name, magic in NATIVE.items() if not package.read(name).startswith(magic)]
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
    if broken:
        sys.exit(f"not binaries: {broken}")
    managed = {framework: len(assembly) for framework, assembly in assemblies.items()}
    print(f"{sys.argv[1]}: managed {managed}; native {sizes}")


if __name__ == "__main__":
    main()
