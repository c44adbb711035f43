//! Real servers for tests, on loopback and free ports, stopped when dropped.
#![forbid(unsafe_code)]

mod certificates;
pub mod chaos;
mod nginx;
mod openssl;
mod process;
pub mod scripted;
mod squid;
mod tls_server;

use std::{path::PathBuf, process::Command, sync::OnceLock};

pub use certificates::{Authority, Leaf};
pub use nginx::Nginx;
pub use openssl::OpenSsl;
pub use squid::Squid;
pub use tls_server::{Stream, TlsServer};

/// The command `fusebill` in its own process, and not run by cargo: cargo changes `SSL_CERT_FILE`. `folder` is
/// `env!("CARGO_TARGET_TMPDIR")`.
pub fn fusebill(folder: &str) -> Command {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    let build = || {
        let built = Command::new(env!("CARGO")).args(["build", "--quiet", "-p", "fusebill-cli"]).status();
        assert!(built.expect("cargo").success(), "the command does not build");
        PathBuf::from(folder).with_file_name("debug").join("fusebill")
    };
    Command::new(PROGRAM.get_or_init(build))
}
