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
        let mut customers = client.list_customers(&options, &signals.stop().gently)?.on_wait(|wait| say!("{wait}"));
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
        let customers = counted(ids.len() as u64, "customer");
        let Effects { linked, not_linked, .. } = self.effects(ids);
        match (task.operation, not_linked) {
            (Operation::DisableSynch, _) => {
                let accounts = counted(linked, "Salesforce account");
                format!("This empties the vendor's fields of {accounts}. Turn off the sync of {customers}?")
            }
            (_, 0) => format!("Enable the sync of {customers}?"),
            _ => format!("Salesforce may create {}. Enable the sync of {customers}?", counted(not_linked, "account")),
        }
    }

    /// How many of these do not exist.
    fn missing(&self, ids: &[CustomerId]) -> u64 {
        ids.iter().filter(|id| !self.found.contains(id.get() as u64)).count() as u64
    }
}

/// `1 account`, `2 accounts`.
pub(crate) fn counted(count: u64, what: &str) -> String {
    format!("{} {what}{}", HumanCount(count), if count == 1 { "" } else { "s" })
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
                    false => format!("the vendor's fields of {} are emptied", counted(*linked, "account")),
                },
            ),
            (
                "not linked",
                *not_linked,
                match is_enabled {
                    true => format!("Salesforce may create {}", counted(*not_linked, "account")),
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
    let (before, missing) = (list.ids.len(), standings.missing(&list.ids));
    list.retain(|id| standings.selects(task, id));
    say_selected(task, list.ids.len(), before, missing);
    Ok(list)
}

/// Says how many customers are selected by their link, and how many of them only because they do not exist.
pub(crate) fn say_selected(task: &Task<'_>, selected: usize, of: usize, missing: u64) {
    let Some(option) = task.links.option().filter(|_| !task.calls.quiet) else { return };
    let missing = if missing > 0 { format!(", {} of which do not exist", HumanCount(missing)) } else { String::new() };
    say!("{option} selects {} of {}{missing}", HumanCount(selected as u64), counted(of as u64, "customer"));
}
