//! Where the API key comes from: a file, standard input, the environment, or a prompt. Never the command line, which
//! everybody on the machine can read.

use std::{
    env,
    fs::File,
    io::{self, BufRead, BufReader, IsTerminal, Read},
    path::Path,
};

use fusebill::Error;

/// No key file is read further.
const LONGEST: u64 = 64 * 1024;

const VARIABLE: &str = "FUSEBILL_API_KEY";

pub(crate) fn find(file: Option<&Path>) -> Result<String, Error> {
    if let Some(path) = file {
        let line = if path == Path::new("-") { first_line(io::stdin()) } else { File::open(path).and_then(first_line) };
        return line
            .map(|line| clean(&line))
            .map_err(|error| Error::io(format!("key file {}: {error}", path.display())));
    }
    match from_environment() {
        Some(key) => Ok(key),
        None if io::stdin().is_terminal() => rpassword::prompt_password("API key: ")
            .map(|key| clean(&key))
            .map_err(|error| Error::io(format!("API key: {error}"))),
        None => Err(Error::invalid_argument(
            "no API key: set FUSEBILL_API_KEY, or use --key-file FILE; to try without, use --sandbox",
        )),
    }
}

/// The key in the environment; blank counts as unset.
pub(crate) fn from_environment() -> Option<String> {
    env::var(VARIABLE).ok().map(|key| clean(&key)).filter(|key| !key.is_empty())
}

fn first_line(source: impl Read) -> io::Result<String> {
    let mut lines = BufReader::new(source.take(LONGEST));
    let mut line = Vec::new();
    // Empty lines before the key are common in files that an editor made.
    while clean(&String::from_utf8_lossy(&line)).is_empty() {
        line.clear();
        if lines.read_until(b'\n', &mut line)? == 0 {
            break;
        }
    }
    String::from_utf8(line).map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "not UTF-8 text"))
}

/// A key without what files and shells put around it: white space, a byte order mark, `FUSEBILL_API_KEY=` and quotes.
fn clean(text: &str) -> String {
    let text = text.trim_start_matches('\u{feff}').trim();
    let text = text.strip_prefix("export ").map_or(text, str::trim_start);
    let value = match text.split_once('=') {
        Some((name, value)) if name.trim_end() == VARIABLE => value.trim(),
        _ => text,
    };
    let unquoted = ['"', '\''].into_iter().find_map(|quote| value.strip_prefix(quote)?.strip_suffix(quote));
    unquoted.unwrap_or(value).trim_start_matches('\u{feff}').trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_found_in_what_people_keep_it_in() {
        for text in [
            "MDpzYQ==",
            " MDpzYQ==\r\n",
            "\u{feff}MDpzYQ==\n",
            "FUSEBILL_API_KEY=MDpzYQ==",
            "export FUSEBILL_API_KEY=\"MDpzYQ==\"\n",
            "FUSEBILL_API_KEY = 'MDpzYQ=='",
            "\n\n  MDpzYQ==\nignored",
            "\u{feff}\r\nFUSEBILL_API_KEY=MDpzYQ==\r\n",
        ] {
            let line = first_line(text.as_bytes()).unwrap();
            assert_eq!(clean(&line), "MDpzYQ==", "{text:?}");
        }
        assert_eq!(clean("Basic MDpzYQ=="), "Basic MDpzYQ==");
        assert_eq!(clean(&first_line(&b"\n \n"[..]).unwrap()), "");
    }
}
