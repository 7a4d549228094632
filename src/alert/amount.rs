//! The amounts that alerts compare with: what each counts, how the spec writes it, how PromQL does.

use crate::diag::Id;
use crate::spec::{ids, tables::Threshold};
use crate::units::{Human, Ratio};

/// An amount in the measure of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Amount {
    /// So many records.
    Records(u64),
    /// So many partitions.
    Partitions(u64),
    /// A share of a whole.
    Share(Ratio),
}

/// Why a threshold is no amount of a kind's measure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfit {
    /// The kind of mistake.
    pub id: Id,
    /// What is wrong.
    pub headline: String,
    /// What to write instead.
    pub help: String,
}

/// Beyond this Prometheus' doubles skip whole numbers.
const LARGEST: f64 = 9_007_199_254_740_992.0;

impl Amount {
    /// Reads a threshold in the measure of this amount; `key` is the key that it was written for.
    ///
    /// # Errors
    /// [`Unfit`] says what is wrong with it and what to write.
    pub fn read(self, key: &str, written: &Threshold) -> Result<Amount, Unfit> {
        match self {
            Amount::Records(_) => self.count(key, written).map(Amount::Records),
            Amount::Partitions(_) => self.count(key, written).map(Amount::Partitions),
            Amount::Share(_) => share(key, written).map(Amount::Share),
        }
    }

    /// What it counts.
    pub const fn measure(self) -> &'static str {
        match self {
            Amount::Records(_) => "records",
            Amount::Partitions(_) => "partitions",
            Amount::Share(_) => "a share",
        }
    }

    /// As PromQL reads it: `1000`, `0.85`.
    pub fn promql(self) -> String {
        match self {
            Amount::Records(count) | Amount::Partitions(count) => count.to_string(),
            Amount::Share(share) => share.fraction(),
        }
    }

    /// As people read it: `1000 records`, `85%`.
    pub fn human(self) -> String {
        match self {
            Amount::Records(1) => "1 record".to_owned(),
            Amount::Partitions(1) => "1 partition".to_owned(),
            Amount::Records(count) => format!("{count} records"),
            Amount::Partitions(count) => format!("{count} partitions"),
            Amount::Share(share) => share.human(),
        }
    }

    /// As the spec writes it.
    pub fn written(self) -> String {
        match self {
            Amount::Records(count) | Amount::Partitions(count) => count.to_string(),
            Amount::Share(share) => format!("{:?}", share.human()),
        }
    }

    fn count(self, key: &str, written: &Threshold) -> Result<u64, Unfit> {
        let help = format!("write a whole number, such as `{key} = {}`", self.written());
        let unfit = |id, headline| Err(Unfit { id, headline, help: help.clone() });
        match written {
            Threshold::Text(text) => {
                let headline = format!("{text:?} is a text, and here {} are counted", self.measure());
                match text.trim().parse::<u64>() {
                    Ok(count) => Err(Unfit { id: ids::WRONG_TYPE, headline, help: format!("write `{key} = {count}`") }),
                    Err(_) => unfit(ids::WRONG_TYPE, headline),
                }
            }
            Threshold::Number(number) if (0.0..=LARGEST).contains(number) && number.fract() == 0.0 =>
            {
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole, from 0 to 2^53")]
                Ok(*number as u64)
            }
            Threshold::Number(number) => {
                unfit(ids::OUT_OF_RANGE, format!("`{number}` is no number of {}", self.measure()))
            }
        }
    }
}

/// All and nothing are no thresholds: what is above all of a disk, or below nothing, never is.
fn share(key: &str, written: &Threshold) -> Result<Ratio, Unfit> {
    let read = match written {
        Threshold::Text(text) => Ratio::read(text),
        Threshold::Number(number) => Ratio::read_number(*number),
    };
    let out_of_range = |headline: String, help: String| Unfit { id: ids::OUT_OF_RANGE, headline, help };
    match read {
        Ok(share) if share == Ratio(0) || share == Ratio::percent(100) => Err(out_of_range(
            format!("a threshold of {} is never passed", share.human()),
            format!("write a share between, such as `{key} = \"85%\"`"),
        )),
        Ok(share) => Ok(share),
        Err(misread) => Err(match written {
            // Somebody left out the sign.
            Threshold::Number(number) if *number > 1.0 && *number < 100.0 => {
                out_of_range(misread.text, format!("did you mean `{key} = \"{number}%\"`?"))
            }
            _ => out_of_range(misread.text, misread.help),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn refused(measure: Amount, written: &Threshold) -> [String; 2] {
        let unfit = measure.read("above", written).unwrap_err();
        [unfit.id.word().to_owned(), unfit.help]
    }

    #[test]
    fn each_measure_reads_its_own_form() {
        let (records, share) = (Amount::Records(1000), Amount::Share(Ratio::percent(85)));
        assert_eq!(records.read("above", &Threshold::Number(20_000.0)), Ok(Amount::Records(20_000)));
        assert_eq!(share.read("above", &Threshold::Number(0.9)), Ok(Amount::Share(Ratio::percent(90))));
        assert_eq!(share.read("above", &Threshold::Text("12.5%".into())).unwrap().promql(), "0.125");
    }

    #[test]
    fn the_wrong_measure_is_refused_with_what_to_write() {
        let (records, share) = (Amount::Records(1000), Amount::Share(Ratio::percent(85)));
        let text = |text: &str| Threshold::Text(text.to_owned());
        let whole = "write a whole number, such as `above = 1000`".to_owned();
        for number in [0.85, -1.0, f64::NAN, f64::INFINITY, 1e300] {
            assert_eq!(refused(records, &Threshold::Number(number)), ["spec/out-of-range", &whole], "{number}");
        }
        assert_eq!(refused(records, &text("85%")), ["spec/wrong-type", &whole]);
        assert_eq!(refused(records, &text("5000"))[1], "write `above = 5000`");
        assert_eq!(refused(share, &Threshold::Number(85.0))[1], "did you mean `above = \"85%\"`?");
        for number in [0.0, 1.0, 1000.0, f64::NAN] {
            assert_eq!(refused(share, &Threshold::Number(number))[0], "spec/out-of-range", "{number}");
        }
        assert_eq!(refused(share, &text("lots"))[0], "spec/out-of-range");
    }
}
