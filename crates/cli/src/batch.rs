//! A whole list of customers, `--from …`: with progress, a results file, and a clean end.

use std::{cell::RefCell, ops::ControlFlow, path::Path, time::Instant};

use fusebill::{
    BatchOptions, Call, Client, Error, ErrorKind, Finished, Operation, Outcome, ResultsFile, SOME_FAILED, Summary,
    shell::quoted,
};
use indicatif::{HumanCount, HumanDuration};
use roaring::RoaringTreemap;

use crate::{
    args::{Calls, Output, Task},
    client, code_of, confirm,
    list::List,
    message, print,
    progress::Progress,
    show,
    signals::Signals,
};

/// Without a results file, at most this many failed ids are listed at the end.
const LISTED: usize = 20;

pub(crate) fn run(task: &Task<'_>) -> Result<u8, Error> {
    let args = task.calls;
    let list = read(task)?;
    let (client, _sandbox) = client::of(&args.client, args.sandbox, args.batch.concurrency)?;
    list.check_owner(&client, args.batch.new_key)?;
    let signals = Signals::catch()?;
    if task.asks && args.batch.from.is_some() && !args.batch.resume {
        confirm::check()?;
        let count = HumanCount(list.calls(task).count() as u64);
        let question = format!(
            "This empties the vendor's fields of their accounts in Salesforce. Turn off the sync of {count} customers?"
        );
        if let Err(error) = confirm::ask(&question, &signals) {
            return Ok(confirm::refused(&error, &signals));
        }
    }
    if let (Some((_, file)), Some(path)) = (&list.results, &args.batch.from)
        && task.operation.reverses(file.operation())
    {
        options(task, args.batch.resume).validate()?;
        ResultsFile::mark_undone(path, task.operation)?;
    }
    call(&list, args.batch.resume, task, &client, &signals)
}

/// The customers of a run, and of its dry run: read and judged whole, before anything is sent.
pub(crate) fn read(task: &Task<'_>) -> Result<List, Error> {
    check_results(task)?;
    let list = List::of(task)?;
    if let Some(origin) = list.origin.as_ref().filter(|_| !task.calls.quiet) {
        say!("ids from {origin}");
    }
    refuse_empty(task.calls, &list)?;
    limited(list, task, task.calls.batch.resume)
}

/// The list with `--limit`: the first customers that are not finished yet.
pub(crate) fn limited(mut list: List, task: &Task<'_>, resume: bool) -> Result<List, Error> {
    let batch = &task.calls.batch;
    if batch.limit.is_some() {
        let earlier =
            earlier(task, resume)?.map(|mut file| Finished::read(&mut file, batch.retry_failed)).transpose()?;
        let is_finished = |call: &Call| earlier.as_ref().is_some_and(|earlier| earlier.earlier(call).is_some());
        let (mut left, mut seen) = (batch.limit.unwrap_or(usize::MAX), RoaringTreemap::new());
        let end = list.calls(task).position(|call| {
            let is_open = call.is_ok_and(|call| {
                !is_finished(&call) && call.customer().is_some_and(|id| seen.insert(id.get() as u64))
            });
            let is_over = is_open && left == 0;
            left -= usize::from(is_open && !is_over);
            is_over
        });
        list.truncate(end.unwrap_or(usize::MAX));
    }
    Ok(list)
}

/// Rejects a results file that this list cannot be written to.
fn check_results(task: &Task<'_>) -> Result<(), Error> {
    // What --all enabled can be undone, because its file contains only customers that were not enabled before.
    let earlier = earlier(task, task.calls.batch.resume)?;
    if let (Some(earlier), Some(results)) = (&earlier, &task.calls.batch.results) {
        earlier.check_unused(Path::new(results))?;
    }
    match earlier.map(ResultsFile::list).transpose()?.flatten() {
        Some(_) => {
            let results = task.calls.batch.results.as_deref().unwrap_or_default();
            let why = "it was started with --all; resume it with --all";
            Err(Error::invalid_argument(format!("results file {results}: {why}")))
        }
        None => Ok(()),
    }
}

/// The results file that the run would continue, if any.
pub(crate) fn earlier(task: &Task<'_>, resume: bool) -> Result<Option<ResultsFile>, Error> {
    let results = task.calls.batch.results.as_deref();
    let file = results.map(|path| ResultsFile::earlier(path.as_ref(), task.operation, resume));
    file.transpose().map(Option::flatten)
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
pub(crate) fn call(
    list: &List,
    resume: bool,
    task: &Task<'_>,
    client: &Client,
    signals: &Signals,
) -> Result<u8, Error> {
    let args = task.calls;
    let batch = &args.batch;
    let options = options(task, resume);
    let progress = RefCell::new(Progress::new(list.ids.len() as u64, args.quiet, !batch.no_progress));
    let begun = Instant::now();
    let mut unprinted = None;
    let mut failed = Failed::default();
    let summary = client.call_batch_with(
        list.calls(task),
        &options,
        &signals.stop(),
        |outcome| {
            let mut progress = progress.borrow_mut();
            if args.output == Output::Jsonl && !args.quiet {
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
    if args.output == Output::Json && !args.quiet {
        let mut json = summary.to_json();
        // The library knows nothing of rows that were not ids; without any, the text is the same as in every language.
        if list.bad_rows > 0 {
            json.truncate(json.len() - 1);
            json += &format!(",\"badRows\":{}}}", list.bad_rows);
        }
        print(format!("{json}\n").as_bytes())?;
    }
    if !args.quiet {
        table(&summary, list.bad_rows, begun);
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
        (None, _) if list.bad_rows > 0 => SOME_FAILED as u8,
        _ => summary.status() as u8,
    })
}

/// A list without a single id is not a success: it was meant to contain one.
fn refuse_empty(args: &Calls, list: &List) -> Result<(), Error> {
    let name = args.batch.from.as_ref().map_or("the command line".into(), |path| path.display().to_string());
    match (args.batch.limit, list.ids.len()) {
        (Some(0), _) => Err(Error::invalid_argument("--limit 0 leaves no id to call")),
        (_, 0) if list.bad_rows > 0 => {
            Err(Error::invalid_argument(format!("{name}: it contains no ids, only bad rows: {}", list.bad_rows)))
        }
        (_, 0) => Err(Error::invalid_argument(format!("{name}: it contains no ids"))),
        _ => Ok(()),
    }
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

fn table(summary: &Summary, bad_rows: u64, begun: Instant) {
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
        ("bad rows", bad_rows, ""),
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
    let before: u64 = summary.failed_before.values().sum();
    match (&args.batch.results, &summary.stopped) {
        (Some(_), Some(stopped)) if stopped.message().contains("option newKey") => {}
        (Some(results), Some(_)) if !Path::new(results).exists() => {
            say!("{} is no longer there: put the file back, and run the same command with --resume", quoted(results));
        }
        (Some(results), Some(_)) => {
            say!("to continue, run the same command with --results {} --resume", quoted(results))
        }
        (None, Some(_)) => say!("there is no results file to resume from: --results FILE was not given"),
        (Some(results), None) if before + summary.failures() > 0 => {
            if before > 0 {
                say!("{} customer(s) were refused before, and were not called again", HumanCount(before));
            }
            say!(
                "to see the failures: fusebill report {} --output csv; to retry them: --resume --retry-failed",
                quoted(results)
            );
        }
        _ => {}
    }
}
