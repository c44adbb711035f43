//! Which delimiter separates the fields, which column has the ids, and whether the first row is a header.

use std::io::{self, BufRead};

use fusebill::CustomerId;

use super::records::{Record, Records};

/// The vendor's names for the API's id, in its reports and in Salesforce, without spaces and punctuation.
const VENDORS: [&str; 3] = ["staxbillid", "fusebillid", "fbid"];
/// Names that mean it where none of those is there. `customerId` is the API's own parameter.
const USUAL: [&str; 2] = ["id", "customerid"];
/// The merchant's own reference, in the vendor's reports and in Salesforce.
const MERCHANTS: [&str; 2] = ["customer id", "fb.customer id"];

const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];

/// Where the ids of a list are.
pub(super) struct Layout {
    column: usize,
    /// The header of the column, if there is one.
    name: Option<String>,
    pub(super) has_header: bool,
    /// How many fields a row has.
    pub(super) width: usize,
    delimiter: u8,
}

/// The delimiter: the one that was asked for, the one that a first line `sep=;` names (it is passed over), or the one that
/// stands most often in the first line, outside quotes.
pub(super) fn delimiter<R: BufRead>(records: &mut Records<R>, wanted: Option<u8>) -> io::Result<u8> {
    let first = records.peek()?;
    let first = &first[..first.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(first.len())];
    let named = match first.get(..4) {
        Some(sep) if sep.eq_ignore_ascii_case(b"sep=") && first.len() == 5 => Some(first[4]),
        _ => None,
    };
    let mut counts = [0; DELIMITERS.len()];
    let mut is_quoted = false;
    for byte in first {
        is_quoted ^= *byte == b'"';
        if let Some(at) = DELIMITERS.iter().position(|delimiter| delimiter == byte).filter(|_| !is_quoted) {
            counts[at] += 1;
        }
    }
    // The first of the most frequent, so that the comma wins when there is none.
    let most = counts.into_iter().max().unwrap_or(0);
    let frequent = DELIMITERS[counts.iter().position(|count| *count == most).unwrap_or(0)];
    if named.is_some() {
        records.skip_line()?;
    }
    Ok(wanted.or(named).unwrap_or(frequent))
}

impl Layout {
    /// The layout of a list without a row.
    pub(super) fn empty() -> Self {
        Self { column: 0, name: None, has_header: true, width: 1, delimiter: b',' }
    }

    /// Finds the column by the first row.
    pub(super) fn find(first: &Record, wanted: Option<&str>, delimiter: u8) -> Result<Self, String> {
        let header: Vec<String> = first.fields().map(|field| String::from_utf8_lossy(field).into_owned()).collect();
        let layout = |column: usize| Self {
            column,
            name: Some(header[column].clone()),
            has_header: true,
            width: header.len(),
            delimiter,
        };
        if let Some(wanted) = wanted {
            let wanted = wanted.trim();
            let columns = columns_named(&header, |name| name.eq_ignore_ascii_case(wanted));
            return match columns[..] {
                [] => Err(format!("no column {}; there are {}", quoted(wanted), list(&header))),
                [column] => Ok(layout(column)),
                _ => Err(format!("the column {} is there twice", quoted(wanted))),
            };
        }
        let merchants = columns_named(&header, |name| MERCHANTS.contains(&name.to_ascii_lowercase().as_str()));
        for known in [&VENDORS[..], &USUAL] {
            let mut columns = columns_named(&header, |name| known.contains(&bare(name).as_str()));
            columns.retain(|column| !merchants.contains(column));
            match columns[..] {
                [] => {}
                [column] => return Ok(layout(column)),
                [one, other, ..] if header[one].eq_ignore_ascii_case(&header[other]) => {
                    return Err(format!("the column {} is there twice", quoted(&header[one])));
                }
                _ => {
                    let names: Vec<String> = columns.iter().map(|column| header[*column].clone()).collect();
                    return Err(format!(
                        "several columns may have the ids: {}; choose one with --column",
                        list(&names)
                    ));
                }
            }
        }
        if let [column, ..] = merchants[..] {
            return Err(format!(
                "{} is the merchant's own reference in the vendor's reports; name the column with the Stax Bill (Fusebill) ID \
                 with --column",
                quoted(&header[column])
            ));
        }
        if header.len() > 1 && first.width() > 1 {
            return Err(format!("which column has the ids? Name it with --column: {}", list(&header)));
        }
        // A first line that is meant as an id is a row like any other.
        Ok(Self { column: 0, name: None, has_header: !looks_like_an_id(&header[0]), width: 1, delimiter })
    }

    /// The id of a row, or why it is not certain.
    pub(super) fn id(&self, record: &Record) -> Result<CustomerId, String> {
        if record.width() > self.width {
            let fields = record.width();
            return Err(format!(
                "the row has {fields} fields instead of {}: a separator stands inside a value",
                self.width
            ));
        }
        let swallows = record.swallowed.iter().any(|line| self.is_row(line));
        if swallows {
            let (first, last) = (record.line, record.last_line);
            return Err(format!("a quoted field runs over lines {first} to {last}, which look like rows"));
        }
        let field = record.field(self.column).unwrap_or_default();
        let text = std::str::from_utf8(field).map_err(|_| "the id is not UTF-8".to_owned())?;
        text.parse().map_err(|error: fusebill::Error| error.message().to_owned())
    }

    /// Whether a line by itself would be a row with an id.
    fn is_row(&self, line: &[u8]) -> bool {
        let mut record = Record::default();
        let mut records = Records::new(line);
        records.separate_by(self.delimiter);
        let is_read = records.next(&mut record).unwrap_or(false);
        let id = record.field(self.column).and_then(|field| std::str::from_utf8(field).ok());
        is_read && (self.width == 1 || record.len() > 1) && id.is_some_and(|id| id.parse::<CustomerId>().is_ok())
    }

    /// `column "Stax Bill ID"`, or the only one.
    pub(super) fn column_name(&self) -> String {
        self.name.as_deref().map_or("the only column".into(), |name| format!("column {}", quoted(name)))
    }

    /// What is unusual about the delimiter.
    pub(super) fn dialect(&self) -> &'static str {
        match self.delimiter {
            b';' => ", separated by semicolons",
            b'\t' => ", separated by tabs",
            _ => "",
        }
    }
}

fn columns_named(header: &[String], is_it: impl Fn(&str) -> bool) -> Vec<usize> {
    (0..header.len()).filter(|at| is_it(&header[*at])).collect()
}

/// A name without what people vary: case, spaces and punctuation.
fn bare(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// `"172677"`, for a message.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.escape_debug())
}

fn list(names: &[String]) -> String {
    names.iter().take(20).map(|name| quoted(name)).collect::<Vec<_>>().join(", ")
}

/// Whether a text would be an id without the marks that spreadsheets and web pages put around one, or in the digits of
/// another script.
fn looks_like_an_id(text: &str) -> bool {
    let mut digits = 0;
    let is_id = text.chars().filter(|c| !matches!(c, '\'' | '"' | '=' | '.' | ',' | '+' | '-' | ' ')).all(|c| {
        digits += usize::from(c.is_numeric());
        // Whatever is neither letter nor digit may be there without being seen.
        c.is_numeric() || !c.is_alphanumeric() || matches!(c, 'e' | 'E')
    });
    is_id && digits > 0
}
