//! The command as a person or a script meets it.

mod job;

use std::{fs, process::Command as Process};

use assert_cmd::Command;
use fusebill_sandbox::{KEY, Sandbox};
use predicates::str::contains;

fn fusebill() -> Command {
    let mut command = Command::new(job::program());
    command.env_remove("FUSEBILL_API_KEY").env_remove("FUSEBILL_BASE_URL").env_remove("HTTPS_PROXY");
    command
}

fn at(sandbox: &Sandbox) -> Command {
    let mut command = fusebill();
    command.env("FUSEBILL_API_KEY", KEY).env("FUSEBILL_BASE_URL", sandbox.url());
    command
}

#[test]
fn the_demonstration_prints_the_documented_customer() {
    let printed =
        fusebill().args(["enable-synch", "172677", "--sandbox"]).assert().success().get_output().stdout.clone();
    assert_eq!(String::from_utf8(printed).unwrap(), fusebill_sandbox::DOCUMENTED_CUSTOMER);
}

#[test]
fn bad_input_is_one_clear_line_and_nothing_is_sent() {
    let sandbox = Sandbox::builder().start().unwrap();
    for id in ["0", "-1", "abc", "9223372036854775808", "", "1.5"] {
        let output = at(&sandbox).args(["enable-synch", "172677", id]).assert().code(1).get_output().clone();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.lines().count() == 1 && said.contains(&format!("\"{id}\"")), "{said}");
        assert!(output.stdout.is_empty());
    }
    for url in ["ftp://localhost", "https://localhost/?a=b", "https://", "http://example.com"] {
        let output =
            at(&sandbox).args(["enable-synch", "172677", "--base-url", url]).assert().code(1).get_output().clone();
        assert_eq!(String::from_utf8(output.stderr).unwrap().lines().count(), 1);
    }
    for key in ["", "two words", "a\u{a0}b"] {
        at(&sandbox)
            .env("FUSEBILL_API_KEY", key)
            .args(["enable-synch", "172677"])
            .assert()
            .code(1)
            .stderr(contains("API key"));
    }
    for option in [["--timeout", "-1"], ["--timeout", "0"], ["--max-attempts", "0"], ["--connect-timeout", "inf"]] {
        at(&sandbox).args(["enable-synch", "172677"]).args(option).assert().code(1);
    }
    assert_eq!(sandbox.requests(), 0);
}

#[test]
fn bad_usage_is_status_1_and_help_is_0() {
    fusebill().args(["enable-synch"]).assert().code(1);
    fusebill().args(["no-such-command"]).assert().code(1);
    fusebill().args(["enable-synch", "1", "--key", "x"]).assert().code(1);
    fusebill().args(["enable-synch", "--help"]).assert().success().stdout(contains("Examples:"));
    fusebill().args(["--help"]).assert().success().stdout(contains("Exit status:"));
    fusebill().args(["--version"]).assert().success().stdout(contains(fusebill::VERSION));
}

#[test]
fn the_exit_status_is_the_code_of_the_error() {
    let faults = "503@503,429@429,409@409,html@10,delay=5000@7,reset@8".parse().unwrap();
    let sandbox = Sandbox::builder().faults(faults).start().unwrap();
    for (id, code) in [("12", 3), ("409", 4), ("429", 5), ("503", 6), ("7", 7), ("8", 8), ("10", 10)] {
        at(&sandbox).args(["enable-synch", id, "--timeout", "1", "--max-attempts", "1"]).assert().code(code);
    }
    at(&sandbox)
        .env("FUSEBILL_API_KEY", "MDp3cm9uZw==")
        .args(["enable-synch", "172677"])
        .assert()
        .code(2)
        .stderr(contains("check the API key"));
    at(&sandbox).args(["enable-synch", "172677", "--key-file", "/nonexistent"]).assert().code(12);
}

#[test]
fn several_ids_are_all_tried_and_the_first_failure_counts() {
    let sandbox = Sandbox::builder().customers(2).faults("409@200001".parse().unwrap()).start().unwrap();
    let output = at(&sandbox).args(["enable-synch", "200001", "12", "200002"]).assert().code(4).get_output().clone();
    assert!(String::from_utf8(output.stdout).unwrap().contains("\"id\": 200002"));
    assert_eq!(String::from_utf8(output.stderr).unwrap().lines().count(), 2);
}

#[test]
fn a_wrong_key_ends_it_at_once() {
    let sandbox = Sandbox::builder().start().unwrap();
    at(&sandbox).env("FUSEBILL_API_KEY", "MDp3cm9uZw==").args(["enable-synch", "1", "2", "3"]).assert().code(2);
    assert_eq!(sandbox.requests(), 1);
}

#[test]
fn errors_come_as_json_when_asked() {
    let expected = r#"{"code":3,"name":"not_found","message":"Customer with id 12 not found.","httpStatus":404,"errorId":0,"errors":[{"key":"Api Error","value":"Customer with id 12 not found."}],"retryAfterMs":null,"attempts":1,"sent":"yes","limit":null,"customerId":12}"#;
    fusebill()
        .args(["enable-synch", "12", "--sandbox", "--output=json"])
        .assert()
        .code(3)
        .stderr(format!("{expected}\n"));
}

#[test]
fn the_key_may_come_from_a_file() {
    let sandbox = Sandbox::builder().start().unwrap();
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), format!("Basic {KEY}\r\n")).unwrap();
    let mut command = at(&sandbox);
    command.env_remove("FUSEBILL_API_KEY").args(["enable-synch", "172677", "--quiet", "--key-file"]).arg(file.path());
    command.assert().success().stdout("");
}

#[test]
fn a_missing_key_says_what_to_do() {
    fusebill().args(["enable-synch", "172677"]).assert().code(1).stderr(contains("--sandbox"));
}

#[test]
fn completions_and_the_man_page_are_made() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        fusebill().args(["completions", shell]).assert().success().stdout(contains("enable-synch"));
    }
    fusebill().args(["man"]).assert().success().stdout(contains("fusebill"));
}

#[test]
fn the_sandbox_says_where_it_is() {
    use std::io::{BufRead, BufReader};
    let mut process = Process::new(job::program())
        .args(["sandbox", "--customers", "1", "--faults", "409@172677"])
        .env("FUSEBILL_API_KEY", "MDphbm90aGVyLWtleQ==")
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let mut url = String::new();
    BufReader::new(process.stdout.take().unwrap()).read_line(&mut url).unwrap();
    let call = |id: &str| {
        fusebill()
            .env("FUSEBILL_BASE_URL", url.trim())
            .env("FUSEBILL_API_KEY", "MDphbm90aGVyLWtleQ==")
            .args(["enable-synch", id])
            .assert()
    };
    call("200001").success();
    call("172677").code(4);
    process.kill().unwrap();
    process.wait().unwrap();
    fusebill().args(["sandbox", "--faults", "nonsense"]).assert().code(1).stderr(contains("nonsense"));
    fusebill().args(["sandbox", "--scripts", "/nonexistent"]).assert().code(12);
}

#[test]
fn a_reader_that_goes_away_is_an_error_and_no_panic() {
    let mut child = std::process::Command::new(job::program())
        .args(["enable-synch", "172677", "--sandbox"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(12));
    assert!(String::from_utf8_lossy(&output.stderr).contains("standard output"));
}

#[test]
fn the_key_cannot_be_given_where_everybody_can_read_it() {
    for option in ["--api-key", "--key"] {
        fusebill()
            .args(["enable-synch", "172677", option, KEY])
            .assert()
            .code(1)
            .stderr(contains("unexpected argument"));
    }
}

#[test]
fn nothing_of_a_customer_is_printed_when_a_success_cannot_be_used() {
    let bodies = [
        r#"{\"firstName\":\"Joan\",\"primaryEmail\":\"joan@example.com\"}"#,
        r#"{\"id\":7,\"firstName\":\"Joan\"}"#,
        r#"{\"id\":172677,\"firstName\":\"Joan"#,
        r#"<html>Joan</html>"#,
    ];
    for body in bodies {
        let script = format!(r#"{{"cases":[{{"name":"x","server":[{{"body":"{body}"}}]}}]}}"#);
        let sandbox =
            Sandbox::builder().scripts(fusebill_sandbox::Scripts::from_json(&script).unwrap()).start().unwrap();
        for json in [&["--output=json"][..], &[]] {
            let output = at(&sandbox)
                .args(["enable-synch", "172677", "--base-url", &format!("{}/case/x", sandbox.url())])
                .args(json)
                .assert()
                .code(10)
                .get_output()
                .clone();
            let said = String::from_utf8(output.stderr).unwrap();
            assert!(!said.is_empty() && !said.to_lowercase().contains("joan"), "{said}");
        }
    }
}

#[test]
fn hints_name_the_flags_of_the_command() {
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("ca.pem");
    fs::write(&path, "<html>").unwrap();
    let sandbox = Sandbox::builder().start().unwrap();
    for (flags, words) in [
        (["--ca-file", path.to_str().unwrap()], "--ca-file"),
        (["--base-url", "http://127.0.0.1:x"], "--base-url"),
        (["--proxy", "http://127.0.0.1:3128"], "--proxy: a proxy cannot be used with an http base URL"),
        (["--max-attempts", "0"], "--max-attempts: 0 is not between 1 and 100"),
        (["--timeout", "0"], "--timeout: 0 is not between 0.001 and 3600 seconds"),
        (["--base-url", &sandbox.url().replace("http", "https")], "--ca-file adds a private CA"),
    ] {
        let output = at(&sandbox).args(["enable-synch", "172677"]).args(flags).assert().failure().get_output().clone();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains(words) && !said.contains("option ") && !said.contains("caFile"), "{said}");
    }
}

#[test]
fn a_manual_page_keeps_the_lines_of_its_examples() {
    let page = fusebill().args(["man", "report"]).output().unwrap().stdout;
    let page = String::from_utf8(page).unwrap();
    assert!(page.contains(concat!("\"fusebill ", env!("CARGO_PKG_VERSION"), "\"")), "{page}");
    assert!(page.contains(".SH NOTES\n.nf\nExamples:\n") && page.contains("\n.fi\n.SH VERSION"), "{page}");
}
