//! What Unix alone has: signals besides Ctrl-C, nohup, the first process of a container, modes of files.

mod job;

use std::{
    fs,
    io::Read,
    os::unix::{fs::PermissionsExt, process::CommandExt},
    process::{Command, Stdio},
    time::Duration,
};

use fusebill_sandbox::KEY;
use job::{Job, said, signal, status};

#[test]
fn terminations_and_hangups_end_it_in_good_order_and_nohup_is_respected() {
    let slow = |customers| Job::new(customers, |sandbox| sandbox.latency(Duration::from_millis(100)));
    for (name, expected) in [("-TERM", 143), ("-HUP", 129)] {
        let job = slow(500);
        job.ends_in_good_order(name, expected);
        job.resumes_to(500);
    }

    let job = slow(60);
    let mut command = Command::new("nohup");
    command.arg(job::program()).args(["enable-synch", "--from", "ids.csv", "--results", "r.jsonl"]);
    command.current_dir(job.folder.path()).env("FUSEBILL_API_KEY", KEY).env("FUSEBILL_BASE_URL", job.sandbox.url());
    let child =
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).process_group(0).spawn().unwrap();
    job.wait_for_requests(8);
    signal(&child, "-HUP");
    assert_eq!(status(&child.wait_with_output().unwrap()), 0);
    assert_eq!(job.sandbox.requests(), 60);
}

#[test]
fn the_sandbox_ends_by_a_termination_even_as_the_first_process() {
    let mut command = Command::new("unshare");
    command.args(["--pid", "--fork", "--kill-child"]).arg(job::program());
    let mut child =
        command.arg("sandbox").stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("root, for unshare");
    let mut line = [0; 8];
    child.stdout.as_mut().unwrap().read_exact(&mut line).unwrap();
    assert_eq!(&line, b"http://1");
    let children = fs::read_to_string(format!("/proc/{0}/task/{0}/children", child.id())).unwrap();
    assert!(Command::new("kill").args(["-TERM", children.trim()]).status().unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(143));
}

#[test]
fn the_results_file_is_readable_by_its_owner_only() {
    let job = Job::new(1, |sandbox| sandbox);
    job.run(&[]);
    let mode = fs::metadata(job.path("results.jsonl")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn a_results_file_that_is_deleted_ends_it() {
    let job = Job::new(2_000, |sandbox| sandbox.latency(Duration::from_millis(20)));
    let child = job.batch(&["--no-progress"]).stderr(Stdio::piped()).spawn().unwrap();
    job.wait_for_requests(20);
    fs::remove_file(job.path("results.jsonl")).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!((status(&output), said(&output).contains("deleted")), (12, true), "{}", said(&output));
}
