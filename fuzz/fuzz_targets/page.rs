#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fusebill_fuzz_targets::run("page", data));
