//! A whole list of customers, `--from …`: with progress, a results file, and a clean end.

use std::{cell::RefCell, ops::ControlFlow, path::Path, time::Instant};

use fusebill::{
    BatchOptions, Call, Client, Error, ErrorKind, Finished, Operation, Outcome, ResultsFile, SOME_FAILED, Summary,
    Wait, shell::quoted,
};
use indicatif::{HumanCount, HumanDuration};
use roaring::RoaringTreemap;

use crate::{
    args::{Calls, Output, Task},
    client, code_of, confirm,
    links::{self, Standings},
    list::{List, Named},
    message, print,
    progress::Progress,
    show,
    signals::Signals,
};

/// Without a results file, at most this many failed ids are listed at the end.
const LISTED: usize = 20;

pub(crate) fn run(task: &Task<'_>) -> Result<u8, Error> {
    let args = task.calls;
    let is_turned_off = task.operation == Operation::DisableSynch && args.batch.from.is_some() && !args.batch.resume;
    let asks = is_turned_off && !task.all.is_some_and(|all| all.yes);
    let list = read(task)?;
    let (client, _sandbox) = client::create(&args.client, args.sandbox, args.batch.concurrency)?;
    list.check_owner(&client, args.batch.changed())?;
    if asks {
        confirm::check()?;
    }
    let signals = Signals::catch()?;
    let list = match chosen(list, asks, task, &client, &signals) {
        Err(error) if error.kind() == ErrorKind::Cancelled => return Ok(confirm::refused(&error, &signals)),
        chosen => chosen?,
    };
    if let (Some((_, file)), Some(path)) = (&list.results, &args.batch.from)
        && task.operation.reverses(file.operation())
    {
        options(task, args.batch.resume).validate(task.operation)?;
        ResultsFile::mark_undone(path, task.operation)?;
    }
    call(&list, args.batch.resume, task, &client, &signals)
}

/// The customers of a list whom this run calls, after a question if the call needs one.
fn chosen(list: List, asks: bool, task: &Task<'_>, client: &Client, signals: &Signals) -> Result<List, Error> {
    let list = links::selected(list, task, client, signals)?;
    let list = limited(list, task, task.calls.batch.resume)?;
    if asks {
        let standings = Standings::read(&list.ids, task, client, signals)?;
        confirm::ask(&standings.question(task, &list.ids), signals)?;
    }
    Ok(list)
}

/// The customers of a run, and of its dry run: read and judged whole, before anything is sent.
pub(crate) fn read(task: &Task<'_>) -> Result<List, Error> {
    check_results(task)?;
    let list = List::of(&Named::of(task))?;
    if let Some(origin) = list.origin.as_ref().filter(|_| !task.calls.quiet) {
        say!("ids from {origin}");
    }
    let batch = &task.calls.batch;
    if batch.limit == Some(0) {
        return Err(Error::invalid_argument("--limit 0 leaves no id to call"));
    }
    refuse_empty(batch.from.as_deref(), &list)?;
    Ok(list)
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
        earlier.check_unused(results)?;
    }
    match earlier.map(ResultsFile::list).transpose()?.flatten() {
        Some(_) => {
            let results = task.calls.batch.results.as_deref().unwrap_or(Path::new("")).display();
            let why = "it was started with --all; resume it with --all";
            Err(Error::invalid_argument(format!("results file {results}: {why}")))
        }
        None => Ok(()),
    }
}

/// The results file that the run would continue, if any.
pub(crate) fn earlier(task: &Task<'_>, resume: bool) -> Result<Option<ResultsFile>, Error> {
    let results = task.calls.batch.results.as_deref();
    let file = results.map(|path| ResultsFile::earlier(path, task.operation, resume));
    file.transpose().map(Option::flatten)
}

/// The options of the batch.
pub(crate) fn options(task: &Task<'_>, resume: bool) -> BatchOptions {
    let batch = &task.calls.batch;
    BatchOptions {
        // They are read with the ids.
        salesforce_ids: Vec::new(),
        force_latch: task.force,
        concurrency: batch.concurrency,
        max_per_minute: batch.max_per_minute,
        results_file: batch.results.clone(),
        resume,
        retry_failed: batch.retry_failed,
        new_key: batch.new_key && resume,
        new_host: batch.new_host && resume,
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
    let options = options(task, resume);
    let shown = Shown {
        output: args.output,
        quiet: args.quiet,
        no_progress: args.batch.no_progress,
        results: args.batch.results.as_deref(),
        count: list.ids.len() as u64,
        bad_rows: list.bad_rows,
    };
    let (summary, status) = shown.of(client, signals, |on_outcome, on_wait| {
        client.batch(task.operation, list.calls(task), &options, &signals.stop(), on_outcome, on_wait)
    })?;
    if !args.quiet {
        suggest(args, &summary);
    }
    Ok(status)
}

type OnOutcome<'a> = &'a mut dyn FnMut(&Outcome) -> ControlFlow<()>;
type OnWait<'a> = &'a mut dyn FnMut(&Wait);

/// What a user sees of a list of customers while it is processed, and at its end.
pub(crate) struct Shown<'a> {
    pub(crate) output: Output,
    pub(crate) quiet: bool,
    pub(crate) no_progress: bool,
    pub(crate) results: Option<&'a Path>,
    pub(crate) count: u64,
    pub(crate) bad_rows: u64,
}

impl Shown<'_> {
    /// Shows what `run` does; returns its summary and the exit status.
    pub(crate) fn of(
        &self,
        client: &Client,
        signals: &Signals,
        run: impl FnOnce(OnOutcome<'_>, OnWait<'_>) -> Result<Summary, Error>,
    ) -> Result<(Summary, u8), Error> {
        let progress = RefCell::new(Progress::new(self.count, self.quiet, !self.no_progress));
        let begun = Instant::now();
        let mut unprinted = None;
        let mut failed = Failed::default();
        let mut on_outcome = |outcome: &Outcome| {
            let mut progress = progress.borrow_mut();
            if self.output == Output::Jsonl && !self.quiet {
                let line = outcome.to_json() + "\n";
                unprinted = progress.above(|| print(line.as_bytes())).err();
            }
            failed.note(outcome);
            progress.count(outcome, &client.quota());
            if unprinted.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        let summary = run(&mut on_outcome, &mut |wait| progress.borrow_mut().wait(wait))?;
        progress.borrow().end();
        if self.output == Output::Json && !self.quiet {
            let mut json = summary.to_json();
            // The library knows nothing of rows that were not ids; without any, the text is the same as in every language.
            if self.bad_rows > 0 {
                json.truncate(json.len() - 1);
                json += &format!(",\"badRows\":{}}}", self.bad_rows);
            }
            print(format!("{json}\n").as_bytes())?;
        }
        if !self.quiet {
            table(&summary, self.bad_rows, begun);
            if self.results.is_none() {
                failed.list();
            }
        }
        if let Some(error) = &unprinted {
            say!("stopped: {}", message::line(error));
        } else if let Some(stopped) = &summary.stopped {
            say!("stopped: {}", message::line(stopped));
        }
        let status = match (&summary.stopped, signals.status()) {
            _ if unprinted.is_some() => code_of(ErrorKind::Io),
            (Some(stopped), Some(signal)) if stopped.kind() == ErrorKind::Cancelled => signal,
            (None, _) if self.bad_rows > 0 => SOME_FAILED as u8,
            _ => summary.status() as u8,
        };
        Ok((summary, status))
    }
}

/// A list without a single id is not a success: it was meant to contain one.
pub(crate) fn refuse_empty(from: Option<&Path>, list: &List) -> Result<(), Error> {
    let name = from.map_or("the command line".into(), |path| path.display().to_string());
    match list.ids.len() {
        0 if list.bad_rows > 0 => {
            Err(Error::invalid_argument(format!("{name}: it contains no ids, only bad rows: {}", list.bad_rows)))
        }
        0 => Err(Error::invalid_argument(format!("{name}: it contains no ids"))),
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
    match operation {
        Operation::EnableSynch => "enabled",
        Operation::Customer => "linked",
        _ => "done",
    }
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
    let quoted = |path: &Path| quoted(&path.display().to_string()).to_string();
    match (&args.batch.results, &summary.stopped) {
        (Some(_), Some(stopped)) if matches!(stopped.argument(), Some("newKey" | "newHost")) => {}
        (Some(results), Some(_)) if !results.exists() => {
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
    if summary.done > 0 && summary.operation != Operation::DisableSynch {
        let list = match (&args.batch.results, &args.batch.from) {
            (Some(results), _) => format!("--from {}", quoted(results)),
            (None, Some(from)) => format!("--from {}", quoted(from)),
            (None, None) => "ID".into(),
        };
        say!("this set a state, and Salesforce follows later: run `fusebill verify {list}` in a few minutes");
    }
}
