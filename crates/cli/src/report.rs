//! `fusebill report`: what a results file says.

use std::{
    collections::{BTreeMap, HashMap},
    io,
    path::Path,
    process::ExitCode,
};

use fusebill::{Error, Recorded, SOME_FAILED, read_results};
use indicatif::HumanCount;

use crate::{args, code_of, tell};

pub(crate) fn run(args: &args::Report) -> ExitCode {
    match report(args) {
        Ok(status) => ExitCode::from(status),
        Err(error) => {
            tell(&error, None, args.json);
            ExitCode::from(code_of(error.kind()))
        }
    }
}

fn report(args: &args::Report) -> Result<u8, Error> {
    let last = last_of_each(&args.file)?;
    let failed: BTreeMap<i64, &Recorded> =
        last.iter().filter(|(_, recorded)| recorded.code != 0).map(|(id, recorded)| (*id, recorded)).collect();
    let mut by_name: BTreeMap<&str, u64> = BTreeMap::new();
    for recorded in failed.values() {
        *by_name.entry(&recorded.name).or_default() += 1;
    }
    let enabled = (last.len() - failed.len()) as u64;
    let worth_repeating = failed.values().filter(|recorded| !recorded.is_final(false)).count() as u64;
    if args.csv {
        write_csv(&failed).map_err(|error| Error::io(format!("standard output: {error}")))?;
    } else if args.json {
        let json = serde_json::json!({"enabled": enabled, "failed": by_name, "worthRepeating": worth_repeating});
        println!("{json}");
    } else {
        println!("{:<18} {:>10}", "enabled", HumanCount(enabled).to_string());
        for (name, count) in &by_name {
            println!("{name:<18} {:>10}", HumanCount(*count).to_string());
        }
        println!("{:<18} {:>10}   (a --resume does so)", "worth repeating", HumanCount(worth_repeating).to_string());
    }
    Ok(if failed.is_empty() { 0 } else { SOME_FAILED as u8 })
}

fn last_of_each(file: &Path) -> Result<HashMap<i64, Recorded>, Error> {
    let mut last = HashMap::new();
    read_results(file, |recorded| {
        last.insert(recorded.id, recorded);
    })?;
    Ok(last)
}

fn write_csv(failed: &BTreeMap<i64, &Recorded>) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(io::stdout());
    writer.write_record(["id", "name", "message"])?;
    for (id, recorded) in failed {
        writer.write_record([&id.to_string(), &recorded.name, recorded.message.as_deref().unwrap_or_default()])?;
    }
    writer.flush()
}
