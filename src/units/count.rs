//! Plain counts, as people read them.

/// So many of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Count(pub u64);

impl Count {
    /// As people read it: `5,440`.
    pub fn human(self) -> String {
        let digits = self.0.to_string();
        let mut text = String::with_capacity(digits.len() + digits.len() / 3);
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                text.push(',');
            }
            text.push(digit);
        }
        text
    }

    /// With its first three digits only, rounded down, where more would promise an exactness that is not there: `357,000`.
    pub fn about(self) -> String {
        let mut scale = 1_u64;
        while self.0 / scale >= 1000 {
            scale *= 10;
        }
        Count(self.0 / scale * scale).human()
    }
}

/// A number with the noun for it: `1 copy`, `3 copies`.
pub fn counted(number: impl std::fmt::Display, one: &str, many: &str) -> String {
    let number = number.to_string();
    let noun = if number == "1" { one } else { many };
    format!("{number} {noun}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_no_plural() {
        assert_eq!([counted(0, "copy", "copies"), counted(1_u64, "copy", "copies")], ["0 copies", "1 copy"]);
        assert_eq!(counted(21, "day", "days"), "21 days");
    }

    #[test]
    fn reads_well() {
        for (count, human, about) in [
            (0, "0", "0"),
            (999, "999", "999"),
            (5_440, "5,440", "5,440"),
            (357_913, "357,913", "357,000"),
            (1_234_567, "1,234,567", "1,230,000"),
            (u64::MAX, "18,446,744,073,709,551,615", "18,400,000,000,000,000,000"),
        ] {
            assert_eq!((Count(count).human().as_str(), Count(count).about().as_str()), (human, about));
        }
    }
}
