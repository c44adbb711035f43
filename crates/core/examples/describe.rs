//! Prints the description of the API as JSON: what `scripts/generate` writes the bindings from.

use fusebill::{
    ErrorKind, Limit, Operation, Sent, SynchStatus,
    description::{CODES, CUSTOMER, DescribedCall, KINDS, Member, OPTIONS, RECORDS, Shape, calls},
};
use serde_json::{Value, json};

/// What a value is in every language, and whether it may be null.
fn kind(member: &Member) -> (&'static str, bool) {
    let kind = member.kind.replace("&'static ", "").replace("&'a ", "").replace(' ', "");
    let inner = kind.strip_prefix("Option<").and_then(|inner| inner.strip_suffix('>'));
    let name = match inner.unwrap_or(&kind) {
        "i64" | "u64" | "u32" | "u16" | "i32" if member.name.ends_with("Ms") => "milliseconds",
        "i64" | "u64" => "long",
        "i32" | "u32" | "u16" => "int",
        "String" | "str" => "text",
        "PathBuf" => "path",
        "bool" => "flag",
        "Decimal" => "decimal",
        "SystemTime" => "time",
        "Vec<i64>" => "longs",
        "Vec<String>" => "texts",
        "[ApiError]" => "ApiErrors",
        "Vec<SalesTrackingCode>" => "SalesTrackingCodes",
        "BTreeMap<str,u64>" => "counts",
        "Box<RawValue>" => "Error",
        "Sent" => "Sent",
        "Limit" => "Limit",
        "SynchStatus" => "SynchStatus",
        "Window" => "Window",
        "CustomerReference" => "CustomerReference",
        "CustomerAcquisition" => "CustomerAcquisition",
        other => panic!("{}: no language knows the type {other}", member.name),
    };
    (name, inner.is_some())
}

/// A comment as one line for each paragraph, without its examples.
fn doc(comment: &str) -> String {
    let prose = comment.split("```").next().unwrap_or_default();
    let paragraphs = prose.split("\n \n").map(|paragraph| paragraph.split_whitespace().collect::<Vec<_>>().join(" "));
    paragraphs.collect::<Vec<_>>().join("\n").trim().to_owned()
}

fn member(member: &Member) -> Value {
    let (kind, nullable) = kind(member);
    let range = member.range.map(|range| json!({"least": range.least, "most": range.most, "default": range.default}));
    json!({"name": member.name, "kind": kind, "nullable": nullable, "doc": doc(member.doc), "range": range})
}

fn shape(shape: &Shape) -> Value {
    let members: Vec<Value> = shape.members.iter().map(member).collect();
    json!({"name": shape.name, "doc": doc(shape.doc), "members": members})
}

fn call(call: DescribedCall) -> Value {
    let DescribedCall { operation, method, path, needs, does, does_for_many, remark } = call;
    json!({
        "name": operation.name(),
        "function": if operation.is_for_lists() { operation.name().to_owned() } else { format!("Get{operation}") },
        "method": method,
        "path": path,
        "needs": needs,
        "returns": if operation.gives_a_customer() { "Customer" } else { "Accepted" },
        "does": does,
        "does_for_many": does_for_many,
        "effect": operation.effect(),
        "remark": remark,
    })
}

fn main() {
    let shapes = |shapes: &[&Shape]| shapes.iter().map(|one| shape(one)).collect::<Vec<_>>();
    let kinds = KINDS.iter().map(|(kind, comment, retried)| {
        json!({"name": kind.name(), "kind": format!("{kind:?}"), "code": kind.code(), "doc": doc(comment), "retried": retried, "advice": kind.advice()})
    });
    let codes = CODES.map(|(code, name, comment)| json!({"name": name, "code": code, "doc": comment}));
    let limits = [Limit::Minute, Limit::Day].map(|limit| limit.to_string());
    let operations = Operation::ALL.map(Operation::name);
    let sent = [Sent::No, Sent::Yes, Sent::Unknown].map(Sent::name);
    assert_eq!(KINDS.len(), ErrorKind::ALL.len());
    assert_eq!(calls().len(), Operation::ALL.len());
    let api = json!({
        "version": fusebill::VERSION,
        "base_url": fusebill::DEFAULT_BASE_URL,
        "options": shapes(&OPTIONS),
        "customer": shapes(&CUSTOMER),
        "records": shapes(&RECORDS),
        "names": {
            "Limit": limits,
            "Operation": operations,
            "Sent": sent,
            "SynchStatus": SynchStatus::WORDS,
        },
        "kinds": kinds.collect::<Vec<_>>(),
        "codes": codes,
        "calls": calls().into_iter().map(call).collect::<Vec<_>>(),
    });
    println!("{api:#}");
}
