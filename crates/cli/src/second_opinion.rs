//! `fusebill check --second-opinion`: the same read-only request through another HTTP client, ureq, when the library's own
//! fails. If it gets further, the fault is the library's; if not, it is the network's, the proxy's or the server's.

use std::{fs, path::Path, sync::Arc, time::Duration};

use fusebill::Check;
use ureq::{
    Agent, Proxy,
    tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem},
};

use crate::args::ClientArgs;

/// The stages of a call, in order; a check ends at the first that fails.
const STAGES: [&str; 5] = ["dns", "tcp", "proxy", "tls", "api"];

/// The request of the check's stage `api`.
const PATH: &str = "customers/?pageSize=1";

/// The name of the stage that failed, if it is one of a call, and the status of its response.
pub(crate) fn failed_stage(check: &Check) -> Option<(&'static str, Option<u16>)> {
    let failed = check.stages.iter().find_map(|stage| Some((stage.name, stage.result.as_ref().err()?)))?;
    STAGES.contains(&failed.0).then_some((failed.0, failed.1.http_status()))
}

/// What the other client says, compared with the stage at which the library's own call failed.
pub(crate) fn ask(args: &ClientArgs, base_url: &str, key: &str, (failed, status): (&str, Option<u16>)) -> String {
    let said = match request(args, base_url, key) {
        Ok(found) if status == Some(found) && found >= 300 => {
            format!("got HTTP {found} as well: the server, or what answers for it, is the cause")
        }
        Ok(found) if failed == "api" => {
            format!("got HTTP {found}, a response that this library does not accept; the stage above says why")
        }
        Ok(found) => format!("got HTTP {found}, further than this library: please report it, with this output"),
        Err(ureq::Error::InvalidProxyUrl) => "cannot say anything: it does not understand the proxy's address".into(),
        Err(error) => format!(
            "failed as well, at the stage {}: the network, the proxy or the server is the cause ({})",
            stage_of(&error),
            in_words(&error)
        ),
    };
    format!("another HTTP client (ureq) {said}")
}

/// Makes the request; returns the status.
fn request(args: &ClientArgs, base_url: &str, key: &str) -> Result<u16, ureq::Error> {
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
    let authorization = fusebill::authorization(key).map_err(|error| ureq::Error::BadUri(error.to_string()))?;
    let agent = Agent::new_with_config(builder.build());
    let mut response = agent.get(base_url.to_owned() + PATH).header("Authorization", authorization.as_str()).call()?;
    let status = response.status().as_u16();
    // A response counts when it is there whole.
    response.body_mut().read_to_vec()?;
    Ok(status)
}

fn certificates(file: &Path) -> Result<Vec<Certificate<'static>>, ureq::Error> {
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
        ureq::Error::ConnectProxyFailed(_) => "the proxy refused".into(),
        error => error.to_string().chars().take(200).collect(),
    }
}
