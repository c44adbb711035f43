"""Under gevent: a call in gevent's own pool of threads leaves the other greenlets running."""

from __future__ import annotations

import subprocess
import sys

import pytest

import fusebill

pytest.importorskip("gevent")  # scripts/requirements-pytest.txt installs it

PROGRAM = """
from gevent import monkey
monkey.patch_all()
import sys
import gevent
import fusebill

key, url = sys.argv[1:]
client = fusebill.Client(key, base_url=url)
pool = gevent.get_hub().threadpool
ticks = 0

def tick():
    global ticks
    while True:
        gevent.sleep(0.01)
        ticks += 1

ticking = gevent.spawn(tick)
jobs = [gevent.spawn(pool.apply, client.enable_synch, (200001 + at,)) for at in range(8)]
gevent.joinall(jobs, raise_error=True)
assert [job.value.id for job in jobs] == list(range(200001, 200009))
assert ticks >= 3, ticks
ticking.kill()
batch = client.enable_synch_batch(range(200001, 200004))
assert sorted(outcome.id for outcome in batch) == [200001, 200002, 200003]
print("done")
"""


def test_calls_under_gevent() -> None:
    with fusebill.Sandbox(latency=0.2) as sandbox:
        arguments = [sys.executable, "-c", PROGRAM, sandbox.key, sandbox.url]
        ended = subprocess.run(arguments, capture_output=True, text=True, timeout=60)
    assert (ended.stdout, ended.returncode) == ("done\n", 0), ended.stderr
