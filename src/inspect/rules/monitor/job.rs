//! Do jobs of a plain Prometheus reach ports that speak metrics?

use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::derive::{Derived, Service, Speaks};
use crate::inventory::monitor::{Job, millis};
use crate::inventory::tree::{Place, Tree};

const NOT_METRICS: Offence = Offence::error("monitor/static-target-without-metrics", "a target of a plain configuration is a port without metrics")
    .why("Strimzi's Services are for clients and brokers; none of their ports speaks metrics. Every scrape fails, and a Service would show one broker at a time besides.")
    .write("`kubernetes_sd_configs` with `role: pod`, and keep the port `tcp-prometheus`")
    .source("strimzi 0.39.0 to 1.2.0, `createServicePort`: none names the port of metrics");

const TIMEOUT: Offence =
    Offence::error("monitor/job-timeout-above-interval", "a job may take longer than the time until it begins again")
        .why("Prometheus does not start with such a configuration.")
        .write("a `scrape_timeout` not above `scrape_interval`")
        .source("Prometheus, `config.ScrapeConfig.Validate`");

const TWICE: Offence = Offence::error("monitor/job-twice", "two jobs of one configuration have one name")
    .why("Prometheus does not start with such a configuration.")
    .write("another `job_name`")
    .source("Prometheus, `config.Config.UnmarshalYAML`");

pub(super) const RULE: Rule = Rule {
    offences: &[&NOT_METRICS, &TIMEOUT, &TWICE],
    check: Check::Whole(check),
    examples: &[
        Example::new(
            "the Service for clients as a target",
            concat!(
                shop!(),
                "apiVersion: v1
kind: ConfigMap
metadata: { name: prometheus }
data:
  prometheus.yml: |
    global:
      scrape_interval: 15s
    scrape_configs:
      - job_name: kafka
        scrape_timeout: 20s # <- monitor/job-timeout-above-interval
        static_configs:
          - targets:
              - shop-kafka-bootstrap.kafka.svc:9404 # <- monitor/static-target-without-metrics
      - job_name: kafka # <- monitor/job-twice
        static_configs:
          - targets: ['shop-nodes-0.shop-kafka-brokers.kafka.svc:9404']
"
            ),
        ),
        Example::new(
            "pods, and what is elsewhere",
            concat!(
                shop!(),
                "apiVersion: v1
kind: ConfigMap
metadata: { name: prometheus }
data:
  prometheus.yml: |
    scrape_configs:
      - job_name: kafka
        kubernetes_sd_configs: [{ role: pod }]
      - job_name: node
        static_configs: [{ targets: ['localhost:9100', 'other-kafka-bootstrap:9404'] }]
"
            ),
        ),
    ],
};

fn check(world: &World<'_>, out: &mut Out) {
    let jobs = &world.inventory.jobs;
    for (at, job) in jobs.iter().enumerate() {
        targets(world.inventory.derived(), job, out);
        timeout(job, out);
        let same = |other: &&Job<'_>| {
            other.name == job.name
                && other.endpoint.tree.place.node.span() == job.endpoint.tree.place.node.span()
                && job.endpoint.tree.place.part.is_some()
        };
        if let Some(first) = jobs.iter().take(at).find(same) {
            out.raise(&TWICE, named(job), format!("Prometheus does not start: there are two jobs `{}`", job.name))
                .because(named(first), "the first")
                .help("give it another name");
        }
    }
}

/// Where a job is named.
fn named<'b>(job: &Job<'b>) -> Place<'b> {
    job.endpoint.tree.get("job_name").unwrap_or(&job.endpoint.tree).place
}

fn targets(derived: &Derived<'_>, job: &Job<'_>, out: &mut Out) {
    let lists = job.endpoint.tree.get("static_configs").map_or(&[][..], Tree::items).iter();
    let targets = lists.flat_map(|list| list.get("targets").map_or(&[][..], Tree::items));
    for target in targets {
        let Some((host, port)) = target.scalar().and_then(|text| text.rsplit_once(':')) else { continue };
        let Ok(port) = port.parse::<u16>() else { continue };
        let mut parts = host.split('.');
        let (name, namespace) = (parts.next().unwrap_or_default(), parts.next());
        let Some(service) = service(derived, name, namespace) else { continue };
        let has = service.ports.iter().find(|own| own.number == port);
        let speaks = derived.behind(service).flat_map(|pod| pod.ports.iter());
        let metrics =
            has.is_some() && speaks.into_iter().any(|own| own.number == port && own.speaks == Speaks::Metrics);
        if metrics {
            continue;
        }
        let why = if has.is_some() { "speaks no metrics" } else { "is not there" };
        out.raise(&NOT_METRICS, target, format!("port {port} of Service `{name}` {why}, so that every scrape fails"))
            .label("a Service for clients")
            .help("let Prometheus find the pods: `kubernetes_sd_configs` with `role: pod`, and keep the port `tcp-prometheus`");
    }
}

fn service<'d, 'b>(derived: &'d Derived<'b>, name: &str, namespace: Option<&str>) -> Option<&'d Service<'b>> {
    let fits = |service: &&Service<'_>| {
        let here = namespace.is_none() || service.namespace.is_none() || service.namespace == namespace;
        service.by_operator && service.name == name && here
    };
    derived.services.iter().find(fits)
}

fn timeout(job: &Job<'_>, out: &mut Out) {
    let of_all = |key: &str| job.global.as_ref().and_then(|global| global.get(key));
    let read = |tree: Option<&Tree<'_>>| tree.and_then(Tree::scalar).and_then(millis);
    let Some(timeout) = job.endpoint.timeout() else { return };
    let interval = read(job.endpoint.interval().or_else(|| of_all("scrape_interval")));
    let (Some(after), Some(interval)) = (read(Some(timeout)), interval) else { return };
    if after > interval {
        let headline = format!(
            "Prometheus does not start: a scrape of job `{}` may take {} s, and the next begins after {} s",
            job.name,
            after / 1000,
            interval / 1000
        );
        out.raise(&TIMEOUT, timeout, headline).help("write a timeout that is not above the interval");
    }
}
