//! `fusebill report`: a summary of a results file.

mod chart;
mod page;
mod tally;

use std::{
    io::{Read, Write},
    path::Path,
};

use fusebill::{Error, ResultsFile, SOME_FAILED};
use indicatif::HumanCount;

use crate::{
    args::{self, ReportOutput},
    batch::word_of_done,
    csv_failed,
    list::List,
    output_failed, print, system,
};
use tally::{Failure, Tally};

/// Returns the exit status.
pub(crate) fn run(args: &args::Report) -> Result<u8, Error> {
    if args.file == Path::new("-") {
        return Err(Error::invalid_argument("a results file cannot be read from standard input: name the file"));
    }
    let mut tally = Tally::read(&args.file)?;
    let list = match &args.from {
        Some(path) => Some(List::of_file(path, &args.list, tally.operation)?),
        // The list that --all recorded.
        None => ResultsFile::open(&args.file)?.list()?.map(|list| List::known(list.ids)),
    };
    let not_tried = list.as_ref().map(|list| not_tried(list, &tally));
    let bad_rows = list.as_ref().map_or(0, |list| list.bad_rows);
    if let Some(path) = &args.html {
        let inputs = [Some(&args.file), args.from.as_ref()];
        if let Some(input) = inputs.into_iter().flatten().find(|input| is_same_file(input, path)) {
            return Err(Error::invalid_argument(format!(
                "--html {} would overwrite {}",
                path.display(),
                input.display()
            )));
        }
        if !may_be_replaced(path) {
            let message = format!("--html {}: it already exists, and is not a web page", path.display());
            return Err(Error::io(message));
        }
        let page = page::render(&args.file, &mut tally, not_tried)?;
        let written = system::create_private(path).and_then(|mut file| file.write_all(page.as_bytes()));
        written.map_err(|error| Error::io(format!("{}: {error}", path.display())))?;
    }
    match (args.output, args.failed_ids) {
        (_, true) => {
            let ids: String = tally.failed_ids().map(|id| format!("{id}\n")).collect();
            print(ids.as_bytes())?;
        }
        (ReportOutput::Csv, _) => csv(&mut tally)?,
        (ReportOutput::Json, _) => drop(print(format!("{}\n", json(&tally, not_tried)).as_bytes())?),
        _ if args.html.is_some() => {}
        (ReportOutput::Text, _) => drop(print(text(&tally, not_tried).as_bytes())?),
    }
    let fusebill::Damaged { lines, first, .. } = tally.damaged;
    if lines > 0 {
        say!("{}: {lines} line(s) cannot be read, the first is line {first}", args.file.display());
    }
    if tally.is_torn {
        say!("{}: the last line is incomplete: its customer is not counted", args.file.display());
    }
    if let (Some(count @ 1..), true) = (not_tried, args.output != ReportOutput::Text || args.failed_ids) {
        say!("{} customer(s) of the list were not tried", HumanCount(count));
    }
    if bad_rows > 0 {
        say!("{bad_rows} bad row(s) of the list were left out");
    }
    if let Some(undone) = &tally.undone {
        say!("{}: {undone}, so this is no longer the state", args.file.display());
    }
    // With the list, it is known whether a customer's line was among those that cannot be read.
    let is_readable = lines == 0 && !tally.is_torn || list.is_some();
    let is_all_true = is_readable && bad_rows == 0 && tally.undone.is_none();
    let is_all_done = tally.failures() == 0 && not_tried.unwrap_or(0) == 0;
    Ok(if is_all_true && is_all_done { 0 } else { SOME_FAILED as u8 })
}

/// Whether a page may be written to this path: the file is missing, empty, or an earlier page.
fn may_be_replaced(path: &Path) -> bool {
    const BEGIN: &[u8] = b"<!doctype html>";
    let mut start = Vec::new();
    match std::fs::File::open(path) {
        Ok(file) if path.is_file() => {
            file.take(BEGIN.len() as u64).read_to_end(&mut start).is_ok() && (start.is_empty() || start == BEGIN)
        }
        // A device takes anything, and what cannot be opened is for the system to refuse.
        _ => true,
    }
}

/// Whether two paths are the same file, by whatever names and links.
fn is_same_file(one: &Path, other: &Path) -> bool {
    matches!((one.canonicalize(), other.canonicalize()), (Ok(one), Ok(other)) if one == other)
        || same_file::is_same_file(one, other).unwrap_or(false)
}

/// How many ids of a list have no line in the results file.
fn not_tried(list: &List, tally: &Tally) -> u64 {
    let open = list.customers().filter(|(id, account)| !tally.is_known(id.get(), *account));
    open.map(|(id, _)| id.get() as u64).collect::<roaring::RoaringTreemap>().len()
}

fn text(tally: &Tally, not_tried: Option<u64>) -> String {
    let row = |name: &str, count: u64| format!("{name:<18} {:>10}", HumanCount(count).to_string());
    let (from, to) = (tally.from.as_deref().unwrap_or("-"), tally.to.as_deref().unwrap_or("-"));
    let mut text = format!(
        "operation          {}\nhost               {}\nfrom               {from}\nto                 {to}\n\n",
        tally.operation,
        tally.host.escape_debug()
    );
    text += &format!("{}\n", row(word_of_done(tally.operation), tally.done()));
    for (name, count) in tally.failed() {
        text += &format!("{}\n", row(name, count));
    }
    text += &format!("{}   (with --resume)\n", row("can be retried", tally.worth_repeating()));
    if let Some(count) = not_tried {
        text += &format!("{}\n", row("not tried", count));
    }
    text
}

fn json(tally: &Tally, not_tried: Option<u64>) -> serde_json::Value {
    let failed: serde_json::Map<String, serde_json::Value> =
        tally.failed().map(|(name, count)| (name.to_owned(), count.into())).collect();
    serde_json::json!({
        "host": tally.host,
        "from": tally.from,
        "to": tally.to,
        "operation": tally.operation.name(),
        "done": tally.done(),
        "failed": failed,
        "worthRepeating": tally.worth_repeating(),
        "notTried": not_tried,
        "damagedLines": tally.damaged.lines,
        "firstDamagedLine": Some(tally.damaged.first).filter(|first| *first > 0),
    })
}

fn csv(tally: &mut Tally) -> Result<(), Error> {
    let mut writer = csv::Writer::from_writer(std::io::stdout().lock());
    let mut written = writer.write_record(["Fusebill ID", "name", "message"]).map_err(csv_failed);
    tally.each_failure(|Failure { id, name, message }| {
        if written.is_ok() {
            written = writer.write_record([&id.to_string(), &cell(&name), &cell(&message)]).map_err(csv_failed);
        }
    })?;
    written?;
    writer.flush().map_err(output_failed)?;
    std::io::stdout().flush().map_err(output_failed)
}

/// A text as a cell: a would-be formula is marked as text for spreadsheets, and control characters are escaped.
pub(crate) fn cell(text: &str) -> String {
    let mut out = String::new();
    let runs = |c: char| matches!(c, '=' | '+' | '-' | '@' | '\u{ff1d}' | '\u{ff0b}' | '\u{ff0d}' | '\u{ff20}');
    if text.starts_with(['\t', '\r']) || text.trim_start().starts_with(runs) {
        out.push('\'');
    }
    out + &visible(text)
}

/// Text with its control characters, invisible characters and changes of text direction escaped.
fn visible(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        let turns =
            matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
        if c.is_control() || turns { out.extend(c.escape_default()) } else { out.push(c) }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_runs_nothing_and_hides_nothing() {
        for (text, expected) in [
            ("=HYPERLINK(\"http://x\")", "'=HYPERLINK(\"http://x\")"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            (" =1", "' =1"),
            ("\u{ff1d}1", "'\u{ff1d}1"),
            ("\t=1", "'\\t=1"),
            ("\r\n=1", "'\\r\\n=1"),
            ("a\u{1b}[31mb", "a\\u{1b}[31mb"),
            ("no, \"really\"", "no, \"really\""),
        ] {
            assert_eq!(cell(text), expected);
        }
    }
}
