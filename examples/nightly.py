"""A nightly job: nightly.py IDS RESULTS.

Turns on Salesforce sync for every customer whose id is on a line of IDS, and records the results in RESULTS: when run
again, it continues where it stopped. Prints which customers failed, and why.
"""

from __future__ import annotations

import sys
from pathlib import Path

import fusebill


def main(ids: str, results: str) -> int:
    """Run the batch, and return the status of the job."""
    client = fusebill.Client()  # the key: FUSEBILL_API_KEY
    with Path(ids).open() as lines:
        customers = (int(line) for line in lines if line.strip())
        batch = client.enable_synch_batch(customers, results_file=results, resume=True)
        try:
            for outcome in batch:  # each is already on disk here
                if not outcome.is_done:
                    print(f"{outcome.id}: {outcome.error.message if outcome.error else outcome.name}")
        except fusebill.Error as error:  # what stopped it early: the key, the day's limit, the disk
            print(f"stopped: {error}; {error.advice}", file=sys.stderr)
        except ValueError as error:  # a line that is not an id
            print(f"stopped: {error}", file=sys.stderr)
    summary = batch.summary
    if summary is None:
        return fusebill.InternalError.code
    print(f"enabled: {summary.done} now, {summary.skipped} before (status {summary.status})")
    return summary.status


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
