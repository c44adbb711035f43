//! The totals of a results file. Only a few bits per id are kept, and the start of the line for a failure, so that a million
//! lines fit in a few megabytes.

use std::{
    collections::{BTreeMap, HashMap},
    path::Path,
};

use fusebill::{Damaged, Error, Operation, Recorded, ResultsFile, SalesforceId};
use roaring::RoaringTreemap;

pub(super) struct Tally {
    file: ResultsFile,
    pub(super) host: String,
    pub(super) operation: Operation,
    /// The times of the first and the last outcome, RFC 3339.
    pub(super) from: Option<String>,
    pub(super) to: Option<String>,
    pub(super) damaged: Damaged,
    /// Whether the last line is incomplete.
    pub(super) is_torn: bool,
    /// The operation that was called afterwards for these customers.
    pub(super) undone: Option<String>,
    /// For an operation that takes one: the Salesforce id that was last asked for.
    accounts: Option<HashMap<i64, String>>,
    /// The customers by the name of their last outcome.
    by_name: BTreeMap<String, RoaringTreemap>,
    /// The customers that a resume would call again.
    open: RoaringTreemap,
    /// Each failure and where its line starts.
    failures: Vec<(i64, u64)>,
}

/// A customer for whom the operation did not succeed.
pub(super) struct Failure {
    pub(super) id: i64,
    pub(super) name: String,
    pub(super) message: String,
}

const ENABLED: &str = "ok";

impl Tally {
    pub(super) fn read(path: &Path) -> Result<Self, Error> {
        let mut file = ResultsFile::open(path)?;
        let mut by_name: BTreeMap<String, RoaringTreemap> = BTreeMap::new();
        let (mut open, mut failures) = (RoaringTreemap::new(), Vec::new());
        let (mut from, mut to) = (None::<String>, None::<String>);
        let mut accounts = file.operation().takes_salesforce_id().then(HashMap::new);
        file.each(|recorded, offset| {
            let id = recorded.id as u64;
            if let Some(accounts) = &mut accounts {
                accounts
                    .insert(recorded.id, recorded.requested_salesforce_id.as_deref().unwrap_or_default().to_owned());
            }
            for (name, ids) in &mut by_name {
                if *name != recorded.name {
                    ids.remove(id);
                }
            }
            match by_name.get_mut(&*recorded.name) {
                Some(ids) => drop(ids.insert(id)),
                None => drop(by_name.insert(recorded.name.clone().into_owned(), [id].into_iter().collect())),
            }
            if recorded.code != 0 {
                failures.push((recorded.id, offset));
            }
            if recorded.is_final(false) {
                open.remove(id)
            } else {
                open.insert(id)
            };
            let Some(at) = recorded.at.as_deref() else { return };
            // Lines are almost in the order of completion, so compare the times, as text.
            if from.as_deref().is_none_or(|from| at < from) {
                from = Some(at.to_owned());
            }
            if to.as_deref().is_none_or(|to| at > to) {
                to.get_or_insert_default().clear();
                to.get_or_insert_default().push_str(at);
            }
        })?;
        let (host, operation, damaged) = (file.host().to_owned(), file.operation(), file.damaged());
        let (is_torn, undone) = (file.is_torn(), file.undone().map(str::to_owned));
        // Of several failures of one id, the last is kept.
        failures.sort_unstable();
        failures.dedup_by(|later, kept| {
            let is_same = later.0 == kept.0;
            if is_same {
                *kept = *later;
            }
            is_same
        });
        let enabled = by_name.get(ENABLED);
        failures.retain(|(id, _)| enabled.is_none_or(|enabled| !enabled.contains(*id as u64)));
        Ok(Self { file, host, operation, from, to, damaged, is_torn, undone, accounts, by_name, open, failures })
    }

    pub(super) fn done(&self) -> u64 {
        self.by_name.get(ENABLED).map_or(0, RoaringTreemap::len)
    }

    /// How many failed, by the name of their outcome.
    pub(super) fn failed(&self) -> impl Iterator<Item = (&str, u64)> {
        let failed = self.by_name.iter().filter(|(name, ids)| *name != ENABLED && !ids.is_empty());
        failed.map(|(name, ids)| (name.as_str(), ids.len()))
    }

    pub(super) fn failures(&self) -> u64 {
        self.failures.len() as u64
    }

    pub(super) fn worth_repeating(&self) -> u64 {
        self.open.len()
    }

    /// Whether a customer was tried: for Latch, with this Salesforce id.
    pub(super) fn is_known(&self, id: i64, account: Option<&SalesforceId>) -> bool {
        let is_that = |accounts: &HashMap<i64, String>| {
            account.is_none_or(|account| accounts.get(&id).is_some_and(|known| known == account.as_str()))
        };
        self.accounts.as_ref().is_none_or(is_that) && self.by_name.values().any(|ids| ids.contains(id as u64))
    }

    pub(super) fn failed_ids(&self) -> impl Iterator<Item = i64> {
        self.failures.iter().map(|(id, _)| *id)
    }

    /// The failures in order of id, each read from its line.
    pub(super) fn each_failure(&mut self, mut each: impl FnMut(Failure)) -> Result<(), Error> {
        for (_, offset) in &self.failures {
            self.file.at(*offset, |recorded| each(Failure::of(&recorded)))?;
        }
        Ok(())
    }
}

impl Failure {
    fn of(recorded: &Recorded<'_>) -> Self {
        // The file may have been written before such texts were withheld.
        let message = crate::without_keys(recorded.message.as_deref().unwrap_or_default());
        Self { id: recorded.id, name: recorded.name.clone().into_owned(), message }
    }
}
