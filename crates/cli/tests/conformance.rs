//! The command's runner of `tests/conformance/cases.json`: exit status, customer on standard output, error as JSON.

mod desk;

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
    let begin = Instant::now();
    let output = Command::new(desk::program())
        .args(["enable-synch", "--json"])
        .args(flags)
        .arg("--")
        .arg(case["id"].to_string())
        .env("FUSEBILL_API_KEY", key)
        .env_remove("FUSEBILL_BASE_URL")
        .output()
        .unwrap();
    let took = begin.elapsed().as_millis() as u64;
    let expect = &case["expect"];
    let code = output.status.code().unwrap();
    // A customer that is not Enabled is said by status 20.
    let wanted = expect["code"].as_i64().unwrap() as i32;
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    if code != wanted && !(wanted == 0 && code == 20) {
        return Err(format!("{name}: status {code}, not {wanted}: {err}"));
    }
    let text = if wanted == 0 { out.as_ref() } else { err.trim_end() };
    for pair in expect["fields"].as_array().into_iter().flatten() {
        let found = value(text, pair[0].as_str().unwrap());
        if found.as_deref() != pair[1].as_str() {
            return Err(format!("{name}: {} is {found:?} in {text}", pair[0]));
        }
    }
    let most = expect["atMostMs"].as_u64().map_or(u64::MAX, |most| most + 500); // the process begins, too
    if took < expect["atLeastMs"].as_u64().unwrap_or(0) || took > most {
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
    assert!(run >= 90, "{run} cases");
}
