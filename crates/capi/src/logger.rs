//! Passes log lines to the caller's function. There is one logger per process, as there is one `log` crate in it.

use std::{
    cell::Cell,
    ffi::{CString, c_char, c_void},
    sync::{PoisonError, RwLock},
};

use fusebill_core::{Error, PerProcess};
use log::{LevelFilter, Log, Metadata, Record};

use crate::{
    guard::{self, Answer},
    status::fusebill_status,
};

/// The level of logging: one of the FUSEBILL_LOG_ constants.
pub type fusebill_log_level = i32;

/// Nothing.
pub const FUSEBILL_LOG_OFF: fusebill_log_level = 0;
/// Problems that the caller must know about.
pub const FUSEBILL_LOG_ERROR: fusebill_log_level = 1;
/// Calls that failed.
pub const FUSEBILL_LOG_WARN: fusebill_log_level = 2;
/// Retries.
pub const FUSEBILL_LOG_INFO: fusebill_log_level = 3;
/// Every call.
pub const FUSEBILL_LOG_DEBUG: fusebill_log_level = 4;
/// Everything.
pub const FUSEBILL_LOG_TRACE: fusebill_log_level = 5;

/// Receives log lines: the level, and one line without a line break, valid only during the call. Called from any thread that
/// uses the library, possibly from several at once. A line never contains the key. It must return normally: no C++
/// exception, longjmp or pthread_exit. It may call this library, except fusebill_set_logger; such calls are not logged.
pub type fusebill_log_fn =
    Option<unsafe extern "system" fn(user_data: *mut c_void, level: fusebill_log_level, line: *const c_char)>;

#[derive(Clone, Copy)]
struct Sink {
    log: unsafe extern "system" fn(*mut c_void, fusebill_log_level, *const c_char),
    user_data: *mut c_void,
}

// SAFETY: by the contract of fusebill_log_fn the function may be called with its data from any thread.
unsafe impl Send for Sink {}
// SAFETY: as above, also from several threads at once.
unsafe impl Sync for Sink {}

/// Locked for reading while the function is called, so that it is not replaced meanwhile.
static SINKS: PerProcess<RwLock<Option<Sink>>> = PerProcess::new();

/// The sink of this process. A child of fork begins with its parent's, unless that was being replaced.
fn sink() -> &'static RwLock<Option<Sink>> {
    let copy = |parent: Option<&RwLock<Option<Sink>>>| parent.and_then(|parent| *parent.try_read().ok()?);
    SINKS.get_or_init(|parent| RwLock::new(copy(parent)))
}

thread_local! {
    static IS_LOGGING: Cell<bool> = const { Cell::new(false) };
}

/// Not without a size: it is known by its address.
struct Forward(#[expect(dead_code, reason = "for the address alone")] u8);

static FORWARD: Forward = Forward(0);

impl Log for Forward {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        // Not the lines of other crates in this library.
        metadata.target().starts_with("fusebill")
    }

    fn log(&self, record: &Record<'_>) {
        if !self.enabled(record.metadata()) || IS_LOGGING.replace(true) {
            return;
        }
        let sink = sink().read().unwrap_or_else(PoisonError::into_inner);
        if let (Some(sink), Ok(line)) = (*sink, CString::new(record.args().to_string())) {
            // SAFETY: the function is set, and stays so while the lock is held.
            unsafe { (sink.log)(sink.user_data, record.level() as fusebill_log_level, line.as_ptr()) };
        }
        IS_LOGGING.set(false);
    }

    fn flush(&self) {}
}

/// Sends log lines up to `max_level` to `log`; NULL turns logging off. There is one logger per process: a new one replaces
/// the old.
///
/// When this function returns, the previous logger is not running and will not be called again; its user_data may be freed.
/// Threads: any, but not from within a logger (FUSEBILL_INVALID_ARGUMENT). Errors: FUSEBILL_INVALID_ARGUMENT for an
/// unknown level; FUSEBILL_INTERNAL if a Rust program that links this library statically has its own logger.
#[unsafe(no_mangle)]
pub extern "system" fn fusebill_set_logger(
    log: fusebill_log_fn,
    user_data: *mut c_void,
    max_level: fusebill_log_level,
) -> fusebill_status {
    guard::call(std::ptr::null_mut(), || {
        if IS_LOGGING.get() {
            return Err(Error::invalid_argument("a logger cannot be set from within a logger"));
        }
        let level = usize::try_from(max_level).ok().and_then(|level| LevelFilter::iter().nth(level));
        let level = level.ok_or_else(|| Error::invalid_argument("unknown log level"))?;
        let mut sink = sink().write().unwrap_or_else(PoisonError::into_inner);
        // Only the first call succeeds: what counts is whose logger it installed.
        let _ = log::set_logger(&FORWARD);
        if !std::ptr::addr_eq(log::logger(), &raw const FORWARD) {
            return Err(Error::internal("another logger is installed"));
        }
        *sink = log.map(|log| Sink { log, user_data });
        log::set_max_level(if sink.is_some() { level } else { LevelFilter::Off });
        Ok(Answer { status: 0, text: None })
    })
}
