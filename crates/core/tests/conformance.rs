//! The Rust runner of `tests/conformance/cases.json`: each case is a test of its own name.

use std::{fs, ops::ControlFlow, path::Path, sync::Mutex, time::Instant};

use fusebill::{
    Accepted, BatchOptions, Call, CancelToken, Client, CustomerId, CustomersOptions, Error, Operation, Options,
    Outcome, Stop, json,
};
use fusebill_sandbox::{Sandbox, Scripts};
use serde::Deserialize;
use serde_json::{Map, Value};

const KEY: &str = fusebill_sandbox::KEY;

#[derive(Deserialize)]
struct File {
    cases: Vec<Case>,
    batches: Vec<Batch>,
    lists: Vec<List>,
}

#[derive(Deserialize)]
struct List {
    name: String,
    list: Value,
    expect: ExpectedList,
}

#[derive(Deserialize)]
struct ExpectedList {
    code: i32,
    ids: Vec<i64>,
    fields: Vec<(String, Option<String>)>,
}

#[derive(Deserialize)]
struct Batch {
    name: String,
    ids: Vec<i64>,
    #[serde(default)]
    operation: Option<String>,
    batch: Value,
    expect: Expected,
}

#[derive(Deserialize)]
struct Expected {
    status: i32,
    summary: Vec<(String, Option<String>)>,
    outcomes: Vec<String>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    operation: Option<String>,
    id: Option<i64>,
    #[serde(default)]
    arguments: Map<String, Value>,
    key: Option<String>,
    #[serde(default)]
    options: Map<String, Value>,
    expect: Expect,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Expect {
    code: i32,
    #[serde(default)]
    fields: Vec<(String, Option<String>)>,
    #[serde(default)]
    contains: Vec<(String, String)>,
    #[serde(default)]
    missing: Vec<String>,
    raw: Option<String>,
    at_least_ms: Option<u128>,
    at_most_ms: Option<u128>,
}

/// What a C caller gets: the code, and the customer or the error as text.
fn call(case: &Case, url: &str) -> (i32, String) {
    let mut options = case.options.clone();
    options.entry("baseUrl").or_insert_with(|| format!("{url}/case/{}", case.name).into());
    let key = case.key.as_deref().unwrap_or("{key}").replace("{key}", KEY);
    let outcome = || {
        let options = Options::from_json(&Value::from(options).to_string())?;
        let client = Client::builder(key).options(options).build()?;
        let Some(operation) = &case.operation else {
            let customer = client.enable_synch(CustomerId::new(case.id.expect("an id"))?, None)?.customer;
            let _ = customer.fields();
            return Ok(customer.into_raw());
        };
        let mut arguments = case.arguments.clone();
        arguments.extend(case.id.map(|id| ("id".to_owned(), id.into())));
        let call = Call::from_json(operation, &Value::from(arguments).to_string())?;
        client.call(&call, &CancelToken::new()).map(Accepted::into_text)
    };
    match outcome() {
        Ok(text) => (0, text),
        Err(error) => (Error::kind(&error).code(), error.to_json()),
    }
}

fn found(text: &str, pointer: &str) -> Option<String> {
    json::get(text, pointer).expect("JSON").value().map(Into::into)
}

fn check(case: &Case, url: &str) -> Result<(), String> {
    let begin = Instant::now();
    let (code, text) = call(case, url);
    let took = begin.elapsed().as_millis();
    let expect = &case.expect;
    let mut wrong = Vec::new();
    let mut must = |holds: bool, what: String| {
        if !holds {
            wrong.push(what);
        }
    };
    must(code == expect.code, format!("code {code}, not {}", expect.code));
    for (pointer, value) in &expect.fields {
        let found = found(&text, pointer);
        must(found == *value, format!("{pointer} is {found:?}, not {value:?}"));
    }
    for (pointer, part) in &expect.contains {
        let found = found(&text, pointer).unwrap_or_default();
        must(found.contains(part), format!("{pointer} is {found:?}, without {part}"));
    }
    for pointer in &expect.missing {
        must(json::get(&text, pointer) == Ok(json::Lookup::Missing), format!("{pointer} is there"));
    }
    must(expect.raw.as_ref().is_none_or(|raw| *raw == text), format!("raw is {text}"));
    must(expect.at_least_ms.is_none_or(|least| took >= least), format!("took only {took} ms"));
    must(expect.at_most_ms.is_none_or(|most| took <= most), format!("took {took} ms"));
    if wrong.is_empty() { Ok(()) } else { Err(format!("{}: {}\n    {text}", case.name, wrong.join("; "))) }
}

/// What a C caller gets: the status, the summary or the error as text, and the outcomes.
fn run(batch: &Batch, url: &str) -> (i32, String, Vec<String>) {
    let mut outcomes = Vec::new();
    let mut outcome = || {
        let client = Client::builder(KEY).base_url(format!("{url}/case/{}", batch.name)).build()?;
        let options = BatchOptions::from_json(&batch.batch.to_string())?;
        let operation = batch.operation.as_deref().map_or(Ok(Operation::EnableSynch), str::parse)?;
        let calls = options.calls_for(operation, &batch.ids)?;
        let on_outcome = |outcome: &Outcome| {
            outcomes.push(format!("{} {}", outcome.id, outcome.name()));
            ControlFlow::Continue(())
        };
        client.batch(operation, calls, &options, &Stop::default(), on_outcome, |_| {})
    };
    match outcome() {
        Ok(summary) => (summary.status(), summary.to_json(), outcomes),
        Err(error) => (Error::kind(&error).code(), error.to_json(), outcomes),
    }
}

#[test]
fn every_batch_holds() {
    let json = table();
    let batches = serde_json::from_str::<File>(&json).expect("batches").batches;
    let sandbox = Sandbox::builder().scripts(Scripts::from_json(&json).expect("scripts")).start().expect("sandbox");
    for batch in &batches {
        let (status, text, outcomes) = run(batch, &sandbox.url());
        assert_eq!((status, &outcomes), (batch.expect.status, &batch.expect.outcomes), "{}: {text}", batch.name);
        for (pointer, value) in &batch.expect.summary {
            assert_eq!(found(&text, pointer), *value, "{}: {pointer} in {text}", batch.name);
        }
    }
    assert!(batches.len() >= 8, "the table is whole");
}

#[test]
fn every_list_holds() {
    let json = table();
    let lists = serde_json::from_str::<File>(&json).expect("lists").lists;
    let sandbox = Sandbox::builder().scripts(Scripts::from_json(&json).expect("scripts")).start().expect("sandbox");
    for List { name, list, expect } in &lists {
        let client = Client::builder(KEY).base_url(format!("{}/case/{name}", sandbox.url())).build().expect("a client");
        let mut ids = Vec::new();
        let mut all = || {
            let mut customers =
                client.list_customers(&CustomersOptions::from_json(&list.to_string())?, &CancelToken::new())?;
            for customer in customers.by_ref() {
                ids.push(customer?.id().get());
            }
            Ok(customers.summary().to_json())
        };
        let (code, text) = all().map_or_else(|error: Error| (error.kind().code(), error.to_json()), |text| (0, text));
        assert_eq!((code, &ids), (expect.code, &expect.ids), "{name}: {text}");
        for (pointer, value) in &expect.fields {
            assert_eq!(found(&text, pointer), *value, "{name}: {pointer} in {text}");
        }
    }
    assert!(lists.len() >= 8, "the table is whole");
}

fn table() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/conformance/cases.json");
    fs::read_to_string(path).expect("cases.json")
}

#[test]
fn every_case_holds() {
    // At trace level: the test script searches all that was printed for the key.
    let _ = env_logger::builder().filter_level(log::LevelFilter::Trace).try_init();
    let json = table();
    let cases = serde_json::from_str::<File>(&json).expect("cases").cases;
    let sandbox = Sandbox::builder().scripts(Scripts::from_json(&json).expect("scripts")).start().expect("sandbox");
    let url = sandbox.url();
    // A few at a time: a case with a short deadline must not wait for two hundred others to begin.
    let waiting = Mutex::new(cases.iter());
    let failures = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                while let Some(case) = { waiting.lock().expect("no panic").next() } {
                    let failure = check(case, &url).err();
                    failures.lock().expect("no panic").extend(failure);
                }
            });
        }
    });
    let failures = failures.into_inner().expect("no panic");
    println!("{} cases, {} failed", cases.len(), failures.len());
    assert!(cases.len() >= 40, "the table is whole");
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}
