//! Where the API key comes from: a file, the environment, or a prompt. Never the command line, which everybody on the
//! machine can read.

use std::{
    env,
    fs::File,
    io::{self, BufRead, BufReader, IsTerminal, Read},
    path::Path,
};

use fusebill::Error;

/// No key file is read further.
const LONGEST: u64 = 64 * 1024;

pub(crate) fn find(file: Option<&Path>) -> Result<String, Error> {
    if let Some(path) = file {
        let mut line = String::new();
        File::open(path)
            .and_then(|file| BufReader::new(file.take(LONGEST)).read_line(&mut line))
            .map_err(|error| Error::io(format!("key file {}: {error}", path.display())))?;
        return Ok(line.trim().to_owned());
    }
    match env::var("FUSEBILL_API_KEY") {
        Ok(key) if !key.is_empty() => Ok(key),
        _ if io::stdin().is_terminal() => {
            rpassword::prompt_password("API key: ").map_err(|error| Error::io(format!("API key: {error}")))
        }
        _ => Err(Error::invalid_argument(
            "no API key: set FUSEBILL_API_KEY, or use --key-file FILE; to try without, use --sandbox",
        )),
    }
}
