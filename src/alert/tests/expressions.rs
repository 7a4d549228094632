//! Every expression of every kind, release and mode, held against two readers of PromQL and against what real nodes and exporters
//! expose.

use super::exposed::{Seen, Series, seen};
use super::modes::{self, Mode};
use super::{SAMPLE, with, without_alerts};
use crate::alert::{Command, KINDS, Rule, Runbook, Scene, Step, rules, template};
use crate::catalog::{self, Capability, Release};
use crate::promql::{self, AggregateOp, Carried, Condition, LabelFlow, Presence, Selector};
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// What is asked of a release in one of its modes, and what there is to see then.
struct World {
    release: &'static Release,
    mode: Mode,
    /// The rules of every kind.
    rules: Vec<Rule>,
    /// The queries of all runbooks.
    queries: Vec<String>,
    /// What each recording that fits tells.
    seen: Vec<Seen>,
}

/// Every release of the catalogue in every mode that it has.
static WORLDS: LazyLock<Vec<World>> = LazyLock::new(|| {
    let releases = catalog::releases().iter().map(|version| catalog::release(version).unwrap());
    let modes = releases.flat_map(|release| Mode::of(release).into_iter().map(move |mode| (release, mode)));
    modes.map(|(release, mode)| World::of(release, mode)).collect()
});

/// The rules of every kind that there is, with specs that give each something to watch.
fn all_rules(release: &Release, mode: Mode) -> Vec<Rule> {
    let jbod = without_alerts().replace(
        r#"storage  = { size = "10Gi", class = "gp2", delete_claim = false }"#,
        r#"storage  = { volumes = [{ id = 0, size = "10Gi" }, { id = 1, size = "10Gi" }] }"#,
    );
    let alert = |kind: &str, keys: &str| format!("{}\n[alert.Probe]\nkind = \"{kind}\"\n{keys}\n", without_alerts());
    let several = mode == Mode::ZooKeeper || release.can(Capability::KraftJbod);
    let specs = [
        SAMPLE.to_owned(),
        if several { jbod } else { without_alerts() },
        alert("no-messages", "topics = [\"audit-queue\", \"notification-queue\"]"),
        alert("consumer-lag", "per = \"cluster\"\nabove = 7"),
        alert("consumer-lag", "per = \"topic\"\nabove = 7"),
    ];
    let all: Vec<Rule> = specs.iter().flat_map(|spec| with(&modes::on(release, mode, spec), rules)).collect();
    let missing = |name: &str| match name {
        "log-dir-offline" => !several,
        "cluster-not-ready" => !release.can(Capability::ResourceStateMetric),
        _ => false,
    };
    let kinds: BTreeSet<&str> = all.iter().filter_map(|rule| Some(rule.kind?.name)).collect();
    let wanted = KINDS.iter().map(|kind| kind.name).filter(|name| !missing(name)).collect();
    assert_eq!(kinds, wanted, "{} in {mode:?}", release.version);
    all
}

impl World {
    fn of(release: &'static Release, mode: Mode) -> World {
        let queries = with(&modes::on(release, mode, SAMPLE), |model| {
            let runbooks = KINDS.iter().map(|kind| (kind.runbook)(&Scene::new(model)));
            runbooks.flat_map(|runbook: Runbook| runbook.look).filter_map(query).collect()
        });
        World { release, mode, rules: all_rules(release, mode), queries, seen: seen(release, mode) }
    }

    /// Each rule, with each recording of what there is to see.
    fn views(&self) -> impl Iterator<Item = (&Rule, &Seen)> {
        self.rules.iter().flat_map(|rule| self.seen.iter().map(move |seen| (rule, seen)))
    }

    /// The expressions of the rules and the queries of the runbooks.
    fn texts(&self) -> impl Iterator<Item = &String> {
        self.rules.iter().map(|rule| &rule.expr.value).chain(&self.queries)
    }
}

fn query(step: Step) -> Option<String> {
    step.run.and_then(|run| if let Command::Query(query) = run { Some(query) } else { None })
}

#[test]
fn two_readers_take_every_expression() {
    for rule in WORLDS.iter().flat_map(|world| &world.rules) {
        let text = &rule.expr.value;
        let expr = promql::read(text).unwrap();
        assert_eq!(promql::check_alert(&expr), [], "{text}");
        assert!(matches!(promql::condition(&expr), Condition::Tested(_)), "{text}");
        // No release before 3 and no feature flag is asked for.
        assert_eq!(promql::needs(&expr), [], "{text}");
        if let Err(error) = promql_parser::parser::parse(text) {
            panic!("{text}: {error}");
        }
    }
}

/// Not only somewhere: on the nodes that the labels of their roles select.
#[test]
fn every_selector_finds_series_that_carry_the_labels_that_are_matched() {
    for world in WORLDS.iter() {
        for (text, seen) in world.texts().flat_map(|text| world.seen.iter().map(move |seen| (text, seen))) {
            let expr = promql::read(text).unwrap();
            for place in promql::selectors(&expr) {
                let there = !found(place.selector, seen).is_empty();
                assert!(there, "{} in {:?} has nothing for a selector of {text}", world.release.version, world.mode);
            }
        }
    }
}

#[test]
fn every_text_prints_labels_that_the_result_surely_has() {
    for (rule, seen) in WORLDS.iter().flat_map(World::views).filter(|(rule, _)| rule.kind.is_some()) {
        let flow = flow(&rule.expr.value, seen);
        for text in [&rule.summary.value, &rule.description.value] {
            let asked = template::asked(text);
            assert_eq!((asked.open, asked.unknown), (None, vec![]), "{text}");
            for (label, _) in asked.labels {
                let presence = flow.label(&label);
                assert_eq!(presence, &Presence::Surely, "{label} in {text:?} of {}", rule.expr.value);
            }
        }
    }
}

/// A rule's label replaces the series' own. Where that would make two series one, Prometheus gives up the whole rule.
#[test]
fn no_label_of_a_rule_hides_one_that_tells_series_apart() {
    for (rule, seen) in WORLDS.iter().flat_map(World::views) {
        let flow = flow(&rule.expr.value, seen);
        for (label, _) in &rule.labels {
            let fine = matches!(flow.label(&label.value), Presence::Never(_));
            assert!(fine, "{} of {}", label.value, rule.name.value);
        }
    }
}

/// Another monitor on the same pods makes every series exist twice. What is folded is folded to one of them first.
#[test]
fn nothing_counts_twice_what_is_scraped_twice() {
    let mut folded = 0;
    for world in WORLDS.iter() {
        let ours = world.rules.iter().filter(|rule| rule.kind.is_some()).map(|rule| &rule.expr.value);
        for text in ours.chain(&world.queries) {
            let expr = promql::read(text).unwrap();
            for selector in promql::selectors(&expr) {
                let first = selector.within.iter().rev().find_map(|around| match &around.kind {
                    promql::Kind::Aggregation(aggregation) => Some(aggregation.op),
                    _ => None,
                });
                folded += usize::from(first.is_some());
                assert!(matches!(first, None | Some(AggregateOp::Max | AggregateOp::Min)), "{first:?} first: {text}");
            }
        }
    }
    assert!(folded > 30 * WORLDS.len(), "only {folded} selectors are folded");
}

#[test]
fn counters_are_called_as_the_agent_of_the_release_calls_them() {
    for (version, series) in [("0.41.0", "percent_count{"), ("0.42.0", "percent_count_total{")] {
        for world in WORLDS.iter().filter(|world| world.release.version == version) {
            let busy = |rule: &&Rule| rule.kind.is_some_and(|kind| kind.name == "request-saturation");
            let rule = world.rules.iter().find(busy).unwrap();
            assert!(rule.expr.value.contains(series), "{version}: {}", rule.expr.value);
        }
    }
}

fn flow(expr: &str, seen: &Seen) -> LabelFlow {
    let carried = |selector: &Selector| {
        let fitting = found(selector, seen);
        let all: BTreeSet<String> = fitting.iter().flat_map(|series| &series.labels).cloned().collect();
        let always: BTreeSet<String> =
            all.iter().filter(|l| fitting.iter().all(|series| series.labels.contains(*l))).cloned().collect();
        Carried { sometimes: all.difference(&always).cloned().collect(), always, others: false }
    };
    LabelFlow::with(&promql::read(expr).unwrap(), &carried)
}

/// The series that a selector may find, by the kind of target that they come from.
fn found<'s>(selector: &Selector, seen: &'s Seen) -> Vec<&'s Series> {
    let named = selector.metric().and_then(|metric| seen.get(metric));
    named.into_iter().flatten().filter(|series| series.may_pass(&selector.matchers)).collect()
}
