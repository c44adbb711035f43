//! A local stand-in for the Fusebill API, for demonstrations, tests and benchmarks: the same paths, limits and errors,
//! plus faults on demand. It does not use the client library, so that a mistake in one cannot hide in the other.
//!
//! ```
//! let sandbox = fusebill_sandbox::Sandbox::builder().customers(10).start()?;
//! println!("{} with key {}", sandbox.url(), fusebill_sandbox::KEY);
//! # Ok::<(), std::io::Error>(())
//! ```
#![forbid(unsafe_code)]

mod account;
mod customers;
mod faults;
mod list;
mod operations;
mod page;
mod reply;
mod salesforce;
mod script;
mod server;
mod wire;

use std::{
    io, mem,
    net::{SocketAddr, TcpListener},
    process,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::Duration,
};

pub use customers::FIRST_GENERATED;
pub use faults::Faults;
pub use script::Scripts;
use tokio::sync::oneshot;

/// The calls that the vendor allows a live account per minute.
pub const PER_MINUTE: u64 = 1_000;

/// The calls that the vendor allows a live account per day.
pub const PER_DAY: u64 = 180_000;

/// The key that the sandbox accepts unless it is given another: base64 of `0:` and a secret, like the vendor's keys.
pub const KEY: &str = "MDpzYW5kYm94LWtleS1mb3ItdGVzdHM=";

/// The customer in the vendor's documentation, byte for byte.
pub const DOCUMENTED_CUSTOMER: &str = include_str!("../data/customer-172677.json");

/// The look of the status page, and of `fusebill report --html`.
#[doc(hidden)]
pub const STYLE: &str = include_str!("../data/style.css");

/// The id of [`DOCUMENTED_CUSTOMER`].
pub const DOCUMENTED_ID: i64 = 172_677;

/// A running sandbox; it stops when dropped, except in a forked child, where the server does not run.
#[derive(Debug)]
pub struct Sandbox {
    process: u32,
    address: SocketAddr,
    shared: Arc<Shared>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<thread::JoinHandle<()>>,
}

/// The configuration of a sandbox.
#[derive(Clone, Debug)]
pub struct Builder {
    listen: SocketAddr,
    key: String,
    customers: u64,
    latency: Duration,
    per_minute: u64,
    per_day: u64,
    faults: Faults,
    far_side: salesforce::FarSide,
    scripts: Scripts,
    idle_timeout: Duration,
    recording: bool,
}

/// A request as it arrived; for tests that compare clients.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Request {
    /// For example `POST`.
    pub method: String,
    /// As sent, including its case.
    pub path: String,
    /// What follows the `?` of the path, as sent.
    pub query: String,
    /// Names in lower case, in the order of arrival.
    pub headers: Vec<(String, String)>,
    /// As sent.
    pub body: String,
}

impl Request {
    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }
}

/// What the server's tasks share with the handle.
#[derive(Debug, Default)]
struct Shared {
    requests: AtomicU64,
    connections: AtomicU64,
    recorded: Mutex<Vec<Request>>,
}

impl Sandbox {
    /// Configures a sandbox on a free port of 127.0.0.1, with the limits of a live account.
    pub fn builder() -> Builder {
        Builder {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            key: KEY.into(),
            customers: 0,
            latency: Duration::ZERO,
            per_minute: PER_MINUTE,
            per_day: PER_DAY,
            faults: Faults::default(),
            far_side: salesforce::FarSide { overlap: 60, ..salesforce::FarSide::default() },
            scripts: Scripts::default(),
            idle_timeout: Duration::from_secs(60),
            recording: false,
        }
    }

    /// The base URL, for example `http://127.0.0.1:40123`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// How many requests were received so far.
    pub fn requests(&self) -> u64 {
        self.shared.requests.load(Ordering::Relaxed)
    }

    /// How many connections were opened so far.
    pub fn connections(&self) -> u64 {
        self.shared.connections.load(Ordering::Relaxed)
    }

    /// Every request so far, if [`Builder::recording`] is on.
    pub fn recorded(&self) -> Vec<Request> {
        self.shared.recorded.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits until the server ends, which it never does by itself.
    pub fn wait(mut self) {
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        if self.process != process::id() {
            mem::forget((self.stop.take(), self.thread.take()));
            return;
        }
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Builder {
    /// Where to listen; port 0 picks a free one.
    pub fn listen(mut self, address: SocketAddr) -> Self {
        self.listen = address;
        self
    }

    /// A key other than [`KEY`].
    pub fn key(mut self, key: impl Into<String>) -> Self {
        self.key = key.into();
        self
    }

    /// How many customers there are besides the documented one: ids from [`FIRST_GENERATED`] on.
    pub fn customers(mut self, count: u64) -> Self {
        self.customers = count;
        self
    }

    /// How long each response takes.
    pub fn latency(mut self, latency: Duration) -> Self {
        self.latency = latency;
        self
    }

    /// Calls allowed per minute; 0 for no limit.
    pub fn per_minute(mut self, calls: u64) -> Self {
        self.per_minute = calls;
        self
    }

    /// Calls allowed per day; 0 for no limit.
    pub fn per_day(mut self, calls: u64) -> Self {
        self.per_day = calls;
        self
    }

    /// Faults by id or by rate.
    pub fn faults(mut self, faults: Faults) -> Self {
        self.faults = faults;
        self
    }

    /// Syncs an enabled customer to Salesforce this long after a call; a customer without a link gets a new account. Without
    /// this and [`salesforce_accounts`](Self::salesforce_accounts), nobody is synced.
    pub fn sync_delay(mut self, delay: Duration) -> Self {
        self.far_side.delay = Some(delay);
        self
    }

    /// So many accounts are in Salesforce before anything is synced. The generated customers are then neither Enabled nor
    /// linked, and each has its own name, address and reference.
    pub fn salesforce_accounts(mut self, count: u64) -> Self {
        self.far_side.accounts = Some(count);
        self
    }

    /// The share of the customers who have one of these accounts, in percent; 60 by default. They show by FB.Id, by
    /// reference, by e-mail address and by name, in turn.
    pub fn overlap(mut self, percent: u64) -> Self {
        self.far_side.overlap = percent;
        self
    }

    /// Scripted responses for base URLs that end in `/case/NAME`.
    pub fn scripts(mut self, scripts: Scripts) -> Self {
        self.scripts = scripts;
        self
    }

    /// How long a connection may idle before the server closes it.
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.idle_timeout = timeout;
        self
    }

    /// Keeps every request for [`Sandbox::recorded`].
    pub fn recording(mut self) -> Self {
        self.recording = true;
        self
    }

    /// Starts it, in a thread of its own.
    pub fn start(self) -> io::Result<Sandbox> {
        let listener = TcpListener::bind(self.listen)?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared::default());
        let (stop, stopped) = oneshot::channel();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let server = server::Server::new(self, Arc::clone(&shared));
        let thread = thread::Builder::new().name("fusebill-sandbox".into()).spawn(move || {
            runtime.block_on(async {
                tokio::select! {
                    () = server.run(listener) => {}
                    _ = stopped => {}
                }
            });
        })?;
        Ok(Sandbox { process: process::id(), address, shared, stop: Some(stop), thread: Some(thread) })
    }
}
