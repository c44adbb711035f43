//! Customers by their ids, in sets: `query=id:1,2,3`, which the vendor documents as matching a set. A server that ignores the
//! filter, refuses it or sends others is not believed: from then on each customer is read on its own. So is one that a set
//! did not contain, because it may exist all the same.

use std::collections::BTreeSet;

use roaring::RoaringTreemap;

use super::{Next, pages::Pages};

/// The most ids in one request.
const LARGEST: u64 = 100;

/// The ids that are wanted, those of the current set, and whether the server is believed.
pub(super) struct Sets {
    waiting: std::vec::IntoIter<i64>,
    size: u64,
    /// Every id of a set so far, each once.
    asked: RoaringTreemap,
    /// Those of the current set that were not received.
    open: BTreeSet<i64>,
    pages: Pages,
    is_reading_pages: bool,
    is_one_by_one: bool,
}

impl Sets {
    pub(super) fn new(ids: Vec<i64>, size: u64) -> Self {
        Self {
            waiting: ids.into_iter(),
            size: size.min(LARGEST),
            asked: RoaringTreemap::new(),
            open: BTreeSet::new(),
            pages: Pages::new(0),
            is_reading_pages: false,
            is_one_by_one: false,
        }
    }

    /// How many customers were asked for.
    pub(super) fn asked(&self) -> u64 {
        self.asked.len()
    }

    pub(super) fn pages(&mut self) -> &mut Pages {
        &mut self.pages
    }

    pub(super) fn next(&mut self) -> Next {
        loop {
            if self.is_reading_pages {
                if !self.open.is_empty() && self.pages.next(false) == Next::Page {
                    return Next::Page;
                }
                self.is_reading_pages = false;
            }
            if let Some(id) = self.open.pop_first() {
                return Next::One(id);
            }
            if !self.begin() {
                return Next::End;
            }
        }
    }

    /// Begins the next set; returns false if no ids are left.
    fn begin(&mut self) -> bool {
        while (self.open.len() as u64) < self.size
            && let Some(id) = self.waiting.next()
        {
            if self.asked.insert(id as u64) {
                self.open.insert(id);
            }
        }
        self.pages = Pages::new(self.open.len() as u64);
        self.is_reading_pages = !self.is_one_by_one;
        !self.open.is_empty()
    }

    /// The filter of the current set.
    pub(super) fn filter(&self) -> String {
        // All ids of the set, also those that were received: a page is a position in the whole.
        let set: Vec<String> =
            self.pages.seen().chain(self.open.iter().map(|id| *id as u64)).map(|id| id.to_string()).collect();
        format!("query=id:{}&", set.join(","))
    }

    /// Whether all of these ids are of the current set.
    pub(super) fn contains(&self, mut ids: impl Iterator<Item = i64>) -> bool {
        ids.all(|id| self.open.contains(&id) || self.pages.seen().any(|seen| seen == id as u64))
    }

    /// The customer was received.
    pub(super) fn received(&mut self, id: i64) {
        self.open.remove(&id);
    }

    /// The server does not do what was asked: its sets are not asked for any more.
    pub(super) fn distrust(&mut self) {
        self.is_one_by_one = true;
        self.is_reading_pages = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is read, and how many requests it takes, from a server that has the even ids up to 1,000.
    fn read(ids: Vec<i64>, believe: bool) -> (Vec<i64>, Vec<i64>, u32) {
        let mut sets = Sets::new(ids, LARGEST);
        let (mut read, mut missing, mut requests) = (Vec::new(), Vec::new(), 0);
        loop {
            match sets.next() {
                Next::End => return (read, missing, requests),
                Next::Page if !believe => sets.distrust(),
                Next::Page => {
                    let filter = sets.filter();
                    let set = filter.trim_start_matches("query=id:").trim_end_matches('&').split(',');
                    let all: Vec<i64> =
                        set.map(|id| id.parse().unwrap()).filter(|id| id % 2 == 0 && *id <= 1000).collect();
                    assert!(sets.contains(all.iter().copied()) && !sets.contains([7_777].into_iter()));
                    let page = if sets.pages().number == 0 { &all[..] } else { &[] };
                    sets.pages().begin(page.len(), None);
                    for id in page {
                        sets.pages().note(*id as u64);
                        sets.received(*id);
                        read.push(*id);
                    }
                }
                Next::One(id) if id % 2 == 0 && id <= 1000 => read.push(id),
                Next::One(id) => missing.push(id),
            }
            requests += 1;
        }
    }

    #[test]
    fn every_id_is_asked_for_once() {
        let evens: Vec<i64> = (1..=250).map(|at| at * 2).collect();
        assert_eq!(read(evens.clone(), true), (evens.clone(), vec![], 3));
        let twice = evens.iter().chain(&evens).copied().collect();
        assert_eq!(read(twice, true), (evens.clone(), vec![], 3));
        // The first page of sets is refused once.
        assert_eq!(read(evens.clone(), false), (evens, vec![], 251));
        assert_eq!(read(vec![], true), (vec![], vec![], 0));
    }

    #[test]
    fn who_is_not_in_a_set_is_read_alone() {
        let (found, missing, requests) = read((1..=10).collect(), true);
        assert_eq!((found, missing), (vec![2, 4, 6, 8, 10], vec![1, 3, 5, 7, 9]));
        // One page, an empty one, and five customers on their own.
        assert_eq!(requests, 7);
    }
}
