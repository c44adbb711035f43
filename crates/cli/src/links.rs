//! What a call means for customers in Salesforce, before it is made: they are read, and counted by their sync and their link.

use fusebill::{Client, Customer, CustomerId, CustomersOptions, Error, Operation};
use indicatif::HumanCount;
use roaring::RoaringTreemap;
use serde_json::{Value, json};

use crate::{
    args::{Links, Task},
    customers,
    list::List,
    signals::Signals,
};

/// How the customers of a list stand, a few bits for each.
#[derive(Default)]
pub(crate) struct Standings {
    /// Those who were read.
    found: RoaringTreemap,
    /// Whose sync is in the wanted state already.
    already: RoaringTreemap,
    /// Who is linked to an account in Salesforce.
    linked: RoaringTreemap,
}

impl Standings {
    /// Reads these customers.
    pub(crate) fn read(ids: &[CustomerId], task: &Task<'_>, client: &Client, signals: &Signals) -> Result<Self, Error> {
        let mut options = CustomersOptions::default();
        options.ids = Some(ids.iter().map(|id| id.get()).collect());
        let mut customers = client.customers(&options, &signals.stop().gently)?.on_wait(|wait| say!("{wait}"));
        let mut standings = Self::default();
        for customer in customers::reported(&mut customers) {
            standings.note(&customer?, task);
        }
        Ok(standings)
    }

    pub(crate) fn note(&mut self, customer: &Customer, task: &Task<'_>) {
        let id = customer.id().get() as u64;
        self.found.insert(id);
        if customer.is_synch_enabled() == (task.operation == Operation::EnableSynch) {
            self.already.insert(id);
        }
        if customer.is_linked() {
            self.linked.insert(id);
        }
    }

    /// Whether the task selects a customer. One that was not found is called, so that its failure is recorded.
    pub(crate) fn selects(&self, task: &Task<'_>, id: CustomerId) -> bool {
        let id = id.get() as u64;
        match task.links {
            Links::Any => true,
            _ if !self.found.contains(id) => true,
            Links::Linked => self.linked.contains(id),
            Links::NotLinked => !self.linked.contains(id),
        }
    }

    /// What the calls for these customers mean.
    pub(crate) fn effects(&self, ids: &[CustomerId]) -> Effects {
        let mut effects = Effects::default();
        for id in ids {
            let id = id.get() as u64;
            *match () {
                () if !self.found.contains(id) => &mut effects.not_found,
                () if self.already.contains(id) => &mut effects.already,
                () if self.linked.contains(id) => &mut effects.linked,
                () => &mut effects.not_linked,
            } += 1;
        }
        effects
    }

    /// What is asked before these customers are called.
    pub(crate) fn question(&self, task: &Task<'_>, ids: &[CustomerId]) -> String {
        let count = HumanCount(ids.len() as u64);
        let linked = ids.iter().filter(|id| self.linked.contains(id.get() as u64)).count() as u64;
        let not_linked = HumanCount(ids.len() as u64 - linked);
        match (task.operation, not_linked.0) {
            (Operation::DisableSynch, _) => {
                let linked = HumanCount(linked);
                format!(
                    "This empties the vendor's fields of {linked} Salesforce accounts. Turn off the sync of {count} customers?"
                )
            }
            (_, 0) => format!("Enable the sync of {count} customers?"),
            _ => format!("Salesforce may create {not_linked} accounts. Enable the sync of {count} customers?"),
        }
    }
}

/// How many customers a task calls, by what that means for them in Salesforce.
#[derive(Clone, Copy, Default)]
pub(crate) struct Effects {
    already: u64,
    linked: u64,
    not_linked: u64,
    not_found: u64,
}

impl Effects {
    /// Whether the effects of an operation are counted.
    pub(crate) fn are_known_of(operation: Operation) -> bool {
        matches!(operation, Operation::EnableSynch | Operation::DisableSynch)
    }

    pub(crate) fn text(&self, operation: Operation) -> String {
        let Self { already, linked, not_linked, not_found } = self;
        let is_enabled = operation == Operation::EnableSynch;
        let rows = [
            (if is_enabled { "already enabled" } else { "not enabled" }, *already, String::new()),
            (
                "linked",
                *linked,
                match is_enabled {
                    true => "will be updated in Salesforce".into(),
                    false => format!("the vendor's fields of {} accounts are emptied", HumanCount(*linked)),
                },
            ),
            (
                "not linked",
                *not_linked,
                match is_enabled {
                    true => format!("Salesforce may create {} accounts", HumanCount(*not_linked)),
                    false => String::new(),
                },
            ),
            ("not found", *not_found, String::new()),
        ];
        let mut text = String::new();
        for (name, count, remark) in rows {
            let remark = if count > 0 && !remark.is_empty() { format!("   {remark}") } else { String::new() };
            text += &format!("  {name:<18}{}{remark}\n", HumanCount(count));
        }
        text
    }

    pub(crate) fn json(&self) -> Value {
        let Self { already, linked, not_linked, not_found } = self;
        json!({"already": already, "linked": linked, "notLinked": not_linked, "notFound": not_found})
    }
}

/// The customers of a list that the task selects by their link; they are read if that is needed.
pub(crate) fn selected(mut list: List, task: &Task<'_>, client: &Client, signals: &Signals) -> Result<List, Error> {
    if task.links == Links::Any {
        return Ok(list);
    }
    let standings = Standings::read(&list.ids, task, client, signals)?;
    let before = list.ids.len();
    list.retain(|id| standings.selects(task, id));
    say_selected(task, list.ids.len(), before);
    Ok(list)
}

/// Says how many customers are selected by their link.
pub(crate) fn say_selected(task: &Task<'_>, selected: usize, of: usize) {
    if task.links != Links::Any && !task.calls.quiet {
        let option = if task.links == Links::Linked { "--linked-only" } else { "--not-linked-only" };
        say!("{option} selects {} of {} customers", HumanCount(selected as u64), HumanCount(of as u64));
    }
}
