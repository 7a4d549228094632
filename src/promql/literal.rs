//! Numbers, durations and quoted texts.

use super::fault::{Fault, Place};

/// The units of durations, greatest first, with their nanoseconds.
pub(super) const UNITS: [(&str, i64); 7] = [
    ("y", 365 * DAY),
    ("w", 7 * DAY),
    ("d", DAY),
    ("h", 3_600 * SECOND),
    ("m", 60 * SECOND),
    ("s", SECOND),
    ("ms", 1_000_000),
];

/// Nanoseconds in a second.
pub(super) const SECOND: i64 = 1_000_000_000;

const DAY: i64 = 86_400 * SECOND;

/// Whether an `e` behind these characters begins an exponent, so that a sign may follow.
pub(super) fn may_have_exponent(written: &str) -> bool {
    if let Some(digits) = written.strip_prefix("0x").or_else(|| written.strip_prefix("0X")) {
        // Prometheus' lexer looks for an exponent here too, but takes runs of digits, `e` included, as a whole.
        return digits.trim_start_matches('_').len() == 1 || digits.ends_with('_');
    }
    written.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.' || byte == b'_')
}

/// The value of a number: decimal, octal with a leading `0`, hexadecimal, with `_` between digits.
pub(super) fn number(written: &str) -> Result<f64, Fault> {
    let bad = || Fault::new(Place::default(), format!("`{written}` is neither a number nor a duration"));
    if !underscores_between_digits(written) {
        return Err(bad().help("`_` may stand between two digits only"));
    }
    let plain = written.replace('_', "");
    if let Some(digits) = plain.strip_prefix("0x").or_else(|| plain.strip_prefix("0X")) {
        // For the same reason `0xde` and `0xdee` are refused, and `0xed` is not.
        let exponent = digits.get(1..).is_some_and(|rest| rest.eq_ignore_ascii_case("e") || starts_with_ee(rest));
        let value = i64::from_str_radix(digits, 16).ok().filter(|_| !exponent && !digits.starts_with(['+', '-']));
        #[expect(clippy::cast_precision_loss, reason = "PromQL knows floating-point numbers only")]
        return value.map(|value| value as f64).ok_or_else(|| bad().help("write the number in decimal digits"));
    }
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if plain.len() > 1
        && plain.starts_with('0')
        && let Ok(value) = i64::from_str_radix(&plain, 8)
    {
        #[expect(clippy::cast_precision_loss, reason = "PromQL knows floating-point numbers only")]
        return Ok(value as f64);
    }
    let (mantissa, exponent) = match plain.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (plain.as_str(), None),
    };
    let exponent_fits = exponent
        .is_none_or(|exponent| !exponent.is_empty() && digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent)));
    let mantissa_fits = digits(&mantissa.replacen('.', "", 1)) && mantissa.len() > usize::from(mantissa.contains('.'));
    match plain.parse::<f64>() {
        Ok(value) if value.is_infinite() => {
            Err(Fault::new(Place::default(), format!("`{written}` is greater than any number")).help("write `Inf`"))
        }
        Ok(value) if exponent_fits && mantissa_fits => Ok(value),
        _ => Err(bad().help("durations are whole numbers with units, greatest first: `1h30m`")),
    }
}

fn starts_with_ee(text: &str) -> bool {
    text.bytes().take(2).filter(|byte| byte.eq_ignore_ascii_case(&b'e')).count() == 2
}

/// A `_` stands between digits; directly behind the `0x` it is allowed too.
fn underscores_between_digits(written: &str) -> bool {
    let hex = written.starts_with("0x") || written.starts_with("0X");
    let digit = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_digit() || (hex && byte.is_ascii_hexdigit()));
    let bytes = written.as_bytes();
    bytes.iter().enumerate().filter(|&(_, &byte)| byte == b'_').all(|(at, _)| {
        let before = at.checked_sub(1).and_then(|at| bytes.get(at).copied());
        digit(bytes.get(at + 1).copied()) && (digit(before) || (hex && at == 2))
    })
}

/// The nanoseconds of a duration such as `1h30m`: whole numbers with units, each unit once, greatest first.
/// `None` if it does not even look like one.
pub(super) fn duration(written: &str) -> Option<Result<i64, Fault>> {
    let starts = written.bytes().next().is_some_and(|byte| byte.is_ascii_digit());
    // No unit has an `e` or an `x`: these are numbers that went wrong.
    let starts = starts && !written.contains(['e', 'E', 'x', 'X']);
    let looks = written.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'.');
    if !starts || !looks || written.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
        return None;
    }
    Some(duration_parts(written))
}

fn duration_parts(written: &str) -> Result<i64, Fault> {
    let fault = |headline: String| Fault::new(Place::default(), headline);
    let units = "`y`, `w`, `d`, `h`, `m`, `s`, `ms`";
    let (mut rest, mut total, mut next_unit) = (written, 0_i64, 0);
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let (count, after) = rest.split_at_checked(digits).unwrap_or((rest, ""));
        if after.starts_with('.') {
            return Err(fault(format!("`{written}` is not a duration: it has a fraction"))
                .help("write whole numbers with units: `1h30m`, `500ms`"));
        }
        let letters = after.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(after.len());
        let (unit, tail) = after.split_at_checked(letters).unwrap_or((after, ""));
        if unit.is_empty() {
            return Err(fault(format!("`{written}` is not a duration: `{count}` has no unit"))
                .help(format!("write one of the units {units} behind each number")));
        }
        let Some(index) = UNITS.iter().position(|&(name, _)| name == unit) else {
            return Err(fault(format!("`{written}` is not a duration: `{unit}` is not a unit"))
                .help(format!("the units are {units}")));
        };
        if index < next_unit {
            return Err(fault(format!("the units of `{written}` are out of order"))
                .help("write each unit once, greatest first: `1h30m`"));
        }
        let nanos = UNITS.get(index).map_or(0, |&(_, nanos)| nanos);
        let sum = count.parse::<i64>().ok().and_then(|count| count.checked_mul(nanos)?.checked_add(total));
        total = sum.ok_or_else(|| fault(format!("`{written}` is longer than 292 years")))?;
        (rest, next_unit) = (tail, index + 1);
    }
    Ok(total)
}

/// The text within quotes, and how many bytes it takes with its quotes. The escapes are Go's; between backquotes there are none.
pub(super) fn quoted(rest: &str, quote: char) -> Result<(String, usize), Fault> {
    let mut bytes = Vec::new();
    let mut chars = rest.char_indices();
    chars.next();
    loop {
        let Some((at, c)) = chars.next() else { return Err(unclosed(rest, quote)) };
        match c {
            _ if c == quote => {
                // `"\xff"` may make a text that is not UTF-8. No label has such a value; what cannot be read is replaced.
                return Ok((String::from_utf8_lossy(&bytes).into_owned(), at + 1));
            }
            '\u{fffd}' => {
                let place = Place::new(at, at + c.len_utf8());
                return Err(Fault::new(place, "U+FFFD in a text, which Prometheus takes for broken UTF-8")
                    .help("write `\\ufffd` if it is meant"));
            }
            '\n' if quote != '`' => return Err(unclosed(rest.get(..at).unwrap_or(rest), quote)),
            '\\' if quote != '`' => {
                let escaped = rest.get(at + 1..).unwrap_or_default();
                let len = escape(escaped, quote, &mut bytes)
                    .map_err(|fault| Fault { place: Place::new(at, at + 1 + fault.place.end), ..fault })?;
                let end = at + 1 + len;
                while chars.offset() < end {
                    chars.next();
                }
            }
            _ => bytes.extend(c.encode_utf8(&mut [0; 4]).bytes()),
        }
    }
}

fn unclosed(text: &str, quote: char) -> Fault {
    let fault = Fault::new(Place::new(0, text.len()), "this text is never closed");
    if quote == '`' {
        fault.help("close it with a backquote")
    } else {
        fault.help(format!("close it with `{quote}` on the same line"))
    }
}

/// Reads what stands behind a backslash; gives its length.
fn escape(rest: &str, quote: char, bytes: &mut Vec<u8>) -> Result<usize, Fault> {
    let Some(c) = rest.chars().next() else { return Err(unclosed(rest, quote)) };
    let simple = match c {
        'a' => 7,
        'b' => 8,
        'f' => 12,
        'n' => b'\n',
        'r' => b'\r',
        't' => b'\t',
        'v' => 11,
        '\\' => b'\\',
        '"' if quote == '"' => b'"',
        '\'' if quote == '\'' => b'\'',
        'x' => return code(rest, 1, 2, 16, bytes),
        'u' => return code(rest, 1, 4, 16, bytes),
        'U' => return code(rest, 1, 8, 16, bytes),
        '0'..='7' => return code(rest, 0, 3, 8, bytes),
        _ => {
            return Err(Fault::new(Place::new(0, c.len_utf8()), format!("`\\{c}` is not an escape"))
                .help("write a backslash as two: `\\\\`, or put the text between backquotes, where none is needed"));
        }
    };
    bytes.push(simple);
    Ok(1)
}

fn code(rest: &str, skip: usize, len: usize, radix: u32, bytes: &mut Vec<u8>) -> Result<usize, Fault> {
    let digits = rest.get(skip..skip + len).filter(|digits| digits.chars().all(|c| c.is_digit(radix)));
    let value = digits.and_then(|digits| u32::from_str_radix(digits, radix).ok());
    let wide = len > 3;
    let fits =
        value.and_then(|value| if wide { char::from_u32(value) } else { u8::try_from(value).ok().map(char::from) });
    match (fits, value) {
        (Some(c), _) if wide => bytes.extend(c.encode_utf8(&mut [0; 4]).bytes()),
        (Some(_), Some(value)) => bytes.extend(u8::try_from(value)),
        _ => {
            let width = rest.chars().take(skip + len).map(char::len_utf8).sum();
            return Err(Fault::new(Place::new(0, width), "this escape does not name a character")
                .help("write `\\n`, `\\x0a`, `\\u000a` or `\\012`, each with all its digits"));
        }
    }
    Ok(skip + len)
}

/// A duration as Prometheus prints it: `1h30m`. What is finer than a millisecond is printed as seconds.
pub(super) fn print_duration(nanos: i64) -> String {
    let sign = if nanos < 0 { "-" } else { "" };
    let mut rest = nanos.unsigned_abs();
    if rest == 0 {
        return "0s".to_owned();
    }
    if !rest.is_multiple_of(1_000_000) {
        #[expect(clippy::cast_precision_loss, reason = "this is how it was read")]
        return format!("{sign}{}", rest as f64 / 1e9);
    }
    let mut text = sign.to_owned();
    for (unit, size) in UNITS {
        let count = rest / size.unsigned_abs();
        rest %= size.unsigned_abs();
        // Prometheus keeps years and weeks only where nothing smaller is left over: `8d` is not `1w1d`.
        let coarse = matches!(unit, "y" | "w") && rest != 0;
        if coarse {
            rest += count * size.unsigned_abs();
        } else if count > 0 {
            text.push_str(&count.to_string());
            text.push_str(unit);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::{Kind, parse};

    #[track_caller]
    fn value(text: &str) -> Option<f64> {
        match parse(text).ok()?.kind {
            Kind::Number(number) => Some(number.value),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn numbers_have_the_values_that_go_gives_them() {
        let table =
            [("017", 15.0), ("08", 8.0), ("1_000.5", 1000.5), ("0x_1F", 31.0), ("0xed", 237.0), ("5.e2", 500.0)];
        for (text, wanted) in table {
            assert_eq!(value(text), Some(wanted), "{text}");
        }
        assert_eq!(value("1y2w3d4h5m6s7ms"), Some(33_019_506.007));
    }

    /// The lexer of Prometheus looks for exponents in hexadecimal numbers too, at their second digit.
    #[test]
    fn hexadecimal_numbers_stumble_over_their_e() {
        for refused in ["0xde", "0xdee", "0x1e+5", "0x", "0x1_", "0x1.5"] {
            assert!(parse(refused).is_err(), "{refused}");
        }
        assert_eq!(parse("0x12e+5").unwrap().to_string(), "302 + 5");
        assert_eq!(parse("0xe+5").unwrap().to_string(), "14 + 5");
    }
}
