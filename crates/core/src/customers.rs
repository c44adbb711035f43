//! The account's customers, page by page: `GET /v1/customers/`. Memory use does not grow with their number, except for the
//! set of ids received, which is needed because a list may change while it is read.
//!
//! The documented API has three pitfalls. Pages are positions, so a list that changes shifts them: a customer may be
//! received twice, and is returned once. `salesforceSynchStatus` may be null, which a filter of the server need not match:
//! each customer's own fields decide. The headers with the number of pages are documented in one way and used in another:
//! they never end a list.

use std::{fmt, ops::Range, str::FromStr, sync::PoisonError, time::Duration};

use roaring::RoaringTreemap;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::{
    answer::Success,
    batch::{Wait, WaitReason},
    cancel::{CancelToken, Interrupt},
    client::Client,
    customer::Customer,
    error::{Error, ErrorKind, Result},
    json,
    operation::Request,
    options::{from_json, within},
    pacer::Admission,
    quota::Limit,
};

/// The options of a list of customers. JSON uses camelCase names; an unknown name is an error that reports the name.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default, expecting = "a JSON object")]
#[non_exhaustive]
pub struct CustomersOptions {
    /// Only customers whose `salesforceSynchStatus` is Enabled, or is not.
    pub synch_status: SynchStatus,
    /// Only customers without a `salesforceId`. A customer can be Enabled but not linked.
    pub not_linked: bool,
    /// Only customers with this `status`, for example `Active`. The server filters the list, and the result is checked.
    pub status: Option<String>,
    /// Maximum number of customers per page. 1 to 1,000; default 1,000, the maximum that the vendor documents.
    pub page_size: Option<i64>,
}

/// The `salesforceSynchStatus` by which a list is filtered.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(try_from = "String")]
pub enum SynchStatus {
    /// Any status.
    #[default]
    All,
    /// Enabled, ignoring case.
    Enabled,
    /// Anything else: Disabled, null, or an unknown value.
    NotEnabled,
}

impl CustomersOptions {
    /// The names of all options, as in JSON. A test in every binding compares its names with these.
    pub const NAMES: [&str; 4] = ["synchStatus", "notLinked", "status", "pageSize"];

    /// Reads options from JSON. Empty text and `null` mean the defaults.
    pub fn from_json(json: &str) -> Result<Self> {
        from_json(json)
    }

    fn check(&self) -> Result<u64> {
        if let Some(status) = &self.status
            && !(1..=40).contains(&status.len()) | !status.bytes().all(|byte| byte.is_ascii_alphabetic())
        {
            return Err(Error::invalid_argument(format!(
                "option status: \"{}\" is not a status; one word such as Active is needed",
                crate::excerpt::of(status)
            )));
        }
        within("pageSize", self.page_size.unwrap_or(1_000), 1, 1_000).map(|size| size as u64)
    }

    /// Whether the customer itself matches the options.
    fn wants(&self, customer: &Customer) -> bool {
        let has_status = |wanted: &String| {
            let status = customer.get("/status").ok().and_then(json::Lookup::value);
            status.is_some_and(|status| status.eq_ignore_ascii_case(wanted))
        };
        let has_synch_status = match self.synch_status {
            SynchStatus::All => true,
            SynchStatus::Enabled => customer.is_synch_enabled(),
            SynchStatus::NotEnabled => !customer.is_synch_enabled(),
        };
        has_synch_status && !(self.not_linked && customer.is_linked()) && self.status.as_ref().is_none_or(has_status)
    }
}

impl TryFrom<String> for SynchStatus {
    type Error = String;

    fn try_from(word: String) -> std::result::Result<Self, String> {
        Self::read(&word)
    }
}

impl FromStr for SynchStatus {
    type Err = Error;

    /// Reads `all`, `enabled` or `not-enabled`.
    fn from_str(word: &str) -> Result<Self> {
        Self::read(word).map_err(|why| Error::invalid_argument(format!("option synchStatus: {why}")))
    }
}

impl SynchStatus {
    fn read(word: &str) -> std::result::Result<Self, String> {
        match word {
            "all" => Ok(Self::All),
            "enabled" => Ok(Self::Enabled),
            "not-enabled" => Ok(Self::NotEnabled),
            _ => Err(format!("\"{}\" is not one of all, enabled, not-enabled", crate::excerpt::of(word))),
        }
    }
}

type OnWait = Box<dyn FnMut(&Wait) + Send>;

/// The totals of a list, so far or at its end.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[non_exhaustive]
pub struct CustomersSummary {
    /// Customers returned to the caller, after filtering.
    pub customers: u64,
    /// Distinct customers that the server sent.
    pub received: u64,
    /// The largest total that the server reported (`X-Count`). If it is greater than `received` at the end, the list changed
    /// while it was read, or the server left some customers out.
    pub count: Option<u64>,
    /// Customers that the server sent more than once.
    pub duplicates: u64,
    /// Requests made, including retries.
    pub requests: u64,
}

impl CustomersSummary {
    /// Whether all customers were received, if the server reported their number.
    pub fn is_whole(&self) -> bool {
        self.count.is_none_or(|count| self.received >= count)
    }

    /// The summary as JSON: `{"customers":5,"received":101,"count":101,"duplicates":0,"requests":1,"whole":true}`.
    pub fn to_json(&self) -> String {
        let Self { customers, received, duplicates, requests, .. } = self;
        let count = self.count.map_or_else(|| "null".into(), |count| count.to_string());
        format!(
            "{{\"customers\":{customers},\"received\":{received},\"count\":{count},\"duplicates\":{duplicates},\
             \"requests\":{requests},\"whole\":{}}}",
            self.is_whole()
        )
    }
}

/// The maximum number of pages of a list: 20 million customers, unless the server lowers the size of a page.
const MOST_PAGES: u64 = 20_000;
/// A limit that refuses the same page this often ends the list.
const REFUSALS: u32 = 5;

/// The customers of an account; from [`Client::customers`]. After an error it ends.
pub struct Customers {
    client: Client,
    options: CustomersOptions,
    interrupt: Interrupt,
    pages: Pages,
    /// The current page, and the positions of its customers that were not returned yet, the last one first.
    text: String,
    left: Vec<Range<usize>>,
    summary: CustomersSummary,
    is_over: bool,
    on_wait: Option<OnWait>,
}

impl Client {
    /// The account's customers, in the order in which they were created. Each page is one call with the deadline of
    /// [`Options::timeout_ms`](crate::Options::timeout_ms), made when its first customer is needed. The iterator waits for
    /// the limit per minute to reset; the daily limit is an error. `cancel` ends it within 200 ms.
    ///
    /// # Errors
    /// For invalid options. A later error is returned in place of a customer, and ends the list.
    ///
    /// ```no_run
    /// # use fusebill::{CancelToken, Client, CustomersOptions, SynchStatus};
    /// # let client = Client::from_environment().build()?;
    /// let mut options = CustomersOptions::default();
    /// options.synch_status = SynchStatus::NotEnabled;
    /// for customer in client.customers(&options, &CancelToken::new())? {
    ///     println!("{}", customer?.id());
    /// }
    /// # Ok::<(), fusebill::Error>(())
    /// ```
    pub fn customers(&self, options: &CustomersOptions, cancel: &CancelToken) -> Result<Customers> {
        let asked = options.check()?;
        let client = self.in_this_process().clone();
        Ok(Customers {
            interrupt: client.interrupt(cancel),
            client,
            options: options.clone(),
            pages: Pages::new(asked),
            text: String::new(),
            left: Vec::new(),
            summary: CustomersSummary::default(),
            is_over: false,
            on_wait: None,
        })
    }
}

/// The position in a list, and whether it continues.
#[derive(Debug)]
struct Pages {
    /// The next page, counted from 0.
    number: u64,
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
    fn new(asked: u64) -> Self {
        Self { number: 0, asked, said: None, before: None, seen: RoaringTreemap::new(), received: 0, fresh: 0 }
    }

    /// A page was received.
    fn begin(&mut self, received: usize, said: Option<u64>) {
        self.number += 1;
        self.received = received as u64;
        self.fresh = 0;
        self.said = said.filter(|size| *size > 0);
    }

    /// Whether the id is received for the first time.
    fn note(&mut self, id: u64) -> bool {
        let is_fresh = self.seen.insert(id);
        self.fresh += u64::from(is_fresh);
        is_fresh
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

impl Customers {
    /// Reports each pause, for the limit per minute, to `on_wait` when it starts, on the thread of the iterator.
    #[must_use]
    pub fn on_wait(mut self, on_wait: impl FnMut(&Wait) + Send + 'static) -> Self {
        self.on_wait = Some(Box::new(on_wait));
        self
    }

    /// The totals so far.
    pub fn summary(&self) -> CustomersSummary {
        self.summary
    }

    fn next_page(&mut self) -> Result<()> {
        if self.pages.number == MOST_PAGES {
            let message = format!("the list does not end: received {MOST_PAGES} pages");
            return Err(Error::new(ErrorKind::BadResponse, message));
        }
        // Free the previous page first: two of them would be most of the memory.
        self.text = String::new();
        let page = self.page()?;
        let elements = page.elements()?;
        // The largest total so far: a list that shrinks while it is read shifts, and may have left some out.
        self.summary.count = self.summary.count.max(page.facts().count);
        self.pages.begin(elements.len(), page.facts().page_size);
        let place = |element: &&RawValue| {
            let begin = element.get().as_ptr() as usize - page.text.as_ptr() as usize;
            begin..begin + element.get().len()
        };
        self.left = elements.iter().rev().map(place).collect();
        self.text = page.text;
        Ok(())
    }

    /// Requests the next page when the account's limits allow it.
    fn page(&mut self) -> Result<Success> {
        let request = self.request();
        let what = format!("customers, page {}", self.pages.number);
        let mut refusals = 0;
        loop {
            self.wait_for_leave()?;
            let result = self.client.list(&request, &what, &self.interrupt);
            let (error, quota) = match &result {
                Ok((page, _)) => (None, page.facts().quota),
                Err(error) => (Some(error), *error.quota()),
            };
            self.summary.requests += result.as_ref().map_or_else(|error| error.attempts(), |page| page.1).max(1) as u64;
            let now = self.client.clock().monotonic();
            let shared = self.client.pacer();
            let mut pacer = shared.lock().unwrap_or_else(PoisonError::into_inner);
            pacer.answered(&quota, now);
            match error.filter(|error| error.kind() == ErrorKind::RateLimited && error.limit() != Some(Limit::Day)) {
                Some(error) if refusals + 1 < REFUSALS => {
                    refusals += 1;
                    pacer.limited(error.limit(), error.retry_after().unwrap_or(Limit::Minute.window()), now);
                }
                _ => return result.map(|(page, _)| page),
            }
        }
    }

    fn wait_for_leave(&mut self) -> Result<()> {
        let mut is_reported = false;
        loop {
            let now = self.client.clock().monotonic();
            let shared = self.client.pacer();
            let admission = shared.lock().unwrap_or_else(PoisonError::into_inner).admit(now);
            let wait = match admission {
                Admission::Now => return Ok(()),
                Admission::At(time) => time.saturating_sub(now),
                Admission::AfterAnAnswer => Duration::from_millis(50),
                Admission::Tomorrow(time) => {
                    return Err(Error::new(ErrorKind::RateLimited, "the day's limit is reached")
                        .with_retry_after(Some(time.saturating_sub(now)))
                        .with_limit(Some(Limit::Day)));
                }
            };
            if wait > Duration::from_secs(1) && !is_reported {
                is_reported = true;
                let wait = Wait { reason: WaitReason::Limit(Limit::Minute), until: self.client.clock().wall() + wait };
                log::warn!(target: "fusebill", "customers: {wait}");
                if let Some(on_wait) = &mut self.on_wait {
                    on_wait(&wait);
                }
            }
            if !self.client.wait(wait, &self.interrupt) {
                return Err(Error::cancelled("the list was cancelled"));
            }
        }
    }

    /// In the order in which customers are created, so that a new one does not shift the others.
    fn request(&self) -> Request {
        let filter = self.options.status.as_ref().map(|status| format!("query=Status:{status}&")).unwrap_or_default();
        let query = format!(
            "?{filter}pageSize={}&pageNumber={}&sortOrder=Ascending&sortExpression=createdTimestamp",
            self.pages.asked, self.pages.number
        );
        Request { query, ..Request::list() }
    }

    /// The next customer of the current page that matches the options.
    fn next_of_page(&mut self) -> Option<Result<Customer>> {
        while let Some(place) = self.left.pop() {
            let Ok(customer) = Customer::from_json(self.text[place].to_owned()) else {
                let message = format!("customers, page {}: an element is not a customer", self.pages.number - 1);
                return Some(Err(Error::new(ErrorKind::BadResponse, message)));
            };
            if !self.pages.note(customer.id().get() as u64) {
                self.summary.duplicates += 1;
                continue;
            }
            self.summary.received += 1;
            if self.options.wants(&customer) {
                self.summary.customers += 1;
                return Some(Ok(customer));
            }
        }
        None
    }
}

/// Processes these pages as a list would; one page per line, as a JSON array.
#[cfg(feature = "fuzz")]
pub(crate) fn pages_of(data: &[u8]) {
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
        assert!(pages.fresh > 0, "a list that goes on brings somebody new");
    }
}

impl Iterator for Customers {
    type Item = Result<Customer>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.is_over {
            match self.next_of_page() {
                Some(Ok(customer)) => return Some(Ok(customer)),
                Some(Err(error)) => {
                    self.is_over = true;
                    return Some(Err(error));
                }
                None => {}
            }
            if self.pages.number > 0 && self.pages.is_last(!self.summary.is_whole()) {
                self.is_over = true;
            } else if let Err(error) = self.next_page() {
                self.is_over = true;
                return Some(Err(error));
            }
        }
        None
    }
}

impl fmt::Debug for Customers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Customers")
            .field("options", &self.options)
            .field("summary", &self.summary)
            .finish_non_exhaustive()
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

    #[test]
    fn a_status_is_one_word() {
        for status in ["", "Active;Status:Draft", "Active,Draft", "*", "a b", "Actif\u{e9}", "Status:Active"] {
            let options = CustomersOptions { status: Some(status.into()), ..CustomersOptions::default() };
            assert!(options.check().is_err(), "{status}");
        }
        assert!(CustomersOptions { page_size: Some(0), ..CustomersOptions::default() }.check().is_err());
    }

    #[test]
    fn each_customers_own_fields_decide() {
        let customer = |text: &str| Customer::from_json(text.into()).unwrap();
        let enabled = customer(r#"{"id":1,"salesforceSynchStatus":"enabled","salesforceId":" ","status":"Active"}"#);
        let null =
            customer(r#"{"id":1,"salesforceSynchStatus":null,"salesforceId":"0014100000JJ3wt","status":"active"}"#);
        let bare = customer(r#"{"id":1}"#);
        let wants = |json: &str| {
            let options = CustomersOptions::from_json(json).unwrap();
            [&enabled, &null, &bare].map(|customer| options.wants(customer))
        };
        assert_eq!(wants(""), [true, true, true]);
        assert_eq!(wants(r#"{"synchStatus":"enabled"}"#), [true, false, false]);
        assert_eq!(wants(r#"{"synchStatus":"not-enabled"}"#), [false, true, true]);
        assert_eq!(wants(r#"{"notLinked":true}"#), [true, false, true]);
        assert_eq!(wants(r#"{"status":"Active"}"#), [true, true, false]);
    }
}
