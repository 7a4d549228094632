//! What explanations stand on: a spec in which every key is written, and the spec at hand.

use super::places::{Place, places};
use super::spec::{Written, written};
use super::{Occurrence, keys::Step};
use crate::catalog::{self, Release};
use crate::diag::{Complaints, Source, SourceId, Sources, Span};
use crate::model::Model;
use crate::render::{self, Set};
use std::cell::OnceCell;
use std::collections::BTreeSet;

/// Specs in which every key is written: in the second those that others of the first exclude.
const EVERYTHING: [&str; 4] = [
    include_str!("everything.toml"),
    include_str!("alternatives.toml"),
    include_str!("kraft.toml"),
    include_str!("kraft-alternatives.toml"),
];
/// The longest text that is shown of a value.
const SHOWN: usize = 60;

/// What explanations stand on.
#[derive(Debug)]
pub struct Ground {
    /// The specs in which every key is written, once somebody asks for them.
    everything: OnceCell<Vec<World>>,
    /// The spec at hand, if there is one.
    pub own: Option<World>,
}

/// A spec with what it gives.
#[derive(Debug)]
pub struct World {
    sources: Sources,
    id: SourceId,
    /// Nothing if the spec has mistakes.
    set: Option<Set>,
}

impl Ground {
    /// With the spec at hand, if there is one.
    pub fn new(own: Option<World>) -> Self {
        Ground { everything: OnceCell::new(), own }
    }

    /// The specs in which every key is written. That they can be rendered is held by tests.
    fn everything(&self) -> &[World] {
        self.everything
            .get_or_init(|| EVERYTHING.iter().filter_map(|text| World::of("everything.toml", text)).collect())
    }

    /// A model: that of the spec at hand, if it has no mistakes.
    pub(super) fn model(&self) -> Option<&Model> {
        self.own.as_ref().and_then(World::model).or_else(|| self.everything().iter().find_map(World::model))
    }

    /// The release and the Kafka version of the spec at hand, else the newest release with its default, and whose they are.
    pub(super) fn versions(&self) -> Option<(&'static Release, String, String)> {
        if let Some((own, model)) = self.own.as_ref().and_then(|own| Some((own, own.model()?))) {
            return Some((model.release, model.cluster.kafka.value.clone(), format!("as in {}", own.name())));
        }
        let release = catalog::releases().last().and_then(|version| catalog::release(version))?;
        Some((release, release.default_kafka().to_owned(), format!("the default of Strimzi {}", release.version)))
    }

    /// Where a key is rendered: in which files and under which names at all, and in which lines for the spec at hand.
    pub(super) fn places(&self, path: &[Step], names: &[Option<String>]) -> Vec<Place> {
        let mut own = self.own.as_ref().map(|own| own.places(path, names)).unwrap_or_default();
        for place in self.everything().iter().flat_map(|world| world.places(path, &[])) {
            if !own.iter().any(|known| (&known.file, &known.what) == (&place.file, &place.what)) {
                own.push(Place { lines: BTreeSet::new(), ..place });
            }
        }
        // In the order of files, and within a file those of the spec at hand first, and what stands there as it is written.
        own.sort_by_cached_key(|place| (place.file.clone(), place.lines.is_empty(), place.computed));
        own
    }
}

impl World {
    /// Of a spec of that name. Nothing if it is too large, or the program is wrong.
    pub fn of(name: &str, text: &str) -> Option<Self> {
        let mut sources = Sources::default();
        let id = sources.add(name, text).ok()?;
        let set = render::set(sources.get(id)?, &mut Complaints::default()).ok()?;
        Some(World { sources, id, set })
    }

    /// Whether it has mistakes, so that nothing is rendered from it.
    pub fn is_broken(&self) -> bool {
        self.set.is_none()
    }

    /// The spec's name.
    pub fn name(&self) -> &str {
        self.source().map_or("", Source::name)
    }

    /// Whether the spec has an alert of that name.
    pub(super) fn has_alert(&self, name: &str) -> bool {
        self.model().is_some_and(|model| model.alerts.iter().any(|alert| alert.name.value == name))
    }

    /// What it means, if it has no mistakes.
    pub(super) fn model(&self) -> Option<&Model> {
        self.set.as_ref().map(|set| &set.model)
    }

    /// What it gives, if it has no mistakes.
    pub(super) fn set(&self) -> Option<&Set> {
        self.set.as_ref()
    }

    /// What it writes for a key.
    pub(super) fn written(&self, path: &[Step], names: &[Option<String>]) -> Vec<Written> {
        self.source().map(|source| written(source, path, names)).unwrap_or_default()
    }

    /// What stands at a place, for people.
    pub(super) fn occurrence(&self, at: Span, of: String) -> Option<Occurrence> {
        let source = self.source()?;
        let position = source.position(at.start());
        let text = self.sources.text(at).split_whitespace().collect::<Vec<_>>().join(" ");
        let shown: String = text.chars().take(SHOWN).collect();
        let text = if shown == text { text } else { format!("{shown}…") };
        Some(Occurrence { line: position.line, column: position.column, text, of })
    }

    fn places(&self, path: &[Step], names: &[Option<String>]) -> Vec<Place> {
        let Some(set) = &self.set else { return Vec::new() };
        let spans = self.written(path, names).into_iter().flat_map(|written| written.spans).collect();
        places(&set.artefacts, &spans)
    }

    fn source(&self) -> Option<&Source> {
        self.sources.get(self.id)
    }
}
