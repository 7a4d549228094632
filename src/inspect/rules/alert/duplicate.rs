//! Is one rule there twice?

use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::tree::Tree;
use crate::inventory::{AlertRule, RuleFile};
use std::collections::BTreeMap;

const TWICE: Offence = Offence::warning("alert/duplicate", "a rule is there twice")
    .why("Both fire at once, and who is woken is woken twice. Of a recorded series each evaluation of one overwrites the other's.")
    .write("one of them")
    .source("pint, `rule/duplicate`");

pub(super) const RULE: Rule = Rule {
    offences: &[&TWICE],
    check: Check::Whole(check),
    examples: &[
        Example::new(
            "the same alert, written in another way",
            concat!(
                rules!(),
                "        - alert: Lag
          expr: sum(kafka_consumergroup_lag) by (topic) > 10
        - alert: Lag # <- alert/duplicate
          expr: sum by (topic) (kafka_consumergroup_lag) > 10
"
            ),
        ),
        Example::new(
            "two levels of one alert",
            concat!(
                rules!(),
                "        - alert: Lag
          expr: kafka_consumergroup_lag > 10
          labels: { severity: warning }
        - alert: Lag
          expr: kafka_consumergroup_lag > 100
          labels: { severity: critical }
"
            ),
        ),
        Example::new(
            "what a file is made from, in another folder",
            "# file: mixin/kafka.yml
groups:
  - name: kafka
    rules:
      - alert: Lag
        expr: kafka_consumergroup_lag > 10
        labels: { severity: page }
        annotations: { summary: lag }
# file: made/kafka.yml
groups:
  - name: kafka
    rules:
      - alert: Lag
        expr: kafka_consumergroup_lag > 10
        labels: { severity: page }
        annotations: { summary: lag }
",
        ),
    ],
};

fn check(world: &World<'_>, out: &mut Out) {
    let mut seen: BTreeMap<String, (&RuleFile<'_>, &AlertRule<'_>)> = BTreeMap::new();
    for (file, _, rule) in world.inventory.rules() {
        let Some(expr) = &rule.parsed else { continue };
        let reader = reader(file);
        let identity = format!("{reader}\n{}\n{}\n{:?}\n{expr}", rule.is_alert, rule.name, rule.labels);
        let Some((beside, first)) = seen.get(&identity) else {
            seen.insert(identity, (file, rule));
            continue;
        };
        let what = if rule.is_alert { "fires twice" } else { "is recorded twice" };
        let at = |rule: &AlertRule<'_>| {
            rule.tree
                .get("alert")
                .or_else(|| rule.tree.get("record"))
                .map(|it: &Tree<'_>| crate::inspect::Spot::from(it))
        };
        let spot = at(rule).unwrap_or_else(|| crate::inspect::Spot::from(&rule.tree));
        let (own, other) = (file.document.source().name(), beside.document.source().name());
        let place = if own == other { "twice in this file".to_owned() } else { format!("also in {other}") };
        let raised = out.raise(&TWICE, spot, format!("`{}` {what}: the same rule stands {place}", rule.name));
        raised.help("drop one of them");
        if let Some(first) = at(first) {
            raised.because(first, "the first");
        }
    }
}

/// Who may read a file beside others: a Prometheus in a namespace, or, of plain files, one whose folder it is.
fn reader<'f>(file: &'f RuleFile<'_>) -> &'f str {
    if file.document.kind().is_some() {
        return file.document.namespace().unwrap_or_default();
    }
    file.document.source().name().rsplit_once('/').map_or("", |(folder, _)| folder)
}
