//! JSON texts of every kind as bodies of answers, through the whole client: never a crash, a hang or a wrong success.
//!
//! The files are named as in JSONTestSuite: `y_` must be read, `n_` must not, `i_` may be. Those in tests/json are our own
//! in the same spirit; `FUSEBILL_JSON_SUITE=FOLDER` runs any other folder of them.

use std::{
    fs,
    io::{Read, Write},
    net::TcpListener,
    path::PathBuf,
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

use fusebill::{Client, CustomerId, ErrorKind};

/// A server that answers 200 with whatever body is set.
fn server() -> (String, Arc<Mutex<Vec<u8>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let body = Arc::new(Mutex::new(Vec::new()));
    let shared = Arc::clone(&body);
    thread::spawn(move || {
        for mut stream in listener.incoming().map_while(Result::ok) {
            let mut head = [0; 4096];
            while let Ok(1..) = stream.read(&mut head) {
                let body = shared.lock().unwrap().clone();
                let _ = write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", body.len());
                let _ = stream.write_all(&body);
            }
        }
    });
    (url, body)
}

#[test]
fn json_of_every_kind_is_read_or_refused() {
    let own = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/json");
    let folder = std::env::var_os("FUSEBILL_JSON_SUITE").map_or(own, PathBuf::from);
    let (url, body) = server();
    let client = Client::builder("MDpz").base_url(url).timeout(Duration::from_secs(5)).max_attempts(1).build().unwrap();
    let id = CustomerId::new(7).unwrap();
    let mut files = 0;
    for entry in fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let Some(kind) = name.strip_suffix(".json").and_then(|name| name.split('_').next()) else { continue };
        let text = fs::read(&path).unwrap();
        files += 1;

        // As the whole body it is not a customer.
        *body.lock().unwrap() = text.clone();
        let error = client.enable_synch(id, None).expect_err(&name);
        assert_eq!(error.kind(), ErrorKind::BadResponse, "{name}: {error}");

        // As a member of one it decides whether there is a customer.
        let customer = [&br#"{"id":7,"it":"#[..], &text, &b"}"[..]].concat();
        body.lock().unwrap().clone_from(&customer);
        match (kind, client.enable_synch(id, None)) {
            ("n", Ok(_)) if is_complete_elsewhere(&name) => {}
            ("n", Ok(answer)) => panic!("{name} was taken: {:?}", answer.customer),
            ("y", Err(error)) => panic!("{name} was refused: {error}"),
            (_, Ok(answer)) => assert_eq!(answer.customer.raw().as_bytes(), customer, "{name}"),
            (_, Err(error)) => assert_eq!(error.kind(), ErrorKind::BadResponse, "{name}: {error}"),
        }
    }
    println!("{files} files");
    assert!(files >= 40, "{} holds {files} files", folder.display());
}

/// Texts that are wrong by themselves but right as a part: what ends in a member of its own.
fn is_complete_elsewhere(name: &str) -> bool {
    name.contains("object_trailing_comment") || name == "n_structure_close_unopened_array.json"
}
