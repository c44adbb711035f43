//! The far side: the accounts in Salesforce, and the sync that changes them some time after a call. It does what the vendor's
//! pages say: an enabled customer is sent to the account that it is linked to, or to a new one if there is none.

use std::{
    collections::{HashMap, VecDeque},
    fmt::Write,
    time::{Duration, Instant},
};

use crate::customers::Customer;

/// What is known of Salesforce when the sandbox starts.
#[derive(Clone, Debug, Default)]
pub(crate) struct FarSide {
    /// How long after a call a customer is synced; never, if there is none.
    pub(crate) delay: Option<Duration>,
    /// How many accounts there are before anything is synced, apart from those of the documented customer.
    pub(crate) accounts: Option<u64>,
    /// The share of the customers who have one of these accounts, in percent.
    pub(crate) overlap: u64,
}

impl FarSide {
    /// Whether the accounts are listed, and not only those that customers are linked to.
    pub(crate) fn is_modelled(&self) -> bool {
        self.delay().is_some()
    }

    pub(crate) fn delay(&self) -> Option<Duration> {
        self.delay.or(self.accounts.map(|_| Duration::from_secs(1)))
    }

    /// How many of so many customers have an account already.
    pub(crate) fn shared(&self, customers: u64) -> u64 {
        self.accounts.map_or(0, |accounts| accounts.min(customers * self.overlap.min(100) / 100))
    }
}

/// An account in Salesforce.
#[derive(Clone, Debug, Default)]
pub(crate) struct Account {
    /// 18 characters.
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) email: String,
    /// The vendor's fields, FB.Id and FB.Customer Id.
    pub(crate) fb_id: Option<i64>,
    pub(crate) reference: String,
    /// Whether the sync made it for a customer who had another one already.
    pub(crate) is_duplicate: bool,
}

/// The accounts, and what is going to be synced.
#[derive(Debug, Default)]
pub(crate) struct Salesforce {
    accounts: Vec<Account>,
    /// Where the account with these first 15 characters is.
    places: HashMap<String, usize>,
    /// Who is synced at what time; in the order of these times, because the delay is always the same.
    due: VecDeque<(Instant, i64)>,
}

/// Both forms of an account's id begin with the same characters.
const SHORT: usize = 15;

fn short(id: &str) -> &str {
    id.get(..SHORT).unwrap_or(id)
}

impl Salesforce {
    pub(crate) fn add(&mut self, account: Account) {
        self.places.insert(short(&account.id).to_owned(), self.accounts.len());
        self.accounts.push(account);
    }

    pub(crate) fn find(&mut self, id: &str) -> Option<&mut Account> {
        self.places.get(short(id)).and_then(|place| self.accounts.get_mut(*place))
    }

    pub(crate) fn accounts(&self) -> &[Account] {
        &self.accounts
    }

    pub(crate) fn duplicates(&self) -> usize {
        self.accounts.iter().filter(|account| account.is_duplicate).count()
    }

    /// A call for the customer has been made.
    pub(crate) fn expect(&mut self, customer: i64, delay: Duration) {
        self.due.push_back((Instant::now() + delay, customer));
    }

    /// The next customer whose time has come.
    pub(crate) fn next_due(&mut self) -> Option<i64> {
        self.due.pop_front_if(|(time, _)| *time <= Instant::now()).map(|(_, customer)| customer)
    }

    /// Fills the vendor's fields of the account that the customer is linked to.
    pub(crate) fn fill(&mut self, customer: &Customer, reference: &str) {
        if let Some(account) = customer.salesforce_id.as_deref().and_then(|id| self.find(id)) {
            account.fb_id = Some(customer.id);
            reference.clone_into(&mut account.reference);
        }
    }

    /// Empties them, as DisableSynch does.
    pub(crate) fn empty(&mut self, id: &str) {
        if let Some(account) = self.find(id) {
            account.fb_id = None;
            account.reference.clear();
        }
    }

    /// The id of an account that the sync makes.
    pub(crate) fn new_id(&self) -> String {
        format!("0015500{:08}AAA", self.accounts.len())
    }

    /// The accounts as a report of Salesforce.
    pub(crate) fn report(&self) -> String {
        let mut csv = String::from("Account ID,Account Name,Email,FB.Id,FB.Customer Id\n");
        for Account { id, name, email, fb_id, reference, .. } in &self.accounts {
            let fb_id = fb_id.map(|id| id.to_string()).unwrap_or_default();
            // Writing to memory does not fail.
            let _ = writeln!(csv, "{id},\"{}\",{email},{fb_id},{reference}", name.replace('"', "\"\""));
        }
        csv
    }
}
