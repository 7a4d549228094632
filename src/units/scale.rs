//! A number followed by the name of a unit: what sizes and durations have in common.

use super::{Misread, Mistake};

/// The units of one quantity, each with how many of the smallest it holds.
pub(super) struct Scale {
    /// What it measures, with its article.
    pub(super) what: &'static str,
    /// How one writes it.
    pub(super) example: &'static str,
    /// Names and factors, the smallest first.
    pub(super) units: &'static [(&'static str, u64)],
}

impl Scale {
    /// Reads one number and one unit at the start of `text`; gives the amount and what is left of the text.
    pub(super) fn read_one<'t>(&self, text: &'t str, whole: &str) -> Result<(u64, &'t str), Misread> {
        let digits_end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
        let (digits, rest) = text.split_at_checked(digits_end).unwrap_or((text, ""));
        if digits.is_empty() || !digits.starts_with(|c: char| c.is_ascii_digit()) {
            return Err(self.form(whole));
        }
        let unit_end = rest.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(rest.len());
        let (unit, rest) = rest.split_at_checked(unit_end).unwrap_or((rest, ""));
        let factor = self.factor(unit, digits, whole)?;
        let amount = multiply(digits, factor).map_err(|why| match why {
            Odd::NotANumber => self.form(whole),
            Odd::NotWhole => Misread::new(
                Mistake::Range,
                format!("{whole:?} is not a whole number of the smallest unit"),
                format!("use a smaller unit: one of {}", self.names()),
            ),
            Odd::TooLarge => Misread::new(
                Mistake::Range,
                format!("{whole:?} is larger than anything can be"),
                format!("write {} such as {:?}", self.what, self.example),
            ),
        })?;
        Ok((amount, rest))
    }

    /// The complaint about a text that is no quantity of this kind at all.
    pub(super) fn form(&self, whole: &str) -> Misread {
        Misread::new(
            Mistake::Form,
            format!("{whole:?} is not {}", self.what),
            format!("write {} such as {:?}", self.what, self.example),
        )
    }

    /// The complaint about a number without a unit, with the largest unit in which it stays whole.
    pub(super) fn without_unit(&self, number: f64) -> Misread {
        if number < 0.0 || number.fract() != 0.0 || number > 9e15 {
            return self.form(&number.to_string());
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "whole, not negative and below 2^53"
        )]
        let number = number as u64;
        let text = format!("{} needs a unit, and `{number}` has none", self.what);
        Misread::new(Mistake::Unit, text, self.with_unit(&number.to_string()))
    }

    fn factor(&self, unit: &str, digits: &str, whole: &str) -> Result<u64, Misread> {
        if let Some((_, factor)) = self.units.iter().find(|(name, _)| *name == unit) {
            return Ok(*factor);
        }
        if unit.is_empty() {
            let text = format!("{} needs a unit, and {whole:?} has none", self.what);
            return Err(Misread::new(Mistake::Unit, text, self.with_unit(digits)));
        }
        let near = nearest(unit, self.units.iter().map(|(name, _)| *name));
        Err(Misread::new(
            Mistake::Unit,
            format!("unknown unit `{unit}` in {whole:?}"),
            near.map_or_else(|| self.with_unit(digits), |near| format!("did you mean \"{digits}{near}\"?")),
        ))
    }

    /// What to write for a number: a small one with the unit of the example, a large one counts the smallest unit already.
    fn with_unit(&self, digits: &str) -> String {
        let usual = self.example.trim_start_matches(|c: char| c.is_ascii_digit());
        let smallest = self.units.first().map_or("", |(name, _)| name);
        let unit = if digits.len() > 3 { smallest } else { usual };
        format!("write \"{digits}{unit}\", or another of: {}", self.names())
    }

    fn names(&self) -> String {
        self.units.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
    }
}

/// The known word that somebody probably meant: what is the same but for case and punctuation, else the nearest one within a
/// quarter of its length plus one edit.
pub(crate) fn nearest<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let bare = |word: &str| word.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
    let (lower, plain) = (word.to_lowercase(), bare(word));
    known
        .into_iter()
        .map(|candidate| {
            let same = !plain.is_empty() && bare(candidate) == plain;
            let distance = strsim::damerau_levenshtein(&lower, &candidate.to_lowercase());
            (if same { 0 } else { distance }, candidate)
        })
        .filter(|(distance, candidate)| {
            *distance <= 1 + candidate.chars().count() / 4 && *distance < word.chars().count()
        })
        .min()
        .map(|(_, candidate)| candidate)
}

enum Odd {
    NotANumber,
    NotWhole,
    TooLarge,
}

/// A decimal number times a factor, exactly.
fn multiply(digits: &str, factor: u64) -> Result<u64, Odd> {
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.is_empty() || fraction.contains('.') || (digits.contains('.') && fraction.is_empty()) {
        return Err(Odd::NotANumber);
    }
    let whole: u64 = whole.parse().map_err(|_| Odd::TooLarge)?;
    let fraction = fraction.trim_end_matches('0');
    let mut amount = whole.checked_mul(factor).ok_or(Odd::TooLarge)?;
    if !fraction.is_empty() {
        let scale =
            u32::try_from(fraction.len()).ok().and_then(|power| 10u128.checked_pow(power)).ok_or(Odd::NotWhole)?;
        let parts: u128 = fraction.parse().map_err(|_| Odd::NotWhole)?;
        let scaled = parts.checked_mul(u128::from(factor)).ok_or(Odd::NotWhole)?;
        if scaled % scale != 0 {
            return Err(Odd::NotWhole);
        }
        let rest = u64::try_from(scaled / scale).map_err(|_| Odd::TooLarge)?;
        amount = amount.checked_add(rest).ok_or(Odd::TooLarge)?;
    }
    Ok(amount)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_is_near_and_another_word_is_not() {
        let near = |written| nearest(written, ["replicas", "config", "bootstrapServers", "tls"]);
        for (written, expected) in [
            ("replcas", Some("replicas")),
            ("Replicas", Some("replicas")),
            ("confg", Some("config")),
            ("bootstrap-servers", Some("bootstrapServers")),
            ("partitions", None),
            ("x", None),
            ("--", None),
            ("tl", Some("tls")),
            ("tsl", Some("tls")),
        ] {
            assert_eq!(near(written), expected, "{written}");
        }
    }
}
