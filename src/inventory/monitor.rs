//! What Prometheus is told to scrape: `ServiceMonitors`, `PodMonitors`, jobs of plain configurations, and what a Prometheus
//! takes of these.

use super::selector::{Labels, Selector, labels_of};
use super::tree::{Place, Tree};
use crate::bundle::{Bundle, Document};

/// A `ServiceMonitor` or a `PodMonitor`.
#[derive(Debug, Clone)]
pub struct Monitor<'b> {
    /// Where it stands.
    pub document: Document<'b>,
    /// Its name.
    pub name: &'b str,
    /// Whether it selects pods rather than Services.
    pub of_pods: bool,
    /// Its labels, by which a Prometheus selects it.
    pub labels: Labels,
    /// What it selects.
    pub selector: Selector<'b>,
    /// In which namespaces.
    pub namespaces: Namespaces<'b>,
    /// What is scraped of what it selects.
    pub endpoints: Vec<Endpoint<'b>>,
    /// `spec`.
    pub spec: Tree<'b>,
}

/// Where a monitor looks.
#[derive(Debug, Clone)]
pub enum Namespaces<'b> {
    /// In its own namespace.
    Own,
    /// In all.
    Any,
    /// In these.
    These(Vec<(String, Place<'b>)>),
}

/// One port that a monitor scrapes, or one job of a plain configuration.
#[derive(Debug, Clone)]
pub struct Endpoint<'b> {
    /// All of it.
    pub tree: Tree<'b>,
    /// Whether it is written as Prometheus itself reads it, and not its operator.
    pub plain: bool,
}

/// A job of a plain configuration.
#[derive(Debug, Clone)]
pub struct Job<'b> {
    /// Its name.
    pub name: String,
    /// How it scrapes.
    pub endpoint: Endpoint<'b>,
    /// `global` of the configuration that it is in.
    pub global: Option<Tree<'b>>,
}

/// A Prometheus that its operator runs.
#[derive(Debug, Clone)]
pub struct Prometheus<'b> {
    /// Where it stands.
    pub document: Document<'b>,
    /// `spec`.
    pub spec: Tree<'b>,
}

/// A rule that changes or drops targets or series.
#[derive(Debug, Clone)]
pub struct Relabeling<'b> {
    /// Where it stands.
    pub tree: Tree<'b>,
    /// What it does, in lower case.
    pub action: String,
    /// The labels that it looks at.
    pub sources: Vec<(String, Place<'b>)>,
    /// What stands between their values; a semicolon if nobody says so.
    pub separator: String,
    /// The label that it writes.
    pub target: Option<String>,
    /// What it writes there; the first group if nobody says so.
    pub replacement: String,
    /// The regular expression, if one is written.
    pub regex: Option<(String, Place<'b>)>,
}

/// How long Prometheus waits between two scrapes if nobody says so, in milliseconds: that of the operator is 30 s.
const INTERVAL: u64 = 30_000;

impl<'b> Monitor<'b> {
    fn of(document: Document<'b>) -> Option<Self> {
        let of_pods = document.kind()? == "PodMonitor";
        let spec = Tree::of(document.get("spec")?);
        let empty = || Selector { terms: Vec::new(), place: spec.place };
        let endpoints = spec.get(if of_pods { "podMetricsEndpoints" } else { "endpoints" });
        let endpoints = endpoints.map_or(&[][..], Tree::items).iter();
        Some(Monitor {
            document,
            name: document.name()?,
            of_pods,
            labels: labels_of(document.at(["metadata", "labels"]).map(Tree::of).as_ref()),
            selector: spec.get("selector").map_or_else(empty, Selector::of),
            namespaces: namespaces(&spec),
            endpoints: endpoints.map(|tree| Endpoint { tree: tree.clone(), plain: false }).collect(),
            spec,
        })
    }

    /// Whether it looks into a namespace; a namespace that is not written may be any.
    pub fn looks_into(&self, namespace: Option<&str>) -> bool {
        match &self.namespaces {
            Namespaces::Any => true,
            Namespaces::Own => super::same_namespace(self.document.namespace(), namespace),
            Namespaces::These(names) => {
                namespace.is_none_or(|namespace| names.iter().any(|(name, _)| name == namespace))
            }
        }
    }

    /// What its kind is called.
    pub const fn kind(&self) -> &'static str {
        if self.of_pods { "PodMonitor" } else { "ServiceMonitor" }
    }
}

fn namespaces<'b>(spec: &Tree<'b>) -> Namespaces<'b> {
    let Some(selector) = spec.get("namespaceSelector") else { return Namespaces::Own };
    if selector.get("any").and_then(Tree::as_bool) == Some(true) {
        return Namespaces::Any;
    }
    let names = selector.get("matchNames").map_or(&[][..], Tree::items).iter();
    let names: Vec<_> = names.filter_map(|name| Some((name.scalar()?.to_owned(), name.place))).collect();
    if names.is_empty() { Namespaces::Own } else { Namespaces::These(names) }
}

impl<'b> Endpoint<'b> {
    fn key(&self, operator: &str, plain: &str) -> Option<&Tree<'b>> {
        self.tree.get(if self.plain { plain } else { operator })
    }

    /// The name of the port; of a `ServiceMonitor` that of the Service.
    pub fn port(&self) -> Option<&Tree<'b>> {
        self.tree.get("port")
    }

    /// The port of the pods, by name or number.
    pub fn target_port(&self) -> Option<&Tree<'b>> {
        self.tree.get("targetPort").or_else(|| self.tree.get("portNumber"))
    }

    /// The path that is asked for.
    pub fn path(&self) -> Option<&Tree<'b>> {
        self.key("path", "metrics_path")
    }

    /// `http` or `https`.
    pub fn scheme(&self) -> Option<&Tree<'b>> {
        self.tree.get("scheme")
    }

    /// How often it is scraped, as written.
    pub fn interval(&self) -> Option<&Tree<'b>> {
        self.key("interval", "scrape_interval")
    }

    /// After how long a scrape is given up, as written.
    pub fn timeout(&self) -> Option<&Tree<'b>> {
        self.key("scrapeTimeout", "scrape_timeout")
    }

    /// Whether labels of the series win over those of the target.
    pub fn honors_labels(&self) -> bool {
        self.key("honorLabels", "honor_labels").and_then(Tree::as_bool) == Some(true)
    }

    /// What is done with targets before they are scraped.
    pub fn relabelings(&self) -> Vec<Relabeling<'b>> {
        relabelings(self.key("relabelings", "relabel_configs"))
    }

    /// What is done with series after the scrape.
    pub fn metric_relabelings(&self) -> Vec<Relabeling<'b>> {
        relabelings(self.key("metricRelabelings", "metric_relabel_configs"))
    }
}

fn relabelings<'b>(list: Option<&Tree<'b>>) -> Vec<Relabeling<'b>> {
    let list = list.map_or(&[][..], Tree::items).iter();
    list.map(|tree| {
        let either = |one: &str, other: &str| tree.get(one).or_else(|| tree.get(other));
        let sources = either("sourceLabels", "source_labels").map_or(&[][..], Tree::items).iter();
        Relabeling {
            tree: tree.clone(),
            action: tree.get("action").and_then(Tree::scalar).unwrap_or("replace").to_ascii_lowercase(),
            sources: sources.filter_map(|it| Some((it.scalar()?.to_owned(), it.place))).collect(),
            separator: tree.get("separator").and_then(Tree::scalar).unwrap_or(";").to_owned(),
            target: either("targetLabel", "target_label").and_then(Tree::scalar).map(str::to_owned),
            replacement: tree.get("replacement").and_then(Tree::scalar).unwrap_or("$1").to_owned(),
            regex: tree.get("regex").and_then(|it| Some((it.scalar()?.to_owned(), it.place))),
        }
    })
    .collect()
}

impl<'b> Prometheus<'b> {
    /// What it selects by `serviceMonitorSelector`, `podMonitorSelector` or `ruleSelector`; nothing if that is not written:
    /// then it takes none.
    pub fn selector(&self, key: &str) -> Option<Selector<'b>> {
        self.spec.get(key).map(Selector::of)
    }

    /// The time between two scrapes of monitors that do not say, in milliseconds.
    pub fn interval(&self) -> u64 {
        self.spec.get("scrapeInterval").and_then(Tree::scalar).and_then(millis).unwrap_or(INTERVAL)
    }
}

/// All monitors, jobs and Prometheuses of a bundle.
pub(super) fn of<'b>(bundle: &'b Bundle<'b>) -> (Vec<Monitor<'b>>, Vec<Job<'b>>, Vec<Prometheus<'b>>) {
    let (mut monitors, mut jobs, mut servers) = (Vec::new(), Vec::new(), Vec::new());
    for document in bundle.documents().filter(|document| document.is_whole()) {
        match document.kind() {
            Some("ServiceMonitor" | "PodMonitor") => monitors.extend(Monitor::of(document)),
            Some("Prometheus" | "PrometheusAgent") => {
                let spec = document.get("spec").map(Tree::of);
                servers.extend(spec.map(|spec| Prometheus { document, spec }));
            }
            Some("ConfigMap" | "Secret") => {
                for tree in texts(document) {
                    jobs_of(&tree, &mut jobs);
                }
            }
            None if document.get("scrape_configs").is_some() => jobs_of(&Tree::of(document.root()), &mut jobs),
            _ => {}
        }
    }
    (monitors, jobs, servers)
}

/// The texts of a `ConfigMap` or a Secret that may be configurations of Prometheus.
pub(super) fn texts(document: Document<'_>) -> Vec<Tree<'_>> {
    let data = ["data", "stringData"].into_iter().filter_map(|key| document.get(key));
    let values = data.flat_map(|data| data.entries().map(|(_, value)| value));
    let may = |text: &str| ["scrape_configs:", "job_name:", "groups:"].iter().any(|word| text.contains(word));
    let values = values.filter(|value| value.as_text().is_some_and(may));
    values.filter_map(|value| Tree::within(value).ok()).flatten().collect()
}

fn jobs_of<'b>(tree: &Tree<'b>, jobs: &mut Vec<Job<'b>>) {
    let global = tree.get("global").cloned();
    let list = tree.get("scrape_configs").map_or_else(|| tree.items(), Tree::items);
    for job in list {
        let Some(name) = job.get("job_name").and_then(Tree::scalar) else { continue };
        let endpoint = Endpoint { tree: job.clone(), plain: true };
        jobs.push(Job { name: name.to_owned(), endpoint, global: global.clone() });
    }
}

/// The units of Prometheus' durations, greatest first, in milliseconds.
const UNITS: [(&str, u64); 7] = [
    ("y", 31_536_000_000),
    ("w", 604_800_000),
    ("d", 86_400_000),
    ("h", 3_600_000),
    ("m", 60_000),
    ("s", 1000),
    ("ms", 1),
];

/// A duration as Prometheus reads it in its configuration, in milliseconds: `30s`, `1h30m`, `0`. Each unit once, greatest first.
pub fn millis(text: &str) -> Option<u64> {
    if text == "0" {
        return Some(0);
    }
    let (mut rest, mut total, mut from) = (text, 0_u64, 0);
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let (count, after) = rest.split_at_checked(digits)?;
        let letters = after.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(after.len());
        let (unit, tail) = after.split_at_checked(letters)?;
        let at = UNITS.iter().position(|(name, _)| *name == unit).filter(|at| *at >= from)?;
        let (_, factor) = UNITS.get(at)?;
        total = total.checked_add(count.parse::<u64>().ok()?.checked_mul(*factor)?)?;
        (rest, from) = (tail, at + 1);
    }
    Some(total)
}

#[cfg(test)]
mod tests {
    use super::millis;

    #[test]
    fn durations_are_read_as_prometheus_reads_them() {
        for (text, expected) in [
            ("30s", Some(30_000)),
            ("1h30m", Some(5_400_000)),
            ("0", Some(0)),
            ("0s", Some(0)),
            ("500ms", Some(500)),
            ("30", None),
            ("", None),
            ("1m1h", None),
            ("1.5m", None),
            ("5 m", None),
            ("99999999999999y", None),
        ] {
            assert_eq!(millis(text), expected, "{text:?}");
        }
    }
}
