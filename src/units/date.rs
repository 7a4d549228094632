//! Days of the calendar: until when a waiver holds.

use super::{Human, Misread, misread::Mistake, written_as_text};
use std::fmt;

/// A day, without a time and without a time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    /// Days since 1970-01-01.
    days: i64,
}

/// The seconds of a day.
const DAY: i64 = 86_400;
/// The days of 400 years, after which the calendar repeats itself.
const CYCLE: i64 = 146_097;
/// The days from 0000-03-01 to 1970-01-01.
const EPOCH: i64 = 719_468;

impl Date {
    /// The day of that name; nothing if the calendar has none such.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        if year > 9999 || !(1..=12).contains(&month) || day == 0 || day > last_day(year, month) {
            return None;
        }
        // Years begin in March here, so that the odd day of leap years is their last.
        let march_year = i64::from(year) - i64::from(month <= 2);
        let cycle = march_year.div_euclid(400);
        let year_of_cycle = march_year.rem_euclid(400);
        let march_month = (i64::from(month) + 9) % 12;
        let day_of_year = (153 * march_month + 2) / 5 + i64::from(day) - 1;
        let day_of_cycle = year_of_cycle * 365 + year_of_cycle / 4 - year_of_cycle / 100 + day_of_year;
        Some(Date { days: cycle * CYCLE + day_of_cycle - EPOCH })
    }

    /// The day in UTC on which that many seconds have passed since 1970 began.
    pub const fn of_unix_seconds(seconds: i64) -> Self {
        Date { days: seconds.div_euclid(DAY) }
    }

    /// The day that many days later.
    #[must_use]
    pub const fn plus_days(self, days: u32) -> Self {
        Date { days: self.days.saturating_add(days as i64) }
    }

    /// How many days it is from `earlier` to this one; negative if it is not earlier.
    pub const fn days_since(self, earlier: Date) -> i64 {
        self.days.saturating_sub(earlier.days)
    }

    /// Year, month and day.
    pub fn parts(self) -> (i64, i64, i64) {
        let shifted = self.days.saturating_add(EPOCH);
        let (cycle, day_of_cycle) = (shifted.div_euclid(CYCLE), shifted.rem_euclid(CYCLE));
        let year_of_cycle =
            (day_of_cycle - day_of_cycle / 1_460 + day_of_cycle / 36_524 - day_of_cycle / (CYCLE - 1)) / 365;
        let day_of_year = day_of_cycle - (365 * year_of_cycle + year_of_cycle / 4 - year_of_cycle / 100);
        let march_month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * march_month + 2) / 5 + 1;
        let month = if march_month < 10 { march_month + 3 } else { march_month - 9 };
        (year_of_cycle + cycle * 400 + i64::from(month <= 2), month, day)
    }
}

fn last_day(year: u16, month: u8) -> u8 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl fmt::Display for Date {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.parts();
        write!(out, "{year:04}-{month:02}-{day:02}")
    }
}

impl Human for Date {
    const WHAT: &'static str = "a date";
    const FORM: &'static str = "a date: year, month and day, such as `2027-03-31`";
    const EXAMPLE: &'static str = "2027-03-31";
    const PATTERN: &'static str = r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$";

    fn read(text: &str) -> Result<Self, Misread> {
        let form = |help: &str| Misread::new(Mistake::Form, format!("{text:?} is no date"), help);
        if let Some(day) = text.split(['T', 't', ' ']).next().filter(|day| *day != text)
            && read_parts(day).is_some()
        {
            return Err(form(&format!("write the day alone: `{day}`")));
        }
        let Some((year, month, day)) = read_parts(text) else {
            return Err(form("write year, month and day with all their digits, such as `2027-03-31`"));
        };
        Date::new(year, month, day).ok_or_else(|| {
            let help = if (1..=12).contains(&month) {
                format!("that month has {} days", last_day(year, month))
            } else {
                "months go from 01 to 12".to_owned()
            };
            Misread::new(Mistake::Range, format!("the calendar has no day {text}"), help)
        })
    }

    fn read_number(number: f64) -> Result<Self, Misread> {
        Err(Misread::new(Mistake::Form, format!("`{number}` is no date"), "write a date such as `2027-03-31`"))
    }
}

/// Reads `2027-03-31` into its numbers, whether or not there is such a day.
fn read_parts(text: &str) -> Option<(u16, u8, u8)> {
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let digits = |part: &str, count: usize| part.len() == count && part.bytes().all(|byte| byte.is_ascii_digit());
    let right = parts.next().is_none() && digits(year, 4) && digits(month, 2) && digits(day, 2);
    right.then_some(())?;
    Some((year.parse().ok()?, month.parse().ok()?, day.parse().ok()?))
}

written_as_text!(Date);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn date(text: &str) -> Date {
        Date::read(text).unwrap()
    }

    #[test]
    fn days_are_counted_as_the_calendar_does() {
        assert_eq!(Date::of_unix_seconds(0), date("1970-01-01"));
        assert_eq!(Date::of_unix_seconds(-1), date("1969-12-31"));
        assert_eq!(Date::of_unix_seconds(1_709_164_799), date("2024-02-28"));
        assert_eq!(Date::of_unix_seconds(1_709_164_800), date("2024-02-29"));
        assert_eq!(date("2027-03-31").days_since(date("2026-11-25")), 126);
        assert_eq!(date("2026-11-25").days_since(date("2027-03-31")), -126);
        assert_eq!(date("2023-12-31").plus_days(60), date("2024-02-29"));
        assert_eq!(date("1900-02-28").plus_days(1), date("1900-03-01"));
        assert_eq!(date("2000-02-28").plus_days(1), date("2000-02-29"));
    }

    #[test]
    fn what_is_no_day_is_said() {
        for (text, help) in [
            ("2027-02-29", "that month has 28 days"),
            ("2027-13-01", "months go from 01 to 12"),
            ("2027-3-31", "write year, month and day with all their digits, such as `2027-03-31`"),
            ("31.03.2027", "write year, month and day with all their digits, such as `2027-03-31`"),
            ("2027-03-31T00:00:00Z", "write the day alone: `2027-03-31`"),
            ("+027-03-31", "write year, month and day with all their digits, such as `2027-03-31`"),
            ("", "write year, month and day with all their digits, such as `2027-03-31`"),
        ] {
            assert_eq!(Date::read(text).unwrap_err().help, help, "{text}");
        }
        assert!(Date::read_number(2027.0).is_err());
    }

    proptest! {
        #[test]
        fn each_day_is_called_by_its_name(days in -719_528i64..2_932_896) {
            let day = Date { days };
            prop_assert_eq!(Date::read(&day.to_string()), Ok(day));
            prop_assert!(Date::read(&day.plus_days(1).to_string()).is_ok_and(|next| next.days_since(day) == 1));
        }

        #[test]
        fn no_text_and_no_number_makes_it_panic(text in ".{0,12}", seconds: i64, days: u32) {
            let _ = Date::read(&text);
            let _ = Date::of_unix_seconds(seconds).plus_days(days).to_string();
            let _ = Date { days: i64::MAX }.plus_days(days).to_string();
        }
    }
}
