//! The pod: how many, found how, as whom, probed where, with what memory.

use super::super::Operator;
use super::{Effect, Sink, What};
use crate::bundle::Node;
use crate::catalog::Release;

/// The paths that the operator answers.
const PATHS: [&str; 3] = ["/healthy", "/ready", "/metrics"];

pub(super) fn check<'b>(operator: &Operator<'b>, release: &Release, add: Sink<'_, 'b>) {
    let document = operator.document.root();
    if let Some((0, at)) = operator.replicas() {
        add(What::NoReplicas, Effect::NoPod, at);
    }
    labels(operator, release, add);
    if operator.service_account().0 == "default" {
        let place = operator.service_account().1.or(operator.pod()).unwrap_or(document);
        add(What::NoServiceAccount, Effect::Idle, place);
    }
    if operator.container.get("name").and_then(Node::as_text).is_none() {
        add(What::Lacks("name"), Effect::Refused, operator.container);
    }
    for (number, name, port) in operator.ports() {
        if number.is_none() {
            add(What::Lacks("containerPort"), Effect::Refused, port);
        }
        let official = &release.operator.port;
        let own = name == Some(official.name.as_str());
        if let Some(number) = number.filter(|number| own && *number != i64::from(official.number)) {
            add(What::OtherPort(number), Effect::Restarted, port.get("containerPort").unwrap_or(port));
        }
    }
    for key in ["livenessProbe", "readinessProbe", "startupProbe"] {
        probe(operator, release, key, add);
    }
    resources(operator, release, add);
    restrictions(operator, release, add);
}

fn labels<'b>(operator: &Operator<'b>, release: &Release, add: Sink<'_, 'b>) {
    let root = operator.document.root();
    let pod = operator.pod_labels();
    let Some(selector) = operator.selector().filter(|selector| selector.entries().next().is_some()) else {
        // One by expressions is left alone.
        if operator.document.at(["spec", "selector", "matchExpressions"]).is_none() {
            let place = operator.document.at(["spec", "selector"]).or(operator.document.get("spec")).unwrap_or(root);
            add(What::NoSelector, Effect::Refused, place);
        }
        return;
    };
    for (key, value) in selector.entries() {
        let found = pod.and_then(|labels| labels.get(&key.name())).and_then(Node::as_text);
        if found.is_none() || found != value.as_text() {
            add(What::LabelsDiffer(key.name().into_owned()), Effect::Refused, value);
        }
    }
    let label = release.operator.pod_labels.iter().find(|(key, _)| key.contains('/'));
    if let Some((key, value)) = label {
        let own = pod.and_then(|labels| labels.get(key)).and_then(Node::as_text);
        if own != Some(value) && operator.value("STRIMZI_NETWORK_POLICY_GENERATION") != Some("false") {
            let what = What::NotLetIn { label: key.clone(), value: value.clone() };
            add(what, Effect::Later, pod.unwrap_or(root));
        }
    }
}

fn probe<'b>(operator: &Operator<'b>, release: &Release, key: &'static str, add: Sink<'_, 'b>) {
    let Some(probe) = operator.container.get(key).filter(|probe| !probe.is_null()) else {
        if key != "startupProbe" {
            add(What::NoProbe(key), Effect::Taste, operator.container);
        }
        return;
    };
    let Some(get) = probe.get("httpGet") else {
        if !["exec", "tcpSocket", "grpc"].into_iter().any(|kind| probe.get(kind).is_some()) {
            add(What::Lacks("httpGet"), Effect::Refused, probe);
        }
        return;
    };
    // Without a path it asks for `/`.
    if get.get("path").is_none() {
        add(What::ProbePath { probe: key, path: "/" }, Effect::Restarted, get);
    }
    if let Some(path) = get.get("path").filter(|path| path.as_text().is_some_and(|path| !PATHS.contains(&path))) {
        add(What::ProbePath { probe: key, path: path.text() }, Effect::Restarted, path);
    }
    let Some(port) = get.get("port") else { return add(What::Lacks("port"), Effect::Refused, get) };
    let number = port.as_int().or_else(|| {
        let named = operator.ports().find(|(_, name, _)| name.is_some() && *name == port.as_text());
        named.and_then(|(number, _, _)| number)
    });
    // A port whose number is wrong is spoken of where it is written.
    let spoken = port.as_text() == Some(release.operator.port.name.as_str());
    let right = i64::from(release.operator.port.number);
    if number.is_none() || (number != Some(right) && !spoken) {
        add(What::ProbePort { probe: key, port: port.text().to_owned() }, Effect::Restarted, port);
    }
}

fn resources<'b>(operator: &Operator<'b>, release: &Release, add: Sink<'_, 'b>) {
    let container = operator.container;
    let of = |kind: &str, what: &str| container.at(["resources", kind, what]);
    let place = |keys: &[&str]| keys.iter().fold(container, |node, key| node.get(key).unwrap_or(node));
    for (kind, what) in [("limits", "memory"), ("limits", "cpu"), ("requests", "memory"), ("requests", "cpu")] {
        if let Some(node) = of(kind, what).filter(|node| quantity(node.text()).is_none()) {
            add(What::BadQuantity(node.text()), Effect::Refused, node);
        }
    }
    let official = &release.operator.limits.memory;
    match of("limits", "memory") {
        None => add(What::NoMemoryLimit, Effect::Taste, place(&["resources", "limits"])),
        Some(node) => {
            let little =
                quantity(node.text()).zip(quantity(official)).is_some_and(|(found, official)| found < official);
            if little {
                let what = What::LittleMemory { found: node.text(), official: official.clone() };
                add(what, Effect::Later, node);
            }
        }
    }
    for what in ["memory", "cpu"] {
        match (of("requests", what), of("limits", what)) {
            // What is not asked for is as much as is allowed.
            (None, None) => add(What::NoRequests, Effect::Taste, place(&["resources", "requests"])),
            (Some(request), Some(limit)) => {
                let above =
                    quantity(request.text()).zip(quantity(limit.text())).is_some_and(|(one, other)| one > other);
                if above {
                    let what = if what == "memory" { "memory" } else { "cpu" };
                    add(What::RequestAboveLimit(what), Effect::Refused, request);
                }
            }
            _ => {}
        }
    }
}

/// A quantity of Kubernetes, in thousandths.
fn quantity(text: &str) -> Option<u128> {
    let end = text.find(|char: char| !char.is_ascii_digit() && char != '.').unwrap_or(text.len());
    let (digits, suffix) = text.split_at_checked(end)?;
    let factor: u128 = match suffix {
        "m" => 1,
        "" => 1_000,
        "k" => 1_000_000,
        "M" => 1_000_000_000,
        "G" => 1_000_000_000_000,
        "T" => 1_000_000_000_000_000,
        "Ki" => 1_000 << 10,
        "Mi" => 1_000 << 20,
        "Gi" => 1_000 << 30,
        "Ti" => 1_000 << 40,
        _ => return None,
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.len() > 18 || part.len() > 9 || (whole.is_empty() && part.is_empty()) || part.contains('.') {
        return None;
    }
    let number = |text: &str| if text.is_empty() { Some(0) } else { text.parse::<u128>().ok() };
    let scale = 10_u128.checked_pow(u32::try_from(part.len()).ok()?)?;
    Some(number(whole)?.checked_mul(factor)? + number(part)?.checked_mul(factor)? / scale)
}

/// What the installation of the release forbids its container, where it does.
fn restrictions<'b>(operator: &Operator<'b>, release: &Release, add: Sink<'_, 'b>) {
    let context = operator.container.get("securityContext");
    let place = context.unwrap_or(operator.container);
    let truth = |key: &str| context.and_then(|context| context.get(key)).and_then(Node::as_bool);
    if truth("privileged") == Some(true) {
        add(What::LessRestricted("privileged"), Effect::Later, place.get("privileged").unwrap_or(place));
    }
    let pod = operator.pod().and_then(|pod| pod.get("securityContext"));
    let of_pod = |key: &str| pod.and_then(|context| context.get(key));
    if !release.operator.restricted {
        return;
    }
    if truth("allowPrivilegeEscalation") != Some(false) {
        add(
            What::LessRestricted("allowPrivilegeEscalation"),
            Effect::Taste,
            place.get("allowPrivilegeEscalation").unwrap_or(place),
        );
    }
    if truth("readOnlyRootFilesystem") != Some(true) {
        add(
            What::LessRestricted("readOnlyRootFilesystem"),
            Effect::Taste,
            place.get("readOnlyRootFilesystem").unwrap_or(place),
        );
    }
    if truth("runAsNonRoot").or(of_pod("runAsNonRoot").and_then(Node::as_bool)) != Some(true) {
        add(What::LessRestricted("runAsNonRoot"), Effect::Taste, place.get("runAsNonRoot").unwrap_or(place));
    }
    let drops = context.and_then(|context| context.at(["capabilities", "drop"]));
    if !drops.into_iter().flat_map(Node::items).any(|item| item.as_text() == Some("ALL")) {
        add(What::LessRestricted("capabilities"), Effect::Taste, place.get("capabilities").unwrap_or(place));
    }
    let profile = place.at(["seccompProfile", "type"]).or(pod.and_then(|pod| pod.at(["seccompProfile", "type"])));
    if !matches!(profile.and_then(Node::as_text), Some("RuntimeDefault" | "Localhost")) {
        add(What::LessRestricted("seccompProfile"), Effect::Taste, place.get("seccompProfile").unwrap_or(place));
    }
}

#[cfg(test)]
mod tests {
    use super::quantity;

    #[test]
    fn quantities_are_those_of_kubernetes() {
        for (text, thousandths) in
            [("1", 1_000), ("200m", 200), ("0.5", 500), (".5", 500), ("1Ki", 1_024_000), ("1.5Gi", 1_610_612_736_000)]
        {
            assert_eq!(quantity(text), Some(thousandths), "{text}");
        }
        assert!(quantity("384Mi") > quantity("384M"));
        for text in ["", "m", "1 Gi", "1gi", "1GB", "x", "1.2.3", "-1", "99999999999999999999", "1é"] {
            assert_eq!(quantity(text), None, "{text}");
        }
    }
}
