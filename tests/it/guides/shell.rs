//! What a reader of a page would type: its shell blocks, taken apart as a shell would.

/// A command with its words, and the text that is handed to it by `<<`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Command {
    pub(crate) words: Vec<String>,
    pub(crate) input: Option<String>,
}

/// The commands of all `sh` blocks of a page, in their order.
pub(crate) fn of_page(page: &str) -> Vec<Command> {
    blocks(page, "sh").iter().flat_map(|block| of_block(block)).collect()
}

/// The blocks of a language, without the indentation of the list that they stand in.
pub(crate) fn blocks(page: &str, language: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut open: Option<(String, String, bool)> = None;
    for line in page.lines() {
        let text = line.trim_start();
        match open.as_mut() {
            Some((fence, block, wanted)) if text.trim_end() == fence.as_str() => {
                if *wanted {
                    blocks.push(std::mem::take(block));
                }
                open = None;
            }
            Some((_, block, _)) => {
                block.push_str(line);
                block.push('\n');
            }
            None => {
                let fence: String = text.chars().take_while(|c| *c == '`').collect();
                if fence.len() >= 3 {
                    let wanted = &text[fence.len()..] == language;
                    open = Some((fence, String::new(), wanted));
                }
            }
        }
    }
    assert!(open.is_none(), "a block never ends");
    blocks.iter().map(|block| outdented(block)).collect()
}

fn outdented(block: &str) -> String {
    let blanks = |line: &str| line.len() - line.trim_start().len();
    let least = block.lines().filter(|line| !line.trim().is_empty()).map(blanks).min().unwrap_or(0);
    block.lines().fold(String::new(), |text, line| text + line.get(least..).unwrap_or_default() + "\n")
}

/// The commands of a block: those of pipes, of groups and within `$(…)` each by itself.
fn of_block(block: &str) -> Vec<Command> {
    let (script, inputs) = without_inputs(block);
    let mut inputs = inputs.into_iter();
    let mut found = Vec::new();
    let mut now = Command { words: Vec::new(), input: None };
    let mut rest = script.as_str();
    while let Some(token) = next_token(&mut rest, &mut found) {
        match token {
            Token::Word(word) => now.words.push(word),
            Token::Input => now.input = inputs.next(),
            Token::End => {
                if !now.words.is_empty() {
                    found.push(std::mem::replace(&mut now, Command { words: Vec::new(), input: None }));
                }
            }
        }
    }
    found.extend((!now.words.is_empty()).then_some(now));
    found
}

/// A script without the texts that `<<` hands over, and those texts.
fn without_inputs(block: &str) -> (String, Vec<String>) {
    let (mut script, mut inputs) = (String::new(), Vec::new());
    let mut lines = block.lines();
    while let Some(line) = lines.next() {
        script.push_str(line);
        script.push('\n');
        if let Some((_, word)) = line.split_once("<<") {
            let end = word.split_whitespace().next().unwrap_or_default().trim_matches(['\'', '"']);
            let text: Vec<&str> = lines.by_ref().take_while(|line| *line != end).collect();
            inputs.push(text.join("\n"));
        }
    }
    (script, inputs)
}

enum Token {
    Word(String),
    Input,
    End,
}

fn next_token(rest: &mut &str, within: &mut Vec<Command>) -> Option<Token> {
    *rest = rest.trim_start_matches([' ', '\t']);
    let first = rest.chars().next()?;
    if let Some(after) = rest.strip_prefix("\\\n") {
        *rest = after;
        return next_token(rest, within);
    }
    if first == '#' {
        *rest = &rest[rest.find('\n').unwrap_or(rest.len())..];
        return next_token(rest, within);
    }
    if matches!(first, '|' | ';' | '&' | '\n') {
        *rest = rest.trim_start_matches(['|', ';', '&', '\n', ' ']);
        return Some(Token::End);
    }
    if let Some(after) = rest.strip_prefix("<<") {
        *rest = after;
        next_token(rest, within);
        return Some(Token::Input);
    }
    if matches!(first, '>' | '<') {
        *rest = rest.trim_start_matches(['>', '<']);
        // The file that is written or read is no word of the command.
        next_token(rest, within);
        return next_token(rest, within);
    }
    let word = word(rest, within);
    // Groups are not commands themselves.
    if word == "{" || word == "}" { next_token(rest, within) } else { Some(Token::Word(word)) }
}

fn word(rest: &mut &str, within: &mut Vec<Command>) -> String {
    let mut word = String::new();
    let mut quote = None;
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        match (quote, c) {
            (None, ' ' | '\t' | '\n' | ';' | '|' | '&' | '<' | '>') => break,
            (None, '\'' | '"') => quote = Some(c),
            (Some(open), c) if c == open => quote = None,
            (None | Some('"'), '$') if after.starts_with('(') => {
                let end = after.find(')').expect("`$(` without its `)`");
                within.extend(of_block(&after[1..end]));
                word.push_str("$()");
                *rest = &after[end + 1..];
                continue;
            }
            (None | Some('"'), '\\') => {
                let escaped = after.chars().next().unwrap_or_default();
                word.push(escaped);
                *rest = &after[escaped.len_utf8()..];
                continue;
            }
            (_, c) => word.push(c),
        }
        *rest = after;
    }
    assert!(quote.is_none(), "a quote never ends, after {word:?}");
    word
}

#[test]
fn a_block_is_taken_apart() {
    let page = "a\n\n1. b\n\n   ```sh\n   x 'a b' \"c\"d \\\n     e | y <<'EOT' > file\n   one: 1\n   EOT\n   { p 1; q \"$(r s)\" ; } && t # not\n   ```\n\n```text\nno\n```\n";
    let words: Vec<String> = of_page(page).iter().map(|command| command.words.join(",")).collect();
    assert_eq!(words, ["x,a b,cd,e", "y", "p,1", "r,s", "q,$()", "t"]);
    assert_eq!(of_page(page)[1].input.as_deref(), Some("one: 1"));
}
