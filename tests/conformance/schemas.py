"""Check the generated schemas.

What the library reads and writes is checked against fusebill.schema.json, and the sandbox against openapi.json.

FUSEBILL_HEADER and FUSEBILL_LIBRARY name the library, FUSEBILL_TEST_URL and FUSEBILL_TEST_KEY a sandbox.
"""

from __future__ import annotations

import json
import os
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from library import Library

ROOT = Path(__file__).parents[2]
URL, KEY = os.environ["FUSEBILL_TEST_URL"], os.environ["FUSEBILL_TEST_KEY"]
SCHEMA = json.loads((ROOT / "docs/generated/fusebill.schema.json").read_text())
OPENAPI = json.loads((ROOT / "docs/generated/openapi.json").read_text())


def is_valid(value: object, name: str, whole: dict[str, Any], where: str) -> list[str]:
    """Return what is wrong with a value."""
    validator = Draft202012Validator({"$ref": where + name, **whole})
    return [f"{name}: {error.json_path}: {error.message[:300]}" for error in validator.iter_errors(value)]


class Client(Library):
    """The functions of C, and a client."""

    def __init__(self) -> None:
        """Load the library, and make a client."""
        super().__init__()
        self.client = self.ffi.new("fusebill_client **")
        options = json.dumps({"baseUrl": URL}).encode()
        status, text = self.call("fusebill_client_new", KEY.encode(), options, self.client)
        assert status == 0, text

    def call(self, function: str, *arguments: object) -> tuple[int, Any]:
        """Call a function, and return its status and what it wrote."""
        out = self.ffi.new("char **")
        status = getattr(self.functions, function)(*arguments, out)
        text = self.take(out)
        return status, None if text is None else json.loads(text)

    def accepts(self, options: dict[str, object], kind: str) -> bool:
        """Whether the library accepts these options."""
        text, null = json.dumps(options).encode(), self.ffi.NULL
        if kind == "Options":
            made = self.ffi.new("fusebill_client **")
            status, _ = self.call("fusebill_client_new", KEY.encode(), text, made)
            self.functions.fusebill_client_free(made[0])
        elif kind == "BatchOptions":
            status, _ = self.call("fusebill_batch", self.client[0], b"EnableSynch", null, 0, text, null, null, null)
        else:
            end = self.ffi.callback("int32_t(void *, int64_t, const char *)", lambda *_: 1)
            status, _ = self.call("fusebill_list_customers", self.client[0], text, end, null, null)
        return bool(status != 1)


# What is not a name alone: an option that another one needs, a file that must exist, and what only Latch has.
NEEDS: dict[str, dict[str, object]] = {
    "resume": {"resultsFile": "/dev/null/no"},
    "retryFailed": {"resume": True, "resultsFile": "/dev/null/no"},
    "newKey": {"resume": True, "resultsFile": "/dev/null/no"},
    "newHost": {"resume": True, "resultsFile": "/dev/null/no"},
}
ONLY_LATCH = {"salesforceIds", "forceLatch"}
TEXTS = {
    "baseUrl": URL,
    "proxy": "http://127.0.0.1:1",
    "synchStatus": "enabled",
    "status": "Active",
    "resultsFile": "/dev/null/no",
}


def options(library: Client) -> list[str]:
    """Try the values that the schema allows, and those next to them."""
    wrong = []
    for kind in ("Options", "BatchOptions", "CustomersOptions"):
        for name, member in SCHEMA["$defs"][kind]["properties"].items():
            if name in ONLY_LATCH:
                continue
            types = (
                member["type"] if "type" in member else member["anyOf"][0]["type"] if "anyOf" in member else "string"
            )
            if "integer" in types:
                tries = {member["minimum"]: True, member["maximum"]: True, member["minimum"] - 1: False}
                if member["maximum"] < 2**62:
                    tries[member["maximum"] + 1] = False
            elif "boolean" in types:
                tries = {True: True, "true": False}
            elif "array" in types:
                tries = {}
            elif "object" in types:
                tries = {7: False}
            else:
                tries = {TEXTS.get(name, "x"): True, 7: False}
            for value, is_good in tries.items():
                given = {**NEEDS.get(name, {}), name: value}
                named = not is_valid(given, kind, SCHEMA, "#/$defs/")
                if named != is_good:
                    wrong.append(f"{kind}: the schema and this test differ about {given}")
                if library.accepts(given, kind) != is_good:
                    wrong.append(f"{kind}: the library and the schema differ about {given}")
        if is_valid({"noSuchOption": 1}, kind, SCHEMA, "#/$defs/") == [] or library.accepts({"noSuchOption": 1}, kind):
            wrong.append(f"{kind}: an unknown name is accepted")
    return wrong


def results(library: Client) -> list[str]:
    """Validate what the library writes."""
    null, seen = library.ffi.NULL, []

    def note(_data: object, _id: int, _code: int, text: Any) -> int:  # noqa: ANN401 - cffi's pointers have no type
        seen.append(json.loads(library.ffi.string(text)))
        return 0

    on_outcome = library.ffi.callback("int32_t(void *, int64_t, int32_t, const char *)", note)
    ids = library.ffi.new("int64_t[]", [172677, 12, 200001])
    made: list[tuple[str, object]] = [
        ("Error", library.call("fusebill_enable_synch", library.client[0], 12, null)[1]),
        ("Error", library.call("fusebill_enable_synch", library.client[0], 0, null)[1]),
        ("Customer", library.call("fusebill_enable_synch", library.client[0], 172677, null)[1]),
        (
            "Summary",
            library.call("fusebill_batch", library.client[0], b"EnableSynch", ids, 3, null, on_outcome, null, null)[1],
        ),
        ("Quota", library.call("fusebill_client_quota", library.client[0])[1]),
    ]
    pairs = json.dumps({"salesforceIds": ["0014100000JJ3wtAAD"] * 3, "forceLatch": True}).encode()
    library.call("fusebill_batch", library.client[0], b"Latch", ids, 3, pairs, on_outcome, null, null)
    made += [("Outcome", outcome) for outcome in seen]
    stages = library.call("fusebill_client_check", library.client[0], null, null)[1]["stages"]
    made += [("CheckStage", stage) for stage in stages]
    end = library.ffi.callback("int32_t(void *, int64_t, const char *)", lambda *_: 0)
    made.append(
        ("CustomersSummary", library.call("fusebill_list_customers", library.client[0], null, end, null, null)[1])
    )
    assert len(seen) == 6, seen
    assert len(stages) >= 5, stages
    return [wrong for name, value in made for wrong in is_valid(value, name, SCHEMA, "#/$defs/")]


def request(method: str, path: str, body: object = None) -> tuple[int, Any]:
    """Send a request to the sandbox."""
    headers = {"Authorization": f"Basic {KEY}", "Content-Type": "application/json"}
    data = None if body is None else json.dumps(body).encode()
    asked = urllib.request.Request(URL + path, data, headers, method=method)
    try:
        with urllib.request.urlopen(asked) as answer:
            return answer.status, json.loads(answer.read() or b"null")
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read() or b"null")


def sandbox() -> list[str]:
    """Make every call of the OpenAPI file to the sandbox."""
    schemas = {"components": OPENAPI["components"]}
    where = "#/components/schemas/"
    wrong = []
    calls = [(path, method, call) for path, item in OPENAPI["paths"].items() for method, call in item.items()]
    assert len(calls) == 6, calls
    for path, method, call in calls:
        bodies: list[object] = [None]
        if "requestBody" in call:
            form = call["requestBody"]["content"]["application/json"]["schema"]
            samples = {"fusebillId": 172677, "salesforceId": "0014100000JJ3wtAAD", "forceLatch": True}
            forms = form.get("oneOf", [form])
            # The link comes first: a customer is found by the account that it is linked to.
            request("POST", "/v1/Salesforce/Latch", samples)
            bodies = [{name: samples[name] for name in each["required"]} for each in forms]
        for body in bodies:
            status, answer = request(method.upper(), path.replace("{customerId}", "172677"), body)
            if status != 200:
                wrong.append(f"{path}: {status} {answer}")
                continue
            content = call["responses"]["200"].get("content")
            if content:
                validator = Draft202012Validator({**content["application/json"]["schema"], **schemas})
                wrong += [
                    f"{path}: {error.json_path}: {error.message[:200]}" for error in validator.iter_errors(answer)
                ]
        missing = {"fusebillId": 12, "salesforceId": "0014100000JJ3wtAAD", "forceLatch": True}
        if path == "/v1/customers/":
            continue
        if bodies != [None]:
            required = (forms[0] if "oneOf" in form else form)["required"]
            status, answer = request(method.upper(), path, {name: missing[name] for name in required})
        else:
            status, answer = request(method.upper(), path.replace("{customerId}", "12"))
        if status != 404:
            wrong.append(f"{path}: {status} for a customer that does not exist")
        wrong += is_valid(answer, "ErrorBody", schemas, where)
    return wrong


def main() -> None:
    """Fail if anything differs."""
    Draft202012Validator.check_schema(SCHEMA)
    library = Client()
    wrong = options(library) + results(library) + sandbox()
    if wrong:
        sys.exit("\n".join(wrong))
    print("the schemas hold: options, results, and the sandbox")


if __name__ == "__main__":
    main()
