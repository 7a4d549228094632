//! What brokers, ZooKeepers and small operands have in common: how many, how large, how far apart.

use super::scope::{Scope, optional, or};
use super::{Pod, Sourced};
use crate::diag::{Diagnostic, Span};
use crate::spec::{Either, Field, ids, tables};
use crate::units::{Bytes, Cpu};
use std::collections::BTreeMap;

use crate::spec::tables::Spread;

/// Nodes of one kind.
#[derive(Debug)]
pub struct Nodes {
    /// How many.
    pub replicas: Sourced<u32>,
    /// Where each keeps its data.
    pub storage: Storage,
    /// Processor and memory of each.
    pub resources: Resources,
    /// The heap of each JVM.
    pub heap: Heap,
    /// How they are kept apart.
    pub spread: Sourced<Spread>,
    /// What else is said of their pods.
    pub pod: Pod,
}

/// Where a node keeps its data.
#[derive(Debug)]
pub enum Storage {
    /// On one volume.
    One(Volume),
    /// On several (JBOD), each with its number.
    Several(Vec<(Sourced<u32>, Volume)>),
}

/// A persistent volume claim.
#[derive(Debug)]
pub struct Volume {
    /// Its size.
    pub size: Sourced<Bytes>,
    /// Its storage class, if not the default one.
    pub class: Option<Sourced<String>>,
    /// Whether it is deleted with the cluster.
    pub delete_claim: Sourced<bool>,
    /// Whether KRaft keeps its metadata there, if it is said.
    pub metadata: Option<Sourced<bool>>,
}

/// What a container asks for, and what it may use at most.
#[derive(Debug, Default)]
pub struct Resources {
    /// What it asks for.
    pub requests: Amounts,
    /// What it may use at most.
    pub limits: Amounts,
}

/// Processor and memory.
#[derive(Debug, Default)]
pub struct Amounts {
    /// Processor.
    pub cpu: Option<Sourced<Cpu>>,
    /// Memory.
    pub memory: Option<Sourced<Bytes>>,
}

/// A JVM's heap, in whole mebibytes.
#[derive(Debug)]
pub struct Heap {
    /// At the start.
    pub initial: Sourced<Bytes>,
    /// At most.
    pub max: Sourced<Bytes>,
}

/// What a kind of node takes where the spec is silent.
pub(super) struct Defaults {
    /// What it is called in messages.
    pub(super) what: &'static str,
    /// The table it is written in.
    pub(super) table: String,
    pub(super) cpu: Cpu,
    pub(super) memory: Bytes,
    pub(super) spread: Spread,
}

/// The keys that brokers, pools and ZooKeepers share.
pub(super) struct Written<'s> {
    pub(super) replicas: &'s Field<u32>,
    pub(super) storage: &'s Field<tables::Storage>,
    pub(super) requests: &'s Field<tables::Resources>,
    pub(super) limits: &'s Field<tables::Resources>,
    pub(super) heap: &'s Field<Either<Bytes, tables::Heap>>,
    pub(super) spread: &'s Field<Spread>,
    pub(super) pod: &'s Field<tables::Pod>,
}

impl Nodes {
    pub(super) fn build(written: &Written<'_>, at: Span, defaults: &Defaults, scope: &mut Scope<'_>) -> Option<Self> {
        let example = format!("write how many {}, such as `replicas = 3`", defaults.what);
        let replicas = scope.required(written.replicas, at, "replicas", &example);
        scope.at_least_one(replicas.as_ref(), &format!("the number of {}", defaults.what));
        let storage = Storage::build(written.storage, at, &defaults.table, scope);
        let resources = Resources::build(written.requests, written.limits, scope).with_defaults(at, defaults);
        let heap = Heap::build(written.heap, &resources, scope);
        let spread = or(written.spread, at, defaults.spread);
        let pod = Pod::build(written.pod, scope);
        Some(Nodes { replicas: replicas?, storage: storage?, resources, heap: heap?, spread, pod })
    }
}

impl Storage {
    fn build(written: &Field<tables::Storage>, at: Span, table: &str, scope: &mut Scope<'_>) -> Option<Self> {
        let example =
            format!("write `storage = {{ size = \"10Gi\" }}` in [{table}]; data without a volume is lost with its pod");
        let (storage, at) = match written {
            Field::Given(storage, span) => (storage, *span),
            Field::Bad => return None,
            Field::Absent => {
                scope.missing(at, "`storage`", &example);
                return None;
            }
        };
        let tables::Storage { size, class, delete_claim, volumes } = storage;
        if volumes.is_absent() {
            return Volume::build(size, class, delete_claim, at, scope).map(Storage::One);
        }
        if let Some(size) = size.span() {
            let both = Diagnostic::error(ids::CONTRADICTION, "one volume and several volumes are written")
                .at(size, "one volume")
                .help("write either `size` or `volumes`");
            scope.push(match volumes.span() {
                Some(several) => both.because(several, "several volumes"),
                None => both,
            });
            return None;
        }
        Self::several(volumes, scope)
    }

    fn several(volumes: &Field<Vec<Field<tables::Volume>>>, scope: &mut Scope<'_>) -> Option<Self> {
        let (volumes, at) = volumes.given()?;
        let mut seen: BTreeMap<u32, Span> = BTreeMap::new();
        let mut built = Vec::new();
        for (volume, at) in volumes.iter().filter_map(Field::given) {
            let tables::Volume { id, size, class, delete_claim, metadata } = volume;
            let id = scope.required(id, at, "id", "write the volume's number; it stays with the volume for ever");
            let volume = Volume::build(size, class, delete_claim, at, scope)
                .map(|volume| Volume { metadata: optional(metadata), ..volume });
            let (Some(id), Some(volume)) = (id, volume) else { continue };
            if let Some(first) = seen.insert(id.value, id.origin.first()) {
                let headline = format!("volume {} is written twice", id.value);
                scope.push(
                    Diagnostic::error(ids::DUPLICATE, headline)
                        .at(id.origin.first(), "written again here")
                        .because(first, "first written here")
                        .help("give each volume a number of its own"),
                );
            }
            built.push((id, volume));
        }
        if volumes.is_empty() {
            scope.complain(
                ids::OUT_OF_RANGE,
                at,
                "a list of volumes without a volume",
                "write at least `{ id = 0, size = \"10Gi\" }`",
            );
        }
        (!built.is_empty()).then_some(Storage::Several(built))
    }

    /// Its volumes.
    pub fn volumes(&self) -> Vec<&Volume> {
        match self {
            Storage::One(volume) => vec![volume],
            Storage::Several(volumes) => volumes.iter().map(|(_, volume)| volume).collect(),
        }
    }
}

impl Volume {
    fn build(
        size: &Field<Bytes>,
        class: &Field<String>,
        delete_claim: &Field<bool>,
        at: Span,
        scope: &mut Scope<'_>,
    ) -> Option<Self> {
        let size = scope.required(size, at, "size", "write how large it is, such as `size = \"10Gi\"`");
        if let Some(size) = size.as_ref().filter(|size| size.value.0 == 0) {
            scope.complain(
                ids::OUT_OF_RANGE,
                size.origin.first(),
                "a volume of no size",
                "write a size such as \"10Gi\"",
            );
        }
        let class = optional(class);
        if let Some(class) = &class {
            super::names::object(class, scope);
        }
        Some(Volume { size: size?, class, delete_claim: or(delete_claim, at, false), metadata: None })
    }
}

impl Resources {
    /// Requests and limits; the operator refuses a request above its limit (`ModelUtils`, 0.39.0), so that is refused here.
    pub(super) fn build(
        requests: &Field<tables::Resources>,
        limits: &Field<tables::Resources>,
        scope: &mut Scope<'_>,
    ) -> Self {
        let resources = Resources { requests: Amounts::build(requests), limits: Amounts::build(limits) };
        let Resources { requests, limits } = &resources;
        not_above(requests.cpu.as_ref(), limits.cpu.as_ref(), Cpu::quantity, scope);
        not_above(requests.memory.as_ref(), limits.memory.as_ref(), Bytes::quantity, scope);
        resources
    }

    fn with_defaults(mut self, at: Span, defaults: &Defaults) -> Self {
        let Resources { requests, limits } = &mut self;
        if requests.memory.is_none() {
            requests.memory = Some(match &limits.memory {
                Some(limit) => limit.derive(|limit| *limit),
                None => Sourced::default(defaults.memory, at),
            });
        }
        if limits.memory.is_none() {
            limits.memory = requests.memory.as_ref().map(|request| request.derive(|request| *request));
        }
        if requests.cpu.is_none() {
            requests.cpu = Some(match &limits.cpu {
                Some(limit) if limit.value < defaults.cpu => limit.derive(|limit| *limit),
                _ => Sourced::default(defaults.cpu, at),
            });
        }
        self
    }
}

impl Amounts {
    fn build(written: &Field<tables::Resources>) -> Self {
        let Some(tables::Resources { cpu, memory }) = written.get() else { return Amounts::default() };
        Amounts { cpu: optional(cpu), memory: optional(memory) }
    }

    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        self.cpu.is_none() && self.memory.is_none()
    }
}

fn not_above<T: PartialOrd + Copy>(
    request: Option<&Sourced<T>>,
    limit: Option<&Sourced<T>>,
    show: fn(T) -> String,
    scope: &mut Scope<'_>,
) {
    let (Some(request), Some(limit)) = (request, limit) else { return };
    if request.value > limit.value {
        let headline = format!("a request of {} is above its limit of {}", show(request.value), show(limit.value));
        scope.push(
            Diagnostic::error(ids::CONTRADICTION, headline)
                .at(request.origin.first(), "the request")
                .because(limit.origin.first(), "the limit")
                .help("raise the limit or lower the request"),
        );
    }
}

impl Heap {
    pub(super) fn build(
        written: &Field<Either<Bytes, tables::Heap>>,
        resources: &Resources,
        scope: &mut Scope<'_>,
    ) -> Option<Self> {
        let heap = match written {
            Field::Bad => return None,
            Field::Given(Either::Short(size), span) => {
                let size = Sourced::written(*size, *span);
                Heap { initial: size.clone(), max: size }
            }
            Field::Given(Either::Long(tables::Heap { initial, max }), span) => {
                let max = scope.required(max, *span, "max", "write `max`, or one size for both: `heap = \"1Gi\"`")?;
                Heap { initial: optional(initial).unwrap_or_else(|| max.derive(|max| *max)), max }
            }
            Field::Absent => {
                // Half of the memory, as the operator itself takes for brokers (`JvmOptionUtils`, 0.39.0), but written down.
                let memory = resources.limits.memory.as_ref()?;
                let half = memory.derive(|memory| Bytes(memory.0 / 2 / Bytes::MEBIBYTE.0 * Bytes::MEBIBYTE.0));
                Heap { initial: half.clone(), max: half }
            }
        };
        for size in [&heap.initial, &heap.max] {
            if size.value.jvm().is_none() {
                let headline = format!("a heap of {} is no whole number of mebibytes", size.value.human());
                scope.complain(
                    ids::OUT_OF_RANGE,
                    size.origin.first(),
                    headline,
                    "write a size such as \"512Mi\" or \"1Gi\"",
                );
                return None;
            }
        }
        if heap.initial.value > heap.max.value {
            scope.push(
                Diagnostic::error(ids::CONTRADICTION, "a heap that begins larger than it may grow")
                    .at(heap.initial.origin.first(), "the heap at the start")
                    .because(heap.max.origin.first(), "the heap at most")
                    .help("give both the same size"),
            );
        }
        Some(heap)
    }
}
