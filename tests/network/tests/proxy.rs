//! A real CONNECT proxy between the client and TLS.

use std::{
    fs,
    io::{Read, Write},
    ops::ControlFlow,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use fusebill::{BatchOptions, CancelToken, Client, ClientBuilder, CustomerId, Error, ErrorKind, Response, Sent, Stop};
use fusebill_network_tests::{
    Authority, Nginx, Squid,
    chaos::{Misbehaving, request, reset},
};
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

    fn builder(&self, proxy: &str) -> ClientBuilder {
        Client::builder(KEY).base_url(self.nginx.url()).ca_file(self.ca_file()).proxy(proxy)
    }

    fn client(&self, proxy: &str) -> Client {
        self.builder(proxy).max_attempts(1).build().unwrap()
    }

    fn call(&self, proxy: &str) -> Result<Response, Error> {
        self.client(proxy).enable_synch(CustomerId::new(172_677).unwrap(), None)
    }

    /// The command in its own process, with proxy variables.
    fn command(&self, variables: &[(&str, String)]) -> std::process::Output {
        let mut command = fusebill_network_tests::fusebill(env!("CARGO_TARGET_TMPDIR"));
        command.args(["enable-synch", "172677", "--ca-file", &self.ca_file()]);
        command.env("FUSEBILL_API_KEY", KEY).env("FUSEBILL_BASE_URL", self.nginx.url()).envs(variables.iter().cloned());
        command.output().unwrap()
    }
}

#[test]
fn calls_go_through_the_tunnel() {
    let (api, squid) = (Api::new(), Squid::open());
    let client = api.client(&format!("http://{}", squid.address()));
    for _ in 0..10 {
        let answer = client.enable_synch(CustomerId::new(172_677).unwrap(), None).unwrap();
        assert_eq!(answer.customer.raw(), fusebill_sandbox::DOCUMENTED_CUSTOMER);
    }
    assert_eq!(api.sandbox.requests(), 10);
}

#[test]
fn a_check_goes_through_the_tunnel_and_names_the_proxy() {
    let (api, squid) = (Api::new(), Squid::open());
    let check = api.client(&format!("http://{}", squid.address())).check(None, &CancelToken::new());
    let json = check.to_json();
    assert_eq!(check.status(), 0, "{json}");
    let made = format!("{} opened a tunnel to ", squid.address());
    let named = format!("the proxy {} (option proxy)", squid.address());
    assert!(json.contains(&made) && json.contains(&named) && json.contains("issued by libfusebill test CA"), "{json}");
    let refused = api.client("http://127.0.0.1:1").check(None, &CancelToken::new());
    assert_eq!((refused.status(), refused.stages.last().unwrap().name), (ErrorKind::Connection.code(), "tcp"));
}

#[test]
fn a_password_opens_the_proxy_and_a_wrong_one_is_final_and_not_quoted() {
    let (api, squid) = (Api::new(), Squid::with_password("clerk", "pa55word"));
    let at = squid.address();
    api.call(&format!("http://clerk:pa55word@{at}")).unwrap();
    for proxy in [format!("http://{at}"), format!("http://clerk:s3cret@{at}")] {
        let client = api.builder(&proxy).max_attempts(3).build().unwrap();
        let error = client.enable_synch(CustomerId::new(172_677).unwrap(), None).unwrap_err();
        assert_eq!((error.kind(), error.attempts(), error.sent()), (ErrorKind::Connection, 1, Sent::No), "{error}");
        for words in ["407", &at, "offers Basic", "Access Denied"] {
            assert!(error.message().contains(words), "{words}: {error}");
        }
        assert!(error.concerns_everyone() && !error.to_json().contains("s3cret"), "{error}");
    }
    assert_eq!(api.sandbox.requests(), 1);
}

#[test]
fn a_batch_ends_at_the_first_refusal_of_a_proxy() {
    let (api, squid) = (Api::new(), Squid::with_password("clerk", "pa55word"));
    let client = api.client(&format!("http://clerk:wrong@{}", squid.address()));
    let mut outcomes = Vec::new();
    let summary = client
        .enable_synch_batch((1..=3_000).map(CustomerId::new), &BatchOptions::default(), &Stop::default(), |outcome| {
            outcomes.push(outcome.name());
            ControlFlow::Continue(())
        })
        .unwrap();
    assert_eq!((summary.requests, summary.status(), outcomes), (1, 8, vec!["connection"]));
    assert!(summary.stopped.unwrap().message().contains("407"));
}

#[test]
fn a_proxy_that_forbids_the_way_is_final_and_one_that_is_overloaded_is_asked_again() {
    let api = Api::new();
    for (status, attempts) in
        [("403 Forbidden", 1), ("405 Method Not Allowed", 1), ("502 Bad Gateway", 3), ("503 Busy", 3)]
    {
        let asked = Arc::new(AtomicU32::new(0));
        let counted = Arc::clone(&asked);
        let proxy = Misbehaving::start(move |mut stream| {
            counted.fetch_add(1, Ordering::SeqCst);
            let page = format!(
                "HTTP/1.1 {status}\r\nContent-Type: text/html\r\n\r\n<html><b>Ask the help desk</b>{}",
                "x".repeat(9_000)
            );
            let _ = request(&mut stream) && stream.write_all(page.as_bytes()).is_ok();
            // The page is endless: the client must not wait for its end.
            std::thread::sleep(Duration::from_secs(3));
        });
        let client = api.builder(&proxy.url()).max_attempts(3).build().unwrap();
        let error = client.enable_synch(CustomerId::new(172_677).unwrap(), None).unwrap_err();
        assert_eq!((error.kind(), asked.load(Ordering::SeqCst)), (ErrorKind::Connection, attempts), "{error}");
        let at = proxy.address().to_string();
        for words in [&status[..3], &at, "Ask the help desk"] {
            assert!(error.message().contains(words), "{words}: {error}");
        }
        assert!(error.message().len() < 500, "{error}");
    }
    let ntlm =
        "HTTP/1.1 407 No\r\nProxy-Authenticate: Negotiate\r\nProxy-Authenticate: NTLM\r\nContent-Length: 0\r\n\r\n";
    let proxy = Misbehaving::answering(ntlm);
    let error = api.call(&proxy.url()).unwrap_err();
    assert!(error.message().contains("offers Negotiate, NTLM; this library supports Basic"), "{error}");
}

#[test]
fn a_proxy_is_not_asked_again_before_it_allows() {
    let api = Api::new();
    let asked = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&asked);
    let proxy = Misbehaving::start(move |mut stream| {
        counted.fetch_add(1, Ordering::SeqCst);
        let refusal = b"HTTP/1.1 429 No\r\nRetry-After: 2\r\nRetry-After: 900\r\nContent-Length: 0\r\n\r\n";
        let _ = request(&mut stream) && stream.write_all(refusal).is_ok();
    });
    let client = api.builder(&proxy.url()).max_attempts(3).build().unwrap();
    let error = client.enable_synch(CustomerId::new(172_677).unwrap(), None).unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_secs(900)), "{error}");
    assert_eq!(asked.load(Ordering::SeqCst), 1);
}

#[test]
fn a_page_where_the_tunnel_should_be_is_quoted_and_the_proxy_named() {
    let api = Api::new();
    // In one piece with the proxy's head, and when the client has begun its handshake.
    for is_late in [false, true] {
        for (page, words) in [("<html><b>Log in first</b></html>", "Log in first"), ("ann:S3CRET", "not shown")] {
            let proxy = Misbehaving::start(move |mut stream| {
                if !request(&mut stream) {
                    return;
                }
                let page = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{page}", page.len());
                let opened = "HTTP/1.1 200 Connection established\r\n\r\n";
                match is_late {
                    false => drop(stream.write_all(format!("{opened}{page}").as_bytes())),
                    true => {
                        let _ = stream.write_all(opened.as_bytes());
                        let _ = stream.read(&mut [0; 4096]);
                        let _ = stream.write_all(page.as_bytes());
                    }
                }
            });
            let error = api.call(&format!("http://ann:S3CRET@{}", proxy.address())).unwrap_err();
            let named = format!("the proxy {} opened a tunnel, and what came out of it is not TLS", proxy.address());
            assert_eq!(error.kind(), ErrorKind::Tls);
            assert!(error.message().contains(&named) && error.message().contains(words), "{error}");
            assert!(!error.to_json().contains("S3CRET"), "{error}");
        }
    }
}

#[test]
fn a_windows_domain_in_the_user_name_is_sent_as_it_is() {
    let api = Api::new();
    let squid = Squid::with_password("corp\\ann", "pa55word");
    api.call(&format!("http://corp\\ann:pa55word@{}", squid.address())).unwrap();
    api.call(&format!("http=127.0.0.1:1;https=http://corp%5Cann:pa55word@{}", squid.address())).unwrap();
}

#[test]
fn a_proxy_that_hangs_up_is_named() {
    let api = Api::new();
    let closes = Misbehaving::start(|mut stream| {
        let _ = request(&mut stream);
    });
    let resets = Misbehaving::start(|mut stream| {
        let _ = request(&mut stream);
        reset(&stream);
    });
    for proxy in [closes, resets] {
        let error = api.call(&proxy.url()).unwrap_err();
        assert_eq!((error.kind(), error.sent()), (ErrorKind::Connection, Sent::No));
        let words = format!("the proxy {} closed the connection", proxy.address());
        assert!(error.message().contains(&words), "{error}");
    }
}

#[test]
fn a_407_that_is_cut_off_is_final_too() {
    let api = Api::new();
    for response in
        ["HTTP/1.1 407 Pro\r\nProxy-Authenticate: NTLM\r\n", "HTTP/1.1 407", "HTTP/1.1 407 x\r\nX: a\0b\r\n\r\n"]
    {
        let asked = Arc::new(AtomicU32::new(0));
        let counted = Arc::clone(&asked);
        let proxy = Misbehaving::start(move |mut stream| {
            counted.fetch_add(1, Ordering::SeqCst);
            let _ = request(&mut stream) && stream.write_all(response.as_bytes()).is_ok();
        });
        let client = api.builder(&proxy.url()).max_attempts(3).build().unwrap();
        let error = client.enable_synch(CustomerId::new(172_677).unwrap(), None).unwrap_err();
        assert!(error.message().contains("407") && error.concerns_everyone(), "{error}");
        assert_eq!(asked.load(Ordering::SeqCst), 1, "a login is not repeated");
    }
}

#[test]
fn a_proxy_that_is_none_or_echoes_the_password() {
    let api = Api::new();
    let echo = "HTTP/1.1 403 No\r\n\r\nann:S3CRET was bad, YW5uOlMzQ1JFVA== too";
    for (response, words) in [
        (echo, "403"),
        ("HTTP/1.1 999 x\r\nContent-Length: 0\r\n\r\n", "its status is 999"),
        ("<html>proxy error</html>", "does not respond like an HTTP proxy"),
        (
            "HTTP/1.1 302 x\r\nLocation: https://login.corp/?x=S3CRET\r\nContent-Length: 0\r\n\r\n",
            "a redirect to login.corp",
        ),
    ] {
        let proxy = Misbehaving::answering(response);
        let url = proxy.url().replace("http://", "http://ann:S3CRET@");
        let error = api.call(&url).unwrap_err();
        assert!(error.message().contains(words), "{error}");
        assert!(!error.to_json().contains("S3CRET") && !error.to_json().contains("YW5uOl"), "{error}");
    }
    let long = format!("HTTP/1.1 200 ok\r\n{}\r\n", "Set-Cookie: x\r\n".repeat(400));
    let error = api.call(&Misbehaving::answering(long).url()).unwrap_err();
    assert!(error.message().contains("does not respond like an HTTP proxy"), "{error}");
}

#[test]
fn a_proxy_may_have_an_ipv6_address() {
    let Ok(listener) = std::net::TcpListener::bind("[::1]:0") else { panic!("this machine has no IPv6 loopback") };
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let _ = request(&mut stream) && stream.write_all(b"HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n").is_ok();
    });
    let error = Api::new().call(&format!("http://[::1]:{port}")).unwrap_err();
    assert!(error.message().contains(&format!("the proxy [::1]:{port} refused with 403")), "{error}");
}

#[test]
fn a_proxy_that_is_not_there_is_a_connection_error() {
    let error = Api::new().call("http://127.0.0.1:1").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connection, "{error}");
    assert!(error.message().contains("cannot connect to the proxy 127.0.0.1:1"), "{error}");
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
    let error = client.enable_synch(CustomerId::new(1).unwrap(), None).unwrap_err();
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
    let secret = api.command(&[("HTTPS_PROXY", "http://ann:pa@S3CRET#w@127.0.0.1:1".to_owned())]);
    let said = String::from_utf8_lossy(&secret.stderr).into_owned();
    assert_eq!(secret.status.code(), Some(1), "{said}");
    assert!(
        said.contains("HTTPS_PROXY: percent-encode @ # / ? and any non-ASCII character in the password")
            && !said.contains("S3CRET"),
        "{said}"
    );
}
