//! The commands that make one call for each customer: a few, one after the other; a whole list is the batch's.

use std::time::{Instant, SystemTime};

use fusebill::{
    Accepted, Call, CancelToken, Client, CustomerId, Error, NOT_DISABLED, NOT_ENABLED, Operation, Options, Outcome,
    SOME_FAILED,
};
use fusebill_sandbox::Sandbox;

use crate::{
    args::{Calls, ClientArgs, Output, Task},
    batch, code_of, key,
    list::{Counts, Listed},
    plan, print, report_error, sandbox,
};

/// Makes the call for every customer that the arguments name. Gives the exit status.
pub(crate) fn run(task: &Task<'_>) -> Result<u8, Error> {
    let args = task.calls;
    let is_stdin = |path: &Option<std::path::PathBuf>| path.as_deref() == Some(std::path::Path::new("-"));
    if is_stdin(&args.batch.from) && is_stdin(&args.client.key_file) {
        return Err(Error::invalid_argument("--from - and --key-file - cannot both read standard input"));
    }
    if args.ids.is_empty() && args.batch.from.is_none() {
        return Err(Error::invalid_argument("no customer: an ID or --from FILE is needed"));
    }
    match (args.batch.dry_run, args.is_list()) {
        (true, _) => plan::show(task),
        (false, true) => batch::run(task),
        (false, false) => {
            each_printed(args, Listed::given(task)?.into_iter().map(|listed| listed.call(task)).collect())
        }
    }
}

/// `fusebill resynch --salesforce`, whose ids are those of accounts in Salesforce.
pub(crate) fn resynch_salesforce(args: &Calls) -> Result<u8, Error> {
    if args.ids.is_empty() {
        return Err(Error::invalid_argument("no customer: the ID of an account in Salesforce is needed"));
    }
    each_printed(args, args.ids.iter().map(|id| Ok(Call::resynch_salesforce(id.parse()?))).collect())
}

/// The client, and the sandbox that it calls when there is one.
pub(crate) fn client(
    args: &ClientArgs,
    is_sandbox: bool,
    concurrency: Option<i64>,
) -> Result<(Client, Option<Sandbox>), Error> {
    let options = options(args, concurrency)?;
    let sandbox = is_sandbox.then(sandbox::embedded).transpose()?;
    let builder = match &sandbox {
        // Its port is another one each time; a results file knows it by one name.
        Some(sandbox) => {
            Client::builder(fusebill_sandbox::KEY).options(options).base_url(sandbox.url()).known_as("embedded sandbox")
        }
        None => Client::builder(key::find(args.key_file.as_deref())?).options(options),
    };
    Ok((builder.build()?, sandbox))
}

/// Makes each call, and prints what came of it; all were checked before anything is sent.
fn each_printed(args: &Calls, calls: Result<Vec<Call>, Error>) -> Result<u8, Error> {
    let mut calls = calls?;
    calls.truncate(args.batch.at_most(calls.len()));
    batch::refuse_empty(args, Counts { ids: calls.len() as u64, bad_rows: 0 })?;
    let (client, _sandbox) = client(&args.client, args.sandbox, args.batch.concurrency)?;
    let mut begun = Instant::now();
    each(&client, calls, |call, result| {
        let ended = match (args.form(), call.customer()) {
            (Output::Jsonl, Some(id)) => line(result, call.operation(), id, begun, args),
            _ => report(result, call, args),
        };
        begun = Instant::now();
        ended
    })
}

/// Makes each call, and gives what came of it to `tell`, which gives an exit status. The first that is not 0 is the whole's.
pub(crate) fn each(
    client: &Client,
    calls: Vec<Call>,
    mut tell: impl FnMut(&Call, Result<Accepted, Error>) -> Result<u8, Error>,
) -> Result<u8, Error> {
    let mut status = 0;
    for call in calls {
        let result = client.call(&call, &CancelToken::new());
        let is_hopeless = result.as_ref().is_err_and(Error::concerns_everyone);
        let ended = tell(&call, result)?;
        status = if status == 0 { ended } else { status };
        if is_hopeless {
            break;
        }
    }
    Ok(status)
}

/// Prints what became of a customer as the line that it would be in a results file.
fn line(
    result: Result<Accepted, Error>,
    operation: Operation,
    id: CustomerId,
    begun: Instant,
    args: &Calls,
) -> Result<u8, Error> {
    let attempts = result.as_ref().map_or_else(Error::attempts, |answer| answer.attempts);
    let outcome = Outcome { id, operation, result, attempts, at: SystemTime::now(), elapsed: begun.elapsed() };
    if !args.quiet {
        print((outcome.to_json() + "\n").as_bytes())?;
    }
    Ok(status_of(outcome.code()))
}

fn status_of(code: i32) -> u8 {
    if matches!(code, NOT_ENABLED | NOT_DISABLED) { SOME_FAILED as u8 } else { code as u8 }
}

/// Prints what the server said, or says why there is nothing.
fn report(result: Result<Accepted, Error>, call: &Call, args: &Calls) -> Result<u8, Error> {
    let answer = match result {
        Ok(answer) => answer,
        Err(error) => return Ok(failed(call, &error, args.form() != Output::Text)),
    };
    if !args.quiet {
        print(format!("{}\n", answer.text().trim_end()).as_bytes())?;
    }
    let code = call.operation().verdict(&answer).0;
    if code != 0 {
        let status = answer.customer().and_then(fusebill::Customer::salesforce_synch_status);
        let status = status.unwrap_or("null").escape_debug().to_string();
        say!(
            "{}: the server answered, but salesforceSynchStatus is {status}: look at the customer in Fusebill",
            about(call)
        );
    }
    Ok(status_of(code))
}

/// Says why a call failed; gives its exit status.
pub(crate) fn failed(call: &Call, error: &Error, is_json: bool) -> u8 {
    report_error(error, Some(&about(call)), is_json);
    code_of(error.kind())
}

/// Whom a call is for; the command's name says what it is.
fn about(call: &Call) -> String {
    call.customer().map_or_else(|| call.to_string(), |id| format!("customer {id}"))
}

fn options(args: &ClientArgs, concurrency: Option<i64>) -> Result<Options, Error> {
    let mut options = Options::default();
    options.base_url.clone_from(&args.base_url);
    options.timeout_ms = Some(fusebill::seconds("timeoutMs", args.timeout)?);
    options.connect_timeout_ms = Some(fusebill::seconds("connectTimeoutMs", args.connect_timeout)?);
    // As many connections as calls at once; what cannot be right is the batch's to say.
    options.max_idle_connections = concurrency.filter(|calls| (1..=256).contains(calls));
    options.max_attempts = Some(args.max_attempts);
    options.proxy.clone_from(&args.proxy);
    options.ca_file.clone_from(&args.ca_file);
    options.user_agent.clone_from(&args.user_agent);
    Ok(options)
}
