//! The program's own template of topics with a small context, as the artefacts use the engine.

use super::{numbers, traced};
use crate::render::contract::{Coverage, one_sided_names};
use crate::render::{Engine, Traced};
use serde::Serialize;

const TEMPLATE: &str = "k8s-manifests/kafka/03-kafka-topics.yaml.j2";

#[derive(Serialize)]
struct Context {
    namespace: Traced<&'static str>,
    cluster: Traced<&'static str>,
    topics: Vec<Topic>,
}

#[derive(Serialize)]
struct Topic {
    name: Traced<&'static str>,
    purpose: Traced<&'static str>,
    partitions: Traced<u32>,
    replicas: Traced<u32>,
    config: Vec<Setting>,
}

#[derive(Serialize)]
struct Setting {
    key: &'static str,
    value: Traced<u64>,
    human: Option<&'static str>,
}

fn context() -> Context {
    let config = vec![
        Setting { key: "retention.ms", value: traced(604_800_000, 7), human: Some("7d") },
        Setting { key: "min.insync.replicas", value: traced(1, 8), human: None },
    ];
    let topic = |config| Topic {
        name: traced("notification-queue", 3),
        purpose: traced("User notifications: emails", 4),
        partitions: traced(3, 5),
        replicas: traced(2, 6),
        config,
    };
    Context {
        namespace: traced("kafka", 1),
        cluster: traced("hrms-kafka", 2),
        topics: vec![topic(config), topic(Vec::new())],
    }
}

#[test]
fn topics_are_what_people_would_write() {
    let rendered = Engine::new().render(TEMPLATE, &context()).unwrap();
    let expected = "\
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: notification-queue
  namespace: kafka
  labels:
    strimzi.io/cluster: hrms-kafka
spec:
  # User notifications: emails
  partitions: 3
  replicas: 2
  config:
    retention.ms: 604800000 # 7d
    min.insync.replicas: 1
---
";
    assert_eq!(rendered.text.get(..expected.len()), Some(expected));
    let retention = rendered.text.find("604800000").unwrap();
    assert_eq!(rendered.map.at(retention).map(numbers), Some(vec![7]));
    assert_eq!(rendered.map.at(retention - 1), None);
}

#[test]
fn template_and_context_keep_their_contract() {
    let engine = Engine::new();
    assert_eq!(one_sided_names(&engine, TEMPLATE, &context()).unwrap(), (vec![], vec![]));
    let mut coverage = Coverage::default();
    coverage.case(&engine, TEMPLATE, &context()).unwrap();
    assert_eq!(coverage.unread(), [""; 0]);
}
