//! Where the API key comes from: a file, the environment, or a prompt. Never the command line, which everybody on the
//! machine can read.

use std::{
    env, fs,
    io::{self, IsTerminal},
    path::Path,
};

use fusebill::Error;

pub(crate) fn find(file: Option<&Path>) -> Result<String, Error> {
    if let Some(path) = file {
        let text =
            fs::read_to_string(path).map_err(|error| Error::io(format!("key file {}: {error}", path.display())))?;
        return Ok(text.lines().next().unwrap_or_default().trim().to_owned());
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
