//! How far a batch is: a bar on a terminal, a line now and then elsewhere.

use std::time::{Duration, Instant};

use fusebill::{Outcome, Quota, Wait};
use indicatif::{HumanCount, ProgressBar, ProgressStyle};

const BETWEEN_LINES: Duration = Duration::from_secs(10);

pub(crate) struct Progress {
    bar: ProgressBar,
    done: u64,
    failed: u64,
    begun: Instant,
    last_line: Instant,
    is_quiet: bool,
}

impl Progress {
    /// `total` is unknown for a stream.
    pub(crate) fn new(total: Option<u64>, is_quiet: bool) -> Self {
        let bar = match total {
            _ if is_quiet => ProgressBar::hidden(),
            Some(total) => ProgressBar::new(total),
            None => ProgressBar::new_spinner(),
        };
        let form = match total {
            Some(_) => "{wide_bar} {human_pos}/{human_len} {msg}, {per_sec:.1}, {eta} left",
            None => "{spinner} {human_pos} {msg}, {per_sec:.1}",
        };
        if let Ok(style) = ProgressStyle::with_template(form) {
            bar.set_style(style);
        }
        let now = Instant::now();
        Self { bar, done: 0, failed: 0, begun: now, last_line: now, is_quiet }
    }

    pub(crate) fn count(&mut self, outcome: &Outcome, quota: &Quota) {
        self.done += 1;
        self.failed += u64::from(!outcome.is_enabled());
        let left = |name: &str, left: Option<u64>| left.map(|left| format!(", {} left this {name}", HumanCount(left)));
        let message = format!(
            "{} failed{}{}",
            HumanCount(self.failed),
            left("minute", quota.minute.remaining).unwrap_or_default(),
            left("day", quota.day.remaining).unwrap_or_default()
        );
        if self.bar.is_hidden() && !self.is_quiet && self.last_line.elapsed() >= BETWEEN_LINES {
            self.last_line = Instant::now();
            let rate = self.done as f64 / self.begun.elapsed().as_secs_f64() * 60.0;
            eprintln!("fusebill: {} done, {message}, {rate:.0} a minute", HumanCount(self.done));
        }
        self.bar.set_position(self.done);
        self.bar.set_message(message);
    }

    /// Says why no call goes at the moment, and until when.
    pub(crate) fn wait(&mut self, wait: &Wait) {
        if !self.is_quiet {
            self.above(|| eprintln!("fusebill: {wait}"));
        }
    }

    /// Prints something above the bar.
    pub(crate) fn above<T>(&self, tell: impl FnOnce() -> T) -> T {
        self.bar.suspend(tell)
    }

    pub(crate) fn end(&self) {
        self.bar.finish_and_clear();
    }
}
