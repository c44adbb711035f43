//! One to one, or not at all. The strongest key that a customer shares with any account decides: if several have it on either
//! side, or if the two contradict each other, that is for a person to decide.

use std::rc::Rc;

use super::{
    groups::{Groups, Side},
    key::Key,
    sides::Sides,
};
use crate::links::counted;

/// What becomes of a customer or an account.
#[derive(Clone, Debug)]
pub(super) enum Standing {
    /// It shares no key with anybody.
    Alone,
    /// It is linked already.
    Linked,
    Matched {
        other: u32,
        by: Key,
    },
    /// It may belong to several, or to one that contradicts.
    Ambiguous {
        /// The same text for everybody of a group.
        why: Rc<str>,
    },
}

/// The customers and the accounts, in their order.
pub(super) struct Joined {
    pub(super) customers: Vec<Standing>,
    pub(super) accounts: Vec<Standing>,
    /// Who may belong together.
    pub(super) groups: Groups,
}

impl Joined {
    pub(super) fn of(sides: &mut Sides) -> Self {
        let mut joined = Self {
            customers: vec![Standing::Alone; sides.customers.len()],
            accounts: vec![Standing::Alone; sides.accounts.len()],
            groups: Groups::default(),
        };
        joined.keep_links(sides);
        for key in Key::ALL {
            joined.by(key, sides);
        }
        joined
    }

    /// What is linked stays as it is.
    fn keep_links(&mut self, sides: &Sides) {
        for (place, customer) in sides.customers.iter().enumerate() {
            if let Some(account) = customer.linked {
                self.customers[place] = Standing::Linked;
                if let Some(place) = sides.places.get(&account) {
                    self.accounts[*place as usize] = Standing::Linked;
                }
            }
        }
        for (place, account) in sides.accounts.iter().enumerate() {
            if account.is_torn {
                let why = Rc::from("its rows in the report differ in the name, FB.Id or FB.Customer Id");
                self.accounts[place] = Standing::Ambiguous { why };
                self.groups.join(&[], &[place as u32]);
            }
        }
    }

    /// Joins those who share a key and were not joined by a stronger one.
    fn by(&mut self, key: Key, sides: &mut Sides) {
        let customers = sorted(&mut sides.of_customers[key as usize]);
        let accounts = sorted(&mut sides.of_accounts[key as usize]);
        let mut rest = &accounts[..];
        for same in customers.chunk_by(|one, other| one.0 == other.0) {
            let digest = same[0].0;
            rest = &rest[rest.partition_point(|(other, _)| *other < digest)..];
            let count = rest.partition_point(|(other, _)| *other == digest);
            let (shared, after) = rest.split_at(count);
            rest = after;
            match (same, shared) {
                (_, []) => {}
                ([(_, customer)], [(_, account)]) => self.pair(key, *customer, *account, sides),
                _ => self.leave(key, same, shared),
            }
        }
    }

    /// The only two with this key.
    fn pair(&mut self, key: Key, customer: u32, account: u32, sides: &Sides) {
        let name = key.name();
        let why = match (&self.customers[customer as usize], &self.accounts[account as usize]) {
            (Standing::Alone, Standing::Alone) => match contradiction(customer, account, sides) {
                None => {
                    self.customers[customer as usize] = Standing::Matched { other: account, by: key };
                    self.accounts[account as usize] = Standing::Matched { other: customer, by: key };
                    return;
                }
                Some(why) => format!("the same {name}, but {why}"),
            },
            (Standing::Alone, _) => format!("the account with the same {name} is another customer's, or is ambiguous"),
            (_, Standing::Alone) => format!("the customer with the same {name} has another account, or is ambiguous"),
            _ => return,
        };
        self.set_ambiguous(&why, &[customer], &[account]);
    }

    /// Several with one key.
    fn leave(&mut self, key: Key, customers: &[(u128, u32)], accounts: &[(u128, u32)]) {
        let places = |side: &[(u128, u32)]| side.iter().map(|(_, place)| *place).collect::<Vec<_>>();
        let (customers, accounts) = (places(customers), places(accounts));
        let is_alone = |standing: &Standing| matches!(standing, Standing::Alone);
        if !customers.iter().any(|place| is_alone(&self.customers[*place as usize]))
            && !accounts.iter().any(|place| is_alone(&self.accounts[*place as usize]))
        {
            return;
        }
        let many = (counted(customers.len() as u64, "customer"), counted(accounts.len() as u64, "account"));
        self.set_ambiguous(&format!("{} and {} have the same {}", many.0, many.1, key.name()), &customers, &accounts);
    }

    /// Those of them who are alone so far; all are in one group.
    fn set_ambiguous(&mut self, why: &str, customers: &[u32], accounts: &[u32]) {
        let why: Rc<str> = why.into();
        self.groups.join(customers, accounts);
        for (standings, places) in [(&mut self.customers, customers), (&mut self.accounts, accounts)] {
            for place in places {
                let standing = &mut standings[*place as usize];
                if matches!(standing, Standing::Alone) {
                    *standing = Standing::Ambiguous { why: Rc::clone(&why) };
                }
            }
        }
    }

    /// Why one is not matched, or how it is if that matters to others, and the number of its group.
    pub(super) fn remark(&self, side: Side, place: usize, alone: &str) -> Option<(String, String)> {
        let standing = match side {
            Side::Customer => &self.customers[place],
            Side::Account => &self.accounts[place],
        };
        let group = self.groups.of(side, place as u32);
        let why = match standing {
            Standing::Alone => alone.to_owned(),
            Standing::Ambiguous { why } => format!("ambiguous: {why}"),
            Standing::Linked => group.map(|_| "linked already".to_owned())?,
            Standing::Matched { by, .. } => group.map(|_| format!("matched by {}", by.name()))?,
        };
        Some((why, group.map(|group| group.to_string()).unwrap_or_default()))
    }

    pub(super) fn matched_by(&self, key: Key) -> u64 {
        count(&self.customers, |standing| matches!(standing, Standing::Matched { by, .. } if *by == key))
    }

    pub(super) fn linked(&self) -> u64 {
        count(&self.customers, |standing| matches!(standing, Standing::Linked))
    }

    /// How many there are, on both sides.
    pub(super) fn ambiguous(&self) -> u64 {
        let is_ambiguous = |standing: &Standing| matches!(standing, Standing::Ambiguous { .. });
        count(&self.customers, is_ambiguous) + count(&self.accounts, is_ambiguous)
    }

    pub(super) fn alone(&self, side: &[Standing]) -> u64 {
        count(side, |standing| matches!(standing, Standing::Alone))
    }
}

fn count(side: &[Standing], is_it: impl Fn(&Standing) -> bool) -> u64 {
    side.iter().filter(|standing| is_it(standing)).count() as u64
}

/// Each digest with everybody who has it, once.
fn sorted(index: &mut Vec<(u128, u32)>) -> Vec<(u128, u32)> {
    let mut sorted = std::mem::take(index);
    sorted.sort_unstable();
    sorted.dedup();
    sorted
}

/// What the two say differently where the vendor's fields identify a customer.
fn contradiction(customer: u32, account: u32, sides: &Sides) -> Option<&'static str> {
    let (customer, account) = (&sides.customers[customer as usize], &sides.accounts[account as usize]);
    if account.fb_id.is_some_and(|id| id != customer.id) {
        return Some("the account's FB.Id is another customer's");
    }
    let differ = matches!((customer.reference, account.reference), (Some(one), Some(other)) if one != other);
    differ.then_some("the references differ")
}
