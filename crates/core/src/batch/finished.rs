//! The customers that earlier runs finished, as a results file says: a few bits per id.

use std::collections::BTreeMap;

use roaring::RoaringTreemap;

use super::{
    outcome::name_of,
    results::{Recorded, ResultsFile},
};
use crate::{
    error::Result,
    operation::{Call, Operation},
};

/// What a resume does not call again.
#[derive(Debug, Default)]
pub struct Finished {
    done: RoaringTreemap,
    /// By the name of the outcome.
    failed: BTreeMap<&'static str, RoaringTreemap>,
    /// For an operation that takes one: the Salesforce id of the call. A customer is finished only with that id.
    accounts: Option<BTreeMap<i64, String>>,
}

/// The final result of earlier runs for a customer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Earlier {
    /// It has the wanted state.
    Done,
    /// The API refused it; the name of the outcome.
    Failed(&'static str),
}

impl Finished {
    pub(super) fn of(operation: Operation) -> Self {
        Self { accounts: operation.takes_salesforce_id().then(BTreeMap::new), ..Self::default() }
    }

    /// Reads a file to its end. With `retry_failed`, only customers that are done are finished.
    ///
    /// # Errors
    /// [`Io`](crate::ErrorKind::Io) when the file cannot be read.
    pub fn read(file: &mut ResultsFile, retry_failed: bool) -> Result<Self> {
        let mut finished = Self::of(file.operation());
        file.each(|recorded, _| finished.note(&recorded, retry_failed))?;
        Ok(finished)
    }

    /// Notes the next line of a file: of several for one id, the last one counts.
    pub(super) fn note(&mut self, recorded: &Recorded<'_>, retry_failed: bool) {
        let id = recorded.id as u64;
        self.done.remove(id);
        for ids in self.failed.values_mut() {
            ids.remove(id);
        }
        if !recorded.is_final(retry_failed) {
            return;
        }
        let ids = match recorded.code {
            0 => &mut self.done,
            code => self.failed.entry(name_of(code)).or_default(),
        };
        ids.insert(id);
        if let Some(accounts) = &mut self.accounts {
            accounts.insert(recorded.id, recorded.requested_salesforce_id.as_deref().unwrap_or_default().into());
        }
    }

    /// The final result for the customer of a call, if any.
    pub fn earlier(&self, call: &Call) -> Option<Earlier> {
        let id = call.customer()?.get();
        if let (Some(accounts), Some(wanted)) = (&self.accounts, call.salesforce())
            && accounts.get(&id).is_none_or(|account| !wanted.is_same_as(account))
        {
            return None;
        }
        if self.done.contains(id as u64) {
            return Some(Earlier::Done);
        }
        self.failed.iter().find(|(_, ids)| ids.contains(id as u64)).map(|(name, _)| Earlier::Failed(name))
    }
}
