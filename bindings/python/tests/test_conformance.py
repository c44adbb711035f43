"""The Python runner of tests/conformance/cases.json."""

from __future__ import annotations

import asyncio
import json
import pickle
import re
import time
from decimal import Decimal
from typing import Any

import pytest

import fusebill
from conftest import ROOT
from fusebill.aio import AsyncClient

FILE = json.loads((ROOT / "tests/conformance/cases.json").read_text())
TABLE, BATCHES, LISTS = FILE["cases"], FILE["batches"], FILE["lists"]
CALLS = [case for case in TABLE if "operation" in case]
KEY = "MDpzYW5kYm94LWtleS1mb3ItdGVzdHM="

# Options in JSON, and how they are called here.
SECONDS = {"timeoutMs": "timeout", "connectTimeoutMs": "connect_timeout"}
SNAKE = re.compile(r"(?<!^)(?=[A-Z])")


def client(case: dict[str, Any], url: str) -> fusebill.Client:
    options: dict[str, Any] = {"base_url": f"{url}/case/{case['name']}"}
    for name, value in case.get("options", {}).items():
        if name in SECONDS:
            options[SECONDS[name]] = value / 1000
        else:
            options[SNAKE.sub("_", name).lower()] = value
    return fusebill.Client(case.get("key", "{key}").replace("{key}", KEY), **options)


def snake(name: str) -> str:
    return SNAKE.sub("_", name).lower()


def call(client: fusebill.Client | AsyncClient, case: dict[str, Any]) -> Any:
    """Make the call of a case by the method of its name."""
    arguments = {snake(name): value for name, value in case.get("arguments", {}).items()}
    if "id" in case:
        arguments["customer_id"] = case["id"]
    method = snake(case.get("operation", "EnableSynch"))
    return getattr(client, {"customer": "get_customer"}.get(method, method))(**arguments)


def at(text: str, pointer: str) -> str | None:
    return fusebill.Customer.from_json('{"id":1,"it":' + (text or "null") + "}").get("/it" + pointer)


def attributes_agree(customer: fusebill.Customer) -> None:
    """What the attributes say is what the text says."""
    assert str(customer.id) == (customer.get("/id") or "").removesuffix(".0")
    assert customer.salesforce_synch_status == customer.get("/salesforceSynchStatus")
    assert customer.company_name == customer.get("/companyName")
    money = customer.get("/monthlyRecurringRevenue")
    if customer.monthly_recurring_revenue is not None:
        assert str(customer.monthly_recurring_revenue) == money
    assert customer.to_dict().get("monthlyRecurringRevenue") == (None if money is None else Decimal(money))


@pytest.mark.parametrize("case", TABLE, ids=[case["name"] for case in TABLE])
def test_case(case: dict[str, Any], scripted: str) -> None:
    expect = case["expect"]
    if "unknown_option" in case["name"] or "an_unknown_option" in case["name"]:
        with pytest.raises(TypeError):  # Python's own word for an argument that does not exist
            client(case, scripted)
        return
    begin = time.monotonic()
    try:
        made = call(client(case, scripted), case)
    except fusebill.Error as error:
        code, text = error.code, error.json
        # In a message an option is the keyword that it is in Python.
        options = {
            f"option {name}": SNAKE.sub("_", name).lower().removesuffix("_ms") for name in case.get("options", {})
        }
        message = at(text, "/message") or ""
        for option, keyword in options.items():
            message = message.replace(option, keyword)
        assert str(error).startswith(message)
        assert error.customer_id is None or str(error.customer_id) in str(error)
        assert (error.message, error.attempts, error.http_status) == (
            message,
            int(at(text, "/attempts") or 0),
            None if at(text, "/httpStatus") is None else int(at(text, "/httpStatus") or 0),
        )
    else:
        customer = made.customer if isinstance(made, fusebill.Accepted) else made
        code, text = 0, made.text if isinstance(made, fusebill.Accepted) else made.raw
        if customer is not None:
            assert customer.raw == text
            attributes_agree(customer)
    took = (time.monotonic() - begin) * 1000
    assert code == expect["code"], text
    for pointer, value in expect.get("fields", []):
        assert at(text, pointer) == value, text
    for pointer, part in expect.get("contains", []):
        assert part in (at(text, pointer) or ""), text
    for pointer in expect.get("missing", []):
        assert at(text, pointer) is None, text
    assert expect.get("raw", text) == text
    assert expect.get("atLeastMs", 0) <= took <= expect.get("atMostMs", took)


@pytest.mark.parametrize("case", CALLS, ids=[case["name"] for case in CALLS])
def test_case_in_asyncio(case: dict[str, Any], scripted: str) -> None:
    async def made() -> fusebill.Customer | fusebill.Accepted:
        options: dict[str, Any] = {"base_url": f"{scripted}/case/{case['name']}"}
        if "timeoutMs" in case.get("options", {}):
            options["timeout"] = case["options"]["timeoutMs"] / 1000
        async with AsyncClient(KEY, **options) as client:
            made: fusebill.Customer | fusebill.Accepted = await call(client, case)
            return made

    try:
        answer = asyncio.run(made())
    except fusebill.Error as error:
        code, text = error.code, error.json
    else:
        code, text = 0, answer.text if isinstance(answer, fusebill.Accepted) else answer.raw
    assert code == case["expect"]["code"], text
    for pointer, value in case["expect"].get("fields", []):
        assert at(text, pointer) == value, text
    assert case["expect"].get("raw", text) == text


def agrees(outcome: fusebill.Outcome, error: fusebill.Error) -> None:
    """The error of an outcome says what the outcome says, also when the server returned the customer."""
    assert (error.code, error.name, error.customer_id) == (outcome.code, outcome.name, outcome.id)
    assert pickle.loads(pickle.dumps(error)) == error
    kinds = {"not_enabled": fusebill.NotEnabledError, "not_disabled": fusebill.NotDisabledError}
    if outcome.name in kinds:
        assert type(error) is kinds[outcome.name]
        assert error.message.startswith("salesforceSynchStatus is ")
        assert (error.http_status, json.loads(outcome.to_json())["message"]) == (200, error.message)


@pytest.mark.parametrize("case", BATCHES, ids=[case["name"] for case in BATCHES])
def test_batch(case: dict[str, Any], scripted: str) -> None:
    client = fusebill.Client(KEY, base_url=f"{scripted}/case/{case['name']}")
    method = f"{snake(case.get('operation', 'EnableSynch'))}_batch"
    if not hasattr(client, method):
        assert case["expect"]["status"] == 1, "an operation without a batch has no method"
        return
    options = {SNAKE.sub("_", name).lower(): value for name, value in case["batch"].items()}
    expect = case["expect"]
    outcomes = []
    stopped: fusebill.Error | None = None
    batch: fusebill.Batch | None = None
    try:
        accounts = options.pop("salesforce_ids", None)
        ids = case["ids"] if accounts is None else list(zip(case["ids"], accounts))
        options = {{"force_latch": "force"}.get(name, name): value for name, value in options.items()}
        batch = getattr(client, method)(ids, **options)
        for outcome in batch:
            outcomes.append(f"{outcome.id} {outcome.name}")
            assert (outcome.error is None) == outcome.is_done
            if outcome.error is not None:
                agrees(outcome, outcome.error)
    except fusebill.Error as error:
        stopped = error
    assert outcomes == expect["outcomes"]
    summary = batch.summary if batch else None
    if expect["status"] in {0, 20}:
        assert stopped is None
    else:
        assert stopped is not None
        assert stopped.code == expect["status"]
    if summary is None:
        assert stopped is not None
        found = json.loads(stopped.json)
    else:
        assert summary.status == expect["status"] or stopped is not None
        found = {
            name: getattr(summary, name)
            for name in ("operation", "done", "failed", "skipped", "duplicates", "requests")
        }
        found["stopped"] = json.loads(summary.stopped.json) if summary.stopped else None
    for pointer, value in expect["summary"]:
        reached: Any = found
        for part in pointer.split("/")[1:]:
            reached = reached.get(part) if isinstance(reached, dict) else None
        assert (None if reached is None else str(reached)) == value, pointer


@pytest.mark.parametrize("case", LISTS, ids=[case["name"] for case in LISTS])
def test_list(case: dict[str, Any], scripted: str) -> None:
    expect, ids = case["expect"], list[int]()
    customers: fusebill.Customers | None = None
    try:
        client = fusebill.Client(KEY, base_url=f"{scripted}/case/{case['name']}")
        customers = client.list_customers(**{snake(name): value for name, value in case["list"].items()})
        ids.extend(customer.id for customer in customers)
    except fusebill.Error as error:
        code = error.code
    else:
        code = 0
    assert (code, ids) == (expect["code"], expect["ids"])
    if code == 0:
        summary = customers.summary if customers else None
        found = {
            "/whole" if name == "is_whole" else f"/{name}": getattr(summary, name)
            for name in ("customers", "received", "count", "duplicates", "requests", "is_whole")
        }
        for pointer, value in expect["fields"]:
            assert (None if found[pointer] is None else str(found[pointer]).lower()) == value, pointer


def test_the_table_is_whole() -> None:
    assert len(TABLE) >= 40
    assert len(BATCHES) >= 8
    assert len(LISTS) >= 8
