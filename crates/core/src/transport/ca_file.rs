//! Files of trusted certificates, as they are found in practice: PEM in its variants is read; for any other format, the
//! message names it and the command that converts it. No message shows bytes of the file.

use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

use rustls::pki_types::{
    CertificateDer,
    pem::{PemObject, SectionKind},
};

use super::certificate;
use crate::{error::FileProblem, host::above_the_streams, shell::quoted};

/// The most that is read of a file: the name may be that of an endless device.
const LIMIT: u64 = 4 * 1024 * 1024;

/// The certificates of a file, at least one, or why there are none.
pub(super) fn read(path: &Path) -> Result<Vec<CertificateDer<'static>>, FileProblem> {
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(above_the_streams)
        .and_then(|file| file.take(LIMIT + 1).read_to_end(&mut bytes))
        .map_err(|error| FileProblem { why: unreadable(&error), os_error: error.raw_os_error() })?;
    if bytes.len() as u64 > LIMIT {
        return Err(format!("longer than {LIMIT} bytes").into());
    }
    parse(bytes, &quoted(&path.display().to_string())).map_err(FileProblem::from)
}

/// An error of the operating system, without the option and the path.
pub(super) fn unreadable(error: &io::Error) -> String {
    format!("cannot be read: {error}")
}

pub(super) fn parse(bytes: Vec<u8>, path: &str) -> Result<Vec<CertificateDer<'static>>, String> {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let labels = labels(text);
    if labels.is_empty() {
        return Err(format_without_labels(text, path));
    }
    // OpenSSL's other names for the same thing; what follows a "trusted" certificate is cut off below.
    let renamed = String::from_utf8_lossy(text)
        .replace(" TRUSTED CERTIFICATE-----", " CERTIFICATE-----")
        .replace(" X509 CERTIFICATE-----", " CERTIFICATE-----")
        .replace('\u{feff}', "");
    let renamed: Vec<&str> = renamed.lines().map(str::trim).collect();
    let renamed = renamed.join("\n");
    let mut certificates = Vec::new();
    for section in <(SectionKind, Vec<u8>)>::pem_slice_iter(renamed.as_bytes()) {
        match section {
            Ok((SectionKind::Certificate, der)) => certificates.push(of_section(der, certificates.len() + 1)?),
            Ok(_) => {}
            Err(_) => {
                return Err(format!("certificate {} in it is broken: copy the file again", certificates.len() + 1));
            }
        }
    }
    if certificates.is_empty() { Err(format_of_label(&labels[0], path)) } else { Ok(certificates) }
}

/// The label of every `-----BEGIN …-----` line.
fn labels(text: &[u8]) -> Vec<String> {
    let lines = text.split(|byte| *byte == b'\n' || *byte == b'\r');
    let bare = |line: &[u8]| -> Vec<u8> { line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line).trim_ascii().to_vec() };
    lines
        .map(bare)
        .filter_map(|line| {
            let label = line.strip_prefix(b"-----BEGIN ")?.strip_suffix(b"-----")?;
            Some(String::from_utf8_lossy(label).into_owned())
        })
        .collect()
}

fn format_of_label(label: &str, path: &str) -> String {
    match label {
        "PKCS7" | "CMS" => {
            format!("it is PKCS#7; convert it: openssl pkcs7 -print_certs -in {path} -out ca.pem")
        }
        _ if label.ends_with("PRIVATE KEY") => {
            "it contains a private key and no certificate; use the file with the CA's certificate".into()
        }
        "CERTIFICATE REQUEST" | "NEW CERTIFICATE REQUEST" => {
            "it contains a certificate request; use the file with the CA's certificate".into()
        }
        _ => "it has no certificate: no line \"-----BEGIN CERTIFICATE-----\"".into(),
    }
}

fn format_without_labels(bytes: &[u8], path: &str) -> String {
    // The object identifier of PKCS#7, 1.2.840.113549.1.7.
    const PKCS7: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07];
    let head = &bytes[..bytes.len().min(64)];
    let is_pkcs7 = head.windows(PKCS7.len()).any(|window| window == PKCS7);
    match bytes.trim_ascii_start() {
        [] => "it is empty".into(),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => "it is UTF-16 text; save it as ASCII".into(),
        [b'<', ..] => "it is a web page, not a certificate; download the certificate again".into(),
        [0x30, ..] if bytes.first() == Some(&0x30) => match is_pkcs7 {
            // Version 3 at the start: PKCS#12.
            true if head.windows(3).any(|window| window == [2, 1, 3]) => {
                format!("it is PKCS#12 (.pfx); convert it: openssl pkcs12 -nokeys -in {path} -out ca.pem")
            }
            true => format!(
                "it is PKCS#7 in DER; convert it: openssl pkcs7 -inform der -print_certs -in {path} -out ca.pem"
            ),
            false if certificate::CertificateFields::read(bytes).is_some() => {
                format!("it is DER; convert it: openssl x509 -inform der -in {path} -out ca.pem")
            }
            false => "it is DER that is not a certificate; use the file with the CA's certificate".into(),
        },
        [0xfe, 0xed, 0xfe, 0xed, ..] | [0xce, 0xce, 0xce, 0xce, ..] => {
            format!("it is a Java key store; convert it: keytool -list -rfc -keystore {path} > ca.pem")
        }
        [b'M', b'I', ..] => {
            "it is base64 without the lines \"-----BEGIN CERTIFICATE-----\" and \"-----END CERTIFICATE-----\"".into()
        }
        _ => "it is not a PEM file: it has no line \"-----BEGIN CERTIFICATE-----\"".into(),
    }
}

/// Only the certificate: the trust settings of OpenSSL after a "trusted" one are obeyed, and cut off.
fn of_section(mut der: Vec<u8>, number: usize) -> Result<CertificateDer<'static>, String> {
    if let Some(length) = certificate::length_of_first_element(&der) {
        if !certificate::is_trusted_for_servers(&der[length..]) {
            return Err(format!("certificate {number} in it is marked as not trusted for TLS servers"));
        }
        der.truncate(length);
    }
    Ok(CertificateDer::from(der))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_formats_are_named_with_what_to_do() {
        for (bytes, words) in [
            (&b""[..], "empty"),
            (b"  \n", "empty"),
            (b"hello", "not a PEM file"),
            (b"<html>", "web page"),
            (b"\xff\xfe-\0-\0", "UTF-16"),
            (b"MIIBszCCAVmgAwIBAgIU", "without the lines"),
            (b"\xfe\xed\xfe\xed\0\0\0\x02", "keytool -list -rfc -keystore x.bin"),
            (b"\x30\x82\x01\x00", "DER that is not a certificate"),
            (b"\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02", "openssl pkcs7 -inform der -print_certs -in x.bin"),
            (b"\x30\x80\x02\x01\x03\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01", "openssl pkcs12 -nokeys -in x.bin"),
            (b"-----BEGIN PKCS7-----\nMAA=\n-----END PKCS7-----\n", "openssl pkcs7 -print_certs -in x.bin"),
            (b"-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n", "private key"),
            (b"-----BEGIN ENCRYPTED PRIVATE KEY-----\nMAA=\n-----END ENCRYPTED PRIVATE KEY-----\n", "private key"),
            (b"-----BEGIN CERTIFICATE REQUEST-----\nMAA=\n-----END CERTIFICATE REQUEST-----\n", "certificate request"),
            (b"-----BEGIN X509 CRL-----\nMAA=\n-----END X509 CRL-----\n", "no certificate"),
            (b"-----BEGIN CERTIFICATE-----\nMAA=\n", "certificate 1 in it is broken"),
            (b"-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n", "certificate 2 in it is broken"),
        ] {
            let why = parse(bytes.to_vec(), "x.bin").unwrap_err();
            assert!(why.contains(words), "{words}: {why}");
        }
    }

    #[test]
    fn openssls_other_labels_and_a_byte_order_mark_are_read() {
        for label in ["CERTIFICATE", "TRUSTED CERTIFICATE", "X509 CERTIFICATE"] {
            // An empty sequence, and something after it.
            let text = format!("\u{feff}a comment\r\n-----BEGIN {label}-----\r\nMAAwAA==\r\n-----END {label}-----\r\n");
            assert_eq!(parse(text.into_bytes(), "x").unwrap(), [CertificateDer::from(vec![0x30, 0])], "{label}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_file_gives_certificates_or_a_sentence(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..400)) {
            match parse(bytes, "x") {
                Ok(certificates) => proptest::prop_assert!(!certificates.is_empty()),
                Err(why) => proptest::prop_assert!(why.len() < 200 && !why.chars().any(char::is_control)),
            }
        }
    }
}
