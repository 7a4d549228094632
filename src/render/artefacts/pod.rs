//! What is said of pods: how they are kept apart, where they may run, what pulls their images. See
//! `templates/shared/pod.yaml.j2`.

use super::parts::{Label, Text, ZONE, fixed, labels, made, text, value};
use crate::model::{self, Model, Sourced, Spread};
use crate::render::Traced;
use serde::Serialize;

/// What is said of pods of one kind.
#[derive(Debug, Serialize)]
pub(super) struct Pod<'m> {
    /// Whether anything is.
    pub(super) given: bool,
    /// Whether anything but the budget is.
    own: bool,
    labels: Vec<Label<'m>>,
    annotations: Vec<Label<'m>>,
    priority_class: Option<Text<'m>>,
    tolerations: Vec<Toleration<'m>>,
    node_labels: Vec<Label<'m>>,
    prefer_apart: Option<Apart<'m>>,
    require_apart: Option<Apart<'m>>,
    pull_secrets: Vec<Text<'m>>,
    /// How many of them may be driven away at once.
    budget: Option<Traced<u32>>,
}

/// A taint that does not keep them away.
#[derive(Debug, Serialize)]
struct Toleration<'m> {
    key: Text<'m>,
    operator: Text<'m>,
    value: Option<Text<'m>>,
    effect: Option<Text<'m>>,
}

/// Which pods are kept apart, and over what.
#[derive(Debug, Serialize)]
struct Apart<'m> {
    over: Text<'m>,
    cluster: Text<'m>,
    /// The label that these pods alone have, and its value.
    label: &'static str,
    name: Text<'m>,
}

/// How pods of one kind are kept apart: by what the spec says, over pods with a label that they alone have.
pub(super) struct KeptApart<'s> {
    pub(super) label: (&'static str, &'s str),
    pub(super) spread: Option<&'s Sourced<Spread>>,
}

/// The label by which nodes are told apart.
const HOST: &str = "kubernetes.io/hostname";

impl<'m> Pod<'m> {
    /// A pod that there is one of.
    pub(super) fn single(pod: &'m model::Pod, model: &'m Model) -> Self {
        Pod::of(pod, None, None, model)
    }

    /// Pods of one kind.
    pub(super) fn of(
        pod: &'m model::Pod,
        apart: Option<&KeptApart<'_>>,
        budget: Option<&Sourced<u32>>,
        model: &'m Model,
    ) -> Self {
        let cluster = &model.cluster.name;
        let keep = |wanted: Spread, over: &'static str| {
            let KeptApart { label: (label, name), spread } = apart?;
            spread.filter(|spread| spread.value == wanted).map(|spread| Apart {
                over: fixed(over, spread),
                cluster: text(cluster),
                label,
                name: made(cluster, |_| (*name).to_owned()),
            })
        };
        let prefer_apart = keep(Spread::Node, HOST).or_else(|| keep(Spread::Zone, ZONE));
        let require_apart = keep(Spread::NodeRequired, HOST);
        let model::Pod { labels: own_labels, annotations, node_labels, tolerations, priority_class } = pod;
        let pull_secrets: Vec<Text<'m>> = model.images.pull_secrets.iter().map(text).collect();
        let said =
            !(own_labels.is_empty() && annotations.is_empty() && node_labels.is_empty() && tolerations.is_empty());
        let own = said
            || priority_class.is_some()
            || prefer_apart.is_some()
            || require_apart.is_some()
            || !pull_secrets.is_empty();
        Pod {
            given: own || budget.is_some(),
            own,
            labels: labels(own_labels),
            annotations: labels(annotations),
            priority_class: priority_class.as_ref().map(text),
            tolerations: tolerations.iter().map(Toleration::of).collect(),
            node_labels: labels(node_labels),
            prefer_apart,
            require_apart,
            pull_secrets,
            budget: budget.map(value),
        }
    }
}

impl<'m> Toleration<'m> {
    fn of(toleration: &'m model::Toleration) -> Self {
        let model::Toleration { key, value, effect, any_value } = toleration;
        Toleration {
            key: text(key),
            operator: fixed(if any_value.value { "Exists" } else { "Equal" }, any_value),
            value: value.as_ref().map(text),
            effect: effect.as_ref().map(|effect| fixed(effect.value.word(), effect)),
        }
    }
}
