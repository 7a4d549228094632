//! Who may do what, as the API server's own tests and documentation have it.

use super::{
    Account, Answer, Ask, Binding, Lease, Near, Place, Rights, Role, RoleRef, Rule, Scope, Subject, SubjectKind,
    TooMuch, Watched, excess, gaps, needs, operand_gaps,
};
use crate::catalog::{self, Feature, Without};

type Plain = Rights<'static, &'static str>;

const ME: Account<'static> = Account { namespace: "kafka", name: "operator" };

fn words(text: &'static str) -> Vec<&'static str> {
    text.split(' ').filter(|word| !word.is_empty()).map(|word| if word == "core" { "" } else { word }).collect()
}

/// `groups | resources | verbs | names`, where `core` is the group without a name.
fn rule(text: &'static str) -> Rule<'static, &'static str> {
    let mut parts = text.split('|').map(words);
    let mut next = || parts.next().unwrap_or_default();
    Rule { groups: next(), resources: next(), verbs: next(), names: next(), urls: Vec::new(), at: text }
}

fn role(name: &'static str, namespace: Option<&'static str>, rules: &[&'static str]) -> Role<'static, &'static str> {
    Role { name, namespace, rules: rules.iter().map(|text| rule(text)).collect(), open: false, at: name }
}

fn binding(
    namespace: Option<&'static str>,
    role: RoleRef<'static>,
    kind: SubjectKind,
    name: &'static str,
    of: Option<&'static str>,
) -> Binding<'static, &'static str> {
    let subject = Subject { kind, name, namespace: of, at: name };
    Binding { name: "binding", namespace, role, subjects: vec![subject], at: "binding" }
}

/// One `ClusterRole` that is bound to me for the whole cluster.
fn given(rules: &[&'static str]) -> Plain {
    let binding = binding(None, RoleRef::ClusterRole("it"), SubjectKind::ServiceAccount, "operator", Some("kafka"));
    Rights { roles: vec![role("it", None, rules)], bindings: vec![binding] }
}

fn ask(text: &'static str, namespace: Option<&'static str>) -> Ask<'static> {
    let words = words(text);
    Ask { verb: words[0], group: words[1], resource: words[2], name: words.get(3).copied().unwrap_or(""), namespace }
}

fn may(rights: &Plain, text: &'static str, namespace: Option<&'static str>) -> bool {
    matches!(rights.may(ME, ask(text, namespace)), Answer::Granted(_))
}

#[test]
fn words_are_matched_one_by_one() {
    let rights = given(&["core apps | pods deployments | get list"]);
    for text in ["get core pods", "list apps deployments", "get apps pods", "get core pods x"] {
        assert!(may(&rights, text, Some("any")), "{text}");
    }
    for text in ["watch core pods", "get batch pods", "get core secrets", "get core pods/log", "Get core pods"] {
        assert!(!may(&rights, text, Some("any")), "{text}");
    }
}

#[test]
fn a_star_stands_for_all_and_nothing_else_does() {
    assert!(may(&given(&["* | * | *"]), "get batch jobs/status", None));
    assert!(may(&given(&["core | * | get"]), "get core pods/log", None));
    assert!(may(&given(&["apps | */scale | get"]), "get apps deployments/scale", None));
    assert!(!may(&given(&["apps | */scale | get"]), "get apps deployments", None));
    assert!(!may(&given(&["apps | */scale | get"]), "get apps deployments/status", None));
    assert!(!may(&given(&["apps | deployments/* | get"]), "get apps deployments/scale", None));
    assert!(!may(&given(&["app* | deployments | get"]), "get apps deployments", None));
}

#[test]
fn a_name_permits_what_names_it() {
    let rights = given(&["coordination.k8s.io | leases | create get list | mine"]);
    assert!(may(&rights, "get coordination.k8s.io leases mine", Some("kafka")));
    // A list that selects by its name names it, too.
    assert!(may(&rights, "list coordination.k8s.io leases mine", Some("kafka")));
    assert!(!may(&rights, "get coordination.k8s.io leases other", Some("kafka")));
    assert!(!may(&rights, "create coordination.k8s.io leases", Some("kafka")));
    assert!(!may(&rights, "list coordination.k8s.io leases", Some("kafka")));
}

#[test]
fn paths_are_matched_to_the_star() {
    let mut rule = rule("| | get");
    rule.urls = vec!["/healthz", "/metrics/*"];
    for (url, allowed) in
        [("/healthz", true), ("/healthz/x", false), ("/metrics/", true), ("/metrics/a/b", true), ("/metrics", false)]
    {
        assert_eq!(rule.allows_url("get", url), allowed, "{url}");
    }
    assert!(!rule.allows_url("post", "/healthz"));
}

#[test]
fn a_binding_in_a_namespace_counts_there_alone() {
    let mut rights = given(&["core | secrets | get"]);
    rights.bindings[0].namespace = Some("kafka");
    assert!(may(&rights, "get core secrets", Some("kafka")));
    assert!(!may(&rights, "get core secrets", Some("other")));
    assert!(!may(&rights, "get core secrets", None));
}

#[test]
fn subjects_are_accounts_users_and_groups() {
    use SubjectKind::{Group, Other, ServiceAccount, User};
    let with = |kind, name, of, at| {
        let mut rights = given(&["core | secrets | get"]);
        rights.bindings = vec![binding(at, RoleRef::ClusterRole("it"), kind, name, of)];
        may(&rights, "get core secrets", Some("kafka"))
    };
    assert!(with(ServiceAccount, "operator", Some("kafka"), None));
    // Without a namespace it is in that of the binding, if that has one.
    assert!(with(ServiceAccount, "operator", None, Some("kafka")));
    assert!(!with(ServiceAccount, "operator", None, None));
    assert!(!with(ServiceAccount, "operator", Some("other"), Some("kafka")));
    assert!(!with(ServiceAccount, "other", Some("kafka"), None));
    assert!(with(User, "system:serviceaccount:kafka:operator", None, None));
    assert!(!with(User, "system:serviceaccount:other:operator", None, None));
    assert!(!with(User, "operator", None, None));
    for group in ["system:serviceaccounts", "system:serviceaccounts:kafka", "system:authenticated"] {
        assert!(with(Group, group, None, None), "{group}");
    }
    assert!(!with(Group, "system:serviceaccounts:other", None, None));
    assert!(!with(Group, "system:masters", None, None));
    assert!(!with(Other, "operator", Some("kafka"), None));
}

#[test]
fn roles_are_found_by_kind_and_namespace() {
    let mut rights = given(&[]);
    rights.roles = vec![role("it", Some("kafka"), &["core | secrets | get"])];
    assert!(!may(&rights, "get core secrets", Some("kafka")), "a Role is no ClusterRole");
    rights.bindings[0].role = RoleRef::Role("it");
    assert!(!may(&rights, "get core secrets", Some("kafka")), "a Role is given in its namespace only");
    rights.bindings[0].namespace = Some("kafka");
    assert!(may(&rights, "get core secrets", Some("kafka")));
    rights.roles[0].namespace = Some("other");
    assert!(!may(&rights, "get core secrets", Some("kafka")));
}

#[test]
fn roles_of_kubernetes_itself_are_not_guessed() {
    let mut rights = given(&[]);
    rights.roles.clear();
    let mut with = |name| {
        rights.bindings[0].role = RoleRef::ClusterRole(name);
        let answer = rights.may(ME, ask("get core secrets", None));
        match answer {
            Answer::Granted(granted) => {
                if granted.rule.is_none() {
                    "all"
                } else {
                    "rule"
                }
            }
            Answer::Unknown(_) => "unknown",
            Answer::Denied(Near::NoRole { .. }) => "no role",
            Answer::Denied(_) => "denied",
        }
    };
    assert_eq!(with("cluster-admin"), "all");
    assert_eq!(with("edit"), "unknown");
    assert_eq!(with("system:discovery"), "unknown");
    assert_eq!(with("strimzi-cluster-operator-global"), "no role");
}

#[test]
fn what_comes_nearest_is_the_smallest_mistake() {
    let near = |rights: &Plain, text| match rights.may(ME, ask(text, Some("kafka"))) {
        Answer::Denied(near) => match near {
            Near::Verb { rule, .. } => format!("verb: {}", rule.at),
            Near::Name { rule, .. } => format!("name: {}", rule.at),
            Near::Group { rule, .. } => format!("group: {}", rule.at),
            Near::Resource { rule, .. } => format!("resource: {}", rule.at),
            Near::Elsewhere { binding, .. } => format!("elsewhere: {:?}", binding.namespace),
            Near::OtherSubject { subject, .. } => format!("subject: {}", subject.at),
            Near::Unbound { role, .. } => format!("unbound: {}", role.at),
            Near::NoRole { .. } => "no role".to_owned(),
            Near::Others { binding, .. } => format!("others: {}", binding.subjects[0].at),
            Near::Nothing => "nothing".to_owned(),
        },
        answer => panic!("{answer:?}"),
    };
    let rights = given(&["core | pods | get", "core | secrets | list", "apps | deployments | get | mine"]);
    assert_eq!(near(&rights, "get core secrets"), "verb: core | secrets | list");
    assert_eq!(near(&rights, "get apps deployments other"), "name: apps | deployments | get | mine");
    assert_eq!(near(&rights, "get extensions pods"), "group: core | pods | get");
    assert_eq!(near(&rights, "get core services"), "resource: core | pods | get");
    assert_eq!(near(&rights, "get core pods/log"), "nothing");
    assert_eq!(near(&given(&[]), "get core pods"), "nothing");

    let mut rights = given(&["core | pods | get"]);
    rights.bindings[0].namespace = Some("other");
    assert_eq!(near(&rights, "get core pods"), r#"elsewhere: Some("other")"#);
    rights.bindings[0].namespace = None;
    rights.bindings[0].subjects[0].namespace = Some("other");
    assert_eq!(near(&rights, "get core pods"), "subject: operator");
    rights.bindings.clear();
    assert_eq!(near(&rights, "get core pods"), "unbound: it");
    // What is given to others may be meant for them alone.
    rights.bindings = vec![binding(None, RoleRef::ClusterRole("it"), SubjectKind::Group, "people", None)];
    assert_eq!(near(&rights, "get core pods"), "others: people");
}

fn scope(watched: Watched<'static>) -> Scope<'static> {
    let lease = Some(Lease { name: "lease", namespace: "kafka" });
    Scope { home: "kafka", watched, lease, operands: vec!["orders"] }
}

#[test]
fn needs_stand_where_the_operator_works() {
    let release = catalog::release("0.39.0").unwrap();
    let find = |scope: &Scope<'static>, text: &'static str| {
        let Ask { verb, group, resource, .. } = ask(text, None);
        let all = needs(release, scope);
        let fits = all
            .iter()
            .filter(|need| (need.verb, need.group, need.resource) == (verb, group, resource) && !need.passed_on);
        fits.map(|need| need.place).collect::<Vec<_>>()
    };
    let two = scope(Watched::These(vec!["a", "b"]));
    assert_eq!(find(&two, "watch kafka.strimzi.io kafkas"), [Place::Namespace("a"), Place::Namespace("b")]);
    assert_eq!(find(&two, "get storage.k8s.io storageclasses"), [Place::Cluster]);
    assert_eq!(find(&two, "patch coordination.k8s.io leases"), [Place::Namespace("kafka")]);
    let all = scope(Watched::All);
    assert_eq!(find(&all, "watch kafka.strimzi.io kafkas"), [Place::Cluster]);
    assert_eq!(find(&all, "create core services"), [Place::Namespace("orders")]);
    let alone = Scope { lease: None, operands: Vec::new(), ..all };
    assert_eq!(find(&alone, "create core services"), [Place::Cluster]);
    assert_eq!(find(&alone, "patch coordination.k8s.io leases"), []);
}

#[test]
fn who_may_give_on_what_it_has_not_needs_not_have_it() {
    let release = catalog::release("0.39.0").unwrap();
    let scope = scope(Watched::These(vec!["kafka"]));
    let topics = |rights: &Plain| {
        let found = gaps(rights, ME, &needs(release, &scope));
        found.into_iter().filter(|gap| gap.need.resource == "kafkatopics").map(|gap| gap.need).collect::<Vec<_>>()
    };
    let lacking = topics(&given(&[]));
    assert_eq!(lacking.len(), 7);
    assert!(lacking.iter().all(|need| need.passed_on && need.without == Without::ReconcileFails));
    assert!(lacking.iter().all(|need| need.feature == Feature::EntityOperator));
    assert_eq!(topics(&given(&["rbac.authorization.k8s.io | roles | escalate"])).len(), 7);
    assert_eq!(topics(&given(&["rbac.authorization.k8s.io | roles | escalate bind"])), []);
    assert_eq!(topics(&given(&["kafka.strimzi.io | kafkatopics | *"])), []);
}

#[test]
fn roles_for_pods_are_found_by_name() {
    let release = catalog::release("0.39.0").unwrap();
    let names = |rights: &Plain| {
        operand_gaps(rights, release).iter().map(|gap| (gap.name, gap.role.is_some())).collect::<Vec<_>>()
    };
    let mut rights = given(&[]);
    assert_eq!(names(&rights), [("strimzi-kafka-broker", false), ("strimzi-kafka-client", false)]);
    rights.roles.push(role("strimzi-kafka-broker", None, &["core | nodes | get"]));
    rights.roles.push(role("strimzi-kafka-client", None, &["core | nodes | list"]));
    assert_eq!(names(&rights), [("strimzi-kafka-client", true)]);
}

#[test]
fn what_is_too_much_is_said_of_the_rule() {
    let release = catalog::release("0.39.0").unwrap();
    let own = scope(Watched::These(vec!["kafka"]));
    let said = |rights: &Plain, scope: &Scope<'_>| {
        let found = excess(rights, ME, release, scope);
        let words = found.iter().map(|excess| match &excess.what {
            TooMuch::Everything => "everything".to_owned(),
            TooMuch::Wildcard(rule) => format!("star: {}", rule.at),
            TooMuch::Beyond { extra, .. } => format!("beyond: {extra:?}"),
            TooMuch::EveryNamespace(rule) => format!("everywhere: {}", rule.at),
            TooMuch::Everybody(subject) => format!("everybody: {}", subject.at),
        });
        words.collect::<Vec<_>>()
    };
    assert_eq!(said(&given(&["core | secrets | *"]), &own), ["star: core | secrets | *"]);
    assert_eq!(said(&given(&["core | secrets | get"]), &own), ["everywhere: core | secrets | get"]);
    assert_eq!(said(&given(&["core | secrets | get"]), &scope(Watched::All)), <[String; 0]>::default());
    assert_eq!(said(&given(&["storage.k8s.io | storageclasses | get"]), &own), <[String; 0]>::default());
    assert_eq!(
        said(&given(&["core | pods secrets | get exec"]), &own),
        [r#"beyond: [("", "pods", "exec"), ("", "secrets", "exec")]"#]
    );
    let mut admin = given(&[]);
    admin.roles.clear();
    admin.bindings[0].role = RoleRef::ClusterRole("cluster-admin");
    assert_eq!(said(&admin, &own), ["everything"]);
}
