//! Ids from a list: CSV with a header, or bare ids, one a line. Rows that hold no id are reported with their line and
//! not sent.

use std::{cell::Cell, fs::File, io, path::Path, rc::Rc};

use csv::{Reader, ReaderBuilder, StringRecord, Trim};
use fusebill::{CustomerId, Error};

use crate::args::EnableSynch;

/// The names of an id column that need no --column.
const KNOWN: [&str; 6] = ["id", "customerid", "customer_id", "customer id", "fusebillid", "fusebill id"];

/// So many bad rows are told one by one.
const TOLD: u64 = 20;

/// The ids of a command, one by one.
pub(crate) struct Ids {
    rows: Option<Rows>,
    given: std::vec::IntoIter<CustomerId>,
    left: usize,
    bad_rows: Rc<Cell<u64>>,
}

struct Rows {
    reader: Reader<Box<dyn io::Read>>,
    name: String,
    column: usize,
    /// The first row, when it is no header.
    first: Option<StringRecord>,
}

impl Ids {
    /// Opens the list, and finds its column.
    pub(crate) fn open(args: &EnableSynch) -> Result<Self, Error> {
        let given: Vec<CustomerId> = args.ids.iter().map(|id| id.parse()).collect::<Result<_, _>>()?;
        let rows = args.batch.from.as_deref().map(|path| Rows::open(path, args.batch.column.as_deref())).transpose()?;
        let left = args.batch.limit.unwrap_or(usize::MAX);
        Ok(Self { rows, given: given.into_iter(), left, bad_rows: Rc::default() })
    }

    /// The count of bad rows, growing as the list is read.
    pub(crate) fn bad_rows(&self) -> Rc<Cell<u64>> {
        Rc::clone(&self.bad_rows)
    }
}

impl Iterator for Ids {
    type Item = Result<CustomerId, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        self.left = self.left.checked_sub(1)?;
        if let Some(id) = self.given.next() {
            return Some(Ok(id));
        }
        let rows = self.rows.as_mut()?;
        loop {
            let (line, field) = match rows.next()? {
                Ok(row) => row,
                Err(error) => return Some(Err(error)),
            };
            match field.parse() {
                Ok(id) => return Some(Ok(id)),
                Err(error) => {
                    self.bad_rows.set(self.bad_rows.get() + 1);
                    match self.bad_rows.get() {
                        ..=TOLD => eprintln!("fusebill: {} line {line}: {}; not sent", rows.name, error.message()),
                        bad if bad == TOLD + 1 => eprintln!("fusebill: further bad rows are only counted"),
                        _ => {}
                    }
                }
            }
        }
    }
}

impl Rows {
    fn open(path: &Path, column: Option<&str>) -> Result<Self, Error> {
        let name = path.display().to_string();
        let source: Box<dyn io::Read> = match name.as_str() {
            "-" => Box::new(io::stdin()),
            _ => Box::new(File::open(path).map_err(|error| Error::io(format!("{name}: {error}")))?),
        };
        Self::read(name, source, column)
    }

    fn read(name: String, source: Box<dyn io::Read>, column: Option<&str>) -> Result<Self, Error> {
        let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).trim(Trim::All).from_reader(source);
        let mut first = StringRecord::new();
        let is_empty = !reader.read_record(&mut first).map_err(|error| Error::io(format!("{name}: {error}")))?;
        let (column, is_header) = match is_empty {
            true => (0, true),
            false => find_column(&first, column).map_err(|why| Error::invalid_argument(format!("{name}: {why}")))?,
        };
        Ok(Self { reader, name, column, first: (!is_header).then_some(first) })
    }

    /// Line and field of the next row.
    fn next(&mut self) -> Option<Result<(u64, String), Error>> {
        let row = match self.first.take() {
            Some(first) => first,
            None => {
                let mut row = StringRecord::new();
                match self.reader.read_record(&mut row) {
                    Ok(true) => row,
                    Ok(false) => return None,
                    // A row that is no text is a bad row; a file that cannot be read is an error.
                    Err(error) if !error.is_io_error() => {
                        return Some(Ok((line_of(error.position()), "(not UTF-8)".into())));
                    }
                    Err(error) => return Some(Err(Error::io(format!("{}: {error}", self.name)))),
                }
            }
        };
        Some(Ok((line_of(row.position()), row.get(self.column).unwrap_or_default().to_owned())))
    }
}

/// Everything that a list gives.
#[cfg(feature = "fuzz")]
pub(crate) fn read_all(content: &[u8]) {
    let source = Box::new(io::Cursor::new(content.to_vec()));
    let Ok(rows) = Rows::read("a list".into(), source, None) else { return };
    let ids = Ids {
        rows: Some(rows),
        given: Vec::new().into_iter(),
        left: usize::MAX,
        bad_rows: Rc::new(Cell::new(TOLD + 1)),
    };
    // A list gives at most an id a line, a line being at least two bytes.
    assert!(ids.filter_map(Result::ok).count() <= content.len() / 2 + 1);
}

fn line_of(position: Option<&csv::Position>) -> u64 {
    position.map_or(0, csv::Position::line)
}

/// Which column, and whether the first row is a header.
fn find_column(first: &StringRecord, wanted: Option<&str>) -> Result<(usize, bool), String> {
    let named = |name: &str| first.iter().position(|field| field.eq_ignore_ascii_case(name));
    if let Some(wanted) = wanted {
        let columns = || first.iter().map(|name| format!("\"{}\"", name.escape_debug())).collect::<Vec<_>>().join(", ");
        return named(wanted)
            .map(|at| (at, true))
            .ok_or_else(|| format!("no column \"{wanted}\"; there are {}", columns()));
    }
    if let Some(at) = KNOWN.iter().find_map(|name| named(name)) {
        return Ok((at, true));
    }
    match first.len() {
        // A first line that is meant as an id and is none is a bad row like any other.
        1 => Ok((0, !first[0].starts_with(|c: char| c.is_ascii_digit() || c == '-' || c == '+'))),
        _ => Err("which column has the ids? Name it with --column NAME".into()),
    }
}
