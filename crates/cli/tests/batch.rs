//! Whole lists, with the real command as a process: killed, stopped, resumed, and out of disk.

mod job;

use std::{
    fs,
    io::Write,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use fusebill_sandbox::KEY;
use job::{Job, peak_of, said, signal, status, wait_until_delivered};
use serde_json::Value;

#[test]
fn a_list_is_enabled_and_recorded() {
    let job = Job::new(500, |sandbox| sandbox);
    let output = job.run(&[]);
    assert_eq!(status(&output), 0, "{}", said(&output));
    assert_eq!((job.enabled().len(), job.sandbox.requests()), (500, 500));
    let names: Vec<String> = job.lines()[0].as_object().unwrap().keys().cloned().collect();
    let mut expected = [
        "id",
        "code",
        "name",
        "httpStatus",
        "message",
        "salesforceId",
        "salesforceSynchStatus",
        "attempts",
        "sent",
        "at",
        "elapsedMs",
        "final",
    ];
    expected.sort_unstable(); // serde_json's map is sorted
    assert_eq!(names, expected);
    let text = fs::read_to_string(job.path("results.jsonl")).unwrap();
    assert!(
        text.starts_with("{\"fusebill\":\"results\",\"version\":2,\"operation\":\"EnableSynch\",\"host\":\"127.0.0.1:")
    );
    assert!(["john", "John", "Doe", "555-", KEY].iter().all(|personal| !text.contains(personal)));
    assert!(said(&output).contains("enabled") && said(&output).contains("500"));
}

#[test]
fn nothing_is_lost_when_it_is_killed_at_any_instant() {
    let job = Job::new(2_000, |sandbox| sandbox.latency(Duration::from_millis(20)));
    let mut kills = 0;
    let mut seed: u64 = 88_172_645_463_325_252;
    while kills < 100 {
        let before = job.sandbox.requests();
        let mut child = job.batch(&["--resume", "--quiet"]).env("FUSEBILL_TEST_EXEC", "1").spawn().unwrap();
        // Every other one lives until its first request: under Wine, the start alone may outlast the sleep.
        if kills % 2 == 0 {
            job.wait_for_requests(before + 1);
        }
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        thread::sleep(Duration::from_micros(seed % 60_000));
        child.kill().unwrap();
        assert!(!child.wait().unwrap().success(), "it was done before it was killed 100 times");
        kills += 1;
    }
    let killed = job.sandbox.requests();
    assert_eq!(status(&job.run(&["--resume"])), 0);
    let enabled = job.enabled();
    assert_eq!(enabled.len(), 2_000, "none is lost");
    assert!(enabled.values().all(|lines| *lines == 1), "none is reported twice");
    let repeated = job.sandbox.requests() - 2_000;
    println!("{kills} kills, {killed} requests until the last, {repeated} repeated, at most {} in flight", kills * 8);
    assert!(repeated <= kills * 8, "{repeated} repeated");
    let again = job.run(&["--resume"]);
    assert_eq!((status(&again), job.sandbox.requests()), (0, 2_000 + repeated), "nothing left to do is a success");
}

#[test]
fn a_resume_repeats_transient_failures_and_leaves_what_was_refused() {
    // The page comes first, on a new connection: on one with a history, it would be asked for twice.
    let job = Job::new(3, |sandbox| sandbox.faults("html@200001,409@200002".parse().unwrap()));
    assert_eq!(status(&job.run(&[])), 20);
    assert_eq!(job.sandbox.requests(), 3);
    assert_eq!(status(&job.run(&["--resume"])), 20);
    assert_eq!(job.sandbox.requests(), 4, "only the page is asked for again");
    job.write("ids.csv", "Fusebill ID,x\n200001,b\n200003,a\n200002,c\n200004,d\n");
    assert_eq!(status(&job.run(&["--resume", "--retry-failed"])), 20);
    assert_eq!(job.sandbox.requests(), 7, "the list has grown and is in another order");
}

#[test]
fn two_processes_do_not_share_a_file() {
    let job = Job::new(1, |sandbox| sandbox.latency(Duration::from_secs(60)));
    let mut first = job.batch(&["--quiet"]).env("FUSEBILL_TEST_EXEC", "1").spawn().unwrap();
    job.wait_for_requests(1);
    let second = job.run(&["--resume"]);
    assert_eq!(status(&second), 12);
    assert!(said(&second).contains("another process"), "{}", said(&second));
    assert!(first.try_wait().unwrap().is_none(), "the first one goes on");
    first.kill().unwrap();
    first.wait().unwrap();
}

#[test]
fn the_file_of_another_account_or_host_is_refused() {
    let job = Job::new(1, |sandbox| sandbox);
    assert_eq!(status(&job.run(&[])), 0);
    let other_key = job.batch(&["--resume"]).env("FUSEBILL_API_KEY", "MDphbm90aGVy").output().unwrap();
    assert_eq!((status(&other_key), said(&other_key).contains("--new-key")), (1, true));
    let other_host = job.batch(&["--resume", "--base-url", "https://secure.fusebill.com"]).output().unwrap();
    assert_eq!((status(&other_host), said(&other_host).contains("--new-host")), (1, true), "{}", said(&other_host));
    assert_eq!(status(&job.run(&[])), 12, "without --resume an existing file is not touched");
}

#[test]
fn ctrl_c_ends_it_in_good_order_and_a_second_one_at_once() {
    let job = Job::new(500, |sandbox| sandbox.latency(Duration::from_millis(100)));
    job.ends_in_good_order("-INT", 130);
    job.resumes_to(500);
    let job = Job::new(100, |sandbox| sandbox.latency(Duration::from_secs(60)));
    let mut child = job.batch(&["--quiet"]).spawn().unwrap();
    job.wait_for_requests(1);
    signal(&child, "-INT");
    wait_until_delivered(&child);
    let begun = Instant::now();
    signal(&child, "-INT");
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert!(begun.elapsed() < Duration::from_secs(20));
}

#[test]
fn a_wrong_key_ends_it_at_once_and_a_right_one_resumes() {
    let job = Job::new(100, |sandbox| sandbox);
    let wrong = job.batch(&[]).env("FUSEBILL_API_KEY", "MDp3cm9uZw==").output().unwrap();
    assert_eq!((status(&wrong), job.sandbox.requests()), (2, 1), "the first call goes alone");
}

#[test]
fn what_concerns_everyone_ends_it_at_once_and_the_reason_is_given_once() {
    let job = Job::new(3_000, |sandbox| sandbox);
    let https = job.sandbox.url().replace("http", "https");
    for (flags, expected, words) in [
        (vec!["--base-url", &https], 9, "does not speak TLS"),
        (vec!["--base-url", "https://secure.fusebill.com", "--proxy", &job.sandbox.url()], 8, "the proxy 127.0.0.1"),
    ] {
        let output = job.batch(&flags).output().unwrap();
        assert_eq!(status(&output), expected, "{}", said(&output));
        assert_eq!(said(&output).matches(words).count(), 1, "{}", said(&output));
        assert_eq!(job.lines().len(), 1, "one customer was tried");
        fs::remove_file(job.path("results.jsonl")).unwrap();
    }
}

#[test]
fn a_wait_is_reported_once_with_its_reason_and_its_end() {
    // More customers than two minutes allow: a new minute may begin at any moment.
    let job = Job::new(30, |sandbox| sandbox.per_minute(10));
    let mut child = job.batch(&[]).stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = std::io::BufRead::lines(std::io::BufReader::new(child.stderr.take().unwrap()));
    let line = lines.find(|line| !line.as_ref().unwrap().contains("ids from")).unwrap().unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(
        line.starts_with("fusebill: rate limited until ") && line.ends_with("UTC (limit of calls per minute)"),
        "{line}"
    );

    let job = Job::new(20, |sandbox| sandbox.faults("503%100".parse().unwrap()));
    let mut child = job.batch(&[]).stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = std::io::BufRead::lines(std::io::BufReader::new(child.stderr.take().unwrap()));
    let line = lines.find(|line| !line.as_ref().unwrap().contains("ids from")).unwrap().unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(line.starts_with("fusebill: the server is down (") && line.contains("trying again until"), "{line}");
}

#[test]
fn so_many_failures_end_it() {
    let job = Job::new(100, |sandbox| sandbox.faults("409%100".parse().unwrap()));
    let output = job.run(&["--stop-after-failures", "5", "--concurrency", "1"]);
    assert_eq!((status(&output), job.lines().len()), (4, 5), "{}", said(&output));
}

#[test]
fn the_days_limit_ends_it_with_the_time_to_come_back() {
    let job = Job::new(100, |sandbox| sandbox.per_day(30));
    let output = job.run(&[]);
    assert_eq!((status(&output), job.enabled().len(), job.sandbox.requests()), (5, 30, 30));
    assert!(said(&output).contains("resume in"), "{}", said(&output));
}

#[test]
fn a_status_that_is_not_enabled_is_not_a_success() {
    let job = Job::new(1, |sandbox| {
        let script =
            r#"{"cases":[{"name":"paused","server":[{"body":"{\"id\":{id},\"salesforceSynchStatus\":\"Paused\"}"}]}]}"#;
        sandbox.scripts(fusebill_sandbox::Scripts::from_json(script).unwrap())
    });
    let output = job.batch(&["--base-url", &format!("{}/case/paused", job.sandbox.url())]).output().unwrap();
    let line = &job.lines()[0];
    assert_eq!((status(&output), &line["code"], &line["name"]), (20, &Value::from(14), &Value::from("not_enabled")));
    assert_eq!(line["salesforceSynchStatus"], "Paused");
}

#[test]
fn a_full_disk_ends_it_and_nothing_is_claimed_that_is_not_on_it() {
    let job = Job::new(2_000, |sandbox| sandbox);
    let disk = job.path("disk");
    fs::create_dir(&disk).unwrap();
    let mount = Command::new("mount").args(["-t", "tmpfs", "-o", "size=64k", "tmpfs"]).arg(&disk).output().unwrap();
    assert!(mount.status.success(), "this test needs root, to mount a small disk: {}", said(&mount));
    let output = job
        .command(&["enable-synch", "--from", "ids.csv", "--results", "disk/results.jsonl", "--output=jsonl"])
        .output()
        .unwrap();
    let text = fs::read(disk.join("results.jsonl")).unwrap();
    assert!(Command::new("umount").arg(&disk).status().unwrap().success());
    assert_eq!(status(&output), 12, "{}", said(&output));
    let printed = String::from_utf8(output.stdout).unwrap();
    let recorded = String::from_utf8_lossy(&text).into_owned();
    assert!(
        printed.lines().count() > 10 && printed.lines().all(|line| recorded.contains(line)),
        "printed and recorded differ"
    );
}

#[test]
fn a_file_that_cannot_be_made_ends_it() {
    let job = Job::new(1, |sandbox| sandbox);
    let nowhere =
        job.command(&["enable-synch", "--from", "ids.csv", "--results", "no/such/folder.jsonl"]).output().unwrap();
    assert_eq!((status(&nowhere), job.sandbox.requests()), (12, 0));
}

#[test]
fn ids_may_come_from_standard_input_and_outcomes_go_to_standard_output() {
    let job = Job::new(2, |sandbox| sandbox);
    let mut child = job
        .command(&["enable-synch", "--from", "-", "--output=jsonl"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(b"200001\n200002\n12\n").unwrap();
    let output = child.wait_with_output().unwrap();
    let lines: Vec<Value> = output
        .stdout
        .split(|b| *b == b'\n')
        .filter(|l| !l.is_empty())
        .map(|l| serde_json::from_slice(l).unwrap())
        .collect();
    assert_eq!((status(&output), lines.len()), (20, 3));
}

#[test]
fn a_dry_run_says_how_long_and_sends_nothing() {
    let job = Job::new(5_000, |sandbox| sandbox);
    let output = job
        .command(&["enable-synch", "--from", "ids.csv", "--dry-run"])
        .env_remove("FUSEBILL_API_KEY")
        .output()
        .unwrap();
    let plan = String::from_utf8(output.stdout).unwrap();
    assert_eq!((output.status.code(), job.sandbox.requests()), (Some(0), 0));
    let row = plan.lines().find(|line| line.starts_with("sandbox")).unwrap();
    assert!(plan.contains("5,000") && row.contains("100 minutes") && row.contains("100.0 %"), "{plan}");
    for form in ["json", "jsonl"] {
        let arguments = ["enable-synch", "--from", "ids.csv", "--max-per-minute", "40", "--dry-run", "--output", form];
        let plan: Value = serde_json::from_slice(&job.command(&arguments).output().unwrap().stdout).unwrap();
        let account =
            |name: &str| plan["accounts"].as_array().unwrap().iter().find(|it| it["account"] == name).cloned();
        let sandbox = account("sandbox").unwrap();
        assert_eq!((&plan["customersToCall"], &plan["badRows"]), (&5_000.into(), &0.into()), "{plan}");
        assert_eq!(
            (&sandbox["perMinute"], &sandbox["minutes"], &sandbox["days"]),
            (&40.into(), &125.into(), &1.into())
        );
    }
}

#[test]
fn a_report_sums_up_and_gives_the_failed_to_the_next_run() {
    let job = Job::new(4, |sandbox| sandbox.faults("409@200001,html@200002".parse().unwrap()));
    job.run(&[]);
    let report = |args: &[&str]| job.command(&["report", "results.jsonl"]).args(args).output().unwrap();
    let text = String::from_utf8(report(&[]).stdout).unwrap();
    assert!(text.contains("rejected") && text.contains("bad_response"), "{text}");
    let json: Value = serde_json::from_slice(&report(&["--output=json"]).stdout).unwrap();
    assert_eq!(json["failed"], serde_json::json!({"rejected": 1, "bad_response": 1}));
    let numbers = ["done", "worthRepeating", "damagedLines"].map(|name| json[name].as_u64());
    assert_eq!(numbers, [Some(2), Some(1), Some(0)]);
    assert!(json["host"].as_str().unwrap().starts_with("127.0.0.1:") && json["from"].as_str() <= json["to"].as_str());
    assert_eq!(report(&["--failed-ids"]).stdout, b"200001\n200002\n");
    job.write("more.csv", "Fusebill ID,x\n200001,a\n200009,b\n200010,c\n200009,d\n");
    let json: Value = serde_json::from_slice(&report(&["--output=json", "--from", "more.csv"]).stdout).unwrap();
    assert_eq!(json["notTried"], 2);
    assert_eq!(status(&report(&["--output=csv"])), 20);
    job.write("ids.csv", report(&["--output=csv"]).stdout);
    fs::remove_file(job.path("results.jsonl")).unwrap();
    job.run(&[]);
    assert_eq!(job.lines().len(), 2);
    assert_eq!(status(&job.command(&["report", "nowhere.jsonl"]).output().unwrap()), 12);
}

#[test]
fn memory_does_not_grow_with_the_list() {
    let peak = |customers: u64| {
        let job = Job::new(customers, |sandbox| sandbox);
        let mut child = job.batch(&["--quiet"]).spawn().unwrap();
        let peak = peak_of(&mut child);
        assert_eq!(job.enabled().len() as u64, customers);
        peak
    };
    let (few, many) = (peak(100), peak(20_000));
    println!("peak RSS: {few} KB for 100 ids, {many} KB for 20,000");
    assert!(many < few + 4_000, "{few} KB, {many} KB");
}

#[test]
fn the_json_summary_counts_bad_rows_and_is_otherwise_the_librarys() {
    let job = Job::new(2, |sandbox| sandbox);
    for (list, bad_rows) in [("id\n200001\nabc\n200002\n200001\n", true), ("id\n200001\n200002\n", false)] {
        job.write("ids.csv", list);
        let output = job
            .command(&["enable-synch", "--from", "ids.csv", "--skip-bad-rows", "--output", "json"])
            .output()
            .unwrap();
        let summary: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(summary.get("badRows").is_some(), bad_rows, "{summary}");
        assert_eq!(status(&output) == 20, bad_rows, "{summary}");
    }
}
