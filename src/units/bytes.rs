//! Sizes: of volumes, memory, logs and messages.

use super::{Count, Human, Misread, scale::Scale, written_as_text};

/// A number of bytes.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bytes(pub u64);

const SCALE: Scale = Scale {
    what: "a size",
    example: "10Gi",
    units: &[
        ("B", 1),
        ("Ki", 1 << 10),
        ("Mi", 1 << 20),
        ("Gi", 1 << 30),
        ("Ti", 1 << 40),
        ("Pi", 1 << 50),
        ("KiB", 1 << 10),
        ("MiB", 1 << 20),
        ("GiB", 1 << 30),
        ("TiB", 1 << 40),
        ("k", 1_000),
        ("M", 1_000_000),
        ("G", 1_000_000_000),
        ("T", 1_000_000_000_000),
        ("kB", 1_000),
        ("MB", 1_000_000),
        ("GB", 1_000_000_000),
        ("TB", 1_000_000_000_000),
    ],
};

const BINARY: [(&str, u64); 5] = [("Pi", 1 << 50), ("Ti", 1 << 40), ("Gi", 1 << 30), ("Mi", 1 << 20), ("Ki", 1 << 10)];

/// The decimal suffixes that Kubernetes and Strimzi both read; `k` and `K` are each unknown to one of them (Strimzi's
/// `StorageUtils`, 0.39.0; Kubernetes' `resource.Quantity`).
const DECIMAL: [(&str, u64); 4] =
    [("P", 1_000_000_000_000_000), ("T", 1_000_000_000_000), ("G", 1_000_000_000), ("M", 1_000_000)];

impl Bytes {
    /// One mebibyte.
    pub const MEBIBYTE: Bytes = Bytes(1 << 20);
    /// One gibibyte.
    pub const GIBIBYTE: Bytes = Bytes(1 << 30);

    /// As a Kubernetes quantity, in the unit in which it is shortest: `10Gi`, `100G`. People read it well, too.
    pub fn quantity(self) -> String {
        let whole = |(suffix, factor): &(&str, u64)| {
            (self.0 != 0 && self.0.is_multiple_of(*factor)).then(|| format!("{}{suffix}", self.0 / factor))
        };
        let forms = BINARY.iter().chain(&DECIMAL).filter_map(whole).chain([self.0.to_string()]);
        forms.min_by_key(String::len).unwrap_or_default()
    }

    /// Rounded down to the largest unit of which it has one at least: 3.5Gi to 3Gi.
    pub fn rounded(self) -> Bytes {
        let unit = BINARY.iter().find(|(_, factor)| self.0 >= *factor).map_or(1, |(_, factor)| *factor);
        Bytes(self.0 / unit * unit)
    }

    /// As people read it beside a bare number: `512Mi`, `1.5Gi`, `976.6Ki`, `100B`.
    pub fn human(self) -> String {
        let Some((suffix, factor)) = BINARY.iter().find(|(_, factor)| self.0 >= *factor) else {
            return format!("{}B", self.0);
        };
        if self.0.is_multiple_of(*factor) {
            return format!("{}{suffix}", self.0 / factor);
        }
        let tenths = u128::from(self.0) * 10 / u128::from(*factor);
        if tenths.is_multiple_of(10) {
            format!("{}{suffix}", tenths / 10)
        } else {
            format!("{}.{}{suffix}", tenths / 10, tenths % 10)
        }
    }

    /// In mebibytes without their name, for columns of numbers that are added up: `5,440`, `38.2`. A part is rounded up to a
    /// tenth, so that nothing looks like zero that is not.
    pub fn mebibytes(self) -> String {
        let whole = self.0 / Self::MEBIBYTE.0;
        let tenths = (self.0 % Self::MEBIBYTE.0 * 10).div_ceil(Self::MEBIBYTE.0);
        match tenths {
            0 => Count(whole).human(),
            10 => Count(whole + 1).human(),
            tenths => format!("{}.{tenths}", Count(whole).human()),
        }
    }

    /// As a JVM heap flag without its `-Xmx`, `1024m`; nothing if it is no whole number of mebibytes, which is the only unit
    /// that Strimzi's pattern for heap sizes shares with every JVM (`^[0-9]+[mMgG]?$`, Kafka CRD of 0.39.0).
    pub fn jvm(self) -> Option<String> {
        (self.0 != 0 && self.0.is_multiple_of(Self::MEBIBYTE.0)).then(|| format!("{}m", self.0 / Self::MEBIBYTE.0))
    }
}

impl Human for Bytes {
    const WHAT: &'static str = SCALE.what;
    const FORM: &'static str =
        "a size: a number with `Ki`, `Mi`, `Gi`, `Ti` (powers of 1024), `k`, `M`, `G`, `T` (powers of 1000) or `B`";
    const EXAMPLE: &'static str = SCALE.example;
    const PATTERN: &'static str = r"^[0-9]+(\.[0-9]+)?(B|[KMGTP]i|[KMGT]iB|[kMGT]B?)$";

    fn read(text: &str) -> Result<Self, Misread> {
        match SCALE.read_one(text, text)? {
            (amount, "") => Ok(Bytes(amount)),
            _ => Err(SCALE.form(text)),
        }
    }

    fn read_number(number: f64) -> Result<Self, Misread> {
        Err(SCALE.without_unit(number))
    }
}

written_as_text!(Bytes);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::Mistake;

    #[test]
    fn rounds_to_a_unit() {
        for (bytes, rounded) in [(0, 0), (1023, 1023), (2500, 2048), ((7 << 30) / 2, 3 << 30)] {
            assert_eq!(Bytes(bytes).rounded(), Bytes(rounded));
        }
    }

    #[test]
    fn reads_what_people_write() {
        for (text, bytes) in
            [("10Gi", 10 << 30), ("1.5Gi", 3 << 29), ("1GiB", 1 << 30), ("100MB", 100_000_000), ("7B", 7), ("0B", 0)]
        {
            assert_eq!(Bytes::read(text), Ok(Bytes(bytes)), "{text}");
        }
    }

    #[test]
    fn refuses_with_the_reason() {
        let of = |text: &str| Bytes::read(text).unwrap_err();
        assert_eq!(of("10gi").help, "did you mean \"10Gi\"?");
        assert_eq!(of("10").mistake, Mistake::Unit);
        assert_eq!(of("10Gi5").mistake, Mistake::Form);
        assert_eq!(of("1Gi5Mi").mistake, Mistake::Form);
        assert_eq!(of("0.3B").mistake, Mistake::Range);
        assert_eq!(of("99999999999Ti").mistake, Mistake::Range);
        for text in ["", "Gi", "-1Gi", "1..5Gi", ".5Gi", "1.Gi", " 1Gi", "1 Gi"] {
            assert!(Bytes::read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn prints_each_dialect() {
        assert_eq!(Bytes(10 << 30).quantity(), "10Gi");
        assert_eq!(Bytes(100_000_000_000).quantity(), "100G");
        assert_eq!(Bytes(1 << 20).quantity(), "1Mi");
        assert_eq!(Bytes(1000).quantity(), "1000");
        assert_eq!(Bytes(0).quantity(), "0");
        assert_eq!(Bytes(1_048_588).human(), "1Mi");
        assert_eq!(Bytes(3 << 29).human(), "1.5Gi");
        assert_eq!(Bytes(1 << 30).jvm().as_deref(), Some("1024m"));
        assert_eq!(Bytes(1000).jvm(), None);
        let mebibytes = |bytes: u64| Bytes(bytes).mebibytes();
        assert_eq!((mebibytes(5440 << 20), mebibytes(0), mebibytes(1)), ("5,440".into(), "0".into(), "0.1".into()));
        assert_eq!((mebibytes((1 << 20) - 1), mebibytes(3 << 19)), ("1".into(), "1.5".into()));
    }
}
