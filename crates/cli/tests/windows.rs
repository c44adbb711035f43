//! What only Windows has: its paths, its locks, its console. Run under Wine by scripts/test-platforms, which names the
//! command for Windows in FUSEBILL_TEST_COMMAND and a folder with the helpers in FUSEBILL_TEST_WINDOWS.

mod job;

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    time::Duration,
};

use job::{Job, said, status};
use serde_json::Value;

/// As a program for Windows names a file of this machine.
fn windows_path(path: &Path) -> String {
    format!("Z:{}", path.display().to_string().replace('/', "\\"))
}

fn helper(name: &str) -> PathBuf {
    Path::new(&env::var_os("FUSEBILL_TEST_WINDOWS").expect("run by scripts/test-platforms")).join(name)
}

fn slow(customers: u64) -> Job {
    Job::new(customers, |sandbox| sandbox.latency(Duration::from_millis(50)))
}

fn lines(path: &Path) -> Vec<Value> {
    let text = fs::read_to_string(path).unwrap();
    text.lines().skip(1).map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
#[ignore = "needs Wine"]
fn results_files_have_the_names_that_windows_allows() {
    let job = Job::new(3, |sandbox| sandbox);
    let long = job.path("a").join("long-folder-name-".repeat(10)).join("another-".repeat(15)).join("Ergebnis.jsonl");
    let umlaut = job.path("Kunden").join("Müller & Söhne 株式会社").join("Straße.jsonl");
    for path in [&long, &umlaut] {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        for (form, expected) in [(windows_path(path), 0), (windows_path(path), 12)] {
            let output = job.command(&["enable-synch", "--from", "ids.csv", "--results", &form]).output().unwrap();
            assert_eq!(status(&output), expected, "{form}: {}", said(&output));
        }
        let verbatim = windows_path(path).replace("Z:", r"\\?\Z:");
        let again =
            job.command(&["enable-synch", "--from", "ids.csv", "--resume", "--results", &verbatim]).output().unwrap();
        assert_eq!(status(&again), 0, "{}", said(&again));
        assert_eq!(lines(path).len(), 3);
    }
    assert!(windows_path(&long).len() > 260, "MAX_PATH");
    assert_eq!(job.sandbox.requests(), 6);
}

#[test]
#[ignore = "needs Wine"]
fn a_list_and_a_certificate_may_have_such_names_too() {
    let job = Job::new(2, |sandbox| sandbox);
    job.write("Kündigungen – März.csv", "Fusebill ID\r\n200001\r\n200002\r\n");
    let output = job.command(&["enable-synch", "--from", &windows_path(&job.path("Kündigungen – März.csv"))]).output();
    assert_eq!((status(output.as_ref().unwrap()), job.sandbox.requests()), (0, 2), "{output:?}");
    job.write("Zertifikat Müller.pem", "nothing");
    let path = windows_path(&job.path("Zertifikat Müller.pem"));
    let output = job.command(&["enable-synch", "200001", "--ca-file", &path]).output().unwrap();
    assert_eq!(status(&output), 12, "{}", said(&output));
    assert!(said(&output).contains(&path), "UTF-8 on a pipe: {}", said(&output));
}

#[test]
#[ignore = "needs Wine"]
fn while_a_batch_runs_others_may_read_its_file_and_no_more() {
    let job = slow(400);
    let child = job.batch(&["--no-progress"]).stderr(Stdio::piped()).spawn().unwrap();
    job.wait_for_requests(20);
    let second = job.run(&["--resume"]);
    assert_eq!(
        (status(&second), said(&second).contains("another process is writing it")),
        (12, true),
        "{}",
        said(&second)
    );
    let report = job.command(&["report", "results.jsonl"]).output().unwrap();
    assert!([0, 20].contains(&status(&report)), "{report:?}");
    let cmd = |line: &str| -> Output {
        let wine = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts/wine");
        Command::new(wine).args(["cmd", "/c", line]).current_dir(job.folder.path()).output().unwrap()
    };
    cmd("del results.jsonl");
    cmd("ren results.jsonl other.jsonl");
    assert!(job.path("results.jsonl").exists(), "neither deleted nor renamed while it is open");
    let output = child.wait_with_output().unwrap();
    assert_eq!((status(&output), job.enabled().len()), (0, 400), "{}", said(&output));
    cmd("del results.jsonl");
    assert!(!job.path("results.jsonl").exists(), "and afterwards it can be: the check above had something to prevent");
}

#[test]
#[ignore = "needs Wine"]
fn a_console_ends_a_batch_in_good_order() {
    for (event, expected) in [("break", 130), ("close", 129), ("logoff", 143)] {
        let job = Job::new(2_000, |sandbox| sandbox.latency(Duration::from_millis(50)).recording());
        let command = windows_path(&helper("fusebill.exe"));
        let line = format!("{command} enable-synch --from ids.csv --results results.jsonl --no-progress");
        let output = Command::new(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts/wine"))
            .arg(helper("console.exe"))
            .args([event, "results.jsonl", &line])
            .current_dir(job.folder.path())
            .env("FUSEBILL_API_KEY", fusebill_sandbox::KEY)
            .env("FUSEBILL_BASE_URL", job.sandbox.url())
            .output()
            .unwrap();
        let printed = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(printed.contains(&format!("{expected} after ")), "{event}: {printed}{}", said(&output));
        assert!(said(&output).contains("--resume"), "{event}: {}", said(&output));
        // What was in flight is awaited, or ended as cancelled when the system does not leave the time.
        let id_of = |path: &str| path.rsplit('/').next().unwrap().parse().unwrap();
        let mut requested: Vec<i64> = job.sandbox.recorded().iter().map(|request| id_of(&request.path)).collect();
        requested.sort_unstable();
        let lines = job.lines();
        assert!(lines.len() < 2_000, "{event}: {}", lines.len());
        // Each request has its line; a call that was ended before it was sent has a line, too, and no request.
        let was_sent = |line: &&serde_json::Value| {
            let is_there = requested.binary_search(&line["id"].as_i64().unwrap()).is_ok();
            assert!(is_there || event != "break" && line["name"] == "cancelled", "{event}: {line}");
            is_there
        };
        let mut recorded: Vec<i64> = lines.iter().filter(was_sent).map(|line| line["id"].as_i64().unwrap()).collect();
        recorded.sort_unstable();
        assert_eq!(recorded, requested, "{event}");
        assert_eq!(status(&job.run(&["--resume", "--concurrency", "64"])), 0);
        assert_eq!(job.enabled().len(), 2_000, "{event}");
    }
}

#[test]
#[ignore = "needs Wine"]
fn a_file_that_another_system_changes_under_it_is_noticed() {
    // Wine keeps programs for Windows from it, and Linux does not: as on a network drive.
    for (harm, words) in [("truncate", "truncated"), ("delete", "deleted"), ("move", "moved")] {
        let job = slow(2_000);
        let child = job.batch(&["--no-progress"]).stderr(Stdio::piped()).spawn().unwrap();
        let path = job.path("results.jsonl");
        job.wait_for_results();
        match harm {
            "truncate" => fs::OpenOptions::new().write(true).open(&path).unwrap().set_len(100).unwrap(),
            "delete" => fs::remove_file(&path).unwrap(),
            _ => fs::rename(&path, job.path("elsewhere")).unwrap(),
        }
        let output = child.wait_with_output().unwrap();
        assert_eq!((status(&output), said(&output).contains(words)), (12, true), "{harm}: {}", said(&output));
    }
}
