//! Does relabelling leave what is needed?

use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::monitor::{Endpoint, Relabeling};
use crate::promql::Pattern;

const REGEX: Offence = Offence::error("monitor/bad-relabeling", "a relabelling that Prometheus refuses")
    .why("prometheus-operator leaves the monitor out; a plain Prometheus does not load its configuration at all.")
    .write("a regular expression of RE2, and one of the known actions")
    .source("Prometheus, `relabel.Config.Validate`");

const DROPS: Offence = Offence::error("monitor/drops-all-targets", "a relabelling drops every target")
    .why("`keep` drops what its regular expression does not match, and a label that is not there is empty: every target is dropped.")
    .write("a label that targets of this kind have")
    .source("Prometheus, meta labels of `kubernetes_sd_configs`: pods have no labels of Services, and dots and slashes become `_`");

const LABELMAP: Offence = Offence::warning("monitor/labelmap-matches-nothing", "a `labelmap` whose regular expression can match no label")
    .why("Dots, dashes and slashes of a label are `_` in the names that Prometheus gives: `strimzi.io/cluster` is `__meta_kubernetes_pod_label_strimzi_io_cluster`. The label is missing in all series, and alerts that select by it are silent.")
    .write("`__meta_kubernetes_pod_label_(strimzi_io_.+)`")
    .source("Prometheus, `strutil.SanitizeLabelName`; strimzi, its own PodMonitors");

pub(super) const RULE: Rule = Rule {
    offences: &[&REGEX, &DROPS, &LABELMAP],
    check: Check::Whole(check),
    examples: &[
        Example::new(
            "no regular expression, a label that is never there, and a name with dots",
            r"apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: { name: kafka }
spec:
  selector: {}
  podMetricsEndpoints:
    - port: tcp-prometheus
      relabelings:
        - action: replace
          regex: '(unclosed' # <- monitor/bad-relabeling
        - action: keep
          sourceLabels: [__meta_kubernetes_pod_label_strimzi.io_kind] # <- monitor/drops-all-targets
          regex: Kafka
        - action: labelmap
          regex: __meta_kubernetes_pod_label_(strimzi\.io/.+) # <- monitor/labelmap-matches-nothing
        - action: remove # <- monitor/bad-relabeling
",
        ),
        Example::new(
            "as Strimzi's own monitors have it",
            r"apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: { name: kafka }
spec:
  selector: {}
  podMetricsEndpoints:
    - port: tcp-prometheus
      relabelings:
        - separator: ;
          regex: __meta_kubernetes_pod_label_(strimzi_io_.+)
          replacement: $1
          action: labelmap
        - sourceLabels: [__meta_kubernetes_namespace]
          separator: ;
          regex: (.*)
          targetLabel: namespace
          replacement: $1
          action: replace
        - sourceLabels: [__meta_kubernetes_pod_label_strimzi_io_kind]
          regex: Kafka
          action: keep
",
        ),
    ],
};

/// The actions of Prometheus.
const ACTIONS: [&str; 11] = [
    "replace",
    "keep",
    "drop",
    "hashmod",
    "labelmap",
    "labeldrop",
    "labelkeep",
    "lowercase",
    "uppercase",
    "keepequal",
    "dropequal",
];

fn check(world: &World<'_>, out: &mut Out) {
    let inventory = &world.inventory;
    for monitor in &inventory.monitors {
        for endpoint in &monitor.endpoints {
            of_endpoint(endpoint, out);
        }
    }
    for job in &inventory.jobs {
        of_endpoint(&job.endpoint, out);
    }
}

fn of_endpoint(endpoint: &Endpoint<'_>, out: &mut Out) {
    for (rule, of_target) in endpoint
        .relabelings()
        .into_iter()
        .map(|rule| (rule, true))
        .chain(endpoint.metric_relabelings().into_iter().map(|rule| (rule, false)))
    {
        if !ACTIONS.contains(&rule.action.as_str()) {
            let at = rule.tree.get("action").unwrap_or(&rule.tree);
            out.raise(
                &REGEX,
                at,
                format!("Prometheus knows no action `{}`, and refuses the configuration", rule.action),
            )
            .help(format!("write one of: {}", ACTIONS.join(", ")));
        }
        if let Some((regex, place)) = &rule.regex {
            if let Err(why) = Pattern::new(regex) {
                out.raise(&REGEX, *place, format!("Prometheus refuses this regular expression: {why}"))
                    .help("write one that RE2 reads");
                continue;
            }
            if rule.action == "labelmap" && of_target && odd(regex) {
                out.raise(&LABELMAP, *place, format!("`{regex}` matches no label, so that none is taken over"))
                    .label("names of labels have `_` where the pod's have dots, dashes and slashes")
                    .help("write `__meta_kubernetes_pod_label_(strimzi_io_.+)`");
            }
        }
        if of_target && rule.action == "keep" {
            keeps_nothing(&rule, out);
        }
    }
}

/// Whether a pattern over names of labels asks for a sign that they cannot have.
fn odd(regex: &str) -> bool {
    let bare = regex.replace(r"\.", "\u{1}");
    // A `.` that is not escaped matches `_`.
    regex.starts_with("__meta_kubernetes") && (bare.contains('\u{1}') || bare.contains('/'))
}

/// A `keep` over labels that no target has.
fn keeps_nothing(rule: &Relabeling<'_>, out: &mut Out) {
    let passes_empty = rule
        .regex
        .as_ref()
        .is_none_or(|(regex, _)| Pattern::new(regex).ok().and_then(|pattern| pattern.accepts("")).unwrap_or(true));
    let [(source, place)] = rule.sources.as_slice() else { return };
    let legal = source.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if passes_empty || legal {
        return;
    }
    let right: String = source.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    out.raise(&DROPS, *place, format!("no target has a label `{source}`, so that `keep` drops all of them"))
        .label("names of labels have `_` where the object's have dots, dashes and slashes")
        .help(format!("write `{right}`"));
}
