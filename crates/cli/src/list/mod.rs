//! Lists of customers as users have them: CSV in any dialect, or bare ids. A row that is uncertain is reported with its line
//! number and not sent, so that the wrong customer is never called.
//!
//! | module | subject |
//! | --- | --- |
//! | `source` | opening a file or standard input; encodings; formats that are not lists |
//! | `records` | rows and their fields, with their line numbers |
//! | `columns` | which delimiter, which column, and whether the first row is a header |

mod columns;
mod records;
mod source;

use std::{cell::RefCell, collections::VecDeque, io::BufRead, path::Path, rc::Rc};

use fusebill::{Arguments, Call, Client, CustomerId, Error, Operation, ResultsFile, SalesforceId};
use roaring::RoaringTreemap;

use crate::args::Task;
use columns::Layout;
use records::{Record, Records};

/// At most this many bad rows are reported one by one.
const REPORTED: u64 = 20;

/// A customer to call, and its Salesforce id if the operation needs one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Listed {
    pub(crate) id: CustomerId,
    pub(crate) salesforce: Option<SalesforceId>,
}

impl Listed {
    /// The customers on the command line: ids, or pairs of an id and a Salesforce id.
    pub(crate) fn given(task: &Task<'_>) -> Result<Vec<Self>, Error> {
        let ids = &task.calls.ids;
        if !task.operation.takes_salesforce_id() {
            let is_account = |id: &String| task.operation == Operation::Resynch && id.parse::<SalesforceId>().is_ok();
            if let Some(account) = ids.iter().find(|id| is_account(id)) {
                let message = format!("\"{account}\" looks like a Salesforce id; use --salesforce with Salesforce ids");
                return Err(Error::invalid_argument(message));
            }
            return ids.iter().map(|id| Ok(Self { id: id.parse()?, salesforce: None })).collect();
        }
        let pair = |pair: &[String]| match pair {
            [id, account] => Ok(Self { id: id.parse()?, salesforce: Some(account.parse()?) }),
            _ => Err(Error::invalid_argument("each ID must be followed by the SALESFORCE_ID for it")),
        };
        ids.chunks(2).map(pair).collect()
    }

    pub(crate) fn call(self, task: &Task<'_>) -> Result<Call, Error> {
        let Self { id, salesforce } = self;
        Call::with(task.operation, Arguments { customer: Some(id), salesforce, force: task.force })
    }
}

/// The ids of a command, one by one: those on the command line, then those of the list.
pub(crate) struct Ids {
    given: std::vec::IntoIter<Listed>,
    rows: Option<Rows>,
    results: Option<Results>,
    left: usize,
    counts: Rc<RefCell<Counts>>,
}

/// A results file as a list: the customers whose last line is a success.
struct Results {
    name: String,
    file: ResultsFile,
    ids: roaring::treemap::IntoIter,
}

/// What was found in a list so far.
#[derive(Clone, Copy, Default, Debug, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) ids: u64,
    pub(crate) bad_rows: u64,
}

/// How bad rows are reported.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Report {
    /// One by one, as they are read.
    Say,
    /// Only counted.
    Count,
}

struct Rows {
    records: Records<Box<dyn BufRead>>,
    name: String,
    layout: Layout,
    /// The first row, if it is not a header.
    first: Option<Record>,
    /// Rows with a single cell that is not an id: a footer, unless a full row follows.
    footers: VecDeque<Bad>,
    /// Whether a row with more than one cell was read.
    has_full_row: bool,
    report: Report,
}

/// A row that is not sent.
struct Bad {
    line: u64,
    why: String,
}

impl Ids {
    /// Opens the list, and finds its column.
    pub(crate) fn open(task: &Task<'_>, report: Report) -> Result<Self, Error> {
        let given = Listed::given(task)?;
        let batch = &task.calls.batch;
        let is_results = batch.from.as_deref().is_some_and(source::is_results_file);
        if batch.new_key && !batch.resume && !is_results {
            return Err(Error::invalid_argument("--new-key needs --resume, or --from with a results file"));
        }
        if batch.salesforce_column.is_some() && !task.operation.takes_salesforce_id() {
            let message = format!("--salesforce-column: {} takes no Salesforce ids from a list", task.operation);
            return Err(Error::invalid_argument(message));
        }
        let left = batch.limit.unwrap_or(usize::MAX);
        let mut ids = Self { given: given.into_iter(), rows: None, results: None, left, counts: Rc::default() };
        match batch.from.as_deref() {
            Some(path) if is_results && task.operation.takes_salesforce_id() => {
                let message = format!("{}: a results file has no Salesforce ids to call with", path.display());
                return Err(Error::invalid_argument(message));
            }
            Some(path) if is_results => {
                if batch.column.is_some() || batch.delimiter.is_some() {
                    let message = format!("{}: a results file has no columns to choose from", path.display());
                    return Err(Error::invalid_argument(message));
                }
                let results = Results::open(path)?;
                ids.counts.borrow_mut().bad_rows = results.unread(report);
                ids.results = Some(results);
            }
            Some(path) => {
                let delimiter = batch.delimiter.map(|it| it.0);
                let mut rows = Rows::open(path, batch.column.as_deref(), delimiter, report)?;
                if task.operation.takes_salesforce_id() {
                    rows.find_salesforce(batch.salesforce_column.as_deref())?;
                }
                ids.rows = Some(rows);
            }
            None => {}
        }
        Ok(ids)
    }

    /// Ids that are already known.
    pub(crate) fn given(ids: Vec<CustomerId>, limit: Option<usize>) -> Self {
        let left = limit.unwrap_or(usize::MAX);
        let listed: Vec<Listed> = ids.into_iter().map(|id| Listed { id, salesforce: None }).collect();
        Self { given: listed.into_iter(), rows: None, results: None, left, counts: Rc::default() }
    }

    /// Rejects the customers of another account: a results file records whose they are.
    pub(crate) fn check_owner(&self, client: &Client, may_have_new_key: bool) -> Result<(), Error> {
        match &self.results {
            Some(results) => results
                .file
                .check_owner(client, may_have_new_key)
                .map_err(|error| Error::invalid_argument(format!("{}: {}", results.name, error.message()))),
            None => Ok(()),
        }
    }

    /// Only the ids of a list; its bad rows are just counted.
    pub(crate) fn of_file(path: &Path, column: Option<&str>) -> Result<Self, Error> {
        let rows = Rows::open(path, column, None, Report::Count)?;
        Ok(Self { rows: Some(rows), ..Self::given(Vec::new(), None) })
    }

    /// What was found so far, updated as the list is read.
    pub(crate) fn counts(&self) -> Rc<RefCell<Counts>> {
        Rc::clone(&self.counts)
    }

    /// Where the ids come from, for people: `column "Stax Bill ID" of customers.csv, separated by ;`.
    pub(crate) fn origin(&self) -> Option<String> {
        match (&self.rows, &self.results) {
            (Some(rows), _) => {
                Some(format!("{} of {}{}", rows.layout.column_names(), rows.name, rows.layout.dialect()))
            }
            (None, Some(results)) => Some(format!(
                "the results of {} in {}: the customers that succeeded",
                results.file.operation(),
                results.name
            )),
            (None, None) => None,
        }
    }

    /// Reads a whole file before the first call, and counts its ids and bad rows. A quote that is never closed is an error.
    /// `None` for a stream, which can be read only once.
    pub(crate) fn count(task: &Task<'_>) -> Result<Option<Counts>, Error> {
        if task.calls.batch.from.as_ref().is_some_and(|path| !path.is_file()) {
            return Ok(None);
        }
        let mut ids = Self::open(task, Report::Count)?;
        let mut seen = RoaringTreemap::new();
        for listed in ids.by_ref() {
            let id = listed?.id;
            if task.operation.takes_salesforce_id() && !seen.insert(id.get() as u64) {
                let message = format!("customer {id} appears twice, so its Salesforce id is ambiguous");
                return Err(Error::invalid_argument(message));
            }
        }
        let counts = *ids.counts.borrow();
        Ok(Some(counts))
    }
}

impl Iterator for Ids {
    type Item = Result<Listed, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        self.left = self.left.checked_sub(1)?;
        let next = match self.given.next() {
            Some(id) => Some(Ok(id)),
            None => match (&mut self.rows, &mut self.results) {
                (Some(rows), _) => rows.next(&self.counts),
                (None, Some(results)) => {
                    results.ids.next().map(|id| Ok(Listed { id: CustomerId::new(id as i64)?, salesforce: None }))
                }
                (None, None) => None,
            },
        };
        if let Some(Ok(_)) = next {
            self.counts.borrow_mut().ids += 1;
        }
        next
    }
}

impl Results {
    fn open(path: &Path) -> Result<Self, Error> {
        let mut file = ResultsFile::open(path)?;
        let mut done = RoaringTreemap::new();
        file.each(|recorded, _| {
            let id = recorded.id as u64;
            if recorded.code == 0 {
                done.insert(id)
            } else {
                done.remove(id)
            };
        })?;
        Ok(Self { name: path.display().to_string(), file, ids: done.into_iter() })
    }

    /// How many lines could not be read: their customers are not among the ids, or only because of an earlier line.
    fn unread(&self, report: Report) -> u64 {
        let (damaged, is_torn) = (self.file.damaged(), self.file.is_torn());
        if report == Report::Say && damaged.lines > 0 {
            let (lines, first) = (damaged.lines, damaged.first);
            say!("{}: {lines} line(s) cannot be read, the first is line {first}: check who is missing", self.name);
        }
        if report == Report::Say && is_torn {
            say!("{}: the last line is incomplete, and is ignored", self.name);
        }
        damaged.lines + u64::from(is_torn)
    }
}

impl Rows {
    fn open(path: &Path, column: Option<&str>, delimiter: Option<u8>, report: Report) -> Result<Self, Error> {
        let name = if path == Path::new("-") { "standard input".into() } else { path.display().to_string() };
        let source = source::open(path, &name)?;
        Self::read(name, source, column, delimiter, report)
    }

    fn read(
        name: String,
        source: Box<dyn BufRead>,
        column: Option<&str>,
        delimiter: Option<u8>,
        report: Report,
    ) -> Result<Self, Error> {
        let refuse = |why: String| Error::invalid_argument(format!("{name}: {why}"));
        let mut records = Records::new(source);
        let delimiter = columns::delimiter(&mut records, delimiter).map_err(|error| cannot_read(&name, &error))?;
        records.separate_by(delimiter);
        let mut first = Record::default();
        let is_empty = !next_full(&mut records, &mut first, &name)?;
        let layout = match is_empty {
            true => Layout::empty(),
            false => Layout::find(&first, column, delimiter).map_err(refuse)?,
        };
        let first = (!is_empty && !layout.has_header).then_some(first);
        Ok(Self { records, name, layout, first, footers: VecDeque::new(), has_full_row: false, report })
    }

    fn next(&mut self, counts: &RefCell<Counts>) -> Option<Result<Listed, Error>> {
        loop {
            let record = match self.next_record() {
                Ok(Some(record)) => record,
                // The remaining footers were really footers.
                Ok(None) => return None,
                Err(error) => return Some(Err(error)),
            };
            let customer = self.layout.customer(&record);
            self.has_full_row |= record.cells() > 1;
            match customer {
                Ok(customer) => {
                    self.report_footers(counts);
                    return Some(Ok(customer));
                }
                Err(why) => {
                    let bad = Bad { line: record.line, why };
                    if record.cells() == 1 && self.has_full_row && record.fields().all(may_be_a_footer) {
                        self.footers.push_back(bad);
                        continue;
                    }
                    self.report_footers(counts);
                    self.report(bad, counts);
                }
            }
        }
    }

    fn find_salesforce(&mut self, column: Option<&str>) -> Result<(), Error> {
        let found = self.layout.find_salesforce(column);
        found.map_err(|why| Error::invalid_argument(format!("{}: {why}", self.name)))
    }

    fn next_record(&mut self) -> Result<Option<Record>, Error> {
        if let Some(first) = self.first.take() {
            return Ok(Some(first));
        }
        let mut record = Record::default();
        Ok(next_full(&mut self.records, &mut record, &self.name)?.then_some(record))
    }

    /// A full row follows: what looked like a footer was a bad row.
    fn report_footers(&mut self, counts: &RefCell<Counts>) {
        while let Some(bad) = self.footers.pop_front() {
            self.report(bad, counts);
        }
    }

    fn report(&self, Bad { line, why }: Bad, counts: &RefCell<Counts>) {
        let mut counts = counts.borrow_mut();
        counts.bad_rows += 1;
        match (self.report, counts.bad_rows) {
            (Report::Say, ..=REPORTED) => say!("{} line {line}: {why}; not sent", self.name),
            (Report::Say, bad) if bad == REPORTED + 1 => say!("more invalid rows are counted but not shown"),
            _ => {}
        }
    }
}

fn may_be_a_footer(field: &[u8]) -> bool {
    std::str::from_utf8(field).is_ok_and(columns::may_be_a_footer)
}

/// The next row that is not empty.
fn next_full(records: &mut Records<Box<dyn BufRead>>, record: &mut Record, name: &str) -> Result<bool, Error> {
    loop {
        match records.next(record).map_err(|error| cannot_read(name, &error))? {
            true if record.cells() == 0 => {}
            is_there => {
                if let Some(line) = record.unclosed_on {
                    return Err(Error::invalid_argument(format!(
                        "{name}: the quote opened on line {line} is never closed"
                    )));
                }
                return Ok(is_there);
            }
        }
    }
}

fn cannot_read(name: &str, error: &std::io::Error) -> Error {
    Error::io(format!("{name}: {error}"))
}

/// Reads everything from a list.
#[cfg(feature = "fuzz")]
pub(crate) fn read_all(content: &[u8]) {
    let Ok(source) = source::decoded(std::io::Cursor::new(content.to_vec()), "a list") else { return };
    let Ok(rows) = Rows::read("a list".into(), source, None, None, Report::Count) else { return };
    let ids = Ids { rows: Some(rows), ..Ids::given(Vec::new(), None) };
    // A list contains at most one id per line, and a line is at least two bytes long.
    assert!(ids.filter_map(Result::ok).count() <= content.len() / 2 + 1);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The ids of a list and its bad rows as `line: why`, or why it is refused.
    fn read_with(content: impl AsRef<[u8]>, column: Option<&str>) -> Result<(Vec<i64>, Vec<String>), String> {
        let source = source::decoded(std::io::Cursor::new(content.as_ref().to_vec()), "list").map_err(message)?;
        let mut rows = Rows::read("list".into(), source, column, None, Report::Count).map_err(message)?;
        let counts = RefCell::default();
        let (mut ids, mut bad) = (Vec::new(), Vec::new());
        // Like `next`, but keeps the reasons.
        while let Some(record) = rows.next_record().map_err(message)? {
            match rows.layout.id(&record) {
                Ok(id) => ids.push(id.get()),
                Err(why) => bad.push(format!("{}: {why}", record.line)),
            }
        }
        let source = source::decoded(std::io::Cursor::new(content.as_ref().to_vec()), "list").map_err(message)?;
        let mut again = Rows::read("list".into(), source, column, None, Report::Count).map_err(message)?;
        let called: Vec<i64> = std::iter::from_fn(|| again.next(&counts))
            .map(|listed| listed.map(|listed| listed.id.get()))
            .collect::<Result<_, _>>()
            .map_err(message)?;
        assert_eq!(called, ids);
        let bad_rows = counts.borrow().bad_rows as usize;
        bad.truncate(bad_rows);
        assert_eq!(bad.len(), bad_rows);
        Ok((ids, bad))
    }

    fn message(error: Error) -> String {
        error.message().to_owned()
    }

    fn read(content: impl AsRef<[u8]>) -> Result<(Vec<i64>, Vec<String>), String> {
        read_with(content, None)
    }

    fn assert_reads(content: impl AsRef<[u8]>, ids: &[i64], bad: &[&str]) {
        let shown = String::from_utf8_lossy(content.as_ref()).into_owned();
        let (found, found_bad) = read(content).unwrap_or_else(|why| panic!("{shown}: {why}"));
        assert_eq!(found, ids, "{shown}");
        assert_eq!(found_bad.len(), bad.len(), "{shown}: {found_bad:?}");
        for (found, words) in found_bad.iter().zip(bad) {
            assert!(words.split(" … ").all(|part| found.contains(part)), "{shown}: {found} lacks {words}");
        }
    }

    fn assert_refused(content: impl AsRef<[u8]>, words: &[&str]) {
        let shown = String::from_utf8_lossy(content.as_ref()).into_owned();
        let why = read(content).expect_err(&shown);
        assert!(words.iter().all(|word| why.contains(word)), "{shown}: {why}");
    }

    #[test]
    fn a_quote_that_is_never_closed_is_refused() {
        assert_refused("id,name\n1,\"Acme\n2,Beta\n3,Gamma\n", &["the quote opened on line 2 is never closed"]);
        assert_refused("id,name\r\n1,A\r\n2,\"\r\n", &["line 3 is never closed"]);
        assert_refused("id,name\r1,A\r2,\"x", &["line 3 is never closed"]);
        assert_refused("1\n\"2\n3", &["line 2 is never closed"]);
        assert_reads("id,name\n1,5\" pipe\n2,B\n", &[1, 2], &[]);
    }

    #[test]
    fn a_field_that_swallows_rows_is_a_bad_row() {
        assert_reads("id,name\n1,\"Acme\n2,Beta\n3,Gamma\"\n4,D\n", &[4], &["2: a quoted field spans lines 2 to 4"]);
        assert_reads("id,name\n1,\"Acme\nStreet 5\"\n4,D\n", &[1, 4], &[]);
        assert_reads("id,name\n1,\"2 Main Street\n12345 Town\"\n4,D\n", &[1, 4], &[]);
        assert_reads("name,id\n\"Acme\nBeta,2\n\",3\n", &[], &["2: a quoted field spans lines"]);
        assert_reads("id,name\n1,\"Acme\n2\n3\n4\"\n5,x\n", &[5], &["2: a quoted field spans lines 2 to 5"]);
        assert_reads("name,id\n\"Acme,1\nBeta\",2\nC,3\n", &[3], &["2: a quoted field spans lines 2 to 3"]);
        assert_reads("name,id\n\"Acme\nBeta\",2\nC,3\n", &[2, 3], &[]);
        // Quotes that are missing in pairs: something follows the closing one.
        for (text, ids) in [
            ("\"id\",\"name\"\n\"1\",\"Acme\n\"2\",\"Beta\n\"3\",\"C\"\n", &[][..]),
            ("\"id\",\"name\"\n\"1\",\"Acme\n\"2\",\"Beta\"\n\"3\",\"C\n\"4\",\"D\"\n\"5\",\"E\"\n", &[5]),
            ("\"id\",\"name\",\"c\"\n\"1\",\"Acme,\"x\"\n\"2\",\"Beta,\"y\"\n\"3\",\"C\",\"z\"\n", &[3]),
            ("name,id\n\"Acme,1\n\"Beta,2\nC,3\n", &[3]),
            ("name,id\n\"Acme\" \"Beta\n2,5\nC\",3\nD,4\n", &[5, 3, 4]),
        ] {
            let (called, bad) = read(text).unwrap();
            assert_eq!(called, ids, "{text}");
            assert!(!bad.is_empty(), "{text}");
        }
        assert_refused("id,\"name\n1,A\n2,B\"\n5,x\n", &["header spans lines"]);
        assert_refused("\"id\n1\n2\"\n5\n6\n", &["header spans lines"]);
        assert_reads("\"Fusebill\nID\",\"full\nname\"\n5,x\n", &[5], &[]);
    }

    #[test]
    fn a_row_with_more_fields_than_the_header_is_bad_and_one_with_fewer_is_not() {
        assert_reads("id\n172,677\n5\n", &[5], &["2: … 2 fields"]);
        assert_reads("id,name\n1,Acme, Inc.\n2,Beta\n3\n4,\n5,E,,\n", &[2, 3, 4, 5], &["2: … 3 fields"]);
        assert_reads("1\n172,677\n1,72677E+05\n2,\n", &[1, 2], &["2: … 2 fields", "3: … 2 fields"]);
        // A header cell without a name is not a column.
        for header in ["id,", "id, ", "id,\"\"", "id,,"] {
            assert_reads(format!("{header}\n172,677\n5,\n"), &[5], &["2: … 2 fields"]);
        }
        assert_reads("rev,id,name,\n1,234,172677,Acme\n1,5,x,\n", &[5], &["2: … 4 fields"]);
    }

    #[test]
    fn what_may_be_another_id_is_a_bad_row() {
        assert_reads(
            "id\n001000000012345\n0172677\n123456789012345678\n172677.0\n\"172,677\"\n=\"172677\"\n7\n",
            &[7],
            &[
                "2: … leading zeros",
                "3: … leading zeros",
                "4: … Salesforce",
                "5: … as text",
                "6: … as text",
                "7: … as text",
            ],
        );
    }

    #[test]
    fn the_column_of_the_apis_id_is_known_by_the_vendors_names() {
        for (header, at) in [
            ("Stax Bill ID,Customer ID", 0),
            ("Customer ID,Stax Bill ID", 1),
            ("Fusebill ID,Reference", 0),
            ("Id,FB.Id", 1),
            ("FB.Customer Id,FB.Id,Id", 1),
            ("Name,fusebillId", 1),
            ("customerId,x", 0),
            ("x,CUSTOMER_ID", 1),
            ("name, id ", 1),
            ("\u{feff}id,name", 0),
            ("\"Fusebill ID\";name", 0),
        ] {
            let delimiter = if header.contains(';') { ";" } else { "," };
            let mut cells = ["901", "902", "903"];
            cells[at] = "7";
            let row = cells[..header.split(delimiter).count()].join(delimiter);
            assert_reads(format!("{header}\n{row}\n"), &[7], &[]);
        }
        assert_refused("Fusebill ID,Stax Bill ID\n1,2\n", &["\"Fusebill ID\"", "\"Stax Bill ID\"", "--column"]);
        assert_refused("id,customerId\n1,2\n", &["\"id\"", "\"customerId\"", "--column"]);
        assert_refused("Customer ID\n1\n", &["the merchant's own", "--column"]);
        assert_refused("Customer ID,Name\n1,A\n", &["the merchant's own", "--column"]);
        assert_refused("a,b\n1,2\n", &["cannot identify", "--column"]);
        assert_refused("id,ID\n1,2\n", &["twice"]);
        assert_eq!(read_with("Customer ID,Name\n1,A\n", Some("customer id")), Ok((vec![1], vec![])));
        assert!(read_with("a,A,b\n1,2,3\n", Some("a")).unwrap_err().contains("twice"));
        assert!(read_with("a,b\n1,2\n", Some("c")).unwrap_err().contains("\"a\", \"b\""));
        assert_reads("id,name,name\n1,a,b\n", &[1], &[]);
        // An id is never used as the name of a column.
        for (text, column) in
            [("172677,Acme\n5,Beta\n", "172677"), ("1\n2\n", "1"), ("'172677,Acme\n5,Beta\n", "'172677")]
        {
            assert!(read_with(text, Some(column)).unwrap_err().contains("add a header line"), "{text}");
        }
        assert_refused("172677,Acme\n5,Beta\n", &["add a header line"]);
        for name in ["Reference", "Invoice ID", "Salesforce Id", "external_id"] {
            assert_refused(format!("{name}\n5\n"), &[name, "--column"]);
            assert_eq!(read_with(format!("{name}\n5\n"), Some(name)), Ok((vec![5], vec![])));
        }
    }

    #[test]
    fn a_first_line_that_is_an_id_in_disguise_is_not_a_header() {
        for first in [
            "'172677",
            "=\"172677\"",
            "\u{200b}172677",
            "\u{661}\u{662}\u{663}",
            "172677.0",
            "0172677",
            "-5",
            "+5",
            "172677 Acme",
            "\u{1b}[0m172677\u{1b}[0m",
            "0x2A285",
            "1726O7",
            "ID: 172677",
            "FB-172677",
            "0014100000JJ3wtAAD",
        ] {
            let (ids, bad) = read(format!("{first}\n7\n")).unwrap();
            assert_eq!((ids, bad.len()), (vec![7], 1), "{first}: {bad:?}");
            assert!(bad[0].starts_with("1: "), "{bad:?}");
        }
        assert!(read("\u{200b}172677\n").unwrap().1[0].contains("\\u{200b}"), "what cannot be seen is escaped");
        assert_reads("customers\n7\n", &[7], &[]);
        assert_reads("172677\n7\n", &[172_677, 7], &[]);
    }

    #[test]
    fn only_the_ids_must_be_utf_8() {
        assert_reads(b"id,name\n1,M\xfcller\n2,B\n", &[1, 2], &[]);
        assert_reads(b"id,name\n\xff1,x\n2,B\n", &[2], &["2: … UTF-8"]);
    }

    #[test]
    fn lines_are_counted_as_an_editor_shows_them() {
        for end in ["\n", "\r\n", "\r"] {
            let text = ["id,name", "1,\"a", "b\"", "x,y", "", "2,z", "q,r"].join(end);
            assert_reads(text, &[1, 2], &["4: ", "7: "]);
        }
    }

    #[test]
    fn encodings_and_delimiters_are_found_out() {
        let utf16 = |text: &str, big: bool| {
            let units = std::iter::once(0xfeff).chain(text.encode_utf16());
            units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect::<Vec<u8>>()
        };
        for big in [true, false] {
            assert_reads(utf16("id;näme\r\n1;a\r\n", big), &[1], &[]);
        }
        for (text, ids) in [
            ("id;name;x\n1;a,b;c\n", [1]),
            ("id\tname\n2\ta\n", [2]),
            ("sep=;\nid;name\n3;a\n", [3]),
            ("sep=\t\nid\tname\n4\tb\n", [4]),
            ("\u{feff}sep=,\r\nid,name\r\n5,a;b\r\n", [5]),
            ("\"a;b\",id\nx,6\n", [6]),
        ] {
            assert_reads(text, &ids, &[]);
        }
    }

    #[test]
    fn other_formats_are_named() {
        for (bytes, words) in [
            (&b"\x1f\x8b\x08\0"[..], "gzip"),
            (b"PK\x03\x04....", "xlsx"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "xls"),
            (b"%PDF-1.7", "PDF"),
            (b"i\0d\0\n\x001\0", "UTF-16"),
            (b"[{\"id\":1}]", "JSON"),
            (b"{\"id\":1}\n", "JSON"),
            (b"<html>", "web page"),
            (b"BZh91AY&SY", "bzip2"),
            (b"\xfd7zXZ\0", "xz"),
            (b"\xff\xfe\0\0i\0\0\0", "UTF-32"),
            (b"\0\0\xfe\xff\0\0\0i", "UTF-32"),
            (b"{\\rtf1 id}", "RTF"),
        ] {
            assert_refused(bytes, &[words]);
        }
    }

    #[test]
    fn empty_rows_and_footers_are_not_bad_rows() {
        assert_reads("id,name\n1,a\n,,\n\n  ,\n2,b\nTotal: 2,\n,Exported 2026-01-31\n", &[1, 2], &[]);
        assert_reads("id,name\nNote,\n1,a\n", &[1], &["2: "]);
        assert_reads("id\n1\nTotal: 1\n", &[1], &["3: "]);
        // What may be a damaged id is never a footer.
        for last in [
            "172677.0",
            "0172677,",
            "1.2E5,",
            "\u{661}\u{667},",
            "17267x,",
            "1726O7,",
            "172 677,",
            "0014100000JJ3wtAAD,",
            ",172677",
        ] {
            assert_reads(format!("id,n\n1,a\n2,b\n{last}\n"), &[1, 2], &["4: "]);
        }
        assert_reads("id,n\n1,\n2,\nfoo,\nbar,\n", &[1, 2], &["4: ", "5: "]);
        assert_reads("id,name\n1,a\n,b\n2,c\n", &[1, 2], &["3: "]);
        assert_reads("", &[], &[]);
        assert_reads("id\n", &[], &[]);
    }
}
