//! `fusebill enable-synch --all`: all customers whose sync is not enabled. They are listed first, because enabling shifts
//! the pages of a list. With a results file, the list is recorded: a resume calls the same customers without listing again.

use std::{
    io::{self, IsTerminal, Write},
    sync::mpsc,
    thread,
    time::Duration,
};

use fusebill::{Client, CustomersOptions, Error, ErrorKind, Operation, RecordedList, SOME_FAILED, SynchStatus};
use indicatif::HumanCount;

use crate::{
    args::{EnableSynch, Task},
    batch::{self, List},
    client, code_of, customers,
    list::Ids,
    plan,
    signals::Signals,
};

/// Returns the exit status.
pub(crate) fn run(args: &EnableSynch, task: &Task<'_>) -> Result<u8, Error> {
    let batch = &args.calls.batch;
    let (client, _sandbox) = client::of(&args.calls.client, args.calls.sandbox, batch.concurrency)?;
    let signals = Signals::catch()?;
    let earlier = recorded(args, task)?;
    let resume = earlier.is_some() || batch.results.is_some();
    // Before the list is read, which uses the quota.
    batch::options(task, resume).validate()?;
    let list = match earlier {
        Some(list) => {
            say!("{} customers were listed when {} was started", HumanCount(list.ids.len() as u64), results_of(args));
            list
        }
        None => match begin(args, &client, &signals) {
            Err(error) if error.kind() == ErrorKind::Cancelled => {
                say!("no customer was called: {}", error.message());
                return Ok(signals.status().unwrap_or_else(|| code_of(error.kind())));
            }
            begun => begun?,
        },
    };
    if !list.is_whole {
        say!("the list was incomplete: use a new results file to find the missing customers");
    }
    let total = Some(batch.at_most(list.ids.len()) as u64);
    let ids = Ids::given(list.ids, batch.limit);
    let status = match batch.dry_run {
        true => plan::show_for(ids, task, &client, true)?,
        false => batch::call(List { ids, total, resume }, task, &client, &signals)?,
    };
    Ok(if status == 0 && !list.is_whole { SOME_FAILED as u8 } else { status })
}

fn results_of(args: &EnableSynch) -> &str {
    args.calls.batch.results.as_deref().unwrap_or_default()
}

/// Lists the customers who are not enabled, asks for confirmation, and records the list.
fn begin(args: &EnableSynch, client: &Client, signals: &Signals) -> Result<RecordedList, Error> {
    let batch = &args.calls.batch;
    let list = find(args, client, signals)?;
    let called = batch.at_most(list.ids.len()) as u64;
    if !batch.dry_run {
        if called > 0 && !args.yes && !is_confirmed(called, signals)? {
            return Err(Error::cancelled("it was not confirmed"));
        }
        if let Some(results) = &batch.results {
            // All of them, even if this run calls only the first ones: the next run calls the others.
            client.record_list(results, Operation::EnableSynch, &list)?;
        }
    }
    Ok(list)
}

/// The list that an earlier run recorded, with --resume.
fn recorded(args: &EnableSynch, task: &Task<'_>) -> Result<Option<RecordedList>, Error> {
    let Some(earlier) = batch::earlier(task)? else { return Ok(None) };
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

/// Lists the customers who are not enabled, by their own fields; keeps only their ids.
fn find(args: &EnableSynch, client: &Client, signals: &Signals) -> Result<RecordedList, Error> {
    let mut options = CustomersOptions::default();
    options.synch_status = SynchStatus::NotEnabled;
    options.status.clone_from(&args.status);
    let mut list = client.customers(&options, &signals.stop().gently)?.on_wait(|wait| say!("{wait}"));
    let ids = customers::reported(&mut list).map(|customer| customer.map(|customer| customer.id()));
    let ids = ids.collect::<Result<_, _>>()?;
    let summary = list.summary();
    customers::warn_unless_whole(&summary);
    let list = RecordedList { ids, status: args.status.clone(), is_whole: summary.is_whole() };
    say!(
        "{} of {} customers are not enabled{} (requests: {})",
        HumanCount(list.ids.len() as u64),
        HumanCount(summary.received),
        list.status.as_ref().map(|status| format!(" (status {status})")).unwrap_or_default(),
        HumanCount(summary.requests)
    );
    Ok(list)
}

/// Asks the user at the terminal.
fn is_confirmed(count: u64, signals: &Signals) -> Result<bool, Error> {
    if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        return Err(Error::invalid_argument("cannot ask for confirmation here; use --yes"));
    }
    let _ = write!(io::stderr(), "Enable the sync of {} customers? [y/N] ", HumanCount(count));
    // In a separate thread: a signal does not interrupt a read.
    let (asked, answers) = mpsc::channel();
    thread::spawn(move || {
        let mut answer = String::new();
        let read = io::stdin().read_line(&mut answer).map(|_| answer);
        asked.send(read)
    });
    loop {
        match answers.recv_timeout(Duration::from_millis(50)) {
            Ok(answer) => {
                let answer = answer.map_err(|error| Error::io(format!("standard input: {error}")))?;
                return Ok(matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes"));
            }
            Err(_) if signals.status().is_some() => {
                let _ = writeln!(io::stderr());
                return Ok(false);
            }
            Err(_) => {}
        }
    }
}
