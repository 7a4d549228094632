//! Shares of a whole: of a disk, of a limit.

use super::{Human, Misread, Mistake, written_as_text};

/// A share of a whole, in hundredths of a percent: 10,000 is all of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ratio(pub u32);

impl Ratio {
    /// So many percent.
    pub const fn percent(count: u32) -> Ratio {
        Ratio(count.saturating_mul(100))
    }

    /// As a decimal fraction, as PromQL wants it: `0.85`.
    pub fn fraction(self) -> String {
        trimmed(self.0, 4)
    }

    /// As people read it: `85%`.
    pub fn human(self) -> String {
        format!("{}%", trimmed(self.0, 2))
    }
}

/// A number of 10^-places as a decimal without needless zeros.
fn trimmed(number: u32, places: u32) -> String {
    let scale = 10u32.pow(places);
    let fraction = format!("{:0width$}", number % scale, width = places as usize);
    let fraction = fraction.trim_end_matches('0');
    if fraction.is_empty() { (number / scale).to_string() } else { format!("{}.{fraction}", number / scale) }
}

impl Human for Ratio {
    const WHAT: &'static str = "a share";
    const FORM: &'static str = "a share: a percentage such as `85%`, or a fraction such as `0.85`";
    const EXAMPLE: &'static str = "85%";
    const PATTERN: &'static str = r"^[0-9]+(\.[0-9]{1,2})?%$";
    const BARE: bool = true;

    fn read(text: &str) -> Result<Self, Misread> {
        let number = text.strip_suffix('%').and_then(|digits| digits.trim_end().parse::<f64>().ok());
        match number {
            Some(percent) => Self::read_number(percent / 100.0),
            None => Err(Misread::new(
                Mistake::Form,
                format!("{text:?} is not a share"),
                "write a percentage such as \"85%\", or a fraction such as 0.85",
            )),
        }
    }

    fn read_number(number: f64) -> Result<Self, Misread> {
        if !(0.0..=1.0).contains(&number) {
            return Err(Misread::new(
                Mistake::Range,
                format!("{number} is not a share: it must be from 0 to 1, or from 0% to 100%"),
                "write a percentage such as \"85%\", or a fraction such as 0.85",
            ));
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 10,000")]
        let hundredths = (number * 10_000.0).round() as u32;
        Ok(Ratio(hundredths))
    }
}

written_as_text!(Ratio);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_prints() {
        assert_eq!(Ratio::read("85%"), Ok(Ratio(8500)));
        assert_eq!(Ratio::read_number(0.8), Ok(Ratio(8000)));
        assert_eq!(Ratio::read("12.5%").map(Ratio::fraction).unwrap(), "0.125");
        assert_eq!(Ratio(10_000).fraction(), "1");
        assert_eq!(Ratio(8500).human(), "85%");
        for text in ["85", "%", "101%", "-1%", "NaN%"] {
            assert!(Ratio::read(text).is_err(), "{text}");
        }
        assert!(Ratio::read_number(85.0).is_err());
    }
}
