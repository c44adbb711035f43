//! The Rust runner of `tests/conformance/cases.json`: each case is a test of its own name.

use std::{fs, path::Path, time::Instant};

use fusebill::{Client, CustomerId, Error, Options, json};
use fusebill_sandbox::{Sandbox, Scripts};
use serde::Deserialize;
use serde_json::{Map, Value};

const KEY: &str = fusebill_sandbox::KEY;

#[derive(Deserialize)]
struct File {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    id: i64,
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
        client.enable_synch(CustomerId::new(case.id)?)
    };
    match outcome() {
        Ok(answer) => {
            let _ = answer.customer.fields();
            (0, answer.customer.into_raw())
        }
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

#[test]
fn every_case_holds() {
    // At trace level: the test script searches all that was printed for the key.
    let _ = env_logger::builder().filter_level(log::LevelFilter::Trace).try_init();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/conformance/cases.json");
    let json = fs::read_to_string(path).expect("cases.json");
    let cases = serde_json::from_str::<File>(&json).expect("cases").cases;
    let sandbox = Sandbox::builder().scripts(Scripts::from_json(&json).expect("scripts")).start().expect("sandbox");
    let url = sandbox.url();
    let failures: Vec<String> = std::thread::scope(|scope| {
        let running: Vec<_> = cases.iter().map(|case| scope.spawn(|| check(case, &url).err())).collect();
        running.into_iter().filter_map(|case| case.join().expect("no panic")).collect()
    });
    println!("{} cases, {} failed", cases.len(), failures.len());
    assert!(cases.len() >= 40, "the table is whole");
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}
