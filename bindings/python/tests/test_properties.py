"""Any argument, any body: a value or an exception of ours, never anything else."""

from __future__ import annotations

import contextlib
import http.server
import json
import threading
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as any_of

import fusebill

SETTINGS = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


class Server(http.server.ThreadingHTTPServer):
    answer: tuple[int, bytes]


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def do_POST(self) -> None:
        status, body = self.server.answer  # once: the test goes on when a head without a body has come
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()


@pytest.fixture(scope="module")
def client(server: Server) -> fusebill.Client:
    return fusebill.Client("MDpz", base_url=f"http://127.0.0.1:{server.server_address[1]}", max_attempts=1)


@SETTINGS
@given(status=any_of.integers(200, 599), body=any_of.binary(max_size=4096))
def test_any_body_is_a_customer_or_an_error(server: Server, client: fusebill.Client, status: int, body: bytes) -> None:
    server.answer = status, b"" if status in {204, 304} else body
    try:
        client.enable_synch(172677)
    except fusebill.Error as error:
        assert error.sent == "yes"
        assert error.message
        assert not any(ord(c) < 32 for c in error.message)


VALUES: Any = any_of.recursive(
    any_of.none()
    | any_of.booleans()
    | any_of.integers()
    | any_of.decimals(allow_nan=False, allow_infinity=False, places=4)
    | any_of.text(any_of.characters(exclude_categories=["Cs"])),
    lambda inner: (
        any_of.lists(inner) | any_of.dictionaries(any_of.text(any_of.characters(exclude_categories=["Cs"])), inner)
    ),
    max_leaves=10,
)


def encoded(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(name)}:{encoded(inner)}" for name, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(encoded, value)) + "]"
    return json.dumps(value)


@SETTINGS
@given(
    fields=any_of.dictionaries(
        any_of.sampled_from(["firstName", "status", "parentId", "isParent", "new", "\u0000"]), VALUES
    )
)
def test_any_field_survives(server: Server, client: fusebill.Client, fields: dict[str, object]) -> None:
    customer = {"id": 172677, **fields}
    text = encoded(customer)
    server.answer = 200, text.encode()
    read = client.enable_synch(172677)
    assert read.raw == text
    assert read.to_dict() == customer
    for name in dir(type(read)):
        if not name.startswith("_"):
            getattr(read, name)


@SETTINGS
@given(money=any_of.decimals(min_value=-(10**18), max_value=10**18, allow_nan=False, places=4))
def test_money_is_exact(money: Decimal) -> None:
    customer = fusebill.Customer.from_json(f'{{"id":1,"monthlyRecurringRevenue":{money:f}}}')
    assert customer.monthly_recurring_revenue == money
    assert customer.monthly_recurring_revenue.as_tuple() == money.as_tuple()


@SETTINGS
@given(
    key=any_of.text(),
    options=any_of.fixed_dictionaries(
        {},
        optional={
            "base_url": any_of.text(),
            "timeout": any_of.floats(),
            "max_attempts": any_of.integers(0, 2**32 - 1),
            "proxy": any_of.text(),
            "user_agent": any_of.text(),
        },
    ),
)
def test_any_argument_is_taken_or_refused(key: str, options: dict[str, Any]) -> None:
    with contextlib.suppress(fusebill.InvalidArgumentError, UnicodeEncodeError):
        fusebill.Client(key, **options)


@SETTINGS
@given(
    identity=any_of.one_of(
        any_of.integers(max_value=0), any_of.integers(min_value=2**63), any_of.text(), any_of.floats()
    )
)
def test_any_id_that_is_none_is_refused(client: fusebill.Client, identity: Any) -> None:
    with pytest.raises((fusebill.InvalidArgumentError, TypeError)):
        client.enable_synch(identity)
