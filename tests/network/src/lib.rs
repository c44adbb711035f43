//! Real servers for tests, on loopback and free ports, stopped when dropped.
#![forbid(unsafe_code)]

mod certificates;
pub mod chaos;
mod nginx;
mod process;
mod squid;

pub use certificates::{Authority, Leaf};
pub use nginx::Nginx;
pub use squid::Squid;
