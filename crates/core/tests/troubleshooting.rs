//! The messages on `docs/troubleshooting.md` are those of the source: each is looked for there.

use std::{fs, path::Path};

/// Appends the text of every Rust file below a folder, without the line breaks inside of string literals.
fn read(folder: &Path, text: &mut String) {
    for entry in fs::read_dir(folder).expect("a folder of the project") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            read(&path, text);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let file = fs::read_to_string(&path).expect("a source file");
            for line in file.lines().map(str::trim_start) {
                match line.strip_suffix('\\') {
                    Some(begun) => text.push_str(begun),
                    None => *text += &format!("{line}\n"),
                }
            }
        }
    }
}

#[test]
fn every_message_is_in_the_source() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    // The vendor's own words are in the table of cases.
    let mut source = fs::read_to_string(root.join("tests/conformance/cases.json")).expect("cases.json");
    for folder in ["crates/core/src", "crates/cli/src"] {
        read(&root.join(folder), &mut source);
    }
    let page = fs::read_to_string(root.join("docs/troubleshooting.md")).expect("the page");
    let messages: Vec<&str> = page.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect();
    let gone: Vec<&&str> = messages.iter().filter(|message| !source.contains(**message)).collect();
    assert!(gone.is_empty(), "not in the source: {gone:?}");
    assert!(messages.len() > 30, "the page is whole");
}
