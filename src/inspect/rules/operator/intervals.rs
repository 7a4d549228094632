//! Are times that an operator counts in milliseconds written as such?

use crate::bundle::Node;
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::units::Duration;

const TIMEOUT: Offence = Offence::error("operator/timeout-too-short", "an operation is given up before it can have been done")
    .why(
        "The operator waits so many milliseconds until pods are ready, and then takes the reconciliation for failed: no pod starts \
         within seconds, so no cluster ever becomes ready.",
    )
    .write("milliseconds; 300000, five minutes, is the default")
    .source("strimzi 0.39.0 to 1.2.0, `ClusterOperatorConfig`, which has no lower bound");

const INTERVAL: Offence = Offence::warning(
    "operator/interval-too-short",
    "everything is reconciled again after a moment",
)
.why("The number counts milliseconds. The operator asks the API server and the brokers for everything again and again.")
.write("milliseconds; 120000, two minutes, is the default")
.source("strimzi 0.39.0 to 1.2.0, `ClusterOperatorConfig`, `TopicOperatorConfig`, `UserOperatorConfig`");

/// What is shorter than this, in milliseconds, was meant in another unit.
const SHORT: i64 = 10_000;

pub(super) const RULE: Rule = Rule {
    offences: &[&TIMEOUT, &INTERVAL],
    check: Check::Whole(check),
    examples: &[
        Example::new(
            "seconds",
            "apiVersion: apps/v1
kind: Deployment
metadata: { name: strimzi-cluster-operator }
spec:
  template:
    spec:
      containers:
        - name: strimzi-cluster-operator
          image: quay.io/strimzi/operator:0.45.2
          env:
            - name: STRIMZI_FULL_RECONCILIATION_INTERVAL_MS
              value: '120' # <- operator/interval-too-short
            - name: STRIMZI_OPERATION_TIMEOUT_MS
              value: '300' # <- operator/timeout-too-short
---
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop }
spec:
  kafka: { replicas: 3 }
  entityOperator:
    topicOperator: { reconciliationIntervalMs: 60 } # <- operator/interval-too-short
",
        ),
        Example::new(
            "milliseconds",
            "apiVersion: apps/v1
kind: Deployment
metadata: { name: strimzi-cluster-operator }
spec:
  template:
    spec:
      containers:
        - name: strimzi-cluster-operator
          image: quay.io/strimzi/operator:0.45.2
          env:
            - name: STRIMZI_FULL_RECONCILIATION_INTERVAL_MS
              value: '120000'
            - name: STRIMZI_OPERATION_TIMEOUT_MS
              value: '300000'
---
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop }
spec:
  kafka: { replicas: 3 }
  entityOperator:
    topicOperator: { reconciliationIntervalMs: 60000 }
    userOperator: { reconciliationIntervalSeconds: 120 }
",
        ),
    ],
};

/// The variables of the cluster operator.
const VARIABLES: [(&str, &Offence); 3] = [
    ("STRIMZI_FULL_RECONCILIATION_INTERVAL_MS", &INTERVAL),
    ("STRIMZI_OPERATION_TIMEOUT_MS", &TIMEOUT),
    ("STRIMZI_CONNECT_BUILD_TIMEOUT_MS", &TIMEOUT),
];

fn check(world: &World<'_>, out: &mut Out) {
    for installation in &world.inventory.installations {
        for (name, offence) in VARIABLES {
            let Some(variable) = installation.operator.variable(name) else { continue };
            let millis = variable.text().and_then(|text| text.trim().parse().ok());
            judge(name, millis, variable.place(), offence, out);
        }
    }
    for cluster in &world.inventory.clusters {
        for operator in ["topicOperator", "userOperator"] {
            let interval = cluster.document.at(["spec", "entityOperator", operator, "reconciliationIntervalMs"]);
            let Some(interval) = interval else { continue };
            let millis = crate::inventory::text_of(interval).and_then(|text| text.parse().ok());
            judge("reconciliationIntervalMs", millis, interval, &INTERVAL, out);
        }
    }
}

fn judge(name: &str, millis: Option<i64>, place: Node<'_>, offence: &'static Offence, out: &mut Out) {
    let Some(millis) = millis.filter(|millis| (1..SHORT).contains(millis)) else { return };
    let human = Duration(millis.unsigned_abs()).human();
    let headline = if offence == &TIMEOUT {
        format!("the operator gives up what takes longer than {human}")
    } else {
        format!("the operator goes through everything again after {human}")
    };
    out.raise(offence, place, headline)
        .label(format!("`{name}` counts milliseconds"))
        .help(format!("write `{}` if seconds were meant", millis.saturating_mul(1000)));
}
