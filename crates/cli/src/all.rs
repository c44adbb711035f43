//! `fusebill enable-synch --all`: everyone whose sync is not enabled. They are listed first, since enabling shifts the pages
//! of a list, and with a results file the list is recorded: a resume has the same customers, and lists nobody again.

use std::{
    io::{self, IsTerminal, Write},
    path::Path,
};

use fusebill::{
    Client, CustomerId, CustomersOptions, Error, ErrorKind, Operation, ResultsFile, SOME_FAILED, SynchStatus,
};
use indicatif::HumanCount;

use crate::{
    args::{EnableSynch, Task},
    batch::{self, List},
    calls, customers,
    list::Ids,
    plan,
    signals::Signals,
};

/// Gives the exit status.
pub(crate) fn run(args: &EnableSynch) -> Result<u8, Error> {
    let task = Task { operation: Operation::ENABLE_SYNCH, calls: &args.calls, force: false };
    let batch = &args.calls.batch;
    let (client, _sandbox) = calls::client(&args.calls.client, args.calls.sandbox, batch.concurrency)?;
    let signals = Signals::catch()?;
    if let Some(ids) = recorded(args)? {
        if batch.dry_run {
            return plan::show_for(Ids::given(ids, batch.limit), &args.calls);
        }
        let total = Some(ids.len() as u64);
        let list = List { ids: Ids::given(ids, batch.limit), total, resume: true };
        return batch::call(list, &task, &client, &signals);
    }
    if let Some(results) = batch.results.as_deref().filter(|path| Path::new(path).exists()) {
        // Before anything is listed.
        return Err(Error::io(format!(
            "results file {results}: it exists; use --resume to go on with it, or name another"
        )));
    }
    let found = match find(args, &client, &signals) {
        Err(error) if error.kind() == ErrorKind::Cancelled => {
            return signals.status().ok_or(error);
        }
        found => found?,
    };
    say!(
        "{} of {} customers are not enabled{}",
        HumanCount(found.ids.len() as u64),
        HumanCount(found.received),
        args.status.as_ref().map(|status| format!(" (status {status})")).unwrap_or_default()
    );
    let at_least = if found.is_whole { 0 } else { SOME_FAILED as u8 };
    let limit = batch.limit.unwrap_or(usize::MAX);
    let ids: Vec<CustomerId> = found.ids.into_iter().take(limit).collect();
    if ids.is_empty() {
        return Ok(at_least);
    }
    if batch.dry_run {
        return plan::show_for(Ids::given(ids, None), &args.calls);
    }
    if !args.yes && !is_confirmed(ids.len() as u64)? {
        return Err(Error::cancelled("not confirmed: nobody was called"));
    }
    if let Some(results) = &batch.results {
        client.record_list(results, Operation::ENABLE_SYNCH, &ids)?;
    }
    let total = Some(ids.len() as u64);
    let resume = batch.results.is_some();
    let list = List { ids: Ids::given(ids, None), total, resume };
    Ok(match batch::call(list, &task, &client, &signals)? {
        0 => at_least,
        status => status,
    })
}

/// The list that an earlier run recorded, with --resume.
fn recorded(args: &EnableSynch) -> Result<Option<Vec<CustomerId>>, Error> {
    let batch = &args.calls.batch;
    let Some(results) = batch.results.as_deref().filter(|path| batch.resume && Path::new(path).exists()) else {
        return Ok(None);
    };
    match ResultsFile::open(results.as_ref())?.list()? {
        Some(ids) => Ok(Some(ids)),
        None => Err(Error::invalid_argument(format!(
            "results file {results}: it was not begun with --all; resume it with the --from that it was begun with"
        ))),
    }
}

/// What the account's list has.
struct Found {
    ids: Vec<CustomerId>,
    received: u64,
    is_whole: bool,
}

/// Lists those who are not enabled, by their own fields; keeps their ids alone.
fn find(args: &EnableSynch, client: &Client, signals: &Signals) -> Result<Found, Error> {
    let mut options = CustomersOptions::default();
    options.synch_status = SynchStatus::NotEnabled;
    options.status.clone_from(&args.status);
    let mut list = client.customers(&options, &signals.stop().gently)?;
    let ids = list.by_ref().map(|customer| customer.map(|customer| customer.id())).collect::<Result<_, _>>()?;
    customers::warn_unless_whole(&list.summary());
    Ok(Found { ids, received: list.summary().received, is_whole: list.summary().is_whole() })
}

/// Asks the person at the terminal.
fn is_confirmed(count: u64) -> Result<bool, Error> {
    if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        return Err(Error::invalid_argument("nobody can be asked here: --yes enables them without a question"));
    }
    let _ = write!(io::stderr(), "Enable the sync of {} customers? [y/N] ", HumanCount(count));
    let mut answer = String::new();
    io::stdin().read_line(&mut answer).map_err(|error| Error::io(format!("standard input: {error}")))?;
    Ok(matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes"))
}
