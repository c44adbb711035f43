//! The position in a list, and whether it continues.

use roaring::RoaringTreemap;

use super::Next;

/// The position in a list.
#[derive(Debug)]
pub(super) struct Pages {
    /// The next page, counted from 0.
    pub(super) number: u64,
    /// The page size that was requested, and the maximum that the server reports.
    asked: u64,
    said: Option<u64>,
    /// How many customers the previous page contained.
    before: Option<u64>,
    /// The ids received.
    seen: RoaringTreemap,
    /// For the current page: how many were received, and how many of them for the first time.
    received: u64,
    fresh: u64,
}

impl Pages {
    pub(super) fn new(asked: u64) -> Self {
        Self { number: 0, asked, said: None, before: None, seen: RoaringTreemap::new(), received: 0, fresh: 0 }
    }

    /// How many customers of a page are asked for.
    pub(super) fn asked(&self) -> u64 {
        self.asked
    }

    /// A page was received.
    pub(super) fn begin(&mut self, received: usize, said: Option<u64>) {
        self.number += 1;
        self.received = received as u64;
        self.fresh = 0;
        self.said = said.filter(|size| *size > 0);
    }

    /// The ids received so far.
    pub(super) fn seen(&self) -> impl Iterator<Item = u64> {
        self.seen.iter()
    }

    /// Whether the id is received for the first time.
    pub(super) fn note(&mut self, id: u64) -> bool {
        let is_fresh = self.seen.insert(id);
        self.fresh += u64::from(is_fresh);
        is_fresh
    }

    /// Whether another page is needed.
    pub(super) fn next(&mut self, has_more: bool) -> Next {
        if self.number > 0 && self.is_last(has_more) { Next::End } else { Next::Page }
    }

    /// Whether the current page is the last one. A server may send smaller pages than requested, so a short page is the last
    /// one only compared with a size (the one that the server reported, or that of the previous page), and not while the
    /// server reports that there are more.
    fn is_last(&mut self, has_more: bool) -> bool {
        let size = self.said.map(|said| said.min(self.asked)).or(self.before);
        self.before = Some(self.received);
        self.fresh == 0 || !has_more && size.is_some_and(|size| self.received < size)
    }
}

/// Processes these pages as a list would; one page per line, as a JSON array.
#[cfg(feature = "fuzz")]
pub(crate) fn pages_of(data: &[u8]) {
    use serde_json::value::RawValue;

    use crate::customer::Customer;
    let mut pages = Pages::new(1_000);
    let mut given = RoaringTreemap::new();
    for page in data.split(|byte| *byte == b'\n') {
        let Ok(elements) = serde_json::from_slice::<Vec<&RawValue>>(page) else { return };
        let customers: Vec<_> =
            elements.iter().filter_map(|element| Customer::from_json(element.get().to_owned()).ok()).collect();
        pages.begin(elements.len(), None);
        for customer in &customers {
            let id = customer.id().get() as u64;
            assert_eq!(pages.note(id), given.insert(id), "each customer once");
        }
        if pages.is_last(false) {
            return;
        }
        assert!(pages.fresh > 0, "a page that is not the last one has a customer who was not on an earlier page");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The ids that are read when the server sends these pages, and how many pages were requested.
    fn read(asked: u64, page: impl Fn(u64) -> (Vec<u64>, Option<u64>)) -> (Vec<u64>, u64) {
        let mut pages = Pages::new(asked);
        let mut ids = Vec::new();
        loop {
            let (sent, said) = page(pages.number);
            pages.begin(sent.len(), said);
            ids.extend(sent.into_iter().filter(|id| pages.note(*id)));
            if pages.is_last(false) || pages.number == 50 {
                return (ids, pages.number);
            }
        }
    }

    /// A server that has `total` customers, and pages of `size`.
    fn pages_of(total: u64, size: u64) -> impl Fn(u64) -> Vec<u64> {
        move |number| (number * size..total.min((number + 1) * size)).collect()
    }

    #[test]
    fn a_list_ends_where_it_ends() {
        for total in 0..40 {
            let all: Vec<u64> = (0..total).collect();
            for size in 1..12 {
                let server = pages_of(total, size);
                // The server says how large its pages are; it does not; it allows fewer than requested; it lies.
                for said in [Some(size), None, Some(0), Some(1_000)] {
                    for asked in [size, 1_000] {
                        if said == Some(1_000) && asked == 1_000 {
                            continue; // as if 1,000 were allowed and there are no more
                        }
                        assert_eq!(
                            read(asked, |page| (server(page), said)).0,
                            all,
                            "{total} by {size} of {asked}, {said:?}"
                        );
                    }
                }
            }
        }
        // No more calls than needed if the server reports its page size.
        assert_eq!(read(1_000, |page| (pages_of(7, 1_000)(page), Some(1_000))).1, 1);
        assert_eq!(read(1_000, |page| (pages_of(7, 1_000)(page), None)).1, 2);
    }

    #[test]
    fn pages_that_shift_or_repeat_give_each_customer_once() {
        // One customer fewer before each page: the first of the next page was the last of this one.
        let shifted = |page: u64| ((page * 9..(page * 9 + 10).min(30)).collect(), Some(10));
        assert_eq!(read(10, shifted).0, (0..30).collect::<Vec<_>>());
        assert_eq!(read(10, |_| ((0..10).collect(), Some(10))), ((0..10).collect(), 2), "the same page for ever");
    }
}
