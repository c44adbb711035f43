//! Lists of customers: read whole, judged whole and closed before the first call, so that what is called is what was judged.
//! The contract is on docs/batch.md: a list is bare ids, a rectangular table, or a results file; anything else is refused.
//!
//! | module | subject |
//! | --- | --- |
//! | `source` | opening a file or standard input; encodings; formats that are not lists |
//! | `records` | rows and their fields, with their line numbers |
//! | `table` | which columns are used, and whether a row fits |

mod records;
mod source;
mod table;

use std::{
    collections::HashMap,
    io::{self, BufRead},
    path::Path,
};

use fusebill::{
    Arguments, Call, Changed, Client, CustomerId, Error, NOT_LINKED, Operation, ResultsFile, SalesforceId, shell,
};
use roaring::RoaringTreemap;

use crate::args::{Delimiter, ListArgs, Task};
pub(crate) use records::Record;
use records::Records;
use table::{Choice, Deviation};
pub(crate) use table::{MERCHANTS, SALESFORCE, Table, VENDORS};

/// At most this many deviations are listed.
const LISTED: u64 = 20;

/// The customers to call, in order.
#[derive(Default)]
pub(crate) struct List {
    pub(crate) ids: Vec<CustomerId>,
    /// The Salesforce ids in the same order, if the operation takes them.
    accounts: Vec<SalesforceId>,
    /// Rows that are left out, because of `--skip-bad-rows`.
    pub(crate) bad_rows: u64,
    /// Where the ids come from, for people: `column "Stax Bill ID" of customers.csv, separated by semicolons`.
    pub(crate) origin: Option<String>,
    /// The results file that the ids come from, and its name.
    pub(crate) results: Option<(String, ResultsFile)>,
}

/// How a command names its customers.
pub(crate) struct Named<'a> {
    pub(crate) ids: &'a [String],
    pub(crate) from: Option<&'a Path>,
    pub(crate) how: &'a ListArgs,
    /// What is done with them.
    pub(crate) operation: Operation,
    pub(crate) salesforce_column: Option<&'a str>,
    /// What may have changed since a results file was written: the one to resume, or the one that has the customers.
    pub(crate) changed: Changed,
    pub(crate) resume: bool,
    /// The name of the command, for what a message advises.
    pub(crate) command: String,
}

impl<'a> Named<'a> {
    pub(crate) fn of(task: &'a Task<'_>) -> Self {
        let batch = &task.calls.batch;
        Self {
            ids: &task.calls.ids,
            from: batch.from.as_deref(),
            how: &batch.list,
            operation: task.operation,
            salesforce_column: batch.salesforce_column.as_deref(),
            changed: batch.changed(),
            resume: batch.resume,
            command: task.name(),
        }
    }
}

impl List {
    /// The customers that a command names: on the command line, then in the list.
    pub(crate) fn of(named: &Named<'_>) -> Result<Self, Error> {
        let from_results = named.from.filter(|path| source::is_results_file(path));
        if named.changed != Changed::default() && !named.resume && from_results.is_none() {
            let option = if named.changed.key { "--new-key" } else { "--new-host" };
            return Err(Error::invalid_argument(format!("{option} needs --resume, or --from with a results file")));
        }
        let is_latch = named.operation.takes_salesforce_id();
        if named.salesforce_column.is_some() && !is_latch {
            let message = format!("--salesforce-column: {} takes no Salesforce ids from a list", named.operation);
            return Err(Error::invalid_argument(message));
        }
        let mut list = Self::given(named.ids, named.operation)?;
        let Some(path) = named.from else { return Ok(list) };
        if from_results.is_some() {
            list.add_results(path, named)?;
        } else {
            list.add_rows(path, named.how, is_latch.then_some(named.salesforce_column), &named.command)?;
        }
        let mut seen = RoaringTreemap::new();
        match list.ids.iter().find(|id| is_latch && !seen.insert(id.get() as u64)) {
            Some(id) => {
                Err(Error::invalid_argument(format!("customer {id} is given twice: which Salesforce id is right?")))
            }
            None => Ok(list),
        }
    }

    /// The ids of a list, for `fusebill report`.
    pub(crate) fn of_file(path: &Path, how: &ListArgs, operation: Operation) -> Result<Self, Error> {
        let mut list = Self::default();
        let salesforce = operation.takes_salesforce_id().then_some(None);
        list.add_rows(path, how, salesforce, "report RESULTS.jsonl")?;
        Ok(list)
    }

    /// Ids that are already known.
    pub(crate) fn known(ids: Vec<CustomerId>) -> Self {
        Self { ids, ..Self::default() }
    }

    /// The customers on the command line: ids, or pairs of an id and a Salesforce id.
    pub(crate) fn given(given: &[String], operation: Operation) -> Result<Self, Error> {
        let mut list = Self::default();
        if operation.takes_salesforce_id() {
            for pair in given.chunks(2) {
                let [id, account] = pair else {
                    return Err(Error::invalid_argument("each ID must be followed by the SALESFORCE_ID for it"));
                };
                list.ids.push(id.parse()?);
                list.accounts.push(account.parse()?);
            }
            return Ok(list);
        }
        let is_account = |id: &&String| operation == Operation::Resynch && id.parse::<SalesforceId>().is_ok();
        if let Some(account) = given.iter().find(is_account) {
            let message = format!("\"{account}\" looks like a Salesforce id; use --salesforce with Salesforce ids");
            return Err(Error::invalid_argument(message));
        }
        list.ids = given.iter().map(|id| id.parse()).collect::<Result<_, _>>()?;
        Ok(list)
    }

    /// The customers, each with its Salesforce id if the operation takes one.
    pub(crate) fn customers(&self) -> impl Iterator<Item = (CustomerId, Option<&SalesforceId>)> {
        self.ids.iter().enumerate().map(|(at, id)| (*id, self.accounts.get(at)))
    }

    /// The calls to make.
    pub(crate) fn calls<'a>(&'a self, task: &'a Task<'_>) -> impl Iterator<Item = Result<Call, Error>> + 'a {
        self.customers().map(|(id, account)| {
            let arguments = Arguments { customer: Some(id), salesforce: account.copied(), force: task.force };
            Call::with(task.operation, arguments)
        })
    }

    /// Keeps only the first ones.
    pub(crate) fn truncate(&mut self, count: usize) {
        self.ids.truncate(count);
        self.accounts.truncate(count);
    }

    /// Keeps only those that are wanted. Not for an operation that takes Salesforce ids.
    pub(crate) fn retain(&mut self, is_wanted: impl Fn(CustomerId) -> bool) {
        self.ids.retain(|id| is_wanted(*id));
    }

    /// Refuses the customers of another account: a results file records whose they are.
    pub(crate) fn check_owner(&self, client: &Client, changed: Changed) -> Result<(), Error> {
        let Some((name, file)) = &self.results else { return Ok(()) };
        let checked = file.check_owner(client, changed);
        checked.map_err(|error| Error::invalid_argument(format!("{name}: {}", error.message())))
    }

    fn add_results(&mut self, path: &Path, named: &Named<'_>) -> Result<(), Error> {
        let name = path.display().to_string();
        let refuse = |why: &str| Err(Error::invalid_argument(format!("{name}: {why}")));
        if named.operation.takes_salesforce_id() {
            return refuse("a results file has no Salesforce ids to call with");
        }
        if named.how.is_given() {
            return refuse("a results file has no columns to choose from");
        }
        let mut file = ResultsFile::open(path)?;
        file.check_unused(path)?;
        let (ids, which) = selected(&mut file, &name, named)?;
        let (damaged, is_torn) = (file.damaged(), file.is_torn());
        if let fusebill::Damaged { lines: lines @ 1.., first } = damaged {
            say!("{name}: {lines} line(s) cannot be read, the first is line {first}: check who is missing");
        }
        if is_torn {
            say!("{name}: the last line is incomplete, and is ignored");
        }
        self.bad_rows += damaged.lines + u64::from(is_torn);
        self.ids.extend(ids);
        let what = match file.operation() {
            Operation::Customer => "verify".into(),
            operation => operation.to_string(),
        };
        self.origin = Some(format!("the results of {what} in {name}: {which}"));
        self.results = Some((name, file));
        Ok(())
    }

    fn add_rows(
        &mut self,
        path: &Path,
        how: &ListArgs,
        salesforce: Option<Option<&str>>,
        command: &str,
    ) -> Result<(), Error> {
        let name = name_of(path);
        let mut verdict = Verdict::default();
        self.read(source::open(path, &name, command)?, &name, (how, salesforce), &mut verdict)?;
        verdict.check(&name, how.skip_bad_rows)?;
        self.bad_rows += verdict.cells;
        Ok(())
    }

    /// Reads a list to its end, and notes what deviates from the contract.
    fn read(&mut self, source: Source, name: &str, choice: Choice<'_>, verdict: &mut Verdict) -> Result<(), Error> {
        let cannot = |error: io::Error| source::cannot_read(name, &error);
        let Some((mut records, mut row)) = begin(source, choice.0.delimiter).map_err(cannot)? else { return Ok(()) };
        let mut table = match Table::find(&row, records.delimiter, choice) {
            Ok(table) => table,
            Err(why) => {
                let line = header_below(&mut records, choice).map_err(cannot)?;
                let hint = line.map(|line| format!("; the header is on line {line}: delete the lines above it"));
                return Err(Error::invalid_argument(format!("{name}: {why}{}", hint.unwrap_or_default())));
            }
        };
        self.origin = Some(format!("{} of {name}{}", table.origin(), dialect(records.delimiter)));
        let header = row.line;
        // How many digits the ids have before the last one; the lines of customers who must not appear twice.
        let (mut fewest, mut last) = (u32::MAX, None);
        let mut lines = HashMap::new();
        let mut is_row = table.is_headerless || records.next(&mut row).map_err(cannot)?;
        while is_row {
            if row.is_blank_line() {
                table.ends_like_the_first(&row).unwrap_or_else(|why| verdict.note(row.line, Deviation::Shape(why)));
                is_row = records.next(&mut row).map_err(cannot)?;
                continue;
            }
            fewest = last.take().map_or(fewest, |(digits, _)| fewest.min(digits));
            match table.customer(&row) {
                Ok((id, account)) => {
                    last = Some((id.get().ilog10(), (row.line, row.end)));
                    self.ids.push(id);
                    self.accounts.extend(account);
                    if let Some(before) = account.and_then(|_| lines.insert(id, row.line)) {
                        let why = format!("customer {id} is on line {before}, too: which Salesforce id is right?");
                        verdict.note(row.line, Deviation::Shape(why));
                    }
                }
                Err(deviation) => verdict.note(row.line, deviation),
            }
            is_row = records.next(&mut row).map_err(cannot)?;
        }
        table.check_end().unwrap_or_else(|deviation| verdict.note(header, deviation));
        if let Some((digits, (line, None))) = last
            && digits < fewest
            && fewest < u32::MAX
        {
            let why = "the last line has no end, and its id is shorter than all others: the list was cut off";
            verdict.note(line, Deviation::Shape(why.into()));
        }
        Ok(())
    }
}

/// The customers of a results file for a command, and which they are, for people.
fn selected(file: &mut ResultsFile, name: &str, named: &Named<'_>) -> Result<(Vec<CustomerId>, String), Error> {
    match (file.operation(), named.operation) {
        (Operation::Customer, Operation::Customer) => file.select(|_| true).map(|ids| (ids, "all customers".into())),
        (Operation::Customer, Operation::Resynch) => {
            let ids = file.select(|recorded| recorded.code == NOT_LINKED)?;
            Ok((ids, "the customers that are enabled and not linked".into()))
        }
        (Operation::Customer, _) => {
            let file = shell::quoted(name);
            Err(Error::invalid_argument(format!(
                "{name}: it has the results of verify, which changed nothing: `fusebill report {file} --failed-ids | fusebill \
                 {} --from -` takes those that are not linked, not enabled or not found",
                named.command
            )))
        }
        _ => {
            let (ids, unknown) = file.customers()?;
            let also = match unknown {
                0 => String::new(),
                count => format!(", and {count} whose response was lost after the request was sent"),
            };
            Ok((ids, format!("the customers that succeeded{also}")))
        }
    }
}

/// The name of a list, for people.
fn name_of(path: &Path) -> String {
    if path == Path::new("-") { "standard input".into() } else { path.display().to_string() }
}

type Source = Box<dyn BufRead>;

/// The rows of a list, and the first one that is not blank; `None` if there is none.
fn begin(source: Source, delimiter: Option<Delimiter>) -> io::Result<Option<(Records<Source>, Record)>> {
    let mut records = Records::new(source);
    table::find_delimiter(&mut records, delimiter.map(|it| it.0))?;
    let mut row = Record::default();
    while records.next(&mut row)? && row.is_blank_line() {}
    let is_empty = row.len() == 0 || row.is_blank_line();
    Ok((!is_empty).then_some((records, row)))
}

/// Reads any table by the contract of lists. `choose` finds the column of the ids, and the others; `each` gets every row, and
/// says what is wrong with it.
pub(crate) fn read_table<C>(
    path: &Path,
    delimiter: Option<Delimiter>,
    choose: impl FnOnce(&Table) -> Result<(usize, C), String>,
    mut each: impl FnMut(&C, &Record) -> Result<(), String>,
) -> Result<(), Error> {
    let name = name_of(path);
    let refuse = |why: String| Error::invalid_argument(format!("{name}: {why}"));
    let cannot = |error: io::Error| source::cannot_read(&name, &error);
    let begun = begin(source::open(path, &name, "match")?, delimiter).map_err(cannot)?;
    let (mut records, mut row) = begun.ok_or_else(|| refuse("it is empty".into()))?;
    let mut rows = 0_u64;
    let mut table = Table::begin(&row, records.delimiter).map_err(refuse)?;
    let (column, chosen) = choose(&table).map_err(refuse)?;
    table.column = column;
    let mut verdict = Verdict::default();
    let header = row.line;
    while records.next(&mut row).map_err(cannot)? {
        if row.is_blank_line() {
            table.ends_like_the_first(&row).unwrap_or_else(|why| verdict.note(row.line, Deviation::Shape(why)));
            continue;
        }
        rows += 1;
        match table.fits(&row) {
            Err(why) => verdict.note(row.line, Deviation::Shape(why)),
            // Its last value may be another one than the whole one was.
            Ok(()) if row.end.is_none() => {
                let why = "the last line has no end: the file may be cut off; if it is whole, add a line break";
                verdict.note(row.line, Deviation::Shape(why.into()));
            }
            Ok(()) => each(&chosen, &row).unwrap_or_else(|why| verdict.note(row.line, Deviation::Cell(why))),
        }
    }
    if rows == 0 {
        return Err(refuse("it has a header and no rows".into()));
    }
    table.check_end().unwrap_or_else(|deviation| verdict.note(header, deviation));
    verdict.check_whole(&name)
}

/// What deviates from the contract in a list.
#[derive(Default)]
struct Verdict {
    /// The first deviations, each with its line.
    said: Vec<String>,
    shape: u64,
    cells: u64,
}

impl Verdict {
    fn note(&mut self, line: u64, deviation: Deviation) {
        let (count, why) = match deviation {
            Deviation::Shape(why) => (&mut self.shape, why),
            Deviation::Cell(why) => (&mut self.cells, why),
        };
        *count += 1;
        if self.shape + self.cells <= LISTED {
            self.said.push(format!("line {line}: {why}"));
        }
    }

    /// Refuses a table in which anything deviates.
    fn check_whole(&self, name: &str) -> Result<(), Error> {
        let (all, said) = (self.shape + self.cells, self.said.join("\n  "));
        match all {
            0 => Ok(()),
            _ => Err(Error::invalid_argument(format!("{name}: nothing was matched:\n  {said}{}", self.more()))),
        }
    }

    /// How many deviations are not listed.
    fn more(&self) -> String {
        let all = self.shape + self.cells;
        if all > LISTED { format!("\n  and {} more", all - LISTED) } else { String::new() }
    }

    /// Refuses the list, unless its only deviations are bad rows that may be left out.
    fn check(&self, name: &str, may_skip: bool) -> Result<(), Error> {
        let (said, more) = (self.said.join("\n  "), self.more());
        match (self.shape, self.cells) {
            (0, 0) => Ok(()),
            (0, bad) if may_skip => {
                say!("{name}: left out are {bad} bad row(s):\n  {said}{more}");
                Ok(())
            }
            (0, bad) => Err(Error::invalid_argument(format!(
                "{name}: {bad} bad row(s), so nothing was called; --skip-bad-rows leaves them out:\n  {said}{more}"
            ))),
            _ => Err(Error::invalid_argument(format!(
                "{name}: it is not a list with the same columns in every row, so nothing was called:\n  {said}{more}"
            ))),
        }
    }
}

/// The line of a header further down, below titles.
fn header_below(records: &mut Records<Source>, choice: Choice<'_>) -> io::Result<Option<u64>> {
    let mut row = Record::default();
    for _ in 0..LISTED {
        if !records.next(&mut row)? {
            break;
        }
        if Table::find(&row, records.delimiter, choice).is_ok_and(|table| !table.is_headerless) {
            return Ok(Some(row.line));
        }
    }
    Ok(None)
}

/// A remark about the delimiter, unless it is a comma.
fn dialect(delimiter: u8) -> String {
    match delimiter {
        b',' => String::new(),
        b';' => ", separated by semicolons".into(),
        b'\t' => ", separated by tabs".into(),
        other => format!(", separated by {}", char::from(other)),
    }
}

/// Reads everything from a list.
#[cfg(feature = "fuzz")]
pub(crate) fn read_all(content: &[u8]) {
    let Ok(source) = source::decoded(io::Cursor::new(content.to_vec()), "a list", "enable-synch") else { return };
    let mut list = List::default();
    let _ = list.read(source, "a list", (&ListArgs::default(), None), &mut Verdict::default());
    // A list contains at most one id per line, and a line is at least two bytes long.
    assert!(list.ids.len() <= content.len() / 2 + 1);
}

#[cfg(test)]
mod tests;
