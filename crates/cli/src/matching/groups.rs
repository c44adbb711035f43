//! Customers and accounts that may belong together, by a number for each group. Who joins two groups makes them one.

use std::collections::BTreeMap;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Side {
    Customer,
    Account,
}

#[derive(Default)]
pub(super) struct Groups {
    of: BTreeMap<(Side, u32), u32>,
    /// The group that each group has become part of; its own number if it is whole.
    part_of: Vec<u32>,
}

impl Groups {
    /// Puts all of them into one group.
    pub(super) fn join(&mut self, customers: &[u32], accounts: &[u32]) {
        let new = self.part_of.len() as u32;
        self.part_of.push(new);
        let members = customers.iter().map(|place| (Side::Customer, *place));
        for member in members.chain(accounts.iter().map(|place| (Side::Account, *place))) {
            let before = self.of.insert(member, new).map(|group| self.whole(group));
            if let Some(before) = before.filter(|before| *before != new) {
                self.part_of[before as usize] = new;
            }
        }
    }

    /// The number of a member's group, from 1.
    pub(super) fn of(&self, side: Side, place: u32) -> Option<u32> {
        self.of.get(&(side, place)).map(|group| self.whole(*group) + 1)
    }

    fn whole(&self, mut group: u32) -> u32 {
        while self.part_of[group as usize] != group {
            group = self.part_of[group as usize];
        }
        group
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_joins_two_groups_makes_them_one() {
        let mut groups = Groups::default();
        groups.join(&[1, 2], &[7]);
        groups.join(&[3], &[8]);
        groups.join(&[4], &[9]);
        assert_ne!(groups.of(Side::Customer, 1), groups.of(Side::Customer, 3));
        groups.join(&[2], &[8]);
        let of = |side, place| groups.of(side, place);
        assert_eq!(of(Side::Customer, 1), of(Side::Customer, 3));
        assert_eq!(of(Side::Account, 7), of(Side::Account, 8));
        assert_ne!(of(Side::Customer, 1), of(Side::Customer, 4));
        assert_eq!(of(Side::Account, 1), None);
    }
}
