//! The commands of docs/sync-job.md, in their order, against one sandbox; and the promises that they make.

mod job;

use std::{
    fs,
    path::Path,
    process::{Output, Stdio},
    time::Duration,
};

use job::{Job, peak_of, said, status};

fn shell(job: &Job, line: &str) -> Output {
    let words = line.replacen("fusebill", "\"$FUSEBILL\"", 1);
    let mut command = std::process::Command::new("sh");
    command.args(["-c", &words]).current_dir(job.folder.path()).env("FUSEBILL", job::program());
    command.env("FUSEBILL_API_KEY", fusebill_sandbox::KEY).env("FUSEBILL_BASE_URL", job.sandbox.url());
    command.output().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn the_walk_through_works_line_by_line() {
    let job = Job::new(100, |sandbox| sandbox.sync_delay(Duration::ZERO));
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/sync-job.md");
    let text = fs::read_to_string(path).unwrap();
    let blocks = text.split("```sh\n").skip(1).map(|block| block.split("```").next().unwrap());
    let lines: Vec<&str> = blocks.flat_map(str::lines).collect();
    assert!(lines.len() >= 13, "{lines:?}");
    let mut printed = Vec::new();
    for line in &lines {
        let output = shell(&job, line);
        assert_eq!(status(&output), 0, "{line}: {}", said(&output));
        printed.push((*line, out(&output) + &said(&output)));
    }
    let of = |line: &str| &printed.iter().find(|(one, _)| one.starts_with(line)).expect(line).1;
    assert!(of("fusebill customers --summary").contains("not enabled                60"));
    assert!(of("fusebill enable-synch --all --dry-run").contains("customers to call   60"));
    assert!(of("fusebill enable-synch --all --yes").contains("60 of 101 customers are not enabled"));
    assert!(of("fusebill disable-synch --from results.jsonl --results").contains("done                       60"));
    let todo = fs::read_to_string(job.path("todo.csv")).unwrap();
    assert_eq!(todo.lines().count(), 61, "{todo}");
    let left = out(&shell(&job, "fusebill customers --summary --output json"));
    assert_eq!(
        left.trim(),
        r#"{"customers":101,"enabled":41,"notEnabled":60,"linked":91,"notLinked":10,"whole":true}"#
    );
}

#[test]
fn everyone_is_listed_once_and_resumed_without_a_list() {
    let job = Job::new(3_000, |sandbox| sandbox.faults("503@200002,404@200011".parse().unwrap()));
    let all = ["enable-synch", "--all", "--yes", "--quiet", "--results", "results.jsonl", "--max-attempts=1"];
    let run = |more: &[&str]| job.command(&[&all[..], more].concat()).output().unwrap();
    assert_eq!(status(&run(&[])), 20);
    let (lists, total) = (2 * 4, 1_800); // it is listed twice
    assert_eq!(job.sandbox.requests(), lists + total);
    // The one that may pass is called again, the other is left; nobody is listed.
    assert_eq!(status(&run(&["--resume"])), 20);
    assert_eq!(job.sandbox.requests(), lists + total + 1);
    assert_eq!(status(&run(&[])), 12, "the file exists");
    assert_eq!(job.sandbox.requests(), lists + total + 1, "which is said before anything is listed");
    // The list is whole and every line of the results is one of its customers.
    let text = fs::read_to_string(job.path("results.jsonl")).unwrap();
    let header = text.lines().next().unwrap();
    assert!(header.starts_with(r#"{"fusebill":"results","version":2,"operation":"EnableSynch","#), "{header}");
    assert_eq!(text.lines().filter(|line| line.starts_with(r#"{"id":"#)).count() as u64, total + 1);
}

#[test]
fn nobody_is_called_without_a_yes_and_no_file_is_made() {
    let job = Job::new(10, |sandbox| sandbox);
    let output = job.command(&["enable-synch", "--all", "--results", "results.jsonl"]).output().unwrap();
    assert_eq!(status(&output), 1, "{}", said(&output));
    assert!(said(&output).contains("--yes"), "{}", said(&output));
    assert_eq!(job.sandbox.requests(), 0, "before the list is read");
    assert!(!job.path("results.jsonl").exists());
}

#[test]
fn only_customers_of_a_status_are_enabled() {
    let job = Job::new(100, |sandbox| sandbox);
    let output = job.command(&["enable-synch", "--all", "--yes", "--status", "Draft"]).output().unwrap();
    assert_eq!(status(&output), 0, "{}", said(&output));
    assert!(said(&output).contains("10 of 10 customers are not enabled (status Draft)"), "{}", said(&output));
    let left = job.command(&["customers", "--summary", "--output=json"]).output().unwrap();
    assert!(out(&left).contains(r#""enabled":51,"notEnabled":50"#), "{}", out(&left));
}

#[test]
fn a_list_that_is_not_whole_is_not_a_success() {
    for faults in ["Customers:repeat", "Customers:page-size=7,Customers:repeat"] {
        let job = Job::new(1_500, |sandbox| sandbox.faults(faults.parse().unwrap()));
        for command in [&["customers", "--summary"][..], &["enable-synch", "--all", "--yes"]] {
            let output = job.command(command).output().unwrap();
            assert_eq!(status(&output), 20, "{faults} {command:?}: {}", said(&output));
            assert!(said(&output).contains("of 1,501 customers were received"), "{faults}: {}", said(&output));
        }
    }
}

#[test]
fn lists_that_do_what_lists_are_known_to_do_lose_nobody() {
    for faults in [
        "Customers:page-size=7",
        "Customers:page-size=7,Customers:no-headers",
        "Customers:wrong-index",
        "Customers:shift",
    ] {
        let job = Job::new(500, |sandbox| sandbox.faults(faults.parse().unwrap()).per_minute(0));
        let output = job.command(&["customers"]).output().unwrap();
        let mut ids: Vec<String> =
            out(&output).lines().skip(1).map(|line| line.split(',').next().unwrap().to_owned()).collect();
        assert_eq!((status(&output), ids.len()), (0, 501), "{faults}: {}", said(&output));
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), 501, "{faults}: each once");
    }
}

#[test]
fn the_results_of_another_account_are_not_undone() {
    let job = Job::new(10, |sandbox| sandbox);
    assert_eq!(status(&job.run(&[])), 0);
    let before = job.sandbox.requests();
    let undo = |key: &str, more: &[&str]| {
        let mut command = job.command(&[&["disable-synch", "--yes", "--from", "results.jsonl"], more].concat());
        command.env("FUSEBILL_API_KEY", key).output().unwrap()
    };
    let refused = undo("MDpzb21lYm9keS1lbHNl", &[]);
    assert_eq!((status(&refused), job.sandbox.requests()), (1, before), "{}", said(&refused));
    assert!(said(&refused).contains("with another key"), "{}", said(&refused));
    assert_eq!(status(&undo("MDpzb21lYm9keS1lbHNl", &["--new-key"])), 2, "then the server says whose it is");
    let other = Job::new(10, |sandbox| sandbox);
    fs::copy(job.path("results.jsonl"), other.path("results.jsonl")).unwrap();
    let refused = other.command(&["disable-synch", "--yes", "--from", "results.jsonl"]).output().unwrap();
    assert_eq!((status(&refused), other.sandbox.requests()), (1, 0), "{}", said(&refused));
    // An operation is not resumed with another one.
    let resumed = job
        .command(&["disable-synch", "--yes", "--from", "ids.csv", "--results", "results.jsonl", "--resume"])
        .output()
        .unwrap();
    assert_eq!(status(&resumed), 1, "{}", said(&resumed));
    assert!(said(&resumed).contains("the results of EnableSynch, not of DisableSynch"), "{}", said(&resumed));
}

#[test]
fn a_trial_of_some_leaves_the_others_to_the_resume() {
    let job = Job::new(100, |sandbox| sandbox);
    let all = |more: &[&str]| {
        let command = [&["enable-synch", "--all", "--yes", "--quiet", "--results", "results.jsonl"], more].concat();
        status(&job.command(&command).output().unwrap())
    };
    assert_eq!((all(&["--limit", "10"]), job.sandbox.requests()), (0, 11));
    assert_eq!((all(&["--resume", "--limit", "20"]), job.sandbox.requests()), (0, 31));
    assert_eq!((all(&["--resume"]), job.sandbox.requests()), (0, 61));
    assert_eq!((all(&["--resume", "--status", "Active"]), job.sandbox.requests()), (1, 61), "other customers");
}

#[test]
fn a_list_that_was_not_whole_is_not_forgotten() {
    let job = Job::new(1_500, |sandbox| sandbox.faults("Customers:repeat".parse().unwrap()));
    let all = |more: &[&str]| {
        let command = [&["enable-synch", "--all", "--yes", "--results", "results.jsonl"], more].concat();
        job.command(&command).output().unwrap()
    };
    for more in [&["--dry-run"][..], &[], &["--resume"], &["--resume", "--dry-run"]] {
        let output = all(more);
        assert_eq!(status(&output), 20, "{more:?}: {}", said(&output));
        assert!(said(&output).contains("incomplete"), "{more:?}: {}", said(&output));
    }
}

#[test]
fn flags_of_everyone_are_refused_for_some() {
    let job = Job::new(10, |sandbox| sandbox);
    for more in [&["--from", "ids.csv", "--status", "Active"][..], &["200001", "--yes"], &["200001", "--status", "x"]] {
        let output = job.command(&[&["enable-synch"], more].concat()).output().unwrap();
        assert_eq!((status(&output), job.sandbox.requests()), (1, 0), "{more:?}: {}", said(&output));
    }
}

#[test]
fn an_undo_says_what_it_could_not_read() {
    let job = Job::new(3, |sandbox| sandbox);
    assert_eq!(status(&job.run(&[])), 0);
    let text = fs::read_to_string(job.path("results.jsonl")).unwrap();
    let undo = |content: &str| {
        job.write("harmed.jsonl", content);
        job.command(&["disable-synch", "--yes", "--from", "harmed.jsonl", "--output", "jsonl"]).output().unwrap()
    };
    let torn = undo(text.trim_end());
    assert_eq!((status(&torn), out(&torn).lines().count()), (20, 2), "{}", said(&torn));
    assert!(said(&torn).contains("the last line is incomplete"), "{}", said(&torn));
    let damaged = undo(&text.replacen("\"code\":0", "\"co", 1));
    assert_eq!((status(&damaged), out(&damaged).lines().count()), (20, 2), "{}", said(&damaged));
    assert!(said(&damaged).contains("1 line(s) cannot be read, the first is line 2"), "{}", said(&damaged));
    let before = job.sandbox.requests();
    let joined = undo(&text.repeat(2));
    assert_eq!((status(&joined), job.sandbox.requests()), (12, before), "{}", said(&joined));
    assert!(said(&joined).contains("another results file"), "{}", said(&joined));
}

#[test]
fn a_customer_with_two_accounts_is_latched_to_neither() {
    let job = Job::new(3, |sandbox| sandbox);
    job.write("two.csv", "Fusebill ID,salesforceId\n200001,0014100000JJ3wtAAD\n200001,001410000000000\n");
    let output = job.command(&["latch", "--from", "two.csv"]).output().unwrap();
    assert_eq!((status(&output), job.sandbox.requests()), (1, 0), "{}", said(&output));
    assert!(said(&output).contains("line 3: customer 200001 is on line 2, too"), "{}", said(&output));
    job.write("one.csv", "Fusebill ID,Account ID,name\n200004,0014100000JJ3wtAAD,x\n200006,nothing,y\n");
    let output = job.command(&["latch", "--from", "one.csv", "--skip-bad-rows"]).output().unwrap();
    assert_eq!((status(&output), job.sandbox.requests()), (20, 1), "{}", said(&output));
    assert!(said(&output).contains("Salesforce ids from column \"Account ID\""), "{}", said(&output));
    assert!(said(&output).contains("line 3: not a Salesforce id"), "{}", said(&output));
    for (list, words) in
        [("FB.Id,x\n1,2\n", "--salesforce-column"), ("FB.Id,salesforceId,Account ID\n1,2,3\n", "several columns")]
    {
        job.write("none.csv", list);
        let output = job.command(&["latch", "--from", "none.csv"]).output().unwrap();
        assert_eq!(status(&output), 1);
        assert!(said(&output).contains(words), "{}", said(&output));
    }
    for ids in [&["200001"][..], &["200001", "x"], &["200001", "0014100000JJ3wtAAD", "200002"]] {
        assert_eq!(status(&job.command(&[&["latch"], ids].concat()).output().unwrap()), 1, "{ids:?}");
    }
    assert_eq!(job.sandbox.requests(), 1);
}

#[test]
fn a_report_names_the_operation() {
    let job = Job::new(3, |sandbox| sandbox);
    assert_eq!(
        status(
            &job.command(&["disable-synch", "--yes", "--from", "ids.csv", "--results", "r.jsonl"]).output().unwrap()
        ),
        0
    );
    let report = out(&job.command(&["report", "r.jsonl"]).output().unwrap());
    assert!(report.starts_with("operation          DisableSynch\n"), "{report}");
    assert!(report.contains("done                        3") && !report.contains("enabled"), "{report}");
    let json = out(&job.command(&["report", "r.jsonl", "--output=json"]).output().unwrap());
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&json["operation"], &json["done"], json.get("enabled")), (&"DisableSynch".into(), &3.into(), None));
}

#[test]
fn an_undo_takes_those_whose_last_line_says_done() {
    let job = Job::new(10, |sandbox| sandbox.faults("404@200003".parse().unwrap()));
    assert_eq!(status(&job.run(&[])), 20);
    let undone =
        job.command(&["disable-synch", "--yes", "--from", "results.jsonl", "--output", "jsonl"]).output().unwrap();
    assert_eq!(status(&undone), 0, "{}", said(&undone));
    let printed = out(&undone);
    assert_eq!((printed.lines().count(), printed.contains("200003")), (9, false), "{printed}");
}

#[test]
fn a_check_names_the_first_stage_that_does_not_work() {
    let job = Job::new(1, |sandbox| sandbox);
    let check = |url: &str, key: &str, more: &[&str]| {
        let mut command = job.command(&[&["check"], more].concat());
        command.env("FUSEBILL_BASE_URL", url).env("FUSEBILL_API_KEY", key).output().unwrap()
    };
    let key = fusebill_sandbox::KEY;
    let header =
        r#"{"fusebill":"results","version":2,"operation":"EnableSynch","host":"elsewhere","account":"0123456789ab"}"#;
    let fine = check(&job.sandbox.url(), key, &["--results", "r.jsonl"]);
    assert_eq!(status(&fine), 0, "{}", out(&fine));
    assert!(out(&fine).contains("(FUSEBILL_BASE_URL), no proxy"), "{}", out(&fine));
    assert!(out(&fine).contains("30 s per call (the default)"), "{}", out(&fine));
    assert!(out(&fine).contains("from FUSEBILL_API_KEY"), "{}", out(&fine));
    let set = check(&job.sandbox.url(), key, &["--timeout", "5", "--max-attempts", "1"]);
    assert!(out(&set).contains("5 s per call (--timeout)") && out(&set).contains("1 attempts (--max-attempts)"));
    assert!(![&fine, &set].iter().any(|output| out(output).contains(key)), "the key is nowhere");
    for stage in ["configuration", "key", "dns", "tcp", "proxy", "tls", "api", "clock", "quota", "results"] {
        assert!(
            out(&fine).lines().any(|line| line.starts_with(&format!("ok      {stage} "))),
            "{stage}: {}",
            out(&fine)
        );
    }
    assert!(
        !job.path("r.jsonl").exists() && fs::read_dir(job.folder.path()).unwrap().count() == 1,
        "and leaves nothing"
    );
    job.write("other.jsonl", format!("{header}\n"));
    for (url, key, more, status_, stage) in [
        ("http://127.0.0.1:1", key, &[][..], 8, "tcp"),
        ("https://nowhere.invalid", key, &[], 8, "dns"),
        (&job.sandbox.url(), "MDpzb21lYm9keS1lbHNl", &[], 2, "api"),
        (&job.sandbox.url(), "not a key", &[], 1, "key"),
        ("ftp://x", key, &[], 1, "configuration"),
        (&job.sandbox.url(), key, &["--results", "no/such/folder/r.jsonl"], 12, "results"),
        (&job.sandbox.url(), key, &["--results", "."], 12, "results"),
        (&job.sandbox.url(), key, &["--results", "ids.csv"], 12, "results"),
        (&job.sandbox.url(), key, &["--results", "other.jsonl"], 1, "results"),
    ] {
        let output = check(url, key, more);
        let text = out(&output);
        assert_eq!(status(&output), status_, "{stage}: {text}{}", said(&output));
        assert!(text.contains(&format!("FAILED  {stage} ")), "{stage}: {text}");
        let json = check(url, key, &[more, &["--output=json"]].concat());
        let json: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
        let failed = json["stages"].as_array().unwrap().iter().find(|stage| stage["ok"] == false).unwrap();
        assert_eq!((&failed["name"], &json["status"]), (&stage.into(), &status_.into()));
        assert!(failed["advice"].is_string());
    }
}

#[test]
fn a_million_customers_are_listed_in_little_memory() {
    let job = Job::new(0, |sandbox| sandbox.customers(1_000_000).per_minute(0));
    let mut command = job.command(&["customers", "--summary", "--output=json"]);
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let peak = peak_of(&mut child);
    let output = child.wait_with_output().unwrap();
    assert_eq!(status(&output), 0);
    assert!(out(&output).starts_with(r#"{"customers":1000001,"#), "{}", out(&output));
    let few = Job::new(1_000, |sandbox| sandbox.per_minute(0));
    let least = peak_of(&mut few.command(&["customers", "--summary"]).stdout(Stdio::null()).spawn().unwrap());
    println!("peak RSS: {peak} KB for 1,000,001 customers, {least} KB for 1,001");
    assert!(peak <= least + 2 * 1024, "{peak} KB, {least} KB");
}

#[test]
fn a_dry_run_makes_the_checks_of_the_run_and_no_call() {
    let job = Job::new(3, |sandbox| sandbox);
    job.write("ids.csv", "id\n200001\n200002\n");
    let run = |args: &[&str]| job.command(args).output().unwrap();
    let enabled = run(&["enable-synch", "--from", "ids.csv", "--results", "enabled.jsonl"]);
    assert_eq!(status(&enabled), 0, "{}", said(&enabled));
    let before = job.sandbox.requests();
    job.write("key.txt", "FUSEBILL_API_KEY=MDpz");
    job.write("accounts.csv", "Fusebill ID,Salesforce ID\n200001,0014100000JJ3wtAAD\n");
    let results = std::fs::read_to_string(job.path("enabled.jsonl")).unwrap();
    let host = job.sandbox.url().trim_start_matches("http://").to_owned();
    job.write("elsewhere.jsonl", results.replace(&host, "elsewhere.example"));
    for (args, expected) in [
        (&["resynch", "--salesforce", "0014100000JJ3wtAAD", "--dry-run"][..], "cannot be used with"),
        (&["enable-synch", "200001", "--new-key"], "required"),
        (&["enable-synch", "200001", "--limit", "1"], "required"),
        (&["enable-synch", "200001", "--timeout", "abc"], "must be a number of seconds"),
        (&["enable-synch", "--from", "ids.csv", "--limit", "-1"], "--limit"),
        (&["enable-synch", "--from", "ids.csv", "--concurrency", "1.5"], "must be a whole number"),
        (&["enable-synch", "0014100000JJ3wtAAD"], "looks like a Salesforce id"),
        (&["resynch", "0014100000JJ3wtAAD"], "use --salesforce"),
        (&["disable-synch", "--yes", "--from", "enabled.jsonl", "--column", "id"], "has no columns"),
        (&["enable-synch", "--from", "ids.csv", "--new-key"], "--new-key needs --resume"),
        (&["enable-synch", "--from", "ids.csv", "--salesforce-column", "x"], "takes no Salesforce ids"),
        (
            &["latch", "--from", "accounts.csv", "--salesforce-column", "Foo"],
            "no column has the name that --salesforce-column gives; the columns are",
        ),
        (&["enable-synch", "--from", "ids.csv", "--concurrency", "0"], "--concurrency: 0 is not between"),
        (&["enable-synch", "--from", "ids.csv", "--timeout", "0"], "--timeout: 0 is not between"),
        (&["enable-synch", "--from", "ids.csv", "--results", "key.txt"], "not a results file"),
        (&["enable-synch", "--from", "ids.csv", "--results", "ids.csv"], "not a results file"),
        (&["disable-synch", "--yes", "--from", "elsewhere.jsonl"], "written for elsewhere.example"),
        (&["enable-synch", "--from", "ids.csv", "--results", "elsewhere.jsonl", "--resume"], "elsewhere.example"),
        (&["enable-synch", "--from", "ids.csv", "--results", "enabled.jsonl"], "it already exists"),
        (
            &["disable-synch", "--yes", "--from", "ids.csv", "--results", "enabled.jsonl", "--resume"],
            "not of DisableSynch",
        ),
    ] {
        for dry in [&[][..], &["--dry-run"]] {
            let more = if args.contains(&"--dry-run") { &[][..] } else { dry };
            let output = run(&[args, more].concat());
            assert_ne!(status(&output), 0, "{args:?} {more:?}");
            assert!(said(&output).contains(expected), "{args:?} {more:?}: {}", said(&output));
        }
    }
    let new = run(&["enable-synch", "--from", "ids.csv", "--results", "new.jsonl", "--resume", "--dry-run"]);
    assert_eq!(status(&new), 0, "a file that the run would create: {}", said(&new));
    assert_eq!(job.sandbox.requests(), before + 1, "only the customers of this one were read");
    assert_eq!(std::fs::read_to_string(job.path("key.txt")).unwrap(), "FUSEBILL_API_KEY=MDpz", "and nothing is lost");
    job.write("empty.jsonl", "");
    for dry in [&["--dry-run"][..], &[]] {
        let empty = run(&[&["enable-synch", "--from", "ids.csv", "--results", "empty.jsonl"], dry].concat());
        assert_eq!(status(&empty), 0, "a file without a line is new: {}", said(&empty));
    }
}

#[test]
fn the_results_of_all_are_resumed_with_all_alone() {
    let job = Job::new(3, |sandbox| sandbox);
    job.write("ids.csv", "id\n172677\n");
    let run = |args: &[&str]| job.command(args).output().unwrap();
    let all = run(&["enable-synch", "--all", "--yes", "--results", "all.jsonl"]);
    assert_eq!(status(&all), 0, "{}", said(&all));
    let before = job.sandbox.requests();
    for dry in [&[][..], &["--dry-run"]] {
        let command = ["enable-synch", "--from", "ids.csv", "--results", "all.jsonl", "--resume"];
        let other = run(&[&command, dry].concat());
        assert_eq!((status(&other), job.sandbox.requests()), (1, before), "{}", said(&other));
        assert!(said(&other).contains("resume it with --all"), "{}", said(&other));
    }
}

#[test]
fn when_everybody_is_enabled_all_says_so_in_every_form() {
    let job = Job::new(0, |sandbox| sandbox);
    let all = |args: &[&str]| job.command(&[&["enable-synch", "--all", "--yes"], args].concat()).output().unwrap();
    assert_eq!(status(&all(&["--results", "first.jsonl"])), 0);
    let left = job.command(&["customers", "--summary", "--output=json"]).output().unwrap();
    assert!(out(&left).contains("\"notEnabled\":0"), "{}", out(&left));
    let plan = all(&["--dry-run", "--output=json"]);
    assert!(status(&plan) == 0 && out(&plan).contains("\"customersToCall\":0"), "{}{}", out(&plan), said(&plan));
    let none = all(&["--output", "json", "--results", "none.jsonl"]);
    assert!(status(&none) == 0 && out(&none).contains("\"done\":0"), "{}{}", out(&none), said(&none));
    assert_eq!(status(&all(&["--results", "none.jsonl", "--resume"])), 0);
    assert_eq!(status(&job.command(&["report", "none.jsonl"]).output().unwrap()), 0);
    let refused = all(&["--concurrency", "0"]);
    assert!(status(&refused) == 1 && said(&refused).contains("--concurrency: 0"), "{}", said(&refused));
}

#[test]
fn a_list_is_not_turned_off_unasked() {
    let job = Job::new(10, |sandbox| sandbox);
    assert_eq!(status(&job.run(&[])), 0);
    let before = job.sandbox.requests();
    for more in
        [&["--from", "results.jsonl"][..], &["--from", "ids.csv"], &["--from", "ids.csv", "--results", "off.jsonl"]]
    {
        let output = job.command(&[&["disable-synch"], more].concat()).output().unwrap();
        assert_eq!((status(&output), job.sandbox.requests()), (1, before), "{more:?}: {}", said(&output));
        assert!(said(&output).contains("cannot ask for confirmation here; use --yes"), "{}", said(&output));
    }
    assert!(!job.path("off.jsonl").exists());
    // The file was not marked as turned off.
    assert_eq!(status(&job.command(&["enable-synch", "--from", "results.jsonl", "--dry-run"]).output().unwrap()), 0);
    let before = job.sandbox.requests();
    let one = job.command(&["disable-synch", "200001"]).output().unwrap();
    assert_eq!((status(&one), job.sandbox.requests()), (0, before + 1), "{}", said(&one));
}
