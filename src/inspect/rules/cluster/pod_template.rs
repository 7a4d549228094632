//! Does Kubernetes take what a template says of where pods may run?

use crate::bundle::{Document, Node};
use crate::inspect::{Check, Example, Offence, Out, Rule, Spot, World};
use crate::units::nearest;

const REFUSED: Offence = Offence::error("cluster/pod-refused", "the pods of a template are refused by Kubernetes")
    .not_waivable()
    .why(
        "The resource takes any text here and the operator hands it on. Kubernetes knows a few words, refuses each pod, and \
         the operator waits for a pod that never comes.",
    )
    .write("what Kubernetes knows")
    .source("Kubernetes, core/v1: `TopologySpreadConstraint`, `PodAffinityTerm`, `NodeSelectorRequirement`, `Toleration`, `LabelSelectorRequirement`");

const UNKNOWN_KEY: Offence = Offence::warning("cluster/topology-key-unknown", "nodes are told apart by a label that none has")
    .why(
        "Names under `kubernetes.io` are Kubernetes' own, and this is none of them. Nodes without the label stand outside of each \
         constraint: what is required leaves pods pending, what is preferred does nothing, and a rack needs the label to start.",
    )
    .write("`kubernetes.io/hostname` or `topology.kubernetes.io/zone`")
    .source("Kubernetes, well-known labels, annotations and taints");

pub(super) const RULE: Rule = Rule {
    offences: &[&REFUSED, &UNKNOWN_KEY],
    check: Check::Document(check),
    examples: &[
        Example::new(
            "words that Kubernetes does not know",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    replicas: 3
    rack:
      topologyKey: topology.kubernetes.io/zones # <- cluster/topology-key-unknown
    template:
      pod:
        topologySpreadConstraints:
          - topologyKey: kubernetes.io/hostname
            maxSkew: 0 # <- cluster/pod-refused
            whenUnsatisfiable: IfPossible # <- cluster/pod-refused
            labelSelector: {}
          - maxSkew: 1 # <- cluster/pod-refused
            whenUnsatisfiable: DoNotSchedule
            labelSelector:
              matchExpressions:
                - key: app
                  operator: Equals # <- cluster/pod-refused
                - key: tier
                  operator: In # <- cluster/pod-refused
        affinity:
          podAntiAffinity:
            preferredDuringSchedulingIgnoredDuringExecution:
              - weight: 0 # <- cluster/pod-refused
                podAffinityTerm:
                  topologyKey: kubernetes.io/hostnames # <- cluster/topology-key-unknown
          nodeAffinity:
            requiredDuringSchedulingIgnoredDuringExecution:
              nodeSelectorTerms:
                - matchExpressions:
                    - { key: pool, operator: Inn, values: [kafka] } # <- cluster/pod-refused
                    - { key: pool, operator: In } # <- cluster/pod-refused
        tolerations:
          - key: dedicated
            operator: Equals # <- cluster/pod-refused
            effect: NoSchedules # <- cluster/pod-refused
  entityOperator:
    template:
      pod:
        affinity:
          podAntiAffinity:
            requiredDuringSchedulingIgnoredDuringExecution:
              - labelSelector: {} # <- cluster/pod-refused
",
        ),
        Example::new(
            "words that it does, and a label of one's own",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    replicas: 3
    rack:
      topologyKey: failure-domain.beta.kubernetes.io/zone
    template:
      pod:
        topologySpreadConstraints:
          - topologyKey: example.org/rack
            maxSkew: 1
            whenUnsatisfiable: ScheduleAnyway
            labelSelector:
              matchExpressions:
                - { key: app, operator: NotIn, values: [a] }
                - { key: tier, operator: Exists }
        affinity:
          nodeAffinity:
            requiredDuringSchedulingIgnoredDuringExecution:
              nodeSelectorTerms:
                - matchExpressions:
                    - { key: cpus, operator: Gt, values: ['4'] }
          podAntiAffinity:
            preferredDuringSchedulingIgnoredDuringExecution:
              - weight: 100
                podAffinityTerm:
                  topologyKey: kubernetes.io/hostname
        tolerations:
          - operator: Exists
          - { key: dedicated, value: kafka, effect: NoSchedule }
",
        ),
    ],
};

/// Names of labels that Kubernetes gives to nodes, where all names of the domain are its own.
const LABELS: [&str; 10] = [
    "kubernetes.io/hostname",
    "kubernetes.io/os",
    "kubernetes.io/arch",
    "topology.kubernetes.io/zone",
    "topology.kubernetes.io/region",
    "failure-domain.beta.kubernetes.io/zone",
    "failure-domain.beta.kubernetes.io/region",
    "beta.kubernetes.io/os",
    "beta.kubernetes.io/arch",
    "beta.kubernetes.io/instance-type",
];

const OPERATORS: [&str; 4] = ["In", "NotIn", "Exists", "DoesNotExist"];
/// Those over labels of nodes.
const OF_NODES: [&str; 6] = ["In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt"];

fn check(_: &World<'_>, document: Document<'_>, out: &mut Out) {
    let strimzi = document.api_version().is_some_and(|version| version.starts_with("kafka.strimzi.io/"));
    let Some(spec) = document.get("spec").filter(|_| strimzi) else { return };
    let mut found = Found { name: document.name().unwrap_or_default(), out };
    for map in spec.walk() {
        if let Some(pod) = map.at(["template", "pod"]) {
            found.pod(pod);
        }
        if let Some(key) = map.at(["rack", "topologyKey"]) {
            found.key(key);
        }
    }
}

struct Found<'o> {
    name: &'o str,
    out: &'o mut Out,
}

impl Found<'_> {
    fn pod(&mut self, pod: Node<'_>) {
        for constraint in pod.get("topologySpreadConstraints").into_iter().flat_map(Node::items) {
            self.word(constraint, "whenUnsatisfiable", &["DoNotSchedule", "ScheduleAnyway"], true);
            self.number(constraint, "maxSkew", 1, i64::from(i32::MAX));
            self.term(constraint);
        }
        for toleration in pod.get("tolerations").into_iter().flat_map(Node::items) {
            self.word(toleration, "operator", &["Exists", "Equal"], false);
            self.word(toleration, "effect", &["NoSchedule", "PreferNoSchedule", "NoExecute"], false);
        }
        if let Some(affinity) = pod.at(["affinity", "nodeAffinity"]) {
            self.nodes(affinity);
        }
        for kind in ["podAffinity", "podAntiAffinity"] {
            let Some(affinity) = pod.at(["affinity", kind]) else { continue };
            let list = |key: &str| affinity.get(key).into_iter().flat_map(Node::items);
            list("requiredDuringSchedulingIgnoredDuringExecution").for_each(|term| self.term(term));
            for weighted in list("preferredDuringSchedulingIgnoredDuringExecution") {
                self.number(weighted, "weight", 1, 100);
                match weighted.get("podAffinityTerm") {
                    Some(term) => self.term(term),
                    None => self.missing(weighted, "podAffinityTerm"),
                }
            }
        }
    }

    /// A constraint, or a term of an affinity.
    fn term(&mut self, term: Node<'_>) {
        match term.get("topologyKey").filter(|key| !key.text().is_empty()) {
            Some(key) => self.key(key),
            None => self.missing(term, "topologyKey"),
        }
        let selectors = ["labelSelector", "namespaceSelector"].into_iter().filter_map(|key| term.get(key));
        let expressions = selectors.filter_map(|selector| selector.get("matchExpressions"));
        for expression in expressions.flat_map(Node::items) {
            self.expression(expression, &OPERATORS);
        }
    }

    fn expression(&mut self, expression: Node<'_>, operators: &[&str]) {
        self.word(expression, "operator", operators, true);
        let operator = expression.get("operator").filter(|node| operators.contains(&node.text()));
        let Some(operator) = operator else { return };
        let any = expression.get("values").is_some_and(|values| values.items().next().is_some());
        let wants = !matches!(operator.text(), "Exists" | "DoesNotExist");
        if any != wants {
            let (label, help) = if wants { ("no `values`", "add `values`") } else { ("has `values`", "remove them") };
            let goes = if wants { "" } else { "out" };
            self.refused(operator, &format!("`{}` goes with{goes} values", operator.text())).label(label).help(help);
        }
    }

    /// On which nodes pods may be.
    fn nodes(&mut self, affinity: Node<'_>) {
        let required = affinity.at(["requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms"]);
        let preferred = affinity.get("preferredDuringSchedulingIgnoredDuringExecution");
        let preferences = preferred.into_iter().flat_map(Node::items);
        preferences.clone().for_each(|weighted| self.number(weighted, "weight", 1, 100));
        let terms = required.into_iter().flat_map(Node::items);
        for term in terms.chain(preferences.filter_map(|weighted| weighted.get("preference"))) {
            for expression in term.get("matchExpressions").into_iter().flat_map(Node::items) {
                self.expression(expression, &OF_NODES);
            }
        }
    }

    fn key(&mut self, key: Node<'_>) {
        let text = key.text();
        let own = text.split_once('/').is_some_and(|(domain, _)| {
            LABELS.iter().any(|label| label.split_once('/').is_some_and(|(own, _)| own == domain))
        });
        if !own || LABELS.contains(&text) {
            return;
        }
        let meant = nearest(text, LABELS.iter().copied()).unwrap_or("kubernetes.io/hostname");
        let headline = format!("no node has the label `{text}`, by which pods of `{}` are placed", self.name);
        self.out.raise(&UNKNOWN_KEY, key, headline).label("not a label of Kubernetes").help(format!("write `{meant}`"));
    }

    fn word(&mut self, map: Node<'_>, key: &str, known: &[&str], needed: bool) {
        match map.get(key).filter(|node| !node.is_null()) {
            Some(node) if !known.contains(&node.text()) => {
                let words: Vec<String> = known.iter().map(|word| format!("`{word}`")).collect();
                self.refused(node, &format!("`{key}: {}` means nothing", node.text()))
                    .label("not a word that Kubernetes knows")
                    .help(format!("write {}", words.join(" or ")));
            }
            None if needed => self.missing(map, key),
            _ => {}
        }
    }

    fn number(&mut self, map: Node<'_>, key: &str, low: i64, high: i64) {
        match map.get(key).filter(|node| !node.is_null()) {
            // What is no number is the schema's business.
            Some(node) if node.as_int().is_some_and(|number| number < low || number > high) => {
                let range =
                    if high == i64::from(i32::MAX) { "1 or more".to_owned() } else { format!("{low} to {high}") };
                self.refused(node, &format!("`{key}` is {}", node.text()))
                    .label(format!("not {range}"))
                    .help(format!("write {range}"));
            }
            None => self.missing(map, key),
            Some(_) => {}
        }
    }

    fn missing(&mut self, map: Node<'_>, key: &str) {
        self.refused(map, &format!("`{key}` is missing")).label(format!("no `{key}`")).help(format!("add `{key}`"));
    }

    fn refused(&mut self, at: Node<'_>, why: &str) -> &mut crate::inspect::Raised {
        self.out.raise(&REFUSED, Spot::from(at), format!("Kubernetes refuses each pod of `{}`: {why}", self.name))
    }
}
