//! How much `validate` notices: the rendered sample is broken in one place at a time, and each breakage is to be reported.

mod breakage;
mod harmless;

use breakage::{Breakage, breakages};
use harmless::Verdict;
use kafkasmith::bundle::Bundle;
use kafkasmith::diag::{Complaints, Diagnostic, SetBy, SourceId, Sources};
use kafkasmith::inspect::{self, Offence, Settings, World};
use kafkasmith::inventory::Taken;
use kafkasmith::model::Environment;
use kafkasmith::render;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

/// Of each kind of breakage in each file, at most so many are tried; which, the seed decides. Only the definitions of resources
/// have more, which are noticed nearly all: they are not to decide the figure.
const OF_A_KIND: usize = 300;
const SEED: u64 = 7;

/// So many of a hundred must be reported, those among them that break nothing.
const REPORTED: usize = 85;
/// So many of a hundred that break something must be.
const BROKEN_REPORTED: usize = 90;

/// What is found, so that two inspections can be compared: places move when something is broken.
type Found = BTreeMap<(String, String, String), usize>;

#[test]
fn what_is_broken_is_reported() {
    let texts = rendered();
    let mut sources = Sources::default();
    let base: Vec<SourceId> =
        texts.iter().map(|(path, text)| sources.add(path.as_str(), text.as_str()).unwrap()).collect();
    let mut broken: Vec<(usize, Breakage, SourceId)> = Vec::new();
    {
        // Breakages are worked out on a bundle of their own, since the one that is kept borrows all texts.
        let mut own = Sources::default();
        let ids: Vec<SourceId> =
            texts.iter().map(|(path, text)| own.add(path.as_str(), text.as_str()).unwrap()).collect();
        let bundle = Bundle::read(&own, ids, &mut Complaints::default());
        for (file, (path, text)) in texts.iter().enumerate() {
            for breakage in breakages(&bundle, path, text, OF_A_KIND, SEED) {
                let id = sources.add(path.as_str(), breakage.text.as_str()).unwrap();
                broken.push((file, breakage, id));
            }
        }
    }
    let whole = Bundle::read(&sources, base.iter().copied(), &mut Complaints::default());
    let before = found(&sources, &whole, Vec::new());
    let judge = |part: &[(usize, Breakage, SourceId)]| -> Vec<(String, String)> {
        let unseen = part.iter().filter(|(file, _, id)| {
            let ids = base.iter().enumerate().map(|(at, own)| if at == *file { *id } else { *own });
            let mut complaints = Complaints::default();
            let bundle = whole.read_beside(&sources, ids, &mut complaints);
            let after = found(&sources, &bundle, complaints.into_sorted());
            after.iter().all(|(finding, count)| before.get(finding).is_some_and(|known| known >= count))
        });
        unseen.map(|(file, breakage, _)| (texts[*file].0.clone(), breakage.what.clone())).collect()
    };
    let (one, other) = broken.split_at(broken.len() / 2);
    let survived = std::thread::scope(|scope| {
        let judge = &judge;
        let helper = scope.spawn(move || judge(one));
        let mut all = judge(other);
        all.extend(helper.join().unwrap());
        all
    });
    let measured = Measure::of(broken.len(), &survived);
    std::io::stderr().write_all(measured.text().as_bytes()).unwrap();
    assert!(measured.broken() >= 400, "only {} breakages", measured.broken());
    assert!(measured.percent() >= REPORTED, "{} of 100 changes are reported", measured.percent());
    assert!(measured.percent_of_broken() >= BROKEN_REPORTED, "{} of 100 breakages are", measured.percent_of_broken());
    let unexplained = measured.classes.keys().any(|(verdict, _)| *verdict == Verdict::Unexplained);
    assert!(!unexplained, "a breakage survives, and nobody has said why that does no harm");
}

/// What came of it.
struct Measure<'s> {
    tried: usize,
    /// What is not reported, by class.
    classes: BTreeMap<(Verdict, &'static str), Vec<&'s (String, String)>>,
}

impl<'s> Measure<'s> {
    fn of(tried: usize, survived: &'s [(String, String)]) -> Self {
        let mut classes: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for one in survived {
            classes.entry(harmless::verdict(&one.0, &one.1)).or_default().push(one);
        }
        Measure { tried, classes }
    }

    fn survivors(&self, counted: impl Fn(Verdict) -> bool) -> usize {
        self.classes.iter().filter(|((verdict, _), _)| counted(*verdict)).map(|(_, members)| members.len()).sum()
    }

    /// How many of them break something.
    fn broken(&self) -> usize {
        self.tried - self.survivors(|verdict| verdict == Verdict::Same)
    }

    fn reported(&self) -> usize {
        self.tried - self.survivors(|_| true)
    }

    /// How many of a hundred are reported.
    fn percent(&self) -> usize {
        self.reported() * 100 / self.tried
    }

    /// How many of a hundred that break something are reported.
    fn percent_of_broken(&self) -> usize {
        self.reported() * 100 / self.broken()
    }

    fn text(&self) -> String {
        let mut text = format!(
            "{} of {} changes are reported ({} %); {} of them break nothing: of the others {} %\n",
            self.reported(),
            self.tried,
            self.percent(),
            self.tried - self.broken(),
            self.percent_of_broken()
        );
        for ((verdict, why), members) in &self.classes {
            writeln!(text, "{} survive, {verdict:?}: {why}", members.len()).unwrap();
            let shown = if *verdict == Verdict::Same { 3 } else { usize::MAX };
            members.iter().take(shown).for_each(|(path, what)| writeln!(text, "    {path}: {what}").unwrap());
        }
        text
    }
}

fn found(sources: &Sources, bundle: &Bundle<'_>, complaints: Vec<Diagnostic>) -> Found {
    let taken = Taken::of(bundle).unwrap();
    let environment = Environment::default();
    let world = World::new(sources, bundle, taken, &environment);
    let levels = |offence: &'static Offence| (offence.production.severity(), SetBy::Rule);
    let settings = Settings { levels: &levels, rendered: None };
    let findings = inspect::inspect(&world, inspect::rules(), &settings);
    let mut found = Found::new();
    for finding in findings.list.into_iter().chain(complaints) {
        let subject = finding.about.as_ref().map(|about| format!("{:?}", about.subject)).unwrap_or_default();
        *found.entry((finding.id.word().to_owned(), subject, finding.headline)).or_default() += 1;
    }
    found
}

/// The YAML files of the sample, by path.
fn rendered() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(root.join("hrms-kafka.toml")).unwrap();
    let mut sources = Sources::default();
    let id = sources.add("hrms-kafka.toml", text).unwrap();
    let mut complaints = Complaints::default();
    let set = render::set(sources.get(id).unwrap(), &mut complaints).unwrap().unwrap();
    let is_yaml = |path: &str| Path::new(path).extension().is_some_and(|ending| ending == "yaml" || ending == "yml");
    let yaml = set.artefacts.into_iter().filter(|artefact| is_yaml(&artefact.path));
    // Each client has a file of its own, all alike.
    let mut clients = BTreeSet::new();
    yaml.filter(|artefact| !artefact.path.contains("/clients/") || clients.insert("one"))
        .map(|artefact| (artefact.path, artefact.text))
        .collect()
}
