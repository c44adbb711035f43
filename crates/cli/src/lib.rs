//! The command `fusebill`, as a library, so that the Python wheel can ship the same command.
//!
//! Data goes to standard output, words for people to standard error. The exit status is the error code of the library.
#![forbid(unsafe_code)]

mod args;
mod batch;
mod enable_synch;
mod ids;
mod key;
mod plan;
mod progress;
mod report;
mod sandbox;
mod signals;

use std::{ffi::OsString, io, process::ExitCode};

use clap::{CommandFactory, Parser};
use fusebill::{Error, ErrorKind};

use args::{Args, Command};

/// Runs the command with these arguments (the first is its name) and says how it ended.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let args = match Args::try_parse_from(args) {
        Ok(args) => args,
        Err(error) => {
            let _ = error.print();
            // clap's own status for bad usage, 2, means "unauthorized" here.
            return ExitCode::from(if error.use_stderr() { code_of(ErrorKind::InvalidArgument) } else { 0 });
        }
    };
    match args.command {
        Command::EnableSynch(args) => enable_synch::run(&args),
        Command::Report(args) => report::run(&args),
        Command::Sandbox(args) => sandbox::run(&args),
        Command::Completions { shell } => {
            clap_complete::generate(shell, &mut Args::command(), "fusebill", &mut io::stdout());
            ExitCode::SUCCESS
        }
        Command::Man => match clap_mangen::Man::new(Args::command()).render(&mut io::stdout()) {
            Ok(()) => ExitCode::SUCCESS,
            Err(_) => ExitCode::from(code_of(ErrorKind::Io)),
        },
    }
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
    eprintln!("fusebill: {about}{error}: {}", error.kind().advice());
}
