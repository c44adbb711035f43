//! `fusebill check --second-opinion`: the same read-only request through another HTTP client, ureq, when the library's own
//! fails. If it gets further, the fault is the library's; if not, it is the network's, the proxy's or the server's.

use std::{env, fs, sync::Arc, time::Duration};

use fusebill::{Check, DEFAULT_BASE_URL};
use ureq::{
    Agent, Proxy,
    tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem},
};

use crate::args::ClientArgs;

/// The stages of a call, in order; a check ends at the first that fails.
const STAGES: [&str; 5] = ["dns", "tcp", "proxy", "tls", "api"];

/// The request of the check's stage `api`.
const PATH: &str = "/v1/customers/?pageSize=1";

/// The name of the stage that failed, if it is one of a call, and the status of its response.
pub(crate) fn failed_stage(check: &Check) -> Option<(&'static str, Option<u16>)> {
    let failed = check.stages.iter().find_map(|stage| Some((stage.name, stage.result.as_ref().err()?)))?;
    STAGES.contains(&failed.0).then_some((failed.0, failed.1.http_status()))
}

/// What the other client says, compared with the stage at which the library's own call failed.
pub(crate) fn ask(args: &ClientArgs, key: &str, (failed, status): (&str, Option<u16>)) -> String {
    let (reached, words) = match request(args, key) {
        Ok(status) => ("api", format!("got HTTP {status}")),
        Err(error) => {
            let reached = stage_of(&error);
            (reached, format!("failed at the stage {reached}, with: {}", in_words(&error)))
        }
    };
    let place = |name: &str| STAGES.iter().position(|stage| *stage == name);
    let is_same = status.is_some_and(|status| status >= 300 && words == format!("got HTTP {status}"));
    let verdict = match place(reached).cmp(&place(failed)) {
        _ if is_same => "the same, so the server, or what answers for it, is the cause",
        std::cmp::Ordering::Greater => "further than this library: please report it, with this output",
        std::cmp::Ordering::Equal if reached == "api" && words.starts_with("got ") => {
            "a response that this library does not accept; see the stage above for the reason"
        }
        std::cmp::Ordering::Equal => "no further than this library: the network, the proxy or the server is the cause",
        std::cmp::Ordering::Less => "not even as far as this library",
    };
    format!("another HTTP client (ureq) {words}: {verdict}")
}

/// Makes the request; returns the status.
fn request(args: &ClientArgs, key: &str) -> Result<u16, ureq::Error> {
    let roots = match &args.ca_file {
        Some(file) => RootCerts::Specific(Arc::new(certificates(file)?)),
        None => RootCerts::PlatformVerifier,
    };
    let tls = TlsConfig::builder()
        .root_certs(roots)
        .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .build();
    let builder = Agent::config_builder()
        .tls_config(tls)
        .max_redirects(0)
        .http_status_as_error(false)
        .timeout_global(Some(Duration::from_secs_f64(args.timeout)));
    // Without the option, ureq reads the environment itself, which is part of its opinion.
    let builder = match args.proxy.as_deref().map(str::trim) {
        None => builder,
        Some("") => builder.proxy(None),
        Some(proxy) => builder.proxy(Some(Proxy::new(proxy)?)),
    };
    let base = args.base_url.clone().or_else(|| env::var("FUSEBILL_BASE_URL").ok().filter(|url| !url.is_empty()));
    let base = base.unwrap_or_else(|| DEFAULT_BASE_URL.into());
    let base = base.trim().trim_end_matches('/').trim_end_matches("/v1").to_owned();
    let authorization = format!("Basic {}", key.trim().trim_start_matches("Basic ").trim());
    let agent = Agent::new_with_config(builder.build());
    let mut response = agent.get(base + PATH).header("Authorization", authorization).call()?;
    let status = response.status().as_u16();
    // A response counts when it is there whole.
    response.body_mut().read_to_vec()?;
    Ok(status)
}

fn certificates(file: &str) -> Result<Vec<Certificate<'static>>, ureq::Error> {
    let pem = fs::read(file)?;
    let certificate = |item| match item {
        Ok(PemItem::Certificate(certificate)) => Some(certificate),
        _ => None,
    };
    Ok(parse_pem(&pem).filter_map(certificate).collect())
}

/// The stage of a check at which the other client failed.
fn stage_of(error: &ureq::Error) -> &'static str {
    use ureq::{Error, Timeout};
    match error {
        Error::HostNotFound | Error::BadUri(_) | Error::Timeout(Timeout::Resolve) => "dns",
        Error::ConnectionFailed | Error::Timeout(Timeout::Connect) => "tcp",
        Error::InvalidProxyUrl | Error::ConnectProxyFailed(_) => "proxy",
        Error::Tls(_) | Error::Rustls(_) | Error::Pem(_) => "tls",
        Error::Io(error) => match error.get_ref().is_some_and(|inner| inner.is::<rustls::Error>()) {
            true => "tls",
            false if error.kind() == std::io::ErrorKind::ConnectionRefused => "tcp",
            false => "api",
        },
        _ => "api",
    }
}

/// The error, without what may contain a password: a proxy's address.
fn in_words(error: &ureq::Error) -> String {
    match error {
        ureq::Error::InvalidProxyUrl => "the proxy's address is not valid".into(),
        ureq::Error::ConnectProxyFailed(_) => "the proxy refused".into(),
        error => error.to_string().chars().take(200).collect(),
    }
}
