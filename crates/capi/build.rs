//! Gives the shared library its soname.

fn main() {
    let os = std::env::var("CARGO_CFG_TARGET_OS").unwrap_or_default();
    if os == "linux" {
        println!("cargo:rustc-cdylib-link-arg=-Wl,-soname,libfusebill.so.0");
        println!("cargo:rustc-cdylib-link-arg=-Wl,-z,relro,-z,now");
        // The library stays where it is after dlclose: a thread that called it has destructors of its thread-locals there.
        println!("cargo:rustc-cdylib-link-arg=-Wl,-z,nodelete");
    }
    println!("cargo:rerun-if-changed=build.rs");
}
