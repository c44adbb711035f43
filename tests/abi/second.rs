//! Another static library written in Rust, with its own standard library, panic handler and allocator.

/// Adds two numbers, and catches a panic on the way.
#[unsafe(no_mangle)]
pub extern "C" fn second_add(one: i32, other: i32) -> i32 {
    let caught = std::panic::catch_unwind(|| {
        let text = vec![one, other].iter().map(ToString::to_string).collect::<Vec<_>>().join("+");
        assert!(text.len() < 3, "a panic of the second library");
    });
    one + other + i32::from(caught.is_err())
}
