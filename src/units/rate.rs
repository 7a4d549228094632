//! Rates: so many bytes in a time.

use super::{Bytes, Count, Duration};

/// So many bytes in a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    bytes: u64,
    time: Duration,
}

/// Up to so many bytes a second they are counted one by one.
const FEW: u64 = 10_000;

/// What people count larger rates in.
const SCALES: [(&str, u64); 4] = [("TB", 1_000_000_000_000), ("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1_000)];

impl Rate {
    /// So many bytes in that time; none if there is no time.
    pub fn new(bytes: Bytes, time: Duration) -> Option<Self> {
        (time.millis() > 0).then_some(Rate { bytes: bytes.0, time })
    }

    /// In a second, to the nearest byte.
    pub fn per_second(self) -> Bytes {
        self.within(Duration(1000))
    }

    /// In a day, to the nearest byte.
    pub fn per_day(self) -> Bytes {
        self.within(Duration::days(1))
    }

    /// How long it takes until it comes to so many bytes, rounded down; none if it never does.
    pub fn until(self, bytes: Bytes) -> Option<Duration> {
        let millis = (u128::from(bytes.0) * u128::from(self.time.millis())).checked_div(u128::from(self.bytes))?;
        Some(Duration(u64::try_from(millis).unwrap_or(u64::MAX)))
    }

    fn within(self, time: Duration) -> Bytes {
        let (whole, part) = (u128::from(self.time.millis()), u128::from(self.bytes) * u128::from(time.millis()));
        Bytes(u64::try_from((part + whole / 2) / whole).unwrap_or(u64::MAX))
    }

    /// As people read it: `2,071 B/s`, `186 kB/s`.
    pub fn human(self) -> String {
        let bytes = self.per_second().0;
        match SCALES.iter().find(|(_, factor)| bytes >= FEW && bytes >= *factor) {
            Some((name, factor)) => {
                let tenths = u128::from(bytes) * 10 / u128::from(*factor);
                let fraction =
                    if tenths < 100 && tenths % 10 > 0 { format!(".{}", tenths % 10) } else { String::new() };
                format!("{}{fraction} {name}/s", tenths / 10)
            }
            None => format!("{} B/s", Count(bytes).human()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_told_in_the_scale_that_fits() {
        let human = |bytes, time| Rate::new(Bytes(bytes), time).unwrap().human();
        assert_eq!(human(5 << 30, Duration::days(30)), "2,071 B/s");
        assert_eq!(human(64 << 20, Duration::minutes(6)), "186 kB/s");
        assert_eq!(human(1_500_000, Duration(1000)), "1.5 MB/s");
        assert_eq!(human(15_500_000, Duration(1000)), "15 MB/s");
        assert_eq!(human(3, Duration::days(1)), "0 B/s");
        assert_eq!(human(u64::MAX, Duration(1)), "18446744 TB/s");
        assert_eq!(Rate::new(Bytes(1), Duration(0)), None);
    }

    #[test]
    fn tells_when_something_is_full() {
        let rate = Rate::new(Bytes(1000), Duration(1000)).unwrap();
        assert_eq!(rate.until(Bytes(86_400_000)), Some(Duration::days(1)));
        assert_eq!(Rate::new(Bytes(0), Duration(1)).unwrap().until(Bytes(1)), None);
    }
}
