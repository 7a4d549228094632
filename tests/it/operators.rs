//! The operator's Deployment and its rights: what is rendered lacks nothing, and what is taken away from it is noticed.

mod broken;

use crate::modes::{Mode, on};
use kafkasmith::bundle::Bundle;
use kafkasmith::catalog::{self, Without};
use kafkasmith::diag::{Complaints, SetBy, Sources};
use kafkasmith::inspect::{self, Offence, Settings, World};
use kafkasmith::inventory::Taken;
use kafkasmith::inventory::operator::Operator;
use kafkasmith::model::Environment;
use kafkasmith::reason::permissions;
use kafkasmith::render;
use std::collections::BTreeSet;

const SAMPLE: &str = include_str!("../../hrms-kafka.toml");
const MINIMAL: &str = include_str!("../specs/minimal.toml");
const GUARDED: &str = include_str!("../specs/guarded.toml");
const HOSTILE: &str = include_str!("../specs/hostile.toml");

/// The areas of rules that speak of operators, and those that speak of what is missing and of what is refused.
const AREAS: [&str; 4] = ["operator", "rbac", "bundle", "schema"];

/// The definitions and the operator of a spec, as they are rendered.
fn rendered(text: &str) -> [String; 2] {
    let mut sources = Sources::default();
    let id = sources.add("spec.toml", text).unwrap();
    let mut complaints = Complaints::default();
    let set = render::set(sources.get(id).unwrap(), &mut complaints).unwrap().unwrap();
    ["00-strimzi-crds.yaml", "01-strimzi-operator.yaml"]
        .map(|name| set.artefacts.iter().find(|artefact| artefact.path.ends_with(name)).unwrap().text.clone())
}

/// What the rules of these areas find in some texts: level, id and headline.
fn said(texts: &[&str]) -> BTreeSet<String> {
    let mut sources = Sources::default();
    let ids: Vec<_> =
        texts.iter().enumerate().map(|(n, text)| sources.add(format!("{n}.yaml"), *text).unwrap()).collect();
    let mut complaints = Complaints::default();
    let bundle = Bundle::read(&sources, ids, &mut complaints);
    let mut list = complaints.into_sorted();
    let environment = Environment::default();
    let world = World::new(&sources, &bundle, Taken::of(&bundle).unwrap(), &environment);
    let levels = |offence: &'static Offence| (offence.production.severity(), SetBy::Rule);
    let settings = Settings { levels: &levels, rendered: None };
    let wanted = inspect::rules().filter(|rule| AREAS.contains(&rule.offences[0].area()));
    list.extend(inspect::inspect(&world, wanted, &settings).list);
    list.iter()
        .map(|finding| format!("{}[{}] {}", finding.severity.word(), finding.id.word(), finding.headline))
        .collect()
}

#[test]
fn what_is_rendered_lacks_nothing_and_has_nothing_to_spare() {
    for version in catalog::releases() {
        let release = catalog::release(version).unwrap();
        for (name, text) in [("minimal", MINIMAL), ("sample", SAMPLE), ("guarded", GUARDED), ("hostile", HOSTILE)] {
            let mode = Mode::of(release)[0];
            let [definitions, operator] = rendered(&on(release, mode, text));
            let said = said(&[&definitions, &operator]);
            assert!(said.is_empty(), "{name} on {version}: {said:#?}");
        }
    }
}

#[test]
fn every_need_has_a_purpose() {
    for version in catalog::releases() {
        let release = catalog::release(version).unwrap();
        let [_, text] = rendered(&on(release, Mode::of(release)[0], MINIMAL));
        let mut sources = Sources::default();
        let id = sources.add("01.yaml", text.as_str()).unwrap();
        let bundle = Bundle::read(&sources, [id], &mut Complaints::default());
        let operators = Operator::all(&bundle, None);
        let scope = operators[0].scope(&[]).unwrap();
        let needs = permissions::needs(release, &scope);
        assert!(needs.len() > 150, "{version}: only {} needs", needs.len());
        let unseen = needs.iter().filter(|need| need.without == Without::Unseen).count();
        assert!(unseen * 3 < needs.len(), "{version}: {unseen} of {} needs have no use", needs.len());
        assert!(needs.iter().any(|need| need.without == Without::Ends && need.verb == "watch"));
        assert!(needs.iter().any(|need| need.resource == "leases" && need.name == "strimzi-cluster-operator"));
    }
}

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

#[test]
fn no_damage_makes_it_panic() {
    const PIECES: [&str; 20] = [
        "[",
        "]",
        "{}",
        "\"\"",
        "''",
        "null",
        "~",
        "- ",
        ": ",
        "0",
        "-1",
        "99999999999999999999",
        "*",
        "*/",
        "/",
        "@sha256:",
        "=",
        ",",
        "ä🎉",
        "\n",
    ];
    let release = catalog::release(catalog::releases().last().unwrap()).unwrap();
    let [_, text] = rendered(&on(release, Mode::of(release)[0], MINIMAL));
    let lines: Vec<&str> = text.lines().collect();
    let mut dice = Dice(7);
    for _ in 0..300 {
        let mut lines = lines.clone();
        for _ in 0..=dice.below(3) {
            let at = dice.below(lines.len());
            match dice.below(3) {
                0 => drop(lines.remove(at)),
                1 => lines.insert(at, PIECES[dice.below(PIECES.len())]),
                _ => {
                    let cut = lines[at].split_inclusive([':', ' ', ',', '/']).next().unwrap_or_default();
                    lines[at] = cut;
                }
            }
        }
        let _ = said(&[&lines.join("\n")]);
    }
}
