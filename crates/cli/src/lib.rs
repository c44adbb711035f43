//! The command `fusebill`, as a library, so that the Python wheel can ship the same command.
//!
//! Data goes to standard output, words for people to standard error. The exit status is the error code of the library.
#![forbid(unsafe_code)]

mod args;
mod batch;
mod enable_synch;
mod ids;
mod key;
mod message;
mod plan;
mod progress;
mod report;
mod sandbox;
mod signals;

use std::{
    ffi::OsString,
    io::{self, Write},
};

use clap::{CommandFactory, Parser};
use fusebill::{Error, ErrorKind};

use args::{Args, Command};

/// Reads a list of ids, for the fuzzers: any content gives ids, bad rows or an error.
#[cfg(feature = "fuzz")]
#[doc(hidden)]
pub fn fuzz_ids(content: &[u8]) {
    ids::read_all(content);
}

/// Runs the command with these arguments (the first is its name) and gives its exit status.
pub fn run(args: impl IntoIterator<Item = OsString>) -> u8 {
    let args = match Args::try_parse_from(args) {
        Ok(args) => args,
        Err(error) => {
            let _ = error.print();
            // clap's own status for bad usage, 2, means "unauthorized" here.
            return if error.use_stderr() { code_of(ErrorKind::InvalidArgument) } else { 0 };
        }
    };
    let (json, ended) = match &args.command {
        Command::EnableSynch(args) => (args.json, enable_synch::run(args)),
        Command::Report(args) => (args.json, report::run(args)),
        Command::Sandbox(args) => (false, sandbox::run(args)),
        Command::Completions { shell } => (false, completions(*shell)),
        Command::Man => (false, manual()),
    };
    ended.unwrap_or_else(|error| {
        tell(&error, None, json);
        code_of(error.kind())
    })
}

fn completions(shell: clap_complete::Shell) -> Result<u8, Error> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Args::command(), "fusebill", &mut script);
    print(&script)
}

fn manual() -> Result<u8, Error> {
    let mut page = Vec::new();
    clap_mangen::Man::new(Args::command()).render(&mut page).map_err(output_failed)?;
    print(&page)
}

/// Writes data for a program to standard output.
fn print(data: &[u8]) -> Result<u8, Error> {
    let mut out = io::stdout().lock();
    out.write_all(data).and_then(|()| out.flush()).map(|()| 0).map_err(output_failed)
}

/// Nobody reads standard output any more, or its disk is full.
fn output_failed(error: io::Error) -> Error {
    Error::io(format!("standard output: {error}"))
}

/// The exit status of an error.
fn code_of(kind: ErrorKind) -> u8 {
    kind.code() as u8
}

/// Tells a person (or, with `--json`, a program) what happened and what to do next.
fn tell(error: &Error, about: Option<&str>, json: bool) {
    if json {
        eprintln!("{}", error.to_json());
        return;
    }
    let about = about.map(|id| format!("customer {id}: ")).unwrap_or_default();
    eprintln!("fusebill: {about}{}", message::of(error));
}
