//! Does the API server answer to the kind in this version?

use super::words::{code, list};
use crate::bundle::{Document, Node};
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::Because;
use crate::schema::Violation;

const UNKNOWN: Offence = Offence::error("schema/no-such-kind", "a kind that its group does not have")
    .why("The API server refuses it: \"no matches for kind\".")
    .write("the kind's right name; or what took its place in this release")
    .source("the definitions of all releases of the catalogue")
    .not_waivable();

const NOT_SERVED: Offence = Offence::error("schema/version-not-served", "a version in which the kind is not served")
    .why("The API server refuses it: \"no matches for kind\". Strimzi serves v1 from 0.49 on, and v1beta2 until 0.51.")
    .write("a version that is served")
    .source("`served` in the definitions of the release, or in the set; Kubernetes' published API")
    .not_waivable();

const GONE: Offence = Offence::error(
    "schema/version-gone",
    "a version of a kind that Kubernetes does not have any more",
)
.why("The API server refuses it: \"no matches for kind\".")
.write("the version that took its place")
.source("k8s.io/api, `zz_generated.prerelease-lifecycle.go`; the oldest Kubernetes that the Strimzi release supports");

const GOING: Offence = Offence::warning("schema/version-deprecated", "a version of a kind that goes away")
    .why("The API server takes it with a warning. It is refused once the release is there that does not serve it.")
    .write("the newer version")
    .source("`deprecated` in the definitions of the release, or in the set; k8s.io/api, `zz_generated.prerelease-lifecycle.go`");

pub(super) const RULE: Rule = Rule {
    offences: &[&UNKNOWN, &NOT_SERVED, &GONE, &GOING],
    check: Check::Document(check),
    examples: &[
        Example::new(
            "a slip, and versions that are not there yet or any more",
            "# strimzi: 1.2.0
apiVersion: kafka.strimzi.io/v1
kind: KafkaTopik # <- schema/no-such-kind
metadata: { name: a }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaMirrorMaker # <- schema/no-such-kind
metadata: { name: a }
---
apiVersion: kafka.strimzi.io/v1beta2 # <- schema/version-not-served
kind: KafkaTopic
metadata: { name: a }
---
apiVersion: v1 # <- schema/version-not-served
kind: Deployment
metadata: { name: a }
---
apiVersion: policy/v1beta1 # <- schema/version-gone
kind: PodDisruptionBudget
metadata: { name: a }
",
        ),
        Example::new(
            "slips in kinds of Kubernetes, one that its group does not have, and others that are known by name only",
            "apiVersion: v1
kind: ConfigMapx # <- schema/no-such-kind
metadata: { name: a }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBindings # <- schema/no-such-kind
metadata: { name: a }
---
apiVersion: apps/v1
kind: Kafka # <- schema/no-such-kind
metadata: { name: a }
---
apiVersion: v1
kind: Endpoints
metadata: { name: a }
---
apiVersion: coordination.k8s.io/v1
kind: Lease
metadata: { name: a }
---
apiVersion: v1
kind: Template
metadata: { name: a }
---
apiVersion: example.org/v1
kind: ConfigMapx
metadata: { name: a }
",
        ),
        Example::new(
            "a version that goes away",
            "# strimzi: 0.49.1
apiVersion: kafka.strimzi.io/v1beta2 # <- schema/version-deprecated
kind: KafkaTopic
metadata: { name: a }
",
        ),
        Example::new(
            "versions that are served, and kinds of others",
            "# strimzi: 0.39.0
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata: { name: a }
---
apiVersion: example.org/v1alpha1
kind: KafkaTopik
metadata: { name: a }
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: a }
",
        ),
        Example::new(
            "a Kubernetes that still has it",
            "apiVersion: batch/v1beta1 # <- schema/version-deprecated
kind: CronJob
metadata: { name: a }
# file: kafkasmith.toml
[environment]
kubernetes = '1.24'
",
        ),
    ],
};

fn check(world: &World<'_>, document: Document<'_>, out: &mut Out) {
    for fault in world.faults(document) {
        let node = fault.node;
        let kind = document.kind().unwrap_or_default();
        match &fault.violation {
            Violation::UnknownKind { nearest } => {
                let headline = format!("there is no kind {}: the API server refuses it", code(kind));
                let raised = out.raise(&UNKNOWN, node, headline);
                raised.label("no such kind");
                if let Some(nearest) = nearest {
                    raised.help(format!("write `{nearest}`")).fix(nearest);
                }
            }
            // If the release was guessed, another may be meant.
            Violation::KindOfOtherRelease { releases } if is_certain(world) => {
                other_release(world, node, *releases, out);
            }
            Violation::NotServed { served, releases } => not_served(world, node, (served, *releases), out),
            Violation::Deprecated { instead: Some(instead) } if world.model.is_none() => {
                let version = node.text().rsplit('/').next().unwrap_or_default();
                let headline =
                    format!("{kind} is to be written in `{instead}`: `{version}` goes away with a later release");
                let whole = replaced(node.text(), instead);
                out.raise(&GOING, node, headline)
                    .label("goes away")
                    .help(format!("write `{whole}`, and the fields as `{instead}` has them"));
            }
            Violation::Gone { removed, now } => gone(world, node, (removed, *now), out),
            _ => {}
        }
    }
}

fn is_certain(world: &World<'_>) -> bool {
    matches!(world.release.because, Because::Said | Because::Image(_))
}

fn other_release(world: &World<'_>, node: Node<'_>, (first, last): (&str, &str), out: &mut Out) {
    let here = world.strimzi().version;
    let headline = format!("Strimzi {here} has no {}: the API server refuses it", node.text());
    let have =
        if first == last { format!("Strimzi {first} has it") } else { format!("Strimzi {first} to {last} have it") };
    out.raise(&UNKNOWN, node, headline).label("no such kind in this release").note(have);
}

fn not_served<T: AsRef<str>>(
    world: &World<'_>,
    node: Node<'_>,
    (served, releases): (&[T], Option<(&str, &str)>),
    out: &mut Out,
) {
    let document = node.document();
    let kind = document.kind().unwrap_or_default();
    let headline = format!("{kind} is not served as {}: the API server refuses it", code(node.text()));
    let raised = out.raise(&NOT_SERVED, node, headline);
    raised.label("not served");
    if let Some((first, last)) = releases {
        raised.note(format!("Strimzi {first} to {last} serve it; this set is for {}", world.strimzi().version));
    }
    match served {
        [] => raised.help("serve a version in the definition"),
        [only] => {
            let whole = replaced(node.text(), only.as_ref());
            raised.help(format!("write {}", code(&whole))).unsafe_fix(whole)
        }
        several => raised.help(format!(
            "write one of {}",
            list(several.iter().map(|one| replaced(node.text(), one.as_ref())), "or")
        )),
    };
}

/// An `apiVersion` with another version behind its group; one with a group of its own is whole.
fn replaced(written: &str, version: &str) -> String {
    match written.split_once('/') {
        Some((group, _)) if !version.contains('/') => format!("{group}/{version}"),
        _ => version.to_owned(),
    }
}

fn gone(world: &World<'_>, node: Node<'_>, (removed, now): (&str, Option<(&str, &str)>), out: &mut Out) {
    let kind = node.document().kind().unwrap_or_default();
    let known = world.environment.kubernetes.as_ref().map(|version| version.value);
    let least = known.or_else(|| number(&world.strimzi().kubernetes.minimum));
    let is_gone = least.zip(number(removed)).is_some_and(|(least, removed)| least >= removed);
    let raised = if is_gone {
        let headline = format!("Kubernetes has no {} {kind} since {removed}: it is refused", code(node.text()));
        out.raise(&GONE, node, headline)
    } else {
        let headline = format!("Kubernetes {removed} and later refuse {} {kind}", code(node.text()));
        out.raise(&GOING, node, headline)
    };
    raised.label(format!("gone in Kubernetes {removed}"));
    match now {
        Some((version, same)) if same == kind => raised.help(format!("write `{version}`")).unsafe_fix(version),
        Some((version, other)) => raised.help(format!("write it as {other} of `{version}`")),
        None => raised.help("take it out; nothing took its place"),
    };
}

fn number(version: &str) -> Option<(u32, u32)> {
    let (major, minor) = version.split_once('.')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}
