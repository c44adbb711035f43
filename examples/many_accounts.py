"""Turn on Salesforce sync for the customers of many accounts: one task per account, on Dask.

usage: many_accounts.py ACCOUNTS.json [SCHEDULER]

ACCOUNTS.json: [{"name": "north", "key_variable": "NORTH_KEY", "ids": "north.txt", "results": "north.jsonl"}, …]. The
keys are in the environment of the workers, in the variables that the file names, and are never sent. Without the
address of a scheduler, a cluster is started on this machine.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from distributed import Client as Dask

import fusebill


def enable_account(account: dict[str, str]) -> dict[str, Any]:
    """Run one account's batch, and report how it ended. A repeated task continues where the first one stopped."""
    ids = (int(line) for line in Path(account["ids"]).read_text().split())
    with fusebill.Client(os.environ[account["key_variable"]], base_url=account.get("base_url")) as client:
        batch = client.enable_synch_batch(ids, results_file=account["results"], resume=True)
        try:
            failed = {outcome.id: outcome.name for outcome in batch if not outcome.is_done}
        except fusebill.Error as error:  # what stopped it: the day's limit, a wrong key
            return {"account": account["name"], "stopped": error.name, "retry_after": error.retry_after}
        summary = batch.summary
    assert summary is not None
    return {"account": account["name"], "done": summary.done, "skipped": summary.skipped, "failed": failed}


def main() -> int:
    """Return the exit status: 0 if every customer of every account is enabled."""
    accounts = json.loads(Path(sys.argv[1]).read_text())
    status = 0
    with Dask(sys.argv[2] if len(sys.argv) > 2 else None) as dask:
        # One task per account, and no more at once than the workers have threads.
        for ended in dask.gather(dask.map(enable_account, accounts, pure=False)):
            print(json.dumps(ended))
            if ended.get("failed") or "stopped" in ended:
                status = 20
    return status


if __name__ == "__main__":
    sys.exit(main())
