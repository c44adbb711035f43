//! TLS with a real server.

use std::{fs, path::PathBuf};

use fusebill::{CancelToken, Client, CustomerId, Error, ErrorKind, Response, Sent};
use fusebill_network_tests::{Authority, Leaf, Nginx, OpenSsl, chaos};
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

    fn call(&self) -> Result<Response, Error> {
        self.client().enable_synch(CustomerId::new(172_677).unwrap(), None)
    }

    /// Returns the message.
    fn assert_refused(&self) -> String {
        let error = self.call().unwrap_err();
        assert_eq!((error.kind(), error.sent(), error.attempts()), (ErrorKind::Tls, Sent::No, 1), "{error}");
        assert_eq!(self.sandbox.requests(), 0);
        assert!(error.concerns_everyone() && error.message().len() < 500, "{error}");
        error.message().to_owned()
    }
}

/// The error of a call to `url` with a caFile with this content.
fn refused(url: &str, ca_file: &str) -> Error {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("ca.pem");
    fs::write(&path, ca_file).unwrap();
    let client =
        Client::builder(KEY).base_url(url).ca_file(path.display().to_string()).max_attempts(1).build().unwrap();
    client.enable_synch(CustomerId::new(172_677).unwrap(), None).unwrap_err()
}

fn assert_says(message: &str, words: &[&str]) {
    assert!(words.iter().all(|word| message.contains(word)), "{words:?}: {message}");
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
fn a_check_shows_the_certificate_or_why_it_is_not_trusted() {
    let stage = |front: &Front| {
        let check = front.client().check(None, &CancelToken::new());
        let names: Vec<&str> = check.stages.iter().map(|stage| stage.name).collect();
        (check.status(), names.last().copied().unwrap_or_default(), check.to_json())
    };
    for (version, words) in [("TLSv1.2", "TLS 1.2; "), ("TLSv1.3", "TLS 1.3; ")] {
        let (status, last, json) = stage(&Front::new(good, &format!("ssl_protocols {version};")));
        assert_eq!((status, last), (0, "quota"), "{json}");
        assert_says(&json, &[words, "the certificate was issued by ", " and is valid until 20", "the key is accepted"]);
    }
    let (status, last, json) = stage(&Front::new(|authority| authority.issue_expired(&["localhost"]), ""));
    assert_eq!((status, last), (ErrorKind::Tls.code(), "tls"), "{json}");
    assert_says(&json, &["expired on ", "this machine's time is "]);
}

#[test]
fn tls_1_1_is_refused() {
    let message = Front::new(good, "ssl_protocols TLSv1.1; ssl_ciphers DEFAULT@SECLEVEL=0;").assert_refused();
    assert_says(&message, &["neither TLS 1.2 nor 1.3"]);
}

#[test]
fn an_expired_certificate_is_refused() {
    let message = Front::new(|authority| authority.issue_expired(&["localhost"]), "").assert_refused();
    let year = |time: time::OffsetDateTime| time.year().to_string();
    let now = time::OffsetDateTime::now_utc();
    assert_says(
        &message,
        &["expired on ", &year(now - time::Duration::days(1)), "this machine's time is ", &year(now), "Z"],
    );
}

#[test]
fn a_certificate_that_is_not_valid_yet_is_refused() {
    let message = Front::new(|authority| authority.issue_early(&["localhost"]), "").assert_refused();
    assert_says(&message, &["is not valid before ", "this machine's time is "]);
}

#[test]
fn a_certificate_of_another_host_is_refused() {
    let names: Vec<String> = (0..100).map(|at| format!("shop-{at}.example.com")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let message = Front::new(|authority| authority.issue(&names), "").assert_refused();
    assert_says(&message, &["not valid for localhost", "shop-1.example.com", "…"]);
    assert!(!message.contains("shop-50"), "{message}");
}

#[test]
fn a_certificate_of_an_unknown_ca_is_refused() {
    let message = Front::new(|_| Authority::new().issue(&["localhost"]), "").assert_refused();
    assert_says(&message, &["issued by \"libfusebill test CA\"", "not trusted", "caFile"]);
}

#[test]
fn a_servers_own_certificate_that_is_listed_is_trusted_for_its_names() {
    // Issued by an authority that is not listed anywhere.
    let leaf = Authority::new().issue(&["localhost"]);
    let sandbox = Sandbox::builder().start().unwrap();
    let nginx = Nginx::start(sandbox.address(), &leaf, "");
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("server.pem");
    let client = |certificate: &str, url: &str| {
        fs::write(&path, certificate).unwrap();
        let client = Client::builder(KEY).base_url(url).ca_file(path.display().to_string()).build().unwrap();
        client.enable_synch(CustomerId::new(172_677).unwrap(), None)
    };
    client(&leaf.certificate, &nginx.url()).unwrap();
    let other_name = client(&leaf.certificate, &nginx.url().replace("localhost", "127.0.0.1")).unwrap_err();
    assert_says(other_name.message(), &["not valid for 127.0.0.1", "localhost"]);
    let another = client(&Authority::new().issue(&["localhost"]).certificate, &nginx.url()).unwrap_err();
    assert_says(another.message(), &["issued by", "not trusted"]);
    // A self-signed one that is marked as a CA, as `openssl req -x509` creates it.
    let own = OpenSsl::certificate("P-256");
    let nginx = Nginx::start(sandbox.address(), &own, "");
    client(&own.certificate, &nginx.url()).unwrap();
    let unlisted = client(&leaf.certificate, &nginx.url()).unwrap_err();
    assert_eq!(unlisted.kind(), ErrorKind::Tls);
}

#[test]
fn a_listed_certificate_that_is_not_valid_now_is_refused() {
    let authority = Authority::new();
    for (leaf, words) in [
        (authority.issue_expired(&["localhost"]), "expired on"),
        (authority.issue_early(&["localhost"]), "not valid before"),
    ] {
        let nginx = Nginx::start(Sandbox::builder().start().unwrap().address(), &leaf, "");
        // The authority in the file keeps the whole file from being rejected.
        let listed = leaf.certificate.clone() + &Authority::new().pem();
        assert_says(refused(&nginx.url(), &listed).message(), &[words]);
    }
}

#[test]
fn a_file_with_expired_certificates_alone_is_refused_at_once() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("old.pem");
    fs::write(&path, Authority::new().issue_expired(&["localhost"]).certificate.repeat(2)).unwrap();
    let error = Client::builder(KEY).ca_file(path.display().to_string()).build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Io);
    assert_says(error.message(), &["every certificate in it has expired", "caFile"]);
}

#[test]
fn keys_that_are_not_supported_are_named() {
    for kind in ["P-521", "rsa-pss"] {
        let leaf = OpenSsl::certificate(kind);
        let server = OpenSsl::start(&leaf, &[]);
        for listed in [leaf.certificate.as_str(), &Authority::new().pem()] {
            let error = refused(&server.url(), listed);
            assert_eq!(error.kind(), ErrorKind::Tls, "{kind}: {error}");
            assert_says(error.message(), &["P-521", "RSA-PSS"]);
        }
    }
    let server = OpenSsl::start(&OpenSsl::certificate("P-384"), &[]);
    assert_says(refused(&server.url(), &Authority::new().pem()).message(), &["self-signed by \"localhost\""]);
}

#[test]
fn a_server_that_wants_a_client_certificate_is_named_as_such() {
    let authority = Authority::new();
    for version in ["-tls1_2", "-tls1_3"] {
        let server =
            OpenSsl::start(&authority.issue(&["localhost"]), &["-Verify", "1", "-verify_return_error", version]);
        let error = refused(&server.url(), &authority.pem());
        assert_eq!(error.kind(), ErrorKind::Tls, "{version}: {error}");
        assert_says(error.message(), &["may require a client certificate"]);
    }
}

#[test]
fn an_end_during_the_handshake_says_so() {
    let server = chaos::Misbehaving::start(|stream| {
        std::thread::sleep(std::time::Duration::from_millis(30));
        drop(stream);
    });
    let resets = chaos::Misbehaving::start(|mut stream| {
        // Reads the client's hello first, so that its connection is certain to be established.
        let _ = std::io::Read::read(&mut stream, &mut [0; 5]);
        chaos::reset(&stream);
    });
    for url in [server.url(), resets.url()] {
        let error = refused(&url.replace("http", "https"), &Authority::new().pem());
        assert_eq!((error.kind(), error.sent()), (ErrorKind::Connection, Sent::No), "{error}");
        assert_says(error.message(), &["during the TLS handshake with 127.0.0.1"]);
    }
}

/// The command in its own process, which reads the system's roots from where the variables point.
fn command(url: &str, variables: &[(&str, &str)]) -> String {
    let mut command = fusebill_network_tests::fusebill(env!("CARGO_TARGET_TMPDIR"));
    command.args(["enable-synch", "172677", "--quiet"]);
    command.env("FUSEBILL_API_KEY", KEY).env("FUSEBILL_BASE_URL", url).envs(variables.iter().copied());
    String::from_utf8_lossy(&command.output().unwrap().stderr).into_owned()
}

#[test]
fn the_variables_for_the_systems_roots_are_honoured_and_named() {
    let front = Front::new(good, "");
    let (url, ca_file) = (front.nginx.url(), front.ca_file().display().to_string());
    let folder = front.folder.path().display().to_string();
    assert_eq!(command(&url, &[("SSL_CERT_FILE", &ca_file)]), "");
    assert_eq!(command(&url, &[("SSL_CERT_DIR", &folder), ("SSL_CERT_FILE", "")]), "");
    assert_eq!(command(&url, &[("SSL_CERT_DIR", ""), ("SSL_CERT_FILE", &ca_file)]), "");
    // Blank ones count as unset: the system's own roots are read, which do not know this server.
    for blank in ["", "  "] {
        let said = command(&url, &[("SSL_CERT_FILE", blank), ("SSL_CERT_DIR", blank)]);
        assert_says(&said, &["issued by \"libfusebill test CA\"", "--ca-file"]);
        assert!(!said.contains("SSL_CERT"), "{said}");
    }
    // A place that cannot be read does not affect the other, and is named if no root vouches for the server.
    assert_eq!(command(&url, &[("SSL_CERT_FILE", &ca_file), ("SSL_CERT_DIR", "/nonexistent")]), "");
    let other = TempDir::new().unwrap();
    let other_file = other.path().join("other.pem").display().to_string();
    fs::write(&other_file, Authority::new().pem()).unwrap();
    let said = command(&url, &[("SSL_CERT_FILE", &other_file), ("SSL_CERT_DIR", "/nonexistent")]);
    assert_says(&said, &["not trusted", "SSL_CERT_DIR=/nonexistent: cannot be read"]);
    let der = front.folder.path().join("ca.der");
    let converted = std::process::Command::new("openssl")
        .args(["x509", "-outform", "der", "-in", &ca_file, "-out"])
        .arg(&der)
        .status();
    assert!(converted.unwrap().success());
    let der = der.display().to_string();
    for (variables, words) in [
        ([("SSL_CERT_FILE", "/nonexistent/ca.pem")], ["SSL_CERT_FILE=/nonexistent/ca.pem", "No such file"]),
        ([("SSL_CERT_FILE", &der)], ["SSL_CERT_FILE=", "openssl x509 -inform der"]),
        ([("SSL_CERT_FILE", &folder)], ["SSL_CERT_FILE=", "cannot be read"]),
        ([("SSL_CERT_DIR", "/nonexistent")], ["SSL_CERT_DIR=/nonexistent", "No such file"]),
    ] {
        assert_says(&command(&url, &variables), &words);
    }
}

#[test]
fn without_roots_and_with_a_ca_that_does_not_vouch_both_causes_are_named() {
    let front = Front::new(good, "");
    let other = front.folder.path().join("other.pem");
    fs::write(&other, Authority::new().pem()).unwrap();
    let mut command = fusebill_network_tests::fusebill(env!("CARGO_TARGET_TMPDIR"));
    command.args(["enable-synch", "172677", "--ca-file"]).arg(other);
    command
        .env("FUSEBILL_API_KEY", KEY)
        .env("FUSEBILL_BASE_URL", front.nginx.url())
        .env("SSL_CERT_FILE", "/nonexistent");
    let said = String::from_utf8_lossy(&command.output().unwrap().stderr).into_owned();
    assert_says(&said, &["issued by \"libfusebill test CA\"", "SSL_CERT_FILE=/nonexistent"]);
}

#[test]
fn a_ca_file_is_read_in_the_forms_that_openssl_writes() {
    let front = Front::new(good, "");
    let ca_file = front.ca_file().display().to_string();
    let pem = fs::read_to_string(&ca_file).unwrap();
    let out = front.folder.path().join("trusted.pem");
    let status = std::process::Command::new("openssl")
        .args(["x509", "-trustout", "-addtrust", "serverAuth", "-in", &ca_file, "-out"])
        .arg(&out)
        .status();
    assert!(status.unwrap().success());
    let trusted = fs::read_to_string(&out).unwrap();
    assert!(trusted.contains("BEGIN TRUSTED CERTIFICATE"));
    for purposes in [["-addreject", "serverAuth"], ["-addtrust", "clientAuth"]] {
        let status = std::process::Command::new("openssl")
            .args(["x509", "-trustout", "-in", &ca_file, "-out"])
            .arg(&out)
            .args(purposes)
            .status();
        assert!(status.unwrap().success());
        let error = Client::builder(KEY).ca_file(out.display().to_string()).build().unwrap_err();
        assert_says(error.message(), &["not trusted for TLS servers"]);
    }
    for content in [
        format!("\u{feff}{pem}"),
        pem.replace('\n', "\r\n"),
        pem.replace(" CERTIFICATE", " X509 CERTIFICATE"),
        trusted,
        format!("a comment\n{pem}\nand another"),
        format!("{}\u{feff}{pem}", Authority::new().pem()),
        pem.replace('\n', "\n  "),
    ] {
        fs::write(&ca_file, content).unwrap();
        front.call().unwrap();
    }
}

#[test]
fn the_private_ca_of_one_client_is_no_other_clients() {
    let front = Front::new(good, "");
    let client = Client::builder(KEY).base_url(front.nginx.url()).build().unwrap();
    let error = client.enable_synch(CustomerId::new(172_677).unwrap(), None).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Tls, "{error}");
}

#[test]
fn a_renegotiation_is_named() {
    let authority = Authority::new();
    let folder = TempDir::new().unwrap();
    let ca_file = folder.path().join("ca.pem");
    fs::write(&ca_file, authority.pem()).unwrap();
    // The request to renegotiate may also come within a handshake, which ends that, or this server.
    let is_named = |_| {
        let server = OpenSsl::renegotiating(&authority.issue(&["localhost"]));
        let client = Client::builder(KEY).base_url(server.url()).ca_file(ca_file.display().to_string()).max_attempts(1);
        let error = client.build().unwrap().enable_synch(CustomerId::new(172_677).unwrap(), None).unwrap_err();
        assert!(!error.message().contains("cipher suite"), "{error}");
        error.kind() == ErrorKind::Connection && error.message().contains("renegotiation")
    };
    assert!((0..50).any(is_named));
}

#[test]
fn a_server_without_tls_is_refused() {
    let sandbox = Sandbox::builder().start().unwrap();
    let client = Client::builder(KEY).base_url(sandbox.url().replace("http", "https")).build().unwrap();
    let error = client.enable_synch(CustomerId::new(172_677).unwrap(), None).unwrap_err();
    assert_eq!((error.kind(), error.sent(), sandbox.requests()), (ErrorKind::Tls, Sent::No, 0), "{error}");
    assert_says(error.message(), &["does not speak TLS"]);
}

#[test]
fn a_ca_file_without_certificates_is_refused() {
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
        let answer = client.enable_synch(CustomerId::new(172_677).unwrap(), None).unwrap();
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

#[test]
fn a_thread_with_the_documented_stack_can_call_over_tls() {
    let front = Front::new(good, "");
    let (url, ca_file) = (front.nginx.url(), front.ca_file().display().to_string());
    // The machine's own roots are read, too: this server is not among them.
    let calls = move || {
        let client = Client::builder(KEY).base_url(&url).ca_file(ca_file).build().unwrap();
        client.enable_synch(CustomerId::new(172_677).unwrap(), None).unwrap();
        let stranger = Client::builder(KEY).base_url(&url).max_attempts(1).build().unwrap();
        assert_eq!(stranger.enable_synch(CustomerId::new(172_677).unwrap(), None).unwrap_err().kind(), ErrorKind::Tls);
    };
    // Code that is not optimized needs more than twice the stack; the C programs are tested on the optimized library.
    let stack = if cfg!(debug_assertions) { 384 * 1024 } else { 128 * 1024 };
    std::thread::Builder::new().stack_size(stack).spawn(calls).unwrap().join().unwrap();
}
