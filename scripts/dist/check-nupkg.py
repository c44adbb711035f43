"""Opens a NuGet package and checks that it is what a user needs.

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
NEEDED = {
    "Fusebill.nuspec",
    "[Content_Types].xml",
    "_rels/.rels",
    "lib/netstandard2.0/Fusebill.dll",
    "lib/netstandard2.0/Fusebill.xml",
    *NATIVE,
    "build/net461/Fusebill.targets",
    "buildTransitive/net461/Fusebill.targets",
    "LICENSE-MIT",
    "LICENSE-APACHE",
    "THIRD-PARTY.md",
}
METADATA = ("id", "version", "authors", "description", "license", "tags")


def main() -> None:
    """Exit with a message when something is wrong."""
    with zipfile.ZipFile(sys.argv[1]) as package:
        missing = NEEDED - set(package.namelist())
        if missing or package.testzip():
            sys.exit(f"missing or broken: {missing}")
        specification = ElementTree.fromstring(package.read("Fusebill.nuspec"))
        broken = [name for name, magic in NATIVE.items() if not package.read(name).startswith(magic)]
        sizes = {name.split("/")[1]: package.getinfo(name).file_size for name in NATIVE}
        assembly = package.read("lib/netstandard2.0/Fusebill.dll")
    found = {element.tag.split("}")[1]: element for element in specification.iter()}
    absent = [name for name in METADATA if not (found.get(name) is not None and found[name].text)]
    if absent:
        sys.exit(f"the nuspec lacks {absent}")
    if [element for element in specification.iter() if element.tag.endswith("}dependency")]:
        sys.exit("the package depends on another")
    if broken or assembly[:2] != b"MZ":
        sys.exit(f"not binaries: {broken}")
    print(f"{sys.argv[1]}: {len(assembly)} bytes managed; native {sizes}")


if __name__ == "__main__":
    main()
