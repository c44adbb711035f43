//! The entry point of the command; everything else is in this crate's library.
#![forbid(unsafe_code)]

fn main() -> std::process::ExitCode {
    fusebill_cli::run(std::env::args_os()).into()
}
