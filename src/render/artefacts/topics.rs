//! `03-kafka-topics.yaml`: the KafkaTopics.

use super::parts::{Entry, Label, Setting, Text, labels, text, value};
use crate::bundle::header::Style;
use crate::model::{self, Canonical, Cleanup, Limit, Model, Sourced, Timestamps};
use crate::render::Traced;
use crate::render::artefact::{Addition, Description, Platform, Promise, context_value};
use serde::Serialize;
use std::borrow::Cow;

pub(super) const DESCRIPTION: Description = Description {
    path: "k8s-manifests/kafka/03-kafka-topics.yaml",
    template: include_str!("../../../templates/k8s-manifests/kafka/03-kafka-topics.yaml.j2"),
    title: "the topics",
    style: Style::Hash,
    wanted: |platform| !platform.model.topics.is_empty(),
    context: |platform| {
        let config: Vec<Vec<model::Setting>> = platform.model.topics.iter().map(settings).collect();
        context_value(&Context::of(platform.model, &config))
    },
    promises: |platform| {
        platform.model.topics.iter().map(|topic| Promise::new("KafkaTopic", &topic.resource.value)).collect()
    },
    additions,
};

fn additions(platform: Platform<'_>) -> Vec<Addition<'_>> {
    let patched = platform.model.topics.iter().filter_map(|topic| Some((topic, topic.patch.as_ref()?)));
    let addition = |(topic, patch): (&model::Topic, _)| Addition {
        patch,
        kind: "KafkaTopic",
        name: topic.resource.value.clone(),
        alert: None,
    };
    patched.map(addition).collect()
}

#[derive(Debug, Serialize)]
struct Context<'m> {
    api_version: String,
    namespace: Text<'m>,
    cluster: Text<'m>,
    topics: Vec<Topic<'m>>,
}

#[derive(Debug, Serialize)]
struct Topic<'m> {
    resource: Text<'m>,
    name: Text<'m>,
    labels: Vec<Label<'m>>,
    annotations: Vec<Entry<&'static str, Text<'m>>>,
    partitions: Traced<u32>,
    replicas: Traced<u32>,
    config: Vec<Setting<'m>>,
}

impl<'m> Context<'m> {
    fn of(model: &'m Model, config: &'m [Vec<model::Setting>]) -> Self {
        let resource = model.release.resource("KafkaTopic");
        Context {
            api_version: resource.map(crate::catalog::CustomResource::api_version).unwrap_or_default(),
            namespace: text(&model.cluster.namespace),
            cluster: text(&model.cluster.name),
            topics: model.topics.iter().zip(config).map(|(topic, config)| Topic::of(topic, config)).collect(),
        }
    }
}

impl<'m> Topic<'m> {
    fn of(topic: &'m model::Topic, config: &'m [model::Setting]) -> Self {
        let annotation = |key: &'static str, value: &'m Option<Sourced<String>>| {
            value.as_ref().map(|value| Entry { key, value: text(value) })
        };
        let annotations = [
            annotation("kafkasmith/purpose", &topic.purpose),
            annotation("kafkasmith/owner", &topic.owner),
            annotation("kafkasmith/dead-letter-for", &topic.dead_letter_for),
        ];
        Topic {
            resource: text(&topic.resource),
            name: text(&topic.name),
            labels: labels(&topic.labels),
            annotations: annotations.into_iter().flatten().collect(),
            partitions: value(&topic.partitions),
            replicas: value(&topic.replicas),
            config: config.iter().map(Setting::of).collect(),
        }
    }
}

/// A topic's keys as Kafka's settings, the ones that say how long records live first.
pub(crate) fn settings(topic: &model::Topic) -> Vec<model::Setting> {
    let word = |key: &str, value: Sourced<Cow<'static, str>>| model::Setting::word(key, value.map(Cow::into_owned));
    let mut settings = vec![
        word(
            "cleanup.policy",
            topic.cleanup.as_ref().map(|cleanup| match cleanup {
                Cleanup::Delete => "delete".into(),
                Cleanup::Compact => "compact".into(),
                Cleanup::CompactDelete => "compact,delete".into(),
            }),
        ),
        match topic.retention.value {
            Limit::At(kept) => model::Setting::millis("retention.ms", topic.retention.as_ref().map(|_| kept)),
            Limit::Unlimited => unlimited("retention.ms", &topic.retention),
        },
    ];
    match topic.max_bytes.value {
        Limit::At(size) => {
            settings.push(model::Setting::bytes("retention.bytes", topic.max_bytes.as_ref().map(|_| size)));
        }
        // Kafka's own default, and a broker's `log.retention.bytes` would hold where the topic says nothing.
        Limit::Unlimited => settings.push(unlimited("retention.bytes", &topic.max_bytes)),
    }
    settings.extend(topic.segment.clone().map(|size| model::Setting::bytes("segment.bytes", size)));
    settings.extend(topic.segment_time.clone().map(|time| model::Setting::millis("segment.ms", time)));
    settings.push(model::Setting::count("min.insync.replicas", topic.min_insync.clone()));
    settings.extend(topic.max_message.clone().map(|size| model::Setting::bytes("max.message.bytes", size)));
    settings.extend(topic.compression.clone().map(|codec| model::Setting::word("compression.type", codec)));
    settings.extend(topic.timestamps.as_ref().map(|timestamps| {
        word(
            "message.timestamp.type",
            timestamps.as_ref().map(|clock| match clock {
                Timestamps::Create => "CreateTime".into(),
                Timestamps::Append => "LogAppendTime".into(),
            }),
        )
    }));
    settings.extend(topic.others.iter().cloned());
    settings
}

/// Kafka's word for no limit.
fn unlimited<T>(key: &str, limit: &Sourced<Limit<T>>) -> model::Setting {
    let value = limit.as_ref().map(|_| Canonical::Whole(-1));
    model::Setting { key: key.to_owned(), value, human: Some("unlimited".to_owned()) }
}
