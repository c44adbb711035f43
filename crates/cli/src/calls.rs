//! The commands that make one call for each customer: a few, one after another; a whole list is a batch.

use std::time::{Instant, SystemTime};

use fusebill::{
    Accepted, Call, CancelToken, Client, CustomerId, Error, NOT_DISABLED, NOT_ENABLED, Operation, Outcome, SOME_FAILED,
};

use crate::{
    args::{Calls, Output, Task},
    batch, client, code_of,
    list::List,
    plan, print, report_error,
};

/// Makes the call for every customer that the arguments name. Returns the exit status.
pub(crate) fn run(task: &Task<'_>) -> Result<u8, Error> {
    let args = task.calls;
    let is_stdin = |path: &Option<std::path::PathBuf>| path.as_deref() == Some(std::path::Path::new("-"));
    if is_stdin(&args.batch.from) && is_stdin(&args.client.key_file) {
        return Err(Error::invalid_argument("--from - and --key-file - cannot both read standard input"));
    }
    if args.ids.is_empty() && args.batch.from.is_none() {
        return Err(Error::invalid_argument(match task.operation {
            Operation::EnableSynch | Operation::DisableSynch => "no customer given: pass an ID, --from FILE or --all",
            Operation::Latch => "no customer given: pass ID SALESFORCE_ID or --from FILE",
            _ => "no customer given: pass an ID or --from FILE",
        }));
    }
    match (args.batch.dry_run, args.is_list()) {
        (true, _) => plan::show(task),
        (false, true) => batch::run(task),
        (false, false) => each_printed(args, List::given(&args.ids, task.operation)?.calls(task).collect()),
    }
}

/// `fusebill resynch --salesforce`, whose ids are those of Salesforce accounts.
pub(crate) fn resynch_salesforce(args: &Calls) -> Result<u8, Error> {
    if args.ids.is_empty() {
        return Err(Error::invalid_argument("no customer given: pass the ID of a Salesforce account"));
    }
    each_printed(args, args.ids.iter().map(|id| Ok(Call::resynch_salesforce(id.parse()?))).collect())
}

/// Makes each call and prints its result. All arguments are checked before anything is sent.
fn each_printed(args: &Calls, calls: Result<Vec<Call>, Error>) -> Result<u8, Error> {
    let calls = calls?;
    let (client, _sandbox) = client::create(&args.client, args.sandbox, args.batch.concurrency)?;
    let mut begun = Instant::now();
    each(&client, calls, |call, result| {
        let ended = match (args.output, call.customer()) {
            (Output::Jsonl, Some(id)) => line(result, call.operation(), id, begun, args),
            _ => report(result, call, args),
        };
        begun = Instant::now();
        ended
    })
}

/// Makes each call, and passes its result to `report`, which returns an exit status. The first nonzero
/// status is the command's.
pub(crate) fn each(
    client: &Client,
    calls: Vec<Call>,
    mut report: impl FnMut(&Call, Result<Accepted, Error>) -> Result<u8, Error>,
) -> Result<u8, Error> {
    let mut status = 0;
    for call in calls {
        let result = client.call(&call, &CancelToken::new());
        let is_hopeless = result.as_ref().is_err_and(Error::concerns_everyone);
        let ended = report(&call, result)?;
        status = if status == 0 { ended } else { status };
        if is_hopeless {
            break;
        }
    }
    Ok(status)
}

/// Prints the outcome of a customer as the line that a results file would contain.
fn line(
    result: Result<Accepted, Error>,
    operation: Operation,
    id: CustomerId,
    begun: Instant,
    args: &Calls,
) -> Result<u8, Error> {
    let (at, elapsed) = (SystemTime::now(), begun.elapsed());
    let outcome = Outcome { id, operation, requested_salesforce_id: None, result, at, elapsed };
    if !args.quiet {
        print((outcome.to_json() + "\n").as_bytes())?;
    }
    Ok(status_of(outcome.code()))
}

fn status_of(code: i32) -> u8 {
    if matches!(code, NOT_ENABLED | NOT_DISABLED) { SOME_FAILED as u8 } else { code as u8 }
}

/// Prints what the server sent, or reports why there is nothing.
fn report(result: Result<Accepted, Error>, call: &Call, args: &Calls) -> Result<u8, Error> {
    let answer = match result {
        Ok(answer) => answer,
        Err(error) => return Ok(failed(call, &error, args.output != Output::Text)),
    };
    if !args.quiet {
        print(format!("{}\n", answer.text().trim_end()).as_bytes())?;
    }
    let code = call.operation().verdict(answer.customer()).0;
    if code != 0 {
        let status = answer.customer().and_then(fusebill::Customer::salesforce_synch_status);
        let status = status.unwrap_or("null").escape_debug().to_string();
        say!(
            "{}: the server responded, but salesforceSynchStatus is {status}: check the customer in Fusebill",
            about(call)
        );
    }
    Ok(status_of(code))
}

/// Reports why a call failed; returns its exit status.
pub(crate) fn failed(call: &Call, error: &Error, is_json: bool) -> u8 {
    report_error(error, Some(call), is_json);
    code_of(error.kind())
}

/// The customer that a call is for; the command's name already says which call it is.
pub(crate) fn about(call: &Call) -> String {
    call.customer().map_or_else(|| call.to_string(), |id| format!("customer {id}"))
}
