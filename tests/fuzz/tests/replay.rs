//! Replays the committed corpus: every seed, and every input that once found a bug.

use std::{fs, path::Path};

use fusebill_fuzz_targets::TARGETS;

#[test]
fn the_corpus_holds() {
    for (name, target) in TARGETS {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join(name);
        let mut inputs = 0;
        for entry in fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
            target(&fs::read(entry.unwrap().path()).unwrap());
            inputs += 1;
        }
        println!("{name}: {inputs} inputs");
        assert!(inputs > 0, "{name} has no corpus");
    }
}

#[test]
fn every_prefix_of_the_corpus_holds() {
    for (name, target) in TARGETS {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join(name);
        for entry in fs::read_dir(&folder).unwrap().take(20) {
            let whole = fs::read(entry.unwrap().path()).unwrap();
            let step = (whole.len() / 50).max(1);
            for end in (0..whole.len()).step_by(step) {
                target(&whole[..end]);
            }
        }
    }
}
