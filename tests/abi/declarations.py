"""Compare the declarations for VB6, VBA and Delphi with the C header: names, conventions, types, constants.

usage: declarations.py [--write]

They cannot be compiled for Windows here; a wrong width or a missing ByVal would corrupt the caller's stack. With
--write, they are generated again from the header, as by `make header`.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
Signature = tuple[str, tuple[str, ...]]
Declared = dict[str, tuple[str, list[tuple[str, str]]]]

BASIC_FILE = ROOT / "bindings/legacy/vb6/Fusebill.bas"
PASCAL_FILE = ROOT / "bindings/legacy/delphi/Fusebill.pas"

# Reserved identifiers of [MS-VBAL] 3.3.5.2: they cannot name a parameter.
BASIC_RESERVED = (
    " abs addressof alias and any array as attribute boolean byref byte byval call case cbool cbyte ccur cdate"
    " cdbl cdec cint circle clng clnglng clngptr close const csng cstr currency cvar cverr date debug decimal"
    " declare defbool defbyte defcur defdate defdbl defint deflng defobj defsng defstr defvar dim do doevents"
    " double each else elseif empty end endif enum eqv erase event exit false fix for friend function get"
    " global gosub goto if imp implements in input inputb int integer is lbound len lenb let like local lock"
    " long longlong longptr loop lset me mid midb mod new next not nothing null on open option optional or"
    " paramarray preserve print private property pset public put raiseevent redim rem resume return rset scale"
    " seek select set sgn shared single spc static stop string sub tab then to true type typeof ubound unlock"
    " until variant wend while with withevents write xor"
    " "
)

PASCAL = {
    "void": "",
    "const char *": "PAnsiChar",
    "char *": "PAnsiChar",
    "char **": "out PAnsiChar",
    "fusebill_status": "TFusebillStatus",
    "fusebill_json_status": "TFusebillJsonStatus",
    "fusebill_log_level": "TFusebillLogLevel",
    "const fusebill_client *": "PFusebillClient",
    "fusebill_client *": "PFusebillClient",
    "fusebill_client **": "out PFusebillClient",
    "const fusebill_cancel *": "PFusebillCancel",
    "fusebill_cancel *": "PFusebillCancel",
    "fusebill_customer_fn": "TFusebillCustomer",
    "fusebill_next_fn": "TFusebillNext",
    "fusebill_outcome_fn": "TFusebillOutcome",
    "fusebill_log_fn": "TFusebillLog",
    "const int64_t *": "PInt64",
    "int64_t *": "out Int64",
    "int32_t *": "out Int32",
    "const char **": "out PAnsiChar",
    "int64_t": "Int64",
    "int32_t": "Int32",
    "uint32_t": "UInt32",
    "size_t": "NativeUInt",
    "void *": "Pointer",
}


def basic(c_type: str, pointer: str, *, returned: bool = False) -> str:
    """Return what VB6 (pointer: Long) or VBA (LongPtr) needs for a type of C."""
    if c_type == "void":
        return ""
    how = "" if returned else "ByRef " if c_type.endswith("**") else "ByVal "
    if "*" in c_type or c_type.endswith("_fn") or c_type == "size_t":
        return how + pointer
    return how + ("Currency" if c_type == "int64_t" else "Long")


def parameters(text: str) -> list[tuple[str, str]]:
    """Split the parameters of a C function into types and names."""
    found = []
    for parameter in re.split(r",\s*", text.strip()):
        if parameter not in ("", "void"):
            match = re.fullmatch(r"(.*?)(\w+)", parameter.strip(), re.DOTALL)
            assert match, parameter
            # A name that is reserved in Basic.
            found.append((match[1].strip(), {"string": "text"}.get(match[2], match[2])))
    return found


def of_header() -> tuple[Declared, Declared, dict[str, str]]:
    """Read functions, callbacks and constants of the flat header."""
    text = (ROOT / "include/fusebill.ffi.h").read_text()
    functions = {
        name: (returned.strip(), parameters(inside))
        for returned, name, inside in re.findall(r"^((?:const )?\w+ \**)(fusebill_\w+)\(([^;]*)\);", text, re.MULTILINE)
    }
    callbacks = {
        name: (returned, parameters(inside))
        for returned, name, inside in re.findall(r"^typedef (\w+) \(\*(\w+)\)\(([^;]*)\);", text, re.MULTILINE)
    }
    constants = dict(re.findall(r"(FUSEBILL_\w+) = (\d+)", text))
    constants = {name: value for name, value in constants.items() if "VERSION" not in name}
    return functions, callbacks, constants


def of_basic(text: str, *, safe: bool) -> dict[str, Signature]:
    """Read the declarations of a module, those with PtrSafe or those without."""
    found = {}
    pattern = r'^Public Declare (PtrSafe )?(Function|Sub) (fusebill_\w+) Lib "fusebill\.dll" \((.*?)\)(?: As (\w+))?$'
    for mark, kind, name, inside, returned in re.findall(pattern, text, re.MULTILINE):
        if bool(mark) == safe:
            assert (kind == "Sub") == (not returned), name
            pairs = [re.fullmatch(r"(By\w+) (\w+) As (\w+)", one) for one in inside.split(", ") if one]
            reserved = [pair[2] for pair in pairs if pair and f" {pair[2].lower()} " in BASIC_RESERVED]
            assert not reserved, f"{name}: {reserved} cannot be names in Basic"
            found[name] = (returned, tuple(f"{pair[1]} {pair[3]}" for pair in pairs if pair))
    return found


def of_pascal(inside: str) -> tuple[str, ...]:
    """Read the types of a parameter list."""
    found = []
    for one in filter(None, (part.strip() for part in inside.split(";"))):
        match = re.fullmatch(r"(out )?\w+: (\w+)", one)
        assert match, one
        found.append((match[1] or "") + match[2])
    return tuple(found)


def types_of(declared: Declared) -> dict[str, tuple[str, list[str]]]:
    """Leave out the names of the parameters."""
    return {name: (returned, [c_type for c_type, _ in inside]) for name, (returned, inside) in declared.items()}


def pascal_case(name: str) -> str:
    """Spell a C name as Pascal does."""
    return "".join(part.capitalize() for part in name.split("_"))


def pascal_parameters(inside: list[tuple[str, str]]) -> str:
    """Return the parameter list of a routine."""
    found = []
    for c_type, name in inside:
        out, _, of_type = PASCAL[c_type].rpartition(" ")
        found.append(f"{out} {pascal_case(name)}: {of_type}".strip())
    return f"({'; '.join(found)})" if found else ""


def pascal_routine(returned: str, name: str, inside: list[tuple[str, str]]) -> str:
    """Return a routine without its convention."""
    result = PASCAL[returned]
    kind = "function" if result else "procedure"
    return f"{kind}{name}{pascal_parameters(inside)}" + (f": {result}" if result else "")


def basic_declaration(name: str, returned: str, inside: list[tuple[str, str]], *, safe: bool) -> str:
    """Return the Declare statement of a function."""
    pointer = "LongPtr" if safe else "Long"
    result = basic(returned, pointer, returned=True)
    pairs = [(basic(c_type, pointer), name) for c_type, name in inside]
    listed = ", ".join(f"{kind.split()[0]} {name} As {kind.split()[1]}" for kind, name in pairs)
    head = f"Public Declare {'PtrSafe ' if safe else ''}{'Function' if result else 'Sub'} {name}"
    return f'{head} Lib "fusebill.dll" ({listed})' + (f" As {result}" if result else "")


def replaced(text: str, pattern: str, lines: list[str]) -> str:
    """Replace the adjacent lines that match with other lines."""
    made, count = re.subn(rf"(?:^{pattern}$\n)+", lambda _: "\n".join(lines) + "\n", text, count=1, flags=re.MULTILINE)
    assert count == 1, pattern
    return made


def write() -> None:
    """Generate the declarations again."""
    functions, callbacks, constants = of_header()
    text = BASIC_FILE.read_bytes().decode("ascii").replace("\r\n", "\n")
    of_basic_constants = [f"Public Const {name} As Long = {value}" for name, value in constants.items()]
    text = replaced(text, r"Public Const FUSEBILL_.*", of_basic_constants)
    for safe, pattern in (
        (True, "Public Declare PtrSafe .* fusebill_.*"),
        (False, "Public Declare (?!PtrSafe).* fusebill_.*"),
    ):
        lines = [basic_declaration(name, *signature, safe=safe) for name, signature in functions.items()]
        text = replaced(text, pattern, lines)
    BASIC_FILE.write_bytes(text.replace("\n", "\r\n").encode("ascii"))
    text = PASCAL_FILE.read_text()
    text = replaced(text, r"  FUSEBILL_\w+ = \d+;", [f"  {name} = {value};" for name, value in constants.items()])
    types = [
        f"  {PASCAL[name]} = {pascal_routine(returned, '', inside)}; stdcall;"
        for name, (returned, inside) in callbacks.items()
    ]
    text = replaced(text, r"  TFusebill\w+ = (?:function|procedure).*", types)
    routines = [
        f"{pascal_routine(returned, ' ' + name, inside)}; stdcall; external FusebillLibrary;"
        for name, (returned, inside) in functions.items()
    ]
    text = replaced(text, r"(?:function|procedure) fusebill_.*", routines)
    PASCAL_FILE.write_text(text)


def main() -> None:
    """Exit with the differences, if any."""
    if sys.argv[1:] == ["--write"]:
        write()
    all_functions, all_callbacks, constants = of_header()
    functions, callbacks = types_of(all_functions), types_of(all_callbacks)
    wrong = []

    def compare(what: str, expected: object, found: object) -> None:
        if expected != found:
            wrong.append(f"{what}:\n  header {expected}\n  found  {found}")

    module = BASIC_FILE.read_bytes().decode("ascii")
    compare("line ends of Fusebill.bas", module.count("\n"), module.count("\r\n"))
    module = module.replace("\r\n", "\n")
    for name, safe, pointer in (("VB6", False, "Long"), ("VBA", True, "LongPtr")):
        declared = of_basic(module, safe=safe)
        compare(f"functions of {name}", sorted(functions), sorted(declared))
        for function, (returned, types) in functions.items():
            expected = (basic(returned, pointer, returned=True), tuple(basic(one, pointer) for one in types))
            compare(f"{name} {function}", expected, declared.get(function))
    compare(
        "constants of VB6", constants, dict(re.findall(r"^Public Const (FUSEBILL_\w+) As Long = (\d+)$", module, re.M))
    )

    unit = PASCAL_FILE.read_text()
    pattern = r"^(function|procedure) (fusebill_\w+)(?:\((.*?)\))?(?:: (\w+))?; (\w+); external FusebillLibrary;$"
    declared = {
        name: (returned, of_pascal(inside), convention)
        for _, name, inside, returned, convention in re.findall(pattern, unit, re.MULTILINE)
    }
    compare("functions of Delphi", sorted(functions), sorted(declared))
    for function, (returned, types) in functions.items():
        expected = (PASCAL[returned], tuple(PASCAL[one] for one in types), "stdcall")
        compare(f"Delphi {function}", expected, declared.get(function))
    pattern = r"^  (TFusebill\w+) = (?:function|procedure)\((.*?)\)(?:: (\w+))?; (\w+);$"
    types = {
        name: (returned, of_pascal(inside), how) for name, inside, returned, how in re.findall(pattern, unit, re.M)
    }
    for callback, (returned, inside) in callbacks.items():
        expected = (PASCAL[returned], tuple(PASCAL[one] for one in inside), "stdcall")
        compare(f"Delphi {callback}", expected, types.get(PASCAL[callback]))
    compare("constants of Delphi", constants, dict(re.findall(r"^  (FUSEBILL_\w+) = (\d+);$", unit, re.MULTILINE)))
    if wrong:
        sys.exit("\n".join(wrong))
    print(f"{len(functions)} functions in 3 declarations passed")


if __name__ == "__main__":
    main()
