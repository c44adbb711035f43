//! The floor: TcpStream, rustls, httparse and serde_json into an owned struct; no deadline, no retry, no quota, nothing.
#![forbid(unsafe_code)]

use std::{
    io::{Read, Write},
    net::TcpStream,
    sync::Arc,
    thread,
};

use fusebill_floor::{Customer, Task};
use rustls::{
    ClientConfig, ClientConnection, RootCertStore, StreamOwned,
    pki_types::{CertificateDer, ServerName, pem::PemObject},
};

fn main() {
    let task = Task::from_environment();
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(&task.ca_file).expect("BENCH_CA") {
        roots.add(certificate.expect("a certificate")).expect("a root");
    }
    let config = Arc::new(ClientConfig::builder().with_root_certificates(roots).with_no_client_auth());
    thread::scope(|scope| {
        for _ in 1..task.threads {
            scope.spawn(|| call(&task, Arc::clone(&config)));
        }
        call(&task, Arc::clone(&config));
    });
}

fn call(task: &Task, config: Arc<ClientConfig>) {
    if task.calls == 0 {
        return;
    }
    let name = ServerName::try_from("localhost").expect("a name");
    let socket = TcpStream::connect(&task.authority).expect("a connection");
    socket.set_nodelay(true).expect("nodelay");
    let tls = ClientConnection::new(config, name).expect("TLS");
    let mut stream = StreamOwned::new(tls, socket);
    let request = format!(
        "POST /v1/Salesforce/EnableSynch/172677 HTTP/1.1\r\nHost: {}\r\nAuthorization: Basic {}\r\n\
         Content-Type: application/json\r\nContent-Length: 0\r\n\r\n",
        task.authority, task.key
    );
    let mut buffer = vec![0; 16 * 1024];
    for _ in 0..task.calls {
        stream.write_all(request.as_bytes()).expect("a request");
        let customer = answer(&mut stream, &mut buffer);
        assert_eq!(customer.salesforce_synch_status.as_deref(), Some("Enabled"));
    }
}

fn answer(stream: &mut impl Read, buffer: &mut [u8]) -> Customer {
    let mut filled = 0;
    loop {
        filled += stream.read(&mut buffer[filled..]).expect("an answer");
        let mut lines = [httparse::EMPTY_HEADER; 32];
        let mut response = httparse::Response::new(&mut lines);
        let httparse::Status::Complete(head) = response.parse(&buffer[..filled]).expect("HTTP") else { continue };
        let length = response.headers.iter().find(|header| header.name.eq_ignore_ascii_case("content-length"));
        let length: usize =
            std::str::from_utf8(length.expect("a length").value).expect("text").parse().expect("a number");
        while filled < head + length {
            filled += stream.read(&mut buffer[filled..]).expect("a body");
        }
        return serde_json::from_slice(&buffer[head..head + length]).expect("a customer");
    }
}
