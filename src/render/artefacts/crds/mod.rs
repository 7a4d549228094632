//! `00-strimzi-crds.yaml`: the custom resource definitions of the release, so that the set applies to an empty cluster.

mod layout;
#[cfg(test)]
mod tests;

use super::parts::{Entry, Text, text};
use crate::bundle::header::Style;
use crate::catalog::{self, crd};
use crate::model::{Install, Model, Sourced};
use crate::render::artefact::{Description, Promise, context_value};
use crate::render::block::Block;
use layout::Layout;
use serde::Serialize;

pub(super) const DESCRIPTION: Description = Description {
    path: "k8s-manifests/kafka/00-strimzi-crds.yaml",
    template: include_str!("../../../../templates/k8s-manifests/kafka/00-strimzi-crds.yaml.j2"),
    title: "the custom resource definitions",
    style: Style::Hash,
    wanted: |platform| platform.model.operator.install.value == Install::Manifests,
    context: |platform| context_value(&Context::of(&platform.model.cluster.strimzi, definitions(platform.model))),
    promises: |platform| {
        let names = definitions(platform.model).iter().map(crd::Definition::name);
        names.map(|name| Promise::new("CustomResourceDefinition", name)).collect()
    },
    additions: |_| Vec::new(),
};

fn definitions(model: &Model) -> &'static [crd::Definition] {
    catalog::definitions(model.release.version).unwrap_or_default()
}

#[derive(Debug, Serialize)]
struct Context<'m> {
    release: Text<'m>,
    crds: Vec<Definition>,
}

#[derive(Debug, Serialize)]
struct Definition {
    name: String,
    labels: Vec<Entry<&'static str, &'static str>>,
    group: &'static str,
    kind: &'static str,
    list: &'static str,
    singular: &'static str,
    plural: &'static str,
    short_names: &'static [&'static str],
    categories: &'static [&'static str],
    scope: &'static str,
    conversion: &'static str,
    versions: Vec<Version>,
}

#[derive(Debug, Serialize)]
struct Version {
    name: &'static str,
    served: bool,
    stored: bool,
    deprecation: Option<Deprecation>,
    scale: Option<Scale>,
    columns: Vec<Column>,
    schema: Block,
}

#[derive(Debug, Serialize)]
struct Deprecation {
    deprecated: bool,
}

#[derive(Debug, Serialize)]
struct Scale {
    wanted: &'static str,
    found: &'static str,
    selector: Option<&'static str>,
}

#[derive(Debug, Serialize)]
struct Column {
    name: &'static str,
    kind: &'static str,
    path: &'static str,
    priority: Option<u32>,
}

impl<'m> Context<'m> {
    fn of(release: &'m Sourced<String>, definitions: &'static [crd::Definition]) -> Self {
        let mut layout = Layout::default();
        let crds = definitions.iter().map(|definition| Definition::of(definition, release, &mut layout));
        Context { release: text(release), crds: crds.collect() }
    }
}

impl Definition {
    fn of(definition: &'static crd::Definition, release: &Sourced<String>, layout: &mut Layout) -> Self {
        let crd::Definition {
            group,
            kind,
            plural,
            singular,
            list,
            short_names,
            categories,
            labels,
            scope,
            conversion,
            versions,
        } = definition;
        Definition {
            name: definition.name(),
            labels: labels.iter().map(|&(key, value)| Entry { key, value }).collect(),
            group,
            kind,
            list,
            singular,
            plural,
            short_names,
            categories,
            scope,
            conversion,
            versions: versions.iter().map(|version| Version::of(version, release, layout)).collect(),
        }
    }
}

impl Version {
    fn of(version: &'static crd::Served, release: &Sourced<String>, layout: &mut Layout) -> Self {
        let crd::Served { name, served, stored, deprecated, scale, columns, schema } = version;
        let scale =
            scale.as_ref().map(|crd::Scale { wanted, found, selector }| Scale { wanted, found, selector: *selector });
        let column = |column: &'static crd::Column| {
            let crd::Column { name, kind, path, priority } = column;
            Column { name, kind, path, priority: *priority }
        };
        Version {
            name,
            served: *served,
            stored: *stored,
            deprecation: deprecated.map(|deprecated| Deprecation { deprecated }),
            scale,
            columns: columns.iter().map(column).collect(),
            schema: Block::new(&layout.lines(schema), release.origin.clone()),
        }
    }
}
