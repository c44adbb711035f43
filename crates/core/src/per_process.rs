//! State of the process. A child of `fork` has its parent's memory, but none of its threads: a lock that one of them held stays
//! locked for ever, a value that one of them was making is never made, and a count of calls in flight never falls. So nothing
//! that locks or waits is a plain static: it is a [`PerProcess`], or a [`OnceBox`], which never waits.

use std::process;

pub(crate) use once_cell::race::OnceBox;

/// A value of this process; a child of `fork` makes its own.
#[doc(hidden)]
pub struct PerProcess<T>(OnceBox<Node<T>>);

struct Node<T> {
    process: u32,
    value: T,
    child: PerProcess<T>,
}

impl<T> PerProcess<T> {
    #[expect(clippy::new_without_default, reason = "for statics, which need a constant")]
    pub const fn new() -> Self {
        Self(OnceBox::new())
    }

    /// The value of this process, made by `make` from that of the parent, which may be locked. Two threads may make it at
    /// the same time; all get the same one.
    pub fn get_or_init(&self, make: impl Fn(Option<&T>) -> T) -> &T {
        let this = process::id();
        let (mut place, mut parent) = (self, None);
        loop {
            let new = || Box::new(Node { process: this, value: make(parent), child: Self::new() });
            let node = place.0.get_or_init(new);
            if node.process == this {
                return &node.value;
            }
            (place, parent) = (&node.child, Some(&node.value));
        }
    }
}

impl<T: Default> PerProcess<T> {
    /// The value of this process, which begins as the default.
    pub(crate) fn get(&self) -> &T {
        self.get_or_init(|_| T::default())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    #[test]
    fn it_is_the_same_in_every_thread() {
        static ALL: PerProcess<Mutex<Vec<u8>>> = PerProcess::new();
        std::thread::scope(|scope| {
            for at in 0..8 {
                scope.spawn(move || ALL.get().lock().unwrap().push(at));
            }
        });
        assert_eq!(ALL.get().lock().unwrap().len(), 8);
    }

    #[test]
    fn a_child_makes_its_own_from_its_parents() {
        let parents = Node { process: process::id().wrapping_add(1), value: 7, child: PerProcess::new() };
        let all = PerProcess(OnceBox::new());
        assert!(all.0.set(Box::new(parents)).is_ok());
        assert_eq!(*all.get_or_init(|parent| parent.copied().unwrap_or(0) + 1), 8);
        assert_eq!(*all.get_or_init(|_| 0), 8, "once");
    }
}
