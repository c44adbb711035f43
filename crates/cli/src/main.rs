//! The door to the command; everything is in the library beside it.
#![forbid(unsafe_code)]

fn main() -> std::process::ExitCode {
    fusebill_cli::run(std::env::args_os()).into()
}
