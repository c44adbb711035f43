"""The page of `fusebill report --html` in a real browser.

What a user sees, searches and sorts, and what text from a customer must not be able to do to it.

usage: report.py FUSEBILL [SCREENSHOT_FOLDER]
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from html import unescape
from pathlib import Path

BROWSER = [
    "chromium",
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
]
INJECTIONS = [
    "</script><script>document.title = 'owned'</script>",
    '<img src=x onerror="document.title=1">',
    '"><b id=owned>',
    "{{rows}} {{host}}",
    "\u2028 line \u202e turned",
]


def results_file(path: Path, customers: int) -> None:
    """Write a results file with failures of all kinds, some of them with hostile text."""
    lines: list[object] = [
        {
            "fusebill": "results",
            "version": 2,
            "operation": "DisableSynch",
            "host": "<i>secure</i>.example",
            "account": "0" * 12,
        }
    ]
    for at in range(customers):
        minute, second = divmod(at, 40)
        failed = at % 9 == 0
        name = ("rejected", "not_found", "bad_response")[at // 9 % 3] if failed else "ok"
        message = INJECTIONS[at // 9 % len(INJECTIONS)] if failed else None
        when = f"2026-01-31T{12 + minute // 60:02}:{minute % 60:02}:{second:02}.000Z"
        lines.append({"id": 200000 + at, "code": 4 if failed else 0, "name": name, "message": message, "at": when})
    path.write_text("\n".join(json.dumps(line) for line in lines) + "\n")


def browse(page: Path, *arguments: str) -> str:
    """Let the browser load the page; return what it prints."""
    with tempfile.TemporaryDirectory() as profile:
        command = [*BROWSER, f"--user-data-dir={profile}", "--virtual-time-budget=5000", *arguments, page.as_uri()]
        return subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout


def cells(dom: str) -> list[list[str]]:
    """Return the rows of the table of failures, as a user sees them."""
    body = dom.split('id="failed"')[1].split("<tbody>")[1].split("</tbody>")[0]
    rows = re.findall(r"<tr>(.*?)</tr>", body, re.S)
    return [[unescape(cell) for cell in re.findall(r"<td>(.*?)</td>", row, re.S)] for row in rows]


def main() -> None:
    """Check the page, and save screenshots of it if a folder is given."""
    fusebill = sys.argv[1]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        results, page = folder / "results.jsonl", folder / "report.html"
        results_file(results, 4500)
        status = subprocess.run([fusebill, "report", results, "--html", page], check=False).returncode
        assert status == 20, status
        html = page.read_text()
        own = html.replace(html.split('id="rows">')[1].split("</script>")[0], "")
        assert not re.search(r"(src|href)=|https?://|@import|url\(", own), "nothing comes from outside the page"

        dom = browse(page, "--dump-dom")
        assert "<title>DisableSynch on &lt;i&gt;secure&lt;/i&gt;.example</title>" in dom
        assert (
            "<img" not in dom.split('id="failed"')[1].split("</table>")[0] and "<b id=" not in dom.split("<script")[0]
        )
        rows = cells(dom)
        assert len(rows) == 500, len(rows)
        assert rows[0] == ["200000", "rejected", INJECTIONS[0]], rows[0]
        assert [row[2] for row in rows[1:4]] == INJECTIONS[1:4], rows[1:4]
        assert rows[4][2] == "\\u{2028} line \\u{202e} turned", rows[4]
        assert ">4,000<" in dom and ">500<" in dom and dom.count("<rect ") > 50

        # A user types and clicks: the page's own listeners are called.
        doings = """<script>
          search.value = "NOT_found 2000"; search.dispatchEvent(new Event("input"));
          heads[0].querySelector("button").click();
        </script>"""
        typed = folder / "typed.html"
        typed.write_text(html + doings)
        found = cells(browse(typed, "--dump-dom"))
        ids = [int(row[0]) for row in found]
        assert ids and ids == sorted(ids, reverse=True), ids
        assert all(row[1] == "not_found" and "2000" in "".join(row) for row in found), found

        if len(sys.argv) > 2:
            pictures = Path(sys.argv[2])
            pictures.mkdir(parents=True, exist_ok=True)
            browse(page, f"--screenshot={pictures / 'report.png'}", "--window-size=900,1400")
            browse(page, f"--screenshot={pictures / 'report-dark.png'}", "--window-size=900,1400", "--force-dark-mode")
            browse(page, f"--print-to-pdf={pictures / 'report.pdf'}", "--no-pdf-header-footer")
        print("1 passed, 0 failed")


if __name__ == "__main__":
    main()
