//! `fusebill sandbox`, and the sandbox inside `--sandbox`.

use std::{fs, time::Duration};

use fusebill::Error;
use fusebill_sandbox::{KEY, Sandbox, Scripts};

use crate::{args, key, print, show, signals::Signals};

/// Serves until the process is ended.
pub(crate) fn run(args: &args::Sandbox) -> Result<u8, Error> {
    let signals = Signals::catch()?;
    let sandbox = start(args)?;
    print(format!("{}\n", sandbox.url()).as_bytes())?;
    match key::from_environment() {
        None => show(&format!("export FUSEBILL_BASE_URL={} FUSEBILL_API_KEY={KEY}\n", sandbox.url())),
        Some(_) => {
            show(&format!("export FUSEBILL_BASE_URL={}   (the key is the one in FUSEBILL_API_KEY)\n", sandbox.url()));
        }
    }
    // As the first process of a container, a program without handlers would not end by a signal.
    Ok(signals.wait())
}

fn start(args: &args::Sandbox) -> Result<Sandbox, Error> {
    let mut builder = Sandbox::builder()
        .listen(args.listen)
        .customers(args.customers)
        .latency(Duration::from_millis(args.latency_ms))
        .per_minute(args.per_minute)
        .per_day(args.per_day)
        .faults(args.faults.clone())
        .key(key::from_environment().unwrap_or_else(|| KEY.into()));
    if let Some(path) = &args.scripts {
        let cannot = |why: String| Error::io(format!("{}: {why}", path.display()));
        let json = fs::read_to_string(path).map_err(|error| cannot(error.to_string()))?;
        builder = builder.scripts(Scripts::from_json(&json).map_err(cannot)?);
    }
    builder.start().map_err(|error| Error::io(format!("cannot listen on {}: {error}", args.listen)))
}

/// The sandbox of `--sandbox`: the documented customer and 100 more, for the time of the command.
pub(crate) fn embedded() -> Result<Sandbox, Error> {
    Sandbox::builder().customers(100).start().map_err(|error| Error::io(format!("cannot start the sandbox: {error}")))
}
