//! An independent HTTP client, ureq, beside ours, through the same real parts: what one can reach, the other can; and
//! `fusebill check --second-opinion` says which of them is at fault.

use std::{fs, sync::Arc, time::Duration};

use fusebill::{Client, CustomerId, ErrorKind};
use fusebill_network_tests::{
    Authority, Nginx, Squid,
    chaos::Misbehaving,
    fusebill,
    scripted::{Over, respond},
};
use fusebill_sandbox::{KEY, Sandbox};
use tempfile::TempDir;
use ureq::{
    Agent, Proxy,
    tls::{Certificate, RootCerts, TlsConfig},
};

/// The sandbox behind nginx, and the CA that it is trusted with.
struct Api {
    sandbox: Sandbox,
    nginx: Nginx,
    folder: TempDir,
}

impl Api {
    fn new() -> Self {
        let (authority, folder) = (Authority::new(), TempDir::new().unwrap());
        let sandbox = Sandbox::builder().start().unwrap();
        let nginx = Nginx::start(sandbox.address(), &authority.issue(&["localhost"]), "");
        fs::write(folder.path().join("ca.pem"), authority.pem()).unwrap();
        Self { sandbox, nginx, folder }
    }

    fn ca_file(&self) -> String {
        self.folder.path().join("ca.pem").display().to_string()
    }
}

/// One way to the API.
struct Way {
    url: String,
    ca_file: Option<String>,
    proxy: Option<String>,
}

impl Way {
    /// The status that our client gets, or the kind of its error.
    fn ours(&self) -> Result<u16, ErrorKind> {
        let builder =
            Client::builder(KEY).base_url(&self.url).max_attempts(1).proxy(self.proxy.clone().unwrap_or_default());
        let builder = match &self.ca_file {
            Some(file) => builder.ca_file(file),
            None => builder,
        };
        let result = builder.build().unwrap().enable_synch(CustomerId::new(172_677).unwrap(), None);
        match result {
            Ok(response) => Ok(response.http_status),
            Err(error) => error.http_status().ok_or(error.kind()),
        }
    }

    /// The same from ureq.
    fn ureqs(&self) -> Result<u16, ureq::Error> {
        let roots = match &self.ca_file {
            Some(file) => vec![Certificate::from_pem(&fs::read(file).unwrap()).unwrap()],
            None => Vec::new(),
        };
        let tls = TlsConfig::builder()
            .root_certs(RootCerts::Specific(Arc::new(roots)))
            .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .build();
        let proxy = self.proxy.as_deref().map(Proxy::new).transpose()?;
        let config = Agent::config_builder()
            .tls_config(tls)
            .proxy(proxy)
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(30)))
            .build();
        let response = Agent::new_with_config(config)
            .post(format!("{}/v1/Salesforce/EnableSynch/172677", self.url))
            .header("Authorization", format!("Basic {KEY}"))
            .header("Content-Type", "application/json")
            .send_empty()?;
        Ok(response.status().as_u16())
    }
}

#[test]
fn both_clients_get_as_far_as_each_other() {
    let (api, open, locked) = (Api::new(), Squid::open(), Squid::with_password("clerk", "pa55word"));
    let (secure, ca_file) = (api.nginx.url(), Some(api.ca_file()));
    let way = |url: &str, ca_file: Option<String>, proxy: Option<String>| Way { url: url.into(), ca_file, proxy };
    for (name, way, expected) in [
        ("plain", way(&api.sandbox.url(), None, None), Ok(200)),
        ("TLS", way(&secure, ca_file.clone(), None), Ok(200)),
        ("a proxy", way(&secure, ca_file.clone(), Some(format!("http://{}", open.address()))), Ok(200)),
        (
            "a proxy with a password",
            way(&secure, ca_file.clone(), Some(format!("http://clerk:pa55word@{}", locked.address()))),
            Ok(200),
        ),
        (
            "a proxy with a wrong password",
            way(&secure, ca_file.clone(), Some(format!("http://clerk:no@{}", locked.address()))),
            Err(ErrorKind::Connection),
        ),
        (
            "a proxy that is not there",
            way(&secure, ca_file, Some("http://127.0.0.1:1".into())),
            Err(ErrorKind::Connection),
        ),
        ("a certificate that is not trusted", way(&secure, None, None), Err(ErrorKind::Tls)),
        ("a server without TLS", way(&api.sandbox.url().replace("http", "https"), None, None), Err(ErrorKind::Tls)),
        ("a port without a server", way("http://127.0.0.1:1", None, None), Err(ErrorKind::Connection)),
        ("another path", way(&format!("{}/elsewhere", api.sandbox.url()), None, None), Ok(404)),
    ] {
        assert_eq!(way.ours(), expected, "{name}, ours");
        assert_eq!(way.ureqs().map_err(|_| ()), expected.map_err(|_| ()), "{name}, ureq");
    }
}

/// What `fusebill check --second-opinion` prints about the other client, and its exit status.
fn opinion(url: &str, more: &[&str]) -> (String, Option<i32>) {
    let mut command = fusebill(env!("CARGO_TARGET_TMPDIR"));
    command.args(["check", "--second-opinion", "--max-attempts", "1", "--base-url", url]).args(more);
    let output = command.env("FUSEBILL_API_KEY", KEY).env_remove("HTTPS_PROXY").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(!text.contains(KEY) && !text.contains("pa55word"), "{text}");
    let line = text.lines().find(|line| line.contains("second-opinion")).unwrap_or_default();
    (line.into(), output.status.code())
}

#[test]
fn a_second_opinion_says_who_gets_further() {
    let api = Api::new();
    assert_eq!(opinion(&api.sandbox.url(), &[]), (String::new(), Some(0)), "nothing failed");
    // A chunk size with a sign is not valid HTTP, but ureq accepts it.
    let odd = Misbehaving::answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n+2\r\n[]\r\n0\r\n\r\n");
    let (words, status) = opinion(&odd.url(), &[]);
    assert!(words.contains("got HTTP 200, a response that this library does not accept"), "{words}");
    assert_eq!(status, Some(10));
    let refused = Over::Plain.serve(|stream, _| respond(stream, "401 Unauthorized", ""));
    let (words, status) = opinion(&refused.url, &[]);
    assert!(words.contains("got HTTP 401 as well"), "{words}");
    assert_eq!(status, Some(2));
    for (url, more, stage, code) in [
        ("http://127.0.0.1:1", &[][..], "tcp", 8),
        (&*api.nginx.url(), &[], "tls", 9),
        (&*api.nginx.url(), &["--proxy", "http://ann:pa55word@127.0.0.1:1"], "tcp", 8),
    ] {
        let (words, status) = opinion(url, more);
        assert!(words.contains(&format!("failed as well, at the stage {stage}")), "{url} {more:?}: {words}");
        assert_eq!(status, Some(code));
    }
}
