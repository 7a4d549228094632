//! The project.

use super::scope::{Scope, optional, or, place};
use super::{Cluster, Sourced, names};
use crate::catalog::Release;
use crate::spec::{Field, ids, tables};
use std::path::{Component, Path};

/// What the project is called and where rendered files go.
#[derive(Debug)]
pub struct Project {
    /// Its name.
    pub name: Sourced<String>,
    /// Who answers for it.
    pub owner: Option<Sourced<String>>,
    /// The folder that rendered files go to: relative, within the spec's folder.
    pub output: Sourced<String>,
}

impl Project {
    pub(super) fn build(
        written: &Field<tables::Project>,
        cluster: Option<&(&'static Release, Cluster)>,
        scope: &mut Scope<'_>,
    ) -> Option<Self> {
        let nothing = tables::Project::default();
        let at = place(written, scope);
        let tables::Project { name, owner, output } = written.get().unwrap_or(&nothing);
        let output = or(output, at, "out".to_owned());
        stays_inside(&output, scope);
        let output = output.map(|path| plain(&path));
        let name = match optional(name) {
            Some(name) => {
                names::object(&name, scope);
                name
            }
            None => cluster?.1.name.derive(String::clone),
        };
        let owner = optional(owner);
        if let Some(owner) = &owner {
            names::label_value(owner, scope);
        }
        Some(Project { name, owner, output })
    }
}

/// A path with one `/` between its names and none at its end.
fn plain(path: &str) -> String {
    path.split('/').filter(|name| !name.is_empty() && *name != ".").collect::<Vec<_>>().join("/")
}

/// Nothing is ever written or deleted outside the spec's folder, so the output folder lies in it.
fn stays_inside(output: &Sourced<String>, scope: &mut Scope<'_>) {
    let path = Path::new(&output.value);
    let inside = path.components().all(|part| matches!(part, Component::Normal(_)))
        && !output.value.is_empty()
        && !output.value.contains(['\\', '\n', '\r']);
    if !inside {
        let headline = format!("{:?} is no folder within the spec's own", output.value);
        scope.complain(
            ids::OUT_OF_RANGE,
            output.origin.first(),
            headline,
            "write a relative path without `..`, such as \"out\"",
        );
    }
}
