//! Thousands of damaged documents: none may make the judge panic.

use crate::bundle::Bundle;
use crate::catalog;
use crate::diag::{Complaints, Sources};
use crate::schema::Judge;

const TEXTS: [&str; 4] = [
    include_str!("../../../out/k8s-manifests/kafka/01-strimzi-operator.yaml"),
    include_str!("../../../out/k8s-manifests/kafka/02-kafka-cluster.yaml"),
    include_str!("../../../out/k8s-manifests/kafka/04-kafka-monitoring.yaml"),
    include_str!("../../../out/services/docker-compose.yml"),
];

const PIECES: [&str; 18] = [
    "",
    "null",
    "-1",
    "1e999",
    "true",
    "'x'",
    "[]",
    "{}",
    "- a",
    "a: b",
    "99999999999999999999",
    "\"\\u0000\"",
    "ä🎉",
    ".nan",
    "$X",
    "type: object",
    "~",
    "spec:",
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
}

/// A text with one to three lines dropped, doubled, swapped, indented otherwise or given another value.
fn mutant(seed: u32) -> String {
    let mut dice = Dice(u64::from(seed));
    let text = TEXTS[dice.below(TEXTS.len())];
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for _ in 0..=dice.below(3) {
        let at = dice.below(lines.len());
        let piece = PIECES[dice.below(PIECES.len())];
        let line = lines[at].clone();
        match dice.below(6) {
            0 => drop(lines.remove(at)),
            1 => lines.insert(at, line),
            2 => lines[at] = format!("  {line}"),
            3 => lines[at] = line.replacen("  ", "", 1),
            4 => lines[at] = line.replacen(char::is_alphabetic, "q", 1),
            _ => lines[at] = line.split_once(": ").map_or(line.clone(), |(key, _)| format!("{key}: {piece}")),
        }
    }
    lines.join("\n")
}

#[test]
fn no_damage_makes_the_judge_fail() {
    let mut found = 0;
    for seed in 0..2_000 {
        let text = mutant(seed);
        let mut sources = Sources::default();
        let id = sources.add("mutant.yaml", text).unwrap();
        let bundle = Bundle::read(&sources, [id], &mut Complaints::default());
        let judge = Judge::new(catalog::release("0.39.0").unwrap(), &bundle);
        let faults: usize = bundle.documents().map(|document| judge.document(document).len()).sum();
        found += u32::from(faults > 0);
    }
    assert!(found > 400, "faults were found in {found} only");
}
