//! The commands that a line of shell would run, as far as their words can be told.

use super::text::HOLE;

/// Commands in commands (`bash -c '…'`) are looked into so deep.
const DEEPEST: usize = 3;

/// Words that stand before a command and are none themselves.
const BEFORE: &[&str] = &["if", "then", "else", "elif", "do", "while", "until", "!", "time", "exec", "env", "{", "("];

/// The commands of a text in the order in which they stand, each with its words. What the shell would put in is a [`HOLE`].
pub(super) fn calls(text: &str) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    look(text, 0, &mut found);
    found
}

/// The command that a list of words is.
pub(super) fn call_of(words: Vec<String>) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    add(words, 0, &mut found);
    found
}

/// The words of a text that no shell reads: operators are words like others.
pub(super) fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let (mut word, mut quote): (Option<String>, Option<char>) = (None, None);
    let mut chars = text.chars();
    while let Some(char) = chars.next() {
        match (quote, char) {
            (Some(open), _) if open == char => quote = None,
            (None | Some('"'), '\\') => match chars.next() {
                Some('\n') | None => {}
                Some(next) => word.get_or_insert_default().push(next),
            },
            (None, '\'' | '"') => {
                quote = Some(char);
                word.get_or_insert_default();
            }
            (None, _) if char.is_whitespace() => words.extend(word.take()),
            _ => word.get_or_insert_default().push(char),
        }
    }
    words.extend(word);
    words
}

fn look(text: &str, depth: usize, found: &mut Vec<Vec<String>>) {
    for words in split(text) {
        add(words, depth, found);
    }
}

fn add(words: Vec<String>, depth: usize, found: &mut Vec<Vec<String>>) {
    let words = bare(words);
    let Some(first) = words.first() else { return };
    let shell = matches!(first.rsplit('/').next(), Some("bash" | "sh" | "ash"));
    let option = words.iter().position(|word| word.starts_with('-') && word.ends_with('c'));
    if let Some(script) = option.filter(|_| shell && depth < DEEPEST).and_then(|at| words.get(at + 1)) {
        found.push(words.iter().take(1).cloned().collect());
        return look(&script.clone(), depth + 1, found);
    }
    found.push(words);
}

/// Without what stands before the command: keywords, variables for it alone, `timeout 5`.
fn bare(words: Vec<String>) -> Vec<String> {
    let mut words = words.into_iter().peekable();
    while let Some(word) = words.peek() {
        let name = word.split_once('=').map(|(name, _)| name).unwrap_or_default();
        let variable = !name.is_empty() && name.chars().all(|char| char.is_ascii_alphanumeric() || char == '_');
        if BEFORE.contains(&word.as_str()) || variable {
            words.next();
        } else if word == "timeout" {
            words.next();
            while words
                .next_if(|word| word.starts_with('-') || word.starts_with(|char: char| char.is_ascii_digit()))
                .is_some()
            {}
        } else {
            break;
        }
    }
    words.collect()
}

/// Cuts a text into commands and these into words.
fn split(text: &str) -> Vec<Vec<String>> {
    let mut cutter = Cutter::default();
    let mut chars = text.chars().peekable();
    while let Some(char) = chars.next() {
        match (cutter.quote, char) {
            (Some('\''), '\'') | (Some('"'), '"') => cutter.quote = None,
            (quote, '\\') if quote != Some('\'') => match chars.next() {
                Some('\n') | None => {}
                Some(next) => cutter.push(next),
            },
            (quote, '$') if quote != Some('\'') => {
                match chars.peek() {
                    Some('{') => skip(&mut chars, '{', '}'),
                    Some('(') => skip(&mut chars, '(', ')'),
                    _ => while chars.next_if(|next| next.is_ascii_alphanumeric() || *next == '_').is_some() {},
                }
                cutter.push(HOLE);
            }
            (None, '\'' | '"') => {
                cutter.quote = Some(char);
                cutter.word.get_or_insert_default();
            }
            (None, '#') if cutter.word.is_none() => while chars.next_if(|next| *next != '\n').is_some() {},
            (None, '\n' | ';' | '|' | '&' | '(' | ')') => cutter.end_command(),
            (None, _) if char.is_whitespace() => cutter.end_word(),
            _ => cutter.push(char),
        }
    }
    cutter.end_command();
    cutter.commands
}

fn skip(chars: &mut std::iter::Peekable<std::str::Chars<'_>>, open: char, close: char) {
    let mut depth = 0usize;
    for char in chars.by_ref() {
        if char == open {
            depth += 1;
        } else if char == close {
            depth = depth.saturating_sub(1);
            if depth == 0 {
                return;
            }
        }
    }
}

#[derive(Default)]
struct Cutter {
    commands: Vec<Vec<String>>,
    words: Vec<String>,
    word: Option<String>,
    quote: Option<char>,
}

impl Cutter {
    fn push(&mut self, char: char) {
        self.word.get_or_insert_default().push(char);
    }

    fn end_word(&mut self) {
        if let Some(word) = self.word.take() {
            self.words.push(word);
        }
    }

    fn end_command(&mut self) {
        self.end_word();
        if !self.words.is_empty() {
            self.commands.push(std::mem::take(&mut self.words));
        }
    }
}

/// The value of an option, written `--name value` or `--name=value`.
pub(super) fn option<'w>(words: &'w [String], name: &str) -> Option<&'w str> {
    let at = words.iter().position(|word| word == name);
    let joined = || words.iter().find_map(|word| word.strip_prefix(name)?.strip_prefix('='));
    at.and_then(|at| words.get(at + 1)).map(String::as_str).or_else(joined)
}

/// All values of an option that may stand more than once.
pub fn options<'w>(words: &'w [String], name: &str) -> Vec<&'w str> {
    let mut found = Vec::new();
    for (at, word) in words.iter().enumerate() {
        if word == name {
            found.extend(words.get(at + 1).map(String::as_str));
        } else if let Some(value) = word.strip_prefix(name).and_then(|rest| rest.strip_prefix('=')) {
            found.push(value);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        calls(text).into_iter().map(|words| words.join("|")).collect()
    }

    #[test]
    fn commands_are_told_apart() {
        assert_eq!(
            shown("echo srvr | nc 127.0.0.1 2181 | grep -q Mode"),
            ["echo|srvr", "nc|127.0.0.1|2181", "grep|-q|Mode"]
        );
        assert_eq!(
            shown("A=b C='d e' kafka-topics --create \\\n --topic \"a b\" > /dev/null # not this"),
            ["kafka-topics|--create|--topic|a b|>|/dev/null"]
        );
        assert_eq!(shown("timeout 5 curl -f $URL/x || exit 1"), ["curl|-f|\u{fffd}/x", "exit|1"]);
        assert_eq!(shown("bash -c 'x && y'"), ["bash", "x", "y"]);
        assert_eq!(
            shown("for t in a; do kafka-topics --topic $t; done"),
            ["for|t|in|a", "kafka-topics|--topic|\u{fffd}", "done"]
        );
        assert_eq!(shown("unset JMX_PORT; $(which nc) -z"), ["unset|JMX_PORT", "\u{fffd}|-z"]);
    }

    #[test]
    fn options_are_found_in_both_writings() {
        let words: Vec<String> = "t --topic=a --config x=1 --config y=2".split(' ').map(str::to_owned).collect();
        assert_eq!(option(&words, "--topic"), Some("a"));
        assert_eq!(options(&words, "--config"), ["x=1", "y=2"]);
        assert_eq!(option(&words, "--partitions"), None);
    }
}
