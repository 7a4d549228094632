//! Are the definitions those that the operator comes with?

use super::named;
use crate::bundle::Document;
use crate::catalog::{self, crd::Definition};
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::Because;
use crate::schema::{Difference, Effect, differences};

const UNUSABLE: Offence = Offence::error(
    "bundle/definition-unusable",
    "a definition of Strimzi's with which its operator cannot work",
)
.why(
    "The operator asks for the kind in the version of its release, for its status, and in namespaces. Where that is not there the API \
     server answers \"not found\", and the operator ends or writes no status.",
)
.write("the CustomResourceDefinition of the release")
.source("strimzi-kafka-operator, `packaging/install/cluster-operator` of each release");

const OTHER_RELEASE: Offence = Offence::warning(
    "bundle/definition-of-another-release",
    "definitions of another release than the operator",
)
.why(
    "The API server drops the fields that came or went between the two releases. Helm does not touch definitions when it upgrades a \
     chart, so that they stay behind.",
)
.write("the CustomResourceDefinitions of the operator's release, applied before the operator")
.source("strimzi-kafka-operator, `packaging/install/cluster-operator` of each release");

const LACKS: Offence = Offence::warning("bundle/definition-lacks-fields", "a definition lacks fields that its operator knows")
    .why("The API server drops these fields without a word, from what people write and from the status that the operator writes: a setting that is made later has no effect.")
    .write("the CustomResourceDefinition of the release; what is too large for `kubectl apply` goes with `--server-side`")
    .source("Kubernetes: pruning of custom resources; `packaging/install/cluster-operator` of each release");

const NARROWER: Offence =
    Offence::warning("bundle/definition-narrower", "a definition refuses what its operator takes")
        .why(
            "The API server refuses resources, or an update of their status or scale, that are right for the operator.",
        )
        .write("the CustomResourceDefinition of the release")
        .source("`packaging/install/cluster-operator` of each release");

const DIFFERS: Offence = Offence::info("bundle/definition-differs", "a definition takes or shows something else than that of its release")
    .why("What the API server does not refuse any more, the operator refuses later and writes into the status; `kubectl get` shows other columns, or knows no short name.")
    .write("the CustomResourceDefinition of the release, unless it was changed on purpose")
    .source("`packaging/install/cluster-operator` of each release");

pub(super) const RULE: Rule = Rule {
    offences: &[&UNUSABLE, &OTHER_RELEASE, &LACKS, &NARROWER, &DIFFERS],
    check: Check::Whole(check),
    examples: &[
        Example::new(
            "a definition that was written by hand",
            "# strimzi: 1.2.0
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: kafkatopics.kafka.strimzi.io
  labels: { app: strimzi, strimzi.io/crd-install: 'true' }
spec:
  group: kafka.strimzi.io
  names:
    kind: KafkaTopic
    plural: kafkatopics
    shortNames: [topic] # <- bundle/definition-differs
    categories: [strimzi]
  scope: Namespaced
  versions:
    - name: v1 # <- bundle/definition-unusable
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          required: [spec]
          properties:
            spec:
              type: object
              properties:
                partitions: { type: integer, minimum: 3 } # <- bundle/definition-lacks-fields, bundle/definition-narrower
                replicas: { type: integer, minimum: 1, maximum: 32767 }
                config: { type: object, x-kubernetes-preserve-unknown-fields: true }
",
        ),
        Example::new("a definition that stayed behind", STAYED_BEHIND),
        Example::new(
            "definitions of others",
            "apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: kafkatopics.example.org }
spec:
  group: example.org
  names: { kind: KafkaTopic, plural: kafkatopics }
  scope: Namespaced
  versions:
    - { name: v1, served: true, storage: true, schema: { openAPIV3Schema: { type: object } } }
",
        ),
    ],
};

const STAYED_BEHIND: &str = r#"# strimzi: 0.49.1
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: kafkatopics.kafka.strimzi.io # <- bundle/definition-of-another-release
  labels: { app: strimzi, strimzi.io/crd-install: "true" }
spec:
  group: kafka.strimzi.io
  names: { kind: KafkaTopic, plural: kafkatopics, shortNames: [kt], categories: [strimzi] }
  scope: Namespaced
  versions:
    - name: v1
      served: true
      storage: true
      subresources: { status: {} }
      additionalPrinterColumns:
        - { name: Cluster, jsonPath: '.metadata.labels.strimzi\.io/cluster', type: string }
        - { name: Partitions, jsonPath: .spec.partitions, type: integer }
        - { name: Replication factor, jsonPath: .spec.replicas, type: integer }
        - { name: Ready, jsonPath: '.status.conditions[?(@.type=="Ready")].status', type: string }
      schema:
        openAPIV3Schema:
          type: object
          required: [spec]
          properties:
            spec:
              type: object
              properties:
                topicName: { type: string }
                partitions: { type: integer, minimum: 1 }
                replicas: { type: integer, minimum: 1, maximum: 32767 }
                config: { type: object, x-kubernetes-preserve-unknown-fields: true }
            status:
              type: object
              properties:
                conditions:
                  type: array
                  items:
                    type: object
                    properties:
                      type: { type: string }
                      status: { type: string }
                      lastTransitionTime: { type: string }
                      reason: { type: string }
                      message: { type: string }
                observedGeneration: { type: integer }
                topicName: { type: string }
                topicId: { type: string }
                replicasChange:
                  type: object
                  properties:
                    targetReplicas: { type: integer }
                    state: { type: string, enum: [pending, ongoing] }
                    message: { type: string }
                    sessionId: { type: string }
"#;

/// So many differences are named.
const MANY: usize = 8;

fn check(world: &World<'_>, out: &mut Out) {
    // What was rendered is what the release has.
    if world.model.is_some() {
        return;
    }
    let mut of_others: Vec<(&'static str, Document<'_>)> = Vec::new();
    for definition in world.bundle.of_kind("CustomResourceDefinition") {
        if !definition.is_whole()
            || definition.api_version() != Some("apiextensions.k8s.io/v1")
            || world.is_patch(definition)
        {
            continue;
        }
        let Some(own) = official(world.strimzi().version, definition) else { continue };
        let found = differences(definition, own);
        if found.is_empty() {
            continue;
        }
        let certain = matches!(world.release.because, Because::Said | Because::Image(_));
        match same_as(definition) {
            Some(release) if certain => {
                unusable(definition, &found, world.strimzi().version, out);
                of_others.push((release, definition));
            }
            // The release was guessed, and these definitions are those of one.
            Some(_) => {}
            // The operator is of a release that nobody knows here, and so are these.
            None if matches!(world.release.because, Because::NearImage(_)) => {}
            None if certain => all(definition, &found, world.strimzi().version, out),
            None => {
                let (release, found) = nearest(definition).unwrap_or((world.strimzi().version, found));
                all(definition, &found, release, out);
            }
        }
    }
    others(world, &of_others, out);
}

/// The definition of a release in whose place one stands.
fn official(release: &str, definition: Document<'_>) -> Option<&'static Definition> {
    let text = |path: &[&str]| definition.at(path.iter().copied())?.as_text();
    let (group, kind) = (text(&["spec", "group"])?, text(&["spec", "names", "kind"])?);
    catalog::definitions(release)?.iter().find(|one| one.group == group && one.kind == kind)
}

/// The newest release whose definition it is.
fn same_as(definition: Document<'_>) -> Option<&'static str> {
    let same =
        |release: &&&str| official(release, definition).is_some_and(|own| differences(definition, own).is_empty());
    catalog::releases().iter().rev().find(same).copied()
}

/// The release from whose definition it differs least.
fn nearest(definition: Document<'_>) -> Option<(&'static str, Vec<Difference<'_>>)> {
    let with = catalog::releases()
        .iter()
        .rev()
        .filter_map(|release| Some((*release, differences(definition, official(release, definition)?))));
    with.min_by_key(|(_, found)| found.len())
}

fn others(world: &World<'_>, of_others: &[(&'static str, Document<'_>)], out: &mut Out) {
    let Some(((release, first), rest)) = of_others.split_first() else { return };
    let here = world.strimzi().version;
    let what = if rest.is_empty() {
        format!("{} is that", named(*first))
    } else {
        format!("{} definitions are those", of_others.len())
    };
    let raised = out.raise(
        &OTHER_RELEASE,
        *first,
        format!("{what} of Strimzi {release}, and the operator is {here}: fields are dropped that it knows"),
    );
    raised.label(format!("of Strimzi {release}"));
    for (release, other) in rest {
        raised.because(*other, format!("of Strimzi {release}"));
    }
    if let Because::Image(image) = world.release.because {
        raised.because(image, format!("the operator, {here}"));
    }
    raised.help(format!("apply the definitions of Strimzi {here} before the operator; Helm does not upgrade them"));
}

fn unusable(definition: Document<'_>, found: &[Difference<'_>], release: &str, out: &mut Out) {
    raise(&UNUSABLE, definition, (found, Effect::Unusable), release, out);
}

fn all(definition: Document<'_>, found: &[Difference<'_>], release: &str, out: &mut Out) {
    unusable(definition, found, release, out);
    raise(&LACKS, definition, (found, Effect::Dropped), release, out);
    raise(&NARROWER, definition, (found, Effect::Refused), release, out);
    let shown: Vec<Difference<'_>> = found.iter().filter(|one| one.effect >= Effect::Taken).cloned().collect();
    let shown: Vec<Difference<'_>> = shown.into_iter().map(|one| Difference { effect: Effect::Taken, ..one }).collect();
    raise(&DIFFERS, definition, (&shown, Effect::Taken), release, out);
}

fn raise(
    offence: &'static Offence,
    definition: Document<'_>,
    (found, effect): (&[Difference<'_>], Effect),
    release: &str,
    out: &mut Out,
) {
    let found: Vec<&Difference<'_>> = found.iter().filter(|one| one.effect == effect).collect();
    let Some(first) = found.first() else { return };
    let whole = named(definition);
    let count = found.len();
    let headline = match effect {
        Effect::Unusable => format!("the operator of Strimzi {release} cannot work with {whole}: `{}`", first.path),
        Effect::Dropped if count == 1 => {
            format!("{whole} lacks `{}`, which Strimzi {release} knows: the API server drops it", first.path)
        }
        Effect::Dropped => {
            format!("{whole} lacks {count} fields that Strimzi {release} knows: the API server drops them")
        }
        Effect::Refused => {
            format!("{whole} refuses what Strimzi {release} takes: `{}`{}", first.path, and_more(count - 1))
        }
        Effect::Taken | Effect::Shown => {
            format!("{whole} differs from that of Strimzi {release}: `{}`{}", first.path, and_more(count - 1))
        }
    };
    let raised = out.raise(offence, first.node, headline);
    raised.label(if effect == Effect::Dropped { "lacks it" } else { "differs" });
    if count > 1 {
        let named: Vec<String> = found.iter().take(MANY).map(|one| format!("`{}`", one.path)).collect();
        raised.note(format!("{}{}", named.join(", "), and_more(count.saturating_sub(MANY))));
    }
    raised.help(format!("take the definition of Strimzi {release}, unless it was changed on purpose"));
}

fn and_more(count: usize) -> String {
    if count == 0 { String::new() } else { format!(" and {count} more") }
}
