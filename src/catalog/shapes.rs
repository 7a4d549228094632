//! What objects look like that are not Strimzi's: those of Kubernetes, of the Prometheus operator, of kustomize, and compose files.
//!
//! Only the texts are here, in the form that `catalog/README.md` describes; the module `schema` reads them, each on first use.

use super::reading;
use std::sync::OnceLock;

/// A file of shapes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShapeFile {
    /// The kinds that an API server knows by itself.
    Kubernetes,
    /// `kustomization.yaml`.
    Kustomization,
    /// The custom resources of the Prometheus operator.
    PrometheusOperator,
    /// A compose file.
    Compose,
}

impl ShapeFile {
    /// All of them.
    pub const ALL: [ShapeFile; 4] =
        [ShapeFile::Kubernetes, ShapeFile::Kustomization, ShapeFile::PrometheusOperator, ShapeFile::Compose];

    pub(super) const fn path(self) -> &'static str {
        match self {
            ShapeFile::Kubernetes => "kubernetes/kinds.txt",
            ShapeFile::Kustomization => "kubernetes/kustomization.txt",
            ShapeFile::PrometheusOperator => "prometheus-operator/kinds.txt",
            ShapeFile::Compose => "compose/project.txt",
        }
    }

    /// Its text.
    pub fn text(self) -> &'static str {
        reading::text(self.path()).unwrap_or_default()
    }
}

/// A version of a kind that API servers do not answer to any more, or will not from some release on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GoneVersion {
    /// The value of `apiVersion`.
    pub api_version: &'static str,
    /// The kind.
    pub kind: &'static str,
    /// The first release of Kubernetes without it, such as `1.25`.
    pub removed: &'static str,
    /// What to write instead, if there is something: `apiVersion`.
    pub now: Option<&'static str>,
    /// The kind to write instead.
    pub kind_now: Option<&'static str>,
}

pub(super) const GONE: &str = "kubernetes/gone.tsv";

/// The versions of kinds that Kubernetes has taken away or will.
pub fn gone_versions() -> &'static [GoneVersion] {
    static VERSIONS: OnceLock<Vec<GoneVersion>> = OnceLock::new();
    VERSIONS.get_or_init(|| reading::text(GONE).unwrap_or_default().lines().skip(1).filter_map(gone).collect())
}

fn gone(line: &'static str) -> Option<GoneVersion> {
    let mut cells = line.split('\t');
    let (api_version, kind, removed) = (cells.next()?, cells.next()?, cells.next()?);
    let mut filled = || cells.next().filter(|cell| !cell.is_empty());
    Some(GoneVersion { api_version, kind, removed, now: filled(), kind_now: filled() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_that_are_gone_name_their_successors() {
        let find =
            |api_version, kind| gone_versions().iter().find(|one| one.api_version == api_version && one.kind == kind);
        let budget = find("policy/v1beta1", "PodDisruptionBudget").unwrap();
        assert_eq!(
            (budget.removed, budget.now, budget.kind_now),
            ("1.25", Some("policy/v1"), Some("PodDisruptionBudget"))
        );
        assert_eq!(find("policy/v1beta1", "PodSecurityPolicy").unwrap().now, None);
        assert_eq!(find("autoscaling/v2beta2", "HorizontalPodAutoscaler").unwrap().removed, "1.26");
        assert!(find("apps/v1", "Deployment").is_none());
        let lines = reading::text(GONE).unwrap().lines().count();
        assert_eq!(gone_versions().len() + 1, lines, "a line does not read");
    }
}
