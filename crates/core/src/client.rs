//! The client: one call from a customer id to the customer, with retries, within one deadline.

use std::{
    fmt,
    path::PathBuf,
    process,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use once_cell::sync::OnceCell;
use zeroize::Zeroizing;

use crate::{
    answer::{Accepted, Success},
    base_url::BaseUrl,
    cancel::{CancelToken, Interrupt},
    clock::{Clock, SystemClock},
    error::{Error, ErrorKind, Result, Sent},
    host::variable,
    key::ApiKey,
    operation::{Call, Request},
    options::Options,
    pacer::{self, SharedPacer},
    per_process::OnceBox,
    proxy::{self, Proxy},
    quota::Quota,
    retry::{self, Policy},
    transport::{Limits, Received, Reuse, Setup, Transport},
};

/// The environment variable of the base URL.
const BASE_URL: &str = "FUSEBILL_BASE_URL";

/// A client of the API with one key. Cheap to clone; clones share connections, and any number of threads may call
/// at once.
#[derive(Clone)]
pub struct Client(Arc<Inner>);

struct Inner {
    key: ApiKey,
    transport: Arc<Transport>,
    policy: Policy,
    timeout: Duration,
    connect_timeout: Duration,
    clock: Arc<dyn Clock>,
    cancels: Arc<AtomicU64>,
    quota: Arc<Mutex<Quota>>,
    pacer: OnceCell<SharedPacer>,
    known_as: Option<String>,
    address: Arc<str>,
    process: u32,
    in_child: OnceBox<Client>,
}

impl Inner {
    /// The same with the same connections, for a client of its own.
    fn sibling(&self) -> Self {
        Self {
            key: self.key.clone(),
            transport: Arc::clone(&self.transport),
            policy: self.policy,
            timeout: self.timeout,
            connect_timeout: self.connect_timeout,
            clock: Arc::clone(&self.clock),
            cancels: Arc::clone(&self.cancels),
            quota: Arc::clone(&self.quota),
            pacer: OnceCell::new(),
            known_as: self.known_as.clone(),
            address: Arc::clone(&self.address),
            process: process::id(),
            in_child: OnceBox::new(),
        }
    }
}

/// Builds a [`Client`]; see [`Client::builder`].
pub struct ClientBuilder {
    key: Zeroizing<String>,
    options: Options,
    clock: Arc<dyn Clock>,
    known_as: Option<String>,
}

impl Client {
    /// A builder for a key as the vendor shows it (base64 text, with or without the prefix `Basic `).
    pub fn builder(api_key: impl Into<String>) -> ClientBuilder {
        let key = Zeroizing::new(api_key.into());
        ClientBuilder { key, options: Options::default(), clock: Arc::new(SystemClock), known_as: None }
    }

    /// A builder for the key in the environment variable `FUSEBILL_API_KEY`. Surrounding whitespace and a byte order mark
    /// are ignored.
    pub fn from_environment() -> ClientBuilder {
        let key = variable("FUSEBILL_API_KEY").unwrap_or_default();
        let key = Zeroizing::new(key.to_string_lossy().into_owned());
        Self::builder(key.trim_start_matches('\u{feff}').trim())
    }

    /// Makes any call and waits for the response. Ended as [`ErrorKind::Cancelled`] within 200 ms when `cancel` is
    /// cancelled.
    pub fn call<'a>(&self, call: &Call, cancel: impl Into<Option<&'a CancelToken>>) -> Result<Accepted> {
        match cancel.into() {
            Some(cancel) => self.call_after(Duration::ZERO, call, cancel),
            None => self.call_after(Duration::ZERO, call, &CancelToken::new()),
        }
    }

    /// The same for a call that has already `waited` for its turn; this time counts against its deadline.
    pub fn call_after(&self, waited: Duration, call: &Call, cancel: &CancelToken) -> Result<Accepted> {
        let here = self.in_this_process();
        let interrupt = here.interrupt(cancel);
        let result = match here.0.timeout.checked_sub(waited).filter(|left| !left.is_zero()) {
            Some(left) => {
                let request = call.request();
                let accept = |success: Success| success.accept(call);
                let attempt = |share| here.attempt(&request, share, &interrupt, accept, |it| answers(it, call));
                here.with_retries(&request, call, left, &interrupt, attempt)
                    .map(|(answer, attempts)| Accepted { attempts, ..answer })
            }
            None => Err(Error::new(ErrorKind::Timeout, "the deadline passed while waiting for a turn")),
        };
        log_end(call, &result);
        here.remember(quota_of(&result));
        result
    }

    /// A client with other deadlines or another number of attempts, which shares this one's key, connections and limits. What
    /// `options` does not say stays as it is. [`cancel`](Self::cancel) of one does not end the calls of the other.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidArgument`] for a value that is not allowed, and for any option but
    /// [`timeout_ms`](Options::timeout_ms), [`connect_timeout_ms`](Options::connect_timeout_ms) and
    /// [`max_attempts`](Options::max_attempts).
    ///
    /// ```
    /// # use fusebill::{Client, Options};
    /// # let client = Client::builder("MDpz").build()?;
    /// let impatient = client.with_options(&Options::from_json(r#"{"timeoutMs": 2000, "maxAttempts": 1}"#)?)?;
    /// assert_eq!(impatient.timeout().as_secs(), 2);
    /// # Ok::<(), fusebill::Error>(())
    /// ```
    pub fn with_options(&self, options: &Options) -> Result<Self> {
        options.check_shared()?;
        let inner = &self.in_this_process().0;
        Ok(Self(Arc::new(Inner {
            policy: if options.max_attempts.is_some() { options.policy()? } else { inner.policy },
            timeout: if options.timeout_ms.is_some() { options.timeout()? } else { inner.timeout },
            connect_timeout: match options.connect_timeout_ms {
                Some(_) => options.connect_timeout()?,
                None => inner.connect_timeout,
            },
            cancels: Arc::default(),
            ..inner.sibling()
        })))
    }

    /// Ends every call and batch of this client (and its clones) that is in flight, as [`ErrorKind::Cancelled`], within
    /// 200 ms. Calls made later are not affected.
    pub fn cancel(&self) {
        self.0.cancels.fetch_add(1, Ordering::AcqRel);
    }

    /// The account's limits as reported by the last response.
    pub fn quota(&self) -> Quota {
        *self.in_this_process().0.quota.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The host that is called, with its port if it is not the default one.
    pub fn host(&self) -> &str {
        self.0.transport.base().authority()
    }

    /// The URL that the path of a call is appended to: `https://secure.fusebill.com/v1/`.
    pub fn base_url(&self) -> String {
        let base = self.0.transport.base();
        format!("{}://{}{}", if base.is_https() { "https" } else { "http" }, base.authority(), base.path())
    }

    /// One attempt, which may use the whole deadline; the batch decides what follows from a failure. Its `attempts` are the
    /// requests that reached the network.
    pub(crate) fn attempt_once(&self, call: &Call, cancel: &CancelToken) -> Result<Accepted> {
        let interrupt = self.interrupt(cancel);
        let accept = |success: Success| success.accept(call);
        let (result, made) = self.attempt(&call.request(), self.0.timeout, &interrupt, accept, |it| answers(it, call));
        let result =
            result.map(|accepted| Accepted { attempts: made, ..accepted }).map_err(|error| error.with_attempts(made));
        self.remember(quota_of(&result));
        result
    }

    /// A page of a list, and how many requests it took.
    pub(crate) fn list(&self, request: &Request, what: &str, interrupt: &Interrupt) -> Result<(Success, u32)> {
        let is_page = |result: &Result<Success>| result.as_ref().is_ok_and(|page| page.elements().is_ok());
        let attempt = |share| self.attempt(request, share, interrupt, Ok, is_page);
        let result = self.with_retries(request, &what, self.0.timeout, interrupt, attempt);
        self.remember(result.as_ref().map_or_else(|error| *error.quota(), |(page, _)| page.facts().quota));
        result
    }

    /// What ends a call that starts now: `cancel`, or the client's own.
    pub(crate) fn interrupt(&self, cancel: &CancelToken) -> Interrupt {
        Interrupt::new(cancel.clone(), Arc::clone(&self.0.cancels))
    }

    /// 12 hexadecimal digits that distinguish accounts.
    pub(crate) fn account(&self) -> String {
        self.0.key.account()
    }

    /// The name of the host in results files.
    pub(crate) fn known_as(&self) -> &str {
        self.0.known_as.as_deref().unwrap_or(self.host())
    }

    pub(crate) fn pacer(&self) -> SharedPacer {
        Arc::clone(self.0.pacer.get_or_init(|| pacer::shared(self.host(), &self.account())))
    }

    pub(crate) fn clock(&self) -> &dyn Clock {
        &*self.0.clock
    }

    pub(crate) fn transport(&self) -> &Transport {
        &self.0.transport
    }

    /// The deadline of a whole call.
    pub fn timeout(&self) -> Duration {
        self.0.timeout
    }

    pub(crate) fn connect_timeout(&self) -> Duration {
        self.0.connect_timeout
    }

    /// The client's settings and where they come from, as text without the key: `https://… (option baseUrl), no proxy, …`.
    pub(crate) fn configuration(&self) -> String {
        let from = |name: &str, is_default: bool| match is_default {
            true => "the default".into(),
            false => format!("option {name}"),
        };
        let Inner { address, timeout, connect_timeout, policy, .. } = &*self.0;
        let from =
            |name: &str, value: u128| from(name, Options::default_of(name).map(|usual| usual as u128) == Some(value));
        format!(
            "{address}, {} s per call ({}), {} s to connect ({}), {} attempts ({})",
            timeout.as_secs_f64(),
            from("timeoutMs", timeout.as_millis()),
            connect_timeout.as_secs_f64(),
            from("connectTimeoutMs", connect_timeout.as_millis()),
            policy.max_attempts,
            from("maxAttempts", policy.max_attempts.into()),
        )
    }

    pub(crate) fn policy(&self) -> Policy {
        self.0.policy
    }

    fn remember(&self, quota: Quota) {
        if quota.is_known() {
            *self.0.quota.lock().unwrap_or_else(PoisonError::into_inner) = quota;
        }
    }

    /// Makes attempts within `time`; also returns how many it took. `what` is named in the log.
    fn with_retries<T>(
        &self,
        request: &Request,
        what: &dyn fmt::Display,
        time: Duration,
        interrupt: &Interrupt,
        attempt: impl Fn(Duration) -> (Result<T>, u32),
    ) -> Result<(T, u32)> {
        let deadline = self.0.clock.monotonic() + time;
        let left = || deadline.saturating_sub(self.0.clock.monotonic());
        let mut attempts = 0;
        let mut sent = Sent::No;
        loop {
            let share = self.0.policy.share(attempts + 1, left());
            let (result, made) = attempt(share);
            attempts += made.max(1);
            let error = match result {
                Ok(answer) => return Ok((answer, attempts)),
                Err(error) => error,
            };
            // The last attempt that reached the network decides.
            sent = if error.sent() == Sent::No { sent } else { error.sent() };
            let error = error.with_attempts(attempts).with_sent(sent);
            let wait = self.0.policy.next(&error, attempts, left(), retry::chance());
            let Some(wait) = wait.filter(|_| request.is_repeatable || sent == Sent::No) else { return Err(error) };
            log_retry(what, &error, wait);
            if !self.wait(wait, interrupt) {
                return Err(Error::new(ErrorKind::Cancelled, "the call was cancelled")
                    .with_attempts(attempts)
                    .with_sent(sent));
            }
        }
    }

    /// Makes one attempt; `accept` evaluates a 2xx, and `is_certain` says whether the result is certainly that of this request,
    /// because it names the customer. Only after such a result is the connection used again, and over a connection that was used
    /// before, only such a result is believed: otherwise the request is repeated on a new one, because a server that is out of
    /// step by one response answers with another request's. Also returns how many requests reached the network.
    fn attempt<T>(
        &self,
        request: &Request,
        time: Duration,
        interrupt: &Interrupt,
        accept: impl Fn(Success) -> Result<T>,
        is_certain: impl Fn(&Result<T>) -> bool,
    ) -> (Result<T>, u32) {
        let limits = Limits::new(Instant::now() + time, self.0.connect_timeout, interrupt);
        let (mut reuse, mut made) = (Reuse::Idle, 0);
        loop {
            let (answer, lease) = match self.0.transport.send(request, &self.0.key, &limits, reuse, &mut made) {
                Ok(Received { answer, lease }) => (answer, lease),
                Err(error) => return (Err(error), made),
            };
            let has_key = !answer.is_success() && self.0.key.is_in(&String::from_utf8_lossy(&answer.body));
            let result = answer.text().and_then(&accept);
            let is_answer = is_certain(&result);
            // A response without a customer, where none need be, is believed after a certain one; and so is a failure that is
            // retried anyway, except 408, which is what a server says when it closes an idle connection.
            let is_believed = match &result {
                Ok(_) => true,
                Err(error) => is_answer || retry::is_transient(error) && error.http_status() != Some(408),
            };
            if lease.was_used && !is_believed && request.is_repeatable {
                log::debug!(target: "fusebill", "perhaps the response to another request; asking again on a new connection");
                reuse = Reuse::No;
                continue;
            }
            if is_answer {
                lease.keep();
            }
            let withhold =
                |error: Error| if has_key { error.withheld() } else { error.without(|text| self.0.key.is_in(text)) };
            return (result.map_err(withhold), made);
        }
    }

    /// This client, or in a child of `fork` one that shares nothing with the parent's: no connections, and no lock that a
    /// thread of the parent held at the time.
    pub(crate) fn in_this_process(&self) -> &Self {
        if self.0.process == process::id() {
            return self;
        }
        let make = || {
            let inner = Inner {
                transport: Arc::new(self.0.transport.without_connections()),
                quota: Arc::default(),
                ..self.0.sibling()
            };
            Box::new(Self(Arc::new(inner)))
        };
        self.0.in_child.get_or_init(make).in_this_process()
    }

    /// Waits; returns false if the call was cancelled in the meantime.
    pub(crate) fn wait(&self, duration: Duration, interrupt: &Interrupt) -> bool {
        const SLICE: Duration = Duration::from_millis(50);
        let end = self.0.clock.monotonic() + duration;
        loop {
            if interrupt.is_raised() {
                return false;
            }
            let left = end.saturating_sub(self.0.clock.monotonic());
            if left.is_zero() {
                return true;
            }
            self.0.clock.sleep(left.min(SLICE));
        }
    }
}

/// Whether a result is certainly that of this call.
fn answers(result: &Result<Accepted>, call: &Call) -> bool {
    match result {
        Ok(accepted) => accepted.answers(call),
        Err(error) => error.answers(call),
    }
}

/// Logs the result for a customer, of a single call or in a batch.
pub(crate) fn log_end(call: &Call, result: &Result<Accepted>) {
    match result {
        Ok(answer) => {
            log::debug!(target: "fusebill", "{call}: {} after {} attempt(s)", answer.http_status, answer.attempts);
        }
        Err(error) => log::warn!(target: "fusebill", "{call}: {error} after {} attempt(s)", error.attempts()),
    }
}

pub(crate) fn log_retry(what: &dyn fmt::Display, error: &Error, wait: Duration) {
    log::info!(target: "fusebill", "{what}: {error}; next attempt in {wait:?}");
}

fn quota_of(result: &Result<Accepted>) -> Quota {
    result.as_ref().map_or_else(|error| *error.quota(), |answer| answer.quota)
}

impl ClientBuilder {
    /// Replaces all options.
    pub fn options(mut self, options: Options) -> Self {
        self.options = options;
        self
    }

    /// See [`Options::base_url`].
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.options.base_url = Some(url.into());
        self
    }

    /// See [`Options::timeout_ms`].
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.options.timeout_ms = Some(i64::try_from(timeout.as_millis()).unwrap_or(i64::MAX));
        self
    }

    /// See [`Options::max_attempts`].
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.options.max_attempts = Some(attempts.into());
        self
    }

    /// See [`Options::ca_file`].
    pub fn ca_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.options.ca_file = Some(path.into());
        self
    }

    /// See [`Options::proxy`].
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.options.proxy = Some(url.into());
        self
    }

    /// Replaces the clock for waits between attempts, for tests.
    pub fn clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    /// The name of the host in results files, instead of the host and port of the base URL: for a stand-in for the API that
    /// listens on a different port each time.
    pub fn known_as(mut self, name: impl Into<String>) -> Self {
        self.known_as = Some(name.into());
        self
    }

    /// Checks the key and options, and returns the client. Opens no connection.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidArgument`] for an invalid key or option, [`ErrorKind::Io`] for an unreadable CA
    /// file.
    pub fn build(self) -> Result<Client> {
        let options = &self.options;
        let environment = |name: &str| options.variable(name);
        let key = ApiKey::new(self.key)?;
        let (base_from, base) = match (options.base_url.clone(), environment(BASE_URL).filter(|url| !url.is_empty())) {
            (Some(url), _) => ("option baseUrl", url),
            (None, Some(url)) => (BASE_URL, url),
            (None, None) => ("the default", crate::DEFAULT_BASE_URL.into()),
        };
        let base = BaseUrl::parse(base_from, &base)?;
        let proxy = proxy::choose(options.proxy.as_deref(), &base, environment)?;
        let address = address(options, base_from, &base, proxy.as_ref()).into();
        let transport = Transport::new(Setup {
            base,
            user_agent: options.agent_name()?,
            proxy,
            ca_file: options.ca_file.as_deref(),
            idle_connections: options.idle_connections()?,
        })?;
        Ok(Client(Arc::new(Inner {
            key,
            transport: Arc::new(transport),
            policy: options.policy()?,
            timeout: options.timeout()?,
            connect_timeout: options.connect_timeout()?,
            clock: self.clock,
            cancels: Arc::default(),
            quota: Arc::default(),
            pacer: OnceCell::new(),
            known_as: self.known_as,
            address,
            process: process::id(),
            in_child: OnceBox::new(),
        })))
    }
}

/// Where requests go, and why there: `https://… (option baseUrl), no proxy, …`.
fn address(options: &Options, base_from: &str, base: &BaseUrl, proxy: Option<&Proxy>) -> String {
    let scheme = if base.is_https() { "https" } else { "http" };
    let proxy = match (proxy, &options.proxy) {
        (Some(proxy), Some(_)) => format!("the proxy {} (option proxy)", proxy.name()),
        (Some(proxy), None) => format!("the proxy {} (HTTPS_PROXY or ALL_PROXY)", proxy.name()),
        (None, Some(_)) => "no proxy (option proxy)".into(),
        (None, None) => "no proxy".into(),
    };
    let shown =
        |path: &PathBuf| format!(" and {} (option caFile)", crate::excerpt::shortened(&path.display().to_string()));
    let ca_file = options.ca_file.as_ref().map(shown).unwrap_or_default();
    format!("{scheme}://{} ({base_from}), {proxy}, the system's certificates{ca_file}", base.authority())
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("host", &self.host()).field("timeout", &self.0.timeout).finish_non_exhaustive()
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder").field("options", &self.options).finish_non_exhaustive()
    }
}
