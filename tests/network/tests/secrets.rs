//! The key is in the memory of the process while a client exists, and not afterwards.

use std::{
    fs::{self, File},
    io::{Read, Seek, SeekFrom},
};

use fusebill::{Client, CustomerId};
use fusebill_network_tests::{Authority, Nginx, chaos::Misbehaving};

/// How often the bytes occur in the writable memory of this process, as in a core dump. They are passed in encoded, so that
/// the search does not find itself.
fn found(encoded: &[u8]) -> usize {
    let maps = fs::read_to_string("/proc/self/maps").unwrap();
    let mut memory = File::open("/proc/self/mem").unwrap();
    let mut times = 0;
    for line in maps.lines().filter(|line| line.contains(" rw") && !line.contains("[v")) {
        let (begin, end) = line.split(' ').next().unwrap().split_once('-').unwrap();
        let address = |text: &str| u64::from_str_radix(text, 16).unwrap();
        let mut bytes = vec![0; (address(end) - address(begin)) as usize];
        memory.seek(SeekFrom::Start(address(begin))).unwrap();
        if memory.read_exact(&mut bytes).is_ok() {
            let hit = |window: &[u8]| window.iter().zip(encoded).all(|(byte, code)| *byte == !code);
            times += bytes.windows(encoded.len()).filter(|window| hit(window)).count();
        }
        // What was copied here must not be found by the next search.
        bytes.fill(0);
    }
    times
}

/// A key that is nowhere in the program: its characters are generated one by one.
fn key(seed: u8) -> (String, Vec<u8>) {
    let letters: Vec<u8> = (0..32).map(|at| b'A' + (at * 7 + seed) % 26).collect();
    let encoded = letters[4..28].iter().map(|byte| !byte).collect();
    (String::from_utf8(letters).unwrap(), encoded)
}

#[test]
fn the_key_is_gone_when_the_client_is() {
    // The servers run in another process or keep nothing, so every copy that is found is the client's.
    let back = Misbehaving::start(|mut stream| {
        use std::io::Write;
        let mut head = [0; 2048];
        while let Ok(1..) = stream.read(&mut head) {
            head.fill(0);
            let body = fusebill_sandbox::DOCUMENTED_CUSTOMER;
            let _ = write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len());
        }
    });
    let authority = Authority::new();
    let nginx = Nginx::start(back.address(), &authority.issue(&["localhost"]), "");
    let folder = tempfile::TempDir::new().unwrap();
    let ca_file = folder.path().join("ca.pem");
    fs::write(&ca_file, authority.pem()).unwrap();
    for (seed, url) in [(1, back.url()), (2, nginx.url())] {
        let (secret, encoded) = key(seed);
        let client = Client::builder(secret).base_url(&url).ca_file(ca_file.display().to_string()).build().unwrap();
        for _ in 0..3 {
            client.enable_synch(CustomerId::new(172_677).unwrap(), None).unwrap();
        }
        client.enable_synch(CustomerId::new(7).unwrap(), None).unwrap_err();
        assert!(found(&encoded) > 0, "{url}: the search finds what is there");
        drop(client);
        assert_eq!(found(&encoded), 0, "{url}: copies of the key are left in memory");
    }
}
