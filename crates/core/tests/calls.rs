//! The methods of the client: each makes its own call, and what it returns, or the error, has what a caller asks for.

use std::{io::ErrorKind as IoErrorKind, ops::ControlFlow};

use fusebill::{
    BatchOptions, CancelToken, Client, CustomerId, CustomersOptions, ErrorKind, Operation, Options, Outcome,
    SalesforceId, Sent, Stop, SynchStatus, spell_options,
};
use fusebill_sandbox::{KEY, Sandbox};

fn sandbox() -> (Sandbox, Client) {
    let sandbox = Sandbox::builder().customers(3).start().unwrap();
    let client = Client::builder(KEY).base_url(sandbox.url()).build().unwrap();
    (sandbox, client)
}

#[test]
fn each_method_makes_its_call() {
    let (_sandbox, client) = sandbox();
    let (id, never) = (CustomerId::new(172_677).unwrap(), CancelToken::new());
    let account: SalesforceId = "0014100000JJ3wtAAD".parse().unwrap();
    assert!(client.enable_synch(id, None).unwrap().customer.is_synch_enabled());
    let customer = client.get_customer(id, &never).unwrap().customer;
    assert_eq!((customer.id(), customer.is_synch_enabled()), (id, true));
    assert!(!client.disable_synch(id, &never).unwrap().customer.is_synch_enabled());
    assert!(!client.get_customer(id, &never).unwrap().customer.is_synch_enabled(), "the sandbox keeps its state");
    assert_eq!(client.latch(id, account, true, &never).unwrap().customer().unwrap().id(), id);
    for resynched in [client.resynch(id, &never), client.resynch_salesforce(account, &never)] {
        let response = resynched.unwrap();
        assert_eq!((response.http_status, response.attempts), (200, 1));
        assert!(response.text().contains("0014100000JJ3wtAAD"), "{}", response.text());
        assert_eq!(response.into_customer().unwrap().salesforce_id(), Some(account.as_str()));
    }
}

#[test]
fn a_list_is_read_to_its_end_or_to_its_error() {
    let (_sandbox, client) = sandbox();
    let mut options = CustomersOptions::from_json(r#"{"pageSize":2}"#).unwrap();
    options.synch_status = SynchStatus::NotEnabled;
    let mut customers = client.list_customers(&options, &CancelToken::new()).unwrap();
    let ids: Vec<CustomerId> = customers.by_ref().map(|customer| customer.unwrap().id()).collect();
    let summary = customers.summary();
    assert_eq!((summary.customers, summary.is_whole()), (ids.len() as u64, true), "{summary:?}");
    assert!(!format!("{customers:?}").contains(KEY));

    let cancelled = CancelToken::new();
    cancelled.cancel();
    let ended: Vec<_> = client.list_customers(&options, &cancelled).unwrap().collect();
    assert_eq!(ended.len(), 1, "an error ends the list");
    assert_eq!(ended[0].as_ref().unwrap_err().kind(), ErrorKind::Cancelled);
    for refused in [r#"{"pageSize":0}"#, r#"{"pageSize":1001}"#] {
        let options = CustomersOptions::from_json(refused).unwrap();
        assert!(
            client.list_customers(&options, &CancelToken::new()).unwrap_err().message().contains("pageSize"),
            "{refused}"
        );
    }
}

#[test]
fn the_options_of_a_batch_are_checked_together() {
    let id = CustomerId::new(7).unwrap();
    let latch =
        BatchOptions { salesforce_ids: vec!["0014100000JJ3wtAAD".into()], force_latch: true, ..Default::default() };
    latch.validate(Operation::Latch).unwrap();
    assert_eq!(latch.calls_for(Operation::Latch, &[7]).unwrap().next().unwrap().unwrap().customer(), Some(id));
    for (ids, operation) in
        [(vec![7, 8], Operation::Latch), (vec![], Operation::Latch), (vec![7, 8], Operation::Resynch)]
    {
        let message = latch.calls_for(operation, &ids).err().unwrap().message().to_owned();
        assert_eq!(message, format!("option salesforceIds: there are 1 for {} customers", ids.len()));
    }
    let for_latch = |account| latch.call_for(Operation::Latch, id, Some(account));
    assert_eq!(for_latch("0014100000JJ3wtAAD").unwrap().customer(), Some(id));
    assert_eq!(for_latch("x").unwrap_err().kind(), ErrorKind::InvalidArgument);
    let with = |change: fn(&mut BatchOptions)| {
        let mut options = BatchOptions::default();
        change(&mut options);
        options.validate(Operation::EnableSynch).unwrap_err().message().to_owned()
    };
    for (message, words) in [
        (with(|options| options.resume = true), "option resume needs option resultsFile"),
        (with(|options| options.retry_failed = true), "option retryFailed needs option resume"),
        (with(|options| options.new_key = true), "option newKey needs option resume"),
        (with(|options| options.new_host = true), "option newHost needs option resume"),
        (with(|options| options.force_latch = true), "option forceLatch: EnableSynch has no such argument"),
        (with(|options| options.concurrency = Some(0)), "option concurrency: 0 is not between 1 and 256"),
        (with(|options| options.max_per_minute = Some(-1)), "option maxPerMinute"),
        (with(|options| options.stop_after_failures = Some(0)), "option stopAfterFailures"),
    ] {
        assert!(message.contains(words), "{message}");
    }
    let reading = BatchOptions::default().validate(Operation::Customer).unwrap_err();
    assert!(reading.message().contains("changes nothing"), "{reading}");
    let named = BatchOptions::from_json(r#"{"operation":"DisableSynch"}"#).unwrap_err();
    assert!(named.message().starts_with("options: unknown field `operation`"), "no option makes another call: {named}");
}

#[test]
fn each_operation_has_a_batch_of_its_own() {
    let (_sandbox, client) = sandbox();
    let (ids, stop) = ([200_001, 200_002].map(CustomerId::new), Stop::default());
    let account = |text: &str| text.parse::<SalesforceId>();
    let pairs = [(200_001, "001410000000001AAA"), (200_002, "001410000000002AAA")];
    let pairs = pairs.map(|(id, text)| Ok((CustomerId::new(id)?, account(text)?)));
    let options = BatchOptions::default();
    let force = BatchOptions { force_latch: true, ..BatchOptions::default() };
    let go_on = |_: &Outcome| ControlFlow::Continue(());
    for (summary, operation) in [
        (client.enable_synch_batch(ids.clone(), &options, &stop, go_on), Operation::EnableSynch),
        (client.disable_synch_batch(ids.clone(), &options, &stop, go_on), Operation::DisableSynch),
        (client.resynch_batch(ids.clone(), &options, &stop, go_on), Operation::Resynch),
        (client.latch_batch(pairs, &force, &stop, go_on), Operation::Latch),
    ] {
        let summary = summary.unwrap();
        assert_eq!((summary.operation, summary.done), (operation, 2), "{summary:?}");
    }
    let refused = client.resynch_batch(ids, &force, &stop, go_on).unwrap_err();
    assert!(refused.message().contains("option forceLatch: Resynch has no such argument"), "{refused}");
}

#[test]
fn a_client_with_other_deadlines_shares_the_rest() {
    let (sandbox, client) = sandbox();
    let id = CustomerId::new(172_677).unwrap();
    client.enable_synch(id, None).unwrap();
    let timing = r#"{"timeoutMs":5000,"maxAttempts":1}"#;
    let impatient = client.with_options(&Options::from_json(timing).unwrap()).unwrap();
    impatient.enable_synch(id, None).unwrap();
    assert_eq!(sandbox.connections(), 1, "it uses the connection of the first");
    assert_eq!((impatient.timeout().as_secs(), client.timeout().as_secs()), (5, 30));
    assert_eq!(impatient.quota(), client.quota());
    let stages = impatient.check(None, &CancelToken::new()).to_json();
    for part in ["5 s per call (option timeoutMs)", "10 s to connect (the default)", "1 attempts (option maxAttempts)"]
    {
        assert!(stages.contains(part), "{part} in {stages}");
    }
    for (json, words) in [
        (r#"{"baseUrl":"http://127.0.0.1:1"}"#, "option baseUrl: clients that share connections cannot differ in it"),
        (r#"{"environment":{}}"#, "option environment"),
        (r#"{"timeoutMs":0}"#, "option timeoutMs: 0 is not between"),
    ] {
        let refused = client.with_options(&Options::from_json(json).unwrap()).unwrap_err();
        assert!(refused.message().contains(words), "{refused}");
    }
}

#[test]
fn an_error_says_where_it_comes_from() {
    let refused = Client::builder(KEY).base_url("http://127.0.0.1:1").max_attempts(1).build().unwrap();
    let error = refused.enable_synch(CustomerId::new(1).unwrap(), None).unwrap_err();
    assert_eq!((error.kind(), error.sent(), error.sent().name()), (ErrorKind::Connection, Sent::No, "no"));
    assert_eq!((error.attempts(), error.http_status(), error.path()), (1, None, None));
    let system = std::io::Error::from_raw_os_error(error.os_error().expect("the system's code"));
    assert_eq!(system.kind(), IoErrorKind::ConnectionRefused);

    let missing = Client::builder(KEY).ca_file("/nonexistent/ca.pem").build().unwrap_err();
    assert_eq!((missing.kind(), missing.path()), (ErrorKind::Io, Some("/nonexistent/ca.pem".as_ref())));
    assert_eq!(std::io::Error::from_raw_os_error(missing.os_error().unwrap()).kind(), IoErrorKind::NotFound);
    let flag = |option: &str| (option == "caFile").then(|| "--ca-file".to_owned());
    assert!(missing.message_spelled(flag).contains("--ca-file"), "{missing}");
    assert_eq!(spell_options("option caFile, option other", flag), "--ca-file, option other");
}
