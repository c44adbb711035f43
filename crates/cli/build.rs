//! The version resource of the command on Windows.

use std::env;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    if env::var("CARGO_CFG_TARGET_OS").as_deref() == Ok("windows") {
        let mut resource = winresource::WindowsResource::new();
        resource
            .set("FileDescription", "The command of libfusebill, an unofficial client of the Fusebill (Stax Bill) API");
        resource.set("ProductName", "libfusebill").set("OriginalFilename", "fusebill.exe").set_language(0x0409);
        resource.compile().expect("windres");
    }
}
