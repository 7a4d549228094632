//! Monitors, the Services and pods that they lead to, and the alert rules as Prometheus takes them.

use super::{Object, Platform, platforms, releases};
use kafkasmith::alert::template;
use kafkasmith::{catalog, promql};
use serde_json::{Map, Value};

fn of_kind<'p>(platform: &'p Platform, kind: &str) -> Vec<&'p Object> {
    platform.objects.iter().filter(|object| object.text("/kind") == kind).collect()
}

fn map<'o>(object: &'o Object, pointer: &str) -> &'o Map<String, Value> {
    let value = object.value.pointer(pointer).and_then(Value::as_object);
    value.unwrap_or_else(|| panic!("{} has no {pointer}", object.title()))
}

fn list<'v>(value: &'v Value, pointer: &str) -> Vec<&'v Value> {
    value.pointer(pointer).and_then(Value::as_array).into_iter().flatten().collect()
}

/// Whether an object in one of the namespaces that a monitor looks into carries the labels that it asks for.
fn selects(monitor: &Object, service: &Object) -> bool {
    let namespaces = list(&monitor.value, "/spec/namespaceSelector/matchNames");
    let (wanted, there) = (map(monitor, "/spec/selector/matchLabels"), map(service, "/metadata/labels"));
    !wanted.is_empty()
        && wanted.iter().all(|(key, value)| there.get(key) == Some(value))
        && namespaces.contains(&&service.value["metadata"]["namespace"])
}

#[test]
fn every_service_monitor_leads_to_one_service_and_its_ports() {
    let mut monitors = 0;
    for platform in platforms() {
        let services = of_kind(platform, "Service");
        for monitor in of_kind(platform, "ServiceMonitor") {
            monitors += 1;
            let found: Vec<&&Object> = services.iter().filter(|service| selects(monitor, service)).collect();
            let [service] = found[..] else { panic!("{}: {} services", monitor.title(), found.len()) };
            let ports: Vec<&Value> =
                list(&service.value, "/spec/ports").into_iter().map(|port| &port["name"]).collect();
            let asked: Vec<&Value> =
                list(&monitor.value, "/spec/endpoints").into_iter().map(|end| &end["port"]).collect();
            assert_eq!(asked, ports, "{} and {}", monitor.title(), service.title());
        }
        let unmonitored = services
            .iter()
            .filter(|service| !of_kind(platform, "ServiceMonitor").iter().any(|monitor| selects(monitor, service)));
        let unmonitored: Vec<String> = unmonitored.map(|service| service.title()).collect();
        assert_eq!(unmonitored, [""; 0], "{}", platform.name);
    }
    assert!(monitors > 50, "only {monitors} monitors were looked at");
}

/// Labels of a pod, and the ports that answer there.
type Pod = (Vec<(String, String)>, Vec<i64>);

/// The pods that there will be, as the catalogue tells it.
fn pods(cluster: &str, release: &catalog::Release) -> Vec<Pod> {
    let label = |key: &str, value: String| (key.to_owned(), value);
    let of_component = |component: &catalog::Component| {
        let labels = vec![
            label("strimzi.io/cluster", cluster.to_owned()),
            label("strimzi.io/kind", component.kind.clone()),
            label("strimzi.io/name", component.name.replace("{cluster}", cluster)),
        ];
        let ports = component.containers.iter().map(|container| &container.metrics);
        (labels, ports.map(|port| i64::from(port.number)).collect())
    };
    let mut pods: Vec<_> = release.components.iter().map(of_component).collect();
    let operator = &release.operator;
    let labels = operator.pod_labels.iter().map(|(key, value)| (key.clone(), value.clone())).collect();
    pods.push((labels, vec![i64::from(operator.port.number)]));
    pods
}

/// The operator deletes at its next reconcile what carries its labels and is not its own.
#[test]
fn services_select_pods_that_there_will_be_and_carry_no_label_of_strimzi() {
    for platform in platforms().iter().chain(releases::platforms()) {
        let cluster = of_kind(platform, "Kafka")[0].text("/metadata/name").to_owned();
        let pods = pods(&cluster, platform.release);
        for service in of_kind(platform, "Service") {
            let title = service.title();
            assert!(map(service, "/metadata/labels").keys().all(|key| !key.contains("strimzi.io/")), "{title}");
            let wanted = map(service, "/spec/selector");
            let has = |labels: &[(String, String)]| {
                wanted
                    .iter()
                    .all(|(key, value)| labels.iter().any(|(k, v)| k == key && Some(v.as_str()) == value.as_str()))
            };
            let found: Vec<_> = pods.iter().filter(|(labels, _)| has(labels)).collect();
            let [(_, ports)] = found[..] else { panic!("{title} selects {found:?}") };
            for port in list(&service.value, "/spec/ports") {
                let number = port["targetPort"].as_i64().unwrap();
                assert!(ports.contains(&number), "{title}: nobody answers at {number}");
            }
        }
    }
}

fn rules(object: &Object) -> Vec<&Value> {
    list(&object.value, "/spec/groups").into_iter().flat_map(|group| list(group, "/rules")).collect()
}

/// A duration as Prometheus reads it: each unit once, from large to small (`model.ParseDuration`).
fn is_duration(text: &str) -> bool {
    let mut rest = text;
    let mut fine = text == "0";
    for unit in ["y", "w", "d", "h", "m", "s", "ms"] {
        let after = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        let other = after.trim_start_matches(|c: char| c.is_ascii_alphabetic());
        if after.len() < rest.len() && after.strip_suffix(other) == Some(unit) {
            rest = other;
            fine = true;
        }
    }
    fine && (rest.is_empty() || text == "0")
}

#[test]
fn prometheus_takes_every_rule() {
    let mut seen = 0;
    for platform in platforms() {
        for rule in of_kind(platform, "PrometheusRule").into_iter().flat_map(rules) {
            seen += 1;
            let title = format!("{}: {}", platform.name, rule["alert"]);
            let expr = rule["expr"].as_str().unwrap();
            match promql::read(expr) {
                Ok(tree) => assert_eq!(promql::check_alert(&tree), [], "{title}"),
                Err(faults) => panic!("{title}: {faults:?} in {expr}"),
            }
            promql_parser::parser::parse(expr).unwrap_or_else(|error| panic!("{title}: {error} in {expr}"));
            let hold = rule.get("for").map_or("0s", |hold| hold.as_str().unwrap());
            assert!(is_duration(hold), "{title}: for {hold}");
            for (key, text) in
                [&rule["annotations"], &rule["labels"]].into_iter().flat_map(|map| map.as_object().unwrap())
            {
                let asked = template::asked(text.as_str().unwrap());
                assert_eq!((asked.open, asked.unknown), (None, vec![]), "{title}: {key}: {text}");
            }
        }
    }
    assert!(seen > 300, "only {seen} rules were looked at");
}

/// Labels of pods reach Prometheus only where the monitor of those pods copies them.
#[test]
fn monitors_copy_every_label_of_a_pod_that_alerts_ask_for() {
    let mut asked = 0;
    for platform in platforms().iter().chain(releases::platforms()) {
        let copied = |part: &str| -> Vec<String> {
            let services = of_kind(platform, "Service");
            let of_part = |selector: &Value| selector["strimzi.io/name"] == part;
            let by_service = |monitor: &Object| {
                services.iter().any(|one| of_part(&one.value["spec"]["selector"]) && selects(monitor, one))
            };
            let service_monitors = of_kind(platform, "ServiceMonitor").into_iter().filter(|one| by_service(one));
            let by_label = |monitor: &&Object| of_part(&monitor.value["spec"]["selector"]["matchLabels"]);
            let pod_monitors = of_kind(platform, "PodMonitor").into_iter().filter(by_label);
            let labels = service_monitors.chain(pod_monitors).flat_map(|one| list(&one.value, "/spec/podTargetLabels"));
            labels.map(|label| label.as_str().unwrap().replace(['.', '/', '-'], "_")).collect()
        };
        for rule in of_kind(platform, "PrometheusRule").into_iter().flat_map(rules) {
            let tree = promql::read(rule["expr"].as_str().unwrap()).unwrap();
            for place in promql::selectors(&tree) {
                let of_pods = |matcher: &&promql::Matcher| matcher.label.text.starts_with("strimzi_io_");
                let matchers: Vec<_> = place.selector.matchers.iter().filter(of_pods).collect();
                let Some(part) = matchers.iter().find(|matcher| matcher.label.text == "strimzi_io_name") else {
                    continue;
                };
                let copied = copied(&part.value.text);
                for matcher in &matchers {
                    asked += 1;
                    let label = &matcher.label.text;
                    assert!(copied.contains(label), "{}: {label} in {}", platform.name, rule["expr"]);
                }
            }
        }
    }
    assert!(asked > 1000, "only {asked} matchers were looked at");
}

#[test]
fn durations_can_be_refused() {
    for text in ["", "5", "m", "5 m", "5x", "1m1h", "1.5h", "-1m", "5m5m"] {
        assert!(!is_duration(text), "{text:?}");
    }
    for text in ["0s", "0", "3m", "1h30m", "1w2d", "100ms"] {
        assert!(is_duration(text), "{text:?}");
    }
}

/// Within one namespace a record of an alert is told apart by its name and labels: two rules of one name must differ in them.
#[test]
fn no_two_rules_make_the_same_alert() {
    for platform in platforms() {
        let mut seen = std::collections::BTreeSet::new();
        for rule in of_kind(platform, "PrometheusRule").into_iter().flat_map(rules) {
            let what = format!("{} {}", rule["alert"], rule["labels"]);
            assert!(seen.insert(what.clone()), "{}: {what} is there twice", platform.name);
        }
    }
}
