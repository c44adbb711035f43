//! The progress of a batch: one short line on a terminal, occasional lines elsewhere.

use std::time::{Duration, Instant};

use fusebill::{Outcome, Quota, Wait};
use indicatif::{HumanCount, HumanDuration, ProgressBar, ProgressStyle};

const BETWEEN_LINES: Duration = Duration::from_secs(10);

pub(crate) struct Progress {
    bar: ProgressBar,
    total: u64,
    done: u64,
    failed: u64,
    begun: Instant,
    last_line: Instant,
    /// No notices are printed, and no progress either.
    is_quiet: bool,
    is_shown: bool,
}

impl Progress {
    /// `total` is how many ids there are.
    pub(crate) fn new(total: u64, is_quiet: bool, is_shown: bool) -> Self {
        let bar = if is_quiet || !is_shown { ProgressBar::hidden() } else { ProgressBar::new(total) };
        // Not a full-width bar: a terminal that is made narrower would keep pieces of it.
        if let Ok(style) = ProgressStyle::with_template("{bar:16} {msg:.dim}") {
            bar.set_style(style);
        }
        let now = Instant::now();
        Self { bar, total, done: 0, failed: 0, begun: now, last_line: now, is_quiet, is_shown }
    }

    pub(crate) fn count(&mut self, outcome: &Outcome, quota: &Quota) {
        self.done += 1;
        self.failed += u64::from(!outcome.is_done());
        let text = self.text(quota);
        if self.is_shown && !self.is_quiet && self.bar.is_hidden() && self.last_line.elapsed() >= BETWEEN_LINES {
            self.last_line = Instant::now();
            say!("{text}");
        }
        self.bar.set_position(self.done);
        self.bar.set_message(text);
    }

    /// `1,200/5,000, 3 failed, 950/min, 4 minutes left, 179,000 calls left today`
    fn text(&self, quota: &Quota) -> String {
        let seconds = self.begun.elapsed().as_secs_f64();
        let mut parts = vec![format!("{}/{}", HumanCount(self.done), HumanCount(self.total))];
        parts.push(format!("{} failed", HumanCount(self.failed)));
        if seconds >= 1.0 {
            parts.push(format!("{}/min", HumanCount((self.done as f64 / seconds * 60.0).round() as u64)));
            if let Some(left) = self.total.checked_sub(self.done).filter(|left| *left > 0) {
                let left = Duration::from_secs_f64(seconds / self.done as f64 * left as f64);
                parts.push(format!("{} left", HumanDuration(left)));
            }
        }
        if let Some(day) = quota.day.remaining {
            parts.push(format!("{} calls left today", HumanCount(day)));
        }
        parts.join(", ")
    }

    /// Reports why no calls are being made, and until when.
    pub(crate) fn wait(&mut self, wait: &Wait) {
        if !self.is_quiet {
            self.above(|| say!("{wait}"));
        }
        self.bar.set_message(wait.to_string());
    }

    /// Prints something above the bar.
    pub(crate) fn above<T>(&self, print: impl FnOnce() -> T) -> T {
        self.bar.suspend(print)
    }

    pub(crate) fn end(&self) {
        self.bar.finish_and_clear();
    }
}
