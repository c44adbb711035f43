"""Values and errors: immutable, comparable, hashable, matchable, copied, pickled, and written as JSON."""

from __future__ import annotations

import copy
import errno
import gc
import json
import multiprocessing
import pickle
import subprocess
import sys
import weakref
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import fusebill
from conftest import Start

PROTOCOLS = range(pickle.HIGHEST_PROTOCOL + 1)


def outcomes_and_summary(key: str, url: str, ids: list[int]) -> tuple[list[fusebill.Outcome], fusebill.Summary | None]:
    batch = fusebill.Client(key, base_url=url).enable_synch_batch(ids)
    return list(batch), batch.summary


def everything(sandbox: fusebill.Sandbox) -> list[Any]:
    """One of each value, with what it can hold."""
    client = fusebill.Client(sandbox.key, base_url=sandbox.url)
    outcomes, summary = outcomes_and_summary(sandbox.key, sandbox.url, [172677, 12])
    customer = client.enable_synch(172677)
    customers = client.list_customers()
    list(customers)
    return [
        *outcomes,
        summary,
        customer,
        customer.customer_reference,
        customer.customer_acquisition,
        fusebill.SalesTrackingCode("1", "code", "name"),
        client.resynch(172677),
        client.quota,
        customers.summary,
        *client.check(),
        outcomes[1].error,
        fusebill.IOError("x"),
    ]


def test_every_value_is_pickled_and_copied_at_every_protocol(sandbox: fusebill.Sandbox) -> None:
    for value in everything(sandbox):
        for protocol in PROTOCOLS:
            again = pickle.loads(pickle.dumps(value, protocol))
            assert again == value
            assert hash(again) == hash(value)
            assert repr(again) == repr(value)
            assert again.to_json() == value.to_json()
        assert copy.copy(value) == copy.deepcopy(value) == value


def test_the_outcomes_of_a_batch_leave_a_process_pool(sandbox: fusebill.Sandbox) -> None:
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        outcomes, summary = pool.submit(outcomes_and_summary, sandbox.key, sandbox.url, [172677, 12]).result()
    by_id = {outcome.id: outcome for outcome in outcomes}
    assert by_id[172677].customer is not None
    assert by_id[172677].customer.monthly_recurring_revenue == Decimal("25.9800")
    error = by_id[12].error
    assert isinstance(error, fusebill.NotFoundError)
    assert error.errors == (fusebill.ApiError("Api Error", "Customer with id 12 not found."),)
    assert summary is not None
    assert summary.failed == {"not_found": 1}


def test_values_do_not_change(sandbox: fusebill.Sandbox) -> None:
    for value in everything(sandbox):
        if isinstance(value, fusebill.Error):
            continue
        name = type(value).__match_args__[0]
        with pytest.raises(AttributeError):
            setattr(value, name, 1)
        with pytest.raises(AttributeError):
            delattr(value, name)
        with pytest.raises(AttributeError):
            value.new = 1
    _, summary = outcomes_and_summary(sandbox.key, sandbox.url, [12])
    assert summary is not None
    failed: Any = summary.failed
    changes: list[Callable[[], object]] = [
        lambda: failed.__setitem__("ok", 1),
        lambda: failed.clear(),
        lambda: failed.pop("not_found"),
        lambda: failed.update(ok=1),
        lambda: failed.setdefault("ok", 1),
        lambda: failed.popitem(),
        lambda: failed.__delitem__("not_found"),
        lambda: failed.__ior__({"ok": 1}),
    ]
    for change in changes:
        with pytest.raises(TypeError):
            change()
    assert summary.failed == {"not_found": 1}


def test_values_are_distinguished(sandbox: fusebill.Sandbox) -> None:
    values = everything(sandbox)
    assert len(set(values)) >= len(values) - 1, "stages of a check may be equal"
    window = fusebill.Window(1, 1, None)
    assert window != fusebill.Window(1, 0, None)
    assert window != (1, 1, None)


def test_a_repr_shows_no_personal_data(sandbox: fusebill.Sandbox) -> None:
    shown = " ".join(map(repr, everything(sandbox)))
    for secret in ("John", "Stolen Bikes", "@", "613-555-5555"):
        assert secret not in shown, shown
    assert "Outcome(id=12, name='not_found')" in shown
    assert "NotFoundError('Customer with id 12 not found.', customer_id=12, http_status=404, sent='yes')" in shown


@pytest.mark.skipif(sys.version_info < (3, 10), reason="Python 3.9 has no match statement")
def test_values_are_matched(sandbox: fusebill.Sandbox) -> None:
    namespace: dict[str, Any] = {"fusebill": fusebill}
    exec(
        "def verdict(outcome):\n"
        "    match outcome:\n"
        "        case fusebill.Outcome(12, error=fusebill.NotFoundError(http_status=status)): return status\n"
        "        case fusebill.Outcome(id, customer=fusebill.Customer(same)) if id == same: return id\n",
        namespace,
    )
    outcomes, _ = outcomes_and_summary(sandbox.key, sandbox.url, [172677, 12])
    assert {namespace["verdict"](outcome) for outcome in outcomes} == {404, 172677}


def test_json_and_dict_say_the_same(sandbox: fusebill.Sandbox) -> None:
    for value in everything(sandbox):
        if isinstance(value, fusebill.Customer):
            assert json.loads(value.to_json(), parse_float=Decimal) == value.to_dict()
            assert json.loads(json.dumps(value.to_dict(), default=str))["monthlyRecurringRevenue"] == "25.9800"
        else:
            assert json.loads(value.to_json()) == value.to_dict()
            assert json.dumps(value.to_dict(), ensure_ascii=False, separators=(",", ":")) == value.to_json()


def test_the_json_of_records_is_that_of_the_command(sandbox: fusebill.Sandbox, tmp_path: Path) -> None:
    options = ["--base-url", sandbox.url, "--output", "json"]
    ids = tmp_path / "ids"
    ids.write_text("172677\n12\n")
    environment = {"FUSEBILL_API_KEY": sandbox.key}

    def printed(*arguments: str) -> list[dict[str, Any]]:
        ended = subprocess.run(
            [sys.executable, "-m", "fusebill", *arguments, *options], env=environment, capture_output=True, text=True
        )
        return [json.loads(line) for line in ended.stdout.splitlines()]

    _, summary = outcomes_and_summary(sandbox.key, sandbox.url, [172677, 12])
    assert summary is not None
    assert printed("enable-synch", "--from", str(ids)) == [summary.to_dict()]
    [check] = printed("check")
    stages = fusebill.Client(sandbox.key, base_url=sandbox.url).check()
    assert [stage["name"] for stage in check["stages"]] == [stage.name for stage in stages]
    assert all(given.keys() == stage.to_dict().keys() for given, stage in zip(check["stages"], stages))


@pytest.mark.parametrize(
    "text",
    [
        "25.9800",
        "0",
        "-1",
        "26",
        "1E+2",
        "123456789012345678901234567890123456789012345678901234567890.1234567890123456789012345678901234567890",
        "9" * 6000,
    ],
)
def test_money_of_any_size_is_a_decimal(text: str) -> None:
    customer = fusebill.Customer.from_json(
        f'{{"id":1,"monthlyRecurringRevenue":{text},"netMonthlyRecurringRevenue":0}}'
    )
    exact = Decimal(text)
    given = customer.monthly_recurring_revenue
    assert given is not None
    assert given.as_tuple() == exact.as_tuple()
    member = customer.to_dict()["monthlyRecurringRevenue"]
    assert isinstance(member, Decimal)
    assert member.as_tuple() == exact.as_tuple()


@pytest.mark.parametrize("text", ["null", '"NaN"', '"1_000"', "true", "[1]", '"abc"', "1e99999999999999999999"])
def test_what_is_not_money_is_none(text: str) -> None:
    customer = fusebill.Customer.from_json(f'{{"id":1,"monthlyRecurringRevenue":{text}}}')
    assert customer.monthly_recurring_revenue is None
    assert customer.to_json() == customer.raw


def test_an_error_names_its_customer_once(faulty: Start, sandbox: fusebill.Sandbox) -> None:
    _, client = faulty("html@172677")
    with pytest.raises(fusebill.BadResponseError) as server:
        client.enable_synch(172677)
    assert server.value.customer_id == 172677
    assert str(server.value).endswith("(customer 172677)")
    assert "172677" not in server.value.message
    with pytest.raises(fusebill.NotFoundError) as missing:
        client.enable_synch(12)
    assert (str(missing.value), missing.value.customer_id) == ("Customer with id 12 not found.", 12)
    with pytest.raises(fusebill.UnauthorizedError) as key:
        list(fusebill.Client("MDpub25l", base_url=sandbox.url).list_customers())
    assert key.value.customer_id is None
    assert key.value.advice == "check the API key, and that it belongs to this environment"


def test_a_file_that_is_missing_is_a_file_not_found_error(tmp_path: Path, client: fusebill.Client) -> None:
    path = tmp_path / "none" / "ca.pem"
    with pytest.raises(FileNotFoundError) as missing:
        fusebill.Client("MDpz", ca_file=path)
    assert isinstance(missing.value, fusebill.FileNotFoundError)
    assert isinstance(missing.value, fusebill.IOError)
    assert (missing.value.errno, missing.value.filename) == (errno.ENOENT, str(path))
    for protocol in PROTOCOLS:
        again = pickle.loads(pickle.dumps(missing.value, protocol))
        assert (type(again), again.errno, again.filename) == (type(missing.value), errno.ENOENT, str(path))
    with pytest.raises(FileNotFoundError) as results:
        client.enable_synch_batch([172677], results_file=path)
    assert results.value.filename == str(path)
    with pytest.raises(fusebill.IOError) as folder:
        client.enable_synch_batch([172677], results_file=tmp_path)
    assert (folder.value.errno, folder.value.filename) == (errno.EISDIR, str(tmp_path))


def test_a_refused_connection_is_a_connection_refused_error() -> None:
    client = fusebill.Client("MDpz", base_url="http://127.0.0.1:1", max_attempts=1)
    with pytest.raises(ConnectionRefusedError) as refused:
        client.enable_synch(172677)
    assert isinstance(refused.value, fusebill.ConnectionError)
    assert refused.value.errno == errno.ECONNREFUSED
    assert refused.value.customer_id == 172677


def test_times_may_be_timedeltas(faulty: Start) -> None:
    sandbox, _ = faulty("delay=60000%100")
    client = fusebill.Client(sandbox.key, base_url=sandbox.url, timeout=timedelta(milliseconds=200))
    with pytest.raises(fusebill.TimeoutError):
        client.enable_synch(172677)
    with pytest.raises(fusebill.InvalidArgumentError, match="timeout"):
        fusebill.Client("MDpz", timeout=timedelta(0))
    with pytest.raises(TypeError):
        fusebill.Client("MDpz", timeout="soon")  # type: ignore[arg-type]


def test_a_code_of_the_system_without_a_class_stays_what_it_is() -> None:
    from fusebill._error import make_error as make

    for code in (errno.ENOSPC, errno.EROFS, errno.EIO, errno.EMFILE, errno.EISDIR):
        assert type(make(("io", "m"), (code, "f"), {})) is fusebill.IOError
    for code in (errno.ENETUNREACH, errno.EHOSTUNREACH, errno.EMFILE):
        assert type(make(("connection", "m"), (code, None), {})) is fusebill.ConnectionError
    assert type(make(("connection", "m"), (errno.ECONNRESET, None), {})) is fusebill.ConnectionResetError
    assert type(make(("io", "m"), (errno.EACCES, "f"), {})) is fusebill.PermissionError
    with pytest.raises(fusebill.IOError) as full:
        list(fusebill.Client("MDpz").enable_synch_batch([1], results_file="/dev/full"))
    assert not isinstance(full.value, FileNotFoundError)


def test_the_servers_own_words_are_not_rewritten(scripted: str) -> None:
    error = fusebill.Client(
        "MDpzYW5kYm94LWtleS1mb3ItdGVzdHM=", base_url=f"{scripted}/case/words_about_an_option_stay"
    ).enable_synch
    with pytest.raises(fusebill.RejectedError) as rejected:
        error(172677)
    assert rejected.value.message == "The payment option selected is invalid, as is option maxAttempts."


@pytest.mark.parametrize("id_", [1, 3, 50, 127])
def test_an_id_whose_digits_are_elsewhere_in_the_message_is_named(id_: int) -> None:
    client = fusebill.Client("MDpz", base_url="http://127.0.0.1:1", max_attempts=1)
    with pytest.raises(fusebill.ConnectionError) as refused:
        client.enable_synch(id_)
    assert str(refused.value).endswith(f"(customer {id_})")


class OfAProgram(fusebill.NotFoundError):
    def __init__(self, place: str) -> None:
        super().__init__("not here")
        self.place = place


class Short(fusebill.Outcome):
    __slots__ = ()


def test_subclasses_and_notes_survive(sandbox: fusebill.Sandbox) -> None:
    error = OfAProgram("there")
    error.__dict__["__notes__"] = ["a note"]
    for protocol in PROTOCOLS:
        again = pickle.loads(pickle.dumps(error, protocol))
        assert (type(again), again.place, again.__notes__, again.message) == (
            OfAProgram,
            "there",
            ["a note"],
            "not here",
        )
    outcomes, _ = outcomes_and_summary(sandbox.key, sandbox.url, [172677])
    fields: Any = outcomes[0]._values()
    assert Short(*fields).id == 172677


def test_a_batch_that_its_ids_hold_is_collected(client: fusebill.Client) -> None:
    ended = []

    class Job:
        def __init__(self) -> None:
            self.batch = client.enable_synch_batch(self.rows())

        def rows(self) -> Iterator[int]:
            try:
                yield from range(200001, 200051)
            finally:
                ended.append(True)

    for leave in (lambda job: next(iter(job.batch)), lambda job: job.batch.close(), lambda job: None):
        job = Job()
        leave(job)
        gone = weakref.ref(job)
        del job
        gc.collect()
        assert gone() is None
    assert len(ended) == 3


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (fusebill.Outcome, '{"id":"x"}'),
        (fusebill.Outcome, '{"id":1,"elapsedMs":"x"}'),
        (fusebill.Outcome, "[]"),
        (fusebill.Summary, '{"status":1,"stopped":[]}'),
        (fusebill.Summary, '{"failed":{"a":[]}}'),
        (fusebill.CheckStage, '{"name":"dns","error":{"name":[]}}'),
        (fusebill.Window, '{"limit":true}'),
        (fusebill.Window, '{"limit":[]}'),
        (fusebill.Window, "{}"),
        (fusebill.Quota, '{"minute":null,"day":null}'),
        (fusebill.Accepted, '{"text":5}'),
    ],
)
def test_the_json_of_something_else_is_a_value_error(kind: Any, text: str) -> None:
    with pytest.raises(fusebill.InvalidArgumentError):
        kind.from_json(text)


def test_values_are_read_back(sandbox: fusebill.Sandbox) -> None:
    client = fusebill.Client(sandbox.key, base_url=sandbox.url)
    batch = client.enable_synch_batch([172677, 12])
    for outcome in batch:
        again = fusebill.Outcome.from_json(outcome.to_json())
        assert (again.to_dict(), again.is_done, again.message) == (outcome.to_dict(), outcome.is_done, outcome.message)
    for value in (batch.summary, client.quota, client.resynch(172677), *client.check()):
        assert value is not None
        assert type(value).from_json(value.to_json()).to_dict() == value.to_dict()
    accepted = client.resynch(172677)
    assert fusebill.Accepted.from_json(accepted.to_json()) == accepted
    wrong = fusebill.Client("MDpz", base_url=sandbox.url).enable_synch_batch([1])
    with pytest.raises(fusebill.UnauthorizedError):
        wrong.run()
    assert wrong.summary is not None
    stopped = fusebill.Summary.from_json(wrong.summary.to_json()).stopped
    assert isinstance(stopped, fusebill.UnauthorizedError)
    with pytest.raises(fusebill.UnauthorizedError):
        wrong.run()


class Tagged(fusebill.Client):
    tag = 0


def test_what_a_subclass_adds_comes_along(sandbox: fusebill.Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FUSEBILL_API_KEY", sandbox.key)  # a copy reads it there, as a pickle does
    client = Tagged(sandbox.key, base_url=sandbox.url)
    client.tag = 5
    others: list[Any] = [client.with_options(timeout=3), copy.copy(client), pickle.loads(pickle.dumps(client))]
    for other in others:
        assert (type(other), other.tag) == (Tagged, 5)
