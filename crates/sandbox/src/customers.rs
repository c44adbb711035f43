//! The customers of the account: their initial state, and how calls have changed it since.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use crate::{
    DOCUMENTED_CUSTOMER, DOCUMENTED_ID,
    salesforce::{Account, FarSide, Salesforce},
};

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
    /// Whether it has a name, an address and a reference of its own.
    pub(crate) is_somebody: bool,
}

/// The documented customer, and generated ones like it.
#[derive(Debug)]
pub(crate) struct Customers {
    generated: u64,
    far_side: FarSide,
    /// Who is never synced.
    unsyncable: Vec<i64>,
    changed: Mutex<Changed>,
}

/// What calls have changed.
#[derive(Debug, Default)]
struct Changed {
    /// By the customer's position; one that is not here is unchanged.
    synch: Vec<Option<Synch>>,
    salesforce_ids: HashMap<i64, String>,
    salesforce: Salesforce,
    /// Whether nobody was linked when the sandbox started.
    is_onboarding: bool,
}

impl Customers {
    pub(crate) fn new(generated: u64, far_side: FarSide, unsyncable: Vec<i64>) -> Self {
        let is_onboarding = far_side.accounts.is_some();
        let mut changed = Changed { is_onboarding, ..Changed::default() };
        if far_side.is_modelled() {
            for place in 0..=generated as usize {
                let customer = current(place, &changed);
                if let Some(id) = &customer.salesforce_id {
                    changed.salesforce.add(customer.account(id.clone()));
                    changed.salesforce.fill(&customer, &customer.reference());
                }
            }
        }
        for nth in 0..far_side.accounts.unwrap_or_default() as usize {
            let is_shared = (nth as u64) < far_side.shared(generated);
            changed.salesforce.add(account_before(nth, is_shared, &current(nth + 1, &changed)));
        }
        Self { generated, far_side, unsyncable, changed: Mutex::new(changed) }
    }

    /// The current state, with all syncs that are due.
    fn changed(&self) -> MutexGuard<'_, Changed> {
        let mut changed = self.changed.lock().unwrap_or_else(PoisonError::into_inner);
        while let Some(id) = changed.salesforce.next_due() {
            self.sync(id, &mut changed);
        }
        changed
    }

    /// Sends a customer to Salesforce, if it is enabled: a new account is made if it is not linked.
    fn sync(&self, id: i64, changed: &mut Changed) {
        let Some(place) = self.place(id).filter(|_| !self.unsyncable.contains(&id)) else { return };
        let mut customer = current(place, changed);
        if customer.synch != Synch::Enabled {
            return;
        }
        if customer.salesforce_id.is_none() {
            let new = changed.salesforce.new_id();
            let is_duplicate = place > 0 && (place as u64) <= self.far_side.shared(self.generated);
            changed.salesforce.add(Account { is_duplicate, ..customer.account(new.clone()) });
            changed.salesforce_ids.insert(id, new.clone());
            customer.salesforce_id = Some(new);
        }
        changed.salesforce.fill(&customer, &customer.reference());
    }

    /// Whether Salesforce has this account; any, unless its accounts are modelled.
    pub(crate) fn has_account(&self, id: &str) -> bool {
        !self.far_side.is_modelled() || self.changed().salesforce.find(id).is_some()
    }

    /// What happens in Salesforce after a call for a customer.
    pub(crate) fn expect(&self, customer: &Customer) {
        let mut changed = self.changed();
        match (customer.synch, self.far_side.delay(), &customer.salesforce_id) {
            (Synch::Enabled, Some(delay), _) => changed.salesforce.expect(customer.id, delay),
            (Synch::Disabled, _, Some(account)) => changed.salesforce.empty(account),
            _ => {}
        }
    }

    /// What `look` sees of Salesforce.
    pub(crate) fn in_salesforce<T>(&self, look: impl FnOnce(&Salesforce) -> T) -> T {
        look(&self.changed().salesforce)
    }

    /// Whether Salesforce is modelled.
    pub(crate) fn is_modelled(&self) -> bool {
        self.far_side.is_modelled()
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

    /// How many have an account in Salesforce.
    pub(crate) fn linked(&self) -> u64 {
        self.count_of(|customer| customer.salesforce_id.is_some())
    }

    /// How many are Enabled.
    pub(crate) fn enabled(&self) -> u64 {
        self.count_of(|customer| customer.synch == Synch::Enabled)
    }

    fn count_of(&self, is_it: impl Fn(&Customer) -> bool) -> u64 {
        let changed = self.changed();
        (0..self.count() as usize).filter(|place| is_it(&current(*place, &changed))).count() as u64
    }
}

/// The current state of the customer at a position. Of ten generated ones, five are Disabled, one of them a Draft, and
/// one has a null status; of the four that are Enabled, one is not linked. Before an onboarding, nobody is Enabled or linked.
fn current(place: usize, changed: &Changed) -> Customer {
    let mut customer = match place.checked_sub(1) {
        None => Customer {
            id: DOCUMENTED_ID,
            synch: Synch::Enabled,
            salesforce_id: Some(DOCUMENTED_SALESFORCE_ID.into()),
            status: "Active",
            is_somebody: false,
        },
        Some(nth) => Customer {
            id: FIRST_GENERATED + nth as i64,
            synch: match nth % 10 {
                5 => Synch::Null,
                6..=9 if !changed.is_onboarding => Synch::Enabled,
                _ => Synch::Disabled,
            },
            salesforce_id: (!changed.is_onboarding && !matches!(nth % 10, 3 | 5 | 7)).then(|| salesforce_id(place)),
            status: if nth % 10 == 4 { "Draft" } else { "Active" },
            is_somebody: changed.is_onboarding,
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

/// An account that Salesforce has before anything is synced: that of a customer, which shows in one of four ways, or a
/// stranger's.
fn account_before(nth: usize, is_shared: bool, customer: &Customer) -> Account {
    let id = format!("0014200{nth:08}AAA");
    let company = customer.company();
    let account = Account { id, name: company.clone(), ..Account::default() };
    match nth % 4 {
        _ if !is_shared => Account { name: format!("Somebody else {nth}"), ..account },
        0 => Account { fb_id: Some(customer.id), ..account },
        1 => Account { reference: customer.reference(), name: format!("{company} Holding"), ..account },
        2 => Account { email: customer.email().to_uppercase(), name: format!("{company} and Sons"), ..account },
        _ => Account { name: company.to_uppercase().replace(' ', "  "), ..account },
    }
}

impl Customer {
    fn company(&self) -> String {
        if self.is_somebody { format!("Bikes of {}", self.id) } else { "Stolen Bikes".into() }
    }

    fn email(&self) -> String {
        format!("owner{}@bikes.example", self.id)
    }

    fn reference(&self) -> String {
        if self.is_somebody { format!("R-{}", self.id) } else { "1337".into() }
    }

    /// The account that the sync makes of it.
    fn account(&self, id: String) -> Account {
        Account { id, name: self.company(), email: self.email(), ..Account::default() }
    }

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
        if self.is_somebody {
            text = text
                .replace("\"companyName\": \"Stolen Bikes\"", &format!("\"companyName\": \"{}\"", self.company()))
                .replace("john@example.com", &self.email())
                .replace("\"reference\": \"1337\"", &format!("\"reference\": \"{}\"", self.reference()));
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
        let customers = Customers::new(3, FarSide::default(), Vec::new());
        assert_eq!(customers.find(DOCUMENTED_ID).unwrap().text(), DOCUMENTED_CUSTOMER);
        assert!(customers.find(FIRST_GENERATED + 3).is_none() && customers.find(i64::MIN).is_none());
    }

    #[test]
    fn a_change_shows_wherever_the_customer_does() {
        let customers = Customers::new(20, FarSide::default(), Vec::new());
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
        let customers = Customers::new(20, FarSide::default(), Vec::new());
        let (all, _) = customers.list_all(0, 100);
        for customer in all.iter().filter(|customer| customer.salesforce_id.is_some()) {
            let account = customer.salesforce_id.as_deref().unwrap();
            assert_eq!(customers.find_salesforce(account).as_ref(), Some(customer));
        }
        assert!(customers.find_salesforce("001410000000099AAA").is_none() && customers.find_salesforce("é").is_none());
    }

    /// The names of the accounts that hold a customer, and how many are duplicates.
    fn in_salesforce(customers: &Customers) -> (Vec<(String, i64)>, usize) {
        customers.in_salesforce(|salesforce| {
            let held = salesforce.accounts().iter().filter_map(|it| Some((it.name.clone(), it.fb_id?))).collect();
            (held, salesforce.duplicates())
        })
    }

    #[test]
    fn what_is_enabled_arrives_and_makes_a_duplicate_unless_it_is_linked() {
        let far_side = FarSide { delay: Some(std::time::Duration::ZERO), accounts: Some(3), overlap: 50 };
        let customers = Customers::new(4, far_side, vec![FIRST_GENERATED + 3]);
        let enable = |id| {
            let customer = customers.change(id, |customer| customer.synch = Synch::Enabled).unwrap();
            customers.expect(&customer);
        };
        let nobody_yet =
            vec![("Stolen Bikes".to_owned(), DOCUMENTED_ID), (format!("Bikes of {FIRST_GENERATED}"), FIRST_GENERATED)];
        assert_eq!(in_salesforce(&customers), (nobody_yet, 0), "the first account shows its customer by FB.Id");
        // Two of the four have an account; the first is linked to it.
        customers
            .change(FIRST_GENERATED, |customer| customer.salesforce_id = Some("001420000000000AAA".into()))
            .unwrap();
        (0..4).for_each(|nth| enable(FIRST_GENERATED + nth));
        let (held, duplicates) = in_salesforce(&customers);
        assert_eq!((held.len(), duplicates), (4, 1), "{held:?}");
        assert_eq!(customers.find(FIRST_GENERATED + 3).unwrap().salesforce_id, None, "the one whose sync fails");
        assert!(!customers.has_account("001770000000001") && customers.has_account("001420000000002AAA"));
        let off = customers.change(FIRST_GENERATED, |customer| customer.synch = Synch::Disabled).unwrap();
        customers.expect(&off);
        assert_eq!(in_salesforce(&customers).0.len(), 3);
        assert!(off.salesforce_id.is_some(), "the link stays");
    }
}
