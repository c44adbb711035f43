//! Simulates days of calls in a second: the engine against a simulated server, on a clock that advances when it waits.

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, VecDeque},
    ops::ControlFlow,
    rc::Rc,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use super::{
    BatchOptions, Outcome, Summary, Wait, WaitReason,
    engine::{Calls, Done, Engine, Job, Listener},
};
use crate::{
    answer::{Answer, ResponseFields},
    cancel::Stop,
    clock::Clock,
    customer_id::CustomerId,
    error::{Error, ErrorKind, Result},
    operation::Call,
    pacer::SharedPacer,
    quota::Limit,
    retry::Policy,
};

/// A clock in milliseconds that moves only when a test moves it.
#[derive(Debug, Default)]
struct Simulated(AtomicU64);

/// The simulation starts in the middle of a minute and of a second.
const BEGIN: Duration = Duration::from_millis(1_770_000_017_350);

impl Clock for Simulated {
    fn monotonic(&self) -> Duration {
        Duration::from_millis(self.0.load(Ordering::Relaxed))
    }
    fn wall(&self) -> SystemTime {
        UNIX_EPOCH + BEGIN + self.monotonic()
    }
    fn sleep(&self, duration: Duration) {
        self.advance(duration);
    }
}

impl Simulated {
    fn advance(&self, duration: Duration) {
        self.0.fetch_add(duration.as_nanos().div_ceil(1_000_000) as u64, Ordering::Relaxed);
    }
}

/// What is sent instead of a customer, by id.
type Instead = fn(i64) -> Option<(u16, &'static [u8])>;

/// The server and its quota.
struct Server {
    per_minute: u64,
    per_day: u64,
    /// By number of the minute and of the day.
    minutes: RefCell<BTreeMap<u64, u64>>,
    days: RefCell<BTreeMap<u64, u64>>,
    refused: Cell<u64>,
    calls: RefCell<BTreeMap<i64, u64>>,
    down: (Duration, Duration),
    instead: Option<Instead>,
    retry_after: Option<&'static str>,
}

impl Server {
    fn new(per_minute: u64, per_day: u64) -> Rc<Self> {
        Rc::new(Self {
            per_minute,
            per_day,
            minutes: RefCell::default(),
            days: RefCell::default(),
            refused: Cell::new(0),
            calls: RefCell::default(),
            down: (Duration::ZERO, Duration::ZERO),
            instead: None,
            retry_after: None,
        })
    }

    fn answer(&self, id: CustomerId, now: Duration) -> Result<crate::Accepted> {
        let call = Call::enable_synch(id);
        *self.calls.borrow_mut().entry(id.get()).or_default() += 1;
        if now >= self.down.0 && now < self.down.1 {
            return Err(Error::new(ErrorKind::Connection, "down"));
        }
        let wall = BEGIN + now;
        let (minute, day) = (wall.as_secs() / 60, wall.as_secs() / 86_400);
        let take = |windows: &RefCell<BTreeMap<u64, u64>>, window: u64, limit: u64| {
            let mut windows = windows.borrow_mut();
            let used = windows.entry(window).or_default();
            let admitted = *used < limit;
            *used += u64::from(admitted);
            (admitted, limit - *used)
        };
        let (in_day, day_left) = take(&self.days, day, self.per_day);
        let (in_minute, minute_left) = take(&self.minutes, minute, self.per_minute);
        let timestamp = |seconds: u64| humantime::format_rfc3339(UNIX_EPOCH + Duration::from_secs(seconds));
        let mut headers = BTreeMap::new();
        let mut set = |name: &'static str, value: String| headers.insert(name, value);
        set("date", httpdate::fmt_http_date(UNIX_EPOCH + wall));
        set("x-rate-limit-limit-minute", self.per_minute.to_string());
        set("x-rate-limit-remaining-minute", minute_left.to_string());
        set("x-rate-limit-reset-minute", timestamp((minute + 1) * 60).to_string());
        set("x-rate-limit-limit-day", self.per_day.to_string());
        set("x-rate-limit-remaining-day", day_left.to_string());
        set("x-rate-limit-reset-day", timestamp((day + 1) * 86_400).to_string());
        if let Some(wait) = self.retry_after {
            headers.insert("retry-after", wait.to_owned());
        }
        let facts =
            |status| ResponseFields::read(status, |name| headers.get(name).map(String::as_str), UNIX_EPOCH + wall);
        if let Some((status, body)) = self.instead.and_then(|instead| instead(id.get())) {
            return Answer { status, facts: facts(status), body: body.to_vec(), lacks: None, conflict: "" }
                .judge(&call);
        }
        if in_day && in_minute {
            let body = format!(r#"{{"id":{id},"salesforceSynchStatus":"Enabled"}}"#);
            Answer { status: 200, facts: facts(200), body: body.into(), lacks: None, conflict: "" }.judge(&call)
        } else {
            self.refused.set(self.refused.get() + 1);
            Answer { status: 429, facts: facts(429), body: b"{}".to_vec(), lacks: None, conflict: "" }.judge(&call)
        }
    }

    fn called(&self) -> u64 {
        self.calls.borrow().values().sum()
    }
}

/// Calls that take a while on the simulated clock.
struct SimulatedCalls {
    clock: Arc<Simulated>,
    server: Rc<Server>,
    latency: Duration,
    out: VecDeque<(Duration, Job)>,
    /// Other users of the quota, called as time passes.
    others: Box<dyn Fn(Duration)>,
}

impl Calls for SimulatedCalls {
    fn begin(&mut self, job: Job, _in_flight: usize) {
        self.out.push_back((self.clock.monotonic() + self.latency, job));
    }

    fn finish(&mut self, patience: Duration) -> Option<Done> {
        let now = self.clock.monotonic();
        (self.others)(now);
        match self.out.front().copied() {
            Some((due, job)) if due <= now + patience => {
                self.out.pop_front();
                self.clock.advance(due.saturating_sub(now));
                Some(Done { job, result: self.server.answer(job.id, due.max(now)) })
            }
            _ => {
                self.clock.advance(patience);
                None
            }
        }
    }
}

struct Run {
    summary: Summary,
    took: Duration,
    outcomes: BTreeMap<i64, u64>,
    /// The customers that a resume would skip.
    finals: Vec<i64>,
    waits: Vec<Wait>,
}

fn run(
    server: &Rc<Server>,
    ids: std::ops::RangeInclusive<i64>,
    options: &BatchOptions,
    others: Box<dyn Fn(Duration)>,
) -> Run {
    let clock = Arc::new(Simulated::default());
    let calls = SimulatedCalls {
        clock: Arc::clone(&clock),
        server: Rc::clone(server),
        latency: Duration::from_millis(40),
        out: VecDeque::new(),
        others,
    };
    let mut outcomes = BTreeMap::new();
    let engine = Engine::new(
        options.check(crate::Operation::EnableSynch).unwrap(),
        &*clock,
        Policy::default(),
        SharedPacer::default(),
        None,
        calls,
    );
    let (mut waits, mut finals) = (Vec::new(), Vec::new());
    let mut listener = Listener {
        outcome: &mut |outcome: &Outcome| {
            *outcomes.entry(outcome.id.get()).or_default() += 1;
            if outcome.is_final() {
                finals.push(outcome.id.get());
            }
            ControlFlow::Continue(())
        },
        wait: &mut |wait: &Wait| waits.push(wait.clone()),
    };
    let summary = engine.run(&mut calls_of(ids), &Stop::default(), &mut listener);
    Run { summary, took: clock.monotonic(), outcomes, finals, waits }
}

fn calls_of(ids: impl IntoIterator<Item = i64>) -> impl Iterator<Item = Result<Call>> {
    ids.into_iter().map(|id| CustomerId::new(id).map(Call::enable_synch))
}

fn nobody() -> Box<dyn Fn(Duration)> {
    Box::new(|_| {})
}

/// Another program on the same quota, with a call at the interval `every` until `until`; `on_call` is passed whether it was
/// refused.
fn another_program(
    server: &Rc<Server>,
    every: Duration,
    until: Duration,
    on_call: impl Fn(Duration, bool) + 'static,
) -> Box<dyn Fn(Duration)> {
    let server = Rc::clone(server);
    let last = Cell::new(Duration::ZERO);
    Box::new(move |now| {
        while last.get() + every <= now.min(until) {
            last.set(last.get() + every);
            let is_refused = server.answer(CustomerId::new(i64::MAX).unwrap(), last.get()).is_err();
            on_call(last.get(), is_refused);
        }
    })
}

/// The shortest time in which a quota allows `calls`, from the start of the simulation.
fn ideal(calls: u64, per_minute: u64) -> Duration {
    let first_minute_ends = Duration::from_secs(60) - Duration::from_millis(BEGIN.as_millis() as u64 % 60_000);
    let further = (calls.div_ceil(per_minute)).saturating_sub(2);
    if calls <= per_minute { Duration::ZERO } else { first_minute_ends + Duration::from_secs(60) * further as u32 }
}

#[test]
fn a_day_of_180_000_calls_takes_what_the_quota_allows_and_meets_no_429() {
    let server = Server::new(1_000, 180_000);
    let options = BatchOptions { concurrency: Some(16), ..BatchOptions::default() };
    let run = run(&server, 1..=180_000, &options, nobody());
    let ideal = ideal(180_000, 1_000);
    println!(
        "{:?}, ideal {ideal:?}, {:.2} %, {} refused",
        run.took,
        run.took.as_secs_f64() / ideal.as_secs_f64() * 100.0,
        server.refused.get()
    );
    assert_eq!((run.summary.done, run.summary.status(), server.refused.get()), (180_000, 0, 0));
    assert!(run.took < ideal.mul_f64(1.01), "{:?} instead of {ideal:?}", run.took);
    assert!(run.outcomes.values().all(|reports| *reports == 1));
}

#[test]
fn the_days_limit_ends_the_batch_with_the_time_to_come_back() {
    let server = Server::new(50, 500);
    let run = run(&server, 1..=1_000, &BatchOptions::default(), nobody());
    let stopped = run.summary.stopped.unwrap();
    assert_eq!((run.summary.done, stopped.kind(), server.refused.get()), (500, ErrorKind::RateLimited, 0));
    let until_midnight = Duration::from_secs(86_400 - BEGIN.as_secs() % 86_400) - run.took;
    let wait = stopped.retry_after().unwrap();
    assert!(wait.abs_diff(until_midnight) < Duration::from_secs(2), "{wait:?} {until_midnight:?}");
}

#[test]
fn the_days_limit_can_be_slept_out() {
    let server = Server::new(50, 500);
    let options = BatchOptions { wait: true, ..BatchOptions::default() };
    let run = run(&server, 1..=1_000, &options, nobody());
    assert_eq!((run.summary.done, run.summary.status(), server.refused.get()), (1_000, 0, 0));
    let days = run.waits.iter().filter(|wait| wait.reason == WaitReason::Limit(Limit::Day)).count();
    assert_eq!(days, 1, "the wait for the next day is reported once");
}

#[test]
fn another_program_on_the_same_quota_is_noticed() {
    let server = Server::new(1_000, 180_000);
    // It makes one call every 120 ms: half of the quota.
    let others = another_program(&server, Duration::from_millis(120), Duration::MAX, |_, _| {});
    let run = run(&server, 1..=10_000, &BatchOptions::default(), others);
    let ours = server.called() - server.calls.borrow()[&i64::MAX];
    assert_eq!((run.summary.done, run.summary.status()), (10_000, 0));
    assert_eq!(ours, 10_000, "no call of ours was refused");
}

#[test]
fn two_batches_with_pacers_of_their_own_share_a_quota() {
    // Like two processes: the second one here is the "others" of the first one, and advances with its clock.
    let server = Server::new(100, 180_000);
    let mate = Rc::clone(&server);
    let pacer = RefCell::new(crate::pacer::Pacer::default());
    let next = Cell::new(1_000_000);
    let done = Rc::new(Cell::new(0));
    let mates_done = Rc::clone(&done);
    let others = move |now: Duration| {
        let mut pacer = pacer.borrow_mut();
        if done.get() < 500 && pacer.admit(now) == crate::pacer::Admission::Now {
            next.set(next.get() + 1);
            match mate.answer(CustomerId::new(next.get()).unwrap(), now) {
                Ok(answer) => {
                    pacer.answered(&answer.quota, now);
                    done.set(done.get() + 1);
                }
                Err(error) => {
                    pacer.limited(error.limit(), error.retry_after().unwrap(), now);
                    pacer.answered(error.quota(), now);
                }
            }
        }
    };
    let run = run(&server, 1..=500, &BatchOptions::default(), Box::new(others));
    assert_eq!((run.summary.done, server.refused.get()), (500, 0));
    assert!(mates_done.get() > 100, "{}", mates_done.get());
}

#[test]
fn a_server_that_is_down_for_30_s_fails_nobody_and_is_not_beaten() {
    let mut server = Server::new(100_000, 1_000_000);
    Rc::get_mut(&mut server).unwrap().down = (Duration::from_secs(2), Duration::from_secs(32));
    let run = run(&server, 1..=2_000, &BatchOptions::default(), nobody());
    assert_eq!((run.summary.done, run.summary.status()), (2_000, 0));
    let repeated = server.called() - 2_000;
    println!("{repeated} calls repeated");
    let reasons: Vec<&WaitReason> = run.waits.iter().map(|wait| &wait.reason).collect();
    assert_eq!(reasons, [&WaitReason::Outage("down".into())], "the outage is reported once");
    assert!(repeated <= 8 + 8, "{repeated}");
}

#[test]
fn a_server_that_stays_down_ends_the_batch() {
    let mut server = Server::new(100_000, 1_000_000);
    Rc::get_mut(&mut server).unwrap().down = (Duration::from_secs(1), Duration::MAX);
    let run = run(&server, 1..=2_000, &BatchOptions::default(), nobody());
    assert_eq!(run.summary.status(), ErrorKind::Connection.code());
    assert!(server.called() < 300, "{}", server.called());
    assert!(run.took < Duration::from_secs(17 * 60), "{:?}", run.took);
}

fn run_instead(instead: Instead, ids: std::ops::RangeInclusive<i64>, options: &BatchOptions) -> (Run, u64) {
    let mut server = Server::new(100_000, 1_000_000);
    Rc::get_mut(&mut server).unwrap().instead = Some(instead);
    let run = run(&server, ids, options, nobody());
    let called = server.called();
    (run, called)
}

#[test]
fn another_program_on_the_same_quota_keeps_its_part_of_it() {
    let server = Server::new(1_000, 180_000);
    let (wanted, refused) = (Rc::new(Cell::new(0)), Rc::new(Cell::new(0)));
    let (counted, failed) = (Rc::clone(&wanted), Rc::clone(&refused));
    // One call every 200 ms: 300 per minute.
    let others = another_program(&server, Duration::from_millis(200), Duration::MAX, move |at, is_refused| {
        // In the first window, neither program can know about the other yet.
        let is_counted = at > Duration::from_secs(60);
        counted.set(counted.get() + u64::from(is_counted));
        failed.set(failed.get() + u64::from(is_counted && is_refused));
    });
    let run = run(&server, 1..=10_000, &BatchOptions::default(), others);
    let share = refused.get() as f64 / wanted.get() as f64;
    println!("{:?}, {} of {} refused to the other program", run.took, refused.get(), wanted.get());
    assert_eq!(run.summary.done, 10_000);
    assert!(wanted.get() > 2_000 && share < 0.05, "{share}");
    assert!(run.took < Duration::from_secs(60 * 17), "and the batch still uses what is left: {:?}", run.took);
}

#[test]
fn a_quota_that_is_not_shared_any_more_is_used_whole() {
    let server = Server::new(1_000, 180_000);
    let others = another_program(&server, Duration::from_millis(120), Duration::from_secs(120), |_, _| {});
    let run = run(&server, 1..=20_000, &BatchOptions::default(), others);
    let ours = server.called() - server.calls.borrow()[&i64::MAX];
    assert_eq!((run.summary.done, ours), (20_000, 20_000), "no call of ours was refused");
    assert!(run.took < Duration::from_secs(60 * 22), "{:?}", run.took);
}

#[test]
fn something_else_than_the_api_ends_the_batch_and_is_final_for_nobody() {
    let pages: [Instead; 6] = [
        |_| Some((200, b"<html>login</html>")),
        |_| Some((302, b"")),
        |_| Some((402, b"<html>pay</html>")),
        |_| Some((501, b"")),
        |_| Some((404, b"<html>nothing here</html>")),
        |id| Some(if id % 2 == 0 { (302, b"") } else { (200, b"{}") }),
    ];
    for (at, page) in pages.into_iter().enumerate() {
        let (run, called) = run_instead(page, 1..=1_000, &BatchOptions::default());
        let stopped = run.summary.stopped.unwrap();
        assert!(stopped.message().starts_with("nothing indicates that this is the API"), "{at}: {stopped}");
        assert!(called <= 20 + 8, "{at}: {called}");
        assert!(run.finals.is_empty(), "{at}");
    }
    // A single response of the API is enough to continue.
    static ENVELOPE: &[u8] = br#"{"ErrorId":0,"HttpStatusCode":404,"Errors":[{"Key":"Api Error","Value":"gone"}]}"#;
    let (run, _) = run_instead(
        |id| Some(if id == 3 { (404, ENVELOPE) } else { (402, b"<html>") }),
        1..=100,
        &BatchOptions::default(),
    );
    assert!(run.summary.stopped.is_none());
    assert_eq!((run.summary.failures(), run.finals), (100, vec![3]));
    // It is not a reason to stop if all customers are gone.
    let (run, _) = run_instead(|_| Some((404, ENVELOPE)), 1..=100, &BatchOptions::default());
    assert_eq!((run.summary.failures(), run.finals.len(), run.summary.stopped), (100, 100, None));
}

#[test]
fn a_malformed_key_ends_the_batch_at_once() {
    static BODY: &[u8] = br#"{"ErrorId":0,"HttpStatusCode":400,"Errors":[{"Key":"Api Error","Value":"Authorization key is not in the correct format."}]}"#;
    let (run, called) = run_instead(|_| Some((400, BODY)), 1..=200, &BatchOptions::default());
    assert_eq!((run.summary.status(), called, run.finals.len()), (ErrorKind::Rejected.code(), 1, 0));
}

#[test]
fn a_server_that_answers_429_forever_ends_the_batch() {
    for wait in [false, true] {
        let options = BatchOptions { wait, ..BatchOptions::default() };
        let (run, called) = run_instead(|_| Some((429, b"{}")), 1..=200, &options);
        assert_eq!(run.summary.status(), ErrorKind::RateLimited.code());
        assert!((15 * 60..18 * 60).contains(&run.took.as_secs()), "{:?}", run.took);
        assert!(called < 40 && run.waits.len() < 20 && !run.waits.is_empty(), "{called} {:?}", run.waits);
        let day = |_| Some((429, &b"{\"Message\":\"daily quota\"}"[..]));
        let (run, called) = run_instead(day, 1..=200, &options);
        assert_eq!((run.summary.status(), called <= 3), (ErrorKind::RateLimited.code(), true), "{called}");
        assert!(run.took < Duration::from_secs(3 * 86_400), "{:?}", run.took);
    }
}

#[test]
fn a_server_that_says_retry_at_once_and_refuses_is_not_beaten() {
    let mut server = Server::new(100_000, 1_000_000);
    Rc::get_mut(&mut server).unwrap().retry_after = Some("0");
    Rc::get_mut(&mut server).unwrap().instead = Some(|_| Some((429, b"{}")));
    let run = run(&server, 1..=10, &BatchOptions::default(), nobody());
    assert_eq!(run.summary.status(), ErrorKind::RateLimited.code());
    assert!(server.called() < 40 && !run.waits.is_empty(), "{} {:?}", server.called(), run.waits);
}

#[test]
fn an_id_that_is_answered_429_forever_is_that_ids_outcome() {
    let (run, _) = run_instead(|id| (id == 7).then_some((429, &b"{}"[..])), 1..=50, &BatchOptions::default());
    assert_eq!((run.summary.done, run.summary.failed.get("rate_limited")), (49, Some(&1)));
    assert!(run.summary.stopped.is_none() && run.took < Duration::from_secs(6 * 60), "{:?}", run.took);
    assert!(run.finals.len() == 49, "a resume calls it again");
    let mut ends: Vec<SystemTime> = run.waits.iter().map(|wait| wait.until).collect();
    ends.dedup_by_key(|end| end.duration_since(UNIX_EPOCH).unwrap().as_secs() / 3);
    assert_eq!(ends.len(), run.waits.len(), "each wait is reported once: {:?}", run.waits);
}

#[test]
fn max_per_minute_is_kept() {
    let server = Server::new(1_000, 180_000);
    let options = BatchOptions { max_per_minute: Some(120), ..BatchOptions::default() };
    let run = run(&server, 1..=600, &options, nobody());
    assert!(server.minutes.borrow().values().all(|calls| *calls <= 121), "{:?}", server.minutes);
    assert!(run.took < Duration::from_secs(302), "{:?}", run.took);
}

#[test]
fn duplicates_are_called_once() {
    let server = Server::new(1_000, 180_000);
    let clock = Arc::new(Simulated::default());
    let calls = SimulatedCalls {
        clock: Arc::clone(&clock),
        server: Rc::clone(&server),
        latency: Duration::ZERO,
        out: VecDeque::new(),
        others: nobody(),
    };
    let engine = Engine::new(
        BatchOptions::default().check(crate::Operation::EnableSynch).unwrap(),
        &*clock,
        Policy::default(),
        SharedPacer::default(),
        None,
        calls,
    );
    let mut calls = calls_of([3, 1, 3, 2, 1, 3]);
    let mut listener = Listener { outcome: &mut |_| ControlFlow::Continue(()), wait: &mut |_| {} };
    let summary = engine.run(&mut calls, &Stop::default(), &mut listener);
    assert_eq!((summary.done, summary.duplicates, server.called()), (3, 3, 3));
}

#[test]
fn a_customer_for_whom_the_server_asks_to_wait_does_not_hold_the_batch_for_ever() {
    for (asked, waited) in [("7200", Duration::ZERO), ("600", Duration::from_secs(600))] {
        let mut server = Server::new(100_000, 1_000_000);
        let changed = Rc::get_mut(&mut server).unwrap();
        changed.instead = Some(|id| (id == 3).then_some((503, &b"{}"[..])));
        changed.retry_after = Some(asked);
        let Run { summary, took, waits, .. } = run(&server, 1..=50, &BatchOptions::default(), nobody());
        assert_eq!((summary.done, summary.failures()), (49, 1), "{asked}: {summary:?}");
        let most = 2 * waited + Duration::from_secs(60);
        assert!(took >= waited && took <= most, "{asked}: {took:?}");
        assert_eq!(!waits.is_empty(), waited > Duration::ZERO, "{asked}: {waits:?}");
    }
}
