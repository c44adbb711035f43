//! Entry points for the fuzzers into the code that reads bytes from outside; not part of the library's API.

use std::{io::Read, time::SystemTime};

use crate::{
    answer::{Answer, ResponseFields},
    batch::{BatchOptions, resume_of},
    customer::Customer,
    customer_id::CustomerId,
    customers,
    envelope::Envelope,
    json,
    operation::Call,
    options::Options,
    quota::{Limit, Quota},
    transport,
};

/// A whole response, head and body, in pieces of the size that the first byte says: from the wire to a customer.
pub fn answer(data: &[u8]) {
    let Some((size, bytes)) = data.split_first() else { return };
    let mut stream = Pieces { bytes, size: usize::from(*size) + 1 };
    let Ok(answer) = transport::read_answer(&mut stream) else { return };
    let Ok(asked) = CustomerId::new(172_677) else { return };
    match answer.judge(&Call::enable_synch(asked)) {
        Ok(answer) => {
            let customer = answer.customer().expect("a success holds the customer");
            assert_eq!(customer.id(), asked);
            let _ = customer.fields();
        }
        Err(error) => {
            assert!(!error.message().chars().any(char::is_control), "{error:?}");
            assert!(error.message().len() < 20_000);
            let _ = error.to_json();
        }
    }
}

struct Pieces<'a> {
    bytes: &'a [u8],
    size: usize,
}

impl Read for Pieces<'_> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let amount = out.len().min(self.size).min(self.bytes.len());
        out[..amount].copy_from_slice(&self.bytes[..amount]);
        self.bytes = &self.bytes[amount..];
        Ok(amount)
    }
}

/// A page of the account's list, head and body, in the same form as for [`answer`].
pub fn page(data: &[u8]) {
    let Some((size, bytes)) = data.split_first() else { return };
    let mut stream = Pieces { bytes, size: usize::from(*size) + 1 };
    let Ok(page) = transport::read_answer(&mut stream) else { return };
    let elements = page.text().and_then(|page| {
        let elements: Vec<String> = page.elements()?.into_iter().map(|element| element.get().to_owned()).collect();
        // Each is a text of its own: the content of one cannot end another.
        assert!(elements.iter().all(|element| json::get(element, "").is_ok()));
        Ok(elements)
    });
    if let Err(error) = elements {
        assert!(!error.message().chars().any(char::is_control), "{error:?}");
    }
}

/// A list, one page per line: it ends, and returns each customer once.
pub fn list(data: &[u8]) {
    customers::pages_of(data);
}

/// An operation (the first line) with its arguments: what is sent is the documented form, or nothing.
pub fn request(text: &str) {
    let (operation, arguments) = text.split_once('\n').unwrap_or(("EnableSynch", text));
    let Ok(call) = Call::from_json(operation, arguments) else { return };
    let request = call.request();
    let body: serde_json::Map<String, serde_json::Value> = if request.body.is_empty() {
        serde_json::Map::new()
    } else {
        serde_json::from_str(&request.body).expect("JSON")
    };
    assert_eq!(request.body.is_empty(), request.id.is_some(), "the id is in the path or in the body");
    assert!(body.keys().all(|name| ["fusebillId", "salesforceId", "forceLatch"].contains(&name.as_str())));
    let id = request.id.map(CustomerId::get).or_else(|| body.get("fusebillId")?.as_i64());
    assert_eq!(id, call.customer().map(CustomerId::get), "the id is the one that was given");
    assert!(id.is_none_or(|id| id > 0));
}

/// A file of certificates.
pub fn pem(data: &[u8]) {
    if let Err(why) = transport::read_certificates(data.to_vec()) {
        assert!(!why.chars().any(char::is_control), "{why:?}");
    }
}

/// An error body, with the status that its first byte determines.
pub fn envelope(data: &[u8]) {
    let _ = Envelope::decode(data);
    let status = 400 + data.first().map_or(0, |byte| u16::from(*byte) % 200);
    let answer = Answer { status, facts: ResponseFields::default(), body: data.to_vec(), lacks: None, conflict: "" };
    if let Ok(asked) = CustomerId::new(1) {
        let error = answer.judge(&Call::enable_synch(asked)).expect_err("an error status is an error");
        assert!(!error.message().chars().any(char::is_control), "{error:?}");
    }
}

/// Quota headers, one per line, as `name: value`.
pub fn quota(text: &str) {
    let find = |wanted: &str| {
        text.lines().filter_map(|line| line.split_once(": ")).find(|(name, _)| *name == wanted).map(|(_, value)| value)
    };
    let quota = Quota::from_headers(find, SystemTime::now());
    for limit in [Limit::Minute, Limit::Day] {
        assert!(quota.wait_for(limit).as_secs() <= 86_400 + 5);
    }
    let _ = quota.to_json();
    let _ = ResponseFields::read(429, find, SystemTime::now());
}

/// The options of a client and of a batch.
pub fn options(text: &str) {
    if let Ok(options) = Options::from_json(text) {
        let _ = crate::Client::builder("MDpz").options(options).build();
    }
    let _ = BatchOptions::from_json(text).map(|options| options.check(crate::Operation::EnableSynch));
}

/// A pointer (the first line) into a JSON text (the rest).
pub fn pointer(text: &str) {
    let (pointer, json) = text.split_once('\n').unwrap_or((text, "{}"));
    let _ = json::get(json, pointer);
    if let Ok(customer) = Customer::from_json(json.to_owned()) {
        assert_eq!(customer.raw(), json);
        let _ = customer.fields();
    }
}

/// A results file, resumed.
pub fn resume(data: &[u8]) {
    resume_of(data);
}
