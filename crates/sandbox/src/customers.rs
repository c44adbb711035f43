//! The customers of the account: their initial state, and how calls have changed it since.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use crate::{DOCUMENTED_CUSTOMER, DOCUMENTED_ID};

/// The id of the first generated customer; the others follow it.
pub const FIRST_GENERATED: i64 = 200_001;

const DOCUMENTED_SALESFORCE_ID: &str = "0014100000JJ3wtAAD";

/// `salesforceSynchStatus`; null is possible, too.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Synch {
    Enabled,
    Disabled,
    Null,
}

/// The current state of a customer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Customer {
    pub(crate) id: i64,
    pub(crate) synch: Synch,
    pub(crate) salesforce_id: Option<String>,
    pub(crate) status: &'static str,
}

/// The documented customer, and generated ones like it.
#[derive(Debug)]
pub(crate) struct Customers {
    generated: u64,
    changed: Mutex<Changed>,
}

/// What calls have changed.
#[derive(Debug, Default)]
struct Changed {
    /// By the customer's position; one that is not here is unchanged.
    synch: Vec<Option<Synch>>,
    salesforce_ids: HashMap<i64, String>,
}

impl Customers {
    pub(crate) fn new(generated: u64) -> Self {
        Self { generated, changed: Mutex::default() }
    }

    fn changed(&self) -> MutexGuard<'_, Changed> {
        self.changed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many there are.
    pub(crate) fn count(&self) -> u64 {
        self.generated + 1
    }

    /// The position of a customer; the documented one is at 0.
    fn place(&self, id: i64) -> Option<usize> {
        let generated = id.checked_sub(FIRST_GENERATED).and_then(|place| usize::try_from(place).ok());
        match generated {
            _ if id == DOCUMENTED_ID => Some(0),
            Some(place) if (place as u64) < self.generated => Some(place + 1),
            _ => None,
        }
    }

    /// The customer with this id.
    pub(crate) fn find(&self, id: i64) -> Option<Customer> {
        self.place(id).map(|place| current(place, &self.changed()))
    }

    /// The customer with this account in Salesforce.
    pub(crate) fn find_salesforce(&self, account: &str) -> Option<Customer> {
        let has_account = |customer: &Customer| customer.salesforce_id.as_deref() == Some(account);
        let changed = self.changed();
        let latched = changed.salesforce_ids.iter().find(|(_, id)| *id == account).and_then(|(id, _)| self.place(*id));
        let generated = account.get(PREFIX.len()..SHORT).and_then(|digits| digits.parse().ok());
        let generated = generated.filter(|place| (1..self.count() as usize).contains(place));
        [latched, Some(0), generated].into_iter().flatten().map(|place| current(place, &changed)).find(has_account)
    }

    /// Changes a customer, and returns its new state.
    pub(crate) fn change(&self, id: i64, change: impl FnOnce(&mut Customer)) -> Option<Customer> {
        let place = self.place(id)?;
        let mut changed = self.changed();
        let before = current(place, &changed);
        let mut customer = before.clone();
        change(&mut customer);
        if changed.synch.len() <= place {
            changed.synch.resize(place + 1, None);
        }
        changed.synch[place] = Some(customer.synch);
        if let Some(account) =
            customer.salesforce_id.as_ref().filter(|_| customer.salesforce_id != before.salesforce_id)
        {
            changed.salesforce_ids.insert(id, account.clone());
        }
        Some(customer)
    }

    /// The customers that `is_wanted` accepts, at most `most` after the first `skip` of them, and how many there are.
    pub(crate) fn list(&self, is_wanted: impl Fn(&Customer) -> bool, skip: u64, most: usize) -> (Vec<Customer>, u64) {
        let changed = self.changed();
        let mut wanted = (0..self.count() as usize).map(|place| current(place, &changed)).filter(is_wanted);
        let skipped = wanted.by_ref().take(skip as usize).count() as u64;
        let page: Vec<Customer> = wanted.by_ref().take(most).collect();
        let rest = wanted.count();
        let count = skipped + (page.len() + rest) as u64;
        (page, count)
    }

    /// The same for all customers, which do not have to be checked one by one.
    pub(crate) fn list_all(&self, skip: u64, most: usize) -> (Vec<Customer>, u64) {
        let changed = self.changed();
        let places = skip.min(self.count()) as usize..skip.saturating_add(most as u64).min(self.count()) as usize;
        (places.map(|place| current(place, &changed)).collect(), self.count())
    }

    /// How many are Enabled.
    pub(crate) fn enabled(&self) -> u64 {
        let changed = self.changed();
        (0..self.count() as usize).filter(|place| current(*place, &changed).synch == Synch::Enabled).count() as u64
    }
}

/// The current state of the customer at a position. Of ten generated ones, five are Disabled, one of them a Draft, and
/// one has a null status; of the four that are Enabled, one is not linked.
fn current(place: usize, changed: &Changed) -> Customer {
    let mut customer = match place.checked_sub(1) {
        None => Customer {
            id: DOCUMENTED_ID,
            synch: Synch::Enabled,
            salesforce_id: Some(DOCUMENTED_SALESFORCE_ID.into()),
            status: "Active",
        },
        Some(nth) => Customer {
            id: FIRST_GENERATED + nth as i64,
            synch: match nth % 10 {
                0..=4 => Synch::Disabled,
                5 => Synch::Null,
                _ => Synch::Enabled,
            },
            salesforce_id: (!matches!(nth % 10, 3 | 5 | 7)).then(|| salesforce_id(place)),
            status: if nth % 10 == 4 { "Draft" } else { "Active" },
        },
    };
    if let Some(Some(synch)) = changed.synch.get(place) {
        customer.synch = *synch;
    }
    if let Some(id) = changed.salesforce_ids.get(&customer.id) {
        customer.salesforce_id = Some(id.clone());
    }
    customer
}

const PREFIX: &str = "0014100";
const SHORT: usize = 15;

/// A valid id made of digits. Its checksum is AAA because it contains no capital letters.
fn salesforce_id(place: usize) -> String {
    format!("{PREFIX}{place:08}AAA")
}

impl Customer {
    /// The customer as the API sends it: the documented text with this customer's values.
    pub(crate) fn text(&self) -> String {
        const SALESFORCE: &str = "\"salesforceId\": \"0014100000JJ3wtAAD\"";
        const SYNCH: &str = "\"salesforceSynchStatus\": \"Enabled\"";
        const STATUS: &str = "\"status\": \"Active\"";
        let synch = match self.synch {
            Synch::Enabled => SYNCH,
            Synch::Disabled => "\"salesforceSynchStatus\": \"Disabled\"",
            Synch::Null => "\"salesforceSynchStatus\": null",
        };
        let salesforce = match &self.salesforce_id {
            Some(id) => format!("\"salesforceId\": \"{id}\""),
            None => "\"salesforceId\": null".into(),
        };
        let mut text = DOCUMENTED_CUSTOMER.to_owned();
        if self.id != DOCUMENTED_ID {
            text = text.replace("172677", &self.id.to_string());
        }
        for (documented, own) in
            [(SALESFORCE, salesforce.as_str()), (SYNCH, synch), (STATUS, &format!("\"status\": \"{}\"", self.status))]
        {
            if documented != own {
                text = text.replace(documented, own);
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documented_customer_is_as_documented() {
        let customers = Customers::new(3);
        assert_eq!(customers.find(DOCUMENTED_ID).unwrap().text(), DOCUMENTED_CUSTOMER);
        assert!(customers.find(FIRST_GENERATED + 3).is_none() && customers.find(i64::MIN).is_none());
    }

    #[test]
    fn a_change_shows_wherever_the_customer_does() {
        let customers = Customers::new(20);
        let id = FIRST_GENERATED + 5;
        assert_eq!(customers.find(id).unwrap().synch, Synch::Null);
        let enabled = customers.enabled();
        customers.change(id, |customer| customer.synch = Synch::Enabled).unwrap();
        let (all, count) = customers.list_all(0, 100);
        assert_eq!((all.len(), count, customers.enabled()), (21, 21, enabled + 1));
        assert!(all.iter().find(|customer| customer.id == id).unwrap().text().contains("\"Enabled\""));
        assert!(customers.change(1, |customer| customer.synch = Synch::Enabled).is_none());
        let account = "0014100000JJ3wtAAD".to_owned();
        let changed = customers.change(id, |customer| customer.salesforce_id = Some(account.clone())).unwrap();
        assert_eq!((changed.synch, changed.salesforce_id), (Synch::Enabled, Some(account)));
    }

    #[test]
    fn a_customer_is_found_by_its_account_in_salesforce() {
        let customers = Customers::new(20);
        let (all, _) = customers.list_all(0, 100);
        for customer in all.iter().filter(|customer| customer.salesforce_id.is_some()) {
            let account = customer.salesforce_id.as_deref().unwrap();
            assert_eq!(customers.find_salesforce(account).as_ref(), Some(customer));
        }
        assert!(customers.find_salesforce("001410000000099AAA").is_none() && customers.find_salesforce("é").is_none());
    }
}
