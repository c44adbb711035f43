//! `--dry-run`: what a batch would do, without changing anything.

use std::time::Duration;

use fusebill::{Changed, Client, CustomerId, Earlier, Error, Finished, Operation, SOME_FAILED};
use indicatif::{HumanCount, HumanDuration};
use roaring::RoaringTreemap;
use serde_json::json;

use crate::{
    args::{Links, Output, Task},
    batch, client,
    links::{self, Effects, Standings},
    list::List,
    print,
    signals::Signals,
};

/// The vendor's limits: account, calls per minute, calls per day.
const LIMITS: [(&str, u64, u64); 3] =
    [("live", fusebill_sandbox::PER_MINUTE, fusebill_sandbox::PER_DAY), ("sandbox", 50, 5_000), ("TestDrive", 10, 500)];

pub(crate) fn show(task: &Task<'_>) -> Result<u8, Error> {
    let args = task.calls;
    let list = batch::read(task)?;
    batch::options(task, args.batch.resume).validate(task.operation)?;
    let (client, _sandbox, has_key) = client::create_for_dry_run(&args.client, args.sandbox, args.batch.concurrency)?;
    // Without the key, only the host is checked.
    let changed = Changed { key: args.batch.new_key || !has_key, ..args.batch.changed() };
    list.check_owner(&client, changed)?;
    let signals = Signals::catch()?;
    if task.links != Links::Any && !has_key {
        return Err(Error::invalid_argument("--linked-only and --not-linked-only need the key, to read the customers"));
    }
    let list = links::selected(list, task, &client, &signals)?;
    let list = batch::limited(list, task, args.batch.resume)?;
    let is_read = has_key && Effects::are_known_of(task.operation);
    show_for(&list, task, &client, changed, |called| match is_read {
        true => Standings::read(called, task, &client, &signals).map(Some),
        false => Ok(None),
    })
}

/// The same for ids from any source. `read` says how those who are called stand, if that can be known.
pub(crate) fn show_for(
    list: &List,
    task: &Task<'_>,
    client: &Client,
    changed: Changed,
    read: impl FnOnce(&[CustomerId]) -> Result<Option<Standings>, Error>,
) -> Result<u8, Error> {
    let batch = &task.calls.batch;
    let mut finished = Finished::default();
    if let Some(mut earlier) = batch::earlier(task, batch.resume)? {
        finished = Finished::read(&mut earlier, batch.retry_failed)?;
        earlier.check_owner(client, changed)?;
        earlier.check_not_undone()?;
    }
    let max_per_minute = batch.max_per_minute;
    let mut called = Vec::new();
    let mut plan =
        Plan { effects: None, calls: 0, done: 0, failed: 0, duplicates: 0, bad_rows: list.bad_rows, max_per_minute };
    let mut seen = RoaringTreemap::new();
    for call in list.calls(task) {
        let call = call?;
        let is_new = call.customer().is_some_and(|id| seen.insert(id.get() as u64));
        *match finished.earlier(&call) {
            _ if !is_new => &mut plan.duplicates,
            None => {
                called.extend(call.customer());
                &mut plan.calls
            }
            Some(Earlier::Done) => &mut plan.done,
            Some(Earlier::Failed(_)) => &mut plan.failed,
        } += 1;
    }
    plan.effects = read(&called)?.map(|standings| standings.effects(&called));
    let text = if task.calls.output == Output::Text { plan.text(task.operation) } else { plan.json(task.operation) };
    print(text.as_bytes())?;
    Ok(if plan.bad_rows > 0 || plan.failed > 0 { SOME_FAILED as u8 } else { 0 })
}

/// What a batch would do.
struct Plan {
    /// What the calls mean in Salesforce, if the customers were read.
    effects: Option<Effects>,
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

    fn text(&self, operation: Operation) -> String {
        let mut text = String::new();
        for (name, count) in [
            ("customers to call", self.calls),
            ("done before", self.done),
            ("failed before", self.failed),
            ("duplicates", self.duplicates),
            ("bad rows", self.bad_rows),
        ] {
            text += &format!("{name:<20}{}\n", HumanCount(count));
            if name == "customers to call" {
                text += &self.effects.map(|effects| effects.text(operation)).unwrap_or_default();
            }
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
        if self.effects.is_none() && Effects::are_known_of(operation) {
            text += "\nWithout a key, the customers were not read: what is linked is not known.\n";
        }
        text + "\n" + operation.effect() + "\n"
    }

    fn json(&self, operation: Operation) -> String {
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
            "effects": self.effects.map(|effects| effects.json()),
            "effect": operation.effect(),
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
