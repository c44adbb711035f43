//! `fusebill enable-synch --from …`: a whole list, with progress, a record, and an orderly end.

use std::{
    cell::RefCell,
    fs::File,
    io::{self, BufRead, BufReader},
    ops::ControlFlow,
    time::Instant,
};

use fusebill::{BatchOptions, Error, ErrorKind, SOME_FAILED, Summary};
use indicatif::{HumanCount, HumanDuration};

use crate::{args::EnableSynch, enable_synch, ids::Ids, message, print, progress::Progress, signals::Signals};

pub(crate) fn run(args: &EnableSynch) -> Result<u8, Error> {
    let batch = &args.batch;
    let options = BatchOptions {
        concurrency: Some(batch.concurrency),
        max_per_minute: batch.max_per_minute,
        results_file: batch.results.clone(),
        resume: batch.resume,
        retry_failed: batch.retry_failed,
        stop_after_failures: batch.stop_after_failures,
        wait: batch.wait,
    };
    let total = count(args)?;
    let ids = Ids::open(args)?;
    let bad_rows = ids.bad_rows();
    let (client, _sandbox) = enable_synch::client(args)?;
    let signals = Signals::catch()?;
    let mut progress = Progress::new(total, args.quiet);
    let begun = Instant::now();
    let mut unprinted = None;
    let progress = RefCell::new(&mut progress);
    let summary = client.enable_synch_batch_with(
        ids,
        &options,
        &signals.stop(),
        |outcome| {
            let mut progress = progress.borrow_mut();
            if args.json {
                let line = outcome.to_json() + "\n";
                unprinted = progress.above(|| print(line.as_bytes())).err();
            }
            progress.count(outcome, &client.quota());
            if unprinted.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        },
        |wait| progress.borrow_mut().wait(wait),
    )?;
    let progress = progress.into_inner();
    progress.end();
    if !args.quiet {
        table(&summary, bad_rows.get(), begun);
    }
    if let Some(stopped) = &summary.stopped {
        eprintln!("fusebill: stopped: {}", message::of(stopped));
        match &batch.results {
            Some(results) => eprintln!("fusebill: to go on: the same command with --results {results} --resume"),
            None => eprintln!("fusebill: without --results FILE there is no record to resume from"),
        }
    }
    if let Some(error) = unprinted {
        return Err(error);
    }
    Ok(match (&summary.stopped, signals.status()) {
        (Some(stopped), Some(signal)) if stopped.kind() == ErrorKind::Cancelled => signal,
        (None, _) if bad_rows.get() > 0 => SOME_FAILED as u8,
        _ => summary.status() as u8,
    })
}

/// How many ids a file has; unknown for standard input, which can be read only once.
fn count(args: &EnableSynch) -> Result<Option<u64>, Error> {
    let is_stream = args.batch.from.as_ref().is_some_and(|path| !path.is_file());
    if is_stream || args.quiet {
        return Ok(None);
    }
    let lines = args.batch.from.as_ref().map(|path| {
        let reader = BufReader::new(File::open(path)?);
        reader.split(b'\n').try_fold(0, |lines, line| line.map(|_| lines + 1))
    });
    let lines = lines.transpose().map_err(|error: io::Error| Error::io(error.to_string()))?.unwrap_or(0);
    let all = args.ids.len() + lines;
    Ok(Some(all.min(args.batch.limit.unwrap_or(usize::MAX)) as u64))
}

fn table(summary: &Summary, bad_rows: u64, begun: Instant) {
    let row = |name: &str, count: u64| eprintln!("{name:<18} {:>10}", HumanCount(count).to_string());
    row("enabled", summary.enabled);
    for (name, count) in &summary.failed {
        row(name, *count);
    }
    for (name, count) in [("done before", summary.skipped), ("duplicates", summary.duplicates), ("bad rows", bad_rows)]
    {
        if count > 0 {
            row(name, count);
        }
    }
    row("requests", summary.requests);
    eprintln!("{:<18} {:>10}", "took", HumanDuration(begun.elapsed()).to_string());
}
