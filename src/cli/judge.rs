//! What verbs that judge share: what is judged, by which rules, and what of it belongs into a report.

use super::beside::{self, BesideText};
use super::demands::Demands;
use super::judging::{Demanding, Judging};
use super::{Failure, Surroundings, ids, manifests};
use crate::bundle::Bundle;
use crate::catalog::{self, Release};
use crate::diag::{Complaints, Diagnostic, Id, SourceId, Sources};
use crate::inspect::{self, Asked, Elsewhere, Findings, Offence, Rendered, Settings, World};
use crate::inventory::{Because, Taken, operator_version};
use crate::model::Environment;
use crate::policy::waiver::{Applied, Standing, State};
use crate::render::Set;
use crate::report::{Examined, Expiring, Judged, Report, Targets};
use crate::spec::Field;
use crate::spec::ids::{BAD_NAME, UNSUPPORTED_VERSION};
use std::path::{Path, PathBuf};

/// What came out, apart from the texts that it points into.
pub(super) struct Verdict {
    pub(super) findings: Vec<Diagnostic>,
    judged: Judged,
    objects: usize,
    rules: usize,
    /// What was taken for granted.
    assumed: Option<String>,
    /// How each waiver stands.
    pub(super) standings: Vec<Option<Standing>>,
}

impl Verdict {
    /// Adds it to a report.
    pub(super) fn tell(self, judging: &Judging, report: &mut Report) {
        report.add(self.findings);
        report.examined.insert("objects", self.objects);
        report.examined.insert("rules", self.rules);
        report.judged = Some(self.judged);
        report.rules = ids::rule_docs();
        report.hints.extend(self.assumed);
        judging.settle(report);
    }
}

/// Judges everything that is rendered from a spec. The rendered texts are added to those that there are.
pub(super) fn rendered(
    set: &Set,
    sources: &mut Sources,
    judging: &Judging,
    demands: &Demands,
) -> Result<Verdict, Failure> {
    let files = add_files(set, sources)?;
    let mut read = Complaints::default();
    let bundle = Bundle::read(sources, files.iter().map(|(id, _)| *id), &mut read);
    let taken = Taken::said(set.model.release);
    let mut world = World::new(sources, &bundle, taken, &set.model.environment);
    world.model = Some(&set.model);
    world.limits = (&demands.policy.limits).into();
    let source = sources.of(set.model.cluster.name.origin.first());
    let source = source.ok_or_else(|| Failure::internal("the spec cannot be looked at"))?;
    let maps = files.iter().filter_map(|(id, at)| Some((sources.get(*id)?, &set.artefacts.get(*at)?.map)));
    let rendered = Rendered::new(source, maps);
    Ok(verdict(&world, Some(&rendered), read, judging, demands))
}

/// Manifests that somebody wrote.
pub(super) struct Manifests {
    /// Their texts, and that of what stands beside them.
    pub(super) sources: Sources,
    files: Vec<SourceId>,
    /// What stands beside them.
    pub(super) beside: Option<BesideText>,
    pub(super) demands: Demands,
    environment: Environment,
    /// Their release, if somebody says it.
    release: Option<&'static Release>,
    elsewhere: Vec<Elsewhere>,
}

impl Manifests {
    /// Reads manifests, and what stands beside them. `said` is the release that somebody named on the command line.
    pub(super) fn read(
        paths: &[PathBuf],
        said: Option<&'static Release>,
        demanding: &Demanding,
        world: &mut Surroundings<'_>,
    ) -> Result<Self, Failure> {
        let mut sources = Sources::default();
        let mut files = Vec::new();
        for manifest in manifests::read(paths, world)? {
            files.push(sources.add(manifest.name, manifest.text)?);
        }
        let beside = beside::find(paths, world)?;
        let (mut demands, said_there) = Demands::beside(beside.as_ref(), &mut sources, demanding, world)?;
        let mut complaints = Complaints::default();
        let whole = said_there.environment.span().unwrap_or_default();
        let environment = Environment::read(&said_there.environment, whole, &mut complaints);
        let (release, elsewhere) = said_there.elsewhere.get().map_or((None, Vec::new()), |elsewhere| {
            (named_there(&elsewhere.strimzi, &mut complaints), objects(&elsewhere.objects, &mut complaints))
        });
        demands.complaints.extend(complaints.into_sorted());
        Ok(Manifests { sources, files, beside, demands, environment, release: said.or(release), elsewhere })
    }

    /// Manifests in one text among others.
    pub(super) fn of_text(sources: Sources, text: SourceId, demands: Demands) -> Self {
        let environment = Environment::default();
        let (files, elsewhere) = (vec![text], Vec::new());
        Manifests { sources, files, beside: None, demands, environment, release: None, elsewhere }
    }

    /// Judges them.
    pub(super) fn judge(&self, judging: &Judging) -> Result<Verdict, Failure> {
        let mut read = Complaints::default();
        let bundle = Bundle::read(&self.sources, self.files.iter().copied(), &mut read);
        let taken = self.release.map(Taken::said).or_else(|| Taken::of(&bundle));
        let taken = taken.ok_or_else(|| Failure::internal("the catalogue has no releases"))?;
        let mut world = World::new(&self.sources, &bundle, taken, &self.environment);
        world.limits = (&self.demands.policy.limits).into();
        world.elsewhere.clone_from(&self.elsewhere);
        let verdict = verdict(&world, None, read, judging, &self.demands);
        Ok(Verdict { assumed: assumption(&taken), ..verdict })
    }
}

/// The release that stands beside manifests.
fn named_there(written: &Field<String>, complaints: &mut Complaints) -> Option<&'static Release> {
    let (text, at) = written.given()?;
    let release = catalog::release(text.strip_prefix('v').unwrap_or(text));
    if release.is_none() {
        let headline = format!("Strimzi {text:?} is not in the catalogue");
        let diagnostic = Diagnostic::error(UNSUPPORTED_VERSION, headline).at(at, "");
        complaints.push(diagnostic.help("`kafkasmith releases` lists all"));
    }
    release
}

/// The objects that are made elsewhere.
fn objects(written: &Field<Vec<Field<String>>>, complaints: &mut Complaints) -> Vec<Elsewhere> {
    let texts = written.get().into_iter().flatten().filter_map(Field::given);
    let read = texts.filter_map(|(text, at)| {
        let object = Elsewhere::read(text);
        if object.is_none() {
            let diagnostic = Diagnostic::error(BAD_NAME, format!("{text:?} names no object")).at(at, "");
            complaints.push(diagnostic.help("write `Kind/namespace/name`, or `Kind/name`; `*` stands for anything"));
        }
        object
    });
    read.collect()
}

fn verdict(
    world: &World<'_>,
    rendered: Option<&Rendered<'_>>,
    read: Complaints,
    judging: &Judging,
    demands: &Demands,
) -> Verdict {
    let levels = |offence: &'static Offence| {
        let (severity, set_by) = demands.level(offence);
        (severity.filter(|_| judging.asks(&Id::new(offence.id))), set_by)
    };
    let Findings { list, asked, rules } =
        inspect::inspect(world, inspect::rules(), &Settings { levels: &levels, rendered });
    let house = inspect::ask_house(world, &demands.policy, &|id| judging.asks(id), rendered);
    let read = read.into_sorted().into_iter().filter(|finding| judging.asks(&finding.id));
    let found: Vec<Diagnostic> = list.into_iter().chain(house.list).chain(read).collect();
    let Applied { findings, standings } = if judging.no_waivers {
        Applied { findings: found, standings: Vec::new() }
    } else {
        demands.apply(found, judging, world.sources)
    };
    let examined = |Asked { offences, subjects }| Examined {
        rules: offences.into_iter().map(|offence: &Offence| Id::new(offence.id)).collect(),
        subjects,
    };
    let of_house = house.asked.into_iter().map(|(rules, subjects)| Examined { rules, subjects });
    let judged = Judged {
        targets: targets(world),
        examined: asked.into_iter().map(examined).chain(of_house).collect(),
        skipped: judging.skipped(),
        expiring: expiring(&standings),
    };
    let rules = rules + house.rules;
    Verdict { findings, judged, objects: world.bundle.len(), rules, assumed: None, standings }
}

/// The waivers that end soon.
fn expiring(standings: &[Option<Standing>]) -> Option<Expiring> {
    let soon = standings.iter().flatten().filter(|standing| standing.state == State::Expiring);
    let days: Vec<u32> = soon.filter_map(|standing| u32::try_from(standing.days_left).ok()).collect();
    Some(Expiring { count: days.len(), days: days.into_iter().min()? })
}

/// What it was judged for.
fn targets(world: &World<'_>) -> Targets {
    let kubernetes = world.environment.kubernetes.as_ref().map(|version| version.value);
    Targets {
        kubernetes: kubernetes.map(|(major, minor)| format!("{major}.{minor}")),
        strimzi: Some(world.strimzi().version.to_string()),
        prometheus: None,
    }
}

/// Takes the rendered YAML in, under the names that messages print.
fn add_files(set: &Set, sources: &mut Sources) -> Result<Vec<(SourceId, usize)>, Failure> {
    let output = &set.model.project.output.value;
    let is_yaml = |path: &str| Path::new(path).extension().is_some_and(|ending| ending == "yaml" || ending == "yml");
    let wanted = set.artefacts.iter().enumerate().filter(|(_, artefact)| is_yaml(&artefact.path));
    wanted
        .map(|(at, artefact)| {
            let name = format!("{output}/{}", artefact.path);
            Ok((sources.add(name, artefact.text.as_str())?, at))
        })
        .collect()
}

/// What was assumed of the release, where nobody said it.
fn assumption(taken: &Taken<'_>) -> Option<String> {
    let version = taken.release.version;
    let because = match taken.because {
        Because::Said | Because::Image(_) => return None,
        Because::NearImage(node) if operator_version(node.text()).is_some_and(catalog::is_older_release) => {
            format!(
                "the oldest known; the operator's image `{}` is older, and may take less and other things",
                node.text()
            )
        }
        Because::NearImage(node) => format!("the nearest known to the operator's image `{}`", node.text()),
        Because::Chart(node) => format!("by the version of the operator's chart, `{}`", node.text()),
        Because::Kafka(node) => format!("the newest that runs Kafka {}", node.text()),
        Because::OldKafka(node) => format!(
            "the newest that takes most of these resources; Kafka {} was last run by a Strimzi before all that are known",
            node.text()
        ),
        Because::MostResources(_) => "the newest that takes most of these resources; none takes all".to_owned(),
        Because::Resources(_) => "the newest that takes these resources".to_owned(),
        Because::Nothing => "the newest".to_owned(),
    };
    Some(format!("assumed: Strimzi {version}, {because}; name another with `--strimzi`"))
}
