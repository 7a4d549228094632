//! Does one of several Services for metrics lead to more clusters than the others?

use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::derive::Service;
use crate::inventory::selector::{Op, Term};

const WIDE: Offence = Offence::info(
    "monitor/selector-unlike-others",
    "a Service does not select by the cluster, and those beside it do",
)
.why(
    "Without the cluster a selector by the part alone takes the pods of a second cluster in the namespace, too: sums count both, \
     and alerts of one ring for the other. With `strimzi.io/name` it takes the same pods, and only looks like a slip.",
)
.write("`strimzi.io/cluster` in its `selector`, as the others have it")
.source("Kubernetes, Services: a selector takes every pod that has all its labels; strimzi, labels of pods");

pub(super) const RULE: Rule = Rule {
    offences: &[&WIDE],
    check: Check::Whole(check),
    examples: &[
        Example::new(
            "one without the cluster",
            concat!(
                shop!(),
                "apiVersion: v1
kind: Service
metadata: { name: brokers, namespace: kafka }
spec: { selector: { strimzi.io/cluster: shop, strimzi.io/component-type: kafka }, ports: [{ port: 9404 }] }
---
apiVersion: v1
kind: Service
metadata: { name: exporter, namespace: kafka }
spec: { selector: { strimzi.io/cluster: shop, strimzi.io/component-type: kafka-exporter }, ports: [{ port: 9404 }] }
---
apiVersion: v1
kind: Service
metadata: { name: control, namespace: kafka }
spec:
  selector:
    strimzi.io/component-type: cruise-control # <- monitor/selector-unlike-others
  ports: [{ port: 9404 }]
"
            ),
        ),
        Example::new(
            "one by its name alone among many with both",
            concat!(
                shop!(),
                "apiVersion: v1
kind: Service
metadata: { name: a, namespace: kafka }
spec: { selector: { strimzi.io/cluster: shop, strimzi.io/name: shop-kafka }, ports: [{ port: 9404 }] }
---
apiVersion: v1
kind: Service
metadata: { name: b, namespace: kafka }
spec: { selector: { strimzi.io/cluster: shop, strimzi.io/name: shop-kafka-exporter }, ports: [{ port: 9404 }] }
---
apiVersion: v1
kind: Service
metadata: { name: c, namespace: kafka }
spec: { selector: { strimzi.io/cluster: shop, strimzi.io/name: shop-entity-operator }, ports: [{ port: 8080 }] }
---
apiVersion: v1
kind: Service
metadata: { name: d, namespace: kafka }
spec:
  selector:
    strimzi.io/name: shop-cruise-control # <- monitor/selector-unlike-others
  ports: [{ port: 9404 }]
"
            ),
        ),
        Example::new(
            "the operator's pods, a name that says the cluster, and pods of others",
            concat!(
                shop!(),
                "apiVersion: v1
kind: Service
metadata: { name: brokers, namespace: kafka }
spec: { selector: { strimzi.io/cluster: shop, strimzi.io/component-type: kafka }, ports: [{ port: 9404 }] }
---
apiVersion: v1
kind: Service
metadata: { name: exporter, namespace: kafka }
spec: { selector: { strimzi.io/cluster: shop, strimzi.io/component-type: kafka-exporter }, ports: [{ port: 9404 }] }
---
apiVersion: v1
kind: Service
metadata: { name: named, namespace: kafka }
spec: { selector: { strimzi.io/name: shop-cruise-control }, ports: [{ port: 9404 }] }
---
apiVersion: v1
kind: Service
metadata: { name: operator, namespace: kafka }
spec: { selector: { strimzi.io/kind: cluster-operator }, ports: [{ port: 8080 }] }
---
apiVersion: v1
kind: Service
metadata: { name: shop, namespace: kafka }
spec: { selector: { app: shop }, ports: [{ port: 80 }] }
"
            ),
        ),
    ],
};

const CLUSTER: &str = "strimzi.io/cluster";

/// So many agree before one that does not is a slip; more where it selects the same pods anyway.
const AGREE: [usize; 2] = [2, 3];

const NAME: &str = "strimzi.io/name";

fn check(world: &World<'_>, out: &mut Out) {
    let services = || world.inventory.derived().services.iter().filter(|service| !service.by_operator);
    for wide in services().filter(|service| is_wide(service)) {
        let Some(selector) = &wide.selector else { continue };
        let narrow = |other: &&Service<'_>| other.namespace == wide.namespace && cluster_of(other).is_some();
        let beside: Vec<&Service<'_>> = services().filter(narrow).collect();
        let Some((first, name)) = beside.first().and_then(|first| Some((*first, cluster_of(first)?))) else { continue };
        let named = selector.wants(NAME);
        let [few, many] = AGREE;
        let enough = if named.is_some() { many } else { few };
        if named.is_some_and(|own| !own.starts_with(name))
            || beside.len() < enough
            || beside.iter().any(|other| cluster_of(other) != Some(name))
        {
            continue;
        }
        let (own, others) = (&wide.name, beside.len());
        let headline = match named {
            Some(_) => format!("Service `{own}` does not select by `{CLUSTER}`, as the {others} others do"),
            None => format!("Service `{own}` leads to pods of every cluster, and the {others} others to `{name}`'s"),
        };
        let raised = out.raise(&WIDE, selector.place, headline);
        raised.label("names no cluster").help(format!("add `{CLUSTER}: {name}`"));
        if let Some(other) = &first.selector {
            raised.because(other.place, "one of the others");
        }
    }
}

fn cluster_of<'s>(service: &'s Service<'_>) -> Option<&'s str> {
    service.selector.as_ref()?.wants(CLUSTER)
}

/// Whether a Service selects by what Strimzi says of pods but for their cluster.
fn is_wide(service: &Service<'_>) -> bool {
    const OF_PART: [&str; 5] =
        [NAME, "strimzi.io/component-type", "strimzi.io/kind", "strimzi.io/broker-role", "strimzi.io/controller-role"];
    let Some(selector) = &service.selector else { return false };
    let of_part = |term: &Term<'_>| {
        OF_PART.contains(&term.key.as_str())
            && term.op == Op::In
            && !term.values.iter().any(|value| value == "cluster-operator")
    };
    !selector.terms.is_empty() && selector.terms.iter().all(of_part)
}
