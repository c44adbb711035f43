//! By what a customer and an account are the same, the strongest key first.

use std::hash::{BuildHasher, RandomState};

/// What both sides may have.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Key {
    /// The account's FB.Id is the customer's id.
    FbId,
    /// The account's FB.Customer Id is the customer's reference.
    Reference,
    Email,
    Name,
}

impl Key {
    pub(super) const ALL: [Self; 4] = [Self::FbId, Self::Reference, Self::Email, Self::Name];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::FbId => "FB.Id",
            Self::Reference => "reference",
            Self::Email => "e-mail",
            Self::Name => "company name",
        }
    }

    /// The texts that are compared, of one field.
    pub(super) fn texts(self, field: &str) -> Vec<String> {
        let texts: Vec<String> = match self {
            Self::FbId | Self::Reference => vec![field.trim().to_owned()],
            // A field may have several.
            Self::Email => field
                .split(|c: char| c.is_whitespace() || matches!(c, ';' | ','))
                .filter(|address| address.contains('@'))
                .map(str::to_lowercase)
                .collect(),
            // Capitals first: ß has none but SS.
            Self::Name => vec![field.to_uppercase().to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")],
        };
        texts.into_iter().filter(|text| !text.is_empty()).collect()
    }
}

/// Texts as numbers that are the same for the same text, so that a million of them fit into little memory. Two texts have the
/// same number with a probability of 2^-128, and nobody can bring it about, because the numbers differ from run to run.
#[derive(Default)]
pub(super) struct Digests(RandomState, RandomState);

impl Digests {
    /// That of a reference, if there is one.
    pub(super) fn of_reference(&self, field: &str) -> Option<u128> {
        Key::Reference.texts(field).first().map(|text| self.of(text))
    }

    pub(super) fn of(&self, text: &str) -> u128 {
        u128::from(self.0.hash_one(text)) << 64 | u128::from(self.1.hash_one(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_contract_says_is_set_aside() {
        for (key, field, texts) in [
            (Key::Name, "  Stolen\u{a0} BIKES ", &["stolen bikes"][..]),
            (Key::Name, "Stolen Bikes Ltd", &["stolen bikes ltd"]),
            (Key::Name, "Straße ΟΔΟΣ", &["strasse οδος"]),
            (Key::Name, " ", &[]),
            (Key::Email, "John@Example.com; jane@example.com,", &["john@example.com", "jane@example.com"]),
            (Key::Email, "n/a", &[]),
            (Key::Reference, " R-1 ", &["R-1"]),
            (Key::Reference, "", &[]),
        ] {
            assert_eq!(key.texts(field), texts, "{field}");
        }
        let digests = Digests::default();
        assert!(digests.of("a") == digests.of("a") && digests.of("a") != digests.of("A"));
    }
}
