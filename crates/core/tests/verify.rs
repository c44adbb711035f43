//! Who has arrived in Salesforce, against a sandbox with a far side.

use std::{
    cell::RefCell,
    collections::BTreeMap,
    fs,
    ops::ControlFlow,
    time::{Duration, Instant},
};

use fusebill::{
    CancelToken, Changed, Client, CustomerId, ErrorKind, NOT_ENABLED, NOT_LINKED, Outcome, SOME_FAILED, Summary,
    VerifyOptions, WaitReason,
};
use fusebill_sandbox::{Builder, FIRST_GENERATED, KEY, Sandbox};

/// Long enough for any machine: it ends when everybody is linked.
const LONG: Duration = Duration::from_secs(300);

struct Far {
    sandbox: Sandbox,
    client: Client,
}

impl Far {
    fn new(with: impl FnOnce(Builder) -> Builder) -> Self {
        let sandbox = with(Sandbox::builder().customers(20).per_minute(0).per_day(0)).start().unwrap();
        let client = Client::builder(KEY).base_url(sandbox.url()).build().unwrap();
        Self { sandbox, client }
    }

    fn enable(&self, ids: impl IntoIterator<Item = i64>) {
        for id in ids {
            self.client.enable_synch(CustomerId::new(id).unwrap(), None).unwrap();
        }
    }

    /// The names of the outcomes, and the summary.
    fn verify(&self, ids: &[i64], options: &VerifyOptions) -> (BTreeMap<i64, &'static str>, Summary) {
        let ids = ids.iter().map(|id| CustomerId::new(*id).unwrap());
        let mut names = BTreeMap::new();
        let note = |outcome: &Outcome| {
            assert_eq!(names.insert(outcome.id.get(), outcome.name()), None, "each once");
            ControlFlow::Continue(())
        };
        let summary = self.client.verify(ids, options, &CancelToken::new(), note, |_| {}).unwrap();
        (names, summary)
    }
}

fn waiting() -> VerifyOptions {
    VerifyOptions { wait: LONG, ..VerifyOptions::default() }
}

const ALL_KINDS: [i64; 5] = [172_677, FIRST_GENERATED, FIRST_GENERATED + 6, FIRST_GENERATED + 7, 12];

fn expected_kinds() -> BTreeMap<i64, &'static str> {
    let names = ["ok", "not_enabled", "ok", "not_linked", "not_found"];
    ALL_KINDS.into_iter().zip(names).collect()
}

#[test]
fn each_customer_is_what_its_own_fields_say_whatever_the_server_does_with_the_filter() {
    for (faults, requests) in [
        ("", 2), // the set, and the one that it lacks
        ("Customers:ids-ignored", 6),
        ("Customers:ids-refused", 6),
        ("Customers:ids-wrong", 6),
        ("Customers:page-size=2", 4),
    ] {
        let far = Far::new(|sandbox| sandbox.faults(faults.parse().unwrap()));
        let (names, summary) = far.verify(&ALL_KINDS, &VerifyOptions::default());
        assert_eq!(names, expected_kinds(), "{faults}");
        assert_eq!((summary.done, summary.failures(), summary.status()), (2, 3, SOME_FAILED), "{faults}");
        assert_eq!((summary.requests, far.sandbox.requests()), (requests, requests), "{faults}");
    }
}

#[test]
fn those_who_are_not_linked_are_read_again_until_they_are() {
    let far = Far::new(|sandbox| sandbox.salesforce_accounts(0).sync_delay(Duration::from_millis(1500)));
    let ids: Vec<i64> = (0..5).map(|at| FIRST_GENERATED + at).collect();
    far.enable(ids.clone());
    let waits = RefCell::new(0);
    let on_wait = |wait: &fusebill::Wait| {
        assert!(matches!(wait.reason, WaitReason::NotLinked(1..=5)), "{wait}");
        *waits.borrow_mut() += 1;
    };
    let customers = ids.iter().map(|id| CustomerId::new(*id).unwrap());
    let mut names = Vec::new();
    let note = |outcome: &Outcome| {
        names.push(outcome.name());
        ControlFlow::Continue(())
    };
    let summary = far.client.verify(customers, &waiting(), &CancelToken::new(), note, on_wait).unwrap();
    assert_eq!((summary.status(), summary.done, names), (0, 5, vec!["ok"; 5]));
    assert!(*waits.borrow() >= 1);
}

#[test]
fn when_the_time_is_up_the_others_are_not_linked() {
    let fails = format!("sync-fails@{FIRST_GENERATED}");
    let far =
        Far::new(|sandbox| sandbox.salesforce_accounts(0).sync_delay(Duration::ZERO).faults(fails.parse().unwrap()));
    let ids = [FIRST_GENERATED, FIRST_GENERATED + 1, FIRST_GENERATED + 2];
    far.enable([ids[0], ids[1]]);
    let options = VerifyOptions { wait: Duration::from_millis(1500), ..VerifyOptions::default() };
    let (names, summary) = far.verify(&ids, &options);
    assert_eq!(names.values().copied().collect::<Vec<_>>(), ["not_linked", "ok", "not_enabled"]);
    assert_eq!(summary.failed.get("not_linked"), Some(&1));
    // Nobody is left who could be linked: it does not wait.
    let requests = far.sandbox.requests();
    far.verify(&ids[1..], &waiting());
    assert_eq!(far.sandbox.requests(), requests + 1);
}

#[test]
fn a_results_file_has_everybody_once_and_is_continued() {
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("verified.jsonl");
    let far = Far::new(|sandbox| sandbox.sync_delay(Duration::ZERO));
    let options = VerifyOptions { results_file: Some(path.clone()), ..VerifyOptions::default() };
    let (names, _) = far.verify(&ALL_KINDS, &options);
    assert_eq!(names, expected_kinds());
    let text = fs::read_to_string(&path).unwrap();
    let lines: Vec<serde_json::Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines[0]["operation"], "Customer");
    assert_eq!(lines.len(), 6);
    let code = |id: i64| lines.iter().find(|line| line["id"] == id).unwrap()["code"].clone();
    assert_eq!((code(FIRST_GENERATED), code(FIRST_GENERATED + 7)), (NOT_ENABLED.into(), NOT_LINKED.into()));
    // It exists; then only those who were not linked are read, and by now one more is.
    let ids = ALL_KINDS.map(|id| CustomerId::new(id).unwrap());
    let nobody = |_: &Outcome| panic!("nobody is read");
    let refused = far.client.verify(ids, &options, &CancelToken::new(), nobody, |_| {}).unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Io);
    far.enable([FIRST_GENERATED]);
    let (names, summary) = far.verify(&ALL_KINDS, &VerifyOptions { resume: true, ..options.clone() });
    assert_eq!((names.len(), names[&FIRST_GENERATED], summary.skipped), (3, "ok", 2));
    // The results of a batch are another thing.
    let other = folder.path().join("enabled.jsonl");
    let batch = fusebill::BatchOptions { results_file: Some(other.clone()), ..Default::default() };
    far.client
        .enable_synch_batch([Ok(ids[0])], &batch, &fusebill::Stop::default(), |_| ControlFlow::Continue(()))
        .unwrap();
    let options = VerifyOptions { results_file: Some(other), resume: true, ..options };
    let refused = far.client.verify(ids, &options, &CancelToken::new(), nobody, |_| {}).unwrap_err();
    assert!(refused.message().contains("the results of EnableSynch, not of Customer"), "{refused}");
}

#[test]
fn one_who_cannot_be_read_does_not_hide_the_others() {
    let broken = FIRST_GENERATED + 6;
    let faults = format!("Customers:ids-refused,500@{broken}");
    let far = Far::new(|sandbox| sandbox.faults(faults.parse().unwrap()));
    let (names, summary) = far.verify(&ALL_KINDS, &VerifyOptions::default());
    assert_eq!((names[&broken], names.len(), summary.stopped), ("server", 5, None));
    // Three in succession are an outage.
    let faults =
        format!("Customers:ids-refused,{}", [0, 1, 2].map(|at| format!("500@{}", FIRST_GENERATED + at)).join(","));
    let far = Far::new(|sandbox| sandbox.faults(faults.parse().unwrap()));
    let ids: Vec<i64> = (0..6).map(|at| FIRST_GENERATED + at).collect();
    let (names, summary) = far.verify(&ids, &VerifyOptions::default());
    assert_eq!((names.len(), summary.stopped.unwrap().kind()), (2, ErrorKind::Server));
}

#[test]
fn a_wrong_key_ends_it_and_nobody_is_reported() {
    let far = Far::new(|sandbox| sandbox);
    let client = Client::builder("MDphbm90aGVyLWtleQ==").base_url(far.sandbox.url()).build().unwrap();
    let ids = ALL_KINDS.map(|id| CustomerId::new(id).unwrap());
    let nobody = |_: &Outcome| panic!("nobody is read");
    let summary = client.verify(ids, &waiting(), &CancelToken::new(), nobody, |_| {}).unwrap();
    assert_eq!(summary.stopped.unwrap().kind(), ErrorKind::Unauthorized);
}

#[test]
fn a_pause_is_cancelled_and_a_listener_may_break() {
    let far = Far::new(|sandbox| sandbox);
    let cancel = CancelToken::new();
    let ids = ALL_KINDS.map(|id| CustomerId::new(id).unwrap());
    let begun = Instant::now();
    let count = |_: &Outcome| ControlFlow::Continue(());
    let summary = far.client.verify(ids, &waiting(), &cancel, count, |_| cancel.cancel()).unwrap();
    assert_eq!(summary.stopped.unwrap().kind(), ErrorKind::Cancelled);
    assert!(begun.elapsed() < LONG, "it did not wait for the end");
    let summary = far.client.verify(ids, &waiting(), &CancelToken::new(), |_| ControlFlow::Break(()), |_| {}).unwrap();
    assert_eq!(summary.stopped, None);
}

#[test]
fn a_renamed_host_is_accepted_on_demand_and_recorded_with_the_first_success() {
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("enabled.jsonl");
    let far = Far::new(|sandbox| sandbox);
    let named = |name: &str| Client::builder(KEY).base_url(far.sandbox.url()).known_as(name).build().unwrap();
    let run = |client: &Client, id: i64, new_host: bool, new_key: bool| {
        let exists = fs::exists(&path).unwrap();
        let options = fusebill::BatchOptions {
            results_file: Some(path.clone()),
            resume: exists,
            new_host: new_host && exists,
            new_key,
            ..Default::default()
        };
        let ids = [CustomerId::new(id)];
        client.enable_synch_batch(ids, &options, &fusebill::Stop::default(), |_| ControlFlow::Continue(()))
    };
    let (old, new) = (named("secure.fusebill.com"), named("secure.staxbill.com"));
    run(&old, FIRST_GENERATED, false, false).unwrap();
    let refused = run(&new, FIRST_GENERATED, false, false).unwrap_err();
    assert!(refused.message().contains("for secure.fusebill.com, not for secure.staxbill.com"), "{refused}");
    assert!(refused.message().contains("option newHost"), "{refused}");
    // A customer that the new host does not have takes nothing over.
    run(&new, 12, true, false).unwrap();
    run(&old, FIRST_GENERATED, false, false).unwrap();
    let done = run(&new, FIRST_GENERATED + 1, true, false).unwrap();
    assert_eq!((done.done, done.damaged.lines), (1, 0));
    assert!(run(&old, FIRST_GENERATED, false, false).unwrap_err().message().contains("newHost"));
    assert_eq!(run(&new, FIRST_GENERATED, false, false).unwrap().skipped, 1);
    let mut file = fusebill::ResultsFile::open(&path).unwrap();
    assert!(file.customers().is_ok() && file.check_owner(&new, Changed::default()).is_ok());
    assert_eq!(file.host(), "secure.staxbill.com");
    // The key must be the same, too.
    let other =
        Client::builder("MDphbm90aGVyLWtleQ==").base_url(far.sandbox.url()).known_as("elsewhere").build().unwrap();
    assert!(run(&other, 1, true, false).unwrap_err().message().contains("option newKey"));
}
