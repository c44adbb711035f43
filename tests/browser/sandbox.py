"""The status page of the sandbox in a real browser, after calls that it should show.

usage: sandbox.py FUSEBILL, with FUSEBILL_TEST_URL and FUSEBILL_TEST_KEY of a sandbox with 20 customers
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from html import unescape

from report import BROWSER


def page(url: str) -> str:
    """Let the browser load the page; return its document."""
    with tempfile.TemporaryDirectory() as profile:
        command = [*BROWSER, f"--user-data-dir={profile}", "--virtual-time-budget=1500", "--dump-dom", url + "/"]
        return subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout


def number(dom: str, name: str) -> str:
    """Return the text of the element with an id."""
    found = re.search(rf'<dd id="{name}">([^<]*)', dom)
    assert found, (name, dom)
    return unescape(found[1])


def main() -> None:
    """Fail if the page does not show what a user should see."""
    fusebill, url, key = sys.argv[1], os.environ["FUSEBILL_TEST_URL"], os.environ["FUSEBILL_TEST_KEY"]
    environment = {"FUSEBILL_BASE_URL": url, "FUSEBILL_API_KEY": key}

    def call(*arguments: str) -> None:
        subprocess.run([fusebill, *arguments], env=environment, capture_output=True, check=False, timeout=60)

    before = page(url)
    assert (number(before, "customers"), number(before, "enabled"), number(before, "requests")) == ("21", "9", "0")
    call("enable-synch", "200001")
    call("disable-synch", "172677")
    call("enable-synch", "12")
    after = page(url)
    assert (number(after, "enabled"), number(after, "requests")) == ("9", "3"), after
    rows = {
        cells[0]: cells[1] for cells in re.findall(r"<tr><td>(\d+)</td><td>(\w+)</td>", after.split('id="list"')[1])
    }
    assert (rows["200001"], rows["172677"], rows["200002"]) == ("Enabled", "Disabled", "Disabled"), rows
    shown = re.findall(r"<tr><td>(\d+)</td><td>([^<]*)", after.split('id="recent"')[1].split("</table>")[0])
    assert [status for status, _ in shown] == ["404", "200", "200"], shown
    assert shown[1][1] == "POST /v1/Salesforce/DisableSynch/172677", shown
    assert int(number(after, "minute")) > 0, "calls left"
    assert key not in after, "the key is nowhere"
    subprocess.run(
        ["curl", "-s", f"{url}/v1/<script>document.title=1</script>"], check=True, timeout=60, capture_output=True
    )
    assert "<script" not in page(url).lower(), "a path is text"
    print("1 passed, 0 failed")


if __name__ == "__main__":
    main()
