//! Damaged files make nobody panic.

use super::*;

/// Marsaglia's xorshift: the same numbers on every machine.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit as u64).unwrap()
    }
}

#[test]
fn no_mutant_makes_it_panic() {
    const TOKENS: &[&str] = &[
        "${",
        "}",
        "$",
        "$$",
        ":",
        "://",
        ",",
        "@",
        "/",
        "-",
        "'",
        "\"",
        "\\",
        "*x",
        "&x ",
        "<<: ",
        "[",
        "]",
        "{",
        "\n",
        " ",
        "0",
        "99999999999",
        "-1",
        "é",
        "\u{fffd}",
        "localhost",
        "kafka",
        "=",
        "|",
        "null",
        "~",
        "!reset ",
        "SSL://",
        "..",
    ];
    let files: Vec<&str> = [SAMPLE, super::breakages::KRAFT, super::breakages::THREE].to_vec();
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    for _ in 0..2_000 {
        let mut text = files[numbers.below(files.len())].to_owned();
        if text.len() > 6_000 {
            // Without the script, whose text nobody looks into.
            text = text
                .lines()
                .filter(|line| !line.starts_with("        ") || line.contains("- "))
                .collect::<Vec<_>>()
                .join("\n");
        }
        for _ in 0..=numbers.below(6) {
            let at = numbers.below(text.len() + 1);
            let at = (0..=at).rev().find(|&at| text.is_char_boundary(at)).unwrap();
            if numbers.below(3) == 0 && at < text.len() {
                text.remove(at);
            } else {
                text.insert_str(at, TOKENS[numbers.below(TOKENS.len())]);
            }
        }
        lines(&[("compose.yml", &text), ("compose.override.yml", &text)]);
    }
}
