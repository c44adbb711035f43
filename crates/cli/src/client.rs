//! Creates the client of a command from its arguments.

use fusebill::{Client, Error, Options};
use fusebill_sandbox::Sandbox;

use crate::{args::ClientArgs, key, sandbox};

/// The client, and the sandbox that it calls, if any.
pub(crate) fn create(
    args: &ClientArgs,
    is_sandbox: bool,
    concurrency: Option<i64>,
) -> Result<(Client, Option<Sandbox>), Error> {
    if !is_sandbox {
        return with_key(args, &key::find(args.key_file.as_deref())?, concurrency).map(|client| (client, None));
    }
    let sandbox = sandbox::embedded()?;
    // Its port is different each time; a results file identifies it by this name.
    let builder = Client::builder(fusebill_sandbox::KEY).options(options(args, concurrency)?).base_url(sandbox.url());
    Ok((builder.known_as("embedded sandbox").build()?, Some(sandbox)))
}

/// The client for a key that has been found.
pub(crate) fn with_key(args: &ClientArgs, key: &str, concurrency: Option<i64>) -> Result<Client, Error> {
    Client::builder(key).options(options(args, concurrency)?).build()
}

/// The client of a dry run, with its sandbox, and whether it has the key of the account: it can do without one, and sends
/// nothing then.
pub(crate) fn create_for_dry_run(
    args: &ClientArgs,
    is_sandbox: bool,
    concurrency: Option<i64>,
) -> Result<(Client, Option<Sandbox>, bool), Error> {
    if is_sandbox || args.key_file.is_some() || key::from_environment().is_some() {
        let (client, sandbox) = create(args, is_sandbox, concurrency)?;
        return Ok((client, sandbox, true));
    }
    Ok((Client::builder(fusebill_sandbox::KEY).options(options(args, concurrency)?).build()?, None, false))
}

fn options(args: &ClientArgs, concurrency: Option<i64>) -> Result<Options, Error> {
    let mut options = Options::default();
    options.base_url.clone_from(&args.base_url);
    options.timeout_ms = Some(fusebill::seconds("timeoutMs", args.timeout)?);
    options.connect_timeout_ms = Some(fusebill::seconds("connectTimeoutMs", args.connect_timeout)?);
    // As many connections as calls in flight; the batch rejects an invalid number.
    options.max_idle_connections = concurrency.filter(|calls| (1..=256).contains(calls));
    options.max_attempts = Some(args.max_attempts);
    options.proxy.clone_from(&args.proxy);
    options.ca_file.clone_from(&args.ca_file);
    options.user_agent.clone_from(&args.user_agent);
    Ok(options)
}
