//! Linux: the soname. Windows: the version resource, and names without decoration.

use std::env;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let target = |name: &str| env::var(format!("CARGO_CFG_TARGET_{name}")).unwrap_or_default();
    let argument = |argument: &str| println!("cargo:rustc-cdylib-link-arg={argument}");
    match target("OS").as_str() {
        "linux" => {
            argument("-Wl,-soname,libfusebill.so.0");
            argument("-Wl,-z,relro,-z,now");
            // The library stays where it is after dlclose: a thread that called it has destructors of its thread-locals
            // there.
            argument("-Wl,-z,nodelete");
        }
        "windows" => {
            // On x86 the linker would export fusebill_x@8, which neither VB6's Declare nor GetProcAddress looks for.
            if (target("ARCH"), target("ENV")) == ("x86".into(), "gnu".into()) {
                argument("-Wl,--kill-at");
            }
            let mut resource = winresource::WindowsResource::new();
            resource.set("FileDescription", "libfusebill, an unofficial client of the Fusebill (Stax Bill) API");
            resource.set("ProductName", "libfusebill").set("OriginalFilename", "fusebill.dll").set_language(0x0409);
            resource.compile().expect("windres");
        }
        _ => {}
    }
}
