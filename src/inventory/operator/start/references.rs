//! What the operator's pod refers to, in a set that holds its installation.

use super::super::Operator;
use super::{Effect, Problem, What};
use crate::bundle::{Bundle, Node};
use crate::catalog::Release;
use crate::inventory::rights::Rights;

/// What the pod refers to and is not there. A set that has neither accounts nor rights is taken to be a part of one: the rest is
/// elsewhere.
pub fn references<'b>(
    operator: &Operator<'b>,
    release: &Release,
    bundle: &'b Bundle<'_>,
    rights: &Rights<'b>,
) -> Vec<Problem<'b>> {
    let mut found = Vec::new();
    let mut add = |what, effect, at| found.push(Problem { what, effect, at });
    let account = operator.account();
    let bound = rights.given.bindings_of(account).next().is_some();
    if (bound || !rights.accounts.is_empty()) && rights.account(account.namespace, account.name).is_none() {
        // That of the name `default` is made with its namespace.
        if let (name, Some(at)) = operator.service_account()
            && name != "default"
        {
            add(What::AccountMissing(name), Effect::NoPod, at);
        }
    }
    if rights.accounts.is_empty() {
        return found;
    }
    if operator.document.namespace().is_none() {
        let own = rights.accounts.iter().find(|it| it.name == account.name).and_then(|it| it.document.namespace());
        let place = operator.document.get("metadata").unwrap_or(operator.document.root());
        if let Some(namespace) = own {
            add(What::NoNamespace(namespace), Effect::Later, place);
        }
    }
    let volumes = operator.pod().and_then(|pod| pod.get("volumes"));
    let maps = volumes.into_iter().flat_map(Node::items).filter_map(|volume| volume.get("configMap"));
    for map in maps.filter(|map| map.get("optional").and_then(Node::as_bool) != Some(true)) {
        let Some(name) = map.get("name").filter(|name| name.as_text().is_some()) else {
            add(What::Lacks("name"), Effect::Refused, map);
            continue;
        };
        let here = |namespace: Option<&str>| namespace.is_none() || namespace == operator.namespace;
        let document = bundle.named("ConfigMap", name.text()).find(|document| here(document.namespace()));
        let logging = &release.operator.logging;
        match document {
            None => add(What::ConfigMapMissing(name.text()), Effect::NoPod, name),
            Some(document) if name.text() == logging.config_map && document.is_whole() => {
                if document.at(["data", &logging.key]).is_none() {
                    let what = What::ConfigMapLacks { name: name.text(), key: logging.key.clone() };
                    add(what, Effect::Taste, document.get("data").unwrap_or(document.root()));
                }
            }
            Some(_) => {}
        }
    }
    found
}
