//! `fusebill enable-synch`: a few customers, one after the other; a whole list is the batch's.

use std::time::Duration;

use fusebill::{Client, CustomerId, EnableSynch as Response, Error, Options, SOME_FAILED};
use fusebill_sandbox::Sandbox;

use crate::{
    args::{ClientArgs, EnableSynch},
    batch, code_of, key, plan, print, sandbox, tell,
};

/// Gives the exit status.
pub(crate) fn run(args: &EnableSynch) -> Result<u8, Error> {
    let is_list = args.batch.from.is_some() || args.batch.results.is_some() || args.batch.max_per_minute.is_some();
    match (args.batch.dry_run, is_list) {
        (true, _) => plan::tell(args),
        (false, true) => batch::run(args),
        (false, false) => enable_each(args),
    }
}

/// The client, and the sandbox that it calls when there is one.
pub(crate) fn client(args: &EnableSynch) -> Result<(Client, Option<Sandbox>), Error> {
    let options = options(args)?;
    let sandbox = args.sandbox.then(sandbox::embedded).transpose()?;
    let builder = match &sandbox {
        Some(sandbox) => Client::builder(fusebill_sandbox::KEY).options(options).base_url(sandbox.url()),
        None => Client::builder(key::find(args.client.key_file.as_deref())?).options(options),
    };
    Ok((builder.build()?, sandbox))
}

/// The exit status: that of the first customer that failed.
fn enable_each(args: &EnableSynch) -> Result<u8, Error> {
    // All are checked before anything is sent.
    let ids: Vec<CustomerId> = args.ids.iter().map(|id| id.parse()).collect::<Result<_, _>>()?;
    let (client, _sandbox) = client(args)?;
    let mut status = 0;
    for id in ids.into_iter().take(args.batch.limit.unwrap_or(usize::MAX)) {
        let result = client.enable_synch(id);
        let is_hopeless = result.as_ref().is_err_and(Error::concerns_everyone);
        let ended = report(result, id, args)?;
        status = if status == 0 { ended } else { status };
        if is_hopeless {
            break;
        }
    }
    Ok(status)
}

fn report(result: Result<Response, Error>, id: CustomerId, args: &EnableSynch) -> Result<u8, Error> {
    let customer = match result {
        Ok(response) => response.customer,
        Err(error) => {
            tell(&error, Some(&id.to_string()), args.json);
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
    eprintln!(
        "fusebill: customer {id}: the server answered, but salesforceSynchStatus is {status}: look at the customer in Fusebill"
    );
    Ok(SOME_FAILED as u8)
}

fn options(args: &EnableSynch) -> Result<Options, Error> {
    let ClientArgs { timeout, connect_timeout, .. } = args.client;
    let concurrency = args.batch.concurrency as usize;
    let args = &args.client;
    let mut options = Options::default();
    options.base_url.clone_from(&args.base_url);
    options.timeout_ms = Some(milliseconds("--timeout", timeout)?);
    options.connect_timeout_ms = Some(milliseconds("--connect-timeout", connect_timeout)?);
    options.max_idle_connections = Some(concurrency.max(1));
    options.max_attempts = Some(args.max_attempts);
    options.proxy.clone_from(&args.proxy);
    options.ca_file.clone_from(&args.ca_file);
    Ok(options)
}

fn milliseconds(name: &str, seconds: f64) -> Result<u64, Error> {
    Duration::try_from_secs_f64(seconds)
        .map(|duration| u64::try_from(duration.as_millis()).unwrap_or(u64::MAX))
        .map_err(|_| Error::invalid_argument(format!("{name}: {seconds} is not a number of seconds")))
}
