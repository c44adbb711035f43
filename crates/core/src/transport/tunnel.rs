//! Through a CONNECT proxy, as RFC 9110 has it.

use std::io::{self, Read, Write};

use base64::{Engine, prelude::BASE64_STANDARD};
use zeroize::Zeroizing;

use super::{BUFFER, input::Input, trouble::Stop};
use crate::{base_url::BaseUrl, proxy::Proxy};

/// Asks the proxy behind `stream` for a way to the API.
pub(super) fn open(stream: &mut (impl Read + Write), base: &BaseUrl, proxy: &Proxy) -> io::Result<()> {
    let target = base.host_and_port();
    let mut request = Zeroizing::new(format!("CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n"));
    if let Some(credentials) = proxy.credentials() {
        let encoded = Zeroizing::new(BASE64_STANDARD.encode(credentials));
        request.push_str("Proxy-Authorization: Basic ");
        request.push_str(&encoded);
        request.push_str("\r\n");
    }
    request.push_str("\r\n");
    stream.write_all(request.as_bytes())?;
    let mut buffer = [0; BUFFER];
    let mut input = Input::new(stream, &mut buffer);
    match input.head()?.status {
        200..=299 if input.is_used_up() => Ok(()),
        200..=299 => Err(Stop::Tls("something spoke before this side began".into()).into()),
        status => Err(Stop::Proxy(status).into()),
    }
}
