//! `GET /v1/customers/`: pages, filters and headers as documented, and known mistakes of lists, on demand.

use std::{collections::BTreeSet, fmt::Write, str::FromStr};

use crate::{
    customers::{Customer, Customers, Synch},
    reply::Reply,
};

/// What a list does wrong; from the words after `Customers:` in the faults.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Traps {
    /// The maximum page size, whatever is requested.
    page_size: Option<u64>,
    /// `pageNumber` is ignored.
    repeat: bool,
    /// Every page is full of new customers.
    endless: bool,
    /// The headers of the list are not sent.
    no_headers: bool,
    /// Every page starts one customer too early.
    shift: bool,
    /// `X-MaxPageIndex` is 0, whatever the true value.
    wrong_index: bool,
    /// What happens to `query=id:…`.
    ids: Ids,
}

/// What happens to a filter by ids.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
enum Ids {
    #[default]
    Matched,
    Ignored,
    Refused,
    /// Each customer's neighbor is sent.
    Wrong,
}

impl Traps {
    /// The same with one more trap.
    pub(crate) fn with(mut self, word: &str) -> Result<Self, String> {
        match word.split_once('=') {
            Some(("page-size", size)) => {
                self.page_size = Some(size.parse().map_err(|_| format!("{size} is not a page size"))?);
            }
            _ => match word {
                "repeat" => self.repeat = true,
                "endless" => self.endless = true,
                "no-headers" => self.no_headers = true,
                "shift" => self.shift = true,
                "wrong-index" => self.wrong_index = true,
                "ids-ignored" => self.ids = Ids::Ignored,
                "ids-refused" => self.ids = Ids::Refused,
                "ids-wrong" => self.ids = Ids::Wrong,
                _ => return Err(format!("{word}: no such fault of a list")),
            },
        }
        Ok(self)
    }
}

/// The documented maximum page size.
const MOST: u64 = 1_000;
/// The documented default page size.
const USUAL: u64 = 100;

/// What a client requests.
#[derive(Default)]
struct Asked {
    filters: Vec<(String, String)>,
    page_size: Option<u64>,
    page_number: Option<u64>,
}

impl FromStr for Asked {
    type Err = String;

    fn from_str(query: &str) -> Result<Self, String> {
        let mut asked = Self::default();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let number = || value.parse().map(Some).map_err(|_| format!("{name} is not a number."));
            match name {
                "query" => {
                    for filter in value.split(';') {
                        let (name, value) = filter.split_once(':').ok_or("The query is not valid.")?;
                        asked.filters.push((name.to_ascii_lowercase(), value.to_ascii_lowercase()));
                    }
                }
                "pageSize" => asked.page_size = number()?,
                "pageNumber" => asked.page_number = number()?,
                "sortOrder" | "sortExpression" => {}
                _ => return Err(format!("The parameter {name} is not known.")),
            }
        }
        Ok(asked)
    }
}

impl Asked {
    /// The set of `query=id:…`, in the order of the customers.
    fn ids(&self) -> Option<BTreeSet<i64>> {
        let (_, set) = self.filters.iter().find(|(name, _)| name == "id")?;
        Some(set.split(',').filter_map(|id| id.parse().ok()).collect())
    }

    fn wants(&self, customer: &Customer) -> bool {
        self.filters.iter().all(|(name, value)| match name.as_str() {
            "status" => customer.status.eq_ignore_ascii_case(value),
            // No word matches null.
            "salesforcesynchstatus" => match customer.synch {
                Synch::Enabled => value == "enabled",
                Synch::Disabled => value == "disabled",
                Synch::Null => false,
            },
            "salesforceid" if value == "[empty]" => customer.salesforce_id.is_none(),
            "salesforceid" => customer.salesforce_id.as_ref().is_some_and(|id| id.eq_ignore_ascii_case(value)),
            _ => true,
        })
    }
}

/// A page of the customers.
pub(crate) fn reply(customers: &Customers, query: &str, traps: Traps) -> Reply {
    let asked: Asked = match query.parse() {
        Ok(asked) => asked,
        Err(why) => return Reply::error(400, &why),
    };
    let allowed = traps.page_size.unwrap_or(MOST).max(1);
    let size = asked.page_size.unwrap_or(USUAL).clamp(1, allowed);
    let number = if traps.repeat { 0 } else { asked.page_number.unwrap_or(0) };
    let shift = if traps.shift { number } else { 0 };
    let skip = number.saturating_mul(size).saturating_sub(shift);
    let ids = asked.ids();
    if ids.is_some() && traps.ids == Ids::Refused {
        return Reply::error(400, "The filter id is not known.");
    }
    let (page, count) = match () {
        () if let Some(ids) = ids.filter(|_| traps.ids != Ids::Ignored) => {
            let neighbor = i64::from(traps.ids == Ids::Wrong);
            let found = ids.iter().filter_map(|id| customers.find(id + neighbor));
            let wanted: Vec<Customer> = found.filter(|customer| asked.wants(customer)).collect();
            let count = wanted.len() as u64;
            (wanted.into_iter().skip(skip as usize).take(size as usize).collect(), count)
        }
        () if traps.endless => {
            let new = |nth| Customer { id: 1_000_000_000 + nth as i64, ..customers.list_all(0, 1).0.swap_remove(0) };
            ((skip..skip + size).map(new).collect(), u64::MAX)
        }
        () if asked.filters.is_empty() => customers.list_all(skip, size as usize),
        () => customers.list(|customer| asked.wants(customer), skip, size as usize),
    };
    let mut body = String::from("[");
    for (at, customer) in page.iter().enumerate() {
        let _ = write!(body, "{}{}", if at > 0 { "," } else { "" }, customer.text().trim_end());
    }
    body.push(']');
    let mut reply = Reply::json(200, body);
    if !traps.no_headers {
        let last = count.saturating_sub(1) / size;
        let next = if number < last { (number + 1).to_string() } else { "-1".into() };
        let previous = number.checked_sub(1).map_or_else(|| "-1".into(), |page| page.to_string());
        for (name, value) in [
            ("X-CurrentPage", number.to_string()),
            ("X-NextPage", next),
            ("X-PreviousPage", previous),
            ("X-PageSize", size.to_string()),
            ("X-Count", count.to_string()),
            ("X-MaxPageIndex", if traps.wrong_index { 0 } else { last }.to_string()),
            ("X-SortOrder", "Ascending".into()),
            ("X-SortExpression", "createdTimestamp".into()),
        ] {
            reply.set_header(name, &value);
        }
    }
    reply
}
