"""Batches as an iterator; their engine has tests of its own."""

from __future__ import annotations

import gc
import inspect
import json
import os
import sqlite3
import sys
import threading
import time
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

import fusebill
from conftest import Start

MANY = range(200001, 200051)


def test_outcomes_come_in_the_order_of_completion(client: fusebill.Client) -> None:
    batch = client.enable_synch_batch([172677, 12, 200001, 200001], concurrency=1)
    outcomes = list(batch)
    assert [(outcome.id, outcome.name, outcome.code) for outcome in outcomes] == [
        (172677, "ok", 0),
        (12, "not_found", 3),
        (200001, "ok", 0),
    ]
    assert outcomes[0].customer is not None
    assert outcomes[0].customer.company_name == "Stolen Bikes"
    assert isinstance(outcomes[1].error, fusebill.NotFoundError)
    assert (outcomes[1].customer, outcomes[0].error) == (None, None)
    assert batch.summary == fusebill.Summary(20, "EnableSynch", 2, {"not_found": 1}, 0, {}, 1, 3, 0, None, None)
    assert outcomes[0].at.tzinfo is not None
    assert outcomes[0].elapsed >= 0
    assert "John" not in repr(outcomes[0]) + outcomes[0].to_json()


def test_each_operation_has_a_batch_of_its_own(client: fusebill.Client) -> None:
    ids = [172677, 200001]
    assert client.enable_synch_batch(ids).run() == fusebill.Summary(0, "EnableSynch", 2, {}, 0, {}, 0, 2, 0, None, None)
    assert [outcome.operation for outcome in client.disable_synch_batch(ids)] == ["DisableSynch"] * 2
    assert client.get_customer(200001).is_synch_enabled is False
    assert client.resynch_batch(ids, concurrency=1).run().operation == "Resynch"
    pairs = [(172677, "0014100000JJ3wtAAD"), (200001, "001410000000001AAA")]
    assert client.latch_batch(pairs, force=True).run().done == 2
    for wrong in ({"operation": "DisableSynch"}, {"force": True}, {"force_latch": True}):
        (name,) = wrong
        with pytest.raises(TypeError, match=rf"enable_synch_batch\(\) got an unexpected keyword argument '{name}'"):
            client.enable_synch_batch(ids, **wrong)
    with pytest.raises(TypeError, match="resume must be a bool, not str"):
        client.resynch_batch(ids, resume="yes")  # type: ignore[arg-type]
    with pytest.raises(fusebill.InvalidArgumentError, match=r"pairs\[0\]: 172677 is not a pair"):
        client.latch_batch(ids).run()  # type: ignore[arg-type]
    for name in ("enable_synch_batch", "disable_synch_batch", "resynch_batch", "latch_batch"):
        first, *rest = list(inspect.signature(getattr(fusebill.Client, name)).parameters)[1:]
        assert first == ("pairs" if name == "latch_batch" else "ids")
        assert ("force" in rest, "concurrency" in rest) == (name == "latch_batch", True)


def test_a_batch_that_nobody_reads_warns(client: fusebill.Client) -> None:
    with pytest.warns(RuntimeWarning, match="before anybody read its outcomes"):
        client.enable_synch_batch([172677])
        gc.collect()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        next(client.enable_synch_batch([172677]))
        client.enable_synch_batch([172677]).close()
        client.enable_synch_batch([172677]).stop()
        with client.enable_synch_batch([172677]):
            pass
        client.enable_synch_batch([172677]).run()
        gc.collect()


def test_a_record_is_kept_and_resumed(client: fusebill.Client, tmp_path: Path) -> None:
    results = tmp_path / "results.jsonl"
    list(client.enable_synch_batch(MANY[:10], results_file=results))
    lines = [json.loads(line) for line in results.read_text().splitlines()]
    assert lines[0]["fusebill"] == "results"
    assert {line["id"] for line in lines[1:]} == set(MANY[:10])
    again = client.enable_synch_batch(MANY[:12], results_file=results, resume=True)
    assert {outcome.id for outcome in again} == set(MANY[10:12])
    assert again.summary is not None
    assert again.summary.skipped == 10
    with pytest.raises(fusebill.IOError, match="exists"):
        client.enable_synch_batch(MANY, results_file=results)


def test_leaving_the_loop_stops_it_and_what_was_begun_is_recorded(
    sandbox: fusebill.Sandbox, client: fusebill.Client, tmp_path: Path
) -> None:
    results = tmp_path / "results.jsonl"
    for count, _ in enumerate(client.enable_synch_batch(MANY, results_file=results), 1):
        if count == 3:
            break
    recorded = len(results.read_text().splitlines()) - 1
    assert 3 <= recorded < len(MANY)
    assert sandbox.requests == recorded
    time.sleep(0.1)
    assert sandbox.requests == recorded, "nothing goes on behind the back"


def test_a_batch_may_be_closed_and_stopped(client: fusebill.Client) -> None:
    with client.enable_synch_batch(MANY) as batch:
        next(batch)
    assert list(batch) == []
    assert batch.summary is not None
    batch = client.enable_synch_batch(MANY, concurrency=2)
    next(batch)
    batch.stop()
    left = list(batch)
    assert len(left) < len(MANY) - 1
    assert batch.summary is not None
    assert batch.summary.done == 1 + len(left)
    assert isinstance(batch.summary.stopped, fusebill.CancelledError)


def test_a_break_leaves_a_summary_and_every_outcome_recorded(
    sandbox: fusebill.Sandbox, client: fusebill.Client, tmp_path: Path
) -> None:
    results = tmp_path / "results.jsonl"
    batch = client.enable_synch_batch(MANY, results_file=results, concurrency=4)
    for outcome in batch:
        assert outcome.is_done
        break
    recorded = len(results.read_text().splitlines()) - 1
    assert batch.summary is not None
    assert (batch.summary.done, batch.summary.requests) == (recorded, recorded)
    assert sandbox.requests == recorded < len(MANY)


def test_an_exception_in_the_loop_ends_the_batch_too(sandbox: fusebill.Sandbox, client: fusebill.Client) -> None:
    batch = client.enable_synch_batch(MANY, concurrency=2)

    def loop() -> None:
        for _ in batch:
            raise LookupError

    with pytest.raises(LookupError) as raised:
        loop()
    del raised  # its traceback holds the loop
    assert batch.summary is not None
    assert batch.summary.done == sandbox.requests


def test_a_batch_has_the_length_of_its_ids(client: fusebill.Client) -> None:
    tqdm = pytest.importorskip("tqdm").tqdm  # scripts/requirements-pytest.txt installs it
    batch = client.enable_synch_batch([200001, 200002, 200002])
    assert len(batch) == 3
    with open("/dev/null", "w") as nowhere:
        bar = tqdm(batch, file=nowhere)
        assert bar.total == 3
        assert len(list(bar)) == 2
    endless = client.enable_synch_batch(iter([200001]))
    assert endless
    with pytest.raises(TypeError, match="no len"):
        len(endless)
    assert len(list(endless)) == 1


def test_the_ids_are_read_as_calls_are_made_and_in_the_same_thread(client: fusebill.Client) -> None:
    database = sqlite3.connect(":memory:")  # which refuses other threads
    database.execute("create table customers (id integer)")
    database.executemany("insert into customers values (?)", [(number,) for number in MANY])
    cursor = (row[0] for row in database.execute("select id from customers"))
    assert len(list(client.enable_synch_batch(cursor))) == len(MANY)


def test_what_the_ids_raise_comes_out_after_what_was_begun(client: fusebill.Client) -> None:
    def ids() -> Iterator[int]:
        yield from MANY[:3]
        raise LookupError("the export is broken")

    outcomes: list[int] = []
    with pytest.raises(LookupError, match="the export is broken"):
        for outcome in client.enable_synch_batch(ids()):
            outcomes.append(outcome.id)
    assert set(outcomes) == set(MANY[:3])


def test_an_id_that_is_none_is_raised(client: fusebill.Client) -> None:
    with pytest.raises(fusebill.InvalidArgumentError, match="not a customer id"):
        list(client.enable_synch_batch([200001, 0]))
    with pytest.raises(fusebill.InvalidArgumentError, match="'12' is not a customer id"):
        list(client.enable_synch_batch([200001, "12"]))  # type: ignore[list-item]
    with pytest.raises(TypeError):
        client.enable_synch_batch(7)  # type: ignore[arg-type]


def test_what_stops_it_is_raised_at_the_end(sandbox: fusebill.Sandbox) -> None:
    stranger = fusebill.Client("MDp3cm9uZw==", base_url=sandbox.url)
    batch = stranger.enable_synch_batch(MANY, concurrency=1)
    with pytest.raises(fusebill.UnauthorizedError):
        list(batch)
    assert batch.summary is not None
    assert isinstance(batch.summary.stopped, fusebill.UnauthorizedError)
    with pytest.raises(fusebill.InvalidArgumentError, match="concurrency"):
        stranger.enable_synch_batch(MANY, concurrency=0)


def test_the_days_limit_is_raised_with_the_time_to_come_back() -> None:
    with fusebill.Sandbox(per_day=5) as sandbox:
        client = fusebill.Client(sandbox.key, base_url=sandbox.url)
        outcomes = []
        with pytest.raises(fusebill.RateLimitedError) as stopped:
            for outcome in client.enable_synch_batch(MANY):
                outcomes.append(outcome)
        assert len(outcomes) == 5
        assert stopped.value.limit == "day"
        assert stopped.value.retry_after is not None


def test_two_threads_do_not_share_an_iterator(faulty: Start) -> None:
    _, client = faulty("delay=3000@172677")
    batch = client.enable_synch_batch([172677])
    ended: list[str] = []

    def iterate() -> None:
        try:
            ended.extend(outcome.name for outcome in batch)
        except RuntimeError as error:
            ended.append(str(error))

    threads = [threading.Thread(target=iterate) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ended) == 2
    assert "iterated over already" in ended[0]
    assert ended[1] == "ok"


def test_an_empty_list_is_a_success(client: fusebill.Client) -> None:
    batch = client.enable_synch_batch([])
    assert list(batch) == []
    assert batch.summary is not None
    assert batch.summary.status == 0


def test_progress_is_shown_by_tqdm_and_done_without_it(
    client: fusebill.Client, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("tqdm")
    assert len(list(client.enable_synch_batch(list(MANY), progress=True))) == len(MANY)
    assert "50/50" in capfd.readouterr().err
    monkeypatch.setitem(sys.modules, "tqdm", None)
    assert len(list(client.enable_synch_batch(list(MANY), progress=True))) == len(MANY)
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("wrong", ["12x", float("nan"), None, True, 0, -7, 2**70, b"5"])
def test_a_wrong_id_is_reported_with_its_value_and_position(client: fusebill.Client, wrong: object) -> None:
    batch = client.enable_synch_batch([200001, 200002, wrong, 200003], concurrency=1)  # type: ignore[list-item]
    outcomes: list[int] = []
    with pytest.raises(fusebill.InvalidArgumentError) as raised:
        outcomes.extend(outcome.id for outcome in batch)
    assert str(raised.value).startswith(f"ids[2]: {wrong!r} is not a customer id"), raised.value
    assert outcomes == [200001, 200002], "what was before it is recorded"


def test_counts_that_cannot_be_right_are_named(client: fusebill.Client) -> None:
    for option, message in [
        ({"concurrency": -1}, "concurrency: -1 is not between 1 and 256"),
        ({"max_per_minute": -1}, "max_per_minute: -1 is not between 1 and 1000000"),
        ({"stop_after_failures": 0}, "stop_after_failures: 0 is not between 1 and"),
        ({"resume": True}, "resume needs results_file"),
    ]:
        with pytest.raises(fusebill.InvalidArgumentError, match=f"^{message}"):
            client.enable_synch_batch([], **option)  # type: ignore[arg-type]


@pytest.mark.parametrize("ids", [b"172677", "172677", bytearray(b"1"), memoryview(b"172677")])
def test_text_is_not_a_list_of_ids(sandbox: fusebill.Sandbox, client: fusebill.Client, ids: object) -> None:
    # As an iterable of ints, b"172677" would be the customers 49, 55, 50, 54, 55 and 55.
    with pytest.raises(TypeError, match=f"ids must be an iterable of ints, not {type(ids).__name__}"):
        client.enable_synch_batch(ids)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="ids must be"):
        client.list_customers(ids=ids)  # type: ignore[arg-type]
    assert sandbox.requests == 0


def test_what_len_raises_is_raised(sandbox: fusebill.Sandbox, client: fusebill.Client) -> None:
    class Ids(list[int]):
        def __init__(self, raised: BaseException) -> None:
            super().__init__([172677])
            self.raised = raised

        def __len__(self) -> int:
            raise self.raised

    for raised in (KeyboardInterrupt(), ValueError("no"), TypeError("no")):
        with pytest.raises(type(raised)):
            client.enable_synch_batch(Ids(raised))
    assert sandbox.requests == 0


def test_rows_of_a_database_are_ids_and_pairs(client: fusebill.Client) -> None:
    database = sqlite3.connect(":memory:")
    for factory in (None, sqlite3.Row):
        database.row_factory = factory
        ids = database.execute("SELECT 172677")
        assert [outcome.id for outcome in client.enable_synch_batch(ids)] == [172677]
        assert [customer.id for customer in client.list_customers(ids=database.execute("SELECT 172677"))] == [172677]
        pairs = database.execute("SELECT 172677, '0014100000JJ3wtAAD'")
        batch = client.latch_batch(pairs)
        assert [outcome.is_done for outcome in batch] == [True]
        for sql in ("SELECT 172677, 2, 3", "SELECT 172677, 2"):
            with pytest.raises(fusebill.InvalidArgumentError, match=r"ids\[0\]"):
                list(client.enable_synch_batch(database.execute(sql)))
    rows: list[object] = [[], (), {}, [[172677]], ["172677"], [True]]
    for row in rows:
        with pytest.raises(fusebill.InvalidArgumentError, match=r"ids\[0\]"):
            list(client.enable_synch_batch([row]))  # type: ignore[list-item]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have names in Unicode")
def test_results_files_have_the_names_that_the_system_gives_them(client: fusebill.Client, tmp_path: Path) -> None:
    names = [b"k\xe9.jsonl", b"k\xe8.jsonl", "kÃ©.jsonl".encode()]
    for name in names:
        path = os.fsencode(tmp_path) + b"/" + name
        assert len(list(client.enable_synch_batch([172677], results_file=os.fsdecode(path)))) == 1
        stages = client.check(results_file=os.fsdecode(path))
        assert all(stage.error is None for stage in stages), stages
        again = client.enable_synch_batch([172677], results_file=Path(os.fsdecode(path)), resume=True)
        assert list(again) == [] and again.summary is not None and again.summary.skipped == 1
    assert sorted(os.listdir(os.fsencode(tmp_path))) == sorted(names)
    missing = os.fsdecode(os.fsencode(tmp_path) + b"/\xe9.pem")
    with pytest.raises(fusebill.IOError) as caught:
        fusebill.Client("MDpz", ca_file=missing)
    assert caught.value.filename == missing
