//! The contract of a list, row by row: which column has the ids, and whether a row fits. What deviates is described by its
//! kind; contents, which may be personal, are shown only on a terminal.

use std::io::{self, BufRead, IsTerminal};

use fusebill::{CustomerId, SalesforceId, shell};

use super::records::{Record, Records};
use crate::args::ListArgs;

/// The vendor's names for the API's id, in its reports, in its API and in Salesforce, as words.
pub(crate) const VENDORS: [&str; 6] =
    ["stax bill id", "staxbill id", "staxbillid", "fusebill id", "fusebillid", "fb id"];
/// The merchant's own reference, in the vendor's reports and in Salesforce.
pub(crate) const MERCHANTS: [&str; 4] = ["customer id", "customerid", "fb customer id", "customer number"];
/// The id of an account in Salesforce, in the vendor's reports, in its API and in Salesforce. `Id` alone is ambiguous.
pub(crate) const SALESFORCE: [&str; 5] =
    ["salesforce id", "salesforceid", "salesforce account id", "salesforceaccountid", "account id"];
/// The account that the vendor's import is to link: `Salesforce ID` beside it is the account that is linked now.
const TARGET: [&str; 2] = ["target salesforce id", "targetsalesforceid"];

/// Words of which the label of a total consists; one of the first ones is enough.
const TOTALS: &str = "total totals subtotal subtotals sum count average gesamt insgesamt summe gesamtsumme gesamtergebnis anzahl \
                      totaal eindtotaal totale totalsumma somme suma итого всего 合計 总计 小计";
const BESIDE_TOTALS: &str =
    "grand sub of list customers record records rows all overall number the general général complessivo";

const DELIMITERS: [u8; 3] = [b'\t', b';', b','];

/// How a list is read, and whether the operation needs Salesforce ids: of which column, if that was chosen.
pub(super) type Choice<'a> = (&'a ListArgs, Option<Option<&'a str>>);

/// The header of a list.
pub(crate) struct Table {
    names: Vec<String>,
    /// The names as words.
    words: Vec<String>,
    delimiter: u8,
    pub(super) column: usize,
    salesforce: Option<usize>,
    /// How many fields the header has, and how many up to the last one with a name.
    fields: usize,
    width: usize,
    /// How the first line ends.
    end: Option<&'static str>,
    /// Whether the first line is a row.
    pub(super) is_headerless: bool,
    /// How many fields the last rows have if they are one row that was broken inside values: for each number of short rows in
    /// succession that is possible. And how many the longest row has.
    joined: Vec<usize>,
    longest: usize,
}

/// Why a row is not called.
pub(super) enum Deviation {
    /// The row does not fit into the table: nothing in the list can be trusted.
    Shape(String),
    /// The row fits, but what it has is not an id.
    Cell(String),
}

use Deviation::{Cell, Shape};

/// Finds the delimiter: the requested one, the one that a first line `sep=;` names (that line is skipped), or the most
/// frequent one in the first line, outside quotes.
pub(super) fn find_delimiter<R: BufRead>(records: &mut Records<R>, wanted: Option<u8>) -> io::Result<()> {
    let first = records.peek()?;
    let first = &first[..end_of_line(first).unwrap_or(first.len())];
    let bare = first.strip_prefix(b"\"").and_then(|line| line.strip_suffix(b"\"")).unwrap_or(first);
    let named = match bare.get(..4) {
        Some(sep) if sep.eq_ignore_ascii_case(b"sep=") && bare.len() == 5 => Some(bare[4]),
        _ => None,
    };
    let mut is_quoted = false;
    let mut outside = first.to_vec();
    outside.retain(|byte| {
        is_quoted ^= *byte == b'"';
        !is_quoted
    });
    // Of those that are equally frequent, the last one, so that the comma wins if there are none.
    let count = |delimiter: &u8| outside.iter().filter(|byte| *byte == delimiter).count();
    let frequent = DELIMITERS.into_iter().max_by_key(count).unwrap_or(b',');
    if named.is_some() {
        records.next(&mut Record::default())?;
    }
    records.delimiter = wanted.or(named).unwrap_or(frequent);
    Ok(())
}

/// Where the first line ends that is not inside quotes.
pub(super) fn end_of_line(text: &[u8]) -> Option<usize> {
    let mut is_quoted = false;
    text.iter().position(|byte| {
        is_quoted ^= *byte == b'"';
        !is_quoted && matches!(byte, b'\n' | b'\r')
    })
}

impl Table {
    /// Finds the columns from the first row, or says why the list is refused.
    pub(super) fn find(first: &Record, delimiter: u8, (how, salesforce): Choice<'_>) -> Result<Self, String> {
        let mut table = Self::begin(first, delimiter)?;
        let width = table.width;
        table.is_headerless = width == 1 && how.column.is_none() && CustomerId::parse(&table.names[0]).is_ok();
        table.column = match how.column.as_deref() {
            Some(wanted) => table.only(wanted, "--column")?,
            None if width == 1 => table.only_column()?,
            None => table.vendors_column()?,
        };
        if !table.is_headerless && CustomerId::parse(&table.names[table.column]).is_ok() {
            return Err("the first line is a row, not a header; add a header line".into());
        }
        if first.lines.iter().any(|line| table.id_of_line(line).is_some()) {
            return Err("a quoted name in the header spans lines that are rows".into());
        }
        table.salesforce = match salesforce {
            None => None,
            Some(Some(wanted)) => Some(table.only(wanted, "--salesforce-column")?),
            Some(None) => Some(table.salesforce_column()?),
        };
        if table.salesforce == Some(table.column) {
            return Err("the ids and the Salesforce ids cannot be in the same column".into());
        }
        Ok(table)
    }

    /// The header of any table, before its columns are chosen: `column`, which has the ids, is the first one.
    pub(super) fn begin(first: &Record, delimiter: u8) -> Result<Self, String> {
        let names: Vec<String> = first.fields().map(|field| String::from_utf8_lossy(field).into_owned()).collect();
        let words = names.iter().map(|name| words(name)).collect();
        let (fields, width, end) = (first.len(), first.width(), first.end);
        if let Some(why) = &first.torn {
            return Err(why.clone());
        }
        Ok(Self {
            names,
            words,
            delimiter,
            column: 0,
            salesforce: None,
            fields,
            width,
            end,
            is_headerless: false,
            joined: Vec::new(),
            longest: 0,
        })
    }

    /// The columns whose names are among these.
    pub(crate) fn columns_named(&self, known: &[&str]) -> Vec<usize> {
        self.named(|name| known.contains(&name))
    }

    /// The one column whose name is among these, if there is one.
    pub(crate) fn column_named(&self, what: &str, known: &[&str]) -> Result<Option<usize>, String> {
        match self.columns_named(known)[..] {
            [] => Ok(None),
            [column] => Ok(Some(column)),
            [one, other, ..] => {
                Err(format!("the columns {} and {} may both have the {what}", self.shown(one), self.shown(other)))
            }
        }
    }

    /// The same, where the table is of no use without it.
    pub(crate) fn needed_column(&self, what: &str, known: &[&str]) -> Result<usize, String> {
        self.column_named(what, known)?.ok_or_else(|| format!("no column has the {what}; {}", self.columns()))
    }

    /// Where the ids come from, for people: `column "Stax Bill ID"`.
    pub(super) fn origin(&self) -> String {
        let column = match self.is_headerless {
            true => "the only column".into(),
            false => format!("column {}", self.shown(self.column)),
        };
        match self.salesforce {
            Some(salesforce) => format!("{column}, Salesforce ids from column {}", self.shown(salesforce)),
            None => column,
        }
    }

    /// The one column with this name, which an option gave.
    fn only(&self, wanted: &str, option: &str) -> Result<usize, String> {
        match self.named(|name| name == words(wanted))[..] {
            [column] => Ok(column),
            [] => Err(format!("no column has the name that {option} gives; {}", self.columns())),
            _ => Err(format!("several columns have the name that {option} gives")),
        }
    }

    /// The column of a list with one column: its header, if it has one, must be a known name. `customerId` is the API's own
    /// parameter, in this very spelling.
    fn only_column(&self) -> Result<usize, String> {
        let name = self.words[0].as_str();
        if self.is_headerless || name == "id" || self.names[0] == "customerId" || VENDORS.contains(&name) {
            return Ok(0);
        }
        Err(match CustomerId::parse(&self.names[0]) {
            Err(why) if self.names[0].contains('|') => {
                format!("the first line is not a customer id ({why}); if | separates its fields, add --delimiter \"|\"")
            }
            Err(why) if self.names[0].contains(|c: char| c.is_numeric()) => {
                format!("the first line is neither a known header nor a customer id: {why}")
            }
            _ => format!("{} is not a known name of the API's id; {}", self.shown(0), self.advice()),
        })
    }

    /// The column of a table that has one of the vendor's own names.
    fn vendors_column(&self) -> Result<usize, String> {
        match self.named(|name| VENDORS.contains(&name))[..] {
            [column] => Ok(column),
            [] if self.names.iter().any(|name| CustomerId::parse(name).is_ok()) => {
                Err("the first line is a row, not a header; add a header line".into())
            }
            [] => Err(format!(
                "no column has one of the vendor's names for the API's id (Stax Bill ID, Fusebill ID, FB.Id); {}",
                self.advice()
            )),
            [one, other, ..] => Err(format!(
                "the columns {} and {} both have a name of the API's id; choose one with --column",
                self.shown(one),
                self.shown(other)
            )),
        }
    }

    fn salesforce_column(&self) -> Result<usize, String> {
        for known in [&TARGET[..], &SALESFORCE] {
            match self.named(|name| known.contains(&name))[..] {
                [column] => return Ok(column),
                [] => {}
                _ => {
                    return Err(
                        "several columns may have the Salesforce ids; choose one with --salesforce-column".into()
                    );
                }
            }
        }
        Err(format!(
            "no column has a known name of the Salesforce id (Salesforce ID, Account ID); choose one with \
             --salesforce-column; {}",
            self.columns()
        ))
    }

    fn named(&self, is_it: impl Fn(&str) -> bool) -> Vec<usize> {
        (0..self.words.len()).filter(|at| is_it(&self.words[*at])).collect()
    }

    /// The option to add if a column does have the API's ids.
    fn advice(&self) -> String {
        let merchants = self.named(|name| MERCHANTS.contains(&name));
        let warning = merchants.first().map_or(String::new(), |at| {
            format!("{} is the merchant's own reference in the vendor's reports; ", self.shown(*at))
        });
        let may_have_ids = |at: &usize| self.may_be_shown(*at) && self.words[*at].split(' ').any(is_a_word_for_ids);
        let option = |at: usize| format!("--column {}", shell::quoted(self.names[at].trim()));
        let options: Vec<String> = (0..self.width).filter(may_have_ids).map(option).collect();
        let options = if options.is_empty() { "--column NAME".to_owned() } else { options.join(" or ") };
        format!("{warning}{}; if one has these ids, add {options}", self.columns())
    }

    fn columns(&self) -> String {
        let names: Vec<String> = (0..self.width.min(20)).map(|at| self.shown(at)).collect();
        format!("the columns are {}", names.join(", "))
    }

    /// The name of a column; its number, if the name may be personal because the first line is a row.
    pub(crate) fn shown(&self, at: usize) -> String {
        match self.may_be_shown(at) {
            true => format!("\"{}\"", self.names[at].escape_debug()),
            false => format!("number {}", at + 1),
        }
    }

    fn may_be_shown(&self, at: usize) -> bool {
        io::stderr().is_terminal() || self.names[at].chars().all(|c| !c.is_numeric() && c != '@')
    }

    /// The customer of a row, or why it is not called.
    pub(super) fn customer(&mut self, row: &Record) -> Result<(CustomerId, Option<SalesforceId>), Deviation> {
        self.fits(row).map_err(Shape)?;
        if row.fields().enumerate().any(|(at, field)| at != self.column && is_a_total(field)) {
            return Err(Cell("a total is not a customer".into()));
        }
        let id = match row.field(self.column) {
            [] => return Err(Cell("the id is empty".into())),
            field => std::str::from_utf8(field).map_err(|_| Cell("the id is not UTF-8".into()))?,
        };
        let id = CustomerId::parse(id).map_err(|why| Cell(format!("not a customer id: {why}")))?;
        Ok((id, self.salesforce.map(|column| salesforce_id(row.field(column))).transpose()?))
    }

    /// Checks the shape of a row.
    pub(super) fn fits(&mut self, row: &Record) -> Result<(), String> {
        let before = std::mem::take(&mut self.joined);
        if let Some(why) = &row.torn {
            return Err(why.clone());
        }
        self.ends_like_the_first(row)?;
        let fields = |count: usize| if count == 1 { "1 field".into() } else { format!("{count} fields") };
        self.longest = self.longest.max(row.len());
        if row.len() > self.fields {
            return Err(format!("{} instead of {}", fields(row.len()), self.fields));
        }
        if row.width() > self.width {
            return Err("a value in a column without a name".into());
        }
        // A line with the row's own id is expected.
        let own = std::str::from_utf8(row.field(self.column)).ok().and_then(|id| CustomerId::parse(id).ok());
        if row.lines.iter().any(|line| self.id_of_line(line).is_some_and(|id| Some(id) != own)) {
            return Err("a quoted value spans lines that are rows".into());
        }
        if self.repeats_the_header(row) {
            return Err("a second header".into());
        }
        if row.len() < self.fields {
            if row.len() == 1 && self.width > 1 {
                return Err(format!("1 field instead of {}", self.width));
            }
            self.joined = before.into_iter().map(|fields| fields + row.len() - 1).collect();
            if self.joined.contains(&self.fields) {
                return Err("this line and those before are one row, broken inside a value".into());
            }
            self.joined.retain(|fields| *fields < self.fields);
            self.joined.push(row.len());
        }
        Ok(())
    }

    /// Checks what can be known only at the end: that the header has not more fields than every row.
    pub(super) fn check_end(&self) -> Result<(), Deviation> {
        match self.longest {
            0 => Ok(()),
            longest if longest < self.fields => {
                Err(Shape(format!("{} fields in the header, but at most {longest} in a row", self.fields)))
            }
            _ => Ok(()),
        }
    }

    /// Checks that a line ends as the first one does; the last line of the list may lack its end.
    pub(super) fn ends_like_the_first(&mut self, row: &Record) -> Result<(), String> {
        match (row.end, self.end) {
            (Some(end), Some(first)) if end != first => {
                Err(format!("the line ends with {end}, the first one with {first}"))
            }
            _ => Ok(()),
        }
    }

    /// Whether a row has the names of columns: another list follows, maybe with other columns.
    fn repeats_the_header(&self, row: &Record) -> bool {
        let cells = row.fields().map(|field| words(&String::from_utf8_lossy(field))).filter(|cell| !cell.is_empty());
        let mut repeated = 0;
        for cell in cells {
            if VENDORS.contains(&cell.as_str()) {
                return true;
            }
            repeated += usize::from(self.words.contains(&cell));
        }
        !self.is_headerless && repeated >= self.width.min(2)
    }

    /// The id that a physical line of a row over several lines would have if it were a row.
    fn id_of_line(&self, line: &[u8]) -> Option<CustomerId> {
        let bare: Vec<u8> = line.iter().copied().filter(|byte| *byte != b'"').collect();
        let mut alone = Record::default();
        let mut records = Records::new(&bare[..]);
        records.delimiter = self.delimiter;
        records.next(&mut alone).ok().filter(|_| alone.len() >= self.width.min(2))?;
        CustomerId::parse(std::str::from_utf8(alone.field(self.column)).ok()?).ok()
    }
}

/// The Salesforce id in a cell.
fn salesforce_id(cell: &[u8]) -> Result<SalesforceId, Deviation> {
    let refuse = |why: &str| Cell(format!("not a Salesforce id: {why}"));
    let text = std::str::from_utf8(cell).map_err(|_| refuse("it is not UTF-8"))?;
    if text.eq_ignore_ascii_case("clear") {
        return Err(refuse("the API cannot unlink; use the vendor's import"));
    }
    SalesforceId::parse(text).map_err(|why| refuse(if text.is_empty() { "it is empty" } else { why }))
}

/// A name as its words in lower case, whatever separates them.
fn words(name: &str) -> String {
    let lower = name.to_lowercase();
    lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

fn is_a_word_for_ids(word: &str) -> bool {
    word.ends_with("id") || matches!(word, "number" | "reference" | "ref")
}

/// Whether a cell is the label of a total: `Total:`, `Grand total (2 customers)`.
fn is_a_total(cell: &[u8]) -> bool {
    let text = words(&String::from_utf8_lossy(cell));
    let is_in = |words: &str, word: &str| words.split(' ').any(|known| known == word);
    let is_known = |word: &str| is_in(TOTALS, word) || is_in(BESIDE_TOTALS, word) || word.chars().all(char::is_numeric);
    text.split(' ').any(|word| is_in(TOTALS, word)) && text.split(' ').all(is_known)
}
