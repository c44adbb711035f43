//! `fusebill report`: what a results file says.

use std::{
    collections::{BTreeMap, HashMap},
    path::Path,
};

use fusebill::{Error, Recorded, SOME_FAILED, read_results};
use indicatif::HumanCount;

use crate::{args, print};

/// Gives the exit status.
pub(crate) fn run(args: &args::Report) -> Result<u8, Error> {
    let last = last_of_each(&args.file)?;
    let failed: BTreeMap<i64, &Recorded> =
        last.iter().filter(|(_, recorded)| recorded.code != 0).map(|(id, recorded)| (*id, recorded)).collect();
    let mut by_name: BTreeMap<&str, u64> = BTreeMap::new();
    for recorded in failed.values() {
        *by_name.entry(&recorded.name).or_default() += 1;
    }
    let enabled = (last.len() - failed.len()) as u64;
    let worth_repeating = failed.values().filter(|recorded| !recorded.is_final(false)).count() as u64;
    let text = if args.csv {
        csv_of(&failed).map_err(|error| Error::internal(error.to_string()))?
    } else if args.json {
        serde_json::json!({"enabled": enabled, "failed": by_name, "worthRepeating": worth_repeating}).to_string() + "\n"
    } else {
        let row = |name: &str, count: u64| format!("{name:<18} {:>10}", HumanCount(count).to_string());
        let failures: String = by_name.iter().map(|(name, count)| row(name, *count) + "\n").collect();
        let again = row("worth repeating", worth_repeating);
        format!("{}\n{failures}{again}   (a --resume does so)\n", row("enabled", enabled))
    };
    print(text.as_bytes())?;
    Ok(if failed.is_empty() { 0 } else { SOME_FAILED as u8 })
}

fn last_of_each(file: &Path) -> Result<HashMap<i64, Recorded>, Error> {
    let mut last = HashMap::new();
    read_results(file, |recorded| {
        last.insert(recorded.id, recorded);
    })?;
    Ok(last)
}

fn csv_of(failed: &BTreeMap<i64, &Recorded>) -> Result<String, Box<dyn std::error::Error>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["id", "name", "message"])?;
    for (id, recorded) in failed {
        writer.write_record([&id.to_string(), &recorded.name, recorded.message.as_deref().unwrap_or_default()])?;
    }
    Ok(String::from_utf8(writer.into_inner()?)?)
}
