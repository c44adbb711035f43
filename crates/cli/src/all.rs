//! `fusebill enable-synch --all`: all customers whose sync is not enabled. They are listed first, because enabling shifts
//! the pages of a list. With a results file, the list is recorded: a resume calls the same customers without listing again.

use fusebill::{
    Client, CustomerId, CustomersOptions, CustomersSummary, Error, ErrorKind, RecordedList, SOME_FAILED, SynchStatus,
};
use indicatif::HumanCount;

use crate::{
    args::{EnableSynch, Task},
    batch, client, confirm, customers,
    list::List,
    plan,
    signals::Signals,
};

/// The list is read again until it is the same twice; at most so often.
const READINGS: usize = 4;

/// Returns the exit status.
pub(crate) fn run(args: &EnableSynch, task: &Task<'_>) -> Result<u8, Error> {
    let batch = &args.calls.batch;
    let (client, _sandbox) = client::of(&args.calls.client, args.calls.sandbox, batch.concurrency)?;
    let signals = Signals::catch()?;
    let earlier = recorded(args, task)?;
    let resume = earlier.is_some() || batch.results.is_some();
    // Before the list is read, which uses the quota.
    batch::options(task, resume).validate()?;
    let recorded = match earlier {
        Some(list) => {
            let count = HumanCount(list.ids.len() as u64);
            note(args, format_args!("{count} customers were listed when {} was started", results_of(args)));
            list
        }
        None => match begin(args, task, &client, &signals) {
            Err(error) if error.kind() == ErrorKind::Cancelled => return Ok(confirm::refused(&error, &signals)),
            begun => begun?,
        },
    };
    let is_whole = recorded.is_whole;
    if !is_whole {
        say!(
            "the list was incomplete, or changed each time it was read: use a new results file to find the missing customers"
        );
    }
    let list = batch::limited(List::known(recorded.ids), task, resume && !batch.dry_run)?;
    let status = match batch.dry_run {
        true => plan::show_for(&list, task, &client, true)?,
        false => batch::call(&list, resume, task, &client, &signals)?,
    };
    Ok(if status == 0 && !is_whole { SOME_FAILED as u8 } else { status })
}

fn note(args: &EnableSynch, words: std::fmt::Arguments<'_>) {
    if !args.calls.quiet {
        say!("{words}");
    }
}

fn results_of(args: &EnableSynch) -> &str {
    args.calls.batch.results.as_deref().unwrap_or_default()
}

/// Lists the customers who are not enabled, asks for confirmation, and records the list.
fn begin(args: &EnableSynch, task: &Task<'_>, client: &Client, signals: &Signals) -> Result<RecordedList, Error> {
    let batch = &args.calls.batch;
    // What would fail after the list was read fails before.
    if let (Some(results), false) = (&batch.results, batch.dry_run) {
        client.check_results_file(results)?;
    }
    if !batch.dry_run && !args.yes {
        confirm::check()?;
    }
    let list = find(args, client, signals)?;
    let called = batch.limit.unwrap_or(usize::MAX).min(list.ids.len()) as u64;
    if !batch.dry_run {
        if called > 0 && !args.yes {
            confirm::ask(&format!("Enable the sync of {} customers?", HumanCount(called)), signals)?;
        }
        if let Some(results) = &batch.results {
            // All of them, even if this run calls only the first ones: the next run calls the others.
            client.record_list(results, task.operation, &list)?;
        }
    }
    Ok(list)
}

/// The list that an earlier run recorded, with --resume.
fn recorded(args: &EnableSynch, task: &Task<'_>) -> Result<Option<RecordedList>, Error> {
    let Some(earlier) = batch::earlier(task, args.calls.batch.resume)? else { return Ok(None) };
    let refuse = |why: &str| Err(Error::invalid_argument(format!("results file {}: {why}", results_of(args))));
    match earlier.list()? {
        Some(list) if list.status != args.status => refuse(&format!(
            "it was started {}; resume it with the same --status, or use a new results file",
            list.status.map_or("without --status".into(), |status| format!("with --status {status}"))
        )),
        Some(list) => Ok(Some(list)),
        None => refuse(
            "it was not started with --all, or was stopped before the first call; resume it with its own --from, or \
             use a new results file",
        ),
    }
}

/// Lists the customers who are not enabled, by their own fields; keeps only their ids. Between two pages, a customer who is
/// deleted shifts the others, so that one may be missed: a list of several pages counts as whole when it is the same twice.
fn find(args: &EnableSynch, client: &Client, signals: &Signals) -> Result<RecordedList, Error> {
    let status = &args.status;
    let (mut ids, mut summary) = read(args, client, signals)?;
    let mut is_whole = summary.is_whole() && summary.requests == 1;
    for _ in 1..READINGS {
        if is_whole {
            break;
        }
        let (again, latest) = read(args, client, signals)?;
        is_whole = summary.is_whole() && latest.is_whole() && again == ids;
        (ids, summary) = (again, latest);
    }
    customers::warn_unless_whole(&summary);
    if let Some(status) = status.as_ref().filter(|_| summary.received == 0) {
        return Err(Error::invalid_argument(format!("--status: no customer has the status {status}")));
    }
    note(
        args,
        format_args!(
            "{} of {} customers are not enabled{}",
            HumanCount(ids.len() as u64),
            HumanCount(summary.received),
            status.as_ref().map(|status| format!(" (status {status})")).unwrap_or_default()
        ),
    );
    Ok(RecordedList { ids, status: status.clone(), is_whole })
}

fn read(args: &EnableSynch, client: &Client, signals: &Signals) -> Result<(Vec<CustomerId>, CustomersSummary), Error> {
    let mut options = CustomersOptions::default();
    options.synch_status = SynchStatus::NotEnabled;
    options.status.clone_from(&args.status);
    let mut list = client.customers(&options, &signals.stop().gently)?.on_wait(|wait| say!("{wait}"));
    let ids = customers::reported(&mut list).map(|customer| customer.map(|customer| customer.id()));
    let ids = ids.collect::<Result<_, _>>()?;
    Ok((ids, list.summary()))
}
