//! A whole list of customers, `--from …`: with progress, a results file, and a clean end.

use std::{cell::RefCell, ops::ControlFlow, time::Instant};

use fusebill::{
    BatchOptions, Client, Error, ErrorKind, Operation, Outcome, ResultsFile, SOME_FAILED, Summary, shell::quoted,
};
use indicatif::{HumanCount, HumanDuration};

use crate::{
    args::{Calls, Output, Task},
    client, code_of,
    list::{Counts, Ids, Report},
    message, print,
    progress::Progress,
    show,
    signals::Signals,
};

/// Without a results file, at most this many failed ids are listed at the end.
const LISTED: usize = 20;

pub(crate) fn run(task: &Task<'_>) -> Result<u8, Error> {
    let args = task.calls;
    let counted = Ids::count(task)?;
    if let Some(counts) = counted {
        refuse_empty(args, counts)?;
    }
    let ids = Ids::open(task, Report::Say)?;
    if let Some(origin) = ids.origin().filter(|_| !args.quiet) {
        say!("ids from {origin}");
    }
    check_results(task)?;
    let (client, _sandbox) = client::of(&args.client, args.sandbox, args.batch.concurrency)?;
    ids.check_owner(&client, args.batch.new_key)?;
    let signals = Signals::catch()?;
    let list = List { ids, total: counted.map(|counts| counts.ids), resume: args.batch.resume };
    call(list, task, &client, &signals)
}

/// Rejects a results file that this list cannot be written to, before anything is sent, and in a dry run, too.
pub(crate) fn check_results(task: &Task<'_>) -> Result<(), Error> {
    // What --all enabled can be undone, because its file contains only customers that were not enabled before.
    match earlier(task)?.map(ResultsFile::list).transpose()?.flatten() {
        Some(_) => {
            let results = task.calls.batch.results.as_deref().unwrap_or_default();
            let why = "it was started with --all; resume it with --all";
            Err(Error::invalid_argument(format!("results file {results}: {why}")))
        }
        None => Ok(()),
    }
}

/// The results file that the run would continue, if any.
pub(crate) fn earlier(task: &Task<'_>) -> Result<Option<ResultsFile>, Error> {
    let batch = &task.calls.batch;
    let file = batch.results.as_deref().map(|path| ResultsFile::earlier(path.as_ref(), task.operation, batch.resume));
    file.transpose().map(Option::flatten)
}

/// The customers to call.
pub(crate) struct List {
    pub(crate) ids: Ids,
    /// How many there are, if known.
    pub(crate) total: Option<u64>,
    /// Whether to continue the results file.
    pub(crate) resume: bool,
}

/// The options of the batch.
pub(crate) fn options(task: &Task<'_>, resume: bool) -> BatchOptions {
    let batch = &task.calls.batch;
    BatchOptions {
        operation: task.operation,
        // They are read with the ids.
        salesforce_ids: Vec::new(),
        force_latch: task.force,
        concurrency: batch.concurrency,
        max_per_minute: batch.max_per_minute,
        results_file: batch.results.clone(),
        resume,
        retry_failed: batch.retry_failed,
        new_key: batch.new_key && resume,
        stop_after_failures: batch.stop_after_failures,
        wait: batch.wait,
    }
}

/// Calls all of them, and reports how it ended. Returns the exit status.
pub(crate) fn call(list: List, task: &Task<'_>, client: &Client, signals: &Signals) -> Result<u8, Error> {
    let args = task.calls;
    let batch = &args.batch;
    let List { ids, total, resume } = list;
    let options = options(task, resume);
    let counts = ids.counts();
    let progress = RefCell::new(Progress::new(total, args.quiet, !batch.no_progress));
    let begun = Instant::now();
    let mut unprinted = None;
    let mut failed = Failed::default();
    let summary = client.call_batch_with(
        ids.map(|listed| listed.and_then(|listed| listed.call(task))),
        &options,
        &signals.stop(),
        |outcome| {
            let mut progress = progress.borrow_mut();
            if args.form() == Output::Jsonl && !args.quiet {
                let line = outcome.to_json() + "\n";
                unprinted = progress.above(|| print(line.as_bytes())).err();
            }
            failed.note(outcome);
            progress.count(outcome, &client.quota());
            if unprinted.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        },
        |wait| progress.borrow_mut().wait(wait),
    )?;
    progress.borrow().end();
    let counts = *counts.borrow();
    if summary.stopped.is_none() {
        refuse_empty(args, counts)?;
    }
    if args.form() == Output::Json && !args.quiet {
        let mut json = summary.to_json();
        // The library knows nothing of rows that were not ids; without any, the text is the same as in every language.
        if counts.bad_rows > 0 {
            json.truncate(json.len() - 1);
            json += &format!(",\"badRows\":{}}}", counts.bad_rows);
        }
        print(format!("{json}\n").as_bytes())?;
    }
    if !args.quiet {
        table(&summary, counts, begun);
        if batch.results.is_none() {
            failed.list();
        }
    }
    if let Some(error) = &unprinted {
        say!("stopped: {}", message::of(error));
    } else if let Some(stopped) = &summary.stopped {
        say!("stopped: {}", message::of(stopped));
    }
    if !args.quiet {
        suggest(args, &summary);
    }
    Ok(match (&summary.stopped, signals.status()) {
        _ if unprinted.is_some() => code_of(ErrorKind::Io),
        (Some(stopped), Some(signal)) if stopped.kind() == ErrorKind::Cancelled => signal,
        (None, _) if counts.bad_rows > 0 => SOME_FAILED as u8,
        _ => summary.status() as u8,
    })
}

/// A list without a single id is not a success: it was meant to contain one.
pub(crate) fn refuse_empty(args: &Calls, Counts { ids, bad_rows }: Counts) -> Result<(), Error> {
    // Without a list and ids, it is --all, which may find that everybody is enabled.
    if ids > 0 || (args.batch.from.is_none() && args.ids.is_empty()) {
        return Ok(());
    }
    let list = args.batch.from.as_ref().map_or("the command line".into(), |path| path.display().to_string());
    Err(Error::invalid_argument(match (args.batch.limit, bad_rows) {
        (Some(0), _) => "--limit 0 leaves no id to call".into(),
        (_, 0) => format!("{list}: it contains no ids"),
        _ if args.batch.dry_run => format!("{list}: it contains no ids, only bad rows: {bad_rows}"),
        _ => format!("{list}: it contains no ids, only bad rows: {bad_rows}; --dry-run shows them"),
    }))
}

/// The first ids that failed, for the list at the end, and how many failed.
#[derive(Default)]
struct Failed {
    lines: Vec<String>,
    count: usize,
}

impl Failed {
    fn note(&mut self, outcome: &Outcome) {
        if outcome.is_done() {
            return;
        }
        self.count += 1;
        if self.count <= LISTED {
            self.lines.push(format!("{} {}", outcome.id, outcome.name()));
        }
    }

    fn list(&self) {
        self.lines.iter().for_each(|line| say!("failed: {line}"));
        if self.count > LISTED {
            say!("and {} more; --results FILE records them all", HumanCount((self.count - LISTED) as u64));
        }
    }
}

/// The word for a customer for whom the operation succeeded.
pub(crate) fn word_of_done(operation: Operation) -> &'static str {
    if operation == Operation::EnableSynch { "enabled" } else { "done" }
}

fn table(summary: &Summary, counts: Counts, begun: Instant) {
    let mut text = String::new();
    let mut row = |name: &str, count: u64, remark: &str| {
        text += &format!("{name:<18} {:>10}{remark}\n", HumanCount(count).to_string());
    };
    row(word_of_done(summary.operation), summary.done, "");
    for (name, count) in &summary.failed {
        row(name, *count, "");
    }
    let failed_before: Vec<String> =
        summary.failed_before.iter().map(|(name, count)| format!("{name} {}", HumanCount(*count))).collect();
    let first_damaged = format!("   (the first is line {})", summary.damaged.first);
    for (name, count, remark) in [
        ("done before", summary.skipped, ""),
        ("failed before", summary.failed_before.values().sum(), &format!("   ({})", failed_before.join(", "))),
        ("duplicates", summary.duplicates, ""),
        ("bad rows", counts.bad_rows, ""),
        ("damaged lines", summary.damaged.lines, &first_damaged),
    ] {
        if count > 0 {
            row(name, count, remark);
        }
    }
    row("requests", summary.requests, "");
    show(&format!("{text}{:<18} {:>10}\n", "took", HumanDuration(begun.elapsed()).to_string()));
}

/// Suggests the next command, if there is one.
fn suggest(args: &Calls, summary: &Summary) {
    let failures = summary.failures() + summary.failed_before.values().sum::<u64>();
    match (&args.batch.results, &summary.stopped) {
        (Some(_), Some(stopped)) if stopped.message().contains("option newKey") => {}
        (Some(results), Some(_)) => {
            say!("to continue, run the same command with --results {} --resume", quoted(results))
        }
        (None, Some(_)) => say!("there is no results file to resume from: --results FILE was not given"),
        (Some(results), None) if failures > 0 => {
            say!(
                "to see the failures: fusebill report {} --csv; to retry them: --resume --retry-failed",
                quoted(results)
            );
        }
        _ => {}
    }
}
