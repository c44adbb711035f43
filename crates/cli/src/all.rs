//! `--all` of enable-synch and disable-synch: all customers whose sync is not in the wanted state. They are listed first,
//! because a change shifts the pages of a list. With a results file, the list is recorded: a resume calls the same customers
//! without listing again.

use std::path::Path;

use fusebill::{
    Client, CustomerId, CustomersOptions, CustomersSummary, Error, ErrorKind, Operation, RecordedList, SOME_FAILED,
    SynchStatus,
};
use indicatif::HumanCount;

use crate::{
    args::{All, Task},
    batch, client, confirm, customers,
    links::{self, Standings},
    list::List,
    plan,
    signals::Signals,
};

/// The list is read again until it is the same twice; at most so often.
const READINGS: usize = 4;

/// Returns the exit status.
pub(crate) fn run(all: &All, task: &Task<'_>) -> Result<u8, Error> {
    let batch = &task.calls.batch;
    let (client, _sandbox) = client::create(&task.calls.client, task.calls.sandbox, batch.concurrency)?;
    let signals = Signals::catch()?;
    let earlier = recorded(all, task)?;
    let resume = earlier.is_some() || batch.results.is_some();
    // Before the list is read, which uses the quota.
    batch::options(task, resume).validate(task.operation)?;
    let chosen = match earlier {
        Some(recorded) => {
            let count = HumanCount(recorded.ids.len() as u64);
            note(task, format_args!("{count} customers were listed when {} was started", results_of(task)));
            Ok((List::known(recorded.ids), None, recorded.is_whole))
        }
        None => begin(all, task, &client, &signals)
            .map(|(recorded, standings)| (List::known(recorded.ids), Some(standings), recorded.is_whole)),
    };
    let (list, standings, is_whole) = match chosen {
        Err(error) if error.kind() == ErrorKind::Cancelled => return Ok(confirm::refused(&error, &signals)),
        chosen => chosen?,
    };
    if !is_whole {
        say!(
            "the list was incomplete, or changed each time it was read: use a new results file to find the missing customers"
        );
    }
    let list = batch::limited(list, task, resume && !batch.dry_run)?;
    let status = match batch.dry_run {
        true => {
            let read = |called: &[CustomerId]| match standings {
                Some(standings) => Ok(Some(standings)),
                None => Standings::read(called, task, &client, &signals).map(Some),
            };
            plan::show_for(&list, task, &client, batch.changed(), read)?
        }
        false => batch::call(&list, resume, task, &client, &signals)?,
    };
    Ok(if status == 0 && !is_whole { SOME_FAILED as u8 } else { status })
}

fn note(task: &Task<'_>, words: std::fmt::Arguments<'_>) {
    if !task.calls.quiet {
        say!("{words}");
    }
}

fn results_of<'a>(task: &'a Task<'_>) -> std::path::Display<'a> {
    task.calls.batch.results.as_deref().unwrap_or(Path::new("")).display()
}

/// Lists the customers to call, asks for confirmation, and records the list.
fn begin(all: &All, task: &Task<'_>, client: &Client, signals: &Signals) -> Result<(RecordedList, Standings), Error> {
    let batch = &task.calls.batch;
    // What would fail after the list was read fails before.
    if let (Some(results), false) = (&batch.results, batch.dry_run) {
        client.check_results_file(results)?;
    }
    if !batch.dry_run && !all.yes {
        confirm::check()?;
    }
    let (mut list, standings) = find(all, task, client, signals)?;
    let before = list.ids.len();
    list.ids.retain(|id| standings.selects(task, *id));
    list.links = task.links.option().map(Into::into);
    links::say_selected(task, list.ids.len(), before, 0);
    let called = &list.ids[..batch.limit.unwrap_or(usize::MAX).min(list.ids.len())];
    if !batch.dry_run {
        if !called.is_empty() && !all.yes {
            confirm::ask(&standings.question(task, called), signals)?;
        }
        if let Some(results) = &batch.results {
            // All of them, even if this run calls only the first ones: the next run calls the others.
            client.record_list(results, task.operation, &list)?;
        }
    }
    Ok((list, standings))
}

/// The list that an earlier run recorded, with --resume.
fn recorded(all: &All, task: &Task<'_>) -> Result<Option<RecordedList>, Error> {
    let Some(earlier) = batch::earlier(task, task.calls.batch.resume)? else { return Ok(None) };
    let refuse = |why: &str| Err(Error::invalid_argument(format!("results file {}: {why}", results_of(task))));
    match earlier.list()? {
        Some(list) if list.status != all.status => refuse(&format!(
            "it was started {}; resume it with the same --status, or use a new results file",
            list.status.map_or("without --status".into(), |status| format!("with --status {status}"))
        )),
        Some(list) if list.links.as_deref() != task.links.option() => refuse(&format!(
            "it was started {}; resume it in the same way, or use a new results file",
            list.links.map_or("without --linked-only and --not-linked-only".into(), |links| format!("with {links}"))
        )),
        Some(list) => Ok(Some(list)),
        None => refuse(
            "it was not started with --all, or was stopped before the first call; resume it with its own --from, or \
             use a new results file",
        ),
    }
}

/// Lists the customers who are not in the wanted state, by their own fields; keeps only their ids. Between two pages, a customer
/// who is deleted shifts the others, so that one may be missed: a list of several pages counts as whole when it is the same
/// twice.
fn find(all: &All, task: &Task<'_>, client: &Client, signals: &Signals) -> Result<(RecordedList, Standings), Error> {
    let status = &all.status;
    let (mut ids, mut standings, mut summary) = read(all, task, client, signals)?;
    let mut is_whole = summary.is_whole() && summary.requests == 1;
    for _ in 1..READINGS {
        if is_whole {
            break;
        }
        let (again, standing, latest) = read(all, task, client, signals)?;
        is_whole = summary.is_whole() && latest.is_whole() && again == ids;
        (ids, standings, summary) = (again, standing, latest);
    }
    customers::warn_unless_whole(&summary);
    if let Some(status) = status.as_ref().filter(|_| summary.received == 0) {
        return Err(Error::invalid_argument(format!("--status: no customer has the status {status}")));
    }
    note(
        task,
        format_args!(
            "{} of {} customers are {}{}",
            HumanCount(ids.len() as u64),
            HumanCount(summary.received),
            if task.operation == Operation::EnableSynch { "not enabled" } else { "enabled" },
            status.as_ref().map(|status| format!(" (status {status})")).unwrap_or_default()
        ),
    );
    Ok((RecordedList { ids, status: status.clone(), links: None, is_whole }, standings))
}

fn read(
    all: &All,
    task: &Task<'_>,
    client: &Client,
    signals: &Signals,
) -> Result<(Vec<CustomerId>, Standings, CustomersSummary), Error> {
    let mut options = CustomersOptions::default();
    options.synch_status = match task.operation {
        Operation::EnableSynch => SynchStatus::NotEnabled,
        _ => SynchStatus::Enabled,
    };
    options.status.clone_from(&all.status);
    let mut list = client.list_customers(&options, &signals.stop().gently)?.on_wait(|wait| say!("{wait}"));
    let (mut ids, mut standings) = (Vec::new(), Standings::default());
    for customer in customers::reported(&mut list) {
        let customer = customer?;
        standings.note(&customer, task);
        ids.push(customer.id());
    }
    Ok((ids, standings, list.summary()))
}
