//! Which delimiter separates the fields, which column has the ids, and whether the first row is a header.

use std::io::{self, BufRead};

use fusebill::CustomerId;

use super::{
    Listed,
    records::{Record, Records},
};

/// The vendor's names for the API's id, in its reports and in Salesforce, without spaces and punctuation.
const VENDORS: [&str; 3] = ["staxbillid", "fusebillid", "fbid"];
/// Names that mean the same if none of those is present. `customerId` is the API's own parameter.
const USUAL: [&str; 2] = ["id", "customerid"];
/// The merchant's own reference, in the vendor's reports and in Salesforce.
const MERCHANTS: [&str; 2] = ["customer id", "fb.customer id"];

const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];

/// The id of an account in Salesforce, in the vendor's reports and in the API. `Id` alone is ambiguous.
const SALESFORCE: [&str; 3] = ["salesforceid", "salesforceaccountid", "accountid"];

/// Where the ids of a list are.
pub(super) struct Layout {
    column: usize,
    /// The column with the Salesforce ids, if they are needed.
    salesforce: Option<usize>,
    /// The fields of the first row, whether or not it is a header.
    first: Vec<String>,
    /// The header of the column, if there is one.
    name: Option<String>,
    pub(super) has_header: bool,
    /// How many fields a row has.
    pub(super) width: usize,
    delimiter: u8,
}

/// The delimiter: the requested one, the one that a first line `sep=;` names (that line is skipped), or the most frequent
/// one in the first line, outside quotes.
pub(super) fn delimiter<R: BufRead>(records: &mut Records<R>, wanted: Option<u8>) -> io::Result<u8> {
    let first = records.peek()?;
    let first = &first[..first.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(first.len())];
    let bare = first.strip_prefix(b"\"").and_then(|line| line.strip_suffix(b"\"")).unwrap_or(first);
    let named = match bare.get(..4) {
        Some(sep) if sep.eq_ignore_ascii_case(b"sep=") && bare.len() == 5 => Some(bare[4]),
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
    // The first of the most frequent ones, so that the comma wins if there are none.
    let most = counts.into_iter().max().unwrap_or(0);
    let frequent = DELIMITERS[counts.iter().position(|count| *count == most).unwrap_or(0)];
    if named.is_some() {
        records.skip_line()?;
    }
    Ok(wanted.or(named).unwrap_or(frequent))
}

impl Layout {
    /// The layout of a list without rows.
    pub(super) fn empty() -> Self {
        Self { column: 0, salesforce: None, first: Vec::new(), name: None, has_header: true, width: 1, delimiter: b',' }
    }

    /// Finds the column from the first row.
    pub(super) fn find(first: &Record, wanted: Option<&str>, delimiter: u8) -> Result<Self, String> {
        let header: Vec<String> = first.fields().map(|field| String::from_utf8_lossy(field).into_owned()).collect();
        let layout = |column: usize| Self {
            column,
            salesforce: None,
            first: header.clone(),
            name: Some(header[column].clone()),
            has_header: true,
            // Empty cells after the last named column are not columns.
            width: first.width(),
            delimiter,
        };
        if let Some(line) = first.lines.iter().skip(1).find(|line| has_an_id(line, delimiter)) {
            let line = String::from_utf8_lossy(line);
            return Err(format!(
                "a quoted field of the header spans lines that look like rows, such as {}",
                quoted(&line)
            ));
        }
        let looks_like_data = |column: usize| looks_like_an_id(&header[column]);
        if let Some(wanted) = wanted {
            let wanted = wanted.trim();
            let columns = columns_named(&header, |name| name.eq_ignore_ascii_case(wanted));
            return match columns[..] {
                [] => Err(format!("no column {}; the columns are {}", quoted(wanted), list(&header))),
                [column] if looks_like_data(column) => Err(format!(
                    "the first row looks like data, not like a header: {}; add a header line",
                    list(&header)
                )),
                [column] => Ok(layout(column)),
                _ => Err(format!("the column {} appears twice", quoted(wanted))),
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
                    return Err(format!("the column {} appears twice", quoted(&header[one])));
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
        if first.width() > 1 && (0..header.len()).any(looks_like_data) {
            return Err(format!(
                "the first row looks like data, not like a header: {}; add a header line",
                list(&header)
            ));
        }
        if first.width() > 1 {
            return Err(format!(
                "cannot identify the column with the ids; select one with --column: {}",
                list(&header)
            ));
        }
        // A first line that looks like an id is a row like any other.
        if looks_like_an_id(&header[0]) {
            let first = header.clone();
            return Ok(Self { column: 0, salesforce: None, first, name: None, has_header: false, width: 1, delimiter });
        }
        let name = bare(&header[0]);
        if name.ends_with("id") || name.contains("reference") {
            return Err(format!(
                "{} is not a known name of the Stax Bill (Fusebill) ID; if it has these ids, choose it with --column",
                quoted(&header[0])
            ));
        }
        Ok(layout(0))
    }

    /// Finds the column with the Salesforce ids. A list without rows needs none.
    pub(super) fn find_salesforce(&mut self, wanted: Option<&str>) -> Result<(), String> {
        if self.first.is_empty() {
            return Ok(());
        }
        let columns = match wanted.map(str::trim) {
            Some(wanted) => columns_named(&self.first, |name| name.trim().eq_ignore_ascii_case(wanted)),
            None => columns_named(&self.first, |name| SALESFORCE.contains(&bare(name).as_str())),
        };
        match columns[..] {
            [column] if column != self.column && self.has_header => {
                self.salesforce = Some(column);
                Ok(())
            }
            [] if let Some(wanted) = wanted => {
                Err(format!("no column {}; the columns are {}", quoted(wanted.trim()), list(&self.first)))
            }
            [_, _, ..] => {
                Err("several columns may have the Salesforce ids; choose one with --salesforce-column".into())
            }
            _ => Err(format!(
                "cannot identify the column with the Salesforce ids; select one with --salesforce-column: {}",
                list(&self.first)
            )),
        }
    }

    /// The customer of a row, or why it is uncertain.
    pub(super) fn customer(&self, record: &Record) -> Result<Listed, String> {
        let id = self.id(record)?;
        let salesforce = match self.salesforce {
            None => None,
            Some(column) => {
                let text = std::str::from_utf8(record.field(column).unwrap_or_default());
                let text = text.map_err(|_| "the Salesforce id is not UTF-8".to_owned())?;
                Some(text.parse().map_err(|error: fusebill::Error| error.message().to_owned())?)
            }
        };
        Ok(Listed { id, salesforce })
    }

    /// The id of a row, or why it is uncertain.
    pub(super) fn id(&self, record: &Record) -> Result<CustomerId, String> {
        if record.width() > self.width {
            let fields = record.width();
            return Err(format!(
                "the row has {fields} fields instead of {}: a separator is part of a value",
                self.width
            ));
        }
        let (first, last) = (record.line, record.last_line);
        if record.is_torn {
            return Err(match first == last {
                true => "there is text after a closing quote: a quote is missing, or is part of a value".into(),
                false => {
                    format!("a quoted field spans lines {first} to {last}, and something follows its closing quote")
                }
            });
        }
        let field = record.field(self.column).unwrap_or_default();
        let text = std::str::from_utf8(field).map_err(|_| "the id is not UTF-8".to_owned())?;
        let id: CustomerId = text.parse().map_err(|error: fusebill::Error| error.message().to_owned())?;
        // A line with this row's own id is expected; any other line with an id is a row that a quoted field swallowed.
        if record.lines.iter().any(|line| self.id_of_line(line).is_some_and(|other| other != id)) {
            return Err(format!("a quoted field spans lines {first} to {last}, which look like rows"));
        }
        Ok(id)
    }

    /// The id that a physical line would have on its own.
    fn id_of_line(&self, line: &[u8]) -> Option<CustomerId> {
        let record = without_quotes(line, self.delimiter)?;
        std::str::from_utf8(record.field(self.column)?).ok()?.parse().ok()
    }

    /// `column "Stax Bill ID"`, or `the only column`.
    pub(super) fn column_name(&self) -> String {
        self.name.as_deref().map_or("the only column".into(), |name| format!("column {}", quoted(name)))
    }

    /// The same with the column of the Salesforce ids.
    pub(super) fn column_names(&self) -> String {
        let salesforce =
            self.salesforce.map(|column| format!(", Salesforce ids from column {}", quoted(&self.first[column])));
        self.column_name() + &salesforce.unwrap_or_default()
    }

    /// A remark about the delimiter, unless it is a comma.
    pub(super) fn dialect(&self) -> &'static str {
        match self.delimiter {
            b';' => ", separated by semicolons",
            b'\t' => ", separated by tabs",
            _ => "",
        }
    }
}

/// A line read as a row, ignoring its quotes.
fn without_quotes(line: &[u8], delimiter: u8) -> Option<Record> {
    let bare: Vec<u8> = line.iter().copied().filter(|byte| *byte != b'"').collect();
    let mut record = Record::default();
    let mut records = Records::new(&bare[..]);
    records.separate_by(delimiter);
    records.next(&mut record).unwrap_or(false).then_some(record)
}

/// Whether any field of a line is an id.
fn has_an_id(line: &[u8], delimiter: u8) -> bool {
    let is_id = |field: &[u8]| std::str::from_utf8(field).is_ok_and(|text| text.parse::<CustomerId>().is_ok());
    without_quotes(line, delimiter).is_some_and(|record| record.fields().any(is_id))
}

fn columns_named(header: &[String], is_it: impl Fn(&str) -> bool) -> Vec<usize> {
    (0..header.len()).filter(|at| is_it(&header[*at])).collect()
}

/// A name in lower case, without spaces and punctuation.
fn bare(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A text in quotes, for a message: `"172677"`.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.escape_debug())
}

fn list(names: &[String]) -> String {
    names.iter().take(20).map(|name| quoted(name)).collect::<Vec<_>>().join(", ")
}

/// Whether a text is meant as an id: digits of any script, with the characters that spreadsheets, terminals and web pages
/// put around them, or with a letter or two among them.
pub(super) fn looks_like_an_id(text: &str) -> bool {
    let letters_and_digits = text.chars().filter(|c| c.is_alphanumeric()).count();
    let digits = text.chars().filter(|c| c.is_numeric()).count();
    let first_word = text.split_whitespace().next().unwrap_or_default();
    let begins_with_one = !first_word.is_empty() && first_word.chars().all(|c| c.is_ascii_digit());
    digits > 0 && (digits * 2 >= letters_and_digits || begins_with_one || text.chars().any(char::is_control))
}

/// Whether the only cell of a row may be a footer ("Total: 3", "Exported 2026-01-31") rather than a damaged id.
pub(super) fn may_be_a_footer(text: &str) -> bool {
    let words: Vec<&str> =
        text.split(|c: char| c.is_whitespace() || c == ':').filter(|word| !word.is_empty()).collect();
    let has_letters =
        words.iter().any(|word| word.chars().any(|c| c.is_alphabetic()) && !word.chars().any(char::is_numeric));
    has_letters || !text.chars().any(char::is_numeric)
}
