//! The vendor's own examples against the sandbox, compared with what this client sends and returns.

use std::{path::Path, process::Command};

use fusebill::{Client, CustomerId};
use fusebill_sandbox::{DOCUMENTED_CUSTOMER, KEY, Request, Sandbox};

/// The vendor's shell example.
const CURL: &str = r#"curl --silent --show-error --request POST "$BASE/v1/Salesforce/EnableSynch/172677" \
  --header "Authorization: Basic $KEY" \
  --header "Content-Type: application/json" \
  --header "Content-Length: 0""#;

/// The vendor's Python example; it spells the path differently.
const REQUESTS: &str = r#"
import os, requests
url = os.environ["BASE"] + "/v1/SalesForce/EnableSynch/172677"
headers = {"Authorization": "Basic " + os.environ["KEY"], "Content-Type": "application/json", "Content-Length": "0"}
response = requests.request("POST", url, headers=headers)
print(response.text, end="")
"#;

/// The headers that matter for this call.
const THAT_MATTER: [&str; 5] = ["host", "authorization", "content-type", "content-length", "transfer-encoding"];

fn output(mut command: Command, sandbox: &Sandbox) -> String {
    command.env("BASE", sandbox.url()).env("KEY", KEY).env("NO_PROXY", "*");
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}; run scripts/setup"));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Runs the example and our call against one sandbox; returns both requests.
fn compare(example: Command) -> (Request, Request) {
    let sandbox = Sandbox::builder().recording().start().unwrap();
    assert_eq!(output(example, &sandbox), DOCUMENTED_CUSTOMER, "the example gets the documented answer");
    let client = Client::builder(KEY).base_url(sandbox.url()).build().unwrap();
    let answer = client.enable_synch(CustomerId::new(172_677).unwrap(), None).unwrap();
    assert_eq!(answer.customer.raw(), DOCUMENTED_CUSTOMER, "and so do we");
    let [theirs, ours]: [Request; 2] = sandbox.recorded().try_into().expect("two requests");
    for header in THAT_MATTER {
        assert_eq!(theirs.header(header), ours.header(header), "{header}");
    }
    assert_eq!(theirs.method, ours.method);
    (theirs, ours)
}

#[test]
fn we_send_what_the_vendors_curl_line_sends() {
    let mut curl = Command::new("sh");
    curl.args(["-c", CURL]);
    let (theirs, ours) = compare(curl);
    assert_eq!(theirs.path, ours.path);
}

#[test]
fn we_send_what_the_vendors_python_example_sends() {
    let python = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/venv/bin/python");
    let mut requests = Command::new(python);
    requests.args(["-c", REQUESTS]);
    let (theirs, ours) = compare(requests);
    assert!(theirs.path.eq_ignore_ascii_case(&ours.path), "{} {}", theirs.path, ours.path);
}

#[test]
fn the_request_is_the_documented_one() {
    let sandbox = Sandbox::builder().recording().start().unwrap();
    let client = Client::builder(KEY).base_url(sandbox.url()).build().unwrap();
    client.enable_synch(CustomerId::new(172_677).unwrap(), None).unwrap();
    let request = &sandbox.recorded()[0];
    assert_eq!((request.method.as_str(), request.path.as_str()), ("POST", "/v1/Salesforce/EnableSynch/172677"));
    assert_eq!(request.header("authorization"), Some(format!("Basic {KEY}").as_str()));
    assert_eq!(request.header("content-type"), Some("application/json"));
    assert_eq!(request.header("content-length"), Some("0"));
    assert_eq!(request.header("accept-encoding"), Some("gzip"));
    assert_eq!(request.header("user-agent"), Some(concat!("libfusebill/", env!("CARGO_PKG_VERSION"))));
}
