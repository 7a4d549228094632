//! The validators of Kafka settings, in the words in which Kafka prints them.
//!
//! Source: the `Validator` classes in `org.apache.kafka.common.config.ConfigDef` and their siblings, Kafka 3.5 to 4.3. That
//! this module judges as they do is held by a table of verdicts that Kafka itself gave (`verdicts.tsv`).

use super::kind::{Kind, Refusal, Value};

/// What is asked of a value beyond its kind.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Valid {
    Anything,
    /// `[1,...]`, `[0,...,1]`, `[1,...,9] or -1`: bounds belong to it; `or` is allowed although it lies outside.
    Range {
        low: Option<f64>,
        high: Option<f64>,
        or: Option<f64>,
    },
    /// `[a, b]`: one of them, or a list of them.
    OneOf {
        members: Vec<&'static str>,
        any_case: bool,
    },
    /// `release [3.5-IV0, …]`: a release of Kafka, also without `-IV…` or with more behind: `3.6`, `3.6.1`.
    Release(Vec<&'static str>),
    /// `distinct non-empty [a, b]`: a list that names nothing twice, of any members or of these.
    Distinct {
        non_empty: bool,
        members: Option<Vec<&'static str>>,
    },
    NonEmpty,
    /// `*`, or pairs of a partition and a broker.
    Replicas,
    /// `[nodeId]@[host]:[port],…`
    Voters,
    /// `[host]:[port],…`
    Addresses,
}

impl Valid {
    /// Reads the column `valid` of a settings table.
    pub(super) fn parse(text: &'static str) -> Option<Self> {
        Some(match text {
            "" | "non-null string" => Valid::Anything,
            "non-empty string" => Valid::NonEmpty,
            "[partitionId]:[brokerId],[partitionId]:[brokerId],..." => Valid::Replicas,
            "[nodeId]@[host]:[port],[nodeId]@[host]:[port],..." => Valid::Voters,
            "[host]:[port],[host]:[port],..." => Valid::Addresses,
            _ => {
                if let Some(list) = text.strip_prefix("distinct") {
                    distinct(list.trim_start())?
                } else if let Some(names) = text.strip_prefix("release ") {
                    Valid::Release(bracketed(names)?)
                } else if let Some(names) = text.strip_prefix("(case insensitive) ") {
                    Valid::OneOf { members: bracketed(names)?, any_case: true }
                } else if text.contains("...") {
                    range(text)?
                } else {
                    Valid::OneOf { members: bracketed(text)?, any_case: false }
                }
            }
        })
    }

    /// Judges a text of a kind.
    pub(super) fn check(&self, kind: Kind, text: &str) -> Result<(), Refusal> {
        let value = kind.read(text)?;
        let first_wrong = match (self, &value) {
            (Valid::Range { low, high, or }, Value::Number(number)) => {
                // Written this way round, NaN passes, as it does in Kafka.
                let outside = low.is_some_and(|low| *number < low) || high.is_some_and(|high| *number > high);
                (outside && *or != Some(*number)).then_some(text.trim())
            }
            (Valid::OneOf { members, any_case }, value) => {
                let known = |text: &str| match any_case {
                    true => members.iter().any(|member| member.to_lowercase() == text.to_lowercase()),
                    false => members.contains(&text),
                };
                texts(value).into_iter().find(|text| !known(text))
            }
            (Valid::Distinct { non_empty, members }, Value::List(items)) => {
                let wrong = |at: usize, item: &&str| {
                    let foreign = members.as_ref().is_some_and(|members| !members.contains(item));
                    item.is_empty() || foreign || items.iter().take(at).any(|before| before == item)
                };
                let first = items.iter().enumerate().find(|(at, item)| wrong(*at, item)).map(|(_, item)| *item);
                first.or((*non_empty && items.is_empty()).then_some(""))
            }
            (Valid::Release(names), Value::Text(text)) => (!is_release(names, text)).then_some(*text),
            (Valid::NonEmpty, Value::Text(text)) => text.is_empty().then_some(*text),
            (Valid::Replicas, Value::List(items)) => {
                let all = items.concat() == "*";
                items.iter().copied().find(|item| !all && !item.is_empty() && !is_pair(item))
            }
            (Valid::Voters, Value::List(items)) => items.iter().copied().find(|item| !is_voter(item)),
            (Valid::Addresses, Value::List(items)) => items.iter().copied().find(|item| !is_address(item)),
            _ => None,
        };
        match first_wrong {
            None => Ok(()),
            Some(wrong) => Err(Refusal { what: self.complaint(wrong), allowed: self.allowed(kind) }),
        }
    }

    fn complaint(&self, wrong: &str) -> String {
        match self {
            Valid::Range { .. } => format!("`{wrong}` is out of range"),
            Valid::NonEmpty => "the text is empty".to_owned(),
            Valid::Distinct { .. } if wrong.is_empty() => "something is missing in the list".to_owned(),
            Valid::Distinct { members, .. } if members.as_ref().is_none_or(|members| members.contains(&wrong)) => {
                format!("`{wrong}` stands in the list twice")
            }
            Valid::Release(_) => format!("`{wrong}` is no release of Kafka that this version knows"),
            _ => format!("`{wrong}` is not one of the values that it takes"),
        }
    }

    /// What to write, as a help.
    pub(super) fn allowed(&self, kind: Kind) -> String {
        match self {
            Valid::Anything => format!("write {}", kind.noun()),
            Valid::Range { low, high, or } => {
                let bounds = match (low, high) {
                    (Some(low), Some(high)) => format!("from {low} to {high}"),
                    (Some(low), None) => format!("of at least {low}"),
                    (None, Some(high)) => format!("of at most {high}"),
                    (None, None) => String::new(),
                };
                let or = or.map(|or| format!(", or {or}")).unwrap_or_default();
                format!("write {} {bounds}{or}", kind.noun())
            }
            Valid::OneOf { members, any_case } => {
                let names = quoted(members);
                let list = if kind == Kind::List { "write, between commas, any of " } else { "write one of " };
                let case = if *any_case { ", in any case" } else { "" };
                format!("{list}{names}{case}")
            }
            Valid::Release(names) => {
                let newest = names.last().copied().unwrap_or_default();
                format!("write a release such as `{}`; the newest is `{newest}`", stem(newest))
            }
            Valid::Distinct { non_empty, members } => {
                let names = members.as_ref().map(|members| format!(" of {}", quoted(members))).unwrap_or_default();
                let least = if *non_empty { "at least one" } else { "any number" };
                format!("write, between commas, {least}{names}, each once")
            }
            Valid::NonEmpty => "write at least one character".to_owned(),
            Valid::Replicas => "write `*`, or pairs of a partition and a broker such as `0:101,1:102`".to_owned(),
            Valid::Voters => "write pairs of a node and its address such as `0@host:9090,1@other:9090`".to_owned(),
            Valid::Addresses => "write addresses such as `host:9090,other:9090`".to_owned(),
        }
    }
}

/// The texts that a value is made of: itself, or the members of a list.
fn texts<'a>(value: &Value<'a>) -> Vec<&'a str> {
    match value {
        Value::Text(text) => vec![text],
        Value::List(items) => items.clone(),
        Value::Number(_) | Value::Other => Vec::new(),
    }
}

fn quoted(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

fn bracketed(text: &'static str) -> Option<Vec<&'static str>> {
    Some(text.strip_prefix('[')?.strip_suffix(']')?.split(", ").collect())
}

fn distinct(text: &'static str) -> Option<Valid> {
    let (non_empty, names) = match text.strip_prefix("non-empty") {
        Some(rest) => (true, rest.trim_start()),
        None => (false, text),
    };
    let members = if names.is_empty() { None } else { Some(bracketed(names)?) };
    Some(Valid::Distinct { non_empty, members })
}

fn range(text: &str) -> Option<Valid> {
    let (range, or) = match text.split_once(" or ") {
        Some((range, or)) => (range, Some(or.parse().ok()?)),
        None => (text, None),
    };
    let bounds: Vec<&str> = range.strip_prefix('[')?.strip_suffix(']')?.split(',').collect();
    let (low, high) = match bounds.as_slice() {
        [low, "..."] => (Some(low.parse().ok()?), None),
        ["...", high] => (None, Some(high.parse().ok()?)),
        [low, "...", high] => (Some(low.parse().ok()?), Some(high.parse().ok()?)),
        _ => return None,
    };
    Some(Valid::Range { low, high, or })
}

/// `3.6` of `3.6-IV2`, `0.8.2` of itself.
fn stem(release: &str) -> &str {
    release.split_once("-IV").map_or(release, |(stem, _)| stem)
}

/// `MetadataVersion.fromVersionString`: the first two numbers count, or three of those that begin with `0.`.
fn is_release(names: &[&str], text: &str) -> bool {
    let count = if text.starts_with("0.") { 3 } else { 2 };
    let key = text.split('.').take(count).collect::<Vec<_>>().join(".");
    names.iter().any(|name| *name == key || stem(name) == key)
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_pair(text: &str) -> bool {
    text.split_once(':').is_some_and(|(partition, broker)| is_number(partition) && is_number(broker))
}

fn is_address(text: &str) -> bool {
    text.rsplit_once(':').is_some_and(|(host, port)| !host.is_empty() && is_number(port))
}

fn is_voter(text: &str) -> bool {
    text.split_once('@').is_some_and(|(node, address)| is_number(node) && is_address(address))
}
