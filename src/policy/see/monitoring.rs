//! Alerts and what is scraped.

use super::{Place, Platform, Seen, map, metadata, named, owned};
use crate::bundle::{Document, Node};
use crate::inventory::text_of;
use crate::policy::view::{Alert, Lasting, Monitor};

pub(super) fn alerts<'b>(platform: &Platform<'b>) -> Vec<Seen<'b>> {
    let of_operator = platform.of_kind("PrometheusRule").filter_map(|file| Some((file, file.at(["spec", "groups"])?)));
    let plain = platform.documents().filter(|file| file.kind().is_none());
    let plain = plain.filter_map(|file| Some((file, file.get("groups")?)));
    let groups = of_operator.chain(plain).flat_map(|(file, groups)| groups.items().map(move |group| (file, group)));
    let rules = groups.flat_map(|(file, group)| {
        let rules = group.get("rules").into_iter().flat_map(Node::items);
        rules.map(move |rule| (file, group, rule))
    });
    rules.filter_map(|(file, group, rule)| alert(file, group, rule)).collect()
}

/// A rule, if it is no recorded series.
fn alert<'b>(file: Document<'b>, group: Node<'b>, rule: Node<'b>) -> Option<Seen<'b>> {
    let name_node = rule.get("alert")?;
    let name = name_node.as_text()?;
    let text = |node: Option<Node<'b>>| owned(node.and_then(text_of));
    let view = Alert {
        name: name.to_owned(),
        group: text(group.get("name")),
        expr: text(rule.get("expr")).trim().to_owned(),
        r#for: rule.get("for").and_then(Node::as_text).and_then(lasting).unwrap_or_default(),
        severity: text(rule.at(["labels", "severity"])),
        labels: map(rule.get("labels")),
        annotations: map(rule.get("annotations")),
    };
    let seen = Seen::new(view, named("alert", name, file), Place::Node(name_node));
    let fields = [("expr", "expr"), ("for", "for"), ("labels", "labels"), ("annotations", "annotations")];
    let seen = fields.into_iter().fold(seen, |seen, (field, key)| seen.field(field, rule.get(key)));
    Some(seen.field("severity", rule.at(["labels", "severity"])))
}

pub(super) fn monitors<'b>(platform: &Platform<'b>) -> Vec<Seen<'b>> {
    let kinds = ["ServiceMonitor", "PodMonitor"];
    let kind = |document: Document<'b>| kinds.into_iter().find(|kind| document.kind() == Some(kind));
    platform.documents().filter_map(|document| Some(monitor(document, kind(document)?))).collect()
}

fn monitor<'b>(document: Document<'b>, kind: &str) -> Seen<'b> {
    let list = if kind == "PodMonitor" { "podMetricsEndpoints" } else { "endpoints" };
    let endpoints: Vec<Node<'b>> = document.at(["spec", list]).into_iter().flat_map(Node::items).collect();
    let intervals = endpoints.iter().filter_map(|endpoint| endpoint.get("interval"));
    let interval = intervals.filter_map(|node| Some((lasting(node.as_text()?)?, node))).max_by_key(|(time, _)| *time);
    let port = |endpoint: &Node<'b>| {
        let ports = ["port", "targetPort", "portNumber"];
        ports.into_iter().find_map(|key| Some(text_of(endpoint.get(key)?)?.into_owned()))
    };
    let name = document.name().unwrap_or_default();
    let view = Monitor {
        name: name.to_owned(),
        namespace: owned(document.namespace()),
        kind: kind.to_owned(),
        labels: metadata(document, "labels"),
        interval: interval.map(|(time, _)| time),
        selects: map(document.at(["spec", "selector", "matchLabels"])),
        ports: endpoints.iter().filter_map(port).collect(),
    };
    Seen::of(view, "monitor", name, document)
        .field("labels", document.at(["metadata", "labels"]))
        .field("interval", interval.map(|(_, node)| node))
        .field("selects", document.at(["spec", "selector"]))
        .field("ports", document.at(["spec", list]))
}

/// A time as Prometheus writes it: `1h30m`, `15s`, `0`.
fn lasting(text: &str) -> Option<Lasting> {
    const UNITS: [(&str, i64); 7] = [
        ("ms", 1),
        ("s", 1_000),
        ("m", 60_000),
        ("h", 3_600_000),
        ("d", 86_400_000),
        ("w", 604_800_000),
        ("y", 31_536_000_000),
    ];
    let mut rest = text.trim();
    if rest == "0" {
        return Some(Lasting(0));
    }
    let mut total: i64 = 0;
    while !rest.is_empty() {
        let (number, behind) = rest.split_at_checked(rest.find(|c: char| !c.is_ascii_digit())?)?;
        let end = behind.find(|c: char| c.is_ascii_digit()).unwrap_or(behind.len());
        let (unit, behind) = behind.split_at_checked(end)?;
        let (_, millis) = UNITS.iter().find(|(word, _)| *word == unit)?;
        total = total.checked_add(number.parse::<i64>().ok()?.checked_mul(*millis)?)?;
        rest = behind;
    }
    (!text.trim().is_empty()).then_some(Lasting(total))
}

#[cfg(test)]
mod tests {
    use super::{Lasting, lasting};

    #[test]
    fn times_are_read_as_prometheus_reads_them() {
        for (text, expected) in [
            ("15s", Some(15_000)),
            ("1h30m", Some(5_400_000)),
            ("500ms", Some(500)),
            ("0", Some(0)),
            ("1d", Some(86_400_000)),
            ("", None),
            ("5", None),
            ("m", None),
            ("5q", None),
            ("99999999999999999999s", None),
        ] {
            assert_eq!(lasting(text), expected.map(Lasting), "{text:?}");
        }
    }
}
