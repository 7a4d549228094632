//! Do connectors find what they take from Secrets, ConfigMaps and files?

use crate::bundle::{Document, Node};
use crate::inspect::{Check, Example, Offence, Out, Rule, Spot, World};
use crate::inventory::{Connect, Connector, Rights, alike, same_namespace};
use crate::reason::permissions::{Account, Answer, Ask, SubjectKind};

const NO_PROVIDER: Offence = Offence::error(
    "client/placeholder-without-provider",
    "a connector takes a value from a provider that its Kafka Connect does not have",
)
.why(
    "Kafka Connect puts values in for `${PROVIDER:PATH:KEY}` by the providers that `config.providers` names. A \
     placeholder of another one stays as it is: the text itself is taken for the password.",
)
.write("the provider in `config.providers` of the KafkaConnect, with `config.providers.NAME.class`")
.source("apache/kafka, `ConfigTransformer.replace`; strimzi, documentation, loading configuration values");

const OTHER_CLASS: Offence = Offence::error(
    "client/provider-class-unknown",
    "a provider's class is one that there is not, so Kafka Connect does not start",
)
.why("Workers load the class when they start, and end without it: `ClassNotFoundException`.")
.write(
    "`io.strimzi.kafka.KubernetesSecretConfigProvider`, `io.strimzi.kafka.KubernetesConfigMapConfigProvider`, or \
     `org.apache.kafka.common.config.provider.` with `File`, `Directory` or `EnvVar` and `ConfigProvider`",
)
.source("strimzi/kafka-kubernetes-config-provider; apache/kafka, `org.apache.kafka.common.config.provider`")
.not_waivable();

const NO_KEY: Offence =
    Offence::error("client/placeholder-without-key", "a connector takes a key that the Secret does not have")
        .why("The provider finds the Secret, and nothing under that key: the placeholder stays as it is, and the connector fails.")
        .write("a key of the Secret")
        .source("strimzi/kafka-kubernetes-config-provider; apache/kafka, `ConfigTransformer.replace`");

const NO_RIGHT: Offence = Offence::error(
    "client/placeholder-not-permitted",
    "the workers may not read the Secret that a connector takes values from",
)
.why(
    "The provider reads it as the account of the pods, `NAME-connect`. Without a binding of that account to a Role \
     with `get` on it the answer is `Forbidden`, and the connector fails.",
)
.write("a RoleBinding of the ServiceAccount `NAME-connect` to a Role with `get` on the Secret")
.source("strimzi 1.2.0, documentation, loading configuration values from Kubernetes");

pub(super) const RULE: Rule = Rule {
    offences: &[&NO_PROVIDER, &OTHER_CLASS, &NO_KEY, &NO_RIGHT],
    check: Check::Whole(check),
    examples: &[
        Example::new(
            "a provider of another name, a class of another package, a key that is not there, the wrong account",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaConnect
metadata: { name: connect, namespace: kafka, annotations: { strimzi.io/use-connector-resources: \"true\" } }
spec:
  bootstrapServers: shop-kafka-bootstrap:9092
  config:
    config.providers: secrets,files
    config.providers.secrets.class: io.strimzi.kafka.KubernetesSecretConfigProvider
    config.providers.files.class: org.apache.kafka.common.config.FileConfigProvider # <- client/provider-class-unknown
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaConnector
metadata: { name: source, namespace: kafka, labels: { strimzi.io/cluster: connect } }
spec:
  class: org.example.SourceConnector
  config:
    database.user: ${secret:kafka/bank:user} # <- client/placeholder-without-provider
    database.password: ${secrets:kafka/bank:pasword} # <- client/placeholder-without-key, client/placeholder-not-permitted
---
apiVersion: v1
kind: Secret
metadata: { name: bank, namespace: kafka }
stringData: { user: a, password: b }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: connect, namespace: kafka }
rules: [{ apiGroups: [\"\"], resources: [secrets], resourceNames: [bank], verbs: [get] }]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: connect, namespace: kafka }
subjects: [{ kind: ServiceAccount, name: connect, namespace: kafka }]
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: connect }
",
        ),
        Example::new(
            "everything there, what the operator brings along, and variables of a tool",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaConnect
metadata: { name: connect, namespace: kafka, annotations: { strimzi.io/use-connector-resources: \"true\" } }
spec:
  bootstrapServers: shop-kafka-bootstrap:9092
  config:
    config.providers: secrets
    config.providers.secrets.class: io.strimzi.kafka.KubernetesSecretConfigProvider
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaConnector
metadata: { name: source, namespace: kafka, labels: { strimzi.io/cluster: connect } }
spec:
  class: org.example.SourceConnector
  config:
    database.password: ${secrets:kafka/bank:password}
    database.user: ${strimzienv:USER}
    database.name: ${DATABASE:=shop}
    route: \"${routedByValue}-${timestamp:unit=yyyy}\"
---
apiVersion: v1
kind: Secret
metadata: { name: bank, namespace: kafka }
stringData: { user: a, password: b }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: connect, namespace: kafka }
rules: [{ apiGroups: [\"\"], resources: [secrets], resourceNames: [bank], verbs: [get] }]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: connect, namespace: kafka }
subjects: [{ kind: ServiceAccount, name: connect-connect, namespace: kafka }]
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: connect }
",
        ),
    ],
};

/// The class of Strimzi's provider that reads Secrets.
const OF_SECRETS: &str = "io.strimzi.kafka.KubernetesSecretConfigProvider";

/// The classes that Strimzi's images have.
const CLASSES: [&str; 5] = [
    OF_SECRETS,
    "io.strimzi.kafka.KubernetesConfigMapConfigProvider",
    "org.apache.kafka.common.config.provider.FileConfigProvider",
    "org.apache.kafka.common.config.provider.DirectoryConfigProvider",
    "org.apache.kafka.common.config.provider.EnvVarConfigProvider",
];

/// Strimzi's own for variables, which older releases bring.
const OLD_CLASS: &str = "io.strimzi.kafka.EnvVarConfigProvider";

/// `${PROVIDER:PATH:KEY}`.
struct Placeholder<'t> {
    provider: &'t str,
    path: &'t str,
    key: &'t str,
    range: std::ops::Range<usize>,
}

fn check(world: &World<'_>, out: &mut Out) {
    for connect in &world.inventory.connects {
        classes(connect, out);
    }
    let mut rights = None;
    for connector in &world.inventory.connectors {
        let Some(connect) = runner(world, connector) else { continue };
        let config = connector.config.into_iter().flat_map(Node::entries);
        for (_, value) in config {
            let Some(text) = value.as_text() else { continue };
            for placeholder in placeholders(text) {
                let place = Spot::part(value, placeholder.range.clone());
                let Some(class) = provided(connect, connector, &placeholder, place.clone(), out) else { continue };
                if class != OF_SECRETS {
                    continue;
                }
                key_of(world, connector, &placeholder, place.clone(), out);
                let rights = rights.get_or_insert_with(|| Rights::of(world.bundle, None, &|_| true));
                permitted(rights, connect, connector, &placeholder, place, out);
            }
        }
    }
}

fn runner<'w, 'b>(world: &'w World<'b>, connector: &Connector<'b>) -> Option<&'w Connect<'b>> {
    let label = connector.cluster_label?;
    let fits = |connect: &&Connect<'b>| {
        connect.name == label.value && same_namespace(connect.document.namespace(), connector.document.namespace())
    };
    let mut all = world.inventory.connects.iter().filter(fits);
    all.next().filter(|_| all.next().is_none())
}

fn classes(connect: &Connect<'_>, out: &mut Out) {
    let config = connect.spec.get("config").into_iter().flat_map(Node::entries);
    for (key, value) in config {
        let name = key.name();
        let alias = name.strip_prefix("config.providers.").and_then(|rest| rest.strip_suffix(".class"));
        let (Some(_), Some(class)) = (alias, value.as_text()) else { continue };
        if CLASSES.contains(&class) || class == OLD_CLASS {
            continue;
        }
        let last = |name: &str| name.rsplit('.').next().unwrap_or_default().to_owned();
        let ours = class.starts_with("org.apache.kafka.") || class.starts_with("io.strimzi.");
        let near = CLASSES
            .iter()
            .find(|known| (ours && last(known) == last(class)) || strsim::osa_distance(known, class) <= 2);
        if let Some(near) = near {
            let headline = format!("Kafka Connect `{}` does not start: there is no class `{class}`", connect.name);
            out.raise(&OTHER_CLASS, value, headline).label("in no image of Strimzi").help(format!("write `{near}`"));
        }
    }
}

/// The class behind a placeholder's provider; what is not there is said.
fn provided<'b>(
    connect: &Connect<'b>,
    connector: &Connector<'_>,
    placeholder: &Placeholder<'_>,
    place: Spot,
    out: &mut Out,
) -> Option<&'b str> {
    let config = connect.spec.get("config");
    let setting = |key: &str| config.and_then(|config| config.get(key)).and_then(Node::as_text);
    let names = setting("config.providers").unwrap_or_default();
    let known = || names.split(',').map(str::trim).filter(|name| !name.is_empty());
    let alias = placeholder.provider;
    if known().any(|name| name == alias) {
        return setting(&format!("config.providers.{alias}.class"));
    }
    // The operator brings some along, and a file of one's own image may name others.
    if alias.starts_with("strimzi") || names.contains('$') {
        return None;
    }
    let headline = format!(
        "connector `{}` gets no value: Kafka Connect `{}` has no provider `{alias}`",
        connector.name, connect.name
    );
    let raised = out.raise(&NO_PROVIDER, place, headline);
    raised.label("is passed on as it is").because(config.unwrap_or(connect.spec), "its settings");
    match alike(alias, known()).or_else(|| known().next()) {
        Some(near) => {
            raised.help(format!("write `${{{near}:…}}` if that is meant, or add `{alias}` to `config.providers`"))
        }
        None => raised.help(format!(
            "write `config.providers: {alias}` and `config.providers.{alias}.class` into the KafkaConnect's `config`"
        )),
    };
    None
}

/// The namespace and the name in the path of a placeholder for a Secret.
fn object<'t>(path: &'t str, connect: Document<'t>) -> (Option<&'t str>, &'t str) {
    match path.rsplit_once('/') {
        Some((before, name)) => (before.rsplit('/').next(), name),
        None => (connect.namespace(), path),
    }
}

fn key_of(world: &World<'_>, connector: &Connector<'_>, placeholder: &Placeholder<'_>, place: Spot, out: &mut Out) {
    let (namespace, name) = object(placeholder.path, connector.document);
    let mut secrets = world.bundle.named("Secret", name).filter(|secret| same_namespace(secret.namespace(), namespace));
    let Some(secret) = secrets.next().filter(|_| secrets.next().is_none()) else { return };
    let maps = ["data", "stringData"].into_iter().filter_map(|key| secret.get(key));
    let keys: Vec<String> = maps.flat_map(Node::entries).map(|(key, _)| key.name().into_owned()).collect();
    if placeholder.key.is_empty() || keys.is_empty() || keys.iter().any(|key| key == placeholder.key) {
        return;
    }
    let headline =
        format!("connector `{}` gets no value: Secret `{name}` has no key `{}`", connector.name, placeholder.key);
    let all = keys.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ");
    out.raise(&NO_KEY, place, headline)
        .label("is passed on as it is")
        .because(secret, "the Secret")
        .help(format!("write one of its keys: {all}"));
}

fn permitted(
    rights: &Rights<'_>,
    connect: &Connect<'_>,
    connector: &Connector<'_>,
    placeholder: &Placeholder<'_>,
    place: Spot,
    out: &mut Out,
) {
    let Some(home) = connect.document.namespace() else { return };
    let (Some(namespace), name) = object(placeholder.path, connect.document) else { return };
    let own = format!("{}-connect", connect.name);
    let account = Account { namespace: home, name: &own };
    let ask = Ask { verb: "get", group: "", resource: "secrets", name, namespace: Some(namespace) };
    if !matches!(rights.given.may(account, ask), Answer::Denied(_)) {
        return;
    }
    // Somebody meant to permit it: by a binding of the account, or by one of a role that names this Secret.
    let names_it = |binding: &&crate::reason::permissions::Binding<'_, Node<'_>>| {
        let role = rights.given.role_of(binding);
        let rules = role.into_iter().flat_map(|role| &role.rules);
        rules.into_iter().any(|rule| rule.names.contains(&name) && rule.resources.contains(&"secrets"))
    };
    let bound = rights.given.bindings_of(account).find(|binding| rights.given.role_of(binding).is_some());
    let Some(binding) = bound.or_else(|| rights.given.bindings.iter().find(names_it)) else { return };
    let others: Vec<String> = binding
        .subjects
        .iter()
        .filter(|subject| matches!(subject.kind, SubjectKind::ServiceAccount))
        .map(|subject| format!("`{}`", subject.name))
        .collect();
    let headline = format!(
        "connector `{}` gets no value: account `{own}` may not read Secret `{name}` in `{namespace}`",
        connector.name
    );
    let because = match bound {
        Some(_) => "what it is bound to does not permit that".to_owned(),
        None => format!("bound to {}", others.join(", ")),
    };
    out.raise(&NO_RIGHT, place, headline).label("the answer is `Forbidden`").because(binding.at, because).help(
        format!(
            "bind ServiceAccount `{own}` of namespace `{home}` in `{namespace}` to a Role with `get` on Secret `{name}`"
        ),
    );
}

/// The placeholders in a text. What is written as shells, Flux and names of files write variables is none.
fn placeholders(text: &str) -> Vec<Placeholder<'_>> {
    let mut found = Vec::new();
    for (start, _) in text.match_indices("${") {
        let Some(rest) = text.get(start + 2..) else { continue };
        let Some(end) = rest.find('}') else { continue };
        let Some((provider, rest)) = rest.get(..end).and_then(|inner| inner.split_once(':')) else { continue };
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.');
        if provider.is_empty()
            || !provider.chars().all(plain)
            || rest.contains('=')
            || rest.starts_with(['-', '+', '?'])
        {
            continue;
        }
        let (path, key) = rest.split_once(':').unwrap_or(("", rest));
        found.push(Placeholder { provider, path, key, range: start..start + 3 + end });
    }
    found
}
