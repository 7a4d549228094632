//! `helm/strimzi-operator-values.yaml`: values with which the official chart installs what `01-strimzi-operator.yaml` would.

use super::super::parts::{Entry, Text, fixed, made, text};
use super::env::{self, joined};
use super::{LOGGING, amounts};
use crate::bundle::header::Style;
use crate::catalog::{EnvValue, ImageName};
use crate::model::{Images, Install, Model};
use crate::render::Traced;
use crate::render::artefact::{Description, Promise, context_value};
use serde::Serialize;

pub(in crate::render::artefacts) const DESCRIPTION: Description = Description {
    path: "k8s-manifests/kafka/helm/strimzi-operator-values.yaml",
    template: include_str!("../../../../templates/k8s-manifests/kafka/helm/strimzi-operator-values.yaml.j2"),
    title: "values of the operator's Helm chart",
    style: Style::Hash,
    wanted: |platform| platform.model.operator.install.value == Install::Helm,
    context: |platform| context_value(&Context::of(platform.model)),
    promises: |_| vec![Promise::Mapping("resources")],
    additions: |_| Vec::new(),
};

#[derive(Debug, Serialize)]
struct Context<'m> {
    chart: &'m str,
    /// Its own name, by which the installation goes, too.
    name: &'m str,
    release: Text<'m>,
    namespace: Text<'m>,
    /// The cluster's namespace, where Helm does not make it with its own.
    other_namespace: Option<Text<'m>>,
    watches_all: Option<Traced<bool>>,
    watch: Vec<Text<'m>>,
    registry: Option<Text<'m>>,
    image: Option<Image<'m>>,
    pinned: Vec<Entry<&'m str, Text<'m>>>,
    feature_gates: Option<Text<'m>>,
    variable: Option<Entry<&'m str, Text<'m>>>,
    logging: &'static str,
    requests: Vec<Entry<&'static str, Text<'m>>>,
    limits: Vec<Entry<&'static str, Text<'m>>>,
}

/// The operator's own image; the Secrets and the policy go for all images.
#[derive(Debug, Serialize)]
struct Image<'m> {
    digest: Option<Text<'m>>,
    pull_policy: Option<Text<'m>>,
    pull_secrets: Vec<Text<'m>>,
}

impl<'m> Context<'m> {
    fn of(model: &'m Model) -> Self {
        let (facts, chart) = (&model.release.operator, &model.release.chart);
        let operator = &model.operator;
        let (own, cluster) = (&operator.namespace, &model.cluster.namespace);
        let all = operator.watch.iter().find(|namespace| namespace.value == "*");
        // The chart adds its own namespace to those that it is told, and fails where it is among them.
        let others = operator.watch.iter().filter(|namespace| all.is_none() && namespace.value != own.value);
        Context {
            chart: &chart.reference,
            name: chart.name(),
            release: text(&model.cluster.strimzi),
            namespace: text(own),
            other_namespace: (own.value != cluster.value).then(|| text(cluster)),
            watches_all: all.map(|all| Traced::new(true, all.origin.clone())),
            watch: others.map(text).collect(),
            registry: model.images.prefix.as_ref().map(|prefix| made(prefix, |it| it.trim_end_matches('/').to_owned())),
            image: Image::of(model),
            pinned: pinned(model),
            feature_gates: joined(&operator.feature_gates).map(|gates| made(&gates, String::clone)),
            variable: env::kubernetes_version(model),
            logging: LOGGING,
            requests: amounts(&operator.resources.requests, &facts.requests, model),
            limits: amounts(&operator.resources.limits, &facts.limits, model),
        }
    }
}

impl<'m> Image<'m> {
    fn of(model: &'m Model) -> Option<Self> {
        let Images { prefix: _, digests: _, pull_secrets, pull_policy } = &model.images;
        let digest = digest(ImageName::Operator, model);
        let given = digest.is_some() || pull_policy.is_some() || !pull_secrets.is_empty();
        given.then(|| Image {
            digest,
            pull_policy: pull_policy.as_ref().map(|policy| fixed(policy.value.word(), policy)),
            pull_secrets: pull_secrets.iter().map(text).collect(),
        })
    }
}

/// The images that the operator hands on, by the chart's key, where they are pinned. Those of Kafka cannot be, and the model
/// has refused it.
fn pinned(model: &Model) -> Vec<Entry<&str, Text<'_>>> {
    let variables = model.release.operator.env.iter();
    let images = variables.filter_map(|variable| match variable.value {
        EnvValue::Image(image) => Some((model.release.chart.image_keys.get(&variable.name)?, image)),
        EnvValue::Text(_) | EnvValue::Field(_) | EnvValue::KafkaImages => None,
    });
    images.filter_map(|(key, image)| Some(Entry { key: key.as_str(), value: digest(image, model)? })).collect()
}

fn digest(image: ImageName, model: &Model) -> Option<Text<'_>> {
    let image = model.release.images.get(image, model.release.default_kafka())?;
    model.images.digest(&image).map(|(_, digest)| text(digest))
}
