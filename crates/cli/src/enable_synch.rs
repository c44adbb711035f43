//! `fusebill enable-synch`: a few customers, one after the other; a whole list is the batch's.

use std::time::{Instant, SystemTime};

use fusebill::{Client, CustomerId, EnableSynch as Response, Error, NOT_ENABLED, Options, Outcome, SOME_FAILED};
use fusebill_sandbox::Sandbox;

use crate::{
    args::{ClientArgs, EnableSynch, Output},
    batch, code_of, key,
    list::Counts,
    plan, print, report_error, sandbox,
};

/// Gives the exit status.
pub(crate) fn run(args: &EnableSynch) -> Result<u8, Error> {
    let is_stdin = |path: &Option<std::path::PathBuf>| path.as_deref() == Some(std::path::Path::new("-"));
    if is_stdin(&args.batch.from) && is_stdin(&args.client.key_file) {
        return Err(Error::invalid_argument("--from - and --key-file - cannot both read standard input"));
    }
    match (args.batch.dry_run, args.is_list()) {
        (true, _) => plan::show(args),
        (false, true) => batch::run(args),
        (false, false) => enable_each(args),
    }
}

/// The client, and the sandbox that it calls when there is one.
pub(crate) fn client(args: &EnableSynch) -> Result<(Client, Option<Sandbox>), Error> {
    let options = options(args)?;
    let sandbox = args.sandbox.then(sandbox::embedded).transpose()?;
    let builder = match &sandbox {
        // Its port is another one each time; a results file knows it by one name.
        Some(sandbox) => {
            Client::builder(fusebill_sandbox::KEY).options(options).base_url(sandbox.url()).known_as("embedded sandbox")
        }
        None => Client::builder(key::find(args.client.key_file.as_deref())?).options(options),
    };
    Ok((builder.build()?, sandbox))
}

/// The exit status: that of the first customer that failed.
fn enable_each(args: &EnableSynch) -> Result<u8, Error> {
    // All are checked before anything is sent.
    let ids: Vec<CustomerId> = args.ids.iter().map(|id| id.parse()).collect::<Result<_, _>>()?;
    let wanted = ids.len().min(args.batch.limit.unwrap_or(usize::MAX));
    batch::refuse_empty(args, Counts { ids: wanted as u64, bad_rows: 0 })?;
    let (client, _sandbox) = client(args)?;
    let mut status = 0;
    for id in ids.into_iter().take(wanted) {
        let begun = Instant::now();
        let result = client.enable_synch(id);
        let is_hopeless = result.as_ref().is_err_and(Error::concerns_everyone);
        let ended = match args.form() {
            Output::Jsonl => line(result, id, begun, args)?,
            Output::Text | Output::Json => report(result, id, args)?,
        };
        status = if status == 0 { ended } else { status };
        if is_hopeless {
            break;
        }
    }
    Ok(status)
}

/// Prints what became of a customer as the line that it would be in a results file.
fn line(result: Result<Response, Error>, id: CustomerId, begun: Instant, args: &EnableSynch) -> Result<u8, Error> {
    let attempts = result.as_ref().map_or_else(Error::attempts, |response| response.attempts);
    let outcome = Outcome { id, result, attempts, at: SystemTime::now(), elapsed: begun.elapsed() };
    if !args.quiet {
        print((outcome.to_json() + "\n").as_bytes())?;
    }
    Ok(match outcome.code() {
        NOT_ENABLED => SOME_FAILED as u8,
        code => code as u8,
    })
}

/// Prints the customer, or says why there is none.
fn report(result: Result<Response, Error>, id: CustomerId, args: &EnableSynch) -> Result<u8, Error> {
    let customer = match result {
        Ok(response) => response.customer,
        Err(error) => {
            report_error(&error, Some(&id.to_string()), args.form() != Output::Text);
            return Ok(code_of(error.kind()));
        }
    };
    if !args.quiet {
        print(format!("{}\n", customer.raw().trim_end()).as_bytes())?;
    }
    if customer.is_synch_enabled() {
        return Ok(0);
    }
    let status = customer.salesforce_synch_status().unwrap_or("null").escape_debug().to_string();
    say!("customer {id}: the server answered, but salesforceSynchStatus is {status}: look at the customer in Fusebill");
    Ok(SOME_FAILED as u8)
}

fn options(args: &EnableSynch) -> Result<Options, Error> {
    let ClientArgs { timeout, connect_timeout, .. } = args.client;
    let concurrency = args.batch.concurrency;
    let args = &args.client;
    let mut options = Options::default();
    options.base_url.clone_from(&args.base_url);
    options.timeout_ms = Some(fusebill::seconds("timeoutMs", timeout)?);
    options.connect_timeout_ms = Some(fusebill::seconds("connectTimeoutMs", connect_timeout)?);
    // As many connections as calls at once; what cannot be right is the batch's to say.
    options.max_idle_connections = concurrency.filter(|calls| (1..=256).contains(calls));
    options.max_attempts = Some(args.max_attempts);
    options.proxy.clone_from(&args.proxy);
    options.ca_file.clone_from(&args.ca_file);
    options.user_agent.clone_from(&args.user_agent);
    Ok(options)
}
