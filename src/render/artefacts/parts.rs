//! The pieces of context that several templates share.

use crate::model::{self, Amounts, Canonical, Sourced};
use crate::render::Traced;
use serde::Serialize;
use std::borrow::Cow;

/// A text with its origin.
pub(super) type Text<'m> = Traced<Cow<'m, str>>;

/// A key and its value.
#[derive(Debug, Serialize)]
pub(super) struct Entry<K, V> {
    pub(super) key: K,
    pub(super) value: V,
}

/// A label or an annotation.
pub(super) type Label<'m> = Entry<Text<'m>, Text<'m>>;

/// A Kafka setting as it stands in YAML.
#[derive(Debug, Serialize)]
pub(super) struct Setting<'m> {
    key: &'m str,
    value: Traced<Plain<'m>>,
    /// What the value means to people, where that differs.
    human: Option<&'m str>,
}

/// A value in the form that YAML gives it.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub(super) enum Plain<'m> {
    Whole(i64),
    Flag(bool),
    Text(&'m str),
}

/// Where nodes keep their data: see `templates/shared/storage.yaml.j2`.
#[derive(Debug, Serialize)]
pub(super) struct Storage<'m> {
    one: Option<Volume<'m>>,
    several: Vec<Numbered<'m>>,
}

#[derive(Debug, Serialize)]
struct Numbered<'m> {
    id: Traced<u32>,
    volume: Volume<'m>,
    metadata: Option<Text<'m>>,
}

#[derive(Debug, Serialize)]
struct Volume<'m> {
    size: Text<'m>,
    class: Option<Text<'m>>,
    delete_claim: Traced<bool>,
}

/// What a container asks for and may use: see `templates/shared/resources.yaml.j2`.
#[derive(Debug, Serialize)]
pub(super) struct Resources<'m> {
    pub(super) given: bool,
    requests: Vec<Entry<&'static str, Text<'m>>>,
    limits: Vec<Entry<&'static str, Text<'m>>>,
}

/// A JVM's heap.
#[derive(Debug, Serialize)]
pub(super) struct Heap<'m> {
    initial: Text<'m>,
    max: Text<'m>,
}

/// The label by which zones are told apart.
pub(super) const ZONE: &str = "topology.kubernetes.io/zone";

/// The `apiVersion` that this release serves for a kind, the newest one.
pub(super) fn api_version(model: &model::Model, kind: &str) -> String {
    model.release.resource(kind).map(crate::catalog::CustomResource::api_version).unwrap_or_default()
}

/// A text as it stands in the model.
pub(super) fn text(sourced: &Sourced<impl AsRef<str>>) -> Text<'_> {
    Traced::new(Cow::Borrowed(sourced.value.as_ref()), sourced.origin.clone())
}

/// A text made from a value of the model.
pub(super) fn made<'m, T>(sourced: &Sourced<T>, form: impl FnOnce(&T) -> String) -> Text<'m> {
    Traced::new(Cow::Owned(form(&sourced.value)), sourced.origin.clone())
}

/// A text that a value of the model leads to, but that does not contain it.
pub(super) fn fixed<'m, T>(word: &'m str, from: &Sourced<T>) -> Text<'m> {
    Traced::new(Cow::Borrowed(word), from.origin.clone())
}

/// A value with its origin.
pub(super) fn value<T: Copy>(sourced: &Sourced<T>) -> Traced<T> {
    Traced::new(sourced.value, sourced.origin.clone())
}

/// Labels as they stand in the model.
pub(super) fn labels(labels: &[(Sourced<String>, Sourced<String>)]) -> Vec<Label<'_>> {
    labels.iter().map(|(key, value)| Entry { key: text(key), value: text(value) }).collect()
}

impl<'m> Setting<'m> {
    pub(super) fn of(setting: &'m model::Setting) -> Self {
        let plain = match &setting.value.value {
            Canonical::Whole(number) => Plain::Whole(*number),
            Canonical::Flag(flag) => Plain::Flag(*flag),
            Canonical::Text(text) => Plain::Text(text),
        };
        let value = Traced::new(plain, setting.value.origin.clone());
        Setting { key: &setting.key, value, human: setting.human.as_deref() }
    }
}

/// A setting by its key and value alone.
pub(super) fn entry(setting: &model::Setting) -> Entry<&str, Traced<Plain<'_>>> {
    let Setting { key, value, human: _ } = Setting::of(setting);
    Entry { key, value }
}

impl<'m> Storage<'m> {
    pub(super) fn of(storage: &'m model::Storage) -> Self {
        match storage {
            model::Storage::One(volume) => Storage { one: Some(Volume::of(volume)), several: Vec::new() },
            model::Storage::Several(volumes) => {
                Storage { one: None, several: volumes.iter().map(Numbered::of).collect() }
            }
        }
    }
}

impl<'m> Numbered<'m> {
    fn of((id, volume): &'m (Sourced<u32>, model::Volume)) -> Self {
        // The one word that the resource has for it; that it is not there is said by nothing.
        let metadata = volume.metadata.as_ref().filter(|marked| marked.value).map(|marked| fixed("shared", marked));
        Numbered { id: value(id), volume: Volume::of(volume), metadata }
    }
}

impl<'m> Volume<'m> {
    fn of(volume: &'m model::Volume) -> Self {
        let model::Volume { size, class, delete_claim, metadata: _ } = volume;
        Volume {
            size: made(size, |size| size.quantity()),
            class: class.as_ref().map(text),
            delete_claim: value(delete_claim),
        }
    }
}

impl Resources<'_> {
    pub(super) fn of(resources: &model::Resources) -> Self {
        let model::Resources { requests, limits } = resources;
        let (requests, limits) = (amounts(requests), amounts(limits));
        Resources { given: !(requests.is_empty() && limits.is_empty()), requests, limits }
    }
}

fn amounts<'m>(amounts: &Amounts) -> Vec<Entry<&'static str, Text<'m>>> {
    let Amounts { cpu, memory } = amounts;
    let cpu = cpu.as_ref().map(|cpu| Entry { key: "cpu", value: made(cpu, |cpu| cpu.quantity()) });
    let memory = memory.as_ref().map(|memory| Entry { key: "memory", value: made(memory, |memory| memory.quantity()) });
    cpu.into_iter().chain(memory).collect()
}

impl Heap<'_> {
    pub(super) fn of(heap: &model::Heap) -> Self {
        // The model lets only whole mebibytes pass.
        let flag = |size: &crate::units::Bytes| size.jvm().unwrap_or_default();
        Heap { initial: made(&heap.initial, flag), max: made(&heap.max, flag) }
    }
}
