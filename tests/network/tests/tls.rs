//! TLS by a real server.

use std::{fs, path::PathBuf};

use fusebill::{Client, CustomerId, EnableSynch, Error, ErrorKind, Sent};
use fusebill_network_tests::{Authority, Leaf, Nginx};
use fusebill_sandbox::{KEY, Sandbox};
use tempfile::TempDir;

struct Front {
    sandbox: Sandbox,
    nginx: Nginx,
    folder: TempDir,
}

impl Front {
    /// nginx with a certificate of `authority` made by `issue`, in front of a sandbox; the client trusts `authority`.
    fn new(issue: impl FnOnce(&Authority) -> Leaf, settings: &str) -> Self {
        let authority = Authority::new();
        let sandbox = Sandbox::builder().start().unwrap();
        let nginx = Nginx::start(sandbox.address(), &issue(&authority), settings);
        let folder = TempDir::new().unwrap();
        fs::write(folder.path().join("ca.pem"), authority.pem()).unwrap();
        Self { sandbox, nginx, folder }
    }

    fn ca_file(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }

    fn client(&self) -> Client {
        Client::builder(KEY).base_url(self.nginx.url()).ca_file(self.ca_file().display().to_string()).build().unwrap()
    }

    fn call(&self) -> Result<EnableSynch, Error> {
        self.client().enable_synch(CustomerId::new(172_677).unwrap())
    }

    fn assert_refused(&self) {
        let error = self.call().unwrap_err();
        assert_eq!((error.kind(), error.sent(), error.attempts()), (ErrorKind::Tls, Sent::No, 1), "{error}");
        assert_eq!(self.sandbox.requests(), 0);
    }
}

fn good(authority: &Authority) -> Leaf {
    authority.issue(&["localhost"])
}

#[test]
fn a_private_ca_is_trusted_when_it_is_named() {
    let front = Front::new(good, "");
    assert_eq!(front.call().unwrap().customer.raw(), fusebill_sandbox::DOCUMENTED_CUSTOMER);
}

#[test]
fn tls_1_2_and_1_3_are_spoken() {
    for version in ["TLSv1.2", "TLSv1.3"] {
        Front::new(good, &format!("ssl_protocols {version};")).call().unwrap();
    }
}

#[test]
fn tls_1_1_is_refused() {
    Front::new(good, "ssl_protocols TLSv1.1; ssl_ciphers DEFAULT@SECLEVEL=0;").assert_refused();
}

#[test]
fn an_expired_certificate_is_refused() {
    Front::new(|authority| authority.issue_expired(&["localhost"]), "").assert_refused();
}

#[test]
fn a_certificate_of_another_host_is_refused() {
    Front::new(|authority| authority.issue(&["example.com"]), "").assert_refused();
}

#[test]
fn a_certificate_of_an_unknown_ca_is_refused() {
    Front::new(|_| Authority::new().issue(&["localhost"]), "").assert_refused();
}

#[test]
fn the_private_ca_of_one_client_is_no_other_clients() {
    let front = Front::new(good, "");
    let client = Client::builder(KEY).base_url(front.nginx.url()).build().unwrap();
    let error = client.enable_synch(CustomerId::new(172_677).unwrap()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Tls, "{error}");
}

#[test]
fn a_server_that_speaks_no_tls_is_refused() {
    let sandbox = Sandbox::builder().start().unwrap();
    let client = Client::builder(KEY).base_url(sandbox.url().replace("http", "https")).build().unwrap();
    let error = client.enable_synch(CustomerId::new(172_677).unwrap()).unwrap_err();
    assert_eq!((error.kind(), error.sent(), sandbox.requests()), (ErrorKind::Tls, Sent::No, 0), "{error}");
}

#[test]
fn a_ca_file_without_certificates_is_told() {
    let folder = TempDir::new().unwrap();
    for (name, content) in [("empty.pem", ""), ("text.pem", "hello"), ("broken.pem", "-----BEGIN CERTIFICATE-----\nx")]
    {
        let path = folder.path().join(name);
        fs::write(&path, content).unwrap();
        let error = Client::builder(KEY).ca_file(path.display().to_string()).build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Io, "{name}: {error}");
    }
}

#[test]
fn one_connection_serves_many_calls_compressed_or_not() {
    let front = Front::new(good, "gzip on; gzip_types application/json; gzip_min_length 1; keepalive_requests 5;");
    let client = front.client();
    for _ in 0..20 {
        let answer = client.enable_synch(CustomerId::new(172_677).unwrap()).unwrap();
        assert_eq!((answer.customer.raw(), answer.attempts), (fusebill_sandbox::DOCUMENTED_CUSTOMER, 1));
    }
}

#[test]
fn a_front_whose_back_is_gone_is_a_server_error_with_its_page() {
    let mut front = Front::new(good, "");
    front.sandbox = Sandbox::builder().start().unwrap(); // the first one stops
    let error = front.call().unwrap_err();
    assert_eq!((error.kind(), error.http_status(), error.attempts()), (ErrorKind::Server, Some(502), 3));
    assert!(error.message().contains("502 Bad Gateway"), "{error}");
}
