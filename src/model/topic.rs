//! Topics.

use super::layer::Layer;
use super::scope::{Scope, entries, labels, optional, patch, quoted_key};
use super::settings::{self, Of};
use super::versions::Versions;
use super::{Patch, Setting, Sourced, names};
use crate::diag::{Diagnostic, Span};
use crate::spec::{Entry, Field, Named, ids, tables};
use crate::units::{Bytes, Duration, counted};
use std::collections::{BTreeMap, BTreeSet};

use crate::spec::tables::{Cleanup, Limit, Timestamps};

/// A topic.
#[derive(Debug)]
pub struct Topic {
    /// The name of its table, by which the rest of the spec refers to it.
    pub key: Sourced<String>,
    /// Its name in Kafka.
    pub name: Sourced<String>,
    /// The name of its KafkaTopic, which is a name for Kubernetes.
    pub resource: Sourced<String>,
    /// What it is for.
    pub purpose: Option<Sourced<String>>,
    /// Who answers for it.
    pub owner: Option<Sourced<String>>,
    /// How many partitions.
    pub partitions: Sourced<u32>,
    /// How many copies of each.
    pub replicas: Sourced<u32>,
    /// How many copies must have a record before `acks=all` is answered.
    pub min_insync: Sourced<u32>,
    /// How long records are kept.
    pub retention: Sourced<Limit<Duration>>,
    /// How many bytes a partition keeps.
    pub max_bytes: Sourced<Limit<Bytes>>,
    /// The size at which a segment is closed, if it is not the brokers'.
    pub segment: Option<Sourced<Bytes>>,
    /// The age at which a segment is closed, if it is not the brokers'.
    pub segment_time: Option<Sourced<Duration>>,
    /// The largest batch, if it is not the brokers'.
    pub max_message: Option<Sourced<Bytes>>,
    /// What happens to old records.
    pub cleanup: Sourced<Cleanup>,
    /// How the broker compresses, if not as the producer did.
    pub compression: Option<Sourced<String>>,
    /// Whose clock stamps records, if it is not the producer's.
    pub timestamps: Option<Sourced<Timestamps>>,
    /// The topic whose failed records come here.
    pub dead_letter_for: Option<Sourced<String>>,
    /// Labels of the KafkaTopic.
    pub labels: Vec<(Sourced<String>, Sourced<String>)>,
    /// Settings that have no key of their own.
    pub others: Vec<Setting>,
    /// What is added to the KafkaTopic.
    pub patch: Option<Patch>,
}

/// What all topics are judged by.
pub(super) struct Common<'m> {
    /// The versions, if they are known.
    pub(super) versions: Option<&'m Versions>,
    /// How many brokers there are, if that is known.
    pub(super) brokers: Option<Sourced<u32>>,
    /// Whether the defaults of partitions and of replicas are written and unreadable.
    pub(super) bad_defaults: (bool, bool),
}

impl Topic {
    pub(super) fn build_all(
        written: &Field<Named<tables::Topic>>,
        defaults: &Field<tables::TopicDefaults>,
        common: &Common<'_>,
        scope: &mut Scope<'_>,
    ) -> Vec<Topic> {
        let known: BTreeSet<&str> = written.get().into_iter().flatten().map(|entry| entry.name.as_str()).collect();
        let default_labels = defaults.get().map(|defaults| labels(&defaults.labels, scope)).unwrap_or_default();
        let defaults = defaults.get().map(Layer::of_defaults).unwrap_or_default();
        let mut topics = Vec::with_capacity(known.len());
        for (key, topic, entry) in entries(written) {
            if let Some(source) = optional(&topic.dead_letter_for) {
                if source.value == key.value {
                    let headline = format!("topic `{}` cannot take the failed records of itself", key.value);
                    scope.complain(
                        ids::CONTRADICTION,
                        source.origin.first(),
                        headline,
                        "name the topic whose failed records come here",
                    );
                } else {
                    scope.refer(&source, "topic", &known);
                }
            }
            topics.extend(Topic::build(key, topic, entry, &defaults, &default_labels, common, scope));
        }
        distinct(&topics, |topic| &topic.name, "in Kafka", scope);
        distinct(&topics, |topic| &topic.resource, "as KafkaTopic", scope);
        topics
    }

    fn build(
        key: Sourced<String>,
        written: &tables::Topic,
        entry: &Entry<tables::Topic>,
        defaults: &Layer,
        default_labels: &[(Sourced<String>, Sourced<String>)],
        common: &Common<'_>,
        scope: &mut Scope<'_>,
    ) -> Option<Topic> {
        let at = entry.value.span().unwrap_or(entry.name_at);
        let name = optional(&written.name).unwrap_or_else(|| key.clone());
        names::topic(&name, scope);
        let resource = resource_name(&key);
        let settings = common.versions.map(|versions| {
            settings::written(&written.config, Of::Topics, &versions.kafka.value, versions.release, scope)
        });
        let (others, from_config) = Layer::of_config(settings.unwrap_or_default());
        let layer = Layer::of_topic(written).over_config(&from_config, scope).over(defaults);
        // What is written and unreadable, here or in the defaults, has been complained about.
        let (bad_partitions, bad_replicas) = common.bad_defaults;
        let bad = (written.partitions.is_bad() || bad_partitions, written.replicas.is_bad() || bad_replicas);
        let partitions = needed(layer.partitions.as_ref(), bad.0, &key, "partitions", at, scope);
        let replicas = needed(layer.replicas.as_ref(), bad.1, &key, "replicas", at, scope);
        scope.at_least_one(partitions.as_ref(), "the number of partitions");
        scope.at_least_one(replicas.as_ref(), "the number of replicas");
        let replicas = replicas?;
        fits_brokers(&replicas, common.brokers.as_ref(), scope);
        let min_insync = layer.min_insync.unwrap_or_else(|| replicas.derive(|count| count.saturating_sub(1).max(1)));
        survives(&min_insync, &replicas, scope);
        let retention = layer.retention.unwrap_or(Sourced::default(Limit::At(Duration::days(7)), at));
        positive(&retention, &key, scope);
        let cleanup = layer.cleanup.unwrap_or(Sourced::default(Cleanup::Delete, at));
        let segment_time = layer.segment_time.or_else(|| segment_time(&retention, cleanup.value));
        let mut own_labels = labels(&written.labels, scope);
        own_labels.extend(
            default_labels
                .iter()
                .filter(|(name, _)| written.labels.get().is_none_or(|own| own.get(&name.value).is_none()))
                .cloned(),
        );
        Some(Topic {
            name,
            resource,
            purpose: optional(&written.purpose),
            owner: optional(&written.owner),
            partitions: partitions?,
            replicas,
            min_insync,
            retention,
            max_bytes: layer.max_bytes.unwrap_or(Sourced::default(Limit::Unlimited, at)),
            segment: layer.segment,
            segment_time,
            max_message: layer.max_message,
            cleanup,
            compression: layer.compression,
            timestamps: layer.timestamps,
            dead_letter_for: optional(&written.dead_letter_for),
            labels: own_labels,
            others,
            patch: patch(&written.patch),
            key,
        })
    }

    /// Whether it takes the failed records of another topic.
    pub fn is_dead_letter_queue(&self) -> bool {
        self.dead_letter_for.is_some()
    }
}

/// The value for a key that has no safe default: nothing is guessed.
fn needed(
    layered: Option<&Sourced<u32>>,
    bad: bool,
    key: &Sourced<String>,
    what: &str,
    at: Span,
    scope: &mut Scope<'_>,
) -> Option<Sourced<u32>> {
    if layered.is_none() && !bad {
        let help =
            format!("write `{what} = 3` in [topic.{}], or in [topic_defaults] for all topics", quoted_key(&key.value));
        scope.missing(at, &format!("`{what}` of topic `{}`", key.value), &help);
    }
    layered.cloned()
}

fn fits_brokers(replicas: &Sourced<u32>, brokers: Option<&Sourced<u32>>, scope: &mut Scope<'_>) {
    let Some(brokers) = brokers.filter(|brokers| replicas.value > brokers.value) else { return };
    let headline = format!("{} replicas do not fit on {}", replicas.value, counted(brokers.value, "broker", "brokers"));
    scope.push(
        Diagnostic::error(ids::OUT_OF_RANGE, headline)
            .at(replicas.origin.first(), "copies of each partition")
            .because(brokers.origin.first(), "brokers")
            .help(format!("write at most {}: each copy is on a broker of its own", brokers.value)),
    );
}

/// With as many copies in sync demanded as there are, each restart of a broker stops writing.
fn survives(min_insync: &Sourced<u32>, replicas: &Sourced<u32>, scope: &mut Scope<'_>) {
    if min_insync.value == 0 {
        scope.at_least_one(Some(min_insync), "`min_insync`");
    }
    if min_insync.value > replicas.value || (min_insync.value == replicas.value && replicas.value > 1) {
        let headline = format!(
            "{} in sync out of {} leaves no room for a restart",
            counted(min_insync.value, "copy", "copies"),
            replicas.value
        );
        let diagnostic = Diagnostic::error(ids::CONTRADICTION, headline)
            .at(min_insync.origin.first(), "must have each record")
            .help(format!(
                "write {}: writing goes on while one broker is away",
                replicas.value.saturating_sub(1).max(1)
            ));
        scope.push(if replicas.origin.first() == min_insync.origin.first() {
            diagnostic
        } else {
            diagnostic.because(replicas.origin.first(), "copies there are")
        });
    }
}

fn positive(retention: &Sourced<Limit<Duration>>, key: &Sourced<String>, scope: &mut Scope<'_>) {
    if retention.value == Limit::At(Duration(0)) {
        let headline = format!("topic `{}` would keep nothing", key.value);
        scope.complain(
            ids::OUT_OF_RANGE,
            retention.origin.first(),
            headline,
            "write how long records are kept, such as \"7d\", or \"unlimited\"",
        );
    }
}

/// A record lives up to the retention and one segment's age longer (`UnifiedLog.deleteRetentionMsBreachedSegments`), and a
/// segment's default age is 7 days. A seventh of the retention, at most a day, keeps "7 days" below 8.
fn segment_time(retention: &Sourced<Limit<Duration>>, cleanup: Cleanup) -> Option<Sourced<Duration>> {
    let Limit::At(kept) = retention.value else { return None };
    if cleanup == Cleanup::Compact {
        return None;
    }
    let minute = Duration::minutes(1).millis();
    let seventh = kept.millis() / 7;
    let round = if seventh > minute { seventh / minute * minute } else { seventh.max(1) };
    Some(retention.derive(|_| Duration(round.min(Duration::days(1).millis()))))
}

/// The name of the KafkaTopic: the table's name where Kubernetes takes it, else that name in lower case with dashes.
fn resource_name(key: &Sourced<String>) -> Sourced<String> {
    if names::is_dns_subdomain(&key.value) {
        return key.clone();
    }
    let lower: String =
        key.value.to_lowercase().chars().map(|c| if c.is_ascii_alphanumeric() || c == '.' { c } else { '-' }).collect();
    let parts: Vec<&str> =
        lower.split('.').map(|part| part.trim_matches('-')).filter(|part| !part.is_empty()).collect();
    let joined = parts.join(".");
    key.derive(|_| if joined.is_empty() { "topic".to_owned() } else { joined })
}

fn distinct(topics: &[Topic], name: impl Fn(&Topic) -> &Sourced<String>, place: &str, scope: &mut Scope<'_>) {
    let mut seen: BTreeMap<&str, &Sourced<String>> = BTreeMap::new();
    for topic in topics {
        let name = name(topic);
        if let Some(first) = seen.insert(&name.value, name) {
            scope.push(
                Diagnostic::error(ids::DUPLICATE, format!("two topics are called `{}` {place}", name.value))
                    .at(name.origin.first(), "written again here")
                    .because(first.origin.first(), "first written here")
                    .help("give each topic a name of its own"),
            );
        }
    }
}
