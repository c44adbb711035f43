"""C: the status codes, and what the header says about options; COBOL: the codes as a copybook."""

from __future__ import annotations

from .common import FROM, Api, Member, Shape, snake, wrapped

FOLDER = "crates/capi/src/generated"


def constant(name: str) -> str:
    """Name a status."""
    return f"FUSEBILL_{name.upper()}"


def status(api: Api) -> str:
    """The constants and their names."""
    text = f"//! The status codes and their names.\n//!\n//! {FROM}\n\nuse std::ffi::CStr;\n\nuse crate::status::fusebill_status;\n\n"
    text += "/// Success.\npub const FUSEBILL_OK: fusebill_status = 0;\n"
    for name, code, doc in api.statuses:
        text += f"{wrapped(doc, '/// ')}\npub const {constant(name)}: fusebill_status = {code};\n"
    text += '\n/// The name of a status in lower case.\npub(crate) fn name(status: fusebill_status) -> &\'static CStr {\n    match status {\n        FUSEBILL_OK => c"ok",\n'
    for name, _, _ in api.statuses:
        text += f'        {constant(name)} => c"{name}",\n'
    return text + '        _ => c"unknown",\n    }\n}\n'


def kind_of(member: Member) -> str:
    """Say what an option may be."""
    if member.range is not None:
        least, most, default = member.range["least"], member.range["most"], member.range["default"]
        if member.name == "stopAfterFailures":
            return "1 or more"
        assert most is not None
        limits = f"{least} to {most}"
        return limits if default is None else f"{limits}, default {default}"
    return {"flag": "true or false", "texts": "array of texts", "longs": "array of ids", "SynchStatus": "text"}.get(
        member.kind, "text"
    )


def options(shape: Shape, names: list[str]) -> str:
    """The lines of the header about the options of a kind."""
    lines = []
    for member in shape.members:
        doc = member.doc.replace("`", "").replace("\n", " ")
        for name in names:
            doc = doc.replace(snake(name), name) if snake(name) != name else doc
        if member.kind == "SynchStatus":
            doc += " all, enabled or not-enabled."
        lines.append(wrapped(f"{member.name} ({kind_of(member)}): {doc}", "  ", 112, "    "))
    return "\n".join(lines) + "\n"


def cobol(api: Api) -> str:
    """The copybook."""
    text = f"      *> What a program passes to the functions, and the status codes.\n      *>\n{wrapped(FROM, '      *> ', 70)}\n"
    text += """      *> Handles and texts are pointers: one that is set is passed BY
      *> REFERENCE, and one that is used BY VALUE. NULL is NO-TEXT.
       01  FB-CLIENT               USAGE POINTER.
       01  JSON-TEXT               USAGE POINTER.
       01  NO-TEXT                 USAGE POINTER VALUE NULL.
       01  CUSTOMER-ID             USAGE BINARY-DOUBLE SIGNED.
       01  TEXT-LENGTH             USAGE BINARY-DOUBLE UNSIGNED.
       01  FB-STATUS               USAGE BINARY-LONG.
           88  FB-OK               VALUE 0.
"""
    for name, code, doc in api.statuses:
        text += (
            wrapped(doc, "      *> ", 70) + f"\n           88  FB-{name.upper().replace('_', '-'):<16} VALUE {code}.\n"
        )
    return text


def files(api: Api) -> dict[str, str]:
    """Everything, by path."""
    names = [member.name for shape in api.options for member in shape.members]
    made = {
        f"{FOLDER}/status.rs": status(api),
        "bindings/legacy/cobol/generated/fusebill.cpy": cobol(api),
    }
    for shape, name in zip(api.options, ("client", "batch", "customers")):
        made[f"{FOLDER}/{name}_options.txt"] = options(shape, names)
    return made
