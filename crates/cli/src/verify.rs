//! `fusebill verify`: which customers have arrived in Salesforce.

use std::time::Duration;

use fusebill::{Changed, Error, Operation, VerifyOptions};
use indicatif::HumanCount;

use crate::{
    args::{self, Output},
    batch::{self, Shown},
    client, failed,
    list::{List, Named},
    signals::Signals,
};

/// Returns the exit status.
pub(crate) fn run(args: &args::Verify) -> u8 {
    verify(args).unwrap_or_else(|error| failed(&error, args.output != Output::Text))
}

fn verify(args: &args::Verify) -> Result<u8, Error> {
    if args.ids.is_empty() && args.from.is_none() {
        return Err(Error::invalid_argument("no customer given: pass an ID or --from FILE"));
    }
    let changed = Changed { key: args.new_key, host: args.new_host };
    let list = List::of(&Named {
        ids: &args.ids,
        from: args.from.as_deref(),
        how: &args.list,
        operation: Operation::Customer,
        salesforce_column: None,
        changed,
        resume: args.resume,
        command: "verify".into(),
    })?;
    if let Some(origin) = list.origin.as_ref().filter(|_| !args.quiet) {
        say!("ids from {origin}");
    }
    batch::refuse_empty(args.from.as_deref(), &list)?;
    let (client, _sandbox) = client::create(&args.client, args.sandbox, None)?;
    list.check_owner(&client, changed)?;
    let signals = Signals::catch()?;
    let options = VerifyOptions {
        wait: args.wait.unwrap_or(Duration::ZERO),
        results_file: args.results.clone(),
        resume: args.resume,
        changed,
    };
    let shown = Shown {
        output: args.output,
        quiet: args.quiet,
        no_progress: args.no_progress,
        results: args.results.as_deref(),
        count: list.ids.len() as u64,
        bad_rows: list.bad_rows,
    };
    let ids = list.ids;
    let (summary, status) = shown.of(&client, &signals, |on_outcome, on_wait| {
        client.verify(ids, &options, &signals.stop().gently, on_outcome, on_wait)
    })?;
    let left = shown.count - summary.duplicates - summary.skipped - summary.done - summary.failures();
    if left > 0 && !args.quiet {
        say!("{} customer(s) were not read, or are not linked yet", HumanCount(left));
    }
    Ok(status)
}
