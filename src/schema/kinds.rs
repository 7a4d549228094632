//! Which shape a document is held against: found by `apiVersion` and `kind`, definitions in the set before those of the catalogue.

use super::metadata::About;
use super::read::text::Group;
use super::read::{catalogue, definition, text};
use super::shape::{Id, Shapes, Text};
use super::violation::{NameRule, Violation};
use crate::bundle::{Bundle, Document, Node};
use crate::catalog::{self, Release, ShapeFile, crd::Definition};
use crate::units::nearest;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// What is known of the objects of one `apiVersion` and `kind`.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) about: About,
    /// What they must look like.
    pub(super) shape: Option<(Home, Id)>,
    /// What is wrong with every one of them.
    pub(super) wrong: Option<(&'static str, Violation)>,
}

/// In which list of shapes one stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Home {
    /// The judge's own: Strimzi's and those of the set.
    Own,
    Kubernetes,
    PrometheusOperator,
    Kustomization,
    Compose,
}

/// All that the documents of a set are held against.
#[derive(Debug)]
pub(super) struct Kinds {
    pub(super) own: Shapes,
    known: BTreeMap<(String, String), Known>,
}

impl Home {
    /// The catalogue's file, read on first use.
    pub(super) fn group(self) -> Option<&'static Group> {
        static GROUPS: [OnceLock<Group>; 4] = [const { OnceLock::new() }; 4];
        let (at, file) = match self {
            Home::Own => return None,
            Home::Kubernetes => (0, ShapeFile::Kubernetes),
            Home::PrometheusOperator => (1, ShapeFile::PrometheusOperator),
            Home::Kustomization => (2, ShapeFile::Kustomization),
            Home::Compose => (3, ShapeFile::Compose),
        };
        // A file that does not read is a failing test.
        GROUPS.get(at).map(|group| group.get_or_init(|| text::read(file.text()).unwrap_or_default()))
    }

    /// A type of that file by its name.
    pub(super) fn named(self, name: &str) -> Option<Id> {
        self.group()?.types.get(name).copied()
    }
}

impl Kinds {
    /// For the kinds that occur in a set, by the definitions in it and of that release.
    pub(super) fn of(release: &'static Release, bundle: &Bundle<'_>) -> Self {
        let mut kinds = Kinds { own: Shapes::default(), known: BTreeMap::new() };
        let mut reader = catalogue::Reader::default();
        let definitions = definitions_in(bundle);
        for document in bundle.documents() {
            let (Some(api_version), Some(kind)) = (document.api_version(), document.kind()) else { continue };
            // Mostly the kind of the one before; else look it up without taking a copy of the names.
            if kinds.get(api_version, kind).is_none() {
                let known = kinds.resolve(&mut reader, &definitions, release, api_version, kind);
                kinds.known.insert((api_version.to_owned(), kind.to_owned()), known);
            }
        }
        kinds
    }

    /// What is known of objects of a version and kind that occurs in the set.
    pub(super) fn get(&self, api_version: &str, kind: &str) -> Option<&Known> {
        // A handful of kinds, compared one by one, costs less than a key made for each question.
        self.known.iter().find(|((version, name), _)| version == api_version && name == kind).map(|(_, known)| known)
    }

    fn resolve(
        &mut self,
        reader: &mut catalogue::Reader,
        definitions: &[Document<'_>],
        release: &'static Release,
        api_version: &str,
        kind: &str,
    ) -> Known {
        let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
        let is_it = |definition: &&Document<'_>| {
            let text = |path: &[&str]| definition.at(path.iter().copied()).and_then(Node::as_text);
            text(&["spec", "group"]) == Some(group) && text(&["spec", "names", "kind"]) == Some(kind)
        };
        if let Some(definition) = definitions.iter().rfind(is_it) {
            return self.by_document(*definition, version);
        }
        if let Some(known) = self.by_catalogue(reader, release, (group, version), kind) {
            return known;
        }
        for home in [Home::Kubernetes, Home::PrometheusOperator] {
            let kinds = home.group().map(|group| group.kinds.as_slice()).unwrap_or_default();
            if let Some(found) = kinds.iter().find(|one| one.name == kind && one.api_version == api_version) {
                let about = About { namespaced: Some(found.namespaced), ..About::of(kind, true) };
                return Known { about, shape: Some((home, found.shape)), wrong: None };
            }
        }
        Known { wrong: no_version(api_version, group, kind), ..Known::unknown(group, kind) }
    }

    fn by_document(&mut self, definition: Document<'_>, version: &str) -> Known {
        let versions = definition.at(["spec", "versions"]);
        let flag = |version: Node<'_>, key: &str| version.get(key).and_then(Node::as_bool) == Some(true);
        let name =
            |version: Node<'_>| version.get("name").and_then(Node::as_text).map(|name| Text::from(name.to_owned()));
        let served: Vec<Node<'_>> =
            versions.map(Node::items).into_iter().flatten().filter(|one| flag(*one, "served")).collect();
        let namespaced = definition.at(["spec", "scope"]).and_then(Node::as_text).map(|scope| scope != "Cluster");
        let about = About { namespaced, ..About::of("", true) };
        let Some(found) = served.iter().find(|one| name(**one).as_deref() == Some(version)) else {
            let served = served.iter().filter_map(|one| name(*one)).collect();
            return Known {
                about,
                shape: None,
                wrong: Some(("apiVersion", Violation::NotServed { served, releases: None })),
            };
        };
        let schema = found.at(["schema", "openAPIV3Schema"]);
        let shape = schema.map(|schema| definition::schema(&mut self.own, schema));
        if let Some(shape) = shape {
            self.own.embed(shape);
        }
        let shape = shape.map(|shape| (Home::Own, shape));
        let instead = served.iter().find(|one| !flag(**one, "deprecated")).and_then(|one| name(*one));
        let wrong = flag(*found, "deprecated").then_some(("apiVersion", Violation::Deprecated { instead }));
        Known { about, shape, wrong }
    }

    /// By the definitions of a release of Strimzi; none if the group is not one of its own.
    fn by_catalogue(
        &mut self,
        reader: &mut catalogue::Reader,
        release: &'static Release,
        (group, version): (&str, &str),
        kind: &str,
    ) -> Option<Known> {
        let definitions = catalog::definitions(release.version)?;
        if !definitions.iter().any(|definition| definition.group == group) {
            return None;
        }
        let Some(definition) = definitions.iter().find(|one| one.group == group && one.kind == kind) else {
            let other = releases_with(|one| one.group == group && one.kind == kind);
            let kinds = definitions.iter().filter(|one| one.group == group).map(|one| one.kind);
            let nearest = nearest(kind, kinds).map(str::to_owned);
            let wrong =
                other.map_or(Violation::UnknownKind { nearest }, |releases| Violation::KindOfOtherRelease { releases });
            return Some(Known { wrong: Some(("kind", wrong)), ..Known::unknown(group, kind) });
        };
        let about = About { namespaced: Some(definition.scope == "Namespaced"), ..About::of("", true) };
        let served = definition.versions.iter().filter(|one| one.served);
        let Some(found) = served.clone().find(|one| one.name == version) else {
            let served = served.map(|one| one.name.into()).collect();
            let serves = |one: &Definition| {
                one.group == group && one.kind == kind && one.version(version).is_some_and(|one| one.served)
            };
            let wrong = Violation::NotServed { served, releases: releases_with(serves) };
            return Some(Known { about, shape: None, wrong: Some(("apiVersion", wrong)) });
        };
        let shape = reader.shape(&mut self.own, &found.schema);
        self.own.embed(shape);
        let shape = Some((Home::Own, shape));
        let is_old = |one: &catalog::crd::Served| one.deprecated == Some(true);
        let instead = served.clone().find(|one| !is_old(one)).map(|one| one.name.into());
        let wrong = is_old(found).then_some(("apiVersion", Violation::Deprecated { instead }));
        Some(Known { about, shape, wrong })
    }
}

impl Known {
    fn unknown(group: &str, kind: &str) -> Self {
        let rule = if group.contains('.') { NameRule::Subdomain } else { NameRule::of(kind) };
        Known { about: About { rule, namespaced: None, known: false }, shape: None, wrong: None }
    }
}

impl About {
    fn of(kind: &str, known: bool) -> Self {
        About { rule: NameRule::of(kind), namespaced: None, known }
    }
}

/// The definitions that stand in a set.
pub(super) fn definitions_in<'b>(bundle: &'b Bundle<'_>) -> Vec<Document<'b>> {
    let version = |document: &Document<'_>| document.api_version() == Some("apiextensions.k8s.io/v1");
    bundle.of_kind("CustomResourceDefinition").filter(version).collect()
}

/// The first and the last release with a definition of which something holds.
pub(super) fn releases_with(holds: impl Fn(&Definition) -> bool) -> Option<(&'static str, &'static str)> {
    let has = |version: &&&'static str| catalog::definitions(version).is_some_and(|all| all.iter().any(&holds));
    let mut with = catalog::releases().iter().filter(has);
    let first = with.next()?;
    Some((first, with.next_back().unwrap_or(first)))
}

/// What is wrong with a version of a kind that Kubernetes has, or had, in another.
fn no_version(api_version: &str, group: &str, kind: &str) -> Option<(&'static str, Violation)> {
    let gone = catalog::gone_versions().iter().find(|one| one.api_version == api_version && one.kind == kind);
    if let Some(gone) = gone {
        let now = gone.now.zip(gone.kind_now);
        return Some(("apiVersion", Violation::Gone { removed: gone.removed, now }));
    }
    let kinds = Home::Kubernetes.group().map(|group| group.kinds.as_slice()).unwrap_or_default();
    let is_ours = |other: &str| {
        let other = other.split_once('/').map_or("", |(group, _)| group);
        other == group || group.is_empty()
    };
    let served: Vec<Text> = kinds.iter().filter(|one| one.name == kind).map(|one| one.api_version.into()).collect();
    if !served.is_empty() {
        let known_group = kinds.iter().any(|one| is_ours(one.api_version));
        return known_group.then_some(("apiVersion", Violation::NotServed { served, releases: None }));
    }
    if OTHERS.contains(&kind) || kind.ends_with("List") {
        return None;
    }
    let monitors = Home::PrometheusOperator.group().map(|group| group.kinds.as_slice()).unwrap_or_default();
    let beside = kinds.iter().chain(monitors).filter(|one| one.api_version == api_version).map(|one| one.name);
    let nearest = nearest(kind, beside).map(str::to_owned);
    (nearest.is_some() || CLOSED.contains(&api_version)).then_some(("kind", Violation::UnknownKind { nearest }))
}

/// The versions of groups that gained no kind for years, so that all of theirs are known.
const CLOSED: [&str; 6] = ["v1", "apps/v1", "batch/v1", "policy/v1", "rbac.authorization.k8s.io/v1", "autoscaling/v2"];

/// What `v1` means to others: the configuration of kubectl, answers of the API server, and kinds that OpenShift had in the group
/// without a name before it gave them groups.
const OTHERS: [&str; 22] = [
    "BuildConfig",
    "ComponentStatus",
    "Config",
    "DeploymentConfig",
    "Group",
    "Identity",
    "ImageStream",
    "ImageStreamTag",
    "List",
    "NetNamespace",
    "OAuthClient",
    "Policy",
    "PolicyBinding",
    "Project",
    "ProjectRequest",
    "Route",
    "SecurityContextConstraints",
    "Status",
    "Template",
    "User",
    "UserIdentityMapping",
    "ClusterNetwork",
];
