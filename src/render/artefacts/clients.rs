//! `clients/<client>.yaml`: the environment variables by which a client finds Kafka, in a ConfigMap for its own namespace.

use super::guide::address;
use super::parts::{Entry, Text, fixed, made, text};
use crate::bundle::header::Style;
use crate::catalog::{self, Keys};
use crate::model::{Authentication, Client, Consumption, Custom, Listener, Model, Origin, Sourced};
use crate::render::Traced;
use crate::render::artefact::{Description, Promise, context_value};
use serde::Serialize;
use std::collections::BTreeSet;

pub(super) const DESCRIPTION: Description = Description {
    path: "k8s-manifests/kafka/clients/{client}.yaml",
    template: include_str!("../../../templates/k8s-manifests/kafka/clients/client.yaml.j2"),
    title: "how each client finds Kafka, for its own namespace",
    style: Style::Hash,
    wanted: |platform| platform.client.is_some_and(|client| client.namespace.is_some()),
    context: |platform| context_value(&platform.client.and_then(|client| Context::of(client, platform.model))),
    promises: |platform| {
        platform.client.map(|client| Promise::new("ConfigMap", config_map(&client.name.value))).into_iter().collect()
    },
    additions: |_| Vec::new(),
};

/// Where a client finds the certificate of the cluster's authority.
pub(super) const CA_FILE: &str = "/etc/kafka/ca/ca.crt";
/// Where it finds its own certificate and key.
pub(super) const USER_FOLDER: &str = "/etc/kafka/user";

/// What the ConfigMap of a client is called.
pub(super) fn config_map(client: &str) -> String {
    format!("{client}-kafka")
}

#[derive(Debug, Serialize)]
struct Context<'m> {
    client: Text<'m>,
    name: Text<'m>,
    namespace: Text<'m>,
    part_of: Text<'m>,
    owner: Option<Text<'m>>,
    variables: Vec<Variable<'m>>,
}

/// An environment variable.
pub(super) type Variable<'m> = Entry<String, Text<'m>>;

impl<'m> Context<'m> {
    fn of(client: &'m Client, model: &'m Model) -> Option<Self> {
        Some(Context {
            client: text(&client.name),
            name: made(&client.name, |name| config_map(name)),
            namespace: text(client.namespace.as_ref()?),
            part_of: text(&model.project.name),
            owner: client.owner.as_ref().map(text),
            variables: variables(client, model),
        })
    }
}

/// Everything that a client is told, but its password.
fn variables<'m>(client: &'m Client, model: &'m Model) -> Vec<Variable<'m>> {
    let mut variables = vec![variable("KAFKA_CLIENT_ID", text(&client.name))];
    if let Some(listener) = model.listener_of(client) {
        variables.extend(connection(listener, keys(client), model));
        let how = listener.authentication.as_ref().map(|how| how.value);
        if how == Some(Authentication::ScramSha512) {
            variables.push(variable("KAFKA_SASL_USERNAME", text(&client.name)));
        }
    }
    let produced: Vec<Text<'m>> = client.produces.iter().filter_map(|key| topic(key, model)).collect();
    variables.extend(list("KAFKA_PRODUCER_TOPICS", &produced));
    variables.extend(consumed(client, model));
    let ids = client.transactional_ids.iter();
    variables.extend(match client.transactional_ids.as_slice() {
        [only] => vec![variable("KAFKA_TRANSACTIONAL_ID", text(only))],
        _ => ids.enumerate().map(|(at, id)| variable(&format!("KAFKA_TRANSACTIONAL_ID_{at}"), text(id))).collect(),
    });
    variables
}

/// How one comes in by a listener, with the keys in the form that a library reads.
pub(super) fn connection<'m>(listener: &'m Listener, keys: Keys, model: &'m Model) -> Vec<Variable<'m>> {
    let mut variables = vec![
        variable("KAFKA_BOOTSTRAP_SERVERS", address::bootstrap(listener, model)),
        variable("KAFKA_SECURITY_PROTOCOL", fixed(address::protocol(listener), &listener.tls)),
    ];
    if listener.tls.value {
        variables.extend(match keys {
            Keys::Pem => vec![variable("KAFKA_SSL_CAFILE", fixed(CA_FILE, &listener.tls))],
            Keys::Pkcs12 => vec![
                variable("KAFKA_SSL_TRUSTSTORE_TYPE", fixed("PEM", &listener.tls)),
                variable("KAFKA_SSL_TRUSTSTORE_LOCATION", fixed(CA_FILE, &listener.tls)),
            ],
        });
    }
    let Some(how) = &listener.authentication else { return variables };
    let file = |name: &str| made(how, |_| format!("{USER_FOLDER}/{name}"));
    variables.extend(match (how.value, keys) {
        (Authentication::Tls, Keys::Pem) => {
            vec![variable("KAFKA_SSL_CERTFILE", file("user.crt")), variable("KAFKA_SSL_KEYFILE", file("user.key"))]
        }
        (Authentication::Tls, Keys::Pkcs12) => vec![
            variable("KAFKA_SSL_KEYSTORE_TYPE", fixed("PKCS12", how)),
            variable("KAFKA_SSL_KEYSTORE_LOCATION", file("user.p12")),
        ],
        (Authentication::ScramSha512, _) => vec![variable("KAFKA_SASL_MECHANISM", fixed("SCRAM-SHA-512", how))],
        (Authentication::Custom, _) => {
            let mechanism = listener.custom.as_ref().and_then(Custom::mechanism);
            mechanism
                .map(|mechanism| variable("KAFKA_SASL_MECHANISM", made(&mechanism, String::clone)))
                .into_iter()
                .collect()
        }
    });
    variables
}

/// The form in which a client's library reads certificates and keys.
pub(super) fn keys(client: &Client) -> Keys {
    let libraries = catalog::libraries();
    let library = client.library.as_ref().and_then(|library| libraries?.named(&library.value));
    library.map_or(Keys::Pem, |library| library.keys)
}

/// What it reads. Where one value holds for all topics, a variable has it; else each topic has its own.
fn consumed<'m>(client: &'m Client, model: &'m Model) -> Vec<Variable<'m>> {
    let reads: Vec<(&'m Consumption, Text<'m>)> =
        client.consumes.iter().filter_map(|read| Some((read, topic(&read.topic, model)?))).collect();
    let topics: Vec<Text<'m>> = reads.iter().map(|(_, topic)| topic.clone()).collect();
    let mut variables: Vec<Variable<'m>> = list("KAFKA_CONSUMER_TOPICS", &topics).into_iter().collect();
    let endings = endings(reads.iter().map(|(_, topic)| topic.value.as_ref()));
    let mut each = |name: &str, value: &dyn Fn(&'m Consumption) -> Option<Text<'m>>| {
        let values: Vec<Option<Text<'m>>> = reads.iter().map(|(read, _)| value(read)).collect();
        let alike = values.windows(2).all(|pair| match pair {
            [one, other] => one.as_ref().map(|text| &text.value) == other.as_ref().map(|text| &text.value),
            _ => true,
        });
        if alike {
            variables.extend(values.into_iter().next().flatten().map(|value| variable(name, value)));
        } else {
            let own = values.into_iter().zip(&endings);
            variables.extend(own.filter_map(|(value, ending)| Some(variable(&format!("{name}_{ending}"), value?))));
        }
    };
    each("KAFKA_CONSUMER_GROUP_ID", &|read| Some(text(&read.group)));
    each("KAFKA_DEAD_LETTER_TOPIC", &|read| topic(read.dead_letters.as_ref()?, model));
    variables
}

/// A topic's name in Kafka, by the key of its table.
fn topic<'m>(key: &'m Sourced<String>, model: &'m Model) -> Option<Text<'m>> {
    let name = &model.topic(&key.value)?.name;
    Some(Traced::new(name.value.as_str().into(), key.origin.and(&name.origin)))
}

/// Names of topics as ends of variables: `audit-queue` is `AUDIT_QUEUE`. Topics whose names differ elsewhere only are counted.
fn endings<'t>(topics: impl Iterator<Item = &'t str>) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let upper = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' };
    let own = |topic: &str| {
        let base: String = topic.chars().map(upper).collect();
        let counted = (2_u32..).map(|number| format!("{base}_{number}"));
        std::iter::once(base.clone()).chain(counted).find(|name| taken.insert(name.clone())).unwrap_or(base)
    };
    topics.map(own).collect()
}

/// Names of topics with commas between them, which none of them can hold.
fn list<'m>(name: &str, topics: &[Text<'m>]) -> Option<Variable<'m>> {
    let origin = topics.iter().map(|topic| topic.origin.clone()).reduce(|all: Origin, one| all.and(&one))?;
    let mut seen = BTreeSet::new();
    let topics: Vec<&str> =
        topics.iter().map(|topic| topic.value.as_ref()).filter(|topic| seen.insert(*topic)).collect();
    Some(variable(name, Traced::new(topics.join(",").into(), origin)))
}

fn variable<'m>(name: &str, value: Text<'m>) -> Variable<'m> {
    Entry { key: name.to_owned(), value }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{GUARDED, artefacts_of, text_of};
    use super::endings;

    /// The variables of a client of the guarded platform.
    fn variables(client: &str) -> Vec<String> {
        let (artefacts, _) = artefacts_of(GUARDED);
        let text = text_of(&artefacts, &format!("clients/{client}.yaml"));
        let (_, data) = text.split_once("\ndata:\n").unwrap();
        data.lines().map(|line| line.trim().to_owned()).collect()
    }

    #[test]
    fn a_client_is_told_what_its_listener_and_its_library_want() {
        for (client, expected) in [
            (
                "1e3",
                &[
                    "KAFKA_CLIENT_ID: \"1e3\"",
                    "KAFKA_BOOTSTRAP_SERVERS: guard-kafka-clear-bootstrap.kafka:9093",
                    "KAFKA_SECURITY_PROTOCOL: SASL_PLAINTEXT",
                    "KAFKA_SASL_MECHANISM: SCRAM-SHA-512",
                    "KAFKA_SASL_USERNAME: \"1e3\"",
                    "KAFKA_CONSUMER_TOPICS: \"a.b,a-b\"",
                    "KAFKA_CONSUMER_GROUP_ID: g",
                    "KAFKA_DEAD_LETTER_TOPIC: \"on\"",
                    "KAFKA_TRANSACTIONAL_ID_0: \"- item\"",
                    "KAFKA_TRANSACTIONAL_ID_1: \"# no comment\"",
                ][..],
            ),
            (
                "a.b-c",
                &[
                    "KAFKA_CLIENT_ID: a.b-c",
                    "KAFKA_BOOTSTRAP_SERVERS: guard-kafka-lb-bootstrap.kafka:9094",
                    "KAFKA_SECURITY_PROTOCOL: SSL",
                    "KAFKA_SSL_TRUSTSTORE_TYPE: PEM",
                    "KAFKA_SSL_TRUSTSTORE_LOCATION: /etc/kafka/ca/ca.crt",
                    "KAFKA_SSL_KEYSTORE_TYPE: PKCS12",
                    "KAFKA_SSL_KEYSTORE_LOCATION: /etc/kafka/user/user.p12",
                    "KAFKA_PRODUCER_TOPICS: \"a.b,a-b\"",
                ],
            ),
            (
                "by-host",
                &[
                    "KAFKA_CLIENT_ID: by-host",
                    "KAFKA_BOOTSTRAP_SERVERS: true.example.org:443",
                    "KAFKA_SECURITY_PROTOCOL: SSL",
                    "KAFKA_SSL_CAFILE: /etc/kafka/ca/ca.crt",
                    "KAFKA_SSL_CERTFILE: /etc/kafka/user/user.crt",
                    "KAFKA_SSL_KEYFILE: /etc/kafka/user/user.key",
                    "KAFKA_PRODUCER_TOPICS: \"on\"",
                ],
            ),
            (
                "with-token",
                &[
                    "KAFKA_CLIENT_ID: with-token",
                    "KAFKA_BOOTSTRAP_SERVERS: guard-kafka-bootstrap.kafka:9098",
                    "KAFKA_SECURITY_PROTOCOL: SASL_SSL",
                    "KAFKA_SSL_CAFILE: /etc/kafka/ca/ca.crt",
                    "KAFKA_SASL_MECHANISM: OAUTHBEARER",
                    "KAFKA_CONSUMER_TOPICS: a.b",
                    "KAFKA_CONSUMER_GROUP_ID: \"1e3\"",
                ],
            ),
        ] {
            assert_eq!(variables(client), expected, "{client}");
        }
        let several = variables("null").join("\n");
        for line in
            ["GROUP_ID_A_B: \"{{ x }} {% raw %}\"", "GROUP_ID_A_B_2: |-\ntwo\nlines\n", "LETTER_TOPIC_A_B_2: \"on\""]
        {
            assert!(several.contains(line), "{line:?} is missing in {several}");
        }
    }

    #[test]
    fn who_is_nowhere_has_no_file_and_nothing_leads_out_of_the_folder() {
        let (artefacts, _) = artefacts_of(GUARDED);
        let names = artefacts.iter().filter_map(|artefact| artefact.path.strip_prefix("k8s-manifests/kafka/clients/"));
        let names: Vec<&str> = names.collect();
        assert_eq!(names.len(), 7, "{names:?}");
        assert!(names.iter().all(|name| !name.contains('/') && *name != "nowhere.yaml"), "{names:?}");
    }

    #[test]
    fn brokers_certificates_have_the_names_by_which_our_clients_begin() {
        let (artefacts, _) = artefacts_of(GUARDED);
        let cluster = text_of(&artefacts, "02-kafka-cluster.yaml");
        let names: Vec<&str> =
            cluster.lines().filter(|line| line.contains("-bootstrap.kafka")).map(str::trim).collect();
        assert_eq!(names, ["- guard-kafka-lb-bootstrap.kafka", "- guard-kafka-route-bootstrap.kafka"]);
    }

    #[test]
    fn no_two_topics_have_the_same_ending() {
        for (topics, expected) in [
            (&["audit-queue"][..], &["AUDIT_QUEUE"][..]),
            (&["a.b", "a-b", "A_B"], &["A_B", "A_B_2", "A_B_3"]),
            (&["a-2", "a", "a"], &["A_2", "A", "A_3"]),
        ] {
            assert_eq!(endings(topics.iter().copied()), expected);
        }
    }
}
