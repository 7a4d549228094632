//! Processor shares, as Kubernetes counts them.

use super::{Human, Misread, Mistake, written_as_text};

/// A number of thousandths of a processor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cpu(pub u64);

impl Cpu {
    /// As a Kubernetes quantity: `2`, `500m`.
    pub fn quantity(self) -> String {
        if self.0.is_multiple_of(1000) { (self.0 / 1000).to_string() } else { format!("{}m", self.0) }
    }

    /// As people read a sum: `2.45`, `0.5`.
    pub fn human(self) -> String {
        let fraction = format!("{:03}", self.0 % 1000);
        match fraction.trim_end_matches('0') {
            "" => (self.0 / 1000).to_string(),
            fraction => format!("{}.{fraction}", self.0 / 1000),
        }
    }
}

impl Human for Cpu {
    const WHAT: &'static str = "an amount of processor";
    const FORM: &'static str = "an amount of processor: `2` for two, `500m` for half of one";
    const EXAMPLE: &'static str = "500m";
    const PATTERN: &'static str = r"^([0-9]+m|[0-9]+(\.[0-9]{1,3})?)$";
    const BARE: bool = true;

    fn read(text: &str) -> Result<Self, Misread> {
        let form = || {
            Misread::new(
                Mistake::Form,
                format!("{text:?} is not an amount of processor"),
                "write thousandths such as \"500m\", or whole processors such as \"2\"",
            )
        };
        let digits = text.strip_suffix('m').unwrap_or(text);
        if digits.is_empty() || !digits.chars().all(|c| c.is_ascii_digit() || c == '.') {
            return Err(form());
        }
        if text.ends_with('m') {
            return digits.parse().map(Cpu).map_err(|_| form());
        }
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        if fraction.is_empty() || fraction.len() > 3 {
            return Err(form());
        }
        let thousandths = format!("{fraction:0<3}").parse::<u64>().map_err(|_| form())?;
        let whole = whole.parse::<u64>().ok().and_then(|whole| whole.checked_mul(1000)).ok_or_else(form)?;
        whole.checked_add(thousandths).map(Cpu).ok_or_else(form)
    }

    fn read_number(number: f64) -> Result<Self, Misread> {
        Self::read(&number.to_string())
    }
}

written_as_text!(Cpu);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_prints() {
        for (text, thousandths, printed) in
            [("500m", 500, "500m"), ("2", 2000, "2"), ("0.5", 500, "500m"), ("1500m", 1500, "1500m")]
        {
            assert_eq!(Cpu::read(text), Ok(Cpu(thousandths)));
            assert_eq!(Cpu(thousandths).quantity(), printed);
        }
        assert_eq!(Cpu::read_number(2.0), Ok(Cpu(2000)));
        assert_eq!([2450, 500, 2000, 5].map(|thousandths| Cpu(thousandths).human()), ["2.45", "0.5", "2", "0.005"]);
        for text in ["", "m", "-1", "1.2345", "2 cpus", "1.", "1.5m"] {
            assert!(Cpu::read(text).is_err(), "{text}");
        }
    }
}
