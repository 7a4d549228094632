//! What the pages say of platforms that differ from the sample.

use crate::diag::{Complaints, Sources};
use crate::render::set;

pub(super) const SAMPLE: &str = include_str!("../../../../hrms-kafka.toml");
pub(super) const MINIMAL: &str = include_str!("../../../../tests/specs/minimal.toml");
pub(super) const EVERYTHING: &str = include_str!("../../../explain/everything.toml");
const HELM: &str = include_str!("../../../../tests/specs/helm.toml");

/// A page of the spec, by the end of its path.
#[track_caller]
pub(super) fn page(spec: &str, name: &str) -> String {
    let mut sources = Sources::default();
    let id = sources.add("kafka.toml", spec).unwrap();
    let mut complaints = Complaints::default();
    let set = set(sources.get(id).unwrap(), &mut complaints).unwrap_or_else(|fault| panic!("{fault}"));
    assert_eq!(complaints.into_sorted(), []);
    set.unwrap().artefacts.into_iter().find(|artefact| artefact.path.ends_with(name)).unwrap().text
}

fn operations(spec: &str) -> String {
    page(spec, "kafka/README.md")
}

/// The least platform with another listener.
fn with_listener(keys: &str) -> String {
    let (before, _) = MINIMAL.split_once("[cluster.listener.plain]").unwrap();
    format!("{before}[cluster.listener.tls]\nport = 9093\n{keys}\n")
}

/// Holds a page to texts that it has, and to others that it has not.
#[track_caller]
pub(super) fn says(page: &str, wanted: &[&str], unwanted: &[&str]) {
    for text in wanted {
        assert!(page.contains(text), "{text:?} is missing in\n{page}");
    }
    for text in unwanted {
        assert!(!page.contains(text), "{text:?} is in\n{page}");
    }
}

#[test]
fn tools_are_let_in_as_the_listeners_demand() {
    says(&operations(SAMPLE), &["--bootstrap-server localhost:9092 --list"], &["A way in", "client.properties"]);
    let encrypted = operations(&with_listener("tls = true"));
    says(
        &encrypted,
        &[
            "security.protocol=SSL",
            "ca.crt | kubectl",
            "--bootstrap-server orders-kafka-bootstrap:9093 --command-config",
        ],
        &["KafkaUser", "sasl"],
    );
    says(
        &encrypted,
        &["--consumer.config /tmp/client.properties --topic trial", "--producer.config /tmp/client.properties"],
        &[],
    );
    let password = operations(&with_listener("tls = true\nauthentication = \"scram-sha-512\""));
    says(
        &password,
        &[
            "The user `operations` is there",
            "SASL_SSL",
            "get secret operations -o jsonpath='{.data.sasl\\.jaas\\.config}'",
        ],
        &["user.p12"],
    );
    let in_clear = operations(&with_listener("tls = false\nauthentication = \"scram-sha-512\""));
    says(&in_clear, &["SASL_PLAINTEXT"], &["ssl.truststore"]);
    let certificate = operations(&with_listener("tls = true\nauthentication = \"tls\""));
    says(&certificate, &["get secret operations -o jsonpath='{.data.user\\.p12}'", "ssl.keystore.password"], &["sasl"]);
}

#[test]
fn who_may_do_what_is_told_where_it_is_so() {
    let asks = with_listener("tls = true\nauthentication = \"tls\"");
    let client = "[topic.a]\npartitions = 1\nreplicas = 3\n[client.x]\nnamespace = \"n\"\nproduces = [\"a\"]\n";
    let page = operations(&format!("{asks}{client}"));
    let rights = [
        "| `x` | a certificate | Write, Describe: topic `a` |",
        "| `operations`, for people and their tools | a certificate | everything |",
        "x            orders    tls              simple          True",
        "kubectl apply -f 03-kafka-users.yaml",
        "kubectl delete -f 03-kafka-users.yaml",
        "*Authorization failed*",
    ];
    says(&page, &rights, &[]);
    let free = operations(&format!("{asks}{client}[cluster.authorization]\ntype = \"none\"\n"));
    says(&free, &["| `x` | a certificate | everything |"], &["Describe: topic"]);
    let own = operations(&format!("{}{client}", with_listener("tls = true\nauthentication = { sasl = true }")));
    says(&own, &["not the operator's to make", "< client.properties"], &["03-kafka-users.yaml", "### Users"]);
    says(&operations(SAMPLE), &["kubectl apply -f clients/"], &["03-kafka-users.yaml", "### Users"]);
}

#[test]
fn what_is_shown_is_what_this_platform_has() {
    let sample = operations(SAMPLE);
    says(
        &sample,
        &[
            "hrms-kafka-kafka-2             1/1     Running",
            "strimzi-cluster-operator-…     1/1",
            "audit-queue          hrms-kafka   5            3                    True",
            "data-hrms-kafka-zookeeper-0   Bound    5Gi        gp2",
            "this query gives 9,",
            "`gp2` does not grow",
            "### AuditBacklog",
            "Group ‹consumergroup› is ‹value› records behind",
        ],
        &["namespace_to_make", "helm"],
    );
    let one = operations(&MINIMAL.replace("[cluster.brokers]\nreplicas = 3", "[cluster.brokers]\nreplicas = 1"));
    says(
        &one,
        &[
            "1 broker and\n3 ZooKeeper servers",
            "with no topics",
            "the default class grows is not said",
            "nothing to move",
            "  replicas: 1\n",
        ],
        &["### Fewer brokers", "When an alert fires", "### Monitoring", "apply -f 03", "### Clients"],
    );
}

#[test]
fn somebody_elses_operator_is_not_touched() {
    let external = operations(&format!("{MINIMAL}[operator]\ninstall = \"external\"\n[monitoring]\n"));
    says(
        &external,
        &["Somebody else installs", "kubectl create namespace kafka", "this query gives 8,"],
        &["01-strimzi-operator", "strimzi-cluster-operator-…", "kubectl delete -f 01", "cluster-operator\""],
    );
}

#[test]
fn the_chart_comes_after_the_namespaces_that_it_writes_to() {
    let guide = operations(HELM);
    says(
        &guide,
        &[
            "| `helm/strimzi-operator-values.yaml` |",
            "helm upgrade --install strimzi-kafka-operator oci://quay.io/strimzi-helm/strimzi-kafka-operator --version 0.39.0 --namespace operators",
            "kubectl apply --server-side --force-conflicts -f strimzi-kafka-operator/crds",
            "helm uninstall strimzi-kafka-operator --namespace operators",
        ],
        &["00-strimzi-crds", "01-strimzi-operator", "Apply the files in their order"],
    );
    let at = |text: &str| guide.find(text).unwrap_or_else(|| panic!("{text} is not there"));
    assert!(at("kubectl create namespace streams") < at("helm upgrade --install"));
}

#[test]
fn brokers_that_every_copy_needs_stay() {
    says(
        &operations(SAMPLE),
        &["As long as these topics have a copy on every broker", "* `audit-queue`"],
        &["* `audit-dlq`\n\n###"],
    );
    let few = operations(&format!("{MINIMAL}[topic.a]\npartitions = 1\nreplicas = 2\n"));
    says(&few, &["--broker-list 0,1 --generate", "Set `replicas` of `[cluster.brokers]` to 2"], &["As long as these"]);
}
