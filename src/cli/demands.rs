//! What the house demands and accepts: the policy and the waivers of a run, wherever they are written.

use super::beside::BesideText;
use super::discovery::SpecText;
use super::files::relative;
use super::judging::{Demanding, Judging};
use super::{Failure, Surroundings, ids};
use crate::compare::text::unix;
use crate::diag::{Complaints, Diagnostic, SetBy, Severity, Source, SourceId, Sources};
use crate::edit::prune;
use crate::inspect::Offence;
use crate::policy::waiver::{self, Applied, Now, State, Waiver};
use crate::policy::{Policy, Rules, Written, beside};
use crate::spec::{Field, tables};
use crate::units::Date;
use std::path::{Path, PathBuf};

/// The variable that names a policy that several specs share.
const VARIABLE: &str = "KAFKASMITH_POLICY";

/// What the house demands and accepts.
#[derive(Debug)]
pub(super) struct Demands {
    pub(super) policy: Policy,
    /// Nothing in the place of one that could not be read.
    pub(super) waivers: Vec<Option<Waiver>>,
    /// What is wrong with what is written.
    pub(super) complaints: Vec<Diagnostic>,
    /// All rules, those of the house among them.
    pub(super) rules: Rules<'static>,
    /// The text in which the waivers stand.
    own: Option<SourceId>,
    /// Whether all is judged that the waivers may speak of.
    pub(super) is_whole: bool,
    today: Date,
}

/// What is written of what the house demands and accepts.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Texts<'w> {
    /// The policy of a spec, or of what stands beside manifests.
    pub(super) own: Option<(&'w Source, &'w Field<tables::Policy>)>,
    /// The policy that several specs share.
    pub(super) shared: Option<SourceId>,
    /// The waivers, and the text in which they stand.
    pub(super) waivers: Option<(SourceId, &'w Field<Vec<Field<tables::Waiver>>>)>,
}

/// The policy that somebody names, if somebody does: a text among the others.
pub(super) fn shared(
    demanding: &Demanding,
    folder: &Path,
    sources: &mut Sources,
    world: &mut Surroundings<'_>,
) -> Result<Option<SourceId>, Failure> {
    let Some(path) = shared_path(demanding, world) else { return Ok(None) };
    let text = world.files.read(&path)?;
    world.remark(&format!("policy: {}", world.files.shown(&path)));
    let name = relative(folder, &world.files.resolve(&path));
    let id = sources.add(name, unix(&text));
    Ok(Some(id.map_err(|error| Failure::failed(ids::TOO_MUCH_TEXT, error.to_string()))?))
}

/// Where the policy is that somebody names.
pub(super) fn shared_path(demanding: &Demanding, world: &Surroundings<'_>) -> Option<PathBuf> {
    demanding.policy.clone().or_else(|| {
        let value = world.environment.get_os(VARIABLE)?;
        (!value.is_empty()).then(|| PathBuf::from(value))
    })
}

impl Demands {
    /// Those of a spec, which is the first of the texts.
    pub(super) fn of_spec(
        spec: &SpecText,
        sources: &mut Sources,
        demanding: &Demanding,
        world: &mut Surroundings<'_>,
    ) -> Result<Self, Failure> {
        let first = sources.first_id().ok_or_else(|| Failure::internal("the spec cannot be looked at"))?;
        let shared = shared(demanding, &spec.folder, sources, world)?;
        let source = sources.get(first).ok_or_else(|| Failure::internal("the spec cannot be looked at"))?;
        let written = crate::spec::read_demands(source);
        let own = Some((source, &written.policy));
        let texts = Texts { own, shared, waivers: Some((first, &written.waiver)) };
        Ok(Demands::build(texts, sources, today(demanding, world), Complaints::default()))
    }

    /// Those of what stands beside manifests, if something does; that is added to the texts.
    pub(super) fn beside(
        found: Option<&BesideText>,
        sources: &mut Sources,
        demanding: &Demanding,
        world: &mut Surroundings<'_>,
    ) -> Result<(Self, tables::Beside), Failure> {
        let id = found.map(|beside| sources.add(beside.name.as_str(), unix(&beside.text)));
        let id = id.transpose()?;
        let folder = world.files.started().to_owned();
        let shared = shared(demanding, &folder, sources, world)?;
        let today = today(demanding, world);
        let mut complaints = Complaints::default();
        let Some((id, source)) = id.and_then(|id| Some((id, sources.get(id)?))) else {
            let texts = Texts { shared, ..Texts::default() };
            return Ok((Demands::build(texts, sources, today, complaints), tables::Beside::default()));
        };
        let tables::Beside { environment, elsewhere, policy, waiver } = beside::read(source, &mut complaints);
        let texts = Texts { own: Some((source, &policy)), shared, waivers: Some((id, &waiver)) };
        let mut demands = Demands::build(texts, sources, today, complaints);
        demands.is_whole = found.is_none_or(|beside| beside.is_whole);
        Ok((demands, tables::Beside { environment, elsewhere, ..tables::Beside::default() }))
    }

    /// Works out what is written.
    pub(super) fn build(texts: Texts<'_>, sources: &Sources, today: Date, mut complaints: Complaints) -> Self {
        let Texts { own, shared, waivers } = texts;
        let shared = shared.and_then(|id| sources.get(id));
        let shared = shared.map(|source| (source, beside::read_shared(source, &mut complaints)));
        let mut rules = Rules::new(ids::ours());
        let written = Written { own, shared: shared.as_ref().map(|(source, file)| (*source, file)) };
        let policy = Policy::build(written, &mut rules, &mut complaints);
        let own = waivers.map(|(id, _)| id);
        let waivers = waivers.map(|(_, written)| waiver::read(written, &mut complaints)).unwrap_or_default();
        Demands { policy, waivers, complaints: complaints.into_sorted(), rules, own, is_whole: true, today }
    }

    /// How much an offence matters, and who says so.
    pub(super) fn level(&self, offence: &'static Offence) -> (Option<Severity>, SetBy) {
        let own = crate::policy::Own {
            production: offence.production.severity(),
            development: offence.development.severity(),
        };
        let settled = self.policy.settle(offence.id, own);
        (settled.severity, settled.set_by)
    }

    /// Decides which findings are accepted. Waivers that accept nothing get a fix, which takes them out.
    pub(super) fn apply(&self, findings: Vec<Diagnostic>, judging: &Judging, sources: &Sources) -> Applied {
        let now = Now { today: self.today, filtered: judging.filters() || !self.is_whole };
        let mut applied = waiver::apply(findings, &self.waivers, &self.policy, &self.rules, now);
        let Some(source) = self.own.and_then(|own| sources.get(own)) else { return applied };
        for (at, waiver) in self.waivers.iter().enumerate() {
            let unused = applied.standings.get(at).and_then(Option::as_ref).is_some_and(|it| it.state == State::Unused);
            let Some(waiver) = waiver.as_ref().filter(|_| unused) else { continue };
            let fix = prune::fix(source, at);
            let about = applied.findings.iter_mut().filter(|finding| finding.id == waiver::ids::UNUSED);
            let about = about.filter(|finding| finding.span() == Some(waiver.at)).filter_map(|it| it.about.as_mut());
            about.for_each(|about| about.fix.clone_from(&fix));
        }
        applied.findings.retain(|finding| finding.id.area() != "waiver" || judging.asks(&finding.id));
        applied
    }
}

fn today(demanding: &Demanding, world: &Surroundings<'_>) -> Date {
    let days = i64::try_from((world.today)()).unwrap_or(i64::MAX);
    demanding.today.unwrap_or_else(|| Date::of_unix_seconds(days.saturating_mul(86_400)))
}
