//! The `fusebill` command; the wheel contains the same one, as a Python function.
#![forbid(unsafe_code)]

use std::{env, fs::File, process::ExitCode};

fn main() -> ExitCode {
    // Under Wine, the tests start a program again if it did not begin: scripts/start-again. Never opens an existing file.
    if let Some(path) = env::var_os("FUSEBILL_TEST_STARTED") {
        let _ = File::create_new(path);
    }
    fusebill_cli::run(env::args_os()).into()
}
