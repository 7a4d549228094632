//! Dotted versions that compare by number. Private to the catalogue: outside, one asks for a capability.

/// `0.39.0`, `3.6`: numbers between dots. `3.10` is after `3.9`, and `3.6` before `3.6.0`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Version(Vec<u32>);

impl Version {
    /// Reads one; anything but numbers and dots is none.
    pub(super) fn parse(text: &str) -> Option<Self> {
        // `parse` alone would take a sign.
        let number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse().ok())?;
        text.split('.').map(number).collect::<Option<Vec<u32>>>().map(Version)
    }

    /// Its first two numbers, the release line: `3.6` of `3.6.1`.
    pub(super) fn line(&self) -> Option<(u32, u32)> {
        match self.0.as_slice() {
            [major, minor, ..] => Some((*major, *minor)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_not_letters_decide() {
        let order = ["0.9.0", "0.39.0", "0.45.2", "0.51.0", "1.0.0", "3.6", "3.6.0", "3.9.2", "3.10.0"];
        let read: Vec<_> = order.iter().map(|text| Version::parse(text).unwrap()).collect();
        assert!(read.windows(2).all(|pair| pair[0] < pair[1]), "{read:?}");
    }

    #[test]
    fn other_texts_are_no_versions() {
        for text in ["", "v1.2", "1..2", "1.", "+1.2", "1.2-IV0", "99999999999.1"] {
            assert_eq!(Version::parse(text), None, "{text:?}");
        }
    }
}
