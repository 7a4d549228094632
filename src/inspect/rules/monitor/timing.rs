//! Can Prometheus keep the times that a monitor wants?

use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::Monitor;
use crate::inventory::monitor::millis;
use crate::inventory::tree::Tree;

const TIMEOUT: Offence =
    Offence::error("monitor/timeout-above-interval", "a scrape may take longer than the time until the next one")
        .why("Prometheus refuses a configuration whose scrape timeout is greater than its interval; prometheus-operator leaves the monitor out and says so in an event only.")
        .write("a `scrapeTimeout` not above `interval`")
        .source("Prometheus, `config.ScrapeConfig.Validate`; prometheus-operator, `validateScrapeIntervalAndTimeout`");

pub(super) const RULE: Rule = Rule {
    offences: &[&TIMEOUT],
    check: Check::Monitor(check),
    examples: &[
        Example::new(
            "longer than the interval",
            "apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: { name: kafka }
spec:
  selector: { matchLabels: { app: kafka } }
  podMetricsEndpoints:
    - port: a
      interval: 15s
      scrapeTimeout: 30s # <- monitor/timeout-above-interval
",
        ),
        Example::new(
            "shorter than the interval, and none at all",
            "apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: { name: kafka }
spec:
  selector: { matchLabels: { app: kafka } }
  podMetricsEndpoints:
    - { port: a, interval: 1m, scrapeTimeout: 60s }
    - { port: b }
",
        ),
    ],
};

fn check(world: &World<'_>, monitor: &Monitor<'_>, out: &mut Out) {
    for endpoint in &monitor.endpoints {
        let read = |time: Option<&Tree<'_>>| time.and_then(Tree::scalar).and_then(millis);
        let Some(timeout) = endpoint.timeout() else { continue };
        let of_server = world.inventory.prometheuses.first().map(crate::inventory::Prometheus::interval);
        let Some(interval) = read(endpoint.interval()).or(of_server) else { continue };
        let Some(after) = read(Some(timeout)) else { continue };
        if interval > 0 && after > interval {
            let raised = out.raise(
                &TIMEOUT,
                timeout,
                format!(
                    "scrapes of {} `{}` may take {} s, but the next begins after {} s: it is refused",
                    monitor.kind(),
                    monitor.name,
                    after / 1000,
                    interval / 1000
                ),
            );
            raised.label("longer than the interval").help("write a timeout that is not above the interval");
            if let Some(written) = endpoint.interval() {
                raised.because(written, "the interval");
            }
        }
    }
}
