//! A real CONNECT proxy between the client and TLS.

use std::{fs, process::Command};

use fusebill::{Client, CustomerId, EnableSynch, Error, ErrorKind};
use fusebill_network_tests::{Authority, Nginx, Squid};
use fusebill_sandbox::{KEY, Sandbox};
use tempfile::TempDir;

struct Api {
    sandbox: Sandbox,
    nginx: Nginx,
    folder: TempDir,
}

impl Api {
    fn new() -> Self {
        let authority = Authority::new();
        let sandbox = Sandbox::builder().start().unwrap();
        let nginx = Nginx::start(sandbox.address(), &authority.issue(&["localhost"]), "");
        let folder = TempDir::new().unwrap();
        fs::write(folder.path().join("ca.pem"), authority.pem()).unwrap();
        Self { sandbox, nginx, folder }
    }

    fn ca_file(&self) -> String {
        self.folder.path().join("ca.pem").display().to_string()
    }

    fn client(&self, proxy: &str) -> Client {
        Client::builder(KEY)
            .base_url(self.nginx.url())
            .ca_file(self.ca_file())
            .proxy(proxy)
            .max_attempts(1)
            .build()
            .unwrap()
    }

    fn call(&self, proxy: &str) -> Result<EnableSynch, Error> {
        self.client(proxy).enable_synch(CustomerId::new(172_677).unwrap())
    }

    /// The command in a process of its own, with proxy variables.
    fn command(&self, variables: &[(&str, String)]) -> std::process::Output {
        let mut command = Command::new(env!("CARGO"));
        command.args([
            "run",
            "--quiet",
            "-p",
            "fusebill-cli",
            "--",
            "enable-synch",
            "172677",
            "--ca-file",
            &self.ca_file(),
        ]);
        command.env("FUSEBILL_API_KEY", KEY).env("FUSEBILL_BASE_URL", self.nginx.url()).envs(variables.iter().cloned());
        command.output().unwrap()
    }
}

#[test]
fn calls_go_through_the_tunnel() {
    let (api, squid) = (Api::new(), Squid::open());
    let client = api.client(&format!("http://{}", squid.address()));
    for _ in 0..10 {
        let answer = client.enable_synch(CustomerId::new(172_677).unwrap()).unwrap();
        assert_eq!(answer.customer.raw(), fusebill_sandbox::DOCUMENTED_CUSTOMER);
    }
    assert_eq!(api.sandbox.requests(), 10);
}

#[test]
fn a_password_opens_the_proxy_and_a_wrong_one_is_told_without_being_quoted() {
    let (api, squid) = (Api::new(), Squid::with_password("clerk", "pa55word"));
    let at = squid.address();
    api.call(&format!("http://clerk:pa55word@{at}")).unwrap();
    for proxy in [format!("http://{at}"), format!("http://clerk:s3cret@{at}")] {
        let error = api.call(&proxy).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Connection);
        assert!(error.message().contains("407") && !error.to_json().contains("s3cret"), "{error}");
    }
    assert_eq!(api.sandbox.requests(), 1);
}

#[test]
fn a_proxy_that_is_not_there_is_a_connection_error() {
    let error = Api::new().call("http://127.0.0.1:1").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connection, "{error}");
}

#[test]
fn a_proxy_that_cannot_reach_the_host_is_a_connection_error() {
    let squid = Squid::open();
    let client = Client::builder(KEY)
        .base_url("https://localhost:1")
        .proxy(format!("http://{}", squid.address()))
        .max_attempts(1)
        .build()
        .unwrap();
    let error = client.enable_synch(CustomerId::new(1).unwrap()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connection, "{error}");
}

#[test]
fn the_environment_names_the_proxy_and_its_exceptions() {
    let (api, squid) = (Api::new(), Squid::open());
    let nowhere = || ("HTTPS_PROXY", "http://127.0.0.1:1".to_owned());
    let through_squid = api.command(&[("HTTPS_PROXY", format!("http://{}", squid.address()))]);
    assert!(through_squid.status.success(), "{}", String::from_utf8_lossy(&through_squid.stderr));
    assert_eq!(api.command(&[nowhere()]).status.code(), Some(8));
    assert!(api.command(&[nowhere(), ("NO_PROXY", "localhost".to_owned())]).status.success());
}
