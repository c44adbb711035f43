//! `--dry-run`: what a batch would do, without sending anything.

use std::{collections::HashSet, time::Duration};

use fusebill::{Client, Error, SOME_FAILED};
use indicatif::{HumanCount, HumanDuration};
use serde_json::json;

use crate::{
    args::{Output, Task},
    batch, client,
    list::{Ids, Report},
    print,
};

/// The vendor's limits: account, calls per minute, calls per day.
const LIMITS: [(&str, u64, u64); 3] = [("live", 1_000, 180_000), ("sandbox", 50, 5_000), ("TestDrive", 10, 500)];

pub(crate) fn show(task: &Task<'_>) -> Result<u8, Error> {
    let args = task.calls;
    batch::check_results(task)?;
    let ids = Ids::open(task, Report::Say)?;
    batch::options(task, args.batch.resume).validate()?;
    let (client, has_key) = client::of_dry_run(&args.client, args.sandbox, args.batch.concurrency)?;
    ids.check_owner(&client, args.batch.new_key || !has_key)?;
    show_for(ids, task, &client, has_key)
}

/// The same for ids from any source. Without the key, only the host of a results file is checked.
pub(crate) fn show_for(ids: Ids, task: &Task<'_>, client: &Client, has_key: bool) -> Result<u8, Error> {
    let args = task.calls;
    let counts = ids.counts();
    let origin = ids.origin();
    let mut seen = HashSet::new();
    let mut duplicates = 0;
    for id in ids {
        duplicates += u64::from(!seen.insert(id?.id.get()));
    }
    let (mut done, mut failed) = (HashSet::new(), HashSet::new());
    if let Some(mut earlier) = batch::earlier(task)? {
        earlier.each(|recorded, _| {
            done.remove(&recorded.id);
            failed.remove(&recorded.id);
            if recorded.is_final(args.batch.retry_failed) {
                let ids = if recorded.code == 0 { &mut done } else { &mut failed };
                ids.insert(recorded.id);
            }
        })?;
        earlier.check_owner(client, args.batch.new_key || !has_key)?;
    }
    let bad_rows = counts.borrow().bad_rows;
    batch::refuse_empty(args, *counts.borrow())?;
    if let Some(origin) = origin.filter(|_| !args.quiet) {
        say!("ids from {origin}");
    }
    let before = |ids: &HashSet<i64>| seen.intersection(ids).count() as u64;
    let (done, failed) = (before(&done), before(&failed));
    let calls = seen.len() as u64 - done - failed;
    let plan = Plan { calls, done, failed, duplicates, bad_rows, max_per_minute: args.batch.max_per_minute };
    print(if args.form() == Output::Text { plan.text() } else { plan.json() }.as_bytes())?;
    Ok(if bad_rows > 0 || failed > 0 { SOME_FAILED as u8 } else { 0 })
}

/// What a batch would do.
struct Plan {
    calls: u64,
    /// Customers that are done, or permanently failed, according to the results file.
    done: u64,
    failed: u64,
    duplicates: u64,
    bad_rows: u64,
    max_per_minute: Option<i64>,
}

impl Plan {
    /// The vendor's limits, with the calls per minute lowered by `--max-per-minute`.
    fn limits(&self) -> [(&'static str, u64, u64); 3] {
        LIMITS.map(|(account, per_minute, per_day)| {
            let per_minute = self.max_per_minute.map_or(per_minute, |most| per_minute.min(most as u64));
            (account, per_minute, per_day)
        })
    }

    fn text(&self) -> String {
        let mut text = String::new();
        for (name, count) in [
            ("customers to call", self.calls),
            ("done before", self.done),
            ("failed before", self.failed),
            ("duplicates", self.duplicates),
            ("bad rows", self.bad_rows),
        ] {
            text += &format!("{name:<20}{}\n", HumanCount(count));
        }
        text += "\naccount    per minute    per day   at least              of the daily quota\n";
        for (account, per_minute, per_day) in self.limits() {
            text += &format!(
                "{account:<10} {:>10} {:>10}   {:<20} {:>6.1} %\n",
                HumanCount(per_minute).to_string(),
                HumanCount(per_day).to_string(),
                duration(self.calls, per_minute, per_day),
                self.calls as f64 / per_day as f64 * 100.0
            );
        }
        text
    }

    fn json(&self) -> String {
        let accounts = self.limits().map(|(account, per_minute, per_day)| {
            let (minutes, days) = (self.calls.div_ceil(per_minute), self.calls.div_ceil(per_day));
            json!({"account": account, "perMinute": per_minute, "perDay": per_day, "minutes": minutes, "days": days})
        });
        let plan = json!({
            "customersToCall": self.calls,
            "doneBefore": self.done,
            "failedBefore": self.failed,
            "duplicates": self.duplicates,
            "badRows": self.bad_rows,
            "accounts": accounts,
        });
        format!("{plan}\n")
    }
}

/// How long `calls` take at least: in whole days if one day's quota is not enough.
fn duration(calls: u64, per_minute: u64, per_day: u64) -> String {
    match calls.div_ceil(per_day) {
        days @ 2.. => format!("{days} days"),
        _ if calls <= per_minute => "less than a minute".into(),
        _ => match Duration::from_secs(calls.div_ceil(per_minute) * 60) {
            long if long >= Duration::from_secs(2 * 3600) => HumanDuration(long).to_string(),
            short => format!("{} minutes", short.as_secs() / 60),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sandbox_account_takes_100_minutes_and_the_whole_day_for_5000() {
        assert_eq!(duration(5_000, 50, 5_000), "100 minutes");
        assert_eq!(duration(5_000, 10, 500), "10 days");
        assert_eq!(duration(1_000, 1_000, 180_000), "less than a minute");
    }
}
