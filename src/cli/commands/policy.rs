//! `kafkasmith policy`: the house's own demands, tested.

use super::Ending;
use crate::catalog;
use crate::cli::args::Global;
use crate::cli::demands::{self, Demands, Texts};
use crate::cli::judge::Manifests;
use crate::cli::judging::{Demanding, Judging};
use crate::cli::{Failure, Surroundings, discovery, ids, judge};
use crate::compare::text::unix;
use crate::diag::{Complaints, Diagnostic, Severity, SourceId, Sources};
use crate::policy::test::{self, Case, Snippet};
use crate::render;
use crate::report::Report;
use crate::spec::read_demands;
use crate::units::Date;
use std::path::{Path, PathBuf};
use toml::{Table, Value};

const EXAMPLES: &str = "\
A test is a snippet and what must be found in it, or must not. Under `--policy` the shared policy is \
tested, else the `[policy]` of the spec that is found. What a spec needs and the snippet does not say is \
filled in; `manifests` instead of `spec` holds YAML; with `today` the snippet's waivers are looked at.

  [[test]]
  name  = \"dead letters are kept a month\"
  spec  = '''
  [topic.orders]
  [topic.orders-dlq]
  dead_letter_for = \"orders\"
  retention       = \"7d\"
  '''
  finds = [{ rule = \"house/dlq-keeps-a-month\", target = \"topic.orders-dlq\" }]
  never = [{ rule = \"house/*\", target = \"topic.orders\" }]

Examples:
  kafkasmith policy test
  kafkasmith policy test --policy house.toml tests/house-test.toml";

/// The file that is looked for where none is named.
const NAME: &str = "policy-test.toml";

/// What topics are that do not say.
const TOPIC_DEFAULTS: &str = "[topic_defaults]\npartitions = 3\nreplicas = 3\n";

/// What may be written behind `policy`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What is to be done.
    #[command(subcommand)]
    pub what: What,
}

/// What can be done with a policy.
#[derive(Debug, clap::Subcommand)]
pub enum What {
    /// Look through snippets, and compare what is found with what must be
    Test(Test),
}

/// What may be written behind `policy test`.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Test {
    /// Files with tests [default: policy-test.toml beside the policy]
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,

    /// A policy that several specs share
    ///
    /// Without it: `KAFKASMITH_POLICY`, else the `[policy]` of the spec that is found.
    #[arg(long, value_name = "FILE")]
    pub policy: Option<PathBuf>,
}

/// The policy that is tested.
struct Tested {
    name: String,
    text: String,
    /// Whether several specs share it.
    is_shared: bool,
    /// Where it stands.
    folder: PathBuf,
}

/// Tests.
pub(super) fn run(args: &Args, global: &Global, world: &mut Surroundings<'_>) -> Result<Ending, Failure> {
    let What::Test(args) = &args.what;
    let tested = tested(args, global, world)?;
    let mut sources = Sources::default();
    let demands = tested.demands(None, &mut sources, None)?;
    if demands.complaints.iter().any(|complaint| complaint.severity == Severity::Error) {
        return Ok(Ending::Report(Report::new("policy", sources, demands.complaints)));
    }
    let mut complaints = Complaints::default();
    let mut cases = Vec::new();
    for path in files(args, &tested, world)? {
        let text = world.files.read(&path)?;
        let id = sources.add(world.files.shown(&path), unix(&text))?;
        if let Some(source) = sources.get(id) {
            cases.extend(test::read(source, &demands.rules, &mut complaints));
        }
    }
    let mut failed = 0;
    for case in &cases {
        let wrong = tested.judge(case)?;
        failed += usize::from(!wrong.is_empty());
        complaints.extend(wrong);
    }
    let mut report = Report::new("policy", sources, complaints.into_sorted());
    report.examined.insert("tests", cases.len());
    report.hints.push(match (failed, cases.len()) {
        (0, 1) => "1 test passed".to_owned(),
        (0, count) => format!("{count} tests passed"),
        (failed, count) => format!("{failed} of {count} tests failed"),
    });
    Ok(Ending::Report(report))
}

fn tested(args: &Test, global: &Global, world: &mut Surroundings<'_>) -> Result<Tested, Failure> {
    let demanding = Demanding { policy: args.policy.clone(), today: None };
    if let Some(path) = demands::shared_path(&demanding, world) {
        let text = unix(&world.files.read(&path)?);
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        return Ok(Tested { name: world.files.shown(&path), text, is_shared: true, folder });
    }
    let spec = discovery::spec(global, world)?;
    Ok(Tested { name: spec.shown(), text: unix(&spec.text), is_shared: false, folder: spec.folder })
}

/// The files with tests.
fn files(args: &Test, tested: &Tested, world: &Surroundings<'_>) -> Result<Vec<PathBuf>, Failure> {
    if !args.files.is_empty() {
        return Ok(args.files.clone());
    }
    let path = tested.folder.join(NAME);
    if world.files.kind(&path)?.is_none() {
        let headline = format!("there are no tests: `{}` is not there", world.files.shown(&path));
        return Err(Failure::nothing(ids::MISSING_FILE, headline).help("name the files with tests"));
    }
    Ok(vec![path])
}

impl Tested {
    /// What it demands of a snippet, whose own policy lies above a shared one, and stands in the place of any other.
    fn demands(
        &self,
        snippet: Option<SourceId>,
        sources: &mut Sources,
        today: Option<Date>,
    ) -> Result<Demands, Failure> {
        let id = sources.add(self.name.as_str(), self.text.as_str())?;
        let today = today.unwrap_or_else(|| Date::of_unix_seconds(0));
        let written = snippet.and_then(|id| Some((id, sources.get(id)?))).map(|(id, it)| (id, it, read_demands(it)));
        let own = written.as_ref().filter(|(_, _, written)| !written.policy.is_absent());
        let own = own.map(|(_, source, written)| (*source, &written.policy));
        let waivers = written.as_ref().map(|(id, _, written)| (*id, &written.waiver));
        let complaints = Complaints::default();
        if self.is_shared {
            return Ok(Demands::build(Texts { own, shared: Some(id), waivers }, sources, today, complaints));
        }
        let source = sources.get(id).ok_or_else(|| Failure::internal("the policy cannot be looked at"))?;
        let spec = read_demands(source);
        let own = own.or(Some((source, &spec.policy)));
        Ok(Demands::build(Texts { own, shared: None, waivers }, sources, today, complaints))
    }

    /// What is wrong with what is found in a snippet; nothing if the test passes.
    fn judge(&self, case: &Case) -> Result<Vec<Diagnostic>, Failure> {
        let mut judging = Judging::of(Demanding::default());
        judging.no_waivers = case.today.is_none();
        let mut sources = Sources::default();
        let (text, at) = match &case.snippet {
            Snippet::Manifests(text, _) => {
                let id = sources.add("manifests.yaml", text.as_str())?;
                let demands = self.demands(None, &mut sources, case.today)?;
                let verdict = Manifests::of_text(sources, id, demands).judge(&judging)?;
                return Ok(case.judge(&verdict.findings));
            }
            Snippet::Spec(text, at) => (text, *at),
        };
        let mut complaints = Complaints::default();
        let id = sources.add("spec.toml", completed(text))?;
        let source = sources.get(id).ok_or_else(|| Failure::internal("a snippet cannot be looked at"))?;
        let set = render::set(source, &mut complaints).map_err(|fault| Failure::internal(fault.to_string()))?;
        let mut findings = complaints.into_sorted();
        let demands = self.demands(Some(id), &mut sources, case.today)?;
        if let Some(set) = set {
            findings.extend(judge::rendered(&set, &mut sources, &judging, &demands)?.findings);
        } else {
            let unexpected = case.unreadable(&findings, at);
            if !unexpected.is_empty() {
                return Ok(unexpected);
            }
        }
        findings.extend(demands.complaints);
        Ok(case.judge(&findings))
    }
}

/// A snippet with what any spec needs: a small cluster of the newest release, as far as the snippet does not describe one.
fn completed(text: &str) -> String {
    let Ok(spec) = toml::from_str::<Table>(text) else { return text.to_owned() };
    let nothing = Table::new();
    let cluster = spec.get("cluster").map_or(Some(&nothing), Value::as_table);
    let Some(cluster) = cluster else { return text.to_owned() };
    let newest = catalog::releases().last().copied().unwrap_or_default();
    let mut lines = String::new();
    let defaults = if spec.contains_key("topic_defaults") { "" } else { TOPIC_DEFAULTS };
    let strimzi = format!("{newest:?}");
    let brokers = "{ replicas = 3, storage = { size = \"100Gi\" } }";
    let listener = "{ plain = { port = 9092, tls = false } }";
    let needed = [
        ("name", "\"test\""),
        ("namespace", "\"test\""),
        ("strimzi", &strimzi),
        ("listener", listener),
        ("brokers", brokers),
    ];
    for (key, value) in needed {
        let others = if key == "brokers" { "pool" } else { key };
        if ![key, others].iter().any(|key| cluster.contains_key(*key)) {
            lines.extend([key, " = ", value, "\n"]);
        }
    }
    // Right below its header if the table has one; tables within it may stand before it.
    let mut starts = text.match_indices("[cluster]").map(|(at, _)| at);
    let header = starts.find(|at| text.get(..*at).is_some_and(|before| before.is_empty() || before.ends_with('\n')));
    let Some(header) = header else { return format!("{text}\n[cluster]\n{lines}{defaults}") };
    let end = text.get(header..).and_then(|rest| rest.find('\n')).map_or(text.len(), |newline| header + newline);
    let (before, after) = text.split_at_checked(end).unwrap_or((text, ""));
    format!("{before}\n{lines}{after}\n{defaults}")
}
