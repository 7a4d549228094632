//! Thousands of damaged specs and manifests: none may make the program panic or find itself wrong.

mod manifests;

use kafkasmith::diag::{Complaints, Sources};
use kafkasmith::{edit, render, spec};
use std::panic::catch_unwind;

const SAMPLE: &str = include_str!("../../../hrms-kafka.toml");

/// How many are tried; more of them below.
const READ: u32 = 2_000;

/// What is put in: pieces that mean something somewhere.
const PIECES: [&str; 30] = [
    "[",
    "]",
    "{",
    "}",
    "\"",
    "'''",
    "\n",
    "=",
    ",",
    ".",
    "#",
    "0",
    "-1",
    "99999999999999999999",
    "1e999",
    "nan",
    "\"7x\"",
    "\"unlimited\"",
    "true",
    "[[topic]]\n",
    "[topic.\"a b\"]\n",
    "[cluster]\n",
    "{{ x }}",
    "\u{FDD0}",
    "\\u0000",
    "ä🎉",
    "2027-13-31",
    "\"kraft\"",
    "kind = \"no-messages\"\n",
    "expr = \"sum(\"\n",
];

/// Numbers that look random and are the same in each run (Vigna's SplitMix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ (mixed >> 31)) % u64::try_from(limit.max(1)).unwrap()).unwrap()
    }

    fn line<'t>(&mut self, lines: &[&'t str]) -> &'t str {
        lines[self.below(lines.len())]
    }
}

/// The sample with one to three things wrong.
fn mutant(seed: u32) -> String {
    damaged(SAMPLE, &PIECES, &mut Dice(u64::from(seed)))
}

/// A text with one to three things wrong: lines that are gone, twice, elsewhere, or cut off, or a piece put in.
fn damaged(whole: &str, pieces: &[&str], dice: &mut Dice) -> String {
    let mut lines: Vec<&str> = whole.split_inclusive('\n').collect();
    let sample = lines.clone();
    let mut text = String::new();
    for _ in 0..=dice.below(3) {
        let at = dice.below(lines.len());
        if lines.is_empty() {
            return text;
        }
        match dice.below(5) {
            0 => drop(lines.remove(at)),
            1 => lines.insert(at, dice.line(&sample)),
            2 => lines[at] = dice.line(&sample),
            3 => lines.truncate(lines.len() - dice.below(lines.len().min(20))),
            _ => {
                text = lines.concat();
                let places: Vec<usize> = text.char_indices().map(|(place, _)| place).collect();
                let (from, piece) = (places[dice.below(places.len())], pieces[dice.below(pieces.len())]);
                let to = text.get(from..).unwrap().char_indices().map(|(place, _)| from + place).nth(dice.below(6));
                text.replace_range(from..to.unwrap_or(from), piece);
                return text;
            }
        }
    }
    text.push_str(&lines.concat());
    text
}

/// What the program says of a spec, or that it failed.
fn judge(text: &str) -> Result<usize, String> {
    let judged = catch_unwind(|| {
        let mut sources = Sources::default();
        let id = sources.add("kafka.toml", text).unwrap();
        let mut complaints = Complaints::default();
        let source = sources.get(id).unwrap();
        let set = render::set(source, &mut complaints).map_err(|fault| fault.to_string())?;
        if set.is_none() && !complaints.has_errors() {
            return Err("nothing is rendered and nothing is wrong".to_owned());
        }
        let said = complaints.into_sorted();
        let lost = said.iter().find(|one| one.span().is_none_or(|span| sources.of(span).is_none()));
        lost.map_or(Ok(said.len()), |one| Err(format!("{one:?} is nowhere")))
    });
    judged.unwrap_or_else(|_| Err("it panicked".to_owned()))
}

#[test]
fn no_damage_makes_the_program_fail() {
    let mut wrong = 0;
    for seed in 0..READ {
        let text = mutant(seed);
        match judge(&text) {
            Ok(complaints) => wrong += u32::from(complaints > 0),
            Err(why) => panic!("mutant {seed}: {why}\n{text}"),
        }
    }
    assert!(wrong > READ / 2, "only {wrong} of {READ} mutants had a mistake");
}

/// The same for twenty thousand, for whoever has the time: `cargo test --release --test it mutants -- --ignored`.
#[test]
#[ignore = "takes minutes in the debug profile"]
fn nor_does_much_damage() {
    for seed in 0..20_000 {
        let text = mutant(seed);
        judge(&text).unwrap_or_else(|why| panic!("mutant {seed}: {why}\n{text}"));
    }
}

/// What is read in a text, without its places, which a layout moves.
fn meaning(text: &str) -> String {
    format!("{:?}", text.parse::<toml::Table>().ok())
}

#[test]
fn no_layout_changes_what_a_damaged_spec_says() {
    let mut laid_out = 0;
    for seed in 0..READ {
        let text = mutant(seed);
        let Some(once) = edit::fmt::format(&text) else { continue };
        laid_out += 1;
        assert_eq!(meaning(&once), meaning(&text), "mutant {seed}:\n{text}");
        assert_eq!(edit::fmt::format(&once).as_ref(), Some(&once), "mutant {seed}:\n{text}");
    }
    assert!(laid_out > READ / 4, "only {laid_out} of {READ} mutants were laid out");
}

/// Reading alone is quick enough to cut the sample off at every character.
#[test]
fn a_spec_may_end_anywhere() {
    for end in (0..SAMPLE.len()).filter(|&end| SAMPLE.is_char_boundary(end)).step_by(7) {
        let mut sources = Sources::default();
        let id = sources.add("kafka.toml", SAMPLE.get(..end).unwrap()).unwrap();
        spec::read(sources.get(id).unwrap(), &mut Complaints::default());
    }
}
