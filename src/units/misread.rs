//! What is wrong with a quantity that somebody wrote.

/// Why a text is no quantity, and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misread {
    /// The kind of mistake.
    pub mistake: Mistake,
    /// What is wrong.
    pub text: String,
    /// What to write.
    pub help: String,
}

/// The kinds of mistakes in a quantity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mistake {
    /// It is not a number with a unit at all.
    Form,
    /// The unit is missing or unknown.
    Unit,
    /// The number is too large, too small or not whole.
    Range,
}

/// Stands between the parts of the wire form; the spec reader refuses control characters in keys and the parts are ours.
const SEPARATOR: char = '\u{1f}';

impl Misread {
    pub(super) fn new(mistake: Mistake, text: impl Into<String>, help: impl Into<String>) -> Self {
        Misread { mistake, text: text.into(), help: help.into() }
    }

    /// The form in which it passes through `serde::de::Error::custom`, which takes nothing but text.
    pub fn to_wire(&self) -> String {
        let letter = match self.mistake {
            Mistake::Form => 'f',
            Mistake::Unit => 'u',
            Mistake::Range => 'r',
        };
        format!("{letter}{SEPARATOR}{}{SEPARATOR}{}", self.text, self.help)
    }

    /// Reads the wire form; nothing for a text that is none.
    pub fn from_wire(text: &str) -> Option<Misread> {
        let (letter, rest) = text.split_once(SEPARATOR)?;
        // The help is ours and holds no separator; the text quotes what somebody wrote and might.
        let (text, help) = rest.rsplit_once(SEPARATOR)?;
        let mistake = match letter {
            "f" => Mistake::Form,
            "u" => Mistake::Unit,
            "r" => Mistake::Range,
            _ => return None,
        };
        Some(Misread::new(mistake, text, help))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wire_form_reads_back() {
        let misread = Misread::new(Mistake::Range, "\"1\u{1f}d\" is odd", "write \"1d\"");
        assert_eq!(Misread::from_wire(&misread.to_wire()), Some(misread));
        assert_eq!(Misread::from_wire("unknown field"), None);
    }
}
