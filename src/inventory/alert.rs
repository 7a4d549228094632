//! Rules of Prometheus: in `PrometheusRules`, in plain rule files, in `ConfigMaps`.

use super::monitor::texts;
use super::selector::{Labels, labels_of};
use super::tree::{Place, Tree};
use crate::bundle::{Bundle, Document};
use crate::promql::{self, Expr};

/// One file of rules, whatever it is in.
#[derive(Debug, Clone)]
pub struct RuleFile<'b> {
    /// The document that it is, or is in.
    pub document: Document<'b>,
    /// Whether it is a `PrometheusRule`, which a Prometheus selects by labels.
    pub is_resource: bool,
    /// Its labels.
    pub labels: Labels,
    /// Its groups.
    pub groups: Vec<Group<'b>>,
}

/// A group of rules, which are evaluated together.
#[derive(Debug, Clone)]
pub struct Group<'b> {
    /// Its name.
    pub name: String,
    /// All of it.
    pub tree: Tree<'b>,
    /// Its rules.
    pub rules: Vec<AlertRule<'b>>,
}

/// A rule: an alert, or a series that is recorded.
#[derive(Debug, Clone)]
pub struct AlertRule<'b> {
    /// All of it.
    pub tree: Tree<'b>,
    /// The name of the alert, or of what is recorded.
    pub name: String,
    /// Whether it is an alert.
    pub is_alert: bool,
    /// The expression as text.
    pub expr: Option<Tree<'b>>,
    /// The expression, if it can be read.
    pub parsed: Option<Expr>,
    /// Its labels.
    pub labels: Labels,
}

impl<'b> AlertRule<'b> {
    fn of(tree: &Tree<'b>) -> Option<Self> {
        let alert = tree.get("alert").and_then(Tree::scalar);
        let name = alert.or_else(|| tree.get("record").and_then(Tree::scalar))?;
        let expr = tree.get("expr").cloned();
        let parsed = expr.as_ref().and_then(Tree::scalar).and_then(|text| promql::read(text).ok());
        Some(AlertRule {
            name: name.to_owned(),
            is_alert: alert.is_some(),
            expr,
            parsed,
            labels: labels_of(tree.get("labels")),
            tree: tree.clone(),
        })
    }

    /// Where a part of the expression stands.
    pub fn place(&self, range: std::ops::Range<usize>) -> Place<'b> {
        self.expr.as_ref().map_or(self.tree.place, |expr| expr.part(range))
    }

    /// Where the expression stands, or the rule if it has none.
    pub fn whole(&self) -> Place<'b> {
        self.expr.as_ref().map_or(self.tree.place, |expr| expr.place)
    }
}

/// All rules of a bundle.
pub(super) fn of<'b>(bundle: &'b Bundle<'b>) -> Vec<RuleFile<'b>> {
    let mut files = Vec::new();
    for document in bundle.documents().filter(|document| document.is_whole()) {
        match document.kind() {
            Some("PrometheusRule") => {
                let groups = document.get("spec").map(|spec| groups(&Tree::of(spec)));
                files.extend(groups.map(|groups| file(document, groups, true)));
            }
            // Loki's ruler finds its own by this label.
            Some("ConfigMap" | "Secret") if document.at(["metadata", "labels", "loki_rule"]).is_some() => {}
            Some("ConfigMap" | "Secret") => {
                let found: Vec<_> = texts(document).iter().filter_map(groups_of_any).collect();
                files.extend(found.into_iter().map(|groups| file(document, groups, false)));
            }
            None if document.get("groups").is_some() => {
                let groups = groups_of_any(&Tree::of(document.root()));
                files.extend(groups.map(|groups| file(document, groups, false)));
            }
            _ => {}
        }
    }
    files
}

fn file<'b>(document: Document<'b>, groups: Vec<Group<'b>>, is_resource: bool) -> RuleFile<'b> {
    let labels = labels_of(document.at(["metadata", "labels"]).map(Tree::of).as_ref());
    RuleFile { document, is_resource, labels, groups }
}

fn groups<'b>(tree: &Tree<'b>) -> Vec<Group<'b>> {
    let list = tree.get("groups").map_or(&[][..], Tree::items).iter();
    let group = |tree: &Tree<'b>| {
        let rules = tree.get("rules").map_or(&[][..], Tree::items).iter().filter_map(AlertRule::of).collect();
        let name = tree.get("name").and_then(Tree::scalar).unwrap_or_default().to_owned();
        Group { name, tree: tree.clone(), rules }
    };
    list.map(group).collect()
}

/// The groups of a text of which nothing says that it has rules of Prometheus: one of them must have some, and none may be
/// such as Grafana or Loki reads.
fn groups_of_any<'b>(tree: &Tree<'b>) -> Option<Vec<Group<'b>>> {
    let groups = groups(tree);
    let has_rules = groups.iter().any(|group| group.tree.get("rules").is_some());
    let others = groups.iter().any(|group| is_of_grafana(&group.tree) || group.rules.iter().any(is_of_loki));
    (has_rules && !others).then_some(groups)
}

/// Whether a group is one of Grafana's own alerts, which are provisioned from files.
fn is_of_grafana(group: &Tree<'_>) -> bool {
    let rules = group.get("rules").map_or(&[][..], Tree::items);
    group.get("orgId").is_some()
        || group.get("folder").is_some()
        || rules.iter().any(|rule| rule.get("uid").is_some() && rule.get("data").is_some())
}

/// Whether an expression asks Loki for lines: what stands behind the braces filters or reads them, which PromQL cannot.
fn is_of_loki(rule: &AlertRule<'_>) -> bool {
    let Some(text) = rule.expr.as_ref().and_then(Tree::scalar).filter(|_| rule.parsed.is_none()) else { return false };
    text.match_indices('}').any(|(at, _)| {
        let behind = text.get(at + 1..).unwrap_or_default().trim_start();
        let filters = ["|=", "|~", "|>", "!>", "!= \"", "!=\"", "!= `", "!=`", "!~"];
        let reads = behind.strip_prefix('|').is_some_and(|stage| stage.trim_start().starts_with(char::is_alphabetic));
        reads || filters.iter().any(|filter| behind.starts_with(filter))
    })
}
