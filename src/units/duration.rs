//! Durations: of retention, scrapes and alerts.

use super::{Human, Misread, scale::Scale, written_as_text};

/// A number of milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Duration(pub u64);

const SCALE: Scale = Scale {
    what: "a duration",
    example: "7d",
    units: &[("ms", 1), ("s", SECOND), ("m", MINUTE), ("h", HOUR), ("d", DAY), ("w", 7 * DAY)],
};

const SECOND: u64 = 1_000;
const MINUTE: u64 = 60 * SECOND;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

impl Duration {
    /// So many minutes.
    pub const fn minutes(count: u64) -> Duration {
        Duration(count.saturating_mul(MINUTE))
    }

    /// So many hours.
    pub const fn hours(count: u64) -> Duration {
        Duration(count.saturating_mul(HOUR))
    }

    /// So many days.
    pub const fn days(count: u64) -> Duration {
        Duration(count.saturating_mul(DAY))
    }

    /// In milliseconds, as Kafka's `.ms` settings want it.
    pub const fn millis(self) -> u64 {
        self.0
    }

    /// In whole units of `unit`; nothing if it is not whole in them.
    pub fn in_units_of(self, unit: Duration) -> Option<u64> {
        (unit.0 != 0 && self.0.is_multiple_of(unit.0)).then(|| self.0 / unit.0)
    }

    /// Rounded down to the largest unit of which it has one at least: 1d3h to 1d.
    pub fn rounded(self) -> Duration {
        let unit = [DAY, HOUR, MINUTE, SECOND].into_iter().find(|unit| self.0 >= *unit).unwrap_or(1);
        Duration(self.0 / unit * unit)
    }

    /// As Prometheus reads it, in ranges and `for`: `7d`, `1h30m`. Weeks are left out: fewer people read `1w` at a glance.
    pub fn prometheus(self) -> String {
        self.human()
    }

    /// As people read it: `7d`, `1h30m`, `250ms`.
    pub fn human(self) -> String {
        if self.0 == 0 {
            return "0s".to_owned();
        }
        let mut rest = self.0;
        let mut text = String::new();
        for (name, factor) in [("d", DAY), ("h", HOUR), ("m", MINUTE), ("s", SECOND), ("ms", 1)] {
            if rest >= factor {
                text.push_str(&(rest / factor).to_string());
                text.push_str(name);
                rest %= factor;
            }
        }
        text
    }
}

impl Human for Duration {
    const WHAT: &'static str = SCALE.what;
    const FORM: &'static str = "a duration: numbers with `ms`, `s`, `m`, `h`, `d` or `w`, such as `7d` or `1h30m`";
    const EXAMPLE: &'static str = SCALE.example;
    const PATTERN: &'static str = r"^([0-9]+(\.[0-9]+)?(ms|s|m|h|d|w))+$";

    fn read(text: &str) -> Result<Self, Misread> {
        let mut total = 0u64;
        let mut rest = text;
        loop {
            let (amount, after) = SCALE.read_one(rest, text)?;
            total = total.checked_add(amount).ok_or_else(|| SCALE.form(text))?;
            if after.is_empty() {
                return Ok(Duration(total));
            }
            rest = after;
        }
    }

    fn read_number(number: f64) -> Result<Self, Misread> {
        Err(SCALE.without_unit(number))
    }
}

written_as_text!(Duration);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn rounds_to_a_unit() {
        for (millis, rounded) in [(0, 0), (999, 999), (DAY + 3 * HOUR, DAY), (2 * HOUR - 1, HOUR), (61_500, MINUTE)] {
            assert_eq!(Duration(millis).rounded(), Duration(rounded));
        }
    }

    #[test]
    fn reads_what_people_write() {
        for (text, millis) in [
            ("7d", 7 * DAY),
            ("1h30m", 90 * MINUTE),
            ("250ms", 250),
            ("1.5h", 90 * MINUTE),
            ("2w", 14 * DAY),
            ("0s", 0),
        ] {
            assert_eq!(Duration::read(text), Ok(Duration(millis)), "{text}");
        }
    }

    #[test]
    fn suggests_the_unit() {
        assert_eq!(Duration::read("7x").unwrap_err().help, "write \"7d\", or another of: ms, s, m, h, d, w");
        assert_eq!(Duration::read("7D").unwrap_err().help, "did you mean \"7d\"?");
        assert_eq!(
            Duration::read_number(604_800_000.0).unwrap_err().help,
            "write \"604800000ms\", or another of: ms, s, m, h, d, w"
        );
        assert!(Duration::read("99999999999999w").is_err());
        assert!(Duration::read("d").is_err());
        assert!(Duration::read("-1d").is_err());
    }

    proptest! {
        #[test]
        fn what_is_printed_reads_back(millis in 0..u64::MAX / 2) {
            prop_assert_eq!(Duration::read(&Duration(millis).human()), Ok(Duration(millis)));
        }

        #[test]
        fn no_text_makes_it_panic(text in ".{0,12}") {
            let _ = Duration::read(&text);
            let _ = super::super::Bytes::read(&text);
        }
    }
}
