//! Is each rule one that Prometheus loads, apart from its expression?

use crate::bundle::Node;
use crate::inspect::{Check, Example, Offence, Out, Rule, Spot, World};
use crate::inventory::tree::Tree;
use crate::inventory::{Group, RuleFile};
use std::collections::BTreeMap;

const BAD: Offence = Offence::error("alert/bad-rule", "a rule that Prometheus refuses")
    .why("Prometheus refuses the whole file; prometheus-operator's webhook refuses the resource, and without the webhook none of its rules is loaded.")
    .write("`alert` or `record`, and `expr`; `for` and `annotations` with alerts only")
    .source("Prometheus 3.14, `rulefmt.Rule.Validate`")
    .not_waivable();

const GROUP: Offence = Offence::error("alert/bad-group", "a group of rules that Prometheus refuses")
    .why("Groups of one file need names of their own. Prometheus refuses the whole file, with all of its rules.")
    .write("a name for each group")
    .source("Prometheus 3.14, `rulefmt.RuleGroups.Validate`")
    .not_waivable();

const NONE: Offence =
    Offence::warning("alert/no-rules", "a PrometheusRule, or a group in a file of rules, without rules")
        .why("It is loaded, and nothing in it can fire.")
        .write("`spec.groups` with rules, or leave the resource out")
        .source("prometheus-operator, API reference of `PrometheusRuleSpec`");

pub(super) const RULE: Rule = Rule {
    offences: &[&BAD, &GROUP, &NONE],
    check: Check::Whole(check),
    examples: &[
        Example::new(
            "rules without a name or an expression, and of both kinds at once",
            "apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata: { name: kafka }
spec:
  groups:
    - name: kafka
      rules:
        - expr: up == 0 # <- alert/bad-rule
        - alert: NoExpression # <- alert/bad-rule
          for: 5m
        - record: both # <- alert/bad-rule
          alert: Both
          expr: up
        - record: held
          expr: up
          for: 5m # <- alert/bad-rule
        - record: a-b # <- alert/bad-rule
          expr: up
        - alert: Label
          expr: up == 0
          labels:
            __name__: x # <- alert/bad-rule
    - name: kafka # <- alert/bad-group
      rules: [{ alert: Down, expr: up == 0 }]
    - rules: [{ alert: Up, expr: up == 1 }] # <- alert/bad-group
",
        ),
        Example::new(
            "nothing in it",
            "apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata: { name: kafka } # <- alert/no-rules
spec: {}
",
        ),
        Example::new(
            "a group that is empty beside one that is not",
            "apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata: { name: kafka }
spec:
  groups:
    - { name: kafka, rules: [{ alert: Down, expr: up == 0 }] }
    - name: lag # <- alert/no-rules
",
        ),
        Example::new(
            "what Grafana provisions, which is no file of Prometheus",
            "apiVersion: 1
groups:
  - orgId: 1
    name: kafka
    folder: alerts
    interval: 1m
    rules:
      - uid: lag
        title: Lag
        condition: C
        data: [{ refId: A, model: { expr: up } }]
",
        ),
        Example::new(
            "an alert and a recorded series, and one name in two files",
            concat!(
                rules!(),
                "        - alert: Down
          expr: up == 0
          for: 5m
        - record: job:up:sum
          expr: sum by (job) (up)
          labels: { team: a }
---
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata: { name: other }
spec:
  groups:
    - { name: kafka, rules: [{ alert: Down, expr: up == 0 }] }
"
            ),
        ),
    ],
};

fn check(world: &World<'_>, out: &mut Out) {
    for file in &world.inventory.rule_files {
        groups(file, out);
        without_rules(file, out);
        for group in &file.groups {
            for rule in group.tree.get("rules").map_or(&[][..], Tree::items) {
                of_rule(rule, out);
            }
        }
    }
    for document in world.bundle.of_kind("PrometheusRule").filter(|document| document.is_whole()) {
        let groups = document.at(["spec", "groups"]).into_iter().flat_map(Node::items);
        let rules = groups.filter_map(|group| group.get("rules")).flat_map(Node::items);
        if rules.count() == 0 {
            out.raise(&NONE, document, format!("{document} has no rules: nothing in it can fire"))
                .help("write `spec.groups` with rules, or leave it out");
        }
    }
}

/// Groups without rules beside others with some; where none has any, that is said of the resource.
fn without_rules(file: &RuleFile<'_>, out: &mut Out) {
    let is_empty = |group: &&Group<'_>| group.tree.get("rules").map_or(&[][..], Tree::items).is_empty();
    if file.groups.iter().all(|group| is_empty(&group)) {
        return;
    }
    for group in file.groups.iter().filter(is_empty) {
        let at = group.tree.get("name").unwrap_or(&group.tree);
        out.raise(&NONE, at, format!("group `{}` has no rules: nothing in it can fire", group.name))
            .help("write `rules`, or leave it out");
    }
}

fn groups(file: &RuleFile<'_>, out: &mut Out) {
    let mut seen: BTreeMap<&str, &Group<'_>> = BTreeMap::new();
    for group in &file.groups {
        let at = group.tree.get("name").unwrap_or(&group.tree);
        if group.name.is_empty() {
            out.raise(&GROUP, at, "Prometheus refuses a group without a name, and all rules of the file")
                .help("add `name`");
        } else if let Some(first) = seen.get(group.name.as_str()) {
            let headline = format!("Prometheus refuses two groups `{}` in one file, and all of its rules", group.name);
            let raised = out.raise(&GROUP, at, headline);
            raised.help("give it another name");
            if let Some(name) = first.tree.get("name") {
                raised.because(name, "the first");
            }
        } else {
            seen.insert(&group.name, group);
        }
    }
}

fn of_rule(rule: &Tree<'_>, out: &mut Out) {
    let (alert, record) = (rule.get("alert"), rule.get("record"));
    let named = alert.or(record);
    let name = named.and_then(Tree::scalar).unwrap_or_default();
    let mut refuse = |at: Spot, why: &str, help: &str| {
        let what = if name.is_empty() { "a rule".to_owned() } else { format!("`{name}`") };
        out.raise(&BAD, at, format!("Prometheus refuses {what} and all rules beside it: {why}")).help(help);
    };
    let at = Spot::from(named.unwrap_or(rule));
    match (alert, record) {
        (None, None) => refuse(at.clone(), "it is neither an alert nor a recorded series", "add `alert` or `record`"),
        (Some(_), Some(record)) => {
            refuse(Spot::from(record), "it is both an alert and a recorded series", "drop one of the two");
        }
        (None, Some(record)) => {
            if !legal(name, true) {
                refuse(Spot::from(record), "this is no name of a metric", "write letters, digits, `_` and `:`");
            }
            for key in ["for", "keep_firing_for", "annotations"] {
                if let Some(tree) = rule.get(key) {
                    refuse(
                        Spot::from(tree),
                        &format!("a recorded series has no `{key}`"),
                        "drop it, or write an alert",
                    );
                }
            }
        }
        (Some(_), None) => {}
    }
    if rule.get("expr").and_then(Tree::scalar).is_none_or(|text| text.trim().is_empty()) {
        refuse(at, "it has no expression", "add `expr`");
    }
    for (key, value) in rule.get("labels").map_or(&[][..], Tree::entries) {
        if !legal(&key.name, false) || key.name == "__name__" {
            refuse(Spot::from(value), "this is no name of a label", "write letters, digits and `_`");
        }
    }
}

/// Whether a name is one that every Prometheus takes.
fn legal(name: &str, metric: bool) -> bool {
    let sign = |c: char| c.is_ascii_alphanumeric() || c == '_' || (metric && c == ':');
    !name.is_empty() && name.chars().all(sign) && !name.starts_with(|c: char| c.is_ascii_digit())
}
