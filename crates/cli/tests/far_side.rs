//! What the calls do in Salesforce, as the command shows it: the dry run's counts, `verify`, `match`, and an onboarding.

mod job;

use std::{
    fs,
    path::Path,
    process::{Output, Stdio},
    time::Duration,
};

use fusebill_sandbox::{Builder, FIRST_GENERATED};
use job::{Job, peak_of, said, status};

fn run(job: &Job, line: &str) -> Output {
    job.command(&line.split(' ').collect::<Vec<_>>()).output().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn json(output: &Output) -> serde_json::Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}{}", out(output), said(output)))
}

/// 100 customers of whom 60 have an account in Salesforce already, and 20 accounts of others.
fn onboarding(sandbox: Builder) -> Builder {
    sandbox.salesforce_accounts(80).overlap(60).sync_delay(Duration::from_millis(200))
}

/// The number that the sandbox's page shows.
fn shown(job: &Job, id: &str) -> u64 {
    let address = job.sandbox.address().to_string();
    let mut stream = std::net::TcpStream::connect(&address).unwrap();
    let request = format!("GET / HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
    std::io::Write::write_all(&mut stream, request.as_bytes()).unwrap();
    let page = std::io::read_to_string(&mut stream).unwrap();
    let number = page.split(&format!("id=\"{id}\">")).nth(1).unwrap_or_else(|| panic!("{page}"));
    number.split('<').next().unwrap().parse().unwrap()
}

/// The report of Salesforce, as the sandbox has it.
fn save_accounts(job: &Job) {
    let address = job.sandbox.address().to_string();
    let mut stream = std::net::TcpStream::connect(&address).unwrap();
    let request = format!("GET /accounts.csv HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
    std::io::Write::write_all(&mut stream, request.as_bytes()).unwrap();
    let response = std::io::read_to_string(&mut stream).unwrap();
    job.write("accounts.csv", response.split_once("\r\n\r\n").unwrap().1);
}

#[test]
fn the_walk_through_ends_without_a_duplicate() {
    let job = Job::new(100, onboarding);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/onboarding.md");
    let text = fs::read_to_string(path).unwrap();
    let blocks = text.split("```sh\n").skip(1).map(|block| block.split("```").next().unwrap());
    let lines: Vec<&str> = blocks.flat_map(str::lines).filter(|line| !line.starts_with("fusebill sandbox")).collect();
    assert!(lines.len() >= 15, "{lines:?}");
    for line in &lines {
        let words = line.replacen("fusebill", "\"$FUSEBILL\"", 1);
        let mut command = std::process::Command::new("sh");
        command.args(["-c", &words]).current_dir(job.folder.path()).env("FUSEBILL", job::program());
        command.env("FUSEBILL_API_KEY", fusebill_sandbox::KEY).env("FUSEBILL_BASE_URL", job.sandbox.url());
        let output = command.output().unwrap();
        assert_eq!(status(&output), 0, "{line}: {}{}", out(&output), said(&output));
    }
    assert_eq!((shown(&job, "duplicates"), shown(&job, "linked"), shown(&job, "enabled")), (0, 101, 101));
    // 60 were there, 40 are new; 20 are others', and one is that of the documented customer.
    assert_eq!(shown(&job, "in-salesforce"), 121);
}

#[test]
fn without_a_match_the_same_makes_duplicates() {
    let job = Job::new(100, onboarding);
    let dry = json(&run(&job, "enable-synch --all --dry-run --output json"));
    assert_eq!(dry["effects"]["notLinked"], 100, "which the dry run says before");
    assert_eq!(status(&run(&job, "enable-synch --all --yes --results enabled.jsonl")), 0);
    assert_eq!(status(&run(&job, "verify --from enabled.jsonl --wait 5m")), 0);
    assert_eq!((shown(&job, "duplicates"), shown(&job, "in-salesforce")), (60, 181));
}

#[test]
fn a_dry_run_counts_what_the_calls_mean_in_salesforce() {
    let job = Job::new(20, |sandbox| sandbox);
    job.write("list.csv", "Fusebill ID\n172677\n200001\n200002\n200004\n200006\n200001\n12\n");
    let text = out(&run(&job, "enable-synch --from list.csv --dry-run"));
    for row in [
        "customers to call   6\n",
        "  already enabled   1\n",
        "  linked            2   will be updated in Salesforce\n",
        "  not linked        2   Salesforce may create 2 accounts\n",
        "  not found         1\n",
        "duplicates          1\n",
    ] {
        assert!(text.contains(row), "{text}");
    }
    let effects = |line: &str| json(&run(&job, line))["effects"].to_string();
    assert_eq!(
        effects("enable-synch --from list.csv --dry-run --output json"),
        r#"{"already":1,"linked":2,"notFound":1,"notLinked":2}"#
    );
    assert_eq!(
        effects("disable-synch --from list.csv --dry-run --output json"),
        r#"{"already":4,"linked":1,"notFound":1,"notLinked":0}"#
    );
    assert_eq!(
        effects("enable-synch 200001 200004 --dry-run --output json"),
        r#"{"already":0,"linked":1,"notFound":0,"notLinked":1}"#
    );
    assert_eq!(effects("resynch --from list.csv --dry-run --output json"), "null");
    let disable = out(&run(&job, "disable-synch --all --dry-run"));
    assert!(disable.contains("the vendor's fields of 7 accounts are emptied"), "{disable}");
    // Who is done is not read again.
    assert_eq!(status(&run(&job, "enable-synch --from list.csv --limit 2 --results r.jsonl")), 0);
    let before = job.sandbox.requests();
    let rest = effects("enable-synch --from list.csv --results r.jsonl --resume --dry-run --output json");
    assert_eq!(rest, r#"{"already":0,"linked":1,"notFound":1,"notLinked":2}"#);
    assert_eq!(job.sandbox.requests(), before + 2, "a set, and the one that it lacks");
}

#[test]
fn a_dry_run_without_a_key_says_what_it_does_not_know() {
    let job = Job::new(20, |sandbox| sandbox);
    let dry = |more: &[&str]| {
        let args = [&["enable-synch", "--from", "ids.csv", "--dry-run"], more].concat();
        job.command(&args).env_remove("FUSEBILL_API_KEY").output().unwrap()
    };
    let text = dry(&[]);
    assert_eq!(status(&text), 0, "{}", said(&text));
    assert!(out(&text).contains("Without a key, the customers were not read"), "{}", out(&text));
    assert!(json(&dry(&["--output", "json"]))["effects"].is_null());
    let refused = dry(&["--linked-only"]);
    assert_eq!((status(&refused), said(&refused).contains("need the key")), (1, true));
    assert_eq!(job.sandbox.requests(), 0);
}

#[test]
fn customers_are_selected_by_their_link_and_nobody_is_lost() {
    for (option, linked) in [("--linked-only", true), ("--not-linked-only", false)] {
        for source in ["--from list.csv", "--all --yes"] {
            let job = Job::new(20, |sandbox| sandbox);
            job.write("list.csv", "Fusebill ID\n200001\n200002\n200004\n200006\n12\n");
            let output = run(&job, &format!("enable-synch {source} {option} --results r.jsonl"));
            // The one that does not exist is called, and is in the results.
            let is_list = source.starts_with("--from");
            assert_eq!(status(&output), if is_list { 20 } else { 0 }, "{}", said(&output));
            let lines = job_lines(&job, "r.jsonl");
            assert_eq!(lines.iter().filter(|line| line["name"] == "not_found").count(), usize::from(is_list));
            let done: Vec<_> = lines.iter().filter(|line| line["code"] == 0).collect();
            assert_eq!(
                done.len(),
                if is_list {
                    2
                } else if linked {
                    8
                } else {
                    4
                },
                "{}",
                said(&output)
            );
            assert!(done.iter().all(|line| line["salesforceId"].is_string() == linked), "{done:?}");
            assert!(said(&output).contains(&format!("{option} selects ")), "{}", said(&output));
            assert_eq!(said(&output).contains(", 1 of which do not exist"), is_list, "{}", said(&output));
        }
    }
    // A recorded list remembers how it was selected: the others of another selection would never be called.
    for (first, others) in [
        ("", ["--linked-only", "--not-linked-only"]),
        ("--linked-only", ["", "--not-linked-only"]),
        ("--not-linked-only", ["--linked-only", ""]),
    ] {
        let job = Job::new(20, |sandbox| sandbox);
        let all = |more: &str| run(&job, format!("enable-synch --all --results r.jsonl {more}").trim_end());
        assert_eq!(status(&all(&format!("--yes --limit 1 {first}"))), 0, "{first}");
        for other in others {
            let refused = all(&format!("--resume {other}"));
            assert_eq!(
                (status(&refused), said(&refused).contains("resume it in the same way")),
                (1, true),
                "{}",
                said(&refused)
            );
        }
        assert_eq!(status(&all(&format!("--resume {first}"))), 0, "{first}");
        assert_eq!(
            job_lines(&job, "r.jsonl").len(),
            match first {
                "" => 12,
                "--linked-only" => 8,
                _ => 4,
            }
        );
    }
    // --limit counts those who are selected.
    let job = Job::new(20, |sandbox| sandbox);
    assert_eq!(status(&run(&job, "enable-synch --from ids.csv --not-linked-only --limit 1 --results r.jsonl")), 0);
    assert_eq!(job_lines(&job, "r.jsonl")[0]["id"], 200_004);
    for (line, words) in [
        ("enable-synch 200001 --linked-only", "required"),
        ("enable-synch --all --linked-only --not-linked-only", "cannot be used with"),
        ("disable-synch --from ids.csv --linked-only", "unexpected argument"),
    ] {
        let output = run(&job, line);
        assert_eq!((status(&output), said(&output).contains(words)), (1, true), "{line}: {}", said(&output));
    }
}

/// The outcomes of a results file.
fn job_lines(job: &Job, name: &str) -> Vec<serde_json::Value> {
    let text = fs::read_to_string(job.path(name)).unwrap();
    let lines = text.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    lines.filter(|line| line["id"].is_i64()).collect()
}

#[test]
fn the_sync_of_all_is_turned_off_only_on_demand() {
    let job = Job::new(20, |sandbox| sandbox);
    let asked = run(&job, "disable-synch --all");
    assert_eq!((status(&asked), said(&asked).contains("use --yes")), (1, true), "{}", said(&asked));
    assert_eq!(job.sandbox.requests(), 0);
    let output = run(&job, "disable-synch --all --yes --results off.jsonl");
    assert_eq!(status(&output), 0, "{}", said(&output));
    assert!(said(&output).contains("9 of 21 customers are enabled"), "{}", said(&output));
    assert!(!said(&output).contains("fusebill verify"), "{}", said(&output));
    assert_eq!(shown(&job, "enabled"), 0);
    assert_eq!(status(&run(&job, "disable-synch --all --results off.jsonl --resume")), 0);
    let other = run(&job, "enable-synch --all --results off.jsonl --resume");
    assert_eq!((status(&other), said(&other).contains("not of EnableSynch")), (1, true), "{}", said(&other));
    for (line, words) in [
        ("disable-synch --from ids.csv --status Active", "--status can only be used with --all"),
        ("disable-synch 200001 --yes", "required"),
        ("enable-synch --from ids.csv --yes", "--yes can only be used with --all"),
    ] {
        let output = run(&job, line);
        assert_eq!((status(&output), said(&output).contains(words)), (1, true), "{line}: {}", said(&output));
    }
}

#[test]
fn turning_off_empties_the_account_and_keeps_the_link() {
    let job = Job::new(4, |sandbox| sandbox.sync_delay(Duration::ZERO));
    let fb_ids = || {
        save_accounts(&job);
        let text = fs::read_to_string(job.path("accounts.csv")).unwrap();
        text.lines().skip(1).filter(|line| line.split(',').nth(3) != Some("")).count()
    };
    assert_eq!(fb_ids(), 4, "those who are linked");
    assert_eq!(status(&run(&job, "disable-synch 172677")), 0);
    assert_eq!((fb_ids(), shown(&job, "linked"), shown(&job, "in-salesforce")), (3, 4, 4));
    assert_eq!(status(&run(&job, "enable-synch 172677")), 0);
    assert_eq!(fb_ids(), 4);
}

#[test]
fn an_unknown_account_cannot_be_latched_where_accounts_are_known() {
    let job = Job::new(4, onboarding);
    let unknown = run(&job, "latch 200001 0014100000JJ3wtAAF");
    assert_ne!(status(&unknown), 0, "an invalid id");
    let unknown = run(&job, "latch 200001 0017700000000001");
    assert_ne!(status(&unknown), 0, "{}", said(&unknown));
    let unknown = run(&job, "latch 200001 001770000000000");
    assert!(said(&unknown).contains("Salesforce Account 001770000000000 does not exist."), "{}", said(&unknown));
    assert_eq!(status(&run(&job, "latch 200001 001420000000000")), 0, "the short form");
}

#[test]
fn verify_says_who_has_arrived_and_who_has_not() {
    let fails = format!("sync-fails@{FIRST_GENERATED}");
    let job = Job::new(4, |sandbox| onboarding(sandbox).faults(fails.parse().unwrap()));
    let nobody = run(&job, "verify");
    assert_eq!((status(&nobody), said(&nobody).contains("pass an ID or --from FILE")), (1, true));
    let output = run(&job, "enable-synch 200001 200002 --results enabled.jsonl");
    assert!(said(&output).contains("run `fusebill verify --from enabled.jsonl` in a few minutes"), "{}", said(&output));
    assert_eq!(status(&run(&job, "verify 200002 --wait 5m")), 0);
    let output = run(&job, "verify 12 200003 --from enabled.jsonl --wait 1s --results v.jsonl");
    assert_eq!(status(&output), 20, "{}", said(&output));
    for row in [
        "linked                      1",
        "not_found                   1",
        "not_enabled                 1",
        "not_linked                  1",
    ] {
        assert!(said(&output).contains(row), "{}", said(&output));
    }
    let lines = job_lines(&job, "v.jsonl");
    let name = |id: i64| lines.iter().find(|line| line["id"] == id).unwrap()["name"].clone();
    assert_eq!([200_001, 200_002, 200_003, 12].map(name), ["not_linked", "ok", "not_enabled", "not_found"]);
    let report = out(&run(&job, "report v.jsonl --html v.html --output csv"));
    assert!(report.contains("200001,not_linked,\"enabled, but not linked to an account in Salesforce\""), "{report}");
    let page = fs::read_to_string(job.path("v.html")).unwrap();
    assert!(page.contains("<h1>Customer on ") && page.contains("<dt>linked</dt><dd>1</dd>"), "{page}");
    let summary = json(&run(&job, "verify 200002 200003 --output json"));
    assert_eq!(
        (&summary["operation"], &summary["done"], &summary["failed"]["not_enabled"]),
        (&"Customer".into(), &1.into(), &1.into())
    );
    let lines = out(&run(&job, "verify 200002 200003 --output jsonl"));
    assert_eq!(lines.lines().count(), 2, "{lines}");
    // What concerns everybody is an error, and no exit status of a list.
    let wrong = job.command(&["verify", "200002"]).env("FUSEBILL_API_KEY", "MDphbm90aGVyLWtleQ==").output().unwrap();
    assert_eq!(status(&wrong), 2, "{}", said(&wrong));
    assert!(said(&wrong).contains("1 customer(s) were not read"), "{}", said(&wrong));
    for (line, words) in [
        ("verify 1 --wait soon", "must be a time"),
        ("verify 1 --wait 400d", "at most a year"),
        ("verify 0", "not a customer id"),
        ("verify 1 --new-host", "--new-host needs --resume"),
        ("verify --from missing.csv", "missing.csv"),
        ("verify --from v.jsonl --column x", "has no columns"),
        ("verify 1 --results enabled.jsonl --resume", "the results of EnableSynch, not of Customer"),
    ] {
        let output = run(&job, line);
        assert_ne!(status(&output), 0, "{line}");
        assert!(said(&output).contains(words), "{line}: {}", said(&output));
    }
}

#[test]
fn the_results_of_verify_are_a_list_of_those_who_have_not_arrived() {
    let fails = format!("sync-fails@{FIRST_GENERATED}");
    let job = Job::new(4, |sandbox| onboarding(sandbox).faults(fails.parse().unwrap()));
    assert_eq!(status(&run(&job, "enable-synch 200001 200002 --quiet")), 0);
    assert_eq!(status(&run(&job, "verify 200002 --wait 5m --quiet")), 0);
    assert_eq!(status(&run(&job, "verify 200001 200002 200003 12 --results v.jsonl")), 20);
    let again = run(&job, "verify --from v.jsonl");
    assert_eq!(
        (status(&again), said(&again).contains("linked                      1")),
        (20, true),
        "{}",
        said(&again)
    );
    let resynch = run(&job, "resynch --from v.jsonl --results again.jsonl");
    assert_eq!(status(&resynch), 0, "{}", said(&resynch));
    assert_eq!(
        job_lines(&job, "again.jsonl").iter().map(|line| line["id"].as_i64()).collect::<Vec<_>>(),
        [Some(200_001)]
    );
    for command in ["enable-synch", "disable-synch --yes"] {
        let refused = run(&job, &format!("{command} --from v.jsonl"));
        assert_eq!((status(&refused), said(&refused).contains("--failed-ids")), (1, true), "{}", said(&refused));
    }
    // Nobody who has not arrived is finished.
    let lines = job_lines(&job, "v.jsonl");
    assert!(lines.iter().all(|line| line["final"] == (line["code"] == 0)), "{lines:?}");
    let missing = lines.iter().find(|line| line["id"] == 12).unwrap();
    assert_eq!((&missing["sent"], &missing["httpStatus"]), (&"yes".into(), &404.into()));
}

#[test]
fn verify_says_why_it_waits() {
    let job = Job::new(4, |sandbox| onboarding(sandbox).per_day(2).faults("Customers:ids-refused".parse().unwrap()));
    // One refusal, one customer, and then the day's limit, which does not end while it waits.
    let limited = run(&job, "verify 200001 200002 200003 --wait 10m");
    assert_eq!(status(&limited), 5, "{}", said(&limited));
    assert!(said(&limited).contains("from now on each is read on its own"), "{}", said(&limited));
    assert!(!said(&limited).contains("not linked yet; reading"), "{}", said(&limited));
    let down = job.command(&["verify", "200001", "--wait", "1s", "--base-url", "http://127.0.0.1:1"]).output().unwrap();
    assert_eq!(status(&down), 8, "{}", said(&down));
    assert!(said(&down).contains("the server is down ("), "{}", said(&down));
    assert!(!said(&down).contains("not linked yet; reading"), "{}", said(&down));
}

#[test]
fn verify_waits_in_little_memory() {
    let job = Job::new(0, |sandbox| sandbox.customers(100_000).per_minute(0));
    let ids: String = (0..100_000).map(|at| format!("{}\n", FIRST_GENERATED + at)).collect();
    job.write("ids.csv", ids);
    let peak = |args: &[&str]| {
        let mut child = job.command(args).stderr(Stdio::null()).spawn().unwrap();
        peak_of(&mut child)
    };
    let (few, many) = (peak(&["verify", "200008"]), peak(&["verify", "--from", "ids.csv", "--wait", "1s"]));
    println!("peak RSS: {many} KB for 100,000 customers, {few} KB for 1");
    // A million take 21 MB, by scripts/bench.
    assert!(many <= few + 8 * 1024, "{many} KB, {few} KB");
}

#[test]
fn a_renamed_host_is_accepted_on_demand() {
    let job = Job::new(3, |sandbox| sandbox);
    assert_eq!(status(&run(&job, "enable-synch --from ids.csv --limit 1 --results r.jsonl")), 0);
    let host = job.sandbox.url().trim_start_matches("http://").to_owned();
    let text = fs::read_to_string(job.path("r.jsonl")).unwrap();
    job.write("r.jsonl", text.replace(&host, "secure.fusebill.com"));
    for line in [
        "enable-synch --from ids.csv --results r.jsonl --resume",
        "enable-synch --from ids.csv --results r.jsonl --resume --dry-run",
        "enable-synch --from r.jsonl --dry-run",
        "verify --from r.jsonl",
    ] {
        let refused = run(&job, line);
        assert_eq!((status(&refused), said(&refused).contains("--new-host")), (1, true), "{line}: {}", said(&refused));
        let accepted = run(&job, &format!("{line} --new-host"));
        let is_first_change = line.ends_with("--resume");
        // The run records the new host: the file then needs no option.
        assert_eq!(status(&accepted), 0, "{line}: {}", said(&accepted));
        if is_first_change {
            job.write(
                "r.jsonl",
                fs::read_to_string(job.path("r.jsonl")).unwrap().replace(&host, "secure.fusebill.com"),
            );
        }
    }
    assert_eq!(status(&run(&job, "enable-synch --from ids.csv --results r.jsonl --resume --new-host")), 0);
}
