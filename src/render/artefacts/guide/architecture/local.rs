//! What differs in the local stack, and why.

use super::Count;
use crate::model::Model;
use crate::render::artefacts::compose::at_host;
use crate::render::artefacts::parts::{Text, fixed};
use serde::Serialize;

#[derive(Debug, Serialize)]
pub(super) struct Local<'m> {
    brokers: Text<'static>,
    deciders: Text<'static>,
    /// Whether there is a topic.
    topics: bool,
    /// Whether the cluster has encrypted or authenticated listeners, which the stack lacks.
    guarded: bool,
    monitored: bool,
    /// Whether the brokers of the cluster have several volumes each.
    several_volumes: bool,
    /// The release line of Kafka that the image says it has.
    line: Text<'m>,
    /// The image has the very Kafka of the cluster.
    exact: bool,
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
            brokers: Count::of(&cluster.brokers.count()).number,
            deciders: Count::of(&cluster.quorum()).number,
            topics: !model.topics.is_empty(),
            guarded,
            monitored: model.monitoring.is_some(),
            several_volumes: cluster.brokers.have_several_volumes(),
            exact: stack.images.broker.is_exact(),
            line: fixed(&stack.images.kafka, &cluster.kafka),
            kafka: at_host(stack, &stack.kafka_port, |host, port| format!("{host}:{port}")),
            ui: stack.ui.as_ref().map(|_| at_host(stack, &stack.ui_port, |host, port| format!("http://{host}:{port}"))),
        })
    }
}
