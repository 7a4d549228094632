//! Do the texts print what is there?

use crate::alert::template;
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::tree::Tree;
use crate::inventory::{AlertRule, Group, RuleFile};
use crate::promql::{LabelFlow, Presence};

const TEMPLATE: Offence = Offence::error("alert/refused-template", "a text that Prometheus refuses as a template")
    .why("Prometheus parses each label and annotation when it loads the file, and refuses the whole file if one is no template.")
    .write("`{{ $labels.topic }}`, `{{ $value }}`; braces that are none as `{{ \"{{\" }}`")
    .source("Prometheus, `rulefmt.testTemplateParsing`");

const LABEL: Offence = Offence::warning("alert/text-without-label", "a text prints a label that the result never has")
    .why("The label was summed away or never was there: whoever is woken reads a sentence with a hole where the name of the topic or pod should be.")
    .write("a label that the expression keeps, or keep it with `by (…)`")
    .source("Prometheus, `promql/engine.go`: which labels pass through");

const VALUE: Offence = Offence::warning("alert/value-in-label", "the value of an alert is in one of its labels")
    .why("Labels are what an alert is told by. With each new value another alert begins and the old one ends: `for` never ends, and each change is a new message.")
    .write("the value into an annotation")
    .source("Prometheus, `rules/alerting.go`; pint, `alerts/template`");

pub(super) const RULE: Rule = Rule {
    offences: &[&TEMPLATE, &LABEL, &VALUE],
    check: Check::Alert(check),
    examples: &[
        Example::new(
            "an action that does not end, a label that is summed away, a value as a label",
            concat!(
                rules!(),
                "        - alert: Lag
          expr: sum by (topic) (kafka_consumergroup_lag) > 10
          labels:
            lag: '{{ $value }}' # <- alert/value-in-label
          annotations:
            summary: 'lag of {{ $labels.consumergroup }}' # <- alert/text-without-label
            description: 'on {{ $labels.topic }' # <- alert/refused-template
            text: '{{ $label.topic }}' # <- alert/refused-template
"
            ),
        ),
        Example::new(
            "labels that are there",
            concat!(
                rules!(),
                "        - alert: Lag
          expr: sum by (topic) (kafka_consumergroup_lag) > 10
          labels: { severity: warning, topic: '{{ $labels.topic }}' }
          annotations: { summary: 'lag of {{ $labels.topic }} is {{ $value }}, {{ $labels.alertname }}' }
"
            ),
        ),
    ],
};

fn check(_: &World<'_>, _: &RuleFile<'_>, _: &Group<'_>, rule: &AlertRule<'_>, out: &mut Out) {
    if !rule.is_alert {
        return;
    }
    let flow = rule.parsed.as_ref().map(LabelFlow::of);
    for (part, of_labels) in [("labels", true), ("annotations", false)] {
        for (key, value) in rule.tree.get(part).map_or(&[][..], Tree::entries) {
            let Some(text) = value.as_text() else { continue };
            let asked = template::asked(text);
            if let Some(open) = asked.open {
                out.raise(
                    &TEMPLATE,
                    value.part(open),
                    format!(
                        "Prometheus refuses `{}` of `{}`, and all rules beside it: an action does not end",
                        key.name, rule.name
                    ),
                )
                .label("begins here")
                .help("write `}}` behind it; braces that are none are written `{{ \"{{\" }}`");
            }
            for (name, place) in asked.unknown {
                out.raise(
                    &TEMPLATE,
                    value.part(place),
                    format!(
                        "Prometheus refuses `{}` of `{}`, and all rules beside it: there is no variable `${name}`",
                        key.name, rule.name
                    ),
                )
                .help("there are `$labels`, `$value`, `$externalLabels` and `$externalURL`");
            }
            if of_labels && let Some(at) = prints_value(text) {
                out.raise(
                    &VALUE,
                    value.part(at..at + "$value".len()),
                    format!("with each new value alert `{}` ends and another one begins", rule.name),
                )
                .label(format!("the label `{}` changes", key.name))
                .help("print the value in an annotation");
            }
            let Some(flow) = &flow else { continue };
            for (name, place) in asked.labels {
                // What the rule itself adds is known to its texts only by the alert's own labels.
                let Presence::Never(removal) = flow.label(&name) else { continue };
                if name == "alertname" || rule.labels.contains_key(&name) {
                    continue;
                }
                out.raise(
                    &LABEL,
                    value.part(place),
                    format!("`{}` of `{}` prints the label `{name}`, which the result never has", key.name, rule.name),
                )
                .label("prints nothing")
                .because(rule.place(removal.place.range()), removal.cause.to_string())
                .help(removal.cure(&name).unwrap_or_else(|| "print another label".to_owned()));
            }
        }
    }
}

/// Where a template prints the value.
fn prints_value(text: &str) -> Option<usize> {
    let at = text.find("$value")?;
    let open = text.get(..at)?.rfind("{{")?;
    (!text.get(open..at)?.contains("}}")).then_some(at)
}
