//! `fusebill sandbox`, and the embedded sandbox of `--sandbox`.

use std::{fs, time::Duration};

use fusebill::Error;
use fusebill_sandbox::{KEY, Sandbox, Scripts};

use crate::{args, key, print, show, signals::Signals};

/// Serves until a signal ends the process.
pub(crate) fn run(args: &args::Sandbox) -> Result<u8, Error> {
    let signals = Signals::catch()?;
    let sandbox = start(args)?;
    print(format!("{}\n", sandbox.url()).as_bytes())?;
    let url = sandbox.url();
    match key::from_environment() {
        None => show(&format!("{}\n", settings(&[("FUSEBILL_BASE_URL", &url), ("FUSEBILL_API_KEY", KEY)]))),
        Some(_) => {
            show(&format!("{}   (the key is the one in FUSEBILL_API_KEY)\n", settings(&[("FUSEBILL_BASE_URL", &url)])));
        }
    }
    // As the first process of a container, a program without handlers would not be terminated by a signal.
    Ok(signals.wait())
}

/// The command that sets these variables in the usual shell: PowerShell on Windows.
fn settings(variables: &[(&str, &str)]) -> String {
    let each = |(name, value): &(&str, &str)| match cfg!(windows) {
        true => format!("$env:{name}='{value}'; "),
        false => format!("{name}={value} "),
    };
    let all: String = variables.iter().map(each).collect();
    format!("{}{}", if cfg!(windows) { "" } else { "export " }, all.trim_end_matches([' ', ';']))
}

fn start(args: &args::Sandbox) -> Result<Sandbox, Error> {
    let mut builder = Sandbox::builder()
        .listen(args.listen)
        .customers(args.customers)
        .latency(Duration::from_millis(args.latency_ms))
        .per_minute(args.per_minute)
        .per_day(args.per_day)
        .faults(args.faults.clone())
        .overlap(args.overlap)
        .key(key::from_environment().unwrap_or_else(|| KEY.into()));
    if let Some(delay) = args.sync_delay {
        builder = builder.sync_delay(delay);
    }
    if let Some(accounts) = args.salesforce_accounts {
        builder = builder.salesforce_accounts(accounts);
    }
    if let Some(path) = &args.scripts {
        let cannot = |why: String| Error::io(format!("{}: {why}", path.display()));
        let json = fs::read_to_string(path).map_err(|error| cannot(error.to_string()))?;
        builder = builder.scripts(Scripts::from_json(&json).map_err(cannot)?);
    }
    builder.start().map_err(|error| Error::invalid_argument(format!("--listen {}: {error}", args.listen)))
}

/// The sandbox of `--sandbox`: the documented customer and 100 more, for the duration of the command.
pub(crate) fn embedded() -> Result<Sandbox, Error> {
    Sandbox::builder().customers(100).start().map_err(|error| Error::io(format!("cannot start the sandbox: {error}")))
}
