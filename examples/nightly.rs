//! A nightly job: nightly IDS RESULTS. Turns on Salesforce sync for each customer whose id is on a line of IDS, and records
//! the results in RESULTS: run again, it continues where it stopped. Prints who failed and why.

use std::{
    fs::File,
    io::{BufRead, BufReader},
    ops::ControlFlow,
    process::ExitCode,
};

use fusebill::{BatchOptions, Client, CustomerId, Outcome, Stop};

fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(ids), Some(results)) = (arguments.next(), arguments.next()) else {
        return Err("usage: nightly IDS RESULTS".into());
    };
    let client = Client::from_environment().build()?; // the key: FUSEBILL_API_KEY
    let ids = BufReader::new(File::open(ids)?).lines().map_while(Result::ok);
    let ids = ids.filter(|line| !line.trim().is_empty()).map(|line| line.trim().parse::<CustomerId>());
    let options = BatchOptions { results_file: Some(results.into()), resume: true, ..BatchOptions::default() };
    let summary = client.enable_synch_batch(ids, &options, &Stop::default(), report)?;
    if let Some(error) = &summary.stopped {
        eprintln!("stopped: {error}"); // the key, the day's limit, the disk
    }
    println!("enabled: {} now, {} before (status {})", summary.done, summary.skipped, summary.status());
    Ok(ExitCode::from(u8::try_from(summary.status())?))
}

/// Each outcome is on disk before this is called.
fn report(outcome: &Outcome) -> ControlFlow<()> {
    if !outcome.is_done() {
        let message = outcome.result.as_ref().err().map_or(outcome.name(), |error| error.message());
        println!("{}: {message}", outcome.id);
    }
    ControlFlow::Continue(())
}
