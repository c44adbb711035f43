//! `fusebill enable-synch ID…`

use std::{
    io::{self, Write},
    process::ExitCode,
    time::Duration,
};

use fusebill::{Client, CustomerId, Error, ErrorKind, Options};

use crate::{
    SOME_FAILED,
    args::{ClientArgs, EnableSynch},
    code_of, key, report, sandbox,
};

pub(crate) fn run(args: &EnableSynch) -> ExitCode {
    match enable_all(args) {
        Ok(status) => ExitCode::from(status),
        Err(error) => {
            report(&error, None, args.json);
            ExitCode::from(code_of(error.kind()))
        }
    }
}

/// The exit status: that of the first customer that failed.
fn enable_all(args: &EnableSynch) -> Result<u8, Error> {
    // All are checked before anything is sent.
    let ids: Vec<CustomerId> = args.ids.iter().map(|id| id.parse()).collect::<Result<_, _>>()?;
    let sandbox = args.sandbox.then(sandbox::embedded).transpose()?;
    let client = match &sandbox {
        Some(sandbox) => Client::builder(fusebill_sandbox::KEY).options(options(&args.client)?).base_url(sandbox.url()),
        None => Client::builder(key::find(args.client.key_file.as_deref())?).options(options(&args.client)?),
    }
    .build()?;
    let mut status = 0;
    for id in ids {
        let ended = enable(&client, id, args)?;
        status = if status == 0 { ended } else { status };
        if ended == code_of(ErrorKind::Unauthorized) {
            break; // the next would fail alike
        }
    }
    Ok(status)
}

fn enable(client: &Client, id: CustomerId, args: &EnableSynch) -> Result<u8, Error> {
    let customer = match client.enable_synch(id) {
        Ok(answer) => answer.customer,
        Err(error) => {
            report(&error, Some(&id.to_string()), args.json);
            return Ok(code_of(error.kind()));
        }
    };
    if !args.quiet {
        writeln!(io::stdout(), "{}", customer.raw().trim_end())
            .map_err(|error| Error::io(format!("standard output: {error}")))?;
    }
    if customer.is_synch_enabled() {
        return Ok(0);
    }
    let status = customer.salesforce_synch_status().unwrap_or("null").escape_debug().to_string();
    eprintln!(
        "fusebill: customer {id}: the server answered, but salesforceSynchStatus is {status}: look at the customer in Fusebill"
    );
    Ok(SOME_FAILED)
}

fn options(args: &ClientArgs) -> Result<Options, Error> {
    let mut options = Options::default();
    options.base_url.clone_from(&args.base_url);
    options.timeout_ms = Some(milliseconds("--timeout", args.timeout)?);
    options.connect_timeout_ms = Some(milliseconds("--connect-timeout", args.connect_timeout)?);
    options.max_attempts = Some(args.max_attempts);
    options.proxy.clone_from(&args.proxy);
    options.ca_file.clone_from(&args.ca_file);
    Ok(options)
}

fn milliseconds(name: &str, seconds: f64) -> Result<u64, Error> {
    Duration::try_from_secs_f64(seconds)
        .map(|duration| u64::try_from(duration.as_millis()).unwrap_or(u64::MAX))
        .map_err(|_| Error::invalid_argument(format!("{name}: {seconds} is no number of seconds")))
}
