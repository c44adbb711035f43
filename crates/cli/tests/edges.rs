//! Where the command meets its surroundings: exits, pipes, signals, keys, and results files that something has happened to.

mod job;

use std::{
    fs,
    io::Write,
    process::{Command, Output, Stdio},
    time::Duration,
};

use fusebill_sandbox::KEY;
use job::{Job, said, status};
use serde_json::Value;

fn printed(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The command behind a shell, which redirects its streams.
fn shell(job: &Job, script: &str) -> Output {
    let mut command = Command::new("bash");
    command.args(["-c", script]).current_dir(job.folder.path());
    command.env("FUSEBILL_API_KEY", KEY).env("FUSEBILL_BASE_URL", job.sandbox.url());
    command.env("fusebill", job::program());
    command.output().unwrap()
}

#[test]
fn a_resume_remembers_what_failed_before() {
    let job = Job::new(6, |sandbox| sandbox.faults("409@200003".parse().unwrap()));
    assert_eq!(status(&job.run(&[])), 20);
    let again = job.run(&["--resume"]);
    assert_eq!((status(&again), job.sandbox.requests()), (20, 6), "nothing is called, and nothing is forgotten");
    let said = said(&again);
    let row = |name: &str| said.lines().find(|line| line.starts_with(name)).unwrap_or_default().to_owned();
    assert!(row("done before").ends_with('5') && row("failed before").contains("1   (rejected 1)"), "{said}");
    assert!(said.contains("fusebill report results.jsonl --output csv"), "{said}");
}

#[test]
fn what_is_not_the_api_is_final_for_nobody() {
    for (fault, code) in [("402%100", 4), ("501%100", 6), ("html%100", 10)] {
        let job = Job::new(100, |sandbox| sandbox.faults(fault.parse().unwrap()));
        let output = job.run(&["--base-url", &format!("{}/nowhere", job.sandbox.url())]);
        let error = said(&output);
        assert!(error.contains("nothing indicates that this is the API"), "{fault}: {error}");
        assert!(status(&output) == 10 || status(&output) == code, "{fault}: {error}");
        assert!(job.sandbox.requests() < 30 && job.lines().iter().all(|line| line["final"] == false), "{fault}");
    }
}

#[test]
fn a_replaced_key_goes_on_when_it_is_said_to_be_one() {
    let job = Job::new(3, |sandbox| sandbox);
    assert_eq!(status(&job.run(&["--limit", "1"])), 0);
    // The same sandbox takes one key; the file is made to belong to another.
    let path = job.path("results.jsonl");
    let text = fs::read_to_string(&path).unwrap();
    let account =
        serde_json::from_str::<Value>(text.lines().next().unwrap()).unwrap()["account"].as_str().unwrap().to_owned();
    fs::write(&path, text.replace(&account, "0123456789ab")).unwrap();
    let refused = job.run(&["--resume"]);
    assert_eq!((status(&refused), said(&refused).contains("--new-key")), (1, true), "{}", said(&refused));
    let wrong = job.batch(&["--resume", "--new-key"]).env("FUSEBILL_API_KEY", "MDphbm90aGVyLWtleQ==").output().unwrap();
    assert_eq!(status(&wrong), 2, "{}", said(&wrong));
    let unchanged = fs::read_to_string(&path).unwrap();
    assert!(!unchanged.contains("{\"fusebill\":\"key\""), "a key that was refused is not the file's: {unchanged}");
    assert_eq!(status(&job.run(&["--resume", "--new-key"])), 0);
    assert_eq!((job.sandbox.requests(), status(&job.run(&["--resume"]))), (4, 0), "and from then on it is the key");
    assert!(fs::read_to_string(&path).unwrap().contains("{\"fusebill\":\"key\",\"account\":"));
    assert_eq!(status(&job.command(&["report", "results.jsonl"]).output().unwrap()), 0);
}

#[test]
fn a_results_file_that_is_truncated_or_moved_ends_it() {
    for (harm, words) in [("truncate", "truncated"), ("move", "moved"), ("replace", "another file")] {
        let job = Job::new(2_000, |sandbox| sandbox.latency(Duration::from_millis(20)));
        let child = job.batch(&["--no-progress"]).stderr(Stdio::piped()).spawn().unwrap();
        let path = job.path("results.jsonl");
        job.wait_for_results();
        match harm {
            "truncate" => fs::OpenOptions::new().write(true).open(&path).unwrap().set_len(100).unwrap(),
            _ => fs::rename(&path, job.path("elsewhere")).unwrap(),
        }
        if harm == "replace" {
            fs::write(&path, "").unwrap();
        }
        let output = child.wait_with_output().unwrap();
        assert_eq!((status(&output), said(&output).contains(words)), (12, true), "{harm}: {}", said(&output));
    }
}

#[test]
fn a_report_of_something_else_is_refused() {
    let job = Job::new(1, |sandbox| sandbox);
    let utf16: Vec<u8> = "{\"fusebill\"}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (name, content) in
        [("csv", &b"id,name\n1,a\n"[..]), ("utf16", &utf16), ("json", b"[{\"id\":1}]\n"), ("empty", b"")]
    {
        job.write(name, content);
    }
    for file in ["csv", "utf16", "json", "empty", "/dev/null", "/dev/zero"] {
        let output = job.command(&["report", file]).output().unwrap();
        assert_eq!(
            (status(&output), said(&output).contains("not a results file")),
            (12, true),
            "{file}: {}",
            said(&output)
        );
    }
}

#[test]
fn damaged_lines_are_counted_by_report_and_resume() {
    let job = Job::new(5, |sandbox| sandbox);
    assert_eq!(status(&job.run(&[])), 0);
    let path = job.path("results.jsonl");
    let text = fs::read_to_string(&path).unwrap();
    let mut lines: Vec<&str> = text.lines().collect();
    lines[2] = "{\"id\":2000";
    fs::write(&path, lines.join("\n") + "\n").unwrap();
    let report = job.command(&["report", "results.jsonl"]).output().unwrap();
    assert!(said(&report).contains("1 line(s) cannot be read, the first is line 3"), "{}", said(&report));
    let resumed = job.run(&["--resume"]);
    assert_eq!((status(&resumed), job.sandbox.requests()), (0, 6), "its customer is called again");
    assert!(said(&resumed).contains("(the first is line 3)"), "{}", said(&resumed));
}

#[test]
fn the_embedded_sandbox_can_be_resumed() {
    let job = Job::new(1, |sandbox| sandbox);
    job.write("ids.csv", "id\n200001\n200002\n");
    let run = |more: &[&str]| {
        let mut command = job.batch(&["--sandbox"]);
        // A variable for the real thing does not concern it.
        command.args(more).env("FUSEBILL_BASE_URL", "https://secure.fusebill.com").env_remove("FUSEBILL_API_KEY");
        command.output().unwrap()
    };
    assert_eq!(status(&run(&["--limit", "1"])), 0);
    let resumed = run(&["--resume"]);
    assert_eq!(status(&resumed), 0, "{}", said(&resumed));
    assert!(said(&resumed).contains("done before                 1"), "{}", said(&resumed));
    assert!(fs::read_to_string(job.path("results.jsonl")).unwrap().contains("\"host\":\"embedded sandbox\""));
}

#[test]
fn a_full_or_closed_stderr_ends_nothing() {
    let job = Job::new(50, |sandbox| sandbox);
    for (redirect, file) in [("2>/dev/full", "a"), ("2>&-", "b"), ("2> >(sleep 0)", "c")] {
        let script = format!("\"$fusebill\" enable-synch --from ids.csv --results {file}.jsonl {redirect}");
        assert_eq!(status(&shell(&job, &script)), 0, "{redirect}");
        assert_eq!(fs::read_to_string(job.path(&format!("{file}.jsonl"))).unwrap().lines().count(), 51, "{redirect}");
    }
    let script = "\"$fusebill\" enable-synch 12 2>/dev/full";
    assert_eq!(status(&shell(&job, script)), 3, "an error that cannot be shown keeps its status");
}

#[test]
fn a_broken_stdout_ends_a_batch_and_is_nothing_to_a_report() {
    let job = Job::new(200, |sandbox| sandbox);
    let broken = shell(&job, "set -o pipefail; \"$fusebill\" enable-synch --from ids.csv --output jsonl | head -n 1");
    assert_eq!(status(&broken), 12, "{}", said(&broken));
    assert!(said(&broken).contains("standard output"), "{}", said(&broken));
    let full = shell(&job, "\"$fusebill\" enable-synch --from ids.csv --output jsonl >/dev/full");
    // As Linux and as Wine put it.
    let is_full = ["No space left", "Disk full"].iter().any(|words| said(&full).contains(words));
    assert_eq!((status(&full), is_full), (12, true), "{}", said(&full));
    job.run(&["--base-url", &format!("{}/x", job.sandbox.url())]);
    for script in
        ["report results.jsonl --output csv", "report results.jsonl", "man", "completions bash", "--help", "--version"]
    {
        let quiet = shell(&job, &format!("set -o pipefail; \"$fusebill\" {script} | true"));
        assert_eq!(said(&quiet), "", "{script}");
        let full = shell(&job, &format!("\"$fusebill\" {script} >/dev/full"));
        assert_eq!(status(&full), 12, "{script}: {}", said(&full));
    }
}

#[test]
fn failing_ids_are_listed_when_there_is_no_record() {
    let job = Job::new(30, |sandbox| sandbox.faults("409%100".parse().unwrap()));
    let output = job.command(&["enable-synch", "--from", "ids.csv"]).output().unwrap();
    let said = said(&output);
    assert_eq!(said.matches("fusebill: failed: ").count(), 20, "{said}");
    assert!(said.contains("and 10 more") && said.contains("failed: 200001 rejected"), "{said}");
}

#[test]
fn the_column_that_is_used_is_reported() {
    let job = Job::new(3, |sandbox| sandbox);
    job.write("export.csv", "Customer ID;Stax Bill ID\nA-1;200001\n");
    let output = job.command(&["enable-synch", "--from", "export.csv"]).output().unwrap();
    assert_eq!((status(&output), job.sandbox.requests()), (0, 1), "{}", said(&output));
    let words = "ids from column \"Stax Bill ID\" of export.csv, separated by semicolons";
    assert!(said(&output).contains(words), "{}", said(&output));
    let output = job.command(&["enable-synch", "--from", "export.csv", "--delimiter", ","]).output().unwrap();
    assert_eq!(status(&output), 1, "{}", said(&output));
}

#[test]
fn a_quote_that_is_never_closed_is_refused_before_any_call() {
    let job = Job::new(3, |sandbox| sandbox);
    job.write("open.csv", "Fusebill ID,name\n200001,A\n200002,\"Acme\n200003,Gamma\n");
    let output = job.command(&["enable-synch", "--from", "open.csv", "--quiet"]).output().unwrap();
    assert_eq!((status(&output), job.sandbox.requests()), (1, 0));
    assert!(said(&output).contains("the quote opened on line 3 is never closed"), "{}", said(&output));
}

#[test]
fn a_key_may_be_wrapped_in_what_files_and_shells_leave_behind() {
    let job = Job::new(1, |sandbox| sandbox);
    for key in [
        format!("{KEY}\r\n"),
        format!("\u{feff}{KEY}"),
        format!(" {KEY} "),
        format!("Basic {KEY}"),
        format!("\"{KEY}\""),
        format!("'{KEY}'"),
    ] {
        let output =
            job.command(&["enable-synch", "172677", "--quiet"]).env("FUSEBILL_API_KEY", &key).output().unwrap();
        assert_eq!(status(&output), 0, "{key:?}: {}", said(&output));
        job.write("key.txt", format!("export FUSEBILL_API_KEY=\"{}\"\n", key.trim().trim_matches(['"', '\''])));
        let mut command = job.command(&["enable-synch", "172677", "--quiet", "--key-file", "key.txt"]);
        let output = command.env_remove("FUSEBILL_API_KEY").output().unwrap();
        assert_eq!(status(&output), 0, "{key:?}: {}", said(&output));
    }
    let mut command = job.command(&["enable-synch", "172677", "--quiet", "--key-file", "-"]);
    let mut child = command.env_remove("FUSEBILL_API_KEY").stdin(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(format!("{KEY}\n").as_bytes()).unwrap();
    assert!(child.wait().unwrap().success());
    let output =
        job.command(&["enable-synch", "172677"]).env("FUSEBILL_BASE_URL", "").arg("--sandbox").output().unwrap();
    assert_eq!(status(&output), 0, "{}", said(&output));
    // An invalid value is reported under the name of its source.
    for (more, name) in [(&[][..], "FUSEBILL_BASE_URL"), (&["--base-url", "htp://x"], "--base-url")] {
        let mut command = job.command(&["enable-synch", "172677"]);
        let output = command.env("FUSEBILL_BASE_URL", "htp://x").args(more).output().unwrap();
        assert_eq!(status(&output), 1);
        assert!(said(&output).contains(&format!("{name} \"htp://x\": the scheme must be https")), "{}", said(&output));
    }
}

#[test]
fn flags_of_lists_say_that_they_need_one() {
    let job = Job::new(1, |sandbox| sandbox);
    for flags in [
        &["--concurrency", "4"][..],
        &["--wait"],
        &["--stop-after-failures", "1"],
        &["--no-progress"],
        &["--max-per-minute", "9"],
    ] {
        let output = job.command(&["enable-synch", "172677"]).args(flags).output().unwrap();
        assert_eq!((status(&output), said(&output).contains("--from")), (1, true), "{flags:?}: {}", said(&output));
    }
    for (flag, words) in [
        ("--concurrency=0", "--concurrency: 0 is not between 1 and 256"),
        ("--stop-after-failures=0", "--stop-after-failures: 0"),
    ] {
        let output = job.batch(&[flag]).output().unwrap();
        assert_eq!((status(&output), said(&output).contains(words)), (1, true), "{}", said(&output));
    }
}

#[test]
fn the_forms_of_output_are_what_the_help_says() {
    let job = Job::new(3, |sandbox| sandbox.faults("409@200002".parse().unwrap()));
    let run = |args: &[&str]| job.command(&["enable-synch"]).args(args).output().unwrap();
    let customer = printed(&run(&["200001"]));
    assert!(customer.contains("\"firstName\""));
    assert_eq!(printed(&run(&["200001", "--output", "json"])), customer);
    let lines = run(&["200001", "200002", "--output", "jsonl"]);
    let codes: Vec<i64> = printed(&lines)
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["code"].as_i64().unwrap())
        .collect();
    assert_eq!((codes, status(&lines)), (vec![0, 4], 4));
    let error = run(&["200002", "--output", "json"]);
    assert_eq!(serde_json::from_str::<Value>(&said(&error)).unwrap()["code"], 4);
    assert_eq!(serde_json::from_str::<Value>(&said(&error)).unwrap()["customerId"], 200_002);
    assert_eq!(printed(&run(&["--from", "ids.csv"])), "");
    let summary: Value = serde_json::from_str(&printed(&run(&["--from", "ids.csv", "--output", "json"]))).unwrap();
    assert_eq!((&summary["done"], &summary["failed"]["rejected"]), (&Value::from(2), &Value::from(1)));
    let printed_lines = printed(&run(&["--from", "ids.csv", "--results", "r.jsonl", "--output", "jsonl"]));
    assert_eq!(
        fs::read_to_string(job.path("r.jsonl")).unwrap().lines().skip(1).collect::<Vec<_>>(),
        printed_lines.lines().collect::<Vec<_>>()
    );
    assert_eq!(printed(&run(&["200001", "--quiet"])), "");
}

#[test]
fn the_exit_statuses_are_in_the_help_and_the_manual_page() {
    let job = Job::new(1, |sandbox| sandbox);
    for args in [&["--help"][..], &["man"]] {
        let text = printed(&job.command(args).output().unwrap());
        assert!(
            text.contains("every customer is enabled")
                && text.contains("some customers failed")
                && text.contains("129"),
            "{text}"
        );
    }
}

#[test]
fn a_csv_of_failures_runs_no_formula() {
    let job = Job::new(1, |sandbox| {
        let script = r#"{"cases":[
            {"name":"formula","server":[{"status":400,"body":"{\"Errors\":[{\"Key\":\"x\",\"Value\":\"=HYPERLINK(\\\"http://x\\\")\"}]}"}]},
            {"name":"paused","server":[{"body":"{\"id\":{id},\"salesforceSynchStatus\":\"Paused\"}"}]}
        ]}"#;
        sandbox.scripts(fusebill_sandbox::Scripts::from_json(script).unwrap())
    });
    for (case, cell) in
        [("formula", "rejected,\"'=HYPERLINK("), ("paused", "not_enabled,salesforceSynchStatus is Paused")]
    {
        let _ = fs::remove_file(job.path("results.jsonl"));
        job.batch(&["--base-url", &format!("{}/case/{case}", job.sandbox.url())]).output().unwrap();
        let csv = printed(&job.command(&["report", "results.jsonl", "--output=csv"]).output().unwrap());
        assert!(csv.contains(cell), "{csv}");
    }
}
