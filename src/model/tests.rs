//! The model of whole specs.

use super::*;
use crate::diag::{Complaints, Diagnostic, Sources};

mod access;

/// The smallest spec that means something.
pub(crate) const MINIMAL: &str = r#"
[cluster]
name = "orders"
namespace = "kafka"
strimzi = "0.39.0"
[cluster.brokers]
replicas = 3
storage = { size = "10Gi" }
[cluster.zookeeper]
replicas = 3
storage = { size = "5Gi" }
[cluster.listener.plain]
port = 9092
tls = false
"#;

/// The smallest cluster without ZooKeeper.
pub(crate) const KRAFT: &str = r#"
[cluster]
name = "orders"
namespace = "kafka"
strimzi = "1.2.0"
[cluster.brokers]
replicas = 3
storage = { size = "10Gi" }
[cluster.listener.plain]
port = 9092
tls = false
"#;

pub(in crate::model) fn model_of(text: &str) -> (Option<Model>, Vec<Diagnostic>, Sources) {
    let mut sources = Sources::default();
    let id = sources.add("kafka.toml", text).unwrap();
    let mut complaints = Complaints::default();
    let source = sources.get(id).unwrap();
    let spec = crate::spec::read(source, &mut complaints);
    let model = build(&spec, source.span(), &mut complaints);
    (model, complaints.into_sorted(), sources)
}

fn complaints_of(addition: &str) -> Vec<String> {
    let text = format!("{MINIMAL}{addition}");
    let (model, complaints, sources) = model_of(&text);
    assert_eq!(model.is_none(), !complaints.is_empty());
    let shown = |diagnostic: Diagnostic| {
        let at = diagnostic.span().map(|span| sources.text(span).lines().next().unwrap_or_default().to_owned());
        format!(
            "{} at {}: {} | {}",
            diagnostic.id.word(),
            at.unwrap_or_default(),
            diagnostic.headline,
            diagnostic.help.unwrap_or_default()
        )
    };
    complaints.into_iter().map(shown).collect()
}

#[test]
fn the_sample_means_something() {
    let (model, complaints, _) = model_of(include_str!("../../hrms-kafka.toml"));
    assert_eq!(complaints, []);
    let model = model.unwrap();
    assert_eq!(model.topics.len(), 4);
    let in_sync: Vec<u32> = model.topics.iter().map(|topic| topic.min_insync.value).collect();
    assert_eq!(in_sync, [1, 2, 1, 1]);
    let config: Vec<String> =
        model.cluster.config.iter().map(|setting| format!("{}={}", setting.key, setting.value.value.text())).collect();
    // The values of the facts' table for this very cluster.
    let expected = [
        "default.replication.factor=3",
        "min.insync.replicas=2",
        "offsets.topic.replication.factor=3",
        "transaction.state.log.replication.factor=3",
        "transaction.state.log.min.isr=2",
        "auto.create.topics.enable=false",
        "inter.broker.protocol.version=3.6",
        "num.partitions=3",
        "log.retention.ms=604800000",
        "offsets.retention.minutes=43200",
        "log.segment.bytes=67108864",
        "log.roll.ms=86400000",
        "log.retention.bytes=536870912",
    ];
    assert_eq!(config, expected);
}

#[test]
fn a_minimal_spec_means_something() {
    assert_eq!(complaints_of(""), Vec::<String>::new());
}

/// A mistake a line, each added to the minimal spec by itself, with what must be said.
#[test]
fn each_mistake_is_named_at_its_place() {
    let topic = "[topic.a]\npartitions = 1\nreplicas = 3\n";
    let cases = [
        ("[topic.a]\npartitions = 1", "spec/missing-key at [topic.a]: `replicas` of topic `a` is missing"),
        ("[topic.a]\npartitions = 0\nreplicas = 1", "spec/out-of-range at 0:"),
        ("[topic.a]\npartitions = 1\nreplicas = 5", "spec/out-of-range at 5: 5 replicas do not fit on 3 brokers"),
        ("[topic.a]\npartitions = 1\nreplicas = 2\nmin_insync = 2", "spec/contradiction at 2:"),
        ("[topic.a]\npartitions = 1\nreplicas = 3\nretention = \"0s\"", "spec/out-of-range at \"0s\""),
        ("[topic.a]\npartitions = 1\nreplicas = 3\ndead_letter_for = \"a\"", "spec/contradiction at \"a\""),
        ("[topic.a]\npartitions = 1\nreplicas = 3\ndead_letter_for = \"aa\"", "did you mean `a`?"),
        ("[topic.\"a b\"]\npartitions = 1\nreplicas = 3", "spec/bad-name at \"a b\""),
        (
            "[topic.\"A_b\"]\npartitions = 1\nreplicas = 3\n[topic.a-b]\npartitions = 1\nreplicas = 3",
            "spec/duplicate at a-b",
        ),
        ("[topic.a]\npartitions = 1\nreplicas = 3\nconfig = { \"retenton.ms\" = 1 }", "did you mean `retention.ms`?"),
        ("[topic.a]\npartitions = 1\nreplicas = 3\nconfig = { \"flush.ms\" = \"1x\" }", "spec/unknown-unit at \"1x\""),
        (
            "[topic.a]\npartitions = 1\nreplicas = 3\nconfig = { \"cleanup.policy\" = \"x\" }",
            "spec/refused-setting at \"x\"",
        ),
        (
            "[topic.a]\npartitions = 1\nreplicas = 3\nretention = \"1d\"\nconfig = { \"retention.ms\" = 1 }",
            "spec/duplicate at 1:",
        ),
        ("[cluster.brokers.config]\n\"log.retention\" = \"7d\"", "spec/unknown-setting at \"log.retention\""),
        ("[cluster.brokers.config]\n\"log.dirs\" = \"/x\"", "spec/forbidden-setting at \"log.dirs\""),
        ("[cluster.brokers.config]\n\"num.partitions\" = \"many\"", "spec/refused-setting at \"many\""),
        ("[cluster.brokers.config]\n\"log.retention.hours\" = \"90m\"", "spec/out-of-range at \"90m\""),
        ("[cluster.listener.a]\nport = 9092\ntls = true", "spec/duplicate at 9092"),
        ("[cluster.listener.a]\nport = 9404\ntls = true", "spec/out-of-range at 9404"),
        ("[cluster.listener.a]\nport = 9093", "spec/missing-key at [cluster.listener.a]: `tls` is missing"),
        ("[cluster.listener.a]\nport = 9093\ntls = false\nauthentication = \"tls\"", "spec/contradiction at \"tls\""),
        (
            "[client.x]\nproduces = [\"a\"]",
            "spec/dangling-reference at \"a\": topic `a` is not declared | declare it with [topic.a]",
        ),
        ("[client.x]\nconsumes = [{ group = \"g\" }]", "`topic` is missing"),
        ("[alert.X]\nkind = \"x\"\nexpr = \"y\"", "spec/contradiction at \"y\""),
        ("[alert.X]\nfor = \"1m\"", "spec/missing-key at [alert.X]"),
        ("[alert.X]\nkind = \"x\"\ngroups = [\"q\"]", "spec/dangling-reference at \"q\""),
        ("[environment]\nkubernetes = \"one\"", "spec/out-of-range at \"one\""),
        ("[environment]\nkubernetes = \"1.20\"", "spec/unsupported-version at \"1.20\""),
        ("[images]\ndigests = { \"a:1\" = \"sha256:1\" }", "spec/out-of-range at \"sha256:1\""),
        ("[images]\nprefix = \"https://a\"", "spec/out-of-range at \"https://a\""),
        ("[operator]\nwatch = [\"other\"]", "spec/contradiction at [\"other\"]"),
        ("[operator]\nfeature_gates = [\"+UseKraft\"]", "spec/unknown-value at \"+UseKraft\""),
        ("[project]\noutput = \"../x\"", "spec/out-of-range at \"../x\""),
        ("[monitoring]\nscrape_interval = \"1ms\"", "spec/out-of-range at \"1ms\""),
        ("[compose]\nhost = { kafka_port = 8080 }", "spec/duplicate"),
    ];
    for (addition, expected) in cases {
        let said = complaints_of(&format!("{addition}\n"));
        assert!(said.len() == 1 && said[0].contains(expected), "{addition}\n  wanted: {expected}\n  said: {said:#?}");
    }
    assert_eq!(complaints_of(topic), Vec::<String>::new());
}

/// Of each release, with what another release would say otherwise.
#[test]
fn versions_fit_each_other() {
    let said = |strimzi: &str, cluster: &str, rest: &str| -> Vec<String> {
        let text = MINIMAL.replace("strimzi = \"0.39.0\"", &format!("strimzi = \"{strimzi}\"\n{cluster}"));
        let (_, complaints, _) = model_of(&format!("{text}{rest}"));
        let one = |said: Diagnostic| format!("{} | {}", said.headline, said.help.unwrap_or_default());
        complaints.into_iter().map(one).collect()
    };
    let none = "has no ZooKeeper any more | write `mode = \"kraft\"` and take [cluster.zookeeper] out";
    let gates = "[operator]\nfeature_gates = [\"-KafkaNodePools\"]\n";
    for (strimzi, cluster, rest, expected) in [
        (
            "0.39",
            "",
            "",
            "Strimzi \"0.39\" is not in the catalogue | did you mean \"0.39.0\"? `kafkasmith releases` lists all",
        ),
        (
            "0.43.0",
            "kafka = \"3.6.1\"",
            "",
            "Strimzi 0.43.0 does not run Kafka \"3.6.1\" | use one of: 3.7.0, 3.7.1, 3.8.0",
        ),
        (
            "0.39.0",
            "mode = \"kraft\"",
            "",
            "KRaft is no more than a preview in Strimzi 0.39.0 | write `mode = \"zookeeper\"`",
        ),
        ("0.40.0", "mode = \"kraft\"", "", "a cluster in KRaft has no ZooKeeper | take [cluster.zookeeper] out"),
        ("0.46.0", "", "", none),
        ("1.2.0", "mode = \"zookeeper\"", "", none),
        (
            "0.40.0",
            "",
            "[environment]\nkubernetes = \"1.22\"\n",
            "Strimzi 0.40.0 does not run on Kubernetes 1.22 | it needs Kubernetes 1.23 or newer",
        ),
        (
            "0.41.0",
            "",
            gates,
            "Strimzi 0.41.0 has no feature gate \"-KafkaNodePools\" and would not start | write `+` or `-` and one of its gates, such as: +ContinueReconciliationOnManualRollingUpdateFailure, +UseKRaft",
        ),
        (
            "0.40.0",
            "",
            "[cluster.brokers.config]\n\"zookeeper.metadata.migration.enable\" = true\n",
            "`zookeeper.metadata.migration.enable`",
        ),
    ] {
        let said = said(strimzi, cluster, rest);
        assert!(said.len() == 1 && said[0].contains(expected), "{strimzi} {cluster} {rest}\n{said:#?}");
    }
    for (strimzi, cluster, rest) in [
        ("0.39.0", "", "[environment]\nkubernetes = \"1.22\"\n"),
        ("0.40.0", "mode = \"zookeeper\"", gates),
        ("0.45.2", "kafka = \"3.9.2\"", "[environment]\nkubernetes = \"1.34\"\n"),
    ] {
        assert_eq!(said(strimzi, cluster, rest), Vec::<String>::new(), "{strimzi} {cluster} {rest}");
    }
}

#[test]
fn what_is_missing_altogether_is_said_once() {
    let (model, complaints, _) = model_of("[project]\nname = \"x\"\n");
    assert!(model.is_none());
    let headlines: Vec<String> = complaints.into_iter().map(|diagnostic| diagnostic.headline).collect();
    assert_eq!(headlines, ["`[cluster]` is missing"]);
}

#[test]
fn a_name_for_kafka_becomes_one_for_kubernetes() {
    let (model, ..) = model_of(&format!("{MINIMAL}[topic.Orders_v1]\npartitions = 1\nreplicas = 3\n"));
    let topics = model.unwrap().topics;
    assert_eq!((topics[0].name.value.as_str(), topics[0].resource.value.as_str()), ("Orders_v1", "orders-v1"));
}

#[test]
fn what_the_chart_cannot_do_is_refused_where_it_is_wanted() {
    let operator = "[operator]\ninstall = \"helm\"\nnamespace = \"ops\"\n";
    assert_eq!(
        complaints_of(&format!("{operator}watch = [\"kafka\"]\n")),
        ["spec/contradiction at \"kafka\": the chart lets the operator watch `ops`, too, where it runs itself | \
          add \"ops\" to `watch`, or run it in one of the namespaces that it watches"]
    );
    for fine in ["watch = [\"kafka\", \"ops\"]", "watch = [\"*\"]"] {
        assert_eq!(complaints_of(&format!("{operator}{fine}\n")), Vec::<String>::new(), "{fine}");
    }
    let digest = format!("sha256:{}", "0".repeat(64));
    let pinned = |image: &str| format!("[images.digests]\n{image:?} = {digest:?}\n[operator]\ninstall = \"helm\"\n");
    for image in ["strimzi/kafka:0.39.0-kafka-3.5.0", "quay.io/strimzi/kafka:0.39.0-kafka-3.6.1"] {
        let complaints = complaints_of(&pinned(image));
        let said = format!(
            "spec/contradiction at {digest:?}: the chart has one digest for all Kafka versions and cannot pin `{image}` | \
             leave the digest out, or write `install = \"manifests\"`"
        );
        assert_eq!(complaints, [said]);
        assert_eq!(complaints_of(&pinned(image).replace("helm", "manifests")), Vec::<String>::new());
    }
    assert_eq!(complaints_of(&pinned("strimzi/operator:0.39.0")), Vec::<String>::new());
}

/// A cluster in KRaft, with what the tables of nodes say.
fn in_kraft(cluster: &str, nodes: &str) -> String {
    format!(
        "[cluster]\nname = \"orders\"\nnamespace = \"kafka\"\nstrimzi = \"1.2.0\"\n{cluster}\n\
         [cluster.listener.plain]\nport = 9092\ntls = false\n{nodes}"
    )
}

const BOTH: &str = "[cluster.brokers]\nreplicas = 3\nstorage = { size = \"10Gi\" }\n";

fn pool(name: &str, roles: &str, replicas: u32, more: &str) -> String {
    format!(
        "[cluster.pool.{name}]\nroles = [{roles}]\nreplicas = {replicas}\nstorage = {{ size = \"10Gi\" }}\n{more}\n"
    )
}

#[test]
fn brokers_alone_are_one_pool_of_both_roles() {
    let (model, complaints, _) = model_of(&in_kraft("", BOTH));
    assert_eq!(complaints, []);
    let cluster = model.unwrap().cluster;
    let pool = &cluster.brokers.first;
    assert!(pool.does(Role::Broker) && pool.does(Role::Controller));
    assert_eq!((pool.name.value.as_str(), pool.ids.first, pool.ids.range.is_none()), ("kafka", 0, true));
    assert_eq!((cluster.brokers.count().value, cluster.quorum().value), (3, 3));
    let Metadata::KRaft(kraft) = &cluster.metadata else { panic!("{:?}", cluster.metadata) };
    assert_eq!(kraft.version.value, "4.3-IV0");
    assert!(cluster.config.iter().all(|setting| setting.key != "inter.broker.protocol.version"));
}

#[test]
fn pools_number_their_nodes_one_after_the_other() {
    let nodes = [
        pool("b", "\"broker\"", 4, ""),
        pool("a", "\"controller\"", 3, ""),
        pool("c", "\"broker\"", 1, "ids = \"7-9\""),
    ];
    let (model, complaints, _) = model_of(&in_kraft("metadata_version = \"4.2\"", &nodes.concat()));
    assert_eq!(complaints, []);
    let model = model.unwrap();
    let names = &model.release.names;
    let pods: Vec<String> =
        model.cluster.sets().iter().flat_map(|set| set.ids().map(|id| set.pod("orders", id, names))).collect();
    assert_eq!(
        pods,
        [
            "orders-b-0",
            "orders-b-1",
            "orders-b-2",
            "orders-b-3",
            "orders-c-7",
            "orders-a-100",
            "orders-a-101",
            "orders-a-102"
        ]
    );
    let ranges: Vec<&str> =
        model.cluster.sets().iter().map(|set| set.pool.unwrap().ids.range.as_ref().unwrap().value.as_str()).collect();
    assert_eq!(ranges, ["[0-99]", "[7-9]", "[100-199]"]);
    assert_eq!((model.cluster.brokers.count().value, model.cluster.quorum().value), (5, 3));
}

#[test]
fn what_kraft_cannot_be_is_said_at_its_place() {
    let three = pool("a", "\"controller\"", 3, "");
    let broker = pool("b", "\"broker\"", 3, "");
    let disks = "[cluster.pool.d]\nroles = [\"broker\", \"controller\"]\nreplicas = 3\nstorage = { volumes = [{ id = 0, \
                 size = \"1Gi\", metadata = true }, { id = 1, size = \"1Gi\", metadata = true }] }\n";
    for (cluster, nodes, expected) in [
        ("", broker.clone(), "a pool of controllers is missing"),
        ("", three.clone(), "a pool of brokers is missing"),
        ("", pool("a", "", 3, ""), "a role is missing"),
        ("", pool("a", "\"broker\", \"controller\", \"broker\"", 3, ""), "a role is written twice"),
        ("", pool("A_b", "\"broker\", \"controller\"", 3, ""), "\"A_b\" is no name for a node pool"),
        ("", pool("a", "\"broker\", \"controller\"", 4, ""), "4 controllers decide no better than 3"),
        ("", pool("a", "\"broker\", \"controller\"", 3, "ids = \"5\""), "\"5\" is no range of node numbers"),
        ("", pool("a", "\"broker\", \"controller\"", 3, "ids = \"9-8\""), "\"9-8\" is no range of node numbers"),
        ("", pool("a", "\"broker\", \"controller\"", 3, "ids = \"8-9\""), "8-9 has no numbers for 3 nodes"),
        (
            "",
            format!("{broker}{}", pool("a", "\"controller\"", 3, "ids = \"2-9\"")),
            "two pools number their nodes alike",
        ),
        ("", format!("{broker}{three}{BOTH}"), "`replicas` is a pool's where there are pools"),
        ("", disks.to_owned(), "two volumes are to keep the metadata"),
        ("metadata_version = \"latest\"", BOTH.to_owned(), "\"latest\" is no metadata version"),
        ("metadata_version = \"3.2\"", BOTH.to_owned(), "the metadata version 3.2 is too old for the operator"),
        ("metadata_version = \"4.4\"", BOTH.to_owned(), "the metadata version 4.4 is newer than Kafka 4.3.1"),
        ("mode = \"kraft\"", String::new(), "`replicas` is missing"),
    ] {
        let (model, complaints, _) = model_of(&in_kraft(cluster, &nodes));
        assert!(model.is_none());
        let said: Vec<&str> = complaints.iter().map(|said| said.headline.as_str()).collect();
        assert!(said.contains(&expected), "{cluster} {nodes}\n{said:#?}");
    }
    let older = |strimzi: &str, rest: &str| {
        let text = in_kraft("mode = \"kraft\"", rest).replace("1.2.0", strimzi);
        model_of(&text).1.into_iter().map(|said| said.headline).collect::<Vec<_>>()
    };
    assert_eq!(
        older("0.40.0", &disks.replace(", metadata = true", "")),
        ["with Strimzi 0.40.0 a KRaft node has one volume"]
    );
    let old_kafka = in_kraft("mode = \"kraft\"\nkafka = \"3.6.2\"", &disks.replace(", metadata = true", ""));
    let said = model_of(&old_kafka.replace("1.2.0", "0.42.0")).1;
    assert_eq!(said.len(), 1, "{said:#?}");
    assert_eq!(said[0].headline, "several volumes need the metadata version 3.7-IV2 or newer");
    let protocol = format!("{BOTH}[cluster.brokers.config]\n\"inter.broker.protocol.version\" = \"3.9\"\n");
    assert_eq!(older("0.45.2", &protocol), ["`inter.broker.protocol.version` means nothing in KRaft"]);
}

#[test]
fn what_is_kraft_means_nothing_with_zookeeper() {
    for (addition, expected) in [
        (pool("a", "\"broker\"", 3, ""), "node pools are for clusters without ZooKeeper"),
        ("[cluster.brokers]\n".to_owned(), "`metadata_version` means nothing where ZooKeeper holds the metadata"),
        ("volumes".to_owned(), "`metadata` means nothing where ZooKeeper holds the metadata"),
    ] {
        let text = match addition.as_str() {
            "[cluster.brokers]\n" => {
                MINIMAL.replace("[cluster.brokers]", "metadata_version = \"3.6\"\n[cluster.brokers]")
            }
            "volumes" => {
                MINIMAL.replace("{ size = \"10Gi\" }", "{ volumes = [{ id = 0, size = \"1Gi\", metadata = true }] }")
            }
            addition => format!("{MINIMAL}{addition}"),
        };
        let said: Vec<String> = model_of(&text).1.into_iter().map(|said| said.headline).collect();
        assert_eq!(said, [expected], "{text}");
    }
}
