//! What a spec means for another release: it is read and built with other versions in their places, and nothing else changed.

use crate::alert::{self, Rule};
use crate::catalog::{self, Release, Start};
use crate::diag::{Complaints, Diagnostic, Id, Source, Sources, Span};
use crate::model::{self, Model};
use crate::spec::tables::{self, Brokers, Mode};
use crate::spec::{self, Field, Named, Spec};
use std::collections::BTreeSet;

/// The versions to rehearse.
#[derive(Debug, Clone)]
pub(super) struct Part {
    /// The Strimzi release.
    pub release: &'static Release,
    /// The Kafka version.
    pub kafka: &'static str,
    /// What holds the metadata.
    pub mode: catalog::Mode,
    /// The tables of pools that have taken the place of the ensemble, as TOML, once the cluster was moved.
    pub moved: Option<String>,
}

/// What came of it.
#[derive(Debug)]
pub struct Played {
    /// Everything that is wrong with the spec for these versions, each at its place in the text as it is.
    pub complaints: Vec<Diagnostic>,
    /// What it means, if it means something; what is easily mended is mended for that.
    pub model: Option<Model>,
    /// Its alerts.
    pub rules: Vec<Rule>,
}

/// The complaints that were made already. Two at one place of one kind are the same one, whatever versions they name.
#[derive(Debug, Default)]
pub(super) struct Heard(BTreeSet<(Id, Option<Span>)>);

impl Heard {
    /// Those that are new.
    pub(super) fn news(&mut self, complaints: Vec<Diagnostic>) -> Vec<Diagnostic> {
        complaints.into_iter().filter(|complaint| self.0.insert((complaint.id.clone(), complaint.span()))).collect()
    }
}

/// Reads and builds the spec with other versions in their places.
pub(super) fn play(source: &Source, part: &Part) -> Played {
    let mut complaints = Complaints::default();
    let mut spec = spec::read(source, &mut complaints);
    cast(&mut spec, source, part);
    alert::check(&spec, source, &mut complaints);
    let mut model = model::build(&spec, source.span(), &mut complaints);
    if model.is_none() {
        mend(&mut spec, part.release);
        model = model::build(&spec, source.span(), &mut Complaints::default());
    }
    if let Some(model) = &model {
        alert::check_model(model, source, &mut complaints);
    }
    let rules = model.as_ref().map(alert::rules).unwrap_or_default();
    Played { complaints: complaints.into_sorted(), model, rules }
}

/// Puts the versions where the spec names its own; a key that it does not write gets the place of `strimzi`.
fn cast(spec: &mut Spec, source: &Source, part: &Part) {
    let Field::Given(cluster, table) = &mut spec.cluster else { return };
    let at = cluster.strimzi.span().unwrap_or(*table);
    let own = |span: Option<Span>| span.unwrap_or(at);
    let Part { release, kafka, mode, moved } = part;
    cluster.strimzi = Field::Given(release.version.to_owned(), at);
    cluster.kafka = Field::Given((*kafka).to_owned(), own(cluster.kafka.span()));
    let mode = match mode {
        catalog::Mode::ZooKeeper => Mode::ZooKeeper,
        catalog::Mode::Kraft => Mode::KRaft,
    };
    cluster.mode = Field::Given(mode, own(cluster.mode.span()));
    if let Some(pools) = moved {
        cluster.zookeeper = Field::Absent;
        cluster.pool = self::pools(source, pools);
        if let Field::Given(brokers, _) = &mut cluster.brokers {
            *brokers = Brokers { config: std::mem::take(&mut brokers.config), ..Brokers::default() };
        }
    }
}

/// Mends what somebody will have mended before going on, so that it hides nothing of what comes later: Kubernetes that is too old,
/// gates that are gone, a local stack that cannot be.
fn mend(spec: &mut Spec, release: &Release) {
    if let Field::Given(environment, _) = &mut spec.environment
        && let Field::Given(version, _) = &mut environment.kubernetes
        && release.kubernetes.start(version) == Some(Start::TooOld)
    {
        version.clone_from(&release.kubernetes.minimum);
    }
    if let Field::Given(operator, _) = &mut spec.operator
        && let Field::Given(gates, _) = &mut operator.feature_gates
    {
        let known = |gate: &str| release.feature_gates.contains_key(gate.trim_start_matches(['+', '-']));
        gates.retain(|gate| gate.get().is_none_or(|gate| known(gate)));
    }
    spec.compose = Field::Absent;
}

/// The pools of a text that stands behind the spec's, so that their places are none of the spec's.
fn pools(source: &Source, text: &str) -> Field<Named<tables::Pool>> {
    let mut sources = Sources::default();
    let added = sources.add(source.name(), source.text()).and_then(|_| sources.add("", text)).ok();
    let read = added.and_then(|id| sources.get(id)).map(|pools| spec::read(pools, &mut Complaints::default()));
    match read.map(|read| read.cluster) {
        Some(Field::Given(cluster, _)) => cluster.pool,
        _ => Field::Absent,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Sources;
    use crate::model::tests::MINIMAL;

    fn part(version: &str, kafka: &'static str) -> Part {
        let release = catalog::release(version).unwrap();
        Part { release, kafka, mode: catalog::Mode::ZooKeeper, moved: None }
    }

    fn played(text: &str, part: &Part) -> (Vec<String>, Option<String>) {
        let mut sources = Sources::default();
        let id = sources.add("kafka.toml", text).unwrap();
        let Played { complaints, model, .. } = play(sources.get(id).unwrap(), part);
        let shown = |complaint: &Diagnostic| {
            let line = complaint.span().and_then(|span| Some(sources.of(span)?.position(span.start()).line));
            format!("{}: {}", line.unwrap_or_default(), complaint.headline)
        };
        let kafka = model.map(|model| format!("{} {}", model.release.version, model.cluster.kafka.value));
        (complaints.iter().map(shown).collect(), kafka)
    }

    #[test]
    fn other_versions_are_judged_at_the_places_of_the_text() {
        assert_eq!(
            played(MINIMAL, &part("0.42.0", "3.7.1")),
            (Vec::new(), Some("0.42.0 3.7.1".to_owned())),
            "a spec that names no Kafka"
        );
        let own = format!(
            "{MINIMAL}[operator]\nfeature_gates = [\"+KafkaNodePools\"]\n[environment]\nkubernetes = \"1.24\"\n"
        );
        assert_eq!(played(&own, &part("0.39.0", "3.6.1")).0, [""; 0]);
        let (complaints, model) = played(&own, &part("0.44.0", "3.8.0"));
        let expected = [
            "16: Strimzi 0.44.0 has no feature gate \"+KafkaNodePools\" and would not start",
            "18: Strimzi 0.44.0 does not run on Kubernetes 1.24",
        ];
        // Both are told, and what comes later is judged all the same.
        assert_eq!((complaints, model), (expected.map(str::to_owned).to_vec(), Some("0.44.0 3.8.0".to_owned())));
    }

    #[test]
    fn a_complaint_is_news_once() {
        let complaint = |at| Diagnostic::error(spec::ids::MISSING_KEY, "x").at(Span::new(at, at + 1), "");
        let mut heard = Heard::default();
        assert_eq!(heard.news(vec![complaint(1), complaint(2)]).len(), 2);
        assert_eq!(heard.news(vec![complaint(2), complaint(3)]), [complaint(3)]);
    }
}
