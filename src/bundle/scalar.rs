//! What bare text means: read as the Kubernetes API server will, which is YAML 1.1 and then JSON.
//!
//! kubectl and the API server read YAML with `sigs.k8s.io/yaml`: `go.yaml.in/yaml/v2` resolves bare text (its `resolve.go`, read and
//! run at v2.4.2, as used by `sigs.k8s.io/yaml` v1.6.0), the result is printed as JSON, and `sigs.k8s.io/json` reads that into an
//! `int64` where it fits and a `float64` otherwise. So `on` and `y` are true, `0755` is 493, `1_000` and `1e3` are 1000, `3.0` is 3,
//! while dates and `12:30:45` stay text.

use std::borrow::Cow;

/// The value of a scalar.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Scalar<'t> {
    /// Nothing: an empty value, `~`, `null`.
    Null,
    /// A truth.
    Bool(bool),
    /// A whole number, `3.0` and `1e3` included.
    Int(i64),
    /// Any other number, whole ones beyond 64 bits included. `.inf` and `.nan` cannot be sent to an API server.
    Float(f64),
    /// Text.
    Text(&'t str),
}

impl<'t> Scalar<'t> {
    /// Bare text as the API server reads it.
    pub fn of_plain(text: &'t str) -> Scalar<'t> {
        let value = match text.as_bytes().first() {
            None => Some(Scalar::Null),
            Some(b'0'..=b'9' | b'+' | b'-') => special_float(text).or_else(|| number(text)),
            Some(b'.') => special_float(text).or_else(|| fraction(text)),
            Some(b'~' | b'n' | b'N' | b't' | b'T' | b'f' | b'F' | b'y' | b'Y' | b'o' | b'O') => word(text),
            Some(_) => None,
        };
        value.unwrap_or(Scalar::Text(text))
    }

    /// Bare text as a reader of YAML 1.2 takes it (YAML 1.2.2 §10.3.2, the core schema): `on` is text and `0755` is 755.
    pub fn of_plain_in_yaml_1_2(text: &'t str) -> Scalar<'t> {
        let value = match text {
            "" | "~" | "null" | "Null" | "NULL" => Some(Scalar::Null),
            "true" | "True" | "TRUE" => Some(Scalar::Bool(true)),
            "false" | "False" | "FALSE" => Some(Scalar::Bool(false)),
            _ => special_float(text).or_else(|| {
                let digits = |prefix, radix| {
                    let digits = text.strip_prefix(prefix)?;
                    digits.bytes().all(|byte| byte.is_ascii_alphanumeric()).then_some(())?;
                    u64::from_str_radix(digits, radix).ok().map(whole)
                };
                digits("0o", 8).or_else(|| digits("0x", 16)).or_else(|| decimal(text)).or_else(|| float(text))
            }),
        };
        value.unwrap_or(Scalar::Text(text))
    }

    /// The name that a key has after JSON: `on:` is `true`, `0x10:` is `16`. Numbers that are not whole keep their writing.
    pub(super) fn name_of(text: &'t str, bare: bool) -> Cow<'t, str> {
        match if bare { Scalar::of_plain(text) } else { Scalar::Text(text) } {
            Scalar::Bool(value) => if value { "true" } else { "false" }.into(),
            Scalar::Int(value) => value.to_string().into(),
            Scalar::Null | Scalar::Float(_) | Scalar::Text(_) => text.into(),
        }
    }

    /// Whether two are the same value; unlike `==`, of two `.nan` it says yes.
    pub fn same(self, other: Scalar<'_>) -> bool {
        match (self, other) {
            (Scalar::Float(a), Scalar::Float(b)) => a.total_cmp(&b).is_eq(),
            (a, b) => a == b,
        }
    }
}

/// The words of `resolveMap` in `resolve.go`.
fn word(text: &str) -> Option<Scalar<'static>> {
    match text {
        "~" | "null" | "Null" | "NULL" => Some(Scalar::Null),
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => Some(Scalar::Bool(true)),
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => {
            Some(Scalar::Bool(false))
        }
        _ => None,
    }
}

fn special_float(text: &str) -> Option<Scalar<'static>> {
    match text {
        ".nan" | ".NaN" | ".NAN" => Some(Scalar::Float(f64::NAN)),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => Some(Scalar::Float(f64::INFINITY)),
        "-.inf" | "-.Inf" | "-.INF" => Some(Scalar::Float(f64::NEG_INFINITY)),
        _ => None,
    }
}

/// What begins with a digit or a sign. Underscores go first, wherever they stand.
fn number(text: &str) -> Option<Scalar<'static>> {
    let text: Cow<'_, str> = if text.contains('_') { text.replace('_', "").into() } else { text.into() };
    integer(&text).or_else(|| float(&text)).or_else(|| signed_binary(&text))
}

/// Go's `strconv.ParseInt` with base 0, then `ParseUint`: prefixes `0x`, `0o`, `0b` in either case, and `0` alone for octal.
fn integer(text: &str) -> Option<Scalar<'static>> {
    let (sign, digits) = split_sign(text);
    let prefix = |lower, upper| digits.strip_prefix(lower).or_else(|| digits.strip_prefix(upper));
    let (radix, digits) = if let Some(rest) = prefix("0x", "0X") {
        (16, rest)
    } else if let Some(rest) = prefix("0o", "0O") {
        (8, rest)
    } else if let Some(rest) = prefix("0b", "0B") {
        (2, rest)
    } else if digits.len() > 1 && digits.starts_with('0') {
        (8, digits)
    } else {
        (10, digits)
    };
    // `from_str_radix` would take a second sign.
    if !digits.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    let size = u64::from_str_radix(digits, radix).ok()?;
    match sign {
        None => Some(whole(size)),
        Some('-') => 0i64.checked_sub_unsigned(size).map(Scalar::Int),
        Some(_) => i64::try_from(size).ok().map(Scalar::Int),
    }
}

/// A leftover of go-yaml from before Go knew `0b`: the sign may stand behind the prefix.
fn signed_binary(text: &str) -> Option<Scalar<'static>> {
    i64::from_str_radix(text.strip_prefix("0b")?, 2).ok().map(Scalar::Int)
}

/// A decimal integer of YAML 1.2: leading zeros mean nothing.
fn decimal(text: &str) -> Option<Scalar<'static>> {
    let (sign, digits) = split_sign(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let size: u64 = digits.parse().ok()?;
    if sign == Some('-') { 0i64.checked_sub_unsigned(size).map(Scalar::Int) } else { Some(whole(size)) }
}

/// What begins with a dot. Here underscores must stand between digits, as in Go.
fn fraction(text: &str) -> Option<Scalar<'static>> {
    if !text.contains('_') {
        return float(text);
    }
    let bytes = text.as_bytes();
    let digit_at = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_digit);
    let between = |at: usize| digit_at(at.checked_sub(1)) && digit_at(Some(at + 1));
    let fine = bytes.iter().enumerate().all(|(at, &byte)| byte != b'_' || between(at));
    if fine { float(&text.replace('_', "")) } else { None }
}

/// A float in decimal writing; one too large for 64 bits is no number.
fn float(text: &str) -> Option<Scalar<'static>> {
    let (_, rest) = split_sign(text);
    let (mantissa, exponent) = match rest.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(split_sign(exponent).1)),
        None => (rest, None),
    };
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let (before, after) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let shaped = digits(before) && digits(after) && !(before.is_empty() && after.is_empty());
    if !shaped || exponent.is_some_and(|exponent| exponent.is_empty() || !digits(exponent)) {
        return None;
    }
    text.parse().ok().filter(|value: &f64| value.is_finite()).map(arrived)
}

/// A float as it arrives after JSON: Go prints whole ones below 1e21 without a point, and they are read as integers if they fit.
fn arrived(value: f64) -> Scalar<'static> {
    let whole = (value.fract() == 0.0 && value.abs() < 1e21).then(|| value.to_string().parse().ok()).flatten();
    whole.map_or(Scalar::Float(value), Scalar::Int)
}

#[expect(
    clippy::cast_precision_loss,
    reason = "`sigs.k8s.io/json` loses it too: what does not fit an int64 becomes a float64"
)]
fn whole(size: u64) -> Scalar<'static> {
    i64::try_from(size).map_or(Scalar::Float(size as f64), Scalar::Int)
}

fn split_sign(text: &str) -> (Option<char>, &str) {
    match text.strip_prefix('-') {
        Some(rest) => (Some('-'), rest),
        None => text.strip_prefix('+').map_or((None, text), |rest| (Some('+'), rest)),
    }
}

#[cfg(test)]
mod tests {
    use super::Scalar::{self, Bool, Float, Int, Null, Text};

    /// What `sigs.k8s.io/yaml` v1.6.0 and `sigs.k8s.io/json` made of `a: …`, when run.
    #[test]
    fn bare_text_is_read_as_the_api_server_does() {
        for (texts, value) in [
            ("y Y yes Yes YES true True TRUE on On ON", Bool(true)),
            ("n N no No NO false False FALSE off Off OFF", Bool(false)),
            ("~ null Null NULL", Null),
            ("017 0o17 0O17 0x0F 0b1111 0B1111 1_5 15.0 1.5e1 +15 15_ +_15", Int(15)),
            ("08 0_0008 8. 0.8e1", Int(8)),
            ("1000 1_000 1__000 1e3 1E3 1e+3 1.e3 1e3_", Int(1000)),
            ("0 -0 -0.0 00 1e-400", Int(0)),
            ("-31 -0x1F -0b11111 -037 -_31", Int(-31)),
            ("0b-1 -1", Int(-1)),
            ("9223372036854775807", Int(i64::MAX)),
            ("-9223372036854775808", Int(i64::MIN)),
            ("1e18", Int(1_000_000_000_000_000_000)),
            ("9223372036854775808 9223372036854775808.0", Float(9_223_372_036_854_775_808.0)),
            ("18446744073709551615 0xFFFFFFFFFFFFFFFF +18446744073709551616", Float(18_446_744_073_709_551_616.0)),
            (".5 0.5 +.5 5e-1 .5_0 0_.5", Float(0.5)),
            ("1e21", Float(1e21)),
            (".inf .Inf .INF +.inf", Float(f64::INFINITY)),
            ("-.inf -.Inf", Float(f64::NEG_INFINITY)),
        ] {
            for text in texts.split(' ') {
                assert_eq!(Scalar::of_plain(text), value, "{text}");
            }
        }
        assert_eq!(Scalar::of_plain(""), Null);
        assert!(matches!(Scalar::of_plain(".nan"), Float(value) if value.is_nan()));
    }

    #[test]
    fn the_rest_is_text() {
        for text in "oN nUll tRue yEs 12:30:45 1:20 190:20:30.15 2024-01-01 2001-12-14t21:59:43.10-05:00 1e400 0x 0o 0b 0o18 0xG \
             0x1FFFFFFFFFFFFFFFF _1 ._5 .5_ .1__0 . .e3 + - 1e 1e+ --1 +-1 ++1 0x+1 0o-7 1.2.3 NaN inf -inf Infinity 0x1p3 1p3 = << 7d 500m 10Gi"
            .split_whitespace()
        {
            assert_eq!(Scalar::of_plain(text), Text(text));
        }
    }

    #[test]
    fn yaml_1_2_knows_fewer_words_and_no_leading_zero() {
        for text in "y yes on n no off 1_000 0b11 017 0O17 0X1F +0x1F .1_0 -0o7".split(' ') {
            let (here, there) = (Scalar::of_plain(text), Scalar::of_plain_in_yaml_1_2(text));
            assert!(!here.same(there), "{text}: {here:?} both times");
        }
        for text in "true False ~ null 0 -5 007 08 1e3 3.0 .5 0x1F 0o17 .inf -.INF .nan text 12:30:45 2024-01-01 18446744073709551616".split(' ') {
            let (here, there) = (Scalar::of_plain(text), Scalar::of_plain_in_yaml_1_2(text));
            assert!(here.same(there), "{text}: {here:?} and {there:?}");
        }
        assert_eq!(Scalar::of_plain_in_yaml_1_2("0755"), Int(755));
    }
}
