//! The account's customers, page by page: `GET /v1/customers/`. Memory use does not grow with their number, except for the
//! set of ids received, which is needed because a list may change while it is read.
//!
//! The documented API has three pitfalls. Pages are positions, so a list that changes shifts them: a customer may be
//! received twice, and is returned once. `salesforceSynchStatus` may be null, which a filter of the server need not match:
//! each customer's own fields decide. The headers with the number of pages are documented in one way and used in another:
//! they never end a list.

mod options;
mod pages;
mod sets;

use std::{fmt, ops::Range, sync::PoisonError, time::Duration};

use serde_json::value::RawValue;

use crate::{
    batch::{Wait, WaitReason},
    cancel::{CancelToken, Interrupt},
    client::Client,
    customer::Customer,
    customer_id::CustomerId,
    description::record,
    error::{Error, ErrorKind, Result},
    operation::{Call, Request},
    pacer::Admission,
    quota::{DAY_IS_USED_UP, Limit, MOST_REFUSALS, Quota},
};

pub use self::options::{CustomersOptions, SynchStatus};
#[cfg(feature = "fuzz")]
pub(crate) use self::pages::pages_of;
use self::{pages::Pages, sets::Sets};

type OnWait = Box<dyn FnMut(&Wait) + Send>;

record! {
    /// The totals of a list of customers, so far or at its end.
    SHAPE "CustomersSummary" = Json {
        /// Customers returned to the caller, after filtering.
        customers: u64 = "customers",
        /// Distinct customers that the server sent.
        received: u64 = "received",
        /// The total that the server reported; null if it reported none.
        count: Option<u64> = "count",
        /// Customers that the server sent more than once.
        duplicates: u64 = "duplicates",
        /// Requests made, including retries.
        requests: u64 = "requests",
        /// Whether all customers were received, if the server reported their number.
        whole: bool = "whole",
    }
}

/// The totals of a list, so far or at its end.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[non_exhaustive]
pub struct CustomersSummary {
    /// Customers returned to the caller, after filtering.
    pub customers: u64,
    /// Distinct customers that the server sent.
    pub received: u64,
    /// The largest total that the server reported (`X-Count`). If it is greater than `received` at the end, the list changed
    /// while it was read, or the server left some customers out. With the option `ids`: how many were asked for; the others
    /// do not exist.
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
        let Self { customers, received, count, duplicates, requests } = *self;
        let json = Json { customers, received, count, duplicates, requests, whole: self.is_whole() };
        serde_json::to_string(&json).unwrap_or_else(|_| String::from("{}"))
    }
}

/// The maximum number of pages of a list: 20 million customers, unless the server lowers the size of a page.
const MOST_PAGES: u64 = 20_000;

/// The customers of an account; from [`Client::list_customers`]. After an error it ends.
pub struct Customers {
    client: Client,
    options: CustomersOptions,
    cancel: CancelToken,
    interrupt: Interrupt,
    source: Source,
    /// The current page, and the positions of its customers that were not returned yet, the last one first.
    text: String,
    left: Vec<Range<usize>>,
    summary: CustomersSummary,
    is_over: bool,
    /// The customer who could not be read, if that was the last request.
    failed: Option<CustomerId>,
    on_wait: Option<OnWait>,
}

/// What is to be requested next.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Next {
    /// A page: of all customers, or of the current set.
    Page,
    /// This customer.
    One(i64),
    /// Nothing more.
    End,
}

/// Where the customers come from.
enum Source {
    /// All of the account.
    All(Pages),
    /// Those whose ids were given.
    Ids(Sets),
}

impl Source {
    fn pages(&mut self) -> &mut Pages {
        match self {
            Self::All(pages) => pages,
            Self::Ids(sets) => sets.pages(),
        }
    }
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
    /// for customer in client.list_customers(&options, &CancelToken::new())? {
    ///     println!("{}", customer?.id());
    /// }
    /// # Ok::<(), fusebill::Error>(())
    /// ```
    pub fn list_customers(&self, options: &CustomersOptions, cancel: &CancelToken) -> Result<Customers> {
        self.customers_of(options.clone(), cancel)
    }

    pub(crate) fn customers_of(&self, mut options: CustomersOptions, cancel: &CancelToken) -> Result<Customers> {
        let size = options.check()?;
        let client = self.in_this_process().clone();
        let source = match options.ids.take() {
            Some(ids) => Source::Ids(Sets::new(ids, size)),
            None => Source::All(Pages::new(size)),
        };
        Ok(Customers {
            interrupt: client.interrupt(cancel),
            cancel: cancel.clone(),
            client,
            options,
            source,
            text: String::new(),
            left: Vec::new(),
            summary: CustomersSummary::default(),
            is_over: false,
            failed: None,
            on_wait: None,
        })
    }
}

impl Customers {
    /// Reports each pause, for the limit per minute, to `on_wait` when it starts, on the thread of the iterator; and that the
    /// server does not match ids.
    #[must_use]
    pub fn on_wait(mut self, on_wait: impl FnMut(&Wait) + Send + 'static) -> Self {
        self.on_wait = Some(Box::new(on_wait));
        self
    }

    /// The totals so far.
    pub fn summary(&self) -> CustomersSummary {
        self.summary
    }

    /// Requests what comes next; returns false at the end.
    fn advance(&mut self, on_wait: &mut dyn FnMut(&Wait)) -> Result<bool> {
        let has_more = !self.summary.is_whole();
        let next = match &mut self.source {
            Source::All(pages) => pages.next(has_more),
            Source::Ids(sets) => sets.next(),
        };
        // The process may have been forked since the last page.
        self.client = self.client.in_this_process().clone();
        // Free the previous page first: two of them would be most of the memory.
        self.text = String::new();
        if let Source::Ids(sets) = &self.source {
            self.summary.count = Some(sets.asked());
        }
        match (next, &self.source) {
            (Next::End, _) => return Ok(false),
            (Next::One(id), _) => self.read_one(CustomerId::new(id)?, on_wait)?,
            (Next::Page, Source::All(_)) => self.read_page(on_wait)?,
            (Next::Page, Source::Ids(_)) => self.read_set(on_wait)?,
        }
        Ok(true)
    }

    fn read_page(&mut self, on_wait: &mut dyn FnMut(&Wait)) -> Result<()> {
        let number = self.source.pages().number;
        if number == MOST_PAGES {
            let message = format!("the list does not end: received {MOST_PAGES} pages");
            return Err(Error::new(ErrorKind::BadResponse, message));
        }
        let request = self.request();
        let what = format!("customers, page {number}");
        let page = self.paced(on_wait, |this| {
            let result = this.client.list(&request, &what, &this.interrupt);
            let quota = result.as_ref().map_or_else(|error| *error.quota(), |(page, _)| page.facts().quota);
            (result, quota)
        })?;
        let elements = page.elements()?;
        if matches!(self.source, Source::All(_)) {
            // The largest total so far: a list that shrinks while it is read shifts, and may have left some out.
            self.summary.count = self.summary.count.max(page.facts().count);
        }
        self.source.pages().begin(elements.len(), page.facts().page_size);
        let place = |element: &&RawValue| {
            let begin = element.get().as_ptr() as usize - page.text.as_ptr() as usize;
            begin..begin + element.get().len()
        };
        self.left = elements.iter().rev().map(place).collect();
        self.text = page.text;
        Ok(())
    }

    /// Reads a page of the current set, unless the server does not do what is asked.
    fn read_set(&mut self, on_wait: &mut dyn FnMut(&Wait)) -> Result<()> {
        let why = match self.read_page(on_wait) {
            Ok(()) => {
                let id = |place: &Range<usize>| {
                    Customer::from_json(self.text[place.clone()].to_owned()).map(|it| it.id().get())
                };
                let ids: Vec<i64> = self.left.iter().filter_map(|place| id(place).ok()).collect();
                match &self.source {
                    Source::Ids(sets) if !sets.contains(ids.into_iter()) => {
                        "the server sent customers with other ids".into()
                    }
                    _ => return Ok(()),
                }
            }
            Err(error) if is_refusal(&error) => format!("the server refused a filter by id ({error})"),
            Err(error) => return Err(error),
        };
        let notice = Wait { reason: WaitReason::OneByOne(why), until: self.client.clock().wall() };
        log::warn!(target: "fusebill", "customers: {notice}");
        on_wait(&notice);
        self.left.clear();
        if let Source::Ids(sets) = &mut self.source {
            sets.distrust();
        }
        Ok(())
    }

    /// Reads one customer; one that does not exist is left out.
    fn read_one(&mut self, id: CustomerId, on_wait: &mut dyn FnMut(&Wait)) -> Result<()> {
        let call = Call::get_customer(id);
        let read = self.paced(on_wait, |this| {
            let result = this.client.call(&call, &this.cancel).and_then(|accepted| accepted.into_response());
            let quota = result.as_ref().map_or_else(|error| *error.quota(), |response| response.quota);
            (result.map(|response| (response.customer, response.attempts)), quota)
        });
        let customer = match read {
            Ok(customer) => customer,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
            Err(error) => {
                self.failed = Some(id);
                return Err(error);
            }
        };
        self.text = customer.raw().to_owned();
        self.left.push(0..self.text.len());
        Ok(())
    }

    /// Makes a request when the account's limits allow it. `make` returns what it received with the number of requests, and the
    /// limits.
    fn paced<T>(
        &mut self,
        on_wait: &mut dyn FnMut(&Wait),
        make: impl Fn(&Self) -> (Result<(T, u32)>, Quota),
    ) -> Result<T> {
        let mut refusals = 0;
        loop {
            self.wait_for_leave(on_wait)?;
            let (result, quota) = make(self);
            self.summary.requests += result.as_ref().map_or_else(|error| error.attempts(), |made| made.1).max(1) as u64;
            let now = self.client.clock().monotonic();
            let shared = self.client.pacer();
            let mut pacer = shared.lock().unwrap_or_else(PoisonError::into_inner);
            pacer.answered(&quota, now);
            let error = result.as_ref().err();
            match error.filter(|error| error.kind() == ErrorKind::RateLimited && error.limit() != Some(Limit::Day)) {
                Some(error) if refusals + 1 < MOST_REFUSALS => {
                    refusals += 1;
                    pacer.limited(error.limit(), error.retry_after().unwrap_or(Limit::Minute.window()), now);
                }
                _ => return result.map(|made| made.0),
            }
        }
    }

    fn wait_for_leave(&self, on_wait: &mut dyn FnMut(&Wait)) -> Result<()> {
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
                    return Err(Error::new(ErrorKind::RateLimited, DAY_IS_USED_UP)
                        .with_retry_after(Some(time.saturating_sub(now)))
                        .with_limit(Some(Limit::Day)));
                }
            };
            if wait > Duration::from_secs(1) && !is_reported {
                is_reported = true;
                let wait = Wait { reason: WaitReason::Limit(Limit::Minute), until: self.client.clock().wall() + wait };
                log::warn!(target: "fusebill", "customers: {wait}");
                on_wait(&wait);
            }
            if !self.client.wait(wait, &self.interrupt) {
                return Err(Error::cancelled("the list was cancelled"));
            }
        }
    }

    /// In the order in which customers are created, so that a new one does not shift the others.
    fn request(&mut self) -> Request {
        let filter = match &self.source {
            Source::Ids(sets) => sets.filter(),
            Source::All(_) => {
                self.options.status.as_ref().map(|status| format!("query=Status:{status}&")).unwrap_or_default()
            }
        };
        let pages = self.source.pages();
        let query = format!(
            "?{filter}pageSize={}&pageNumber={}&sortOrder=Ascending&sortExpression=createdTimestamp",
            pages.asked(),
            pages.number
        );
        Request { query, ..Request::list() }
    }

    /// The next customer of the current page that matches the options.
    fn next_of_page(&mut self) -> Option<Result<Customer>> {
        while let Some(place) = self.left.pop() {
            let Ok(customer) = Customer::from_json(self.text[place].to_owned()) else {
                let number = self.source.pages().number.saturating_sub(1);
                let message = format!("customers, page {number}: an element is not a customer");
                return Some(Err(Error::new(ErrorKind::BadResponse, message)));
            };
            let id = customer.id().get();
            if !self.source.pages().note(id as u64) {
                self.summary.duplicates += 1;
                continue;
            }
            if let Source::Ids(sets) = &mut self.source {
                sets.received(id);
            }
            self.summary.received += 1;
            if self.options.wants(&customer) {
                self.summary.customers += 1;
                return Some(Ok(customer));
            }
        }
        None
    }

    /// The next customer; reports each pause to `on_wait`.
    pub(crate) fn next_with(&mut self, on_wait: &mut dyn FnMut(&Wait)) -> Option<Result<Customer>> {
        while !self.is_over {
            match self.next_of_page() {
                Some(Ok(customer)) => return Some(Ok(customer)),
                Some(Err(error)) => {
                    self.is_over = true;
                    return Some(Err(error));
                }
                None => {}
            }
            match self.advance(on_wait) {
                Ok(goes_on) => self.is_over = !goes_on,
                Err(error) => {
                    self.is_over = true;
                    return Some(Err(error));
                }
            }
        }
        None
    }

    /// After an error: goes on behind the customer whom it is about, if it is about one.
    pub(crate) fn skip_failed(&mut self) -> Option<CustomerId> {
        let failed = self.failed.take()?;
        self.is_over = false;
        Some(failed)
    }
}

impl Iterator for Customers {
    type Item = Result<Customer>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut on_wait = self.on_wait.take();
        let next = self.next_with(&mut |wait| {
            if let Some(on_wait) = &mut on_wait {
                on_wait(wait);
            }
        });
        self.on_wait = on_wait;
        next
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

/// Whether the server does not know the filter: what else can fail, would fail for single customers, too.
fn is_refusal(error: &Error) -> bool {
    const SERVER_ERROR: u16 = 500;
    matches!(error.kind(), ErrorKind::Rejected | ErrorKind::NotFound | ErrorKind::BadResponse)
        || error.http_status() == Some(SERVER_ERROR)
}
