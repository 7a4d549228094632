//! The operator's environment: that of the release, with what the spec and this Kubernetes version change.

use super::super::parts::{Entry, Text, fixed, made, text};
use super::image;
use crate::catalog::{Env, EnvValue, ImageName, Start};
use crate::model::{Model, Origin, Sourced};
use crate::render::Traced;
use serde::Serialize;
use std::borrow::Cow;

/// A variable: a field of the pod, or a text; neither, where it is empty. The API server keeps no empty text, and each
/// `kubectl apply` would find something to change.
#[derive(Debug, Serialize)]
pub(super) struct Variable<'m> {
    name: &'m str,
    field: Option<Text<'m>>,
    value: Option<Text<'m>>,
}

/// All variables, those of the release in its order, then those that it does not set by itself.
pub(super) fn variables(model: &Model) -> Vec<Variable<'_>> {
    let mut variables: Vec<Variable<'_>> =
        model.release.operator.env.iter().map(|env| Variable::of(env, model)).collect();
    variables.extend(kubernetes_version(model).map(|Entry { key, value }| Variable::text(key, value)));
    let images = &model.images;
    if let Some(secrets) = joined(&images.pull_secrets) {
        variables.push(Variable::text("STRIMZI_IMAGE_PULL_SECRETS", made(&secrets, String::clone)));
    }
    if let Some(policy) = &images.pull_policy {
        variables.push(Variable::text("STRIMZI_IMAGE_PULL_POLICY", fixed(policy.value.word(), policy)));
    }
    variables
}

impl<'m> Variable<'m> {
    fn text(name: &'m str, value: Text<'m>) -> Self {
        Variable { name, field: None, value: Some(value).filter(|value| !value.value.is_empty()) }
    }

    fn field(name: &'m str, field: &'m str, release: &'m Sourced<String>) -> Self {
        Variable { name, field: Some(fixed(field, release)), value: None }
    }

    fn of(env: &'m Env, model: &'m Model) -> Self {
        let (name, release) = (env.name.as_str(), &model.cluster.strimzi);
        match (name, &env.value) {
            ("STRIMZI_NAMESPACE", official) => watched(name, official, model),
            ("STRIMZI_FEATURE_GATES", EnvValue::Text(official)) => {
                let gates = joined(&model.operator.feature_gates);
                Self::text(name, gates.map_or_else(|| fixed(official, release), |gates| made(&gates, String::clone)))
            }
            (_, EnvValue::Field(field)) => Self::field(name, field, release),
            (_, EnvValue::Text(text)) => Self::text(name, fixed(text, release)),
            (_, EnvValue::Image(which)) => Self::text(name, image(*which, model.release.default_kafka(), model)),
            (_, EnvValue::KafkaImages) => Self::text(name, kafka_images(model)),
        }
    }
}

/// What is watched: its own namespace as shipped, others, or all.
fn watched<'m>(name: &'m str, official: &'m EnvValue, model: &'m Model) -> Variable<'m> {
    let (watch, own) = (&model.operator.watch, &model.operator.namespace);
    if let ([one], EnvValue::Field(field)) = (watch.as_slice(), official)
        && one.value == own.value
    {
        return Variable::field(name, field, &model.cluster.strimzi);
    }
    let all = watch.iter().find(|namespace| namespace.value == "*");
    let value = match all {
        Some(all) => text(all),
        None => joined(watch).map_or_else(|| text(own), |several| made(&several, String::clone)),
    };
    Variable::text(name, value)
}

/// A line for each Kafka version that the release supports: one missing or one too many, and the operator ends.
fn kafka_images<'m>(model: &Model) -> Text<'m> {
    let mut lines = String::new();
    let mut origin: Option<Origin> = None;
    for (version, _) in model.release.kafka_images() {
        let image = image(ImageName::Kafka, version, model);
        lines.extend([version, "=", &image.value, "\n"]);
        origin = Some(match origin {
            Some(origin) => origin.and(&image.origin),
            None => image.origin,
        });
    }
    Traced::new(Cow::Owned(lines), origin.unwrap_or_else(|| model.cluster.strimzi.origin.clone()))
}

/// Releases with an old client of Kubernetes do not start on a newer one unless they are told its version.
pub(super) fn kubernetes_version(model: &Model) -> Option<Entry<&str, Text<'_>>> {
    let version = model.environment.kubernetes.as_ref()?;
    let (major, minor) = version.value;
    let written = format!("{major}.{minor}");
    let kubernetes = &model.release.kubernetes;
    if !matches!(kubernetes.start(&written)?, Start::Doubtful | Start::NeedsOverride) {
        return None;
    }
    let (name, told) = kubernetes.told(&written)?;
    Some(Entry { key: name, value: made(version, |_| told) })
}

/// Several names with commas between them; nothing for none.
pub(super) fn joined(names: &[Sourced<String>]) -> Option<Sourced<String>> {
    let first = names.first()?;
    let value = names.iter().map(|name| name.value.as_str()).collect::<Vec<_>>().join(",");
    let origin = names.iter().skip(1).fold(first.origin.clone(), |origin, name| origin.and(&name.origin));
    Some(Sourced { value, origin })
}
