//! Damaged manifests: the examples of all rules, judged by all rules.

use super::{Dice, damaged};
use kafkasmith::bundle::Bundle;
use kafkasmith::diag::{Complaints, SetBy, Sources};
use kafkasmith::inspect::{self, Offence, Settings, World};
use kafkasmith::inventory::Taken;
use kafkasmith::model::Environment;
use std::panic::catch_unwind;

/// How many are tried; more of them below.
const JUDGED: u32 = 2_000;

/// What is put in: pieces that mean something somewhere.
const PIECES: [&str; 40] = [
    ":",
    ": ",
    "- ",
    "\n",
    "\n---\n",
    "#",
    "{",
    "}",
    "[",
    "]",
    "\"",
    "'",
    "|\n",
    ">\n",
    "&a ",
    "*a",
    "!!str ",
    "<<: *a\n",
    "null",
    "~",
    "true",
    "0",
    "-1",
    "99999999999999999999",
    "1e999",
    ".nan",
    "3.9.2",
    "[]",
    "{}",
    "{{ x }}",
    "${X}",
    "\u{FDD0}",
    "ä🎉",
    "\t",
    "%",
    "$1",
    "((",
    "1Gi",
    "kafka.server<type=(.+)><>Value",
    "sum(",
];

/// How many findings there are, or that the program failed.
fn judge(text: &str) -> Result<usize, String> {
    let judged = catch_unwind(|| {
        let mut sources = Sources::default();
        let id = sources.add("k8s/damaged.yaml", text).unwrap();
        let mut complaints = Complaints::default();
        let bundle = Bundle::read(&sources, [id], &mut complaints);
        let environment = Environment::default();
        let world = World::new(&sources, &bundle, Taken::of(&bundle).unwrap(), &environment);
        let levels = |offence: &'static Offence| (offence.production.severity(), SetBy::Rule);
        let found = inspect::inspect(&world, inspect::rules(), &Settings { levels: &levels, rendered: None });
        let all = found.list.into_iter().chain(complaints.into_sorted()).collect::<Vec<_>>();
        let related = |one: &kafkasmith::diag::Diagnostic| {
            one.span().into_iter().chain(one.related.iter().map(|label| label.span)).collect::<Vec<_>>()
        };
        let nowhere = all.iter().find(|one| related(one).into_iter().any(|span| sources.of(span).is_none()));
        nowhere.map_or(Ok(all.len()), |one| Err(format!("{one:?} is nowhere")))
    });
    judged.unwrap_or_else(|_| Err("it panicked".to_owned()))
}

/// An example with something wrong.
fn mutant(examples: &[&str], seed: u32) -> String {
    let mut dice = Dice(u64::from(seed));
    let example = examples[dice.below(examples.len())];
    damaged(example, &PIECES, &mut dice)
}

fn examples() -> Vec<&'static str> {
    inspect::rules().flat_map(|rule| rule.examples.iter().map(|example| example.text)).collect()
}

#[test]
fn no_damage_makes_a_rule_fail() {
    let examples = examples();
    let mut found = 0;
    for seed in 0..JUDGED {
        let text = mutant(&examples, seed);
        found += judge(&text).unwrap_or_else(|why| panic!("mutant {seed}: {why}\n{text}")).min(1);
    }
    assert!(found > 1_000, "only in {found} of {JUDGED} mutants something was found");
}

/// The same for twenty thousand, for whoever has the time: `cargo test --release --test it mutants -- --ignored`.
#[test]
#[ignore = "takes minutes in the debug profile"]
fn nor_does_much_damage_to_manifests() {
    let examples = examples();
    for seed in 0..20_000 {
        let text = mutant(&examples, seed);
        judge(&text).unwrap_or_else(|why| panic!("mutant {seed}: {why}\n{text}"));
    }
}
