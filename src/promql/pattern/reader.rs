//! Reads Go's regular expressions and writes them again as Rust's.

/// The general categories of Unicode.
const CATEGORIES: [&str; 38] = [
    "C", "Cc", "Cf", "Cn", "Co", "Cs", "L", "LC", "Ll", "Lm", "Lo", "Lt", "Lu", "M", "Mc", "Me", "Mn", "N", "Nd", "Nl",
    "No", "P", "Pc", "Pd", "Pe", "Pf", "Pi", "Po", "Ps", "S", "Sc", "Sk", "Sm", "So", "Z", "Zl", "Zp", "Zs",
];

/// The classes of characters that POSIX knows.
const POSIX: [&str; 14] = [
    "alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph", "lower", "print", "punct", "space", "upper", "word",
    "xdigit",
];

/// A pattern of Go's as one of Rust's, and whether it asks for classes of Unicode, for each of which something stands.
///
/// # Errors
/// What is wrong with it, in a few words.
pub(super) fn read(pattern: &str) -> Result<(String, bool), String> {
    let out = String::with_capacity(pattern.len() + 8);
    let mut reader = Reader { rest: pattern, out, classes_of_unicode: false };
    reader.whole()?;
    Ok((reader.out, reader.classes_of_unicode))
}

type Read = Result<(), String>;

struct Reader<'t> {
    rest: &'t str,
    out: String,
    classes_of_unicode: bool,
}

impl Reader<'_> {
    fn next(&mut self) -> Option<char> {
        let mut chars = self.rest.chars();
        let c = chars.next();
        self.rest = chars.as_str();
        c
    }

    fn take(&mut self, prefix: &str) -> bool {
        let rest = self.rest.strip_prefix(prefix);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn literal(&mut self, c: char) {
        self.out.push_str(&regex::escape(c.encode_utf8(&mut [0; 4])));
    }

    fn whole(&mut self) -> Read {
        let mut repeated = false;
        while let Some(c) = self.next() {
            let repeats = match c {
                '*' | '+' | '?' => {
                    self.out.push(c);
                    true
                }
                '{' => self.repetition()?,
                _ => false,
            };
            if repeats && repeated {
                return Err("a repetition is repeated".to_owned());
            }
            repeated = repeats;
            if repeats {
                if self.take("?") {
                    self.out.push('?');
                }
                continue;
            }
            match c {
                '{' => self.out.push_str(r"\{"),
                '\\' => self.escape(false)?,
                '[' => self.class()?,
                '(' => self.group()?,
                ')' | '|' | '.' | '^' | '$' => self.out.push(c),
                _ => self.literal(c),
            }
        }
        Ok(())
    }

    /// `{2}`, `{2,}`, `{2,5}`. Anything else behind a brace is plain text, and nothing was taken.
    fn repetition(&mut self) -> Result<bool, String> {
        let Some((inner, after)) = self.rest.split_once('}') else { return Ok(false) };
        let (least, most) = inner.split_once(',').map_or((inner, None), |(least, most)| (least, Some(most)));
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(least) || !most.is_none_or(|most| most.is_empty() || digits(most)) {
            return Ok(false);
        }
        let count = |text: &str| text.parse::<u32>().ok().filter(|&count| count <= 1000);
        let too_many = || "no more than 1000 repetitions are possible".to_owned();
        let least = count(least).ok_or_else(too_many)?;
        let most = most.filter(|most| !most.is_empty()).map(|most| count(most).ok_or_else(too_many)).transpose()?;
        if most.is_some_and(|most| most < least) {
            return Err("a repetition ends before it begins".to_owned());
        }
        self.out.push('{');
        self.out.push_str(inner);
        self.out.push('}');
        self.rest = after;
        Ok(true)
    }

    fn group(&mut self) -> Read {
        self.out.push('(');
        if !self.take("?") {
            return Ok(());
        }
        if ["=", "!", "<=", "<!"].iter().any(|look| self.rest.starts_with(look)) {
            return Err("RE2 has no look-around".to_owned());
        }
        if self.take(")") {
            self.out.push_str("?:)");
            return Ok(());
        }
        self.out.push('?');
        if self.rest.starts_with("P<") || self.rest.starts_with('<') {
            let end = self.rest.find('>').ok_or("the name of a group is not closed")?;
            let (name, rest) = self.rest.split_at_checked(end + 1).unwrap_or((self.rest, ""));
            let plain = name.trim_start_matches('P').trim_matches(['<', '>']);
            if plain.is_empty() || !plain.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
                return Err("the name of a group is not letters, digits and `_`".to_owned());
            }
            // Rust wants no digit in front; the name itself matters to nobody here.
            self.out.extend(["P<_", plain, ">"]);
            self.rest = rest;
            return Ok(());
        }
        while let Some(c) = self.next() {
            match c {
                'i' | 'm' | 's' | 'U' | '-' => self.out.push(c),
                ':' | ')' => {
                    self.out.push(c);
                    return Ok(());
                }
                _ => return Err(format!("`(?{c}` begins no group that RE2 knows")),
            }
        }
        Err("a group is not closed".to_owned())
    }

    fn escape(&mut self, in_class: bool) -> Read {
        let Some(c) = self.next() else { return Err("it ends in a backslash".to_owned()) };
        match c {
            'd' => self.out.push_str("[0-9]"),
            'D' => self.out.push_str("[^0-9]"),
            's' => self.out.push_str(r"[\t\n\f\r ]"),
            'S' => self.out.push_str(r"[^\t\n\f\r ]"),
            'w' => self.out.push_str("[0-9A-Za-z_]"),
            'W' => self.out.push_str("[^0-9A-Za-z_]"),
            'b' | 'B' | 'A' | 'z' if !in_class => {
                self.out.push('\\');
                self.out.push(c);
            }
            'Q' if !in_class => {
                let (quoted, rest) = self.rest.split_once("\\E").unwrap_or((self.rest, ""));
                self.out.push_str(&regex::escape(quoted));
                self.rest = rest;
            }
            'p' | 'P' => self.unicode_class()?,
            _ => {
                let c = self.escaped_char(c)?;
                self.literal(c);
            }
        }
        Ok(())
    }

    fn unicode_class(&mut self) -> Read {
        let (name, rest) = if self.take("{") {
            self.rest.split_once('}').ok_or("the name of a class is not closed")?
        } else {
            let end = self.rest.chars().next().map_or(0, char::len_utf8);
            self.rest.split_at_checked(end).unwrap_or_default()
        };
        self.rest = rest;
        let name = name.strip_prefix('^').unwrap_or(name);
        // Scripts have longer names; there are 170 of them, and nobody has used one in a rule yet.
        let script = name.len() > 2 && name.chars().all(|c| c.is_ascii_alphabetic() || c == '_');
        if !script && !CATEGORIES.contains(&name) {
            return Err(format!("`{name}` is not a class of Unicode"));
        }
        self.classes_of_unicode = true;
        // Stands for it, so that what is around it can be judged.
        self.out.push_str("[a]");
        Ok(())
    }

    /// The character that an escape stands for; the backslash and `c` are read already.
    fn escaped_char(&mut self, c: char) -> Result<char, String> {
        let unknown = || Err(format!("`\\{c}` is not an escape in RE2"));
        match c {
            'a' => Ok('\u{7}'),
            'f' => Ok('\u{c}'),
            'n' => Ok('\n'),
            'r' => Ok('\r'),
            't' => Ok('\t'),
            'v' => Ok('\u{b}'),
            'x' => {
                let digits = if self.take("{") {
                    let (digits, rest) = self.rest.split_once('}').ok_or("`\\x{` is not closed")?;
                    self.rest = rest;
                    digits
                } else {
                    let (digits, rest) = self.rest.split_at_checked(2).ok_or("`\\x` without two digits")?;
                    self.rest = rest;
                    digits
                };
                let hex = digits.chars().all(|c| c.is_ascii_hexdigit());
                let code = u32::from_str_radix(digits, 16).ok().filter(|_| hex);
                code.and_then(char::from_u32).ok_or_else(|| "`\\x` does not name a character".to_owned())
            }
            '0'..='7' => {
                let octal = |c: char| matches!(c, '0'..='7');
                if c != '0' && !self.rest.starts_with(octal) {
                    return Err("RE2 has no backreferences".to_owned());
                }
                let more = self.rest.chars().take(2).take_while(|&c| octal(c)).count();
                let (digits, rest) = self.rest.split_at_checked(more).unwrap_or(("", self.rest));
                self.rest = rest;
                let code = u32::from_str_radix(&format!("{c}{digits}"), 8).ok();
                code.and_then(char::from_u32).ok_or_else(|| "this escape does not name a character".to_owned())
            }
            _ if c.is_ascii() && !c.is_ascii_alphanumeric() => Ok(c),
            _ => unknown(),
        }
    }

    fn class(&mut self) -> Read {
        self.out.push('[');
        if self.take("^") {
            self.out.push('^');
        }
        let unclosed = || "`[` is not closed".to_owned();
        let mut first = true;
        loop {
            if self.rest.starts_with("[:") && self.posix()? {
                first = false;
                continue;
            }
            let c = self.next().ok_or_else(unclosed)?;
            match c {
                ']' if !first => {
                    self.out.push(']');
                    return Ok(());
                }
                '\\' if self.rest.starts_with(['d', 'D', 's', 'S', 'w', 'W', 'p', 'P']) => self.escape(true)?,
                _ => self.class_range(c)?,
            }
            first = false;
        }
    }

    /// `a`, or `a-z`.
    fn class_range(&mut self, first: char) -> Read {
        let low = if first == '\\' { self.class_escape()? } else { first };
        self.literal(low);
        let tail = self.rest.strip_prefix('-').filter(|tail| !tail.starts_with(']') && !tail.is_empty());
        let Some(tail) = tail else { return Ok(()) };
        self.rest = tail;
        let high = match self.next() {
            Some('\\') => self.class_escape()?,
            Some(c) => c,
            None => return Err("`[` is not closed".to_owned()),
        };
        if high < low {
            return Err(format!("the range `{low}-{high}` ends before it begins"));
        }
        self.out.push('-');
        self.literal(high);
        Ok(())
    }

    fn class_escape(&mut self) -> Result<char, String> {
        let c = self.next().ok_or("it ends in a backslash")?;
        self.escaped_char(c)
    }

    /// `[:alpha:]` within a class.
    fn posix(&mut self) -> Result<bool, String> {
        let Some(end) = self.rest.get(2..).and_then(|rest| rest.find(":]")) else { return Ok(false) };
        let (class, rest) = self.rest.split_at_checked(end + 4).unwrap_or((self.rest, ""));
        let name = class.trim_start_matches("[:").trim_start_matches('^').trim_end_matches(":]");
        if !POSIX.contains(&name) {
            return Err(format!("`{class}` is not a class that RE2 knows"));
        }
        self.out.push_str(class);
        self.rest = rest;
        Ok(true)
    }
}
