//! The fuzz targets by name: the fuzzers in `fuzz/` run them on generated input, the tests here on the corpus.
#![forbid(unsafe_code)]

/// Takes any bytes, and panics if something is wrong.
pub type Target = fn(&[u8]);

/// Every target that does not need C.
pub const TARGETS: [(&str, Target); 11] = [
    ("answer", fusebill::fuzz::answer),
    ("envelope", fusebill::fuzz::envelope),
    ("quota", |data| text(data, fusebill::fuzz::quota)),
    ("options", |data| text(data, fusebill::fuzz::options)),
    ("pointer", |data| text(data, fusebill::fuzz::pointer)),
    ("ids", fusebill_cli::fuzz_ids),
    ("resume", fusebill::fuzz::resume),
    ("page", fusebill::fuzz::page),
    ("list", fusebill::fuzz::list),
    ("request", |data| text(data, fusebill::fuzz::request)),
    ("pem", fusebill::fuzz::pem),
];

/// Runs one of them.
pub fn run(name: &str, data: &[u8]) {
    let (_, target) = TARGETS.iter().find(|(known, _)| *known == name).expect("a known target");
    target(data);
}

fn text(data: &[u8], target: fn(&str)) {
    if let Ok(text) = std::str::from_utf8(data) {
        target(text);
    }
}
