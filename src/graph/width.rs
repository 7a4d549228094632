//! How wide a text is at most, whatever font a viewer has: nothing in a picture may stick out of its box.
//!
//! A picture brings no font along. The widths are those of the widest of the fonts that viewers fall back to (DejaVu Sans and
//! its bold, which has the widths of Verdana), so with most others there is a little room left.

/// How a text is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Font {
    /// The title of the picture.
    Title,
    /// What is below the title, and the legend.
    Plain,
    /// Names in boxes.
    Name,
    /// Numbers and such in boxes.
    Detail,
    /// Headings of columns and captions of frames.
    Caption,
}

/// The widths of `' '..='~'`, in hundredths of the font's size, rounded up.
const REGULAR: [u8; 95] = [
    32, 41, 46, 84, 64, 96, 78, 28, 40, 40, 50, 84, 32, 37, 32, 34, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 34, 34, 84,
    84, 84, 56, 102, 69, 69, 73, 78, 67, 62, 78, 76, 30, 50, 67, 56, 87, 75, 79, 67, 79, 73, 67, 62, 74, 69, 99, 69,
    67, 69, 40, 34, 40, 84, 56, 50, 62, 64, 55, 64, 62, 36, 64, 64, 28, 28, 58, 28, 98, 64, 62, 64, 64, 42, 53, 40, 64,
    60, 82, 60, 60, 53, 64, 34, 64, 84,
];

/// The same in bold.
const BOLD: [u8; 95] = [
    35, 46, 53, 84, 70, 101, 88, 31, 46, 46, 53, 84, 38, 42, 38, 37, 70, 70, 70, 70, 70, 70, 70, 70, 70, 70, 40, 40,
    84, 84, 84, 62, 100, 78, 77, 74, 84, 69, 69, 83, 84, 38, 56, 78, 64, 100, 84, 86, 74, 86, 78, 73, 69, 82, 78, 111,
    78, 73, 73, 46, 37, 46, 84, 56, 50, 68, 72, 60, 72, 68, 44, 72, 72, 35, 35, 67, 35, 105, 72, 69, 72, 72, 50, 60,
    48, 72, 66, 93, 65, 66, 59, 72, 37, 72, 84,
];

impl Font {
    /// All of them.
    pub const ALL: [Font; 5] = [Font::Title, Font::Plain, Font::Name, Font::Detail, Font::Caption];

    /// Its size in pixels.
    pub const fn size(self) -> i32 {
        match self {
            Font::Title => 20,
            Font::Plain => 12,
            Font::Name => 13,
            Font::Detail | Font::Caption => 11,
        }
    }

    /// Whether it is bold.
    pub const fn is_bold(self) -> bool {
        matches!(self, Font::Title | Font::Name | Font::Caption)
    }

    /// How wide a text is at most, in pixels.
    pub fn width(self, text: &str) -> i32 {
        let hundredths: i64 = text.chars().map(|c| i64::from(self.advance(c))).sum();
        let pixels = (hundredths * i64::from(self.size())).div_euclid(100) + 1;
        i32::try_from(pixels).unwrap_or(i32::MAX)
    }

    /// The width of a character, in hundredths of the size.
    fn advance(self, c: char) -> i32 {
        let table = if self.is_bold() { &BOLD } else { &REGULAR };
        let known = u32::from(c).checked_sub(0x20).and_then(|at| table.get(at as usize));
        known.map_or_else(|| other(c), |width| i32::from(*width))
    }
}

/// What is not ASCII: generous, as the font may be any, and more so for the few that are sentences in one character.
fn other(c: char) -> i32 {
    match c {
        '·' => 38,
        '×' => 84,
        '…' => 100,
        '⟨' | '⟩' => 50,
        '\u{FDFD}' => 1600,
        '\u{FDFA}' | '\u{FDFB}' | '\u{2E3B}' => 600,
        '\u{12000}'..='\u{1254F}' => 800,
        '\u{A0}'..='\u{24F}' | '\u{370}'..='\u{52F}' => 125,
        _ => 190,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_are_those_of_wide_fonts() {
        assert_eq!(Font::Title.width(""), 1);
        // DejaVu Sans: 1255, 569 and 1995 of 2048, times 12.
        assert_eq!(Font::Plain.width("aim"), 23);
        assert!(Font::Caption.width("notification") > Font::Detail.width("notification"));
        assert_eq!(Font::Detail.width("\u{FDFD}"), 177);
    }
}
