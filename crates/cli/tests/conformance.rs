//! The command's runner of `tests/conformance/cases.json`: exit status, customer on standard output, error as JSON.

mod job;

use std::{fs, path::Path, process::Command, time::Instant};

use fusebill::json::{self, Lookup};
use fusebill_sandbox::{KEY, Sandbox, Scripts};
use serde_json::Value;

/// The options that the command has.
fn flags(options: &Value) -> Option<Vec<String>> {
    let mut flags = Vec::new();
    for (name, value) in options.as_object().into_iter().flatten() {
        let text = value.as_str().map_or_else(|| value.to_string(), Into::into);
        let seconds = || value.as_f64().map(|milliseconds| (milliseconds / 1000.0).to_string());
        match name.as_str() {
            "timeoutMs" => flags.push(format!("--timeout={}", seconds()?)),
            "connectTimeoutMs" => flags.push(format!("--connect-timeout={}", seconds()?)),
            "maxAttempts" => flags.push(format!("--max-attempts={text}")),
            "proxy" => flags.push(format!("--proxy={text}")),
            "caFile" => flags.push(format!("--ca-file={text}")),
            "baseUrl" => flags.push(format!("--base-url={text}")),
            _ => return None,
        }
    }
    Some(flags)
}

/// `disable-synch` of DisableSynch; who reads one customer reads some of them.
fn command(operation: &str) -> String {
    let mut name = String::new();
    for c in operation.chars() {
        if c.is_ascii_uppercase() && !name.is_empty() {
            name.push('-');
        }
        name.push(c.to_ascii_lowercase());
    }
    if name == "customer" { "customers".into() } else { name }
}

fn value(text: &str, pointer: &str) -> Option<String> {
    match json::get(text, pointer) {
        Ok(Lookup::Value(value)) => Some(value.into_owned()),
        _ => None,
    }
}

fn check(case: &Value, url: &str) -> Result<bool, String> {
    let name = case["name"].as_str().unwrap();
    let key = case["key"].as_str().unwrap_or("{key}").replace("{key}", KEY);
    let Some(mut flags) = flags(&case["options"]) else { return Ok(false) };
    if key.contains('\n') || key.is_empty() {
        return Ok(false); // an environment variable or the first line of a file cannot be that
    }
    if case["options"]["baseUrl"].is_null() {
        flags.push(format!("--base-url={url}/case/{name}"));
    }
    let operation = case["operation"].as_str().unwrap_or("EnableSynch");
    let salesforce_id = case["arguments"]["salesforceId"].as_str();
    let id = case["id"].as_i64().map(|id| id.to_string());
    let begin = Instant::now();
    let output = Command::new(job::program())
        .args([command(operation).as_str(), "--output=json"])
        .args(salesforce_id.filter(|_| id.is_none()).map(|_| "--salesforce"))
        .args(case["arguments"]["force"].as_bool().filter(|is| *is).map(|_| "--force"))
        .args(flags)
        .arg("--")
        .args(id)
        .args(salesforce_id)
        .env("FUSEBILL_API_KEY", key)
        .env_remove("FUSEBILL_BASE_URL")
        .output()
        .unwrap();
    let took = begin.elapsed().as_millis() as u64;
    let expect = &case["expect"];
    let code = output.status.code().unwrap();
    // A customer that has not the state that was asked for is said by status 20.
    let wanted = expect["code"].as_i64().unwrap() as i32;
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    if code != wanted && !(wanted == 0 && code == 20) {
        return Err(format!("{name}: status {code}, not {wanted}: {out}{err}"));
    }
    let text = if wanted == 0 { out.as_ref() } else { err.trim_end() };
    for pair in expect["fields"].as_array().into_iter().flatten() {
        let found = value(text, pair[0].as_str().unwrap());
        if found.as_deref() != pair[1].as_str() {
            return Err(format!("{name}: {} is {found:?} in {text}", pair[0]));
        }
    }
    if took < expect["atLeastMs"].as_u64().unwrap_or(0) || took > expect["atMostMs"].as_u64().unwrap_or(u64::MAX) {
        return Err(format!("{name}: took {took} ms"));
    }
    Ok(true)
}

#[test]
fn every_case_that_can_be_said_on_the_command_line_holds() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/conformance/cases.json");
    let text = fs::read_to_string(path).unwrap();
    let table: Value = serde_json::from_str(&text).unwrap();
    let sandbox = Sandbox::builder().scripts(Scripts::from_json(&text).unwrap()).start().unwrap();
    let results: Vec<Result<bool, String>> =
        table["cases"].as_array().unwrap().iter().map(|case| check(case, &sandbox.url())).collect();
    let failures: Vec<&String> = results.iter().filter_map(|result| result.as_ref().err()).collect();
    let run = results.iter().filter(|result| **result == Ok(true)).count();
    println!("{run} cases, {} of another form", results.len() - run);
    assert!(failures.is_empty(), "{failures:#?}");
    assert!(run >= 140, "{run} cases");
}

#[test]
fn every_list_holds() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/conformance/cases.json");
    let text = fs::read_to_string(path).unwrap();
    let table: Value = serde_json::from_str(&text).unwrap();
    let sandbox = Sandbox::builder().scripts(Scripts::from_json(&text).unwrap()).start().unwrap();
    for list in table["lists"].as_array().unwrap() {
        let (name, expect) = (list["name"].as_str().unwrap(), &list["expect"]);
        if !list["list"]["pageSize"].is_null() || !list["list"]["ids"].is_null() {
            continue; // the command has neither option
        }
        let mut command = Command::new(job::program());
        command.args(["customers", "--output=jsonl", &format!("--base-url={}/case/{name}", sandbox.url())]);
        command.env("FUSEBILL_API_KEY", KEY).env_remove("FUSEBILL_BASE_URL");
        let options = &list["list"];
        command.args(options["synchStatus"].as_str().map(|word| format!("--synch-status={word}")));
        command.args(options["status"].as_str().map(|word| format!("--status={word}")));
        command.args(options["notLinked"].as_bool().filter(|is| *is).map(|_| "--not-linked"));
        let output = command.output().unwrap();
        let err = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code().map(i64::from), expect["code"].as_i64(), "{name}: {err}");
        let out = String::from_utf8_lossy(&output.stdout);
        let customers = out.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        let ids: Vec<i64> = customers.map(|customer| customer["id"].as_i64().unwrap()).collect();
        let expected: Vec<i64> = expect["ids"].as_array().unwrap().iter().filter_map(Value::as_i64).collect();
        assert_eq!(ids, expected, "{name}: {err}");
    }
}

#[test]
fn every_verification_holds() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/conformance/cases.json");
    let text = fs::read_to_string(path).unwrap();
    let table: Value = serde_json::from_str(&text).unwrap();
    let sandbox = Sandbox::builder().scripts(Scripts::from_json(&text).unwrap()).start().unwrap();
    let verifications = table["verifications"].as_array().unwrap();
    assert!(verifications.len() >= 10);
    for case in verifications {
        let name = case["name"].as_str().unwrap();
        let mut command = Command::new(job::program());
        command.args(["verify", "--output=jsonl", &format!("--base-url={}/case/{name}", sandbox.url())]);
        command.args(case["ids"].as_array().unwrap().iter().map(ToString::to_string));
        command.env("FUSEBILL_API_KEY", KEY).env_remove("FUSEBILL_BASE_URL");
        let output = command.output().unwrap();
        let err = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code().map(i64::from), case["expect"]["code"].as_i64(), "{name}: {err}");
        let out = String::from_utf8_lossy(&output.stdout);
        let lines = out.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        let outcomes: serde_json::Map<String, Value> =
            lines.map(|line| (line["id"].to_string(), line["name"].clone())).collect();
        assert_eq!(Value::from(outcomes), case["expect"]["outcomes"], "{name}: {err}");
    }
}
