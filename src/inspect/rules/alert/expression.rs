//! Is the expression one that Prometheus reads?

use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::tree::Tree;
use crate::inventory::{AlertRule, Group, RuleFile};
use crate::promql;

const BAD: Offence = Offence::error("alert/bad-expression", "an expression that Prometheus refuses")
    .why("One wrong expression, and Prometheus refuses the whole file; prometheus-operator's webhook refuses the resource, and without the webhook none of its rules is loaded.")
    .write("an expression that `promtool check rules` takes")
    .source("Prometheus 3.14, `promql/parser`, `rulefmt.Validate`")
    .not_waivable();

pub(super) const RULE: Rule = Rule {
    offences: &[&BAD],
    check: Check::Alert(check),
    examples: &[
        Example::new(
            "a bracket that is not closed, a range where none may be, and no function",
            concat!(
                rules!(),
                "        - alert: Open
          expr: sum(kafka_consumergroup_lag > 10 # <- alert/bad-expression
        - alert: Range
          expr: kafka_consumergroup_lag[5m] > 10 # <- alert/bad-expression
        - record: a:b
          expr: rates(up[5m]) # <- alert/bad-expression
"
            ),
        ),
        Example::new(
            "rules of Loki, which asks for lines",
            "apiVersion: v1
kind: ConfigMap
metadata: { name: loki, labels: { loki_rule: \"1\" } }
data:
  rules.yaml: |
    groups:
      - name: kafka
        rules:
          - alert: Memory
            expr: sum(rate({app=\"kafka\"} | json [5m])) > 0
---
apiVersion: v1
kind: ConfigMap
metadata: { name: other }
data:
  rules.yaml: |
    groups:
      - name: kafka
        rules:
          - alert: Memory
            expr: sum(count_over_time({app=\"kafka\"} |= \"OutOfMemoryError\" [5m])) > 0
",
        ),
        Example::new(
            "an alert, in a file of a plain Prometheus, too",
            "groups:
  - name: kafka
    rules:
      - alert: Lag
        expr: sum by (topic) (kafka_consumergroup_lag) > 10
",
        ),
    ],
};

fn check(_: &World<'_>, _: &RuleFile<'_>, _: &Group<'_>, rule: &AlertRule<'_>, out: &mut Out) {
    let Some(text) = rule.expr.as_ref().and_then(Tree::scalar) else { return };
    let faults = match promql::read(text) {
        Ok(expr) if rule.is_alert => promql::check_alert(&expr),
        Ok(_) => Vec::new(),
        Err(faults) => faults,
    };
    for fault in faults {
        let headline = format!("Prometheus refuses `{}` and all rules beside it: {}", rule.name, fault.headline);
        let raised = out.raise(&BAD, rule.place(fault.place.range()), headline);
        raised.label(fault.label);
        if let Some(help) = fault.help {
            raised.help(help);
        }
    }
}
