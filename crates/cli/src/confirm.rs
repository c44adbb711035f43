//! Questions at the terminal, before something that cannot be taken back.

use std::{
    io::{self, IsTerminal, Write},
    sync::mpsc,
    thread,
    time::Duration,
};

use fusebill::Error;

use crate::{code_of, signals::Signals};

/// Refuses where nobody can be asked.
pub(crate) fn check() -> Result<(), Error> {
    if io::stdin().is_terminal() && io::stderr().is_terminal() {
        return Ok(());
    }
    Err(Error::invalid_argument("cannot ask for confirmation here; use --yes"))
}

/// Asks the user; any answer but yes is the error Cancelled.
pub(crate) fn ask(question: &str, signals: &Signals) -> Result<(), Error> {
    if is_confirmed(question, signals)? {
        Ok(())
    } else {
        Err(Error::cancelled("the question was not answered with yes"))
    }
}

/// Says that nobody was called; returns the exit status.
pub(crate) fn refused(error: &Error, signals: &Signals) -> u8 {
    say!("no customer was called: {}", error.message());
    signals.status().unwrap_or_else(|| code_of(error.kind()))
}

fn is_confirmed(question: &str, signals: &Signals) -> Result<bool, Error> {
    let _ = write!(io::stderr(), "{question} [y/N] ");
    // In a separate thread: a signal does not interrupt a read.
    let (asked, answers) = mpsc::channel();
    thread::spawn(move || {
        let mut answer = String::new();
        let read = io::stdin().read_line(&mut answer).map(|_| answer);
        asked.send(read)
    });
    loop {
        match answers.recv_timeout(Duration::from_millis(50)) {
            Ok(answer) => {
                let answer = answer.map_err(|error| Error::io(format!("standard input: {error}")))?;
                return Ok(matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes"));
            }
            Err(_) if signals.status().is_some() => {
                let _ = writeln!(io::stderr());
                return Ok(false);
            }
            Err(_) => {}
        }
    }
}
