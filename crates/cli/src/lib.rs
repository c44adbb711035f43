//! The command `fusebill`, as a library, so that the Python wheel can ship the same command.
//!
//! Data goes to standard output, messages for people to standard error. The exit status is the error code of the library.
#![forbid(unsafe_code)]
// Use `say!` instead: these panic when the reader is gone.
#![deny(clippy::print_stderr, clippy::print_stdout)]

/// Prints a message for a person on standard error. Write errors are ignored: a full disk or a closed pipe must not stop the
/// command.
macro_rules! say {
    ($($words:tt)*) => {
        $crate::say_line(format_args!($($words)*))
    };
}

mod all;
mod args;
mod batch;
mod calls;
mod check;
mod client;
mod confirm;
mod customers;
mod key;
mod links;
mod list;
mod matching;
mod message;
mod plan;
mod progress;
mod report;
mod sandbox;
#[cfg(feature = "second-opinion")]
mod second_opinion;
mod signals;
mod system;
mod verify;

use std::{
    ffi::OsString,
    fmt,
    io::{self, Write},
};

use clap::{CommandFactory, Parser};
use fusebill::{Call, Error, ErrorKind};

use args::{Args, CallCommand, Command, CustomersOutput, Output, ReportOutput, TextOrJson};

/// Reads a list of ids, for the fuzzers: any content results in ids, bad rows or an error.
#[cfg(feature = "fuzz")]
#[doc(hidden)]
pub fn fuzz_ids(content: &[u8]) {
    list::read_all(content);
}

/// Runs the command with these arguments (the first is its name) and returns its exit status.
pub fn run(args: impl IntoIterator<Item = OsString>) -> u8 {
    system::begin();
    let args = match Args::try_parse_from(args) {
        Ok(args) => args,
        Err(error) => {
            let text = error.to_string();
            let shown = without_keys(&text);
            let print = || if shown == text { error.print() } else { io::stderr().lock().write_all(shown.as_bytes()) };
            let printed = print().and_then(|()| io::stdout().flush());
            return match printed {
                // clap's own status for bad usage, 2, means "unauthorized" here.
                _ if error.use_stderr() => code_of(ErrorKind::InvalidArgument),
                Ok(()) => 0,
                Err(error) => ended(&output_failed(error), false),
            };
        }
    };
    let (json, result) = match &args.command {
        Command::Call(command) => return call(command),
        Command::Customers(args) => (args.output == CustomersOutput::Json, customers::run(args)),
        Command::Verify(args) => return verify::run(args),
        Command::Match(args) => (false, matching::run(args)),
        Command::Check(args) => (args.output == TextOrJson::Json, check::run(args)),
        Command::Report(args) => (args.output == ReportOutput::Json, report::run(args)),
        Command::Sandbox(args) => (false, sandbox::run(args)),
        Command::Completions { shell } => (false, completions(*shell)),
        Command::Man { command } => (false, manual(command.as_deref())),
    };
    result.unwrap_or_else(|error| ended(&error, json))
}

/// Runs a command that calls customers. Every error is reported, because the caller cannot learn about the calls otherwise.
fn call(command: &CallCommand) -> u8 {
    let task = command.task();
    let result = match command {
        _ if let Some(all) = task.all.filter(|all| all.all) => match task.calls.batch.reads_a_list() {
            true => {
                Err(Error::invalid_argument("--all needs no option for a list: --column, --delimiter, --skip-bad-rows"))
            }
            false => all::run(all, &task),
        },
        // clap does not check this if --all conflicts with another argument that is present.
        _ if task.all.is_some_and(|all| all.status.is_some()) => {
            Err(Error::invalid_argument("--status can only be used with --all"))
        }
        CallCommand::EnableSynch(args) if args.all.yes => {
            Err(Error::invalid_argument("--yes can only be used with --all"))
        }
        CallCommand::Resynch(args) if args.salesforce => calls::resynch_salesforce(&args.calls),
        _ => calls::run(&task),
    };
    result.unwrap_or_else(|error| failed(&error, task.calls.output != Output::Text))
}

/// The exit status of a command that only prints, and that ended with an error.
fn ended(error: &Error, json: bool) -> u8 {
    if error.argument() == Some(CLOSED) { 0 } else { failed(error, json) }
}

fn failed(error: &Error, json: bool) -> u8 {
    report_error(error, None, json);
    code_of(error.kind())
}

fn completions(shell: clap_complete::Shell) -> Result<u8, Error> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Args::command(), "fusebill", &mut script);
    print(&script)
}

fn manual(command: Option<&str>) -> Result<u8, Error> {
    let mut all = Args::command();
    all.build();
    let described = match command {
        None => all,
        Some(name) => all.find_subcommand(name).cloned().ok_or_else(|| {
            Error::invalid_argument(format!("{name} is not a command of fusebill: `fusebill help` lists them"))
        })?,
    };
    let mut page = Vec::new();
    let source = concat!("fusebill ", env!("CARGO_PKG_VERSION"));
    clap_mangen::Man::new(described).source(source).render(&mut page).map_err(output_failed)?;
    // Examples are lines, not text to be filled.
    let page = String::from_utf8_lossy(&page)
        .replace(".SH EXTRA\n", ".SH NOTES\n.nf\n")
        .replace("\n.SH VERSION", "\n.fi\n.SH VERSION")
        // groff reads bytes, and not every terminal has more than ASCII.
        .replace('…', "...");
    print(page.as_bytes())
}

/// Writes data for a program to standard output.
fn print(data: &[u8]) -> Result<u8, Error> {
    let mut out = io::stdout().lock();
    out.write_all(data).and_then(|()| out.flush()).map(|()| 0).map_err(output_failed)
}

/// A reader that stops early, such as `head`, is not an error for a command that only prints.
const CLOSED: &str = "closed output";

/// The error of a write to standard output: nobody reads it, or its disk is full.
fn output_failed(error: io::Error) -> Error {
    // Windows has two codes for it, and std knows one: ERROR_PIPE_NOT_CONNECTED is the other.
    const NOT_CONNECTED: Option<i32> = Some(233);
    let is_closed = error.kind() == io::ErrorKind::BrokenPipe || cfg!(windows) && error.raw_os_error() == NOT_CONNECTED;
    match is_closed {
        true => Error::io("standard output: closed by its reader").about(CLOSED),
        false => Error::io(format!("standard output: {error}")),
    }
}

/// The same for a table.
fn csv_failed(error: csv::Error) -> Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => output_failed(error),
        other => Error::internal(format!("{other:?}")),
    }
}

/// Prints lines for a person on standard error.
fn show(lines: &str) {
    let _ = io::stderr().lock().write_all(without_keys(lines).as_bytes());
}

fn say_line(words: fmt::Arguments<'_>) {
    show(&format!("fusebill: {words}\n"));
}

/// The text without words that contain, or look like, an API key: it was passed in the wrong place. All that is printed for
/// people passes here.
fn without_keys(text: &str) -> String {
    let key = key::from_environment().unwrap_or_default();
    let is_secret = |word: &str| fusebill::looks_like_a_key(word) || fusebill::contains_key(word, &key);
    if !is_secret(text) {
        return text.to_owned();
    }
    let is_part = |c: char| !c.is_whitespace() && !matches!(c, '"' | '\'' | ',' | ';' | '(' | ')' | '<' | '>');
    let mut shown = String::new();
    for piece in text.split_inclusive(|c| !is_part(c)) {
        let word = piece.trim_end_matches(|c| !is_part(c));
        match is_secret(word) {
            true => shown += &format!("[an API key]{}", &piece[word.len()..]),
            false => shown += piece,
        }
    }
    // What is spread over several words.
    if is_secret(&shown) { "a text that contains an API key\n".into() } else { shown }
}

/// The exit status of an error.
fn code_of(kind: ErrorKind) -> u8 {
    kind.code() as u8
}

/// Reports to a person (or, as JSON, to a program) what happened and what to do next. The JSON also has the customer.
fn report_error(error: &Error, call: Option<&Call>, json: bool) {
    let (id, about) = (call.and_then(Call::customer), call.map(|call| calls::about(call) + ": "));
    if json {
        let mut text = error.to_json();
        if let Some(id) = id {
            text.truncate(text.len() - 1);
            text += &format!(",\"customerId\":{id}}}");
        }
        show(&(text + "\n"));
        return;
    }
    say!("{}{}", about.unwrap_or_default(), message::line(error));
}
