"""A client and its customers, as a program meets them."""

from __future__ import annotations

import gc
import logging
import os
import pickle
import subprocess
import sys
import threading
import time
import weakref
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import fusebill
import fusebill.aio
from conftest import Start


def test_a_customer_has_what_the_server_said(client: fusebill.Client) -> None:
    customer = client.enable_synch(172677)
    assert customer.is_synch_enabled
    assert (customer.first_name, customer.middle_name) == ("John", None)
    assert customer.monthly_recurring_revenue == Decimal("25.98")
    assert str(customer.monthly_recurring_revenue) == "25.9800"
    assert customer.customer_reference.uri == "/172677"
    assert customer.customer_reference.sales_tracking_codes == ()
    assert customer.customer_acquisition.medium is None
    assert customer.to_dict()["monthlyRecurringRevenue"].as_tuple().exponent == -4
    assert '"monthlyRecurringRevenue": 25.9800' in customer.raw


def test_a_repr_shows_nothing_of_the_person(client: fusebill.Client) -> None:
    customer = client.enable_synch(172677)
    for text in (repr(customer), repr(customer.customer_reference), repr(customer.customer_acquisition)):
        assert not any(word in text for word in ("John", "Doe", "example.com", "613", "Stolen")), text


def test_customers_compare_hash_and_pickle(client: fusebill.Client) -> None:
    first, second, other = (client.enable_synch(number) for number in (172677, 172677, 200001))
    assert first == second != other
    assert len({first, second, other}) == 2
    assert pickle.loads(pickle.dumps(first)) == first


def test_nested_objects_and_times_are_typed() -> None:
    text = (
        '{"id":7,"modifiedTimestamp":"2023-02-01T11:36:16.0432031Z","createdTimestamp":"0001-01-01T00:00:00",'
        '"isParent":false,"customerReference":{"salesTrackingCodes":[{"type":"A","code":"WEST","id":9}]},"new":[1.50]}'
    )
    customer = fusebill.Customer.from_json(text)
    assert customer.modified_timestamp is not None
    assert customer.modified_timestamp.isoformat() == "2023-02-01T11:36:16.043203+00:00"
    assert (customer.created_timestamp, customer.is_parent) == (None, False)
    (code,) = customer.customer_reference.sales_tracking_codes
    assert (code.type, code.code, code.id) == ("A", "WEST", 9)
    assert customer.get("/new/0") == "1.50"
    with pytest.raises(ValueError, match="not a customer"):
        fusebill.Customer.from_json("[]")


@pytest.mark.parametrize("number", [0, -1, 2**63, -(2**63), 10**40])
def test_a_number_that_is_not_an_id_is_a_value_error(client: fusebill.Client, number: int) -> None:
    with pytest.raises(fusebill.InvalidArgumentError) as refused:
        client.enable_synch(number)
    assert isinstance(refused.value, ValueError)
    assert (refused.value.sent, refused.value.attempts) == ("no", 0)


@pytest.mark.parametrize("thing", ["172677", 1.5, None, True, [1]])
def test_what_is_not_a_number_is_a_type_error(client: fusebill.Client, thing: object) -> None:
    with pytest.raises(TypeError):
        client.enable_synch(thing)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "options",
    [
        {"timeout": 0},
        {"timeout": -1},
        {"timeout": float("nan")},
        {"timeout": float("inf")},
        {"max_attempts": 0},
        {"base_url": "ftp://x"},
        {"user_agent": "a\r\nb"},
    ],
)
def test_what_cannot_be_right_is_refused_at_once(options: dict[str, object]) -> None:
    with pytest.raises(fusebill.InvalidArgumentError):
        fusebill.Client("MDpz", **options)  # type: ignore[arg-type]


def test_errors_carry_everything(client: fusebill.Client) -> None:
    with pytest.raises(fusebill.NotFoundError) as failed:
        client.enable_synch(12)
    error = failed.value
    assert str(error) == "Customer with id 12 not found."
    assert (error.code, error.name, error.http_status, error.error_id) == (3, "not_found", 404, 0)
    assert error.errors == (fusebill.ApiError("Api Error", "Customer with id 12 not found."),)
    assert (error.attempts, error.sent, error.retry_after, error.limit) == (1, "yes", None, None)
    assert error.quota is not None
    copy = pickle.loads(pickle.dumps(error))
    assert (type(copy), str(copy), copy.json, copy.quota) == (type(error), str(error), error.json, error.quota)


def test_errors_are_the_builtin_ones_too(faulty: Start) -> None:
    _, slow = faulty("delay=60000@172677", timeout=0.1)
    with pytest.raises(TimeoutError):
        slow.enable_synch(172677)
    refused = fusebill.Client("MDpz", base_url="http://127.0.0.1:1", max_attempts=1)
    with pytest.raises(ConnectionError):
        refused.enable_synch(172677)
    with pytest.raises(OSError, match=r"^ca_file /nonexistent: cannot be read"):
        fusebill.Client("MDpz", ca_file=Path("/nonexistent"))


def test_a_limit_says_when_to_come_back() -> None:
    with fusebill.Sandbox(per_minute=1) as sandbox:
        client = fusebill.Client(sandbox.key, base_url=sandbox.url, max_attempts=1)
        client.enable_synch(172677)
        with pytest.raises(fusebill.RateLimitedError) as failed:
            client.enable_synch(172677)
        assert failed.value.limit == "minute"
        assert failed.value.retry_after is not None
        assert 0 <= failed.value.retry_after <= 61
        assert client.quota.minute.remaining == 0


def test_the_key_may_come_from_the_environment(environment: dict[str, str]) -> None:
    assert fusebill.Client().enable_synch(172677).id == 172677
    with pytest.raises(fusebill.InvalidArgumentError, match="API key is empty"):
        fusebill.Client("")


def test_a_pickled_client_leaves_its_secrets_behind(environment: dict[str, str]) -> None:
    api = "https://secure.fusebill.com"
    proxied = fusebill.Client("MDpTRUNSRVQ=", base_url=api, proxy="http://user:PASSWORD@127.0.0.1:1")
    text = pickle.dumps(proxied)
    assert b"MDpTRUNSRVQ" not in text
    assert b"PASSWORD" not in text
    text = pickle.dumps(fusebill.Client("MDpTRUNSRVQ=", timeout=5.0))
    assert b"MDpTRUNSRVQ" not in text
    assert pickle.loads(text).enable_synch(172677).is_synch_enabled


def test_a_key_is_never_shown(sandbox: fusebill.Sandbox) -> None:
    client = fusebill.Client(sandbox.key, base_url=sandbox.url)
    assert sandbox.key not in repr(client) + str(client) + repr(vars(type(client)))


def test_a_closed_client_says_so(sandbox: fusebill.Sandbox) -> None:
    with fusebill.Client(sandbox.key, base_url=sandbox.url) as client:
        client.enable_synch(172677)
    with pytest.raises(fusebill.InvalidArgumentError, match="closed"):
        client.enable_synch(172677)
    client.close()


def test_a_client_can_be_watched(client: fusebill.Client) -> None:
    watched = weakref.ref(fusebill.Client("MDpz"))
    gc.collect()
    assert watched() is None
    assert weakref.ref(client)() is client


def test_threads_share_a_client() -> None:
    with fusebill.Sandbox(latency=0.02) as sandbox:
        client = fusebill.Client(sandbox.key, base_url=sandbox.url)
        failures = []

        def call() -> None:
            for _ in range(10):
                try:
                    assert client.enable_synch(172677).is_synch_enabled
                except BaseException as error:
                    failures.append(error)

        threads = [threading.Thread(target=call) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not failures
        # One after the other, they would share one connection.
        assert 1 < sandbox.connections <= 8


def test_a_token_ends_its_call_and_no_other(faulty: Start) -> None:
    _, client = faulty("delay=60000@172677,delay=1000@200001")
    token = fusebill.CancelToken()
    ended: dict[int, object] = {}

    def call(number: int, cancel: fusebill.CancelToken | None) -> None:
        try:
            ended[number] = client.enable_synch(number, cancel=cancel)
        except fusebill.Error as error:
            ended[number] = error

    threads = [threading.Thread(target=call, args=arguments) for arguments in ((172677, token), (200001, None))]
    for thread in threads:
        thread.start()
    time.sleep(0.2)
    begin = time.monotonic()
    token.cancel()
    threads[0].join()
    assert time.monotonic() - begin < 15
    threads[1].join()
    assert isinstance(ended[172677], fusebill.CancelledError)
    assert isinstance(ended[200001], fusebill.Customer)


def test_log_lines_go_to_logging(client: fusebill.Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, logger="fusebill"):
        client.enable_synch(172677)
        with pytest.raises(fusebill.NotFoundError):
            client.enable_synch(12)
    levels = [record.levelname for record in caplog.records if record.name == "fusebill"]
    assert "DEBUG" in levels
    assert "WARNING" in levels
    assert not any("MDpz" in record.getMessage() for record in caplog.records)
    caplog.clear()
    with caplog.at_level(logging.ERROR, logger="fusebill"), pytest.raises(fusebill.NotFoundError):
        client.enable_synch(12)
    assert not caplog.records


def test_nothing_is_printed_by_a_program_without_logging(environment: dict[str, str]) -> None:
    script = (
        "import logging, fusebill\n"
        "try: fusebill.Client().enable_synch(12)\n"
        "except fusebill.NotFoundError: print('not found')"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script], env=environment, check=True, capture_output=True, text=True, timeout=60
    )
    assert (ended.stdout, ended.stderr) == ("not found\n", "")


def test_the_command_comes_with_the_package() -> None:
    command = Path(sys.executable).parent / "fusebill"
    shown = subprocess.run([command, "enable-synch", "172677", "--sandbox"], check=True, capture_output=True, text=True)
    assert '"salesforceSynchStatus": "Enabled"' in shown.stdout
    failed = subprocess.run([command, "enable-synch", "12", "--sandbox"], check=False, capture_output=True, text=True)
    assert (failed.returncode, "not found" in failed.stderr) == (3, True)


def resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def test_ten_thousand_calls_leave_nothing_behind(client: fusebill.Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR, logger="fusebill")  # pytest keeps every record

    def calls(count: int) -> None:
        for number in range(count):
            try:
                customer = client.enable_synch(172677 if number % 10 else 12)
                assert customer.customer_reference.id == 172677
            except fusebill.NotFoundError as error:
                assert error.errors

    calls(2_000)
    gc.collect()
    before = resident()
    calls(10_000)
    gc.collect()
    grown = resident() - before
    print(f"RSS grew by {grown} bytes in 10,000 calls")
    assert grown < 1 << 20


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("timeout", 0, "timeout: 0 is not between 0.001 and 3600 seconds"),
        ("timeout", -1, "timeout: -1 is not between 0.001 and 3600 seconds"),
        ("timeout", float("inf"), "timeout: inf is not between 0.001 and 3600 seconds"),
        ("connect_timeout", float("nan"), "connect_timeout: NaN is not between 0.001 and 3600 seconds"),
        ("max_attempts", -1, "max_attempts: -1 is not between 1 and 100"),
        ("max_attempts", 0, "max_attempts: 0 is not between 1 and 100"),
        ("max_attempts", 10**30, f"max_attempts: {10**30} does not fit into 64 bits"),
        ("max_idle_connections", -(10**30), f"max_idle_connections: -{10**30} does not fit into 64 bits"),
        ("max_idle_connections", -5, "max_idle_connections: -5 is not between 0 and 10000"),
    ],
)
def test_a_parameter_is_named_as_the_caller_wrote_it(option: str, value: float, message: str) -> None:
    with pytest.raises(fusebill.InvalidArgumentError) as raised:
        fusebill.Client("MDpz", **{option: value})  # type: ignore[arg-type]
    assert str(raised.value) == message


def test_a_client_with_another_deadline_shares_the_rest(faulty: Start) -> None:
    sandbox, client = faulty("delay=60000@200002", timeout=20)
    client.enable_synch(200001)
    quick = client.with_options(timeout=0.3, max_attempts=1)
    with pytest.raises(fusebill.TimeoutError):
        quick.enable_synch(200002)
    assert sandbox.connections == 1
    assert quick.quota == client.quota
    assert "0.3 s per call" in quick.check()[0].detail
    client.close()
    assert quick.with_options(timeout=10).enable_synch(200001).is_synch_enabled
    with pytest.raises(fusebill.InvalidArgumentError, match="timeout"):
        quick.with_options(timeout=0)


def wrong(value: object) -> Any:
    return value


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda client: client.enable_synch("172677"), "customer_id must be an int, not str"),
        (lambda client: client.enable_synch(True), "customer_id must be an int, not bool"),
        (lambda client: client.enable_synch(None), "customer_id must be an int, not NoneType"),
        (lambda client: client.enable_synch(172677.0), "customer_id must be an int, not float"),
        (lambda client: client.enable_synch(1, cancel=True), "cancel must be a CancelToken or None, not bool"),
        (lambda client: client.resynch(salesforce_id=7), "salesforce_id must be a str, not int"),
        (lambda client: client.latch(1, None), "salesforce_id must be a str, not NoneType"),
        (lambda client: client.latch(1, "0014100000JJ3wtAAD", force="no"), "force must be a bool, not str"),
        (lambda client: client.list_customers(ids=7), "ids must be an iterable of ints, not int"),
        (lambda client: client.list_customers(page_size="7"), "page_size must be an int, not str"),
        (lambda client: client.list_customers(synch_status=None), "synch_status must be a str, not NoneType"),
        (lambda client: client.enable_synch_batch(7), "ids must be an iterable of ints, not int"),
        (lambda client: client.latch_batch("ab"), "pairs must be an iterable of pairs, not str"),
        (lambda client: client.enable_synch_batch([1], concurrency=True), "concurrency must be an int, not bool"),
        (
            lambda client: client.enable_synch_batch([1], results_file=7),
            "results_file must be a str or an os.PathLike, not int",
        ),
        (lambda client: client.enable_synch_batch([1], progress=1), "progress must be a bool, not int"),
        (lambda client: client.check(results_file=7), "results_file must be a str or an os.PathLike, not int"),
        (
            lambda client: client.with_options(timeout="1"),
            "timeout must be a number of seconds or a timedelta, not str",
        ),
        (
            lambda client: fusebill.Client("MDpz", timeout=True),
            "timeout must be a number of seconds or a timedelta, not bool",
        ),
        (lambda client: fusebill.Client(wrong(7)), "api_key must be a str, not int"),
        (lambda client: fusebill.Client("MDpz", proxy=wrong(7)), "proxy must be a str, not int"),
        (lambda client: fusebill.Sandbox(customers=wrong("7")), "customers must be an int, not str"),
    ],
)
def test_a_value_of_the_wrong_type_is_named(client: fusebill.Client, call: Any, message: str) -> None:
    with pytest.raises(TypeError) as raised:
        call(client)
    assert str(raised.value) == message
