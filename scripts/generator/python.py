"""The Python package: values, exceptions, names, and the calls of both clients; and how the native half reads options."""

from __future__ import annotations

import builtins
import re
from typing import Any

from .common import FROM, WIDTH, Api, Call, Member, Shape, snake, spelled, without_unit, wrapped

PACKAGE = "bindings/python/python/fusebill/generated"

TYPES = {
    "long": "int",
    "int": "int",
    "text": "str",
    "path": "str | os.PathLike[str]",
    "flag": "bool",
    "decimal": "decimal.Decimal",
    "time": "datetime.datetime",
    "milliseconds": "float",
    "counts": "Mapping[str, int]",
    "longs": "Iterable[int]",
    "ApiErrors": "tuple[ApiError, ...]",
    "SalesTrackingCodes": "tuple[SalesTrackingCode, ...]",
    "Error": "Error",
    "Window": "Window",
    "CustomerReference": "CustomerReference",
    "CustomerAcquisition": "CustomerAcquisition",
    "Sent": "names.Sent",
    "Limit": "names.Limit",
    "SynchStatus": "names.SynchStatus",
}
# The built-in class of a kind of error, beside Error.
BUILT_IN = {
    "InvalidArgument": "ValueError",
    "Timeout": "builtins.TimeoutError",
    "Connection": "builtins.ConnectionError",
    "Io": "builtins.OSError",
}
OF_THE_SYSTEM = [
    ("FileNotFoundError", "IOError", "A local file that does not exist."),
    ("PermissionError", "IOError", "A local file that this user may not read or write."),
    ("ConnectionRefusedError", "ConnectionError", "Nothing listens at that address."),
    ("ConnectionResetError", "ConnectionError", "The other side dropped the connection."),
]
# Options that are not keywords: they belong to arrays in C, or are arguments.
NO_KEYWORDS = {"salesforceIds", "forceLatch"}


def attribute(member: Member) -> str:
    """Name a member of a record in Python."""
    return keyword(member.name) if member.kind == "milliseconds" else member.attribute


def keyword(name: str) -> str:
    """Name an option in Python."""
    return snake(without_unit(name))


# Texts that are one of a closed set.
CLOSED = {("Outcome", "name"): "names.OutcomeName", ("Summary", "operation"): "names.Operation"}


def annotation(member: Member, shape: str = "") -> str:
    """Return the type of a member."""
    return CLOSED.get((shape, member.name), TYPES[member.kind]) + (" | None" if member.nullable else "")


def sentence(member: Member, spell: dict[str, str]) -> str:
    """Return the comment of a member of a record."""
    text = spelled(member.doc, spell).replace("null", "None").replace("absent after", "None after")
    return f"Seconds: {text[0].lower()}{text[1:]}" if member.kind == "milliseconds" else text


def docstring(text: str, indent: str) -> str:
    """Write a docstring; what does not fit into a line begins with its first sentence."""
    text = text.replace("\n", " ").replace("`None`", "None")
    if len(indent + text) + 6 <= WIDTH:
        return f'{indent}"""{text}"""\n'
    first, rest = split(text)
    return f'{indent}"""{first}\n\n{wrapped(rest, indent, 118)}\n{indent}"""\n'


def split(text: str) -> tuple[str, str]:
    """Split a text that is too long for a line into a sentence, or what comes before a colon, and the rest."""
    for mark in (". ", ": ", "; "):
        first, found, rest = text.partition(mark)
        if found and len(first) < 110:
            return first + ".", rest[0].upper() + rest[1:]
    raise ValueError(text)


def literals(api: Api) -> str:
    """The closed sets of names."""
    kinds = [kind["name"] for kind in api.kinds]
    outcomes = ["ok", *(code["name"] for code in api.outcome_codes)]
    names = {**api.names, "KindName": kinds, "OutcomeName": outcomes + kinds}
    docs = {
        "Limit": "A limit of the account.",
        "Operation": "The vendor's name of a call.",
        "Sent": "Whether a request reached the server.",
        "SynchStatus": "The salesforce_synch_status by which a list is filtered.",
        "KindName": "The name of a kind of error.",
        "OutcomeName": "The name of the code of an outcome.",
    }
    text = f'"""Closed sets of names, for annotations.\n\n{FROM}\n"""\n\nfrom typing import Literal\n'
    for name, words in sorted(names.items()):
        text += f"\n{name} = Literal[{', '.join(repr(word) for word in words)}]\n" + docstring(docs[name], "")
    return text


def value_class(shape: Shape, spell: dict[str, str], *, is_part: bool) -> str:
    """One immutable class."""
    names = [attribute(member) for member in shape.members]
    kinds = {attribute(member): member.kind for member in shape.members}
    defaults: dict[str, str] = {}
    for member in reversed(shape.members):
        # Only what follows has a default; a part of the customer has one for everything.
        if not member.nullable and not is_part:
            break
        defaults[attribute(member)] = "()" if member.kind == "SalesTrackingCodes" else "None"
    text = f"class {shape.name}(Record):\n" + docstring(spelled(shape.doc, spell), "    ")
    text += f"\n    __slots__ = __match_args__ = ({', '.join(map(repr, names))},)\n"
    if is_part:
        hidden = [name for name in names if name != "id"]
        text += f"    _hidden = ({', '.join(map(repr, hidden))},)\n"
    table = ", ".join(
        f"({attribute(m)!r}, {m.name!r}, {m.kind + ('?' if m.nullable else '')!r})" for m in shape.members
    )
    text += f"    _members = ({table},)\n\n"
    for member in shape.members:
        text += f"    {attribute(member)}: {annotation(member, shape.name)!r}\n" + docstring(
            sentence(member, spell), "    "
        )
    arguments = []
    for member in shape.members:
        name = attribute(member)
        kind = annotation(member, shape.name).replace("tuple[", "Sequence[").replace(", ...]", "]")
        arguments.append(f"{name}: {kind!r}" + (f" = {defaults[name]}" if name in defaults else ""))
    convert = {"counts": "Counts({})", "ApiErrors": "tuple({})", "SalesTrackingCodes": "tuple({})"}
    given = ", ".join(convert.get(kinds[name], "{}").format(name) for name in names)
    text += f"\n    def __init__(self, {', '.join(arguments)}) -> None:\n        self._set({given})\n"
    return text


VALUES_HEAD = f'''"""What calls, lists and checks return. Immutable; can be compared, hashed, matched and pickled.

{FROM}
"""

from _collections_abc import Mapping, Sequence

from .._error import Error
from .._lazy import datetime, names
from .._record import Counts, Record
'''


def values(api: Api) -> str:
    """The records."""
    spell = api.spellings(keyword)
    text = VALUES_HEAD
    for name in ("ApiError", "Window", "Quota", "Summary", "CustomersSummary", "CheckStage", "Outcome"):
        shape = api.record(name)
        made = value_class(shape, spell, is_part=False)
        text += "\n\n" + (made.replace("class Outcome(", "class OutcomeLine(") if name == "Outcome" else made)
    return text


def customer(api: Api) -> str:
    """The customer and its parts."""
    spell = api.spellings(keyword)
    fields, *parts = api.customer
    text = f'''"""The customer object and its parts.

{FROM}
"""

from _collections_abc import Sequence

from .. import _fusebill
from .._lazy import datetime, decimal, names
from .._record import Record
'''
    for part in reversed(parts):
        text += "\n\n" + value_class(part, spell, is_part=True)
    text += f"""

class CustomerFields:
{docstring(spelled(fields.doc, spell), "    ")}
    __slots__ = ("_customer",)

    _customer: "_fusebill.Customer"
"""
    for member in fields.members:
        kind = "int" if member.name == "id" else annotation(member)
        what = spelled(member.doc, spell).split(" Also ")[0]
        body = f"return self._customer.{snake(member.name)}"
        if member.kind == "CustomerAcquisition":
            body = "return CustomerAcquisition(*self._customer.customer_acquisition)"
        elif member.kind == "CustomerReference":
            body = (
                "first, second, third, codes, id, uri = self._customer.customer_reference\n"
                "        codes = tuple(SalesTrackingCode(*code) for code in codes)\n"
                "        return CustomerReference(first, second, third, codes, id, uri)"
            )
        text += f"\n    @property\n    def {snake(member.name)}(self) -> {kind!r}:\n{docstring(what, '        ')}        {body}\n"
    return text


def exception_of(kind: dict[str, Any]) -> str:
    """Name the exception of a kind of error."""
    return "IOError" if kind["kind"] == "Io" else f"{kind['kind']}Error"


def errors(api: Api) -> str:
    """The exceptions."""
    text = f'''"""The exceptions: one class for each kind, and for some of the system's own.

{FROM}
"""

import builtins

from .._error import Error
'''
    names = {}
    for kind in api.kinds:
        name = names[kind["name"]] = exception_of(kind)
        bases = ", ".join(["Error", *([BUILT_IN[kind["kind"]]] if kind["kind"] in BUILT_IN else [])])
        text += f"\n\nclass {name}({bases}):\n{docstring(kind['doc'], '    ')}\n"
        text += f"    code = {kind['code']}\n    name = {kind['name']!r}\n"
    for code in api.outcome_codes:
        name = "".join(word.capitalize() for word in code["name"].split("_")) + "Error"
        names[code["name"]] = name
        text += f"\n\nclass {name}(Error):\n{docstring(code['doc'], '    ')}\n"
        text += f"    code = {code['code']}\n    name = {code['name']!r}\n"
    for name, base, doc in OF_THE_SYSTEM:
        text += f"\n\nclass {name}({base}, builtins.{name}):\n{docstring(doc, '    ')}"
    public = sorted(name for name in names.values() if not hasattr(builtins, name))
    text += f"\n\n__all__ = [{', '.join(map(repr, public))}]\n"
    table = ", ".join(f"{name!r}: {cls}" for name, cls in names.items())
    text += f'\n\nBY_NAME: "dict[str, type[Error]]" = {{{table}}}\n'
    system = ", ".join(name for name, _, _ in OF_THE_SYSTEM)
    text += f'OF_THE_SYSTEM: "tuple[type[Error], ...]" = ({system})\n'
    text += """
# A traceback shows the name that a program uses.
for _kind in (Error, *BY_NAME.values(), *OF_THE_SYSTEM):
    _kind.__module__ = "fusebill"
"""
    return text


def imperative(text: str) -> str:
    """Turn the beginning of a sentence into what Python's docstrings begin with."""
    verb, rest = text.split(" ", 1)
    return f"{verb.removesuffix('s')} {rest}"


def parameters(call: Call) -> tuple[str, str]:
    """Return the parameters of a call, and the arguments that they become."""
    return {
        "id": ("customer_id: int", "customer_id"),
        "either": (
            "customer_id: int | None = None, *, salesforce_id: str | None = None",
            "customer_id, salesforce_id",
        ),
        "both": ("customer_id: int, salesforce_id: str, *, force: bool = False", "customer_id, salesforce_id, force"),
    }[call.needs]


ARGUMENTS = {
    "id": ["customer_id: the Fusebill id, 1 or more."],
    "either": [
        "customer_id: the Fusebill id, or None.",
        "salesforce_id: the id of the Salesforce account instead, 15 or 18 letters and digits.",
    ],
    "both": [
        "customer_id: the Fusebill id, 1 or more.",
        "salesforce_id: the id of the Salesforce account, 15 or 18 letters and digits.",
        "force: replace the Salesforce id that the customer already has; without it, that is an error.",
    ],
}
CANCEL = "cancel: a CancelToken that ends this call, and no other, within 0.2 s."
ADVICE = """Raises a subclass of Error, whose `sent` says whether the request reached the server; repeating the call is
harmless. Other threads run meanwhile, and Ctrl-C ends it within 0.2 s."""
RETURNS = """Returns the outcomes in the order of completion: iterate over them, or call run() for the summary alone."""
ENDINGS = """The iterable is read as calls are made. A value that is not an id ends the batch, like an exception of the
iterable: calls in flight are completed and recorded, and InvalidArgumentError with the value and its position is raised
at the end. Leaving the loop stops the batch in the same way. A batch that is stopped by something else (unauthorized, the
day's limit, a results file that cannot be written) raises that at the end."""
STARTS = """The batch starts when its first outcome is awaited, or the batch itself, for its summary. The ids may also be
an async iterable. They are read while an outcome is awaited: a plain iterable in another thread, an async one in the event
loop."""
LIST = """Keeps only the ids in memory: a customer that appears twice because the list changed meanwhile is returned once.
Each page may take the client's timeout; if the minute's limit is used up, it waits until the limit resets. An error is
raised in place of the next customer, and ends the list. `summary` has the totals."""
CLIENT = """Raises InvalidArgumentError for an invalid argument, IOError for an unreadable ca_file. Does not connect yet. A
forked child may use its parent's client and opens its own connections. A pickled client has no key and no proxy: it reads
both from the environment where it is unpickled."""
KEY = """api_key: as the vendor shows it, with or without a leading "Basic "; None for the environment variable
FUSEBILL_API_KEY."""
CONCURRENCY = """concurrency: how many calls an event loop has in flight at once, 1 to 10,000; others wait for their turn, which
counts against the timeout."""


def method_doc(first: str, *blocks: str | list[str]) -> str:
    """Write the docstring of a method: paragraphs, and lists of arguments."""
    indent = "        "
    parts = []
    for block in blocks:
        if isinstance(block, list):
            parts.append("\n".join(wrapped(f"- {item}", indent, 118, indent + "  ") for item in block))
        elif block:
            parts.append(wrapped(block.replace("\n", " ").replace("`", ""), indent, 118))
    if not parts:
        return f'{indent}"""{first}"""\n'
    return f'{indent}"""{first}\n' + "".join(f"\n{part}\n" for part in parts) + f'{indent}"""\n'


def option_parameter(member: Member) -> str:
    """Write a keyword with its type and default."""
    name = keyword(member.name)
    if member.kind == "flag":
        return f"{name}: bool = False"
    if member.kind == "SynchStatus":
        return f'{name}: names.SynchStatus = "all"'
    kind = "float | datetime.timedelta" if member.kind == "milliseconds" else TYPES[member.kind]
    return f"{name}: {kind} | None = None"


def option_doc(member: Member, spell: dict[str, str]) -> str:
    """Describe a keyword."""
    is_time = member.kind == "milliseconds"
    text = member.described(spell, 1000 if is_time else 1).replace("`", "")
    unit = "seconds, or a timedelta: " if is_time else ""
    return f"{keyword(member.name)}: {unit}{text[0].lower()}{text[1:]}"


def passed_on(members: list[Member], *more: str) -> str:
    """Write the keywords as a dict."""
    names = [*more, *(keyword(member.name) for member in members)]
    return "{" + ", ".join(f'"{name}": {name}' for name in names) + "}"


CALLS_HEAD = f'''"""What a client can do: the vendor's calls and their batches, lists, and the options of all of them.

{FROM}
"""

import os
from _collections_abc import Iterable

from .._batch import Batch
from .._cancel import CancelToken
from .._customer import Accepted, Customer, Customers
from .._lazy import datetime, names, typing
'''


ASYNC_HEAD = f'''"""The same for asyncio.

{FROM}
"""

import os
from _collections_abc import AsyncIterable, Iterable

from .._customer import Accepted, Customer
from .._lazy import aio, datetime, names, typing
'''


def quoted(text: str) -> str:
    """Quote the annotations: they are for tools, and name what is not loaded."""

    def of(found: re.Match[str]) -> str:
        head, arguments, result = found.groups()
        parts = re.split(r", (?![^\[]*\])", arguments)
        for at, part in enumerate(parts):
            name, colon, kind = part.partition(": ")
            kind, equals, default = kind.partition(" = ")
            if colon:
                parts[at] = f'{name}: "{kind}"{equals}{default}'
        return f'{head}({", ".join(parts)}) -> "{result}":'

    joined = re.sub(
        r"\(\n        self,\n(.*?),\n    \) ->",
        lambda m: "(self, " + " ".join(m[1].split()) + ") ->",
        text,
        flags=re.DOTALL,
    )
    joined = re.sub(r"\n\s+self, operation", "self, operation", joined)
    return re.sub(r"(def \w+)\((.*)\) -> (.*):", of, joined)


def batch_keywords(api: Api) -> list[Member]:
    """The options of a batch that are keywords of every batch."""
    return [member for member in api.options[1].members if member.name not in NO_KEYWORDS]


def batches(api: Api) -> list[Call]:
    """The calls that lists may use."""
    return [call for call in api.calls if call.does_for_many]


def sync_calls(api: Api) -> str:
    """What Client inherits."""
    spell = api.spellings(keyword)
    client, listed = api.options[0].members, api.options[2].members
    batch = batch_keywords(api)
    text = '''

class Calls:
    """What Client can do."""

    __slots__ = ()

    def _open(self, api_key: str | None, options: dict[str, typing.Any]) -> None:
        raise NotImplementedError

    def _call(
        self,
        operation: names.Operation,
        cancel: CancelToken | None,
        customer_id: int | None,
        salesforce_id: str | None = None,
        force: bool = False,
    ) -> typing.Any:
        raise NotImplementedError

    def _list(self, cancel: CancelToken | None, options: dict[str, typing.Any]) -> Customers:
        raise NotImplementedError

    def _batch(self, operation: names.Operation, ids: Iterable[typing.Any], progress: bool, options: dict[str, typing.Any]) -> Batch:
        raise NotImplementedError
'''
    doc = method_doc(
        "Create a client.", [KEY.replace("\n", " "), *(option_doc(member, spell) for member in client)], CLIENT
    )
    text += f"""
    def __init__(self, api_key: str | None = None, *, {", ".join(map(option_parameter, client))}) -> None:
{doc}        self._open(api_key, {passed_on(client)})
"""
    for call in api.calls:
        given, passed = parameters(call)
        star = "" if "*" in given else ", *"
        arguments = [*ARGUMENTS[call.needs], CANCEL]
        doc = method_doc(
            f"{imperative(call.does)}, and wait for the response.",
            call.request,
            call.consequence,
            arguments,
            spelled(call.remark, spell),
            ADVICE,
        )
        text += f"""
    def {snake(call.function)}(self, {given}{star}, cancel: CancelToken | None = None) -> {call.returns}:
{doc}        made: {call.returns} = self._call("{call.name}", cancel, {passed})
        return made
"""
    doc = method_doc(
        "List the account's customers (GET /v1/customers/), page by page.",
        [*(option_doc(member, spell) for member in listed), "cancel: a CancelToken that ends it within 0.2 s."],
        LIST,
    )
    text += f"""
    def list_customers(self, *, {", ".join(map(option_parameter, listed))}, cancel: CancelToken | None = None) -> Customers:
{doc}        return self._list(cancel, {passed_on(listed)})
"""
    for call in batches(api):
        takes_pairs = call.needs == "both"
        argument, more = batch_argument(call)
        doc = method_doc(
            f"{imperative(call.does_for_many)}, within the account's quota and with a results file.",
            RETURNS,
            call.consequence,
            [
                PAIRS if takes_pairs else IDS,
                *([FORCE] if takes_pairs else []),
                *(option_doc(member, spell) for member in batch),
                "progress: show a progress bar if tqdm is installed.",
            ],
            ENDINGS,
        )
        kind = "tuple[int, str]" if takes_pairs else "int"
        text += f"""
    def {snake(call.name)}_batch(self, {argument}: Iterable[{kind}], *, {", ".join([*more, *map(option_parameter, batch)])}, progress: bool = False) -> Batch:
{doc}        return self._batch("{call.name}", {argument}, progress, {passed_on(batch, *(["force"] if takes_pairs else []))})
"""
    return text


IDS = "ids: any iterable of ints, or of rows with one column. An id that appears twice is called once."
PAIRS = """pairs: any iterable of pairs (customer_id, salesforce_id), or of rows with two columns. A customer who appears twice
ends the batch.""".replace("\n", " ")
FORCE = "force: replace the Salesforce id that a customer already has; without it, that customer fails."


def batch_argument(call: Call) -> tuple[str, list[str]]:
    """Return what a batch is given, and the keywords that only it has."""
    return ("pairs", ["force: bool = False"]) if call.needs == "both" else ("ids", [])


def async_calls(api: Api) -> str:
    """What AsyncClient inherits."""
    spell = api.spellings(keyword)
    # An event loop has as many connections as calls in flight.
    client = [member for member in api.options[0].members if member.name != "maxIdleConnections"]
    listed, batch = api.options[2].members, batch_keywords(api)
    text = '''

class AsyncCalls:
    """What AsyncClient can do. Cancelling a task ends its call."""

    def _open(self, api_key: str | None, concurrency: int, options: dict[str, typing.Any]) -> None:
        raise NotImplementedError

    async def _call(
        self,
        operation: names.Operation,
        customer_id: int | None,
        salesforce_id: str | None = None,
        force: bool = False,
    ) -> typing.Any:
        raise NotImplementedError

    def _list(self, options: dict[str, typing.Any]) -> aio.AsyncCustomers:
        raise NotImplementedError

    def _batch(
        self,
        operation: names.Operation,
        ids: Iterable[typing.Any] | AsyncIterable[typing.Any],
        progress: bool,
        options: dict[str, typing.Any],
    ) -> aio.AsyncBatch:
        raise NotImplementedError
'''
    doc = method_doc(
        "Create a client.",
        [KEY.replace("\n", " "), CONCURRENCY.replace("\n", " "), *(option_doc(member, spell) for member in client)],
        CLIENT,
    )
    text += f"""
    def __init__(self, api_key: str | None = None, *, concurrency: int = 64, {", ".join(map(option_parameter, client))}) -> None:
{doc}        self._open(api_key, concurrency, {passed_on(client)})
"""
    for call in api.calls:
        given, passed = parameters(call)
        doc = method_doc(f"{imperative(call.does)}; see fusebill.Client.{snake(call.function)}.", call.consequence)
        text += f"""
    async def {snake(call.function)}(self, {given}) -> {call.returns}:
{doc}        made: {call.returns} = await self._call("{call.name}", {passed})
        return made
"""
    doc = method_doc(
        "List the account's customers; see fusebill.Client.list_customers.", "Pages are read in another thread."
    )
    text += f"""
    def list_customers(self, *, {", ".join(map(option_parameter, listed))}) -> aio.AsyncCustomers:
{doc}        return self._list({passed_on(listed)})
"""
    for call in batches(api):
        argument, more = batch_argument(call)
        kind = "tuple[int, str]" if argument == "pairs" else "int"
        doc = method_doc(
            f"{imperative(call.does_for_many)}; see fusebill.Client.{snake(call.name)}_batch.", STARTS, call.consequence
        )
        text += f"""
    def {snake(call.name)}_batch(self, {argument}: Iterable[{kind}] | AsyncIterable[{kind}], *, {", ".join([*more, *map(option_parameter, batch)])}, progress: bool = False) -> aio.AsyncBatch:
{doc}        return self._batch("{call.name}", {argument}, progress, {passed_on(batch, *(["force"] if more else []))})
"""
    return text


def rust_options(api: Api) -> str:
    """How the native half sets options from keywords."""
    read = {
        "text": "convert::optional(value, convert::word)?",
        "path": "convert::optional(value, convert::path)?",
        "flag": "convert::flag(value)?",
        "longs": "convert::optional(value, convert::ids)?",
        "SynchStatus": "convert::synch_status(value)?",
    }
    text = f"""//! Which keyword sets which option.
//!
//! {FROM}

use fusebill::{{BatchOptions, CustomersOptions, Options}};
use pyo3::prelude::*;

use crate::{{convert, options::{{Keywords, Unfit}}}};
"""
    for shape in api.options:
        text += f"""
impl Keywords for {shape.name} {{
    fn set(&mut self, name: &str, value: &Bound<'_, PyAny>) -> Result<bool, Unfit> {{
        match name {{
"""
        for member in shape.named:
            how = read.get(member.kind, "convert::optional(value, convert::count)?")
            if member.kind == "milliseconds":
                how = f'convert::optional(value, |value| convert::milliseconds("{member.name}", value))?'
            name = "force" if member.name == "forceLatch" else keyword(member.name)
            text += f'            "{name}" => self.{snake(member.name)} = {how},\n'
        text += "            _ => return Ok(false),\n        }\n        Ok(true)\n    }\n}\n"
    return text


def files(api: Api) -> dict[str, str]:
    """Everything, by path."""
    return {
        f"{PACKAGE}/__init__.py": f'"""What is generated.\n\n{FROM}\n"""\n',
        f"{PACKAGE}/async_calls.py": ASYNC_HEAD + quoted(async_calls(api)),
        f"{PACKAGE}/calls.py": CALLS_HEAD + quoted(sync_calls(api)),
        f"{PACKAGE}/customer.py": customer(api),
        f"{PACKAGE}/errors.py": errors(api),
        f"{PACKAGE}/names.py": literals(api),
        f"{PACKAGE}/values.py": values(api),
        "crates/python/src/generated/options.rs": rust_options(api),
    }
