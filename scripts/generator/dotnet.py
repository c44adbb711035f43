"""The .NET package: options, values, kinds of error, and the methods of the client."""

from __future__ import annotations

import re

from .common import FROM, Api, Call, Member, Shape, numeral, pascal, snake, without_unit, wrapped

FOLDER = "bindings/dotnet/Fusebill/generated"
# The field's names for them in .NET.
CLASSES = {"Summary": "BatchSummary", "Window": "QuotaWindow", "Error": "FusebillException"}
# What reads a member from JSON; {} is its name.
READ = {
    "long": ("long", 'json.Long("{}")', "0"),
    "int": ("int", 'json.Int("{}")', "0"),
    "text": ("string", 'json["{}"]', "string.Empty"),
    "Sent": ("string", 'json["{}"]', '"unknown"'),
    "Limit": ("string", 'json["{}"]', "string.Empty"),
    "flag": ("bool", 'json.Bool("{}")', "false"),
    "decimal": ("decimal", 'json.Decimal("{}")', "0"),
    "time": ("DateTimeOffset", 'json.Time("{}")', "default"),
    "milliseconds": ("TimeSpan", 'json.Duration("{}")', "TimeSpan.Zero"),
}
OPTION_TYPES = {
    "text": "string?",
    "path": "string?",
    "milliseconds": "TimeSpan?",
    "flag": "bool",
    "longs": "IEnumerable<long>?",
    "SynchStatus": "SynchStatus",
}
# Options whose text needs more than the property.
WRITTEN = {
    "proxy": "ProxyText()",
    "timeoutMs": "Long(Timeout, nameof(Timeout))",
    "connectTimeoutMs": "Long(ConnectTimeout, nameof(ConnectTimeout))",
    "synchStatus": "NameOf(SynchStatus)",
}


def head(about: str, *uses: str) -> str:
    """Begin a file."""
    return f"// {about}\n//\n// {FROM}\n\n" + "".join(f"using {name};\n" for name in uses) + "\nnamespace Fusebill\n{\n"


def name_of(member: Member) -> str:
    """Name a property."""
    is_named = member.kind == "flag" and member.attribute != snake(member.name)
    return ("Is" if is_named else "") + property_name(member.name)


def property_name(name: str) -> str:
    """Name the property of an option, or of a member."""
    return pascal(without_unit(name))


def escaped(text: str) -> str:
    """Write a text in XML."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def comment(tag: str, text: str, indent: str, attributes: str = "") -> str:
    """Write an XML comment: on one line if it fits."""
    one = f"{indent}/// <{tag}{attributes}>{text}</{tag}>\n"
    if len(one) <= 122:
        return one
    return f"{indent}/// <{tag}{attributes}>\n{wrapped(text, indent + '/// ')}\n{indent}/// </{tag}>\n"


def option_summary(member: Member, names: set[str]) -> str:
    """Describe an option; the name of another one is a link."""
    if member.kind == "milliseconds":
        assert member.range is not None
        range_, member = member.range, Member(member.name, member.kind, member.nullable, member.doc, None)
        assert range_["most"] is not None
        assert range_["default"] is not None
        doc = f"{member.doc} 100 ms to {numeral(range_['most'] // 1000)} s; default {range_['default'] // 1000} s."
    else:
        doc = member.described({})
    doc = escaped(doc)
    return re.sub(
        r"`([a-z_]+)`",
        lambda m: f'<see cref="{property_name(pascal(m[1]))}"/>' if property_name(pascal(m[1])) in names else m[1],
        doc,
    ).replace("`", "")


def options(api: Api) -> str:
    """The three classes of options."""
    text = head("Options, passed to the core as JSON. The core validates them.", "System", "System.Collections.Generic")
    for shape, name in zip(api.options, ("FusebillOptions", "BatchOptions", "CustomersOptions")):
        members = shape.named
        names = {property_name(member.name) for member in members}
        text += f"    /// <summary>{shape.title}. Those that are null use their defaults.</summary>\n    public sealed partial class {name}\n    {{\n"
        for member in members:
            is_large = member.range is not None and (member.range["most"] or 0) > 2**31
            kind = OPTION_TYPES.get(member.kind, "long?" if is_large else "int?")
            text += comment("summary", option_summary(member, names), "        ")
            text += f"        public {kind} {property_name(member.name)} {{ get; set; }}\n\n"
        text += '        private JsonText Written() =>\n            new JsonText("options")\n'
        for member in members:
            value = WRITTEN.get(member.name, property_name(member.name))
            if member.kind in ("text", "path") and member.name not in WRITTEN:
                value = f"JsonText.Given({value})"
            text += f'                .Add("{member.name}", {value})\n'
        text = text.rstrip() + ";\n    }\n\n"
    listed = "|".join(member.name for shape in api.options for member in shape.named)
    lines = wrapped(listed.replace("|", " |"), "", 90).replace(" |", "|").split("\n")
    alternatives = '"\n            + "'.join(
        line if at == 0 else ("|" + line.lstrip("|")) for at, line in enumerate(lines)
    )
    text += f"""    /// <summary>The names of options, as the library's messages have them.</summary>
    internal static class OptionNames
    {{
        internal const string Alternatives = "{alternatives}";
    }}

    /// <summary>Which customers a list is for, by their <see cref="Customer.SalesforceSynchStatus"/>.</summary>
    public enum SynchStatus
    {{
"""
    about = {
        "all": "All of them.",
        "enabled": "Those whose status is Enabled.",
        "not-enabled": "All others, also those without a status.",
    }
    for at, word in enumerate(api.names["SynchStatus"]):
        member_name = "".join(part.capitalize() for part in word.split("-"))
        text += f"        /// <summary>{about[word]}</summary>\n        {member_name} = {at},\n\n"
    return text.rstrip() + "\n    }\n}\n"


def value(shape: Shape, name: str, *, is_open: bool = False) -> str:
    """One class of values."""
    text = comment("summary", escaped(shape.doc), "    ")
    text += f"    public sealed partial class {name} : IEquatable<{name}>\n    {{\n"
    text += "        private static readonly string[] Names =\n        {\n"
    text += (
        wrapped(", ".join(f'"{member.name}"' for member in shape.members) + ",", "            ") + "\n        };\n\n"
    )
    text += "        private readonly Json json;\n"
    parts = [
        member for member in shape.members if member.kind in ("CustomerReference", "CustomerAcquisition", "Window")
    ]
    for member in parts:
        text += f"        private {CLASSES.get(member.kind, member.kind)}? {member.name};\n"
    text += "\n"
    if not is_open:
        text += f"        internal {name}(Json json) => this.json = json;\n\n"
        text += f"""        /// <summary>Creates one from its JSON.</summary>
        /// <param name="json">JSON, as <see cref="ToJson"/> returns it.</param>
        /// <returns>The value.</returns>
        /// <exception cref="FormatException">The text is not the JSON of one.</exception>
        public static {name} Parse(string json) => new {name}(Json.Parse(json, Names));

"""
    for member in shape.members:
        if is_open and member.name in ("id", "code"):
            continue
        text += comment(
            "summary",
            escaped(member.doc.replace("`null`", "null")).replace("`None`", "null").replace("`", ""),
            "        ",
        )
        text += f"        public {read(member)}\n\n"
    if not is_open:
        text += """        /// <summary>The value as JSON.</summary>
        /// <returns>The text, to keep or to pass to <see cref="Parse"/>.</returns>
        public string ToJson() => json.Text;

"""
    text += equality(name, "json.Equals(other.json, Names)", "json.Hash(Names)", "Equal if all members are.")
    return text + "    }\n"


def equality(name: str, same: str, hashed: str, about: str) -> str:
    """Compare two values."""
    return f"""        /// <summary>Whether two are equal.</summary>
        /// <param name="left">One.</param>
        /// <param name="right">The other.</param>
        /// <returns>Whether they are.</returns>
        public static bool operator ==({name}? left, {name}? right) => left is null ? right is null : left.Equals(right);

        /// <summary>Whether two differ.</summary>
        /// <param name="left">One.</param>
        /// <param name="right">The other.</param>
        /// <returns>Whether they do.</returns>
        public static bool operator !=({name}? left, {name}? right) => !(left == right);

        /// <summary>{about}</summary>
        /// <param name="other">The other one.</param>
        /// <returns>Whether they are equal.</returns>
        public bool Equals({name}? other) => !(other is null) && {same};

        /// <inheritdoc/>
        public override bool Equals(object? obj) => Equals(obj as {name});

        /// <inheritdoc/>
        public override int GetHashCode() => {hashed};
"""


def read(member: Member) -> str:
    """Declare a property, and read it."""
    name = name_of(member)
    if member.kind in READ:
        kind, how, missing = READ[member.kind]
        how = how.format(member.name)
        return f"{kind}? {name} => {how};" if member.nullable else f"{kind} {name} => {how} ?? {missing};"
    if member.kind in ("CustomerReference", "CustomerAcquisition", "Window"):
        kind = CLASSES.get(member.kind, member.kind)
        return f'{kind} {name} =>\n            {member.name} ??= new {kind}(json.Object("{member.name}"));'
    if member.kind in ("SalesTrackingCodes", "ApiErrors"):
        kind = member.kind.removesuffix("s")
        return f'IReadOnlyList<{kind}> {name} =>\n            json.Elements("{member.name}").Select(element => new {kind}(element)).ToList();'
    if member.kind == "counts":
        return f'IReadOnlyDictionary<string, long> {name} => json.Counts("{member.name}");'
    assert member.kind == "Error", member
    return f'FusebillException? {name} =>\n            json["{member.name}"] == null ? null : new FusebillException(json.Object("{member.name}"));'


def values(api: Api) -> str:
    """What calls, batches, lists and checks return."""
    text = head("What calls, batches, lists and checks return.", "System", "System.Collections.Generic")
    made = [
        value(api.record(name), CLASSES.get(name, name))
        for name in ("ApiError", "Window", "Quota", "Summary", "CustomersSummary", "CheckStage")
    ]
    made.append(value(api.record("Outcome"), "Outcome", is_open=True))
    return text + "\n".join(made) + "}\n"


def customer(api: Api) -> str:
    """The customer and its parts."""
    fields, *parts = api.customer
    text = head("The customer object and its parts.", "System", "System.Collections.Generic", "System.Linq")
    text += "    /// <content>The documented fields.</content>\n    public sealed partial class Customer : IEquatable<Customer>\n    {\n"
    for member in fields.members:
        if member.kind in ("CustomerReference", "CustomerAcquisition"):
            text += f"        private {member.kind}? {member.name};\n"
    text += "\n"
    for member in fields.members:
        doc = escaped(member.doc).replace("Also `None` if a `Decimal`", "Also null if a decimal").replace("`", "")
        text += comment("summary", doc, "        ")
        is_id = member.name == "id"
        text += f"        public {read(Member(member.name, member.kind, member.nullable and not is_id, '', None))}\n\n"
    text += equality(
        "Customer",
        "ToJson() == other.ToJson()",
        "ToJson().GetHashCode()",
        "Equal if the server's texts are identical, byte for byte.",
    )
    text += "    }\n\n" + "\n".join(value(part, part.name) for part in parts)
    return text + "}\n"


def kinds(api: Api) -> str:
    """The kinds of error."""
    text = head("The kinds of error.").replace("\n\n\n", "\n\n")
    text += "    /// <summary>What went wrong, in one word. The numbers are the same in every language, and never change.</summary>\n    public enum ErrorKind\n    {\n"
    for kind in api.kinds:
        text += comment("summary", escaped(kind["doc"]), "        ") + f"        {kind['kind']} = {kind['code']},\n\n"
    return text.rstrip() + "\n    }\n}\n"


TOKEN = '        /// <param name="cancellationToken">Ends this call, and no other, within 0.2 s.</param>\n'
PARAMS = {
    "customerId": '        /// <param name="customerId">The Fusebill id, 1 or more.</param>\n',
    "salesforceId": '        /// <param name="salesforceId">15 or 18 letters and digits; the checksum of the long form is verified.</param>\n',
    "force": '        /// <param name="force">Whether to replace an existing Salesforce id; otherwise, that is an error.</param>\n',
}
THROWS = """        /// <exception cref="FusebillException">Why the call failed.</exception>
        /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client is disposed.</exception>
"""


def variants(call: Call) -> list[tuple[str, list[str]]]:
    """Name the methods of a call, and their arguments."""
    given = {
        "id": [["customerId"]],
        "either": [["customerId"], ["salesforceId"]],
        "both": [["customerId", "salesforceId", "force"]],
    }
    return [
        (call.function + ("Salesforce" if arguments[0] == "salesforceId" else ""), arguments)
        for arguments in given[call.needs]
    ]


def signature(arguments: list[str]) -> str:
    """Declare arguments."""
    kinds = {"customerId": "long customerId", "salesforceId": "string salesforceId", "force": "bool force = false"}
    return ", ".join([kinds[argument] for argument in arguments] + ["CancellationToken cancellationToken = default"])


def method(lead: str, arguments: str, tail: str, indent: str = "        ") -> str:
    """Write a declaration, on two lines if it is long."""
    one = f"{indent}{lead}({arguments}){tail}\n"
    return one if len(one) <= 122 else f"{indent}{lead}(\n{indent}    {arguments}){tail}\n"


def dotnet_words(text: str) -> str:
    """Name members of the customer as .NET does."""
    return text.replace("`is_synch_enabled`", '<see cref="Customer.IsSynchEnabled"/>').replace(
        "`salesforce_synch_status`", '<see cref="Customer.SalesforceSynchStatus"/>'
    )


BATCH_PARAMS = """        /// <param name="{name}">{what}; read as calls are made, on {thread}.</param>
"""
EACH = """        /// <summary>The same, on this thread, with a function for each outcome.</summary>
{ids}        /// <param name="onOutcome">
        /// Receives each outcome, in the order of completion; false stops the batch cleanly: calls in flight are completed
        /// and recorded. An exception also stops it, and is rethrown.
        /// </param>
        /// <param name="options">Null for the defaults.</param>
        /// <param name="cancellationToken">Ends it and the calls in flight within 0.2 s.</param>
        /// <returns>How it ended, even if some customers failed.</returns>
        /// <exception cref="FusebillException">What stopped it early, or kept it from starting.</exception>
        /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
        BatchSummary {call}Each(
            {given},
            Func<Outcome, bool> onOutcome,
            BatchOptions? options = null,
            CancellationToken cancellationToken = default);

        /// <summary>The same for all customers, with a function that cannot stop it.</summary>
{ids}        /// <param name="onOutcome">Receives each outcome. An exception stops the batch, and is rethrown.</param>
        /// <param name="options">Null for the defaults.</param>
        /// <param name="cancellationToken">Ends it and the calls in flight within 0.2 s.</param>
        /// <returns>How it ended, even if some customers failed.</returns>
        BatchSummary {call}Each(
            {given},
            Action<Outcome> onOutcome,
            BatchOptions? options = null,
            CancellationToken cancellationToken = default);

        /// <summary>The same, asynchronously, with progress.</summary>
{away}        /// <param name="options">Null for the defaults.</param>
        /// <param name="progress">Receives each outcome; null for none.</param>
        /// <param name="cancellationToken">Ends it and the calls in flight within 0.2 s.</param>
        /// <returns>How it ended, or the exceptions of the other methods.</returns>
        Task<BatchSummary> {call}EachAsync(
            {given},
            BatchOptions? options = null,
            IProgress<Outcome>? progress = null,
            CancellationToken cancellationToken = default);
"""


def interface(api: Api) -> str:
    """The calls in the interface."""
    text = head(
        "The vendor's calls, and their batches, in the interface.",
        "System",
        "System.Collections.Generic",
        "System.Threading",
        "System.Threading.Tasks",
    )
    text += "    /// <content>The vendor's calls.</content>\n    public partial interface IFusebillClient\n    {\n"
    for call in api.calls:
        for name, arguments in variants(call):
            for_account = name.endswith("Salesforce")
            does = (
                "The same as " + f'<see cref="{call.function}"/>, for the customer linked to this Salesforce account.'
                if for_account
                else (
                    f'{call.does} ({call.method} {call.path}) and waits for the response, no longer than <see cref="FusebillOptions.Timeout"/>. '
                    f"It is safe to repeat the call, whatever the result. {call.consequence}".strip()
                )
            )
            params = "".join(PARAMS[argument] for argument in arguments)
            returns = (
                f"The customer. {dotnet_words(call.remark)}".strip()
                if call.returns == "Customer"
                else f"What the server sent. {call.remark}"
            )
            text += (
                comment("summary", does, "        ") + params + TOKEN + comment("returns", returns, "        ") + THROWS
            )
            text += method(f"{call.returns} {name}", signature(arguments), ";") + "\n"
            text += "        /// <summary>The same, asynchronously. A call in flight has its own thread, not one of the thread pool.</summary>\n"
            text += (
                params
                + TOKEN
                + f'        /// <returns>What <see cref="{name}"/> returns, or its exceptions.</returns>\n'
            )
            text += method(f"Task<{call.returns}> {name}Async", signature(arguments), ";") + "\n"
    for call in api.calls:
        if not call.does_for_many:
            continue
        given, what = ids(call)
        parameter = given.split()[-1]
        here = BATCH_PARAMS.format(name=parameter, what=what, thread="this thread")
        away = BATCH_PARAMS.format(name=parameter, what=what, thread="the thread of the batch")
        twice = (
            'A customer who appears twice ends the batch. <see cref="BatchOptions.ForceLatch"/> replaces other links.'
            if call.needs == "both"
            else "An id that appears twice is called once."
        )
        about = (
            f"{call.does_for_many}, within the account's quota and with a results file, while a loop reads the outcomes, in the order of "
            f"completion. Nothing is called before that. {twice} Leaving the loop stops the batch cleanly: calls in flight are completed "
            f"and recorded. {call.consequence}"
        )
        text += comment("summary", about, "        ") + away
        text += """        /// <param name="options">Null for the defaults.</param>
        /// <param name="cancellationToken">Ends it and the calls in flight within 0.2 s.</param>
        /// <returns>
        /// The outcomes. If the batch was stopped early, the error is thrown after the last one. Its Summary says how it
        /// ended.
        /// </returns>
"""
        text += f"        FusebillBatch {call.name}Batch(\n            {given}, BatchOptions? options = null, CancellationToken cancellationToken = default);\n\n"
        text += EACH.format(ids=here, away=away, call=call.name, given=given) + "\n"
    return text.rstrip() + "\n    }\n}\n"


def ids(call: Call) -> tuple[str, str]:
    """Declare what a batch is given, and say what it is."""
    if call.needs == "both":
        return (
            "IEnumerable<(long CustomerId, string SalesforceId)> pairs",
            "Each customer with the id of its Salesforce account",
        )
    return "IEnumerable<long> ids", "The customers"


def client(api: Api) -> str:
    """The same in the client."""
    text = head(
        "The vendor's calls, and their batches.",
        "System",
        "System.Collections.Generic",
        "System.Threading",
        "System.Threading.Tasks",
    )
    text += "    /// <content>The vendor's calls.</content>\n    public sealed partial class FusebillClient\n    {\n"
    for call in api.calls:
        for name, arguments in variants(call):
            if call.name != "EnableSynch":  # which has a way of its own
                given = "".join(
                    {
                        "customerId": '.Add("id", customerId)',
                        "salesforceId": '.Add("salesforceId", Given(salesforceId))',
                        "force": '.Add("force", force)',
                    }[argument]
                    for argument in arguments
                )
                who = "customerId" if "customerId" in arguments else "null"
                body = f' =>\n            new {call.returns}(Call("{call.name}", {who}, new JsonText(){given}, cancellationToken));'
                if len(body) > 124:
                    body = f' =>\n            new {call.returns}(Call(\n                "{call.name}", {who}, new JsonText(){given}, cancellationToken));'
                text += (
                    "        /// <inheritdoc/>\n"
                    + method(f"public {call.returns} {name}", signature(arguments), body)
                    + "\n"
                )
            passed = ", ".join([*arguments, "cancellationToken"])
            body = f" =>\n            OnItsOwnThread(() => {name}({passed}), cancellationToken);"
            text += (
                "        /// <inheritdoc/>\n"
                + method(f"public Task<{call.returns}> {name}Async", signature(arguments), body)
                + "\n"
            )
    for call in api.calls:
        if not call.does_for_many:
            continue
        given, _ = ids(call)
        source = "Pairs(pairs)" if call.needs == "both" else "Ids(ids)"
        rest = "BatchOptions? options = null,\n            CancellationToken cancellationToken = default"
        text += f"""        /// <inheritdoc/>
        public FusebillBatch {call.name}Batch(
            {given}, BatchOptions? options = null, CancellationToken cancellationToken = default) =>
            Batch("{call.name}", {source}, options, cancellationToken);

"""
        for kind, passed in (("Func<Outcome, bool>", "onOutcome"), ("Action<Outcome>", "Always(onOutcome)")):
            text += f"""        /// <inheritdoc/>
        public BatchSummary {call.name}Each(
            {given},
            {kind} onOutcome,
            {rest}) =>
            Each("{call.name}", {source}, {passed}, options, cancellationToken);

"""
        text += f"""        /// <inheritdoc/>
        public Task<BatchSummary> {call.name}EachAsync(
            {given},
            BatchOptions? options = null,
            IProgress<Outcome>? progress = null,
            CancellationToken cancellationToken = default) =>
            EachAsync("{call.name}", {source}, options, progress, cancellationToken);

"""
    return text.rstrip() + "\n    }\n}\n"


def files(api: Api) -> dict[str, str]:
    """Everything, by path."""
    return {
        f"{FOLDER}/Customer.cs": customer(api),
        f"{FOLDER}/ErrorKind.cs": kinds(api),
        f"{FOLDER}/FusebillClient.cs": client(api),
        f"{FOLDER}/IFusebillClient.cs": interface(api),
        f"{FOLDER}/Options.cs": options(api),
        f"{FOLDER}/Values.cs": values(api),
    }
