"""Extracts the examples from a document or header, as programs that can be compiled.

usage: examples.py FILE FOLDER

In Markdown, every ```c, ```cpp and ```csharp block is an example; in a header, every indented block in its opening
comment. An example that is not a complete program is wrapped in one.
"""

import re
import sys
from pathlib import Path

WRAPPED = {
    "c": "#include <fusebill.h>\n#include <stdio.h>\n#include <string.h>\nint main(void) {{\n{}\nreturn 0;\n}}\n",
    "cpp": "#include <fusebill.hpp>\n#include <iostream>\nint main() {{\n{}\n}}\n",
    "csharp": (
        "using System; using System.Threading; using System.Threading.Tasks; using Fusebill;\n"
        "internal static class Example@ {{ private static async Task Run(@FusebillClient client, long[] ids,\n"
        "IProgress<Outcome> progress, CancellationToken token) {{ await Task.Yield();\n{}\n}} }}\n"
    ),
}


SUFFIX = {"csharp": "cs"}


def blocks(text: str, suffix: str) -> list[tuple[str, str]]:
    """Find the language and the text of each example."""
    if suffix == ".md":
        return re.findall(r"^```(c|cpp|csharp)\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    opening = text[: text.index("*/")]
    indented = re.findall(r"(?:^ \*(?:     .*)?\n)+", opening, re.MULTILINE)
    code = [re.sub(r"^ \*(?:     )?", "", block, flags=re.MULTILINE) for block in indented]
    language = "cpp" if suffix == ".hpp" else "c"
    return [(language, block) for block in code if re.match(r"\s*(#include|fusebill::)", block)]


def main() -> None:
    """Write them as files."""
    source, folder = Path(sys.argv[1]), Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    found = blocks(source.read_text(), source.suffix)
    if not found:
        sys.exit(f"{source} has no example")
    for number, (language, code) in enumerate(found):
        program = code if "main(" in code else WRAPPED[language].format(code.replace("using Fusebill;", ""))
        if language == "csharp":
            # An example that creates its own client is not passed one with that name.
            handed = "int none" if "var client" in code else "FusebillClient client"
            program = program.replace("@FusebillClient client", handed)
            program = program.replace("@", f"{source.stem}{number}")
        (folder / f"{source.stem}-{number}.{SUFFIX.get(language, language)}").write_text(program)


if __name__ == "__main__":
    main()
