"""The C++ headers: options, the customer, what calls return, and the calls of the client."""

from __future__ import annotations

from .common import FROM, WIDTH, Api, Call, Member, Shape, snake, spelled, wrapped

FOLDER = "bindings/cpp/include/fusebill/generated"
TYPES = {
    "long": "std::int64_t",
    "int": "std::int64_t",
    "text": "std::string",
    "path": "std::string",
    "flag": "bool",
    "decimal": "std::string",
    "time": "std::string",
    "milliseconds": "std::chrono::milliseconds",
    "longs": "std::vector<std::int64_t>",
    "SynchStatus": "std::string",
    "Sent": "std::string",
    "Limit": "std::string",
    "counts": "std::map<std::string, std::int64_t>",
    "SalesTrackingCodes": "std::vector<sales_tracking_code>",
    "Error": "fusebill::error",
}
CLASSES = {"Window": "window", "CustomerReference": "customer_reference", "CustomerAcquisition": "customer_acquisition"}


def header(about: str, body: str) -> str:
    """Write a header that is a part of fusebill.hpp."""
    return f"""/*
 * {about}
 *
 * {FROM}
 */
#ifndef FUSEBILL_HPP
#error "include <fusebill.hpp> instead"
#endif

namespace fusebill {{

inline namespace FUSEBILL_MODE {{

{body.strip()}

}} // namespace FUSEBILL_MODE

}} // namespace fusebill
"""


def comment(text: str, indent: str = "") -> str:
    """Write a comment: on one line if it fits."""
    text = text.replace("\n", " ").replace("`None`", "nullopt")
    one = f"{indent}/** {text} */\n"
    if len(one) <= WIDTH + 1:
        return one
    return f"{indent}/**\n{wrapped(text, indent + ' * ')}\n{indent} */\n"


def field_type(member: Member) -> str:
    """Return the type of a member."""
    if (member.name, member.kind) in (("code", "int"), ("status", "int")):
        return "fusebill_status"
    kind = CLASSES.get(member.kind, TYPES.get(member.kind, ""))
    return f"std::optional<{kind}>" if member.nullable else kind


def options(api: Api) -> str:
    """The structs of options."""
    spell = api.spellings(snake)
    text = ""
    for shape, name, function in zip(
        api.options, ("options", "batch_options", "customers_options"), ("client_new", "batch", "list_customers")
    ):
        members = shape.named
        text += (
            comment(f"{shape.title}; see fusebill_{function}. Unset options use their defaults.")
            + f"struct {name} {{\n"
        )
        for member in members:
            text += comment(member.described(spell).replace("`", ""), "    ")
            kind = TYPES.get(member.kind, "std::int64_t")
            default = " = false" if member.kind == "flag" else ""
            kind = kind if member.kind == "flag" else f"std::optional<{kind}>"
            text += f"    {kind} {snake(member.name)}{default};\n"
        text += "\n    /** As the C functions take them. */\n    [[nodiscard]] std::string json() const {\n        detail::json_writer json;\n"
        for member in members:
            text += f'        json.add("{member.name}", {snake(member.name)});\n'
        text += "        return json.text();\n    }\n};\n\n"
    return header("The options of a client, of a batch, and of a list of customers.", text)


def reading(member: Member) -> str:
    """Read a member of `all`."""
    name = member.name
    if member.kind in CLASSES:
        return f'{CLASSES[member.kind]}::from(detail::members(all.text("{name}").value_or("").c_str()))'
    how = {
        "long": f'all.number("{name}")',
        "int": f'all.number("{name}")',
        "flag": f'detail::flag_of(all.text("{name}"))',
        "milliseconds": f'detail::milliseconds_of(all.number("{name}"))',
        "counts": f'detail::counts_of(all.text("{name}"))',
        "Error": f'detail::error_of(all.text("{name}"))',
        "SalesTrackingCodes": f'detail::all_of<sales_tracking_code>(all.text("{name}"))',
    }.get(member.kind, f'all.text("{name}")')
    if field_type(member) == "fusebill_status":
        return f"detail::status_of({how})"
    if member.nullable or member.kind in ("counts", "SalesTrackingCodes"):
        return how
    missing = {"flag": "false", "text": '""', "Sent": '"unknown"', "time": '""'}.get(
        member.kind, "{}" if member.kind == "milliseconds" else "0"
    )
    return f"{how}.value_or({'std::chrono::milliseconds{}' if missing == '{}' else missing})"


def struct(shape: Shape, name: str, spell: dict[str, str], *, json: str = "", leave: tuple[str, ...] = ()) -> str:
    """One struct with all members."""
    members = [member for member in shape.members if member.name not in leave]
    text = comment(spelled(shape.doc, spell).replace("`", "")) + f"struct {name} {{\n"
    for member in members:
        doc = spelled(member.doc, spell).replace("`", "").replace("null", "nullopt")
        text += comment(doc, "    ") + f"    {field_type(member)} {member.attribute};\n"
    if json:
        text += json
    values = ",\n".join(f"                {reading(member)}" for member in members)
    more = ", std::move(json)" if json else ""
    given = "const detail::members &all, std::string json" if json else "const detail::members &all"
    text += f"""
    /** For the library. */
    static {name} from({given}) {{
        return {{{values.strip()}{more}}};
    }}
"""
    if json:
        text += f"""
    /** From its JSON, for example in a test. */
    static {name} from_json(std::string json) {{
        const detail::members all(json.c_str());
        return from(all, std::move(json));
    }}

    /** Any member by JSON pointer; see json_get. */
    [[nodiscard]] std::optional<std::string> get(std::string_view pointer) const {{ return json_get(json, pointer); }}

    /** Equal if the JSON is the same. */
    friend bool operator==(const {name} &left, const {name} &right) {{ return left.json == right.json; }}
    friend bool operator!=(const {name} &left, const {name} &right) {{ return !(left == right); }}
"""
    return text + "};\n\n"


JSON = "    /** The same as JSON. */\n    std::string json;\n"


def values(api: Api) -> str:
    """What batches, lists and checks return."""
    spell = api.spellings(snake)
    text = struct(api.record("Window"), "window", spell)
    for name, made in (
        ("Quota", "quota"),
        ("Summary", "summary"),
        ("CustomersSummary", "customers_summary"),
        ("CheckStage", "check_stage"),
    ):
        text += struct(api.record(name), made, spell, json=JSON)
    view = "    /** The same as JSON, valid only until the callback returns. */\n    std::string_view json;\n"
    outcome = struct(api.record("Outcome"), "outcome", spell, json=view)
    outcome = outcome.replace(
        "const detail::members &all, std::string json", "const detail::members &all, std::string_view json"
    ).replace(", std::move(json)}", ", json}")
    begin = outcome.index("    /** From its JSON")
    end = outcome.index("    /** Any member by JSON pointer")
    return header("What batches, lists and checks return.", text + outcome[:begin] + outcome[end:])


def customer(api: Api) -> str:
    """The customer and its parts."""
    spell = api.spellings(snake)
    fields, reference, code, acquisition = api.customer
    text = struct(code, "sales_tracking_code", spell) + struct(reference, "customer_reference", spell)
    text += struct(acquisition, "customer_acquisition", spell)
    text += """/**
 * A customer as the server sent it. The accessors read the documented fields: nullopt for null, for a missing field, and
 * for an unexpected type. Fields such as the status may have values that are new. Money is text with its scale, and a time
 * is text as the server wrote it. The text is read once, on first use of an accessor; any number of threads may use one
 * customer.
 */
class customer : public detail::object {
  public:
    using detail::object::object;

"""
    for member in fields.members:
        doc = spelled(member.doc, spell).split(" Also `None`")[0].replace("`", "")
        kind = CLASSES.get(member.kind, TYPES.get(member.kind, ""))
        name = snake(member.name)
        if member.kind in CLASSES:
            text += comment(doc, "    ")
            text += f'    [[nodiscard]] fusebill::{kind} {name}() const {{ return fusebill::{kind}::from(part("{member.name}")); }}\n'
            continue
        read = {"long": "number", "flag": "flag"}.get(member.kind, "text")
        kind, body = (
            (kind, f'{read}("{member.name}").value_or(0)')
            if member.name == "id"
            else (
                f"std::optional<{kind}>",
                f'{read}("{member.name}")',
            )
        )
        text += comment(doc, "    ") + f"    [[nodiscard]] {kind} {name}() const {{ return {body}; }}\n"
    return header("The customer object and its parts.", text + "};\n")


def variants(call: Call) -> list[tuple[str, str, str, str]]:
    """Return for each function of a call: its name, parameters, what the twin is given, and what C is given."""
    name = snake(call.function)
    account = "account.c_str()"
    return {
        "id": [(name, "customer_id id", "id", "id.value()")],
        "either": [
            (name, "customer_id id", "id", "id.value()"),
            (f"{name}_salesforce", "std::string_view salesforce_id", "salesforce_id", account),
        ],
        "both": [
            (
                name,
                "customer_id id, std::string_view salesforce_id, bool force = false",
                "id, salesforce_id, force",
                f"id.value(), {account}, force ? 1 : 0",
            )
        ],
    }[call.needs]


def calls(api: Api) -> str:
    """The calls of the client."""
    spell = api.spellings(snake)
    throwing, trying = "", ""
    for call in api.calls:
        kind = "fusebill::customer" if call.returns == "Customer" else "result"
        discard = "[[nodiscard]] " if call.returns == "Customer" else ""
        may_ignore = "" if discard else "    // NOLINTNEXTLINE(modernize-use-nodiscard): there may be nothing in it\n"
        for name, parameters, passed, given in variants(call):
            for_account = name.endswith("_salesforce")
            doc = f"{call.does}, and waits for the response: {call.method} {call.path}. Throws error. {call.consequence} {spelled(call.remark, spell)}"
            doc = (
                f"The same as {snake(call.function)}, for the customer linked to this Salesforce account."
                if for_account
                else doc
            )
            throwing += comment(" ".join(doc.replace("`", "").split()), "    ")
            throwing += f"{may_ignore}    {discard}{kind} {name}({parameters}, cancel_ref token = {{}}) const {{\n        return try_{name}({passed}, token).value();\n    }}\n\n"
            trying += comment(f"Like {name}, without throwing.", "    ")
            trying += f"    attempt<{kind}> try_{name}({parameters}, cancel_ref token = {{}}) const {{\n"
            if "salesforce_id" in parameters:
                trying += '        const std::string account(salesforce_id);\n        if (detail::has_nul(account)) {\n            return refused("salesforce_id");\n        }\n'
            trying += f"        char *raw = nullptr;\n        const auto status = fusebill_{name}(get(), {given}, token.handle(), &raw);\n        return of<{kind}>(status, raw);\n    }}\n\n"
    for call in api.calls:
        if not call.does_for_many:
            continue
        pairs = call.needs == "both"
        template = (
            "Pairs = std::initializer_list<std::pair<std::int64_t, std::string_view>>"
            if pairs
            else "Ids = std::initializer_list<std::int64_t>"
        )
        kind, name = ("Pairs", "pairs") if pairs else ("Ids", "ids")
        parameters = f"""{kind} &&{name}, const std::function<bool(const outcome &)> &on_outcome,
        const options_or_json<batch_options> &options = {{}}, cancel_ref token = {{}}"""
        what = (
            "pairs: any range of pairs of an id and a Salesforce id; a customer who appears twice ends the batch, and the option force_latch replaces other links."
            if pairs
            else "ids: any range of integers; an id that appears twice is called once."
        )
        doc = (
            f"{call.does_for_many}, and calls on_outcome with each outcome, on this thread. Return true to continue; on_outcome may be nullptr. "
            f"{what} It is read only as calls are made. An exception from it, or from on_outcome, stops the batch cleanly and is rethrown. "
            f"token ends it at once, including the calls in flight, whose outcomes are then FUSEBILL_CANCELLED. Throws error if the batch cannot "
            f"start; an error that stops it later is in the summary. {call.consequence}"
        )
        throwing += (
            comment(doc, "    ")
            + f"    template <typename {template}>\n    summary {snake(call.name)}_batch(\n        {parameters}) const {{\n"
        )
        throwing += f"        return try_{snake(call.name)}_batch(std::forward<{kind}>({name}), on_outcome, options, token).value();\n    }}\n\n"
        trying += comment(f"Like {snake(call.name)}_batch; throws only what the {name} and on_outcome throw.", "    ")
        trying += f"    template <typename {template}>\n    attempt<summary> try_{snake(call.name)}_batch(\n        {parameters}) const {{\n"
        trying += f'        return batch<{"true" if pairs else "false"}>("{call.name}", {name}, on_outcome, options, token);\n    }}\n\n'
    body = f"""/** The vendor's calls, and their batches: what a client inherits. */
class calls : public detail::handle {{
  public:
#if FUSEBILL_EXCEPTIONS
{throwing.rstrip()}
#endif

{trying.rstrip()}

  protected:
    using detail::handle::handle;
}};
"""
    return header("The calls of the client.", body)


def files(api: Api) -> dict[str, str]:
    """Everything, by path."""
    return {
        f"{FOLDER}/calls.hpp": calls(api),
        f"{FOLDER}/customer.hpp": customer(api),
        f"{FOLDER}/options.hpp": options(api),
        f"{FOLDER}/values.hpp": values(api),
    }
