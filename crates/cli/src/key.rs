//! Where the API key comes from: a file, standard input, the environment, or a prompt. Never the command line, which
//! every user of the machine can read.

use std::{
    fs::File,
    io::{self, IsTerminal, Read},
    path::Path,
};

use fusebill::Error;

use crate::system;

/// A key file is read only up to this size.
const LONGEST: u64 = 64 * 1024;

const VARIABLE: &str = "FUSEBILL_API_KEY";

/// The key, or why there is none.
pub(crate) fn find(file: Option<&Path>) -> Result<String, Error> {
    find_in(file).map_err(|error| error.about("apiKey"))
}

fn find_in(file: Option<&Path>) -> Result<String, Error> {
    if let Some(path) = file {
        let text = if path == Path::new("-") { read(io::stdin()) } else { File::open(path).and_then(read) };
        let cannot = |why: String| Error::io(format!("key file {}: {why}", path.display()));
        let text = text.map_err(|error| cannot(error.to_string()))?;
        return in_text(&text).ok_or_else(|| cannot("it contains no key".into()));
    }
    match from_environment() {
        Some(key) => Ok(key),
        None if io::stdin().is_terminal() => system::prompt("API key: ")
            .map(|key| clean(&key).to_owned())
            .map_err(|error| Error::io(format!("API key: {error}"))),
        None => Err(Error::invalid_argument(
            "no API key: set FUSEBILL_API_KEY or use --key-file FILE; to try it without a key, use --sandbox",
        )),
    }
}

/// The key in the environment; blank counts as unset. Bytes that are not text are replaced, so that the client names their
/// position.
pub(crate) fn from_environment() -> Option<String> {
    let key = fusebill::variable(VARIABLE)?.to_string_lossy().into_owned();
    Some(clean(&key).to_owned()).filter(|key| !key.is_empty())
}

fn read(source: impl Read) -> io::Result<String> {
    let mut bytes = Vec::new();
    source.take(LONGEST).read_to_end(&mut bytes)?;
    String::from_utf8(bytes).map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "not UTF-8 text"))
}

/// The key of a file: its line `FUSEBILL_API_KEY=…`, as shells and .env files write it, or else its first line that is
/// neither a comment nor an assignment to something else.
fn in_text(text: &str) -> Option<String> {
    let lines = || text.lines().map(clean).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let key = lines().find_map(assigned).or_else(|| lines().find(|line| !is_assignment(line)))?;
    Some(key.to_owned()).filter(|key| !key.is_empty())
}

/// The value that a line assigns to the variable.
fn assigned(line: &str) -> Option<&str> {
    let line = ["export ", "set ", "$env:"].into_iter().find_map(|word| line.strip_prefix(word)).unwrap_or(line);
    let value = line.trim_start().strip_prefix(VARIABLE)?.trim_start().strip_prefix('=')?.trim_start();
    let quoted = ['"', '\''].into_iter().find_map(|quote| value.strip_prefix(quote)?.split(quote).next());
    // An unquoted value may be followed by a comment.
    Some(clean(quoted.unwrap_or_else(|| value.split(" #").next().unwrap_or(value))))
}

/// Whether a line is `NAME=value`. A key contains `=` only at its end, before a closing quote.
fn is_assignment(line: &str) -> bool {
    line.split_once('=').is_some_and(|(_, value)| !value.trim_matches(['=', '"', '\'']).is_empty())
}

/// A text without surrounding whitespace and byte order mark.
fn clean(text: &str) -> &str {
    text.trim().trim_start_matches('\u{feff}').trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_found_in_what_people_keep_it_in() {
        for text in [
            "MDpzYQ==",
            " MDpzYQ==\r\n",
            "\"MDpzYQ==\"\n",
            "'MDpzYQ=='",
            "\u{feff}MDpzYQ==\n",
            "\n\n  MDpzYQ==\nignored",
            "# the key of the sandbox account\nMDpzYQ==",
            "FUSEBILL_API_KEY=MDpzYQ==",
            "export FUSEBILL_API_KEY=\"MDpzYQ==\"\n",
            "FUSEBILL_API_KEY = 'MDpzYQ=='",
            "\u{feff}\r\nFUSEBILL_API_KEY=MDpzYQ==\r\n",
            "OTHER=1\n# comment\nFUSEBILL_API_KEY=MDpzYQ== # the sandbox's\n",
            "set FUSEBILL_API_KEY=MDpzYQ==",
            "$env:FUSEBILL_API_KEY = \"MDpzYQ==\" # c",
        ] {
            // The client takes the quotes away.
            let found = in_text(text).unwrap_or_default();
            assert_eq!(found.trim_matches(['"', '\'']), "MDpzYQ==", "{text:?}");
        }
        assert_eq!(in_text("Basic MDpzYQ==").as_deref(), Some("Basic MDpzYQ=="));
        for text in ["", "\n \n", "OTHER=1\n", "# nothing", "FUSEBILL_API_KEY="] {
            assert_eq!(in_text(text), None, "{text:?}");
        }
    }
}
