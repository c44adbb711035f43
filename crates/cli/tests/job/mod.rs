//! A list, an API and the command, for tests that run it as a process.
#![allow(missing_docs, unreachable_pub, dead_code, reason = "shared by test programs, each of which uses a part")]

use std::{
    collections::HashMap,
    fs,
    path::PathBuf,
    process::{Child, Command, Output, Stdio},
    thread,
    time::Duration,
};

use fusebill_sandbox::{Builder, FIRST_GENERATED, KEY, Sandbox};
use serde_json::Value;
use tempfile::TempDir;

/// The command that is tested: the one that was built with the tests, or the one that this variable names, such as a program
/// for Windows under Wine.
pub fn program() -> PathBuf {
    std::env::var_os("FUSEBILL_TEST_COMMAND")
        .map_or_else(|| assert_cmd::cargo::cargo_bin!("fusebill").into(), Into::into)
}

/// A folder with a list of generated customers, and the API that has them.
pub struct Job {
    pub folder: TempDir,
    pub sandbox: Sandbox,
}

impl Job {
    pub fn new(customers: u64, with: impl FnOnce(Builder) -> Builder) -> Self {
        let builder = Sandbox::builder().customers(customers).per_minute(1_000_000_000).per_day(1_000_000_000);
        let job = Self { folder: TempDir::new().unwrap(), sandbox: with(builder).start().unwrap() };
        let ids: String = (0..customers as i64).map(|at| format!("{}\n", FIRST_GENERATED + at)).collect();
        job.write("ids.csv", format!("Fusebill ID\n{ids}"));
        job
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        fs::write(self.path(name), content).unwrap();
    }

    pub fn command(&self, args: &[&str]) -> Command {
        // A shell's background job, such as this whole run may be, ignores SIGINT, and so would the command.
        let mut command = Command::new("env");
        command.arg("--default-signal").arg(program());
        command.current_dir(self.folder.path()).args(args);
        command.env("FUSEBILL_API_KEY", KEY).env("FUSEBILL_BASE_URL", self.sandbox.url());
        command
    }

    pub fn batch(&self, args: &[&str]) -> Command {
        let mut command = self.command(&["enable-synch", "--from", "ids.csv", "--results", "results.jsonl"]);
        command.args(args);
        command
    }

    pub fn run(&self, args: &[&str]) -> Output {
        self.batch(args).output().unwrap()
    }

    /// Waits until so many requests have come.
    pub fn wait_for_requests(&self, count: u64) {
        while self.sandbox.requests() < count {
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Waits until the results file has some lines.
    pub fn wait_for_results(&self) {
        while fs::metadata(self.path("results.jsonl")).map_or(0, |file| file.len()) < 2_000 {
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Runs the batch and ends it by a signal, which must await what is in flight and say how to go on.
    pub fn ends_in_good_order(&self, name: &str, expected: i32) {
        let child = self.batch(&[]).stderr(Stdio::piped()).spawn().unwrap();
        self.wait_for_requests(8);
        signal(&child, name);
        let output = child.wait_with_output().unwrap();
        assert_eq!((status(&output), said(&output).contains("--resume")), (expected, true), "{}", said(&output));
        assert_eq!(self.enabled().len() as u64, self.sandbox.requests(), "what was in flight was awaited");
    }

    /// Goes on with the batch, which must enable every customer and call none twice.
    pub fn resumes_to(&self, customers: u64) {
        assert_eq!(status(&self.run(&["--resume", "--concurrency", "64"])), 0);
        assert_eq!((self.enabled().len() as u64, self.sandbox.requests()), (customers, customers));
    }

    /// The lines of the results file, without its header.
    pub fn lines(&self) -> Vec<Value> {
        let text = fs::read_to_string(self.path("results.jsonl")).unwrap();
        text.lines().skip(1).map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// How many lines each id has with code 0.
    pub fn enabled(&self) -> HashMap<i64, u64> {
        let mut enabled = HashMap::new();
        for line in self.lines().iter().filter(|line| line["code"] == 0) {
            *enabled.entry(line["id"].as_i64().unwrap()).or_default() += 1;
        }
        enabled
    }
}

pub fn status(output: &Output) -> i32 {
    output.status.code().unwrap_or_else(|| panic!("{output:?}"))
}

pub fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

pub fn signal(child: &Child, name: &str) {
    assert!(Command::new("kill").args([name, &child.id().to_string()]).status().unwrap().success());
}

/// Waits until no signal is pending for a process: two that are pending at the same time would count as one.
pub fn wait_until_delivered(child: &Child) {
    let is_pending = || {
        let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
        let pending = status.lines().find_map(|line| line.strip_prefix("ShdPnd:")).unwrap();
        pending.trim().bytes().any(|digit| digit != b'0')
    };
    while is_pending() {
        thread::sleep(Duration::from_millis(5));
    }
}

/// The high-water mark of a process's resident memory at its end, in KB.
pub fn peak_of(child: &mut Child) -> u64 {
    let status_file = PathBuf::from(format!("/proc/{}/status", child.id()));
    let read = || {
        let text = fs::read_to_string(&status_file).ok()?;
        text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?.trim().trim_end_matches(" kB").parse().ok()
    };
    let mut peak = 0;
    while child.try_wait().unwrap().is_none() {
        peak = read().unwrap_or(peak);
        thread::sleep(Duration::from_millis(5));
    }
    peak
}
