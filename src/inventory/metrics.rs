//! How each component is asked for metrics: `metricsConfig`, and the rules of the JMX exporter that it refers to.

use super::tree::{Place, Tree, Unread};
use super::{Cluster, same_namespace};
use crate::bundle::{Bundle, Document, Node};
use crate::metrics::jmx::{Kind, Mistake, ObjectPattern, Rule, RuleText};
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// A `metricsConfig`.
#[derive(Debug, Clone)]
pub struct MetricsConfig<'b> {
    /// The resource that it is in.
    pub document: Document<'b>,
    /// Where it stands.
    pub node: Node<'b>,
    /// Whose metrics: `spec.kafka`, `spec.zookeeper` and so on, as a path.
    pub of: &'static str,
    /// `type`.
    pub kind: Option<&'b str>,
    /// The name of the `ConfigMap`.
    pub map: Option<Node<'b>>,
    /// The key in it.
    pub key: Option<Node<'b>>,
    /// The `ConfigMap`, if it is in the set.
    pub found: Option<Document<'b>>,
    /// The text at that key.
    pub text: Option<Node<'b>>,
    /// What the text says.
    pub rules: Option<JmxRules<'b>>,
    /// Why the text says nothing.
    pub unread: Option<Unread<'b>>,
}

/// The configuration of a JMX exporter, with places.
#[derive(Debug, Clone)]
pub struct JmxRules<'b> {
    /// All of it.
    pub tree: Tree<'b>,
    /// Whether names are lowered.
    pub lowers: bool,
    /// Which beans are read.
    pub include: Vec<(String, Place<'b>)>,
    /// Which of these are not.
    pub exclude: Vec<(String, Place<'b>)>,
    /// The rules.
    pub rules: Vec<JmxRule<'b>>,
}

/// One rule.
#[derive(Debug, Clone)]
pub struct JmxRule<'b> {
    /// All of it.
    pub tree: Tree<'b>,
    /// What it says.
    pub text: RuleText,
    /// Its `type`, as written.
    pub kind: Option<(String, Place<'b>)>,
    understood: OnceLock<Result<Rule, Vec<Mistake>>>,
}

impl JmxRule<'_> {
    /// The rule as the exporter understands it, worked out once: its patterns are dear.
    ///
    /// # Errors
    /// All mistakes for which the exporter does not take it.
    pub fn understood(&self) -> Result<&Rule, &[Mistake]> {
        self.understood.get_or_init(|| Rule::new(&self.text)).as_ref().map_err(Vec::as_slice)
    }
}

/// Where a `metricsConfig` may stand below `spec`, by kind.
const PLACES: [(&str, &str, &[&str]); 6] = [
    ("Kafka", "spec.kafka", &["spec", "kafka"]),
    ("Kafka", "spec.zookeeper", &["spec", "zookeeper"]),
    ("Kafka", "spec.cruiseControl", &["spec", "cruiseControl"]),
    ("KafkaConnect", "spec", &["spec"]),
    ("KafkaMirrorMaker2", "spec", &["spec"]),
    ("KafkaBridge", "spec", &["spec"]),
];

impl<'b> MetricsConfig<'b> {
    /// Whether it is for the brokers of that cluster.
    pub fn is_of(&self, cluster: &Cluster<'_>) -> bool {
        self.of == "spec.kafka" && self.document.span() == cluster.document.span()
    }

    fn of(document: Document<'b>, of: &'static str, node: Node<'b>, bundle: &'b Bundle<'b>) -> Self {
        let at = |key: &str| node.at(["valueFrom", "configMapKeyRef", key]).filter(|node| node.as_text().is_some());
        let (map, key) = (at("name"), at("key"));
        let found = map.and_then(|map| {
            let mut maps = bundle.named("ConfigMap", map.text());
            maps.find(|it| same_namespace(it.namespace(), document.namespace()))
        });
        let text = found.and_then(|found| found.at(["data", key?.text()])).filter(|it| it.as_text().is_some());
        let kind = node.get("type").and_then(Node::as_text);
        let read = text.filter(|_| kind == Some("jmxPrometheusExporter")).map(Tree::within);
        let (rules, unread) = match read {
            Some(Ok(trees)) => (trees.into_iter().next().map(JmxRules::of), None),
            Some(Err(unread)) => (None, Some(unread)),
            None => (None, None),
        };
        MetricsConfig { document, node, of, kind, map, key, found, text, rules, unread }
    }
}

impl<'b> JmxRules<'b> {
    fn of(tree: Tree<'b>) -> Self {
        let list = |keys: [&str; 2]| -> Vec<(String, Place<'b>)> {
            let items = keys.into_iter().find_map(|key| tree.get(key)).map_or(&[][..], Tree::items).iter();
            items.filter_map(|item| Some((item.scalar()?.to_owned(), item.place))).collect()
        };
        JmxRules {
            lowers: tree.get("lowercaseOutputName").and_then(Tree::as_bool) == Some(true),
            include: list(["includeObjectNames", "whitelistObjectNames"]),
            exclude: list(["excludeObjectNames", "blacklistObjectNames"]),
            rules: tree.get("rules").map_or(&[][..], Tree::items).iter().map(JmxRule::of).collect(),
            tree,
        }
    }

    /// The patterns over names of beans that can be read.
    pub fn includes(&self) -> Vec<ObjectPattern> {
        self.include.iter().filter_map(|(text, _)| ObjectPattern::new(text)).collect()
    }
}

impl<'b> JmxRule<'b> {
    fn of(tree: &Tree<'b>) -> Self {
        let text = |key: &str| tree.get(key).and_then(Tree::scalar).map(str::to_owned);
        let flag = |key: &str| tree.get(key).and_then(Tree::as_bool) == Some(true);
        let labels = tree.get("labels").map_or(&[][..], Tree::entries).iter();
        let labels: BTreeMap<String, String> =
            labels.filter_map(|(key, value)| Some((key.name.clone(), value.scalar()?.to_owned()))).collect();
        let kind = tree.get("type").and_then(|it| Some((it.scalar()?.to_owned(), it.place)));
        let of_kind = kind.as_ref().map_or(Kind::Unknown, |(word, _)| match word.as_str() {
            "COUNTER" => Kind::Counter,
            "GAUGE" => Kind::Gauge,
            _ => Kind::Unknown,
        });
        JmxRule {
            text: RuleText {
                pattern: text("pattern"),
                name: text("name"),
                labels,
                value: text("value"),
                help: text("help"),
                kind: of_kind,
                snake_case: flag("attrNameSnakeCase"),
                cache: flag("cache"),
            },
            kind,
            tree: tree.clone(),
            understood: OnceLock::new(),
        }
    }

    /// Where a key stands; all of the rule if it is not written.
    pub fn place(&self, key: &str) -> Place<'b> {
        self.tree.get(key).map_or(self.tree.place, |it| it.place)
    }
}

/// All `metricsConfig`s of a bundle.
pub(super) fn of<'b>(bundle: &'b Bundle<'b>) -> Vec<MetricsConfig<'b>> {
    let mut configs = Vec::new();
    for (kind, of, path) in PLACES {
        for document in bundle.of_kind(kind).filter(|document| document.is_whole()) {
            let config = document.at(path.iter().copied().chain(["metricsConfig"]));
            let config = config.filter(|config| !config.is_null());
            configs.extend(config.map(|config| MetricsConfig::of(document, of, config, bundle)));
        }
    }
    configs
}
