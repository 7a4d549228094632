//! Does each object go where those beside it go?

use super::super::operator::namespaces::without_its_account;
use crate::bundle::Document;
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::{Carer, Orphan, folder};

/// So many objects make a habit.
const HABIT: usize = 2;

const NOWHERE: Offence = Offence::warning(
    "bundle/no-namespace",
    "an object names no namespace, and all that stand beside it name one and the same",
)
.why(
    "`kubectl apply` puts it into the namespace of the context or of `-n`. Unless that happens to be the one of the \
     others, it is away from what it belongs to, which does not find it.",
)
.write("`metadata.namespace` as in the others")
.source("k8s.io/cli-runtime, `SetNamespace` and `RequireNamespace` in pkg/resource/visitor.go");

pub(super) const RULE: Rule = Rule {
    offences: &[&NOWHERE],
    check: Check::Whole(check),
    examples: &[
        Example::new(
            "a ConfigMap that is not where its cluster is",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop, namespace: kafka }
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: shop-metrics # <- bundle/no-namespace
---
apiVersion: v1
kind: Secret
metadata: { name: shop-ca, namespace: kafka }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: shop }
",
        ),
        Example::new(
            "a file beside others",
            "# file: k8s/kafka.yaml
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop, namespace: kafka }
# file: k8s/bridge.yaml
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaBridge
metadata: { name: shop, namespace: kafka }
# file: k8s/metrics.yaml
apiVersion: v1
kind: ConfigMap
metadata: { name: shop-metrics } # <- bundle/no-namespace
",
        ),
        Example::new(
            "said by the rule for topics",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop, namespace: kafka }
spec: { kafka: {}, entityOperator: { topicOperator: {} } }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: shop-metrics, namespace: kafka }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata: { name: orders, labels: { strimzi.io/cluster: shop } }
",
        ),
        Example::new(
            "a namespace that kustomize gives, also from another folder",
            "# file: dev/kustomization.yaml
namespace: kafka
resources: [../base]
# file: base/kustomization.yaml
resources: [all.yaml]
# file: base/all.yaml
apiVersion: v1
kind: ConfigMap
metadata: { name: a, namespace: kafka }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: b, namespace: kafka }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: c }
",
        ),
        Example::new(
            "several namespaces, none at all, and kinds that nobody knows",
            "apiVersion: v1
kind: ConfigMap
metadata: { name: a, namespace: one }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: b, namespace: two }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: c }
# file: other/all.yaml
apiVersion: v1
kind: ConfigMap
metadata: { name: d, namespace: one }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: e, namespace: one }
---
apiVersion: example.org/v1
kind: Unheard
metadata: { name: f }
# file: none/all.yaml
apiVersion: v1
kind: ConfigMap
metadata: { name: g }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: h }
",
        ),
    ],
};

fn check(world: &World<'_>, out: &mut Out) {
    let counts = |document: &Document<'_>| {
        world.is_namespaced(*document) && document.name().is_some() && !world.is_patch(*document)
    };
    let objects: Vec<Document<'_>> = world.bundle.documents().filter(counts).collect();
    for object in objects.iter().filter(|object| lacks(**object)) {
        let file = object.source().name();
        let of_file = || objects.iter().filter(|other| other.source().name() == file);
        let of_folder = || objects.iter().filter(|other| folder(other.source().name()) == folder(file));
        let Some(habit) = habit(of_file()).or_else(|| habit(of_folder())) else { continue };
        if world.is_housed(*object) || said_elsewhere(world, *object) {
            continue;
        }
        let (namespace, what) = (habit.namespace().unwrap_or_default(), super::named(*object));
        let headline = format!("{what} names no namespace, and all beside it are in `{namespace}`");
        out.raise(&NOWHERE, *object, headline)
            .label("lands wherever kubectl is")
            .because(habit.at(["metadata", "namespace"]).unwrap_or(habit.root()), "as here")
            .help(format!("write `namespace: {namespace}` below `metadata`"));
    }
}

fn lacks(object: Document<'_>) -> bool {
    object.namespace().is_none_or(str::is_empty)
}

/// One of the objects that name a namespace, if they are several, name the same and are by far the most.
fn habit<'d, 'b: 'd>(objects: impl Iterator<Item = &'d Document<'b>>) -> Option<Document<'b>> {
    let (without, with): (Vec<Document<'b>>, Vec<Document<'b>>) = objects.copied().partition(|object| lacks(*object));
    let first = *with.first()?;
    let same = with.iter().all(|object| object.namespace() == first.namespace());
    (same && with.len() >= HABIT && with.len() >= 2 * without.len()).then_some(first)
}

/// Whether a rule for its kind says it with better reasons.
fn said_elsewhere(world: &World<'_>, object: Document<'_>) -> bool {
    let is_it = |document: Document<'_>| document.span() == object.span();
    let inventory = &world.inventory;
    let topics = inventory.topics.iter().map(|topic| (topic.document, topic.cluster_label, Carer::Topics));
    let users = inventory.users.iter().map(|user| (user.document, user.cluster_label, Carer::Users));
    let homeless = topics.chain(users).filter(|(document, ..)| is_it(*document)).any(|(document, label, carer)| {
        matches!(inventory.orphan(world.bundle, document, label, carer), Some(Orphan::Homeless { .. }))
    });
    homeless
        || inventory.installations.iter().any(|one| is_it(one.operator.document) && without_its_account(one).is_some())
}
