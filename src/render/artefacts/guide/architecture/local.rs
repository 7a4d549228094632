//! What differs in the local stack, and why.

use super::Count;
use crate::model::Model;
use crate::render::artefacts::compose::at_host;
use crate::render::artefacts::parts::{Text, fixed};
use serde::Serialize;

#[derive(Debug, Serialize)]
pub(super) struct Local<'m> {
    brokers: Text<'static>,
    zookeepers: Text<'static>,
    /// Whether there is a topic.
    topics: bool,
    /// Whether the cluster has encrypted or authenticated listeners, which the stack lacks.
    guarded: bool,
    monitored: bool,
    /// Whether the brokers of the cluster have several volumes each.
    several_volumes: bool,
    /// The release line of Kafka that the image says it has.
    line: Text<'m>,
    /// Where Kafka is found from the host, and its user interface.
    kafka: Text<'m>,
    ui: Option<Text<'m>>,
}

impl<'m> Local<'m> {
    pub(super) fn of(model: &'m Model) -> Option<Self> {
        let stack = model.stack.as_ref()?;
        let cluster = &model.cluster;
        let guarded = cluster.listeners.iter().any(|it| it.tls.value || it.authentication.is_some());
        Some(Local {
            brokers: Count::of(&cluster.brokers.replicas).number,
            zookeepers: Count::of(&cluster.zookeeper.replicas).number,
            topics: !model.topics.is_empty(),
            guarded,
            monitored: model.monitoring.is_some(),
            several_volumes: cluster.brokers.storage.volumes().len() > 1,
            line: fixed(&stack.images.kafka, &cluster.kafka),
            kafka: at_host(stack, &stack.kafka_port, |host, port| format!("{host}:{port}")),
            ui: stack.ui.as_ref().map(|_| at_host(stack, &stack.ui_port, |host, port| format!("http://{host}:{port}"))),
        })
    }
}
