//! The judge of `validate` beside the official definitions: it finds nothing in what is rendered, and on damaged documents both agree.

use super::Object;
use super::definitions::Definitions;
use super::releases::platforms;
use kafkasmith::bundle::Bundle;
use kafkasmith::catalog::Release;
use kafkasmith::diag::{Complaints, Sources};
use kafkasmith::schema::{Judge, Metadata, Violation};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::Write as _;

/// What the judge says of objects that stand together, each with the number of the object.
fn judged(release: &'static Release, objects: &[Value]) -> Vec<(usize, String, Violation)> {
    let mut sources = Sources::default();
    // A text of JSON is one of YAML.
    let ids: Vec<_> = objects.iter().map(|value| sources.add("object.yaml", value.to_string()).unwrap()).collect();
    let mut complaints = Complaints::default();
    let bundle = Bundle::read(&sources, ids.iter().copied(), &mut complaints);
    // Of odd characters it is warned.
    assert!(!complaints.has_errors(), "{:?}", complaints.into_sorted());
    let judge = Judge::new(release, &bundle);
    let faults = bundle.documents().enumerate().flat_map(|(at, document)| {
        judge.document(document).into_iter().map(move |fault| (at, fault.node.path().to_string(), fault.violation))
    });
    faults.collect()
}

/// The hostile spec has an annotation whose key no API server takes.
fn is_odd_key(violation: &Violation) -> bool {
    matches!(violation, Violation::Metadata(Metadata::Key))
}

#[test]
fn nothing_is_wrong_with_what_is_rendered() {
    let mut wrong = Vec::new();
    for platform in super::platforms().iter().chain(platforms()) {
        // Definitions are the same on one release, and there are many.
        let wanted = |object: &&Object| {
            platform.name.starts_with("minimal") || object.text("/kind") != "CustomResourceDefinition"
        };
        let objects: Vec<&Object> = platform.objects.iter().filter(wanted).collect();
        let values: Vec<Value> = objects.iter().map(|object| object.value.clone()).collect();
        for (at, path, violation) in judged(platform.release, &values) {
            // The newest releases that serve two versions say of the older that it is deprecated.
            let is_old = matches!(violation, Violation::Deprecated { .. });
            let is_hostile = platform.name.contains("hostile") && is_odd_key(&violation);
            if !is_old && !is_hostile {
                wrong.push(format!("{}: {}: {path}: {violation:?}", platform.name, objects[at].title()));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} faults\n{}",
        wrong.len(),
        wrong.iter().take(40).cloned().collect::<Vec<_>>().join("\n")
    );
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

/// The pointers of all that is in a value.
fn pointers(value: &Value, to: &str, out: &mut Vec<String>) {
    out.push(to.to_owned());
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                pointers(value, &format!("{to}/{}", key.replace('~', "~0").replace('/', "~1")), out);
            }
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(at, value)| pointers(value, &format!("{to}/{at}"), out));
        }
        _ => {}
    }
}

/// An object with one thing in its `spec` changed: a field dropped or added, a value of another type or out of bounds.
fn mutant(object: &Value, dice: &mut Dice) -> Option<Value> {
    let mut mutant = object.clone();
    let mut places = Vec::new();
    pointers(mutant.get("spec")?, "/spec", &mut places);
    let place = &places[dice.below(places.len())];
    let odd = [
        json!("odd value"),
        json!(-1),
        json!(1.5),
        json!(true),
        json!([]),
        json!({}),
        json!(99_999_999),
        json!([{}]),
        json!(""),
    ];
    match dice.below(4) {
        0 => {
            let (parent, key) = place.rsplit_once('/')?;
            mutant.pointer_mut(parent)?.as_object_mut()?.shift_remove(&key.replace("~1", "/").replace("~0", "~"));
        }
        1 => {
            mutant.pointer_mut(place)?.as_object_mut()?.insert("odd".to_owned(), odd[dice.below(odd.len())].clone());
        }
        _ => *mutant.pointer_mut(place)? = odd[dice.below(odd.len())].clone(),
    }
    (mutant != *object).then_some(mutant)
}

#[test]
fn on_damaged_documents_both_agree() {
    let (mut dice, mut tried, mut refused) = (Dice(7), 0, 0);
    let mut official: BTreeMap<&str, Option<Definitions>> = BTreeMap::new();
    for platform in platforms() {
        let release = platform.release;
        let definitions = official.entry(release.version).or_insert_with(|| Definitions::official(release.version));
        let Some(definitions) = definitions else { continue };
        let custom = |object: &&Object| {
            object.text("/apiVersion").contains("strimzi.io/") || object.text("/apiVersion").contains("coreos.com")
        };
        for object in platform.objects.iter().filter(custom).filter(|object| definitions.know(&object.value)) {
            // The tests ask for a spec where the definitions of old releases do not.
            if let Some(mutant) = mutant(&object.value, &mut dice).filter(|mutant| mutant.get("spec").is_some()) {
                let theirs = definitions.faults(&mutant);
                let ours = judged(release, std::slice::from_ref(&mutant));
                // JSON Schema runs no CEL, and knows no rules of names.
                let more = |it: &Violation| {
                    matches!(it, Violation::Rule { .. } | Violation::Deprecated { .. } | Violation::Metadata(_))
                };
                let own = ours.iter().filter(|(_, _, it)| !more(it));
                let own: Vec<_> = own.collect();
                tried += 1;
                refused += usize::from(!theirs.is_empty());
                assert_eq!(
                    own.is_empty(),
                    theirs.is_empty(),
                    "{}: {}\n{own:?}\n{theirs:?}\n{mutant}",
                    platform.name,
                    object.title()
                );
            }
        }
    }
    if official.values().all(Option::is_none) {
        let _ = writeln!(std::io::stderr(), "not held against the official definitions: ../shared/crds is not here");
        return;
    }
    assert!(tried > 800 && refused > tried / 4, "{refused} of {tried}");
}
