//! The same with ureq as it comes: a global timeout, a typed decode.
#![forbid(unsafe_code)]

use std::{sync::Arc, time::Duration};

use fusebill_floor::{Customer, Task};
use ureq::{
    Agent,
    tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem},
};

fn main() {
    let task = Task::from_environment();
    let pem = std::fs::read(&task.ca_file).expect("BENCH_CA");
    let roots: Vec<Certificate<'static>> = parse_pem(&pem)
        .filter_map(|item| match item {
            Ok(PemItem::Certificate(certificate)) => Some(certificate),
            _ => None,
        })
        .collect();
    let tls = TlsConfig::builder().root_certs(RootCerts::Specific(Arc::new(roots))).build();
    let config = Agent::config_builder().tls_config(tls).timeout_global(Some(Duration::from_secs(30))).build();
    let agent = Agent::new_with_config(config);
    let url = format!("https://{}/v1/Salesforce/EnableSynch/172677", task.authority);
    let authorization = format!("Basic {}", task.key);
    for _ in 0..task.calls {
        let mut answer = agent
            .post(&url)
            .header("Authorization", &authorization)
            .header("Content-Type", "application/json")
            .send_empty()
            .expect("an answer");
        let customer: Customer = answer.body_mut().read_json().expect("a customer");
        assert_eq!(customer.salesforce_synch_status.as_deref(), Some("Enabled"));
    }
}
