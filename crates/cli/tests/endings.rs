//! What an ending says is true of every customer: those of earlier runs, lost responses and damaged lines included.

mod job;

use std::{fs, process::Stdio, time::Duration};

use fusebill_sandbox::KEY;
use job::{Job, said, status};
use serde_json::Value;

fn run(job: &Job, line: &str) -> (i32, String, String) {
    let args: Vec<&str> = line.split(' ').collect();
    let output = job.command(&args).output().unwrap();
    (status(&output), String::from_utf8_lossy(&output.stdout).into_owned(), said(&output))
}

fn synch_status(job: &Job, id: i64) -> Value {
    let (_, customer, _) = run(job, &format!("customers {id}"));
    serde_json::from_str::<Value>(&customer).unwrap()["salesforceSynchStatus"].clone()
}

#[test]
fn an_undo_includes_what_may_have_taken_effect() {
    // The server enables the customer, and its response is lost.
    let job =
        Job::new(5, |sandbox| sandbox.faults("EnableSynch:truncate@200002,EnableSynch:409@200003".parse().unwrap()));
    assert_eq!(run(&job, "enable-synch --from ids.csv --results r.jsonl --max-attempts 1").0, 20);
    let (code, _, said) = run(&job, "disable-synch --yes --from r.jsonl --results undo.jsonl");
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("and 1 whose response was lost after the request was sent"), "{said}");
    let mut undone: Vec<i64> = fs::read_to_string(job.path("undo.jsonl"))
        .unwrap()
        .lines()
        .skip(1)
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["id"].as_i64().unwrap())
        .collect();
    undone.sort_unstable();
    assert_eq!(undone, [200_001, 200_002, 200_004, 200_005]);
    assert!([200_001, 200_002].iter().all(|id| synch_status(&job, *id) != "Enabled"));
}

#[test]
fn what_was_undone_is_not_done_before() {
    let job = Job::new(3, |sandbox| sandbox);
    let first = "enable-synch --from ids.csv --results r.jsonl";
    assert_eq!(run(&job, first).0, 0);
    assert_eq!(run(&job, "disable-synch --from r.jsonl --dry-run").0, 0);
    assert_eq!(run(&job, &format!("{first} --resume")).0, 0, "a dry run leaves no mark");
    assert_eq!(run(&job, "disable-synch --yes --from r.jsonl").0, 0);
    let before = job.sandbox.requests();
    for more in ["--resume", "--resume --dry-run"] {
        let (code, _, said) = run(&job, &format!("{first} {more}"));
        assert_eq!((code, said.contains("DisableSynch was called for its customers")), (1, true), "{said}");
    }
    let (code, _, said) = run(&job, "report r.jsonl");
    assert_eq!((code, said.contains("DisableSynch was called")), (20, true), "{said}");
    assert_eq!(job.sandbox.requests(), before);
    assert_eq!(run(&job, "enable-synch --from ids.csv --results new.jsonl").0, 0);
}

#[test]
fn a_file_that_is_being_written_is_not_undone() {
    let job = Job::new(1, |sandbox| sandbox.latency(Duration::from_secs(60)));
    let mut first = job.batch(&["--quiet"]).spawn().unwrap();
    job.wait_for_requests(1);
    for line in [
        "disable-synch --yes --from results.jsonl",
        "disable-synch --from results.jsonl --dry-run",
        "enable-synch --from ids.csv --results results.jsonl --resume --dry-run",
    ] {
        let (code, _, said) = run(&job, line);
        assert_eq!((code, said.contains("another process is writing it")), (12, true), "{said}");
    }
    first.kill().unwrap();
    first.wait().unwrap();
}

#[test]
fn a_report_is_not_a_success_if_anything_is_unknown() {
    let job = Job::new(3, |sandbox| sandbox);
    assert_eq!(run(&job, "enable-synch --from ids.csv --results r.jsonl").0, 0);
    let text = fs::read_to_string(job.path("r.jsonl")).unwrap();
    assert_eq!(run(&job, "report r.jsonl").0, 0);
    for (name, content) in
        [("torn", text[..text.len() - 9].to_owned()), ("damaged", text.replacen("\"code\":0", "\"co", 1))]
    {
        job.write("x.jsonl", content);
        let (code, _, said) = run(&job, "report x.jsonl");
        assert_eq!(code, 20, "{name}: {said}");
    }
    // The list that --all recorded is in the file.
    let job = Job::new(50, |sandbox| sandbox);
    assert_eq!(run(&job, "enable-synch --all --yes --results all.jsonl --limit 10").0, 0);
    let (code, json, said) = run(&job, "report all.jsonl --output json");
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!((code, &json["done"], &json["notTried"]), (20, &10.into(), &20.into()), "{said}");
    assert_eq!(run(&job, "enable-synch --all --yes --results all.jsonl --resume").0, 0);
    assert_eq!(run(&job, "report all.jsonl").0, 0);
}

#[test]
fn the_time_decides_if_the_lines_were_sorted() {
    let job = Job::new(2, |sandbox| sandbox.faults("503@200001".parse().unwrap()));
    assert_eq!(run(&job, "enable-synch --from ids.csv --results r.jsonl --max-attempts 1").0, 20);
    let failed = fs::read_to_string(job.path("r.jsonl")).unwrap();
    let well = Job::new(2, |sandbox| sandbox);
    let header = |text: &str| text.lines().next().unwrap().to_owned() + "\n";
    assert_eq!(run(&well, "enable-synch --from ids.csv --results r.jsonl").0, 0);
    let done = fs::read_to_string(well.path("r.jsonl")).unwrap();
    let later = done.lines().skip(1).collect::<Vec<_>>().join("\n") + "\n";
    let earlier = failed.lines().skip(1).collect::<Vec<_>>().join("\n") + "\n";
    for (content, requests) in [(later.clone() + &earlier, 0), (earlier + &later, 0)] {
        well.write("r.jsonl", header(&done) + &content);
        let before = well.sandbox.requests();
        let (code, _, said) = run(&well, "enable-synch --from ids.csv --results r.jsonl --resume");
        assert_eq!((code, well.sandbox.requests() - before), (0, requests), "{said}");
        assert_eq!(run(&well, "report r.jsonl").0, 0, "the failure is the older line");
    }
}

#[test]
fn a_results_file_is_one_for_every_command_or_for_none() {
    let job = Job::new(2, |sandbox| sandbox);
    assert_eq!(run(&job, "enable-synch --from ids.csv --results r.jsonl").0, 0);
    let text = fs::read_to_string(job.path("r.jsonl")).unwrap();
    let sorted = |line: &str| serde_json::from_str::<Value>(line).unwrap().to_string();
    let utf16: Vec<u8> = std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    for (name, content, is_one) in [
        ("as it was written", text.clone().into_bytes(), true),
        ("with CR LF", text.replace('\n', "\r\n").into_bytes(), true),
        ("with sorted members", text.lines().map(|line| sorted(line) + "\n").collect::<String>().into_bytes(), true),
        ("with a byte order mark", format!("\u{feff}{text}").into_bytes(), false),
        ("in UTF-16", utf16, false),
        (
            "without its first line",
            text.lines().skip(1).map(|line| line.to_owned() + "\n").collect::<String>().into(),
            false,
        ),
        ("spread over lines", text.replace(",\"", ",\n \"").into_bytes(), false),
    ] {
        for command in [
            "report x.jsonl",
            "enable-synch --from ids.csv --results x.jsonl --resume --dry-run",
            "resynch --from x.jsonl --dry-run",
            "check --results x.jsonl",
        ] {
            job.write("x.jsonl", &content);
            let (code, _, said) = run(&job, command);
            assert_eq!(code == 0, is_one, "{name}: {command}: {code} {said}");
        }
    }
    let mut child =
        job.command(&["resynch", "--from", "-"]).stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), text.as_bytes()).unwrap();
    assert_eq!(status(&child.wait_with_output().unwrap()), 1, "a results file is named, not piped");
    assert_eq!(run(&job, "report -").0, 1);
}

#[test]
fn a_status_that_nobody_has_is_a_mistake() {
    let job = Job::new(30, |sandbox| sandbox);
    let (code, _, said) = run(&job, "enable-synch --all --yes --status Actve");
    assert_eq!((code, said.contains("no customer has the status Actve")), (1, true), "{said}");
}

#[test]
fn a_latch_that_was_refused_says_how_to_repeat_it() {
    let job = Job::new(1, |sandbox| sandbox);
    job.write("list", "Fusebill ID,Salesforce ID\n172677,001000000000002AAA\n");
    assert_eq!(run(&job, "latch --from list --results r.jsonl").0, 20);
    let (code, _, said) = run(&job, "latch --from list --results r.jsonl --force --resume");
    assert_eq!(code, 20);
    assert!(said.contains("were not called again") && said.contains("--retry-failed"), "{said}");
    assert_eq!(run(&job, "latch --from list --results r.jsonl --force --resume --retry-failed").0, 0);
}

#[test]
fn a_file_that_was_moved_is_put_back() {
    let job = Job::new(200, |sandbox| sandbox.latency(Duration::from_millis(20)));
    let child = job.batch(&[]).stderr(Stdio::piped()).spawn().unwrap();
    job.wait_for_requests(8);
    fs::rename(job.path("results.jsonl"), job.path("elsewhere.jsonl")).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!((status(&output), said(&output).contains("put the file back")), (12, true), "{}", said(&output));
}

#[test]
fn all_is_refused_before_the_list_is_read() {
    let job = Job::new(10, |sandbox| sandbox);
    for line in ["enable-synch --all", "enable-synch --all --yes --results no/such/folder.jsonl"] {
        let (code, _, said) = run(&job, line);
        assert!(matches!(code, 1 | 12), "{line}: {said}");
    }
    assert_eq!(job.sandbox.requests(), 0);
}

#[test]
fn a_results_file_is_a_file() {
    let job = Job::new(1, |sandbox| sandbox);
    assert!(std::process::Command::new("mkfifo").arg(job.path("fifo")).status().unwrap().success());
    for (results, words) in [("fifo", "not a results file"), ("-", "--output jsonl")] {
        for command in
            ["enable-synch --from ids.csv", "enable-synch --from ids.csv --dry-run", "enable-synch --all --yes"]
        {
            let (code, _, said) = run(&job, &format!("{command} --results {results}"));
            assert!(matches!(code, 1 | 12) && said.contains(words), "{command} {results}: {said}");
        }
    }
    assert!(!job.path("-").exists());
    assert_eq!(job.sandbox.requests(), 0);
}

#[test]
fn what_is_or_looks_like_a_key_is_never_printed() {
    let job = Job::new(1, |sandbox| sandbox);
    job.write("key", format!("{KEY}\n"));
    job.write("env", format!("FUSEBILL_API_KEY=\"{KEY}\"\n"));
    for line in [
        format!("enable-synch {KEY}"),
        format!("latch 1 {KEY}"),
        "enable-synch --from key".into(),
        "enable-synch --from env".into(),
        format!("enable-synch --from ids.csv --column {KEY}"),
        format!("enable-synch --from {KEY}"),
        format!("enable-synch 1 --base-url {KEY}"),
        format!("enable-synch 1 --timeout {KEY}"),
        format!("enable-synch --all --yes --status {KEY}"),
        format!("--key {KEY}"),
        format!("check --base-url {KEY}"),
        format!("check --results no/{KEY}"),
        format!("enable-synch --from ids.csv --results no/{KEY}.jsonl"),
        "enable-synch 0:sandbox-key-for-tests".into(),
        "enable-synch --from ids.csv --column 0:sandbox-key-for-tests".into(),
        KEY.into(),
        format!("man {KEY}"),
        "report key".into(),
    ] {
        let (code, out, said) = run(&job, &line);
        assert_ne!(code, 0, "{line}");
        for secret in [&KEY[..12], "sandbox-key-for-tests"] {
            assert!(!said.contains(secret) && !out.contains(secret), "{line}: {said}{out}");
        }
    }
}

#[test]
fn a_quiet_run_prints_nothing() {
    let job = Job::new(5, |sandbox| sandbox);
    for line in ["enable-synch --from ids.csv -q", "enable-synch --all --yes -q --results all.jsonl"] {
        assert_eq!(run(&job, line), (0, String::new(), String::new()), "{line}");
    }
}

#[test]
fn few_descriptors_mean_fewer_connections_and_no_failures() {
    let job = Job::new(100, |sandbox| sandbox.latency(Duration::from_millis(50)));
    let program = job::program();
    let command = "ulimit -n 16; exec \"$0\" enable-synch --from ids.csv --concurrency 32 --no-progress";
    let mut bash = std::process::Command::new("bash");
    bash.args(["-c", command]).arg(program).current_dir(job.folder.path());
    let output = bash.env("FUSEBILL_API_KEY", KEY).env("FUSEBILL_BASE_URL", job.sandbox.url()).output().unwrap();
    assert_eq!((status(&output), job.sandbox.requests()), (0, 100), "{}", said(&output));
    assert_eq!(said(&output).matches("no more files can be opened").count(), 1, "{}", said(&output));
}

/// An account of 1,500 customers, as a server of pages: while the first list is read, a customer of the first page is deleted
/// and another one created, which moves customer 1001 to the first page that was already read.
fn changing_account() -> (String, std::sync::mpsc::Receiver<String>) {
    use std::io::{BufRead, BufReader, Write};
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (called, calls) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let mut customers: Vec<i64> = (1..=1_500).collect();
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut lines = BufReader::new(stream.try_clone().unwrap());
            loop {
                let mut line = String::new();
                if lines.read_line(&mut line).unwrap_or(0) == 0 {
                    break;
                }
                let path = line.split(' ').nth(1).unwrap().to_owned();
                while line.trim() != "" {
                    line.clear();
                    lines.read_line(&mut line).unwrap();
                }
                let one = |id: &i64| format!(r#"{{"id":{id},"salesforceSynchStatus":null}}"#);
                let body = match path.split_once("pageNumber=") {
                    Some((_, number)) => {
                        let number: usize = number.split('&').next().unwrap().parse().unwrap();
                        let page = customers.iter().skip(number * 1_000).take(1_000).map(one).collect::<Vec<_>>();
                        if number == 0 && customers.contains(&5) {
                            customers.retain(|id| *id != 5);
                            customers.push(1_501);
                        }
                        format!("[{}]", page.join(","))
                    }
                    None => {
                        let id = path.rsplit('/').next().unwrap();
                        called.send(id.to_owned()).unwrap();
                        format!(r#"{{"id":{id},"salesforceSynchStatus":"Enabled"}}"#)
                    }
                };
                let head = format!("HTTP/1.1 200 OK\r\nX-Count: 1500\r\nContent-Length: {}\r\n\r\n", body.len());
                stream.write_all((head + &body).as_bytes()).unwrap();
            }
        }
    });
    (url, calls)
}

#[test]
fn nobody_is_missed_when_the_account_changes_between_two_pages() {
    let (url, calls) = changing_account();
    let job = Job::new(1, |sandbox| sandbox);
    let (code, _, said) = run(&job, &format!("enable-synch --all --yes --concurrency 1 --base-url {url}"));
    assert_eq!(code, 0, "{said}");
    let called: std::collections::BTreeSet<i64> = calls.try_iter().map(|id| id.parse().unwrap()).collect();
    assert_eq!(called, (1..=1_501).filter(|id| *id != 5).collect(), "customer 1001 as well");
}

#[cfg(unix)]
#[test]
fn a_report_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let job = Job::new(1, |sandbox| sandbox);
    assert_eq!(run(&job, "enable-synch --from ids.csv --results r.jsonl").0, 0);
    job.write("old.html", "");
    for page in ["new.html", "old.html"] {
        assert_eq!(run(&job, &format!("report r.jsonl --html {page}")).0, 0);
        assert_eq!(fs::metadata(job.path(page)).unwrap().permissions().mode() & 0o777, 0o600, "{page}");
    }
}

#[cfg(unix)]
#[test]
fn a_key_that_is_not_text_is_named_by_the_position() {
    use std::os::unix::ffi::OsStrExt;
    let job = Job::new(1, |sandbox| sandbox);
    for command in ["enable-synch", "check"] {
        let mut command = job.command(if command == "check" { &["check"] } else { &["enable-synch", "1"] });
        let output = command.env("FUSEBILL_API_KEY", std::ffi::OsStr::from_bytes(b"MDpz\xffYQ==")).output().unwrap();
        let all = said(&output) + &String::from_utf8_lossy(&output.stdout);
        assert_eq!((status(&output), all.contains("at position 5")), (1, true), "{all}");
    }
}

#[test]
fn a_port_in_use_is_not_a_file_problem() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let job = Job::new(1, |sandbox| sandbox);
    let (code, _, said) = run(&job, &format!("sandbox --listen {}", taken.local_addr().unwrap()));
    assert_eq!((code, said.contains("--listen 127.0.0.1:")), (1, true), "{said}");
    assert!(!said.contains("check the file"), "{said}");
}

#[test]
fn a_file_that_may_not_grow_ends_the_batch_like_a_full_disk() {
    let job = Job::new(200, |sandbox| sandbox);
    let mut bash = std::process::Command::new("bash");
    let command = "ulimit -f 4; exec \"$0\" enable-synch --from ids.csv --results r.jsonl --no-progress";
    bash.args(["-c", command]).arg(job::program()).current_dir(job.folder.path());
    let output = bash.env("FUSEBILL_API_KEY", KEY).env("FUSEBILL_BASE_URL", job.sandbox.url()).output().unwrap();
    assert_eq!((status(&output), said(&output).contains("to continue")), (12, true), "{}", said(&output));
    assert_eq!(run(&job, "enable-synch --from ids.csv --results r.jsonl --resume").0, 0);
}

#[test]
fn an_undo_does_not_forget_what_an_earlier_run_or_attempt_may_have_done() {
    let job = Job::new(4, |sandbox| sandbox.faults("EnableSynch:409@200003".parse().unwrap()));
    assert_eq!(run(&job, "enable-synch --from ids.csv --results r.jsonl").0, 20);
    let text = fs::read_to_string(job.path("r.jsonl")).unwrap();
    let line = |id: i64, sent: &str, attempts: u32, code: i32, name: &str| {
        format!(
            r#"{{"id":{id},"code":{code},"name":"{name}","httpStatus":null,"message":"m","salesforceId":null,"salesforceSynchStatus":null,"attempts":{attempts},"sent":"{sent}","at":"2026-01-31T12:00:00.123Z","elapsedMs":1,"final":true}}"#
        )
    };
    // An earlier run lost the response of 7, which a later one was refused; 8 was lost and refused in one call; 9 was never sent.
    let more = [
        line(7, "unknown", 1, 8, "connection"),
        line(7, "yes", 1, 4, "rejected"),
        line(8, "yes", 2, 4, "rejected"),
        line(9, "no", 3, 8, "connection"),
        line(10, "yes", 1, 14, "not_enabled"),
    ];
    job.write("r.jsonl", text.replacen('\n', &format!("\n{}\n", more.join("\n")), 1));
    assert_eq!(
        run(&job, "disable-synch --yes --from r.jsonl --results u.jsonl").0,
        20,
        "7, 8 and 10 are not in the sandbox"
    );
    let undone = fs::read_to_string(job.path("u.jsonl")).unwrap();
    let mut ids: Vec<i64> =
        undone.lines().skip(1).map(|l| serde_json::from_str::<Value>(l).unwrap()["id"].as_i64().unwrap()).collect();
    ids.sort_unstable();
    assert_eq!(ids, [7, 8, 10, 200_001, 200_002, 200_004]);
}

#[test]
fn the_time_decides_in_any_spelling() {
    let job = Job::new(1, |sandbox| sandbox);
    assert_eq!(run(&job, "enable-synch --from ids.csv --results r.jsonl").0, 0);
    let text = fs::read_to_string(job.path("r.jsonl")).unwrap();
    let done = text.lines().nth(1).unwrap();
    let earlier = done.replace("\"code\":0,\"name\":\"ok\"", "\"code\":6,\"name\":\"server\"");
    let at = done.split("\"at\":\"").nth(1).unwrap()[..24].to_owned();
    let earlier = earlier.replace(&at, "2026-01-31T12:00:00.123Z").replace("\"final\":true", "\"final\":false");
    let spaced = |line: &str| line.replace("\":", "\": ").replace(",\"", ", \"");
    let sorted = |line: &str| serde_json::from_str::<Value>(line).unwrap().to_string();
    for spell in [&spaced as &dyn Fn(&str) -> String, &sorted] {
        job.write("x.jsonl", [text.lines().next().unwrap(), done, &earlier].map(spell).join("\n") + "\n\n");
        assert_eq!(run(&job, "report x.jsonl").0, 0);
        let before = job.sandbox.requests();
        assert_eq!(run(&job, "enable-synch --from ids.csv --results x.jsonl --resume").0, 0);
        assert_eq!(job.sandbox.requests(), before, "nobody is called again");
    }
}

#[test]
fn a_report_of_a_latch_knows_the_accounts() {
    let job = Job::new(1, |sandbox| sandbox);
    let list = |account: &str| format!("Fusebill ID,Salesforce ID\n200001,{account}\n");
    job.write("a", list("001000000000001AAA"));
    job.write("b", list("001000000000002AAA"));
    assert_eq!(run(&job, "latch --from a --results r.jsonl --force").0, 0);
    assert_eq!(run(&job, "report r.jsonl --from a").0, 0);
    let (code, json, _) = run(&job, "report r.jsonl --from b --output json");
    assert_eq!((code, &serde_json::from_str::<Value>(&json).unwrap()["notTried"]), (20, &1.into()));
}

#[test]
fn options_for_a_list_are_refused_with_all() {
    let job = Job::new(1, |sandbox| sandbox);
    for option in ["--column x", "--delimiter ;", "--skip-bad-rows"] {
        let (code, _, said) = run(&job, &format!("enable-synch --all --yes {option}"));
        assert_eq!((code, job.sandbox.requests()), (1, 0), "{option}: {said}");
    }
}
