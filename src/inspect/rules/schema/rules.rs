//! Do the rules hold that the definition of the kind sets?

use super::words::{code, place, refused};
use crate::bundle::Document;
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::schema::Violation;

const BROKEN: Offence = Offence::error("schema/rule-broken", "a rule of the kind's definition does not hold")
    .why("The API server runs the rules (`x-kubernetes-validations`) when it takes an object, and refuses it.")
    .write("what the rule asks for")
    .source("CEL rules in the definitions of the release, of prometheus-operator, or in the set")
    .not_waivable();

pub(super) const RULE: Rule = Rule {
    offences: &[&BROKEN],
    check: Check::Document(check),
    examples: &[
        Example::new(
            "metrics without their rules, and a certificate that is renewed when it has ended",
            "# strimzi: 1.2.0
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata: { name: shop }
spec:
  kafka:
    listeners: [{ name: plain, port: 9092, type: internal, tls: false }]
    rack: { topologyKey: '' } # <- schema/rule-broken
    metricsConfig:
      type: jmxPrometheusExporter # <- schema/rule-broken
",
        ),
        Example::new(
            "rules that hold",
            "# strimzi: 1.2.0
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata: { name: shop }
spec:
  kafka:
    listeners: [{ name: plain, port: 9092, type: internal, tls: false }]
    rack: { topologyKey: topology.kubernetes.io/zone }
    metricsConfig:
      type: jmxPrometheusExporter
      valueFrom: { configMapKeyRef: { name: a, key: b } }
",
        ),
    ],
};

fn check(world: &World<'_>, document: Document<'_>, out: &mut Out) {
    if world.is_patch(document) {
        return;
    }
    for fault in world.faults(document) {
        let Violation::Rule { rule, message, lacks } = &fault.violation else { continue };
        let place = place(fault.node);
        let headline = match (lacks, message.as_deref().or_else(|| in_words(rule))) {
            (Some(field), _) => format!("{place} lacks {}: {}", code(field), refused(document)),
            (None, Some(message)) => format!("{place}: {message}; {}", refused(document)),
            (None, None) => format!("{place} breaks a rule of its definition: {}", refused(document)),
        };
        let raised = out.raise(&BROKEN, fault.node, headline);
        raised.label("breaks the rule").note(format!("the rule: {}", rule.replace('\n', " ")));
        if let Some(field) = lacks {
            raised.help(format!("write {}", code(field)));
        }
    }
}

/// What rules of known definitions say.
fn in_words(rule: &str) -> Option<&'static str> {
    let known = [
        ("self.type != 'jmxPrometheusExporter' || has(self.valueFrom)", "`jmxPrometheusExporter` needs `valueFrom`"),
        ("self.type != 'strimziMetricsReporter'", "`strimziMetricsReporter` cannot be used here"),
        (
            "(has(self.type) && self.type != \"topology-label\") || self.topologyKey != \"\"",
            "`topologyKey` must not be empty",
        ),
        (
            "has(self.type) == false || self.type != \"environment-variable\" || self.envVarName != \"\"",
            "`envVarName` must not be empty",
        ),
        (
            "self.type != 'tls' || (has(self.renewalDays) == has(self.validityDays))",
            "`renewalDays` and `validityDays` are set together or not at all",
        ),
        (
            "self.type != 'tls' || !has(self.renewalDays) || !has(self.validityDays) || self.renewalDays < self.validityDays",
            "`renewalDays` must be less than `validityDays`",
        ),
        (
            "self.type == 'tls' || (!has(self.validityDays) && !has(self.renewalDays))",
            "`renewalDays` and `validityDays` are for type `tls` only",
        ),
    ];
    known.iter().find(|(text, _)| *text == rule).map(|(_, words)| *words)
}
