//! Is each object described once?

use crate::bundle::Document;
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use std::collections::{BTreeMap, BTreeSet};

const TWICE: Offence = Offence::error("bundle/described-twice", "one file describes an object twice")
    .why("Both are applied, one after the other, and the second wins: what only the first says is lost, or flickers at each `kubectl apply`.")
    .write("one document with all of it, or another name for one of them")
    .source("kubectl apply: objects are identified by group, kind, namespace and name");

const ELSEWHERE: Offence = Offence::info("bundle/described-elsewhere", "two files of a folder describe one object in different ways")
    .why("Whoever applies the folder applies both, in the order of their names, and the last wins. Nothing is wrong if they are alternatives of which one is chosen.")
    .write("one description; or a folder for each alternative")
    .source("kubectl apply -f FOLDER reads files in the order of their names");

pub(super) const RULE: Rule = Rule {
    offences: &[&TWICE, &ELSEWHERE],
    check: Check::Whole(check),
    examples: &[
        Example::new(
            "a topic twice",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata: { name: orders, labels: { strimzi.io/cluster: shop } }
spec: { partitions: 3, replicas: 3 }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: orders # <- bundle/described-twice
  labels: { strimzi.io/cluster: shop }
spec: { partitions: 6, replicas: 3 }
",
        ),
        Example::new(
            "a topic in two files",
            "# file: a.yaml
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata: { name: orders, labels: { strimzi.io/cluster: shop } }
spec: { partitions: 3, replicas: 3 }
# file: b.yaml
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: orders # <- bundle/described-elsewhere
  labels: { strimzi.io/cluster: shop }
spec: { partitions: 6, replicas: 3 }
",
        ),
        Example::new(
            "one name in two namespaces, and one name of two kinds",
            "apiVersion: v1
kind: ConfigMap
metadata: { name: orders, namespace: a }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: orders, namespace: b }
---
apiVersion: v1
kind: Service
metadata: { name: orders, namespace: a }
",
        ),
        Example::new(
            "a patch of kustomize beside what it changes",
            "# file: kustomization.yaml
resources: [a.yaml]
patches: [{ path: patch.yaml }]
# file: a.yaml
apiVersion: v1
kind: ConfigMap
metadata: { name: orders }
data: { a: b }
# file: patch.yaml
apiVersion: v1
kind: ConfigMap
metadata: { name: orders }
data: { a: c }
",
        ),
        Example::new(
            "overlays in folders of their own",
            "# file: dev/a.yaml
apiVersion: v1
kind: ConfigMap
metadata: { name: orders }
data: { a: b }
# file: prod/a.yaml
apiVersion: v1
kind: ConfigMap
metadata: { name: orders }
data: { a: c }
",
        ),
    ],
};

fn check(world: &World<'_>, out: &mut Out) {
    let mut said = BTreeSet::new();
    let mut rivals: BTreeMap<(&str, &str), Vec<(Document<'_>, Document<'_>)>> = BTreeMap::new();
    let mut seen: BTreeMap<Identity<'_>, Vec<Document<'_>>> = BTreeMap::new();
    // What kustomize lays over an object describes a part of it.
    for document in world.bundle.documents().filter(|document| !world.is_patch(*document)) {
        let Some(identity) = identity(document) else { continue };
        let before = seen.entry(identity).or_default();
        let own = document.source().name();
        let what = || super::named(document);
        if let Some(first) = before.iter().find(|first| first.source().name() == own) {
            out.raise(&TWICE, document, format!("{} is described twice in one file, and the second wins", what()))
                .because(*first, "first here")
                .help("put all of it into one document");
        } else if let Some(first) = before.iter().find(|first| is_rival(**first, document))
            && said.insert(identity)
        {
            rivals.entry((own, first.source().name())).or_default().push((document, *first));
        }
        before.push(document);
    }
    for ((_, other), pairs) in rivals {
        let Some((document, first)) = pairs.first() else { continue };
        let what = super::named(*document);
        let headline = match pairs.len() {
            1 => format!("{what} is described in another way in `{other}`"),
            2 => format!("{what} and one more object are described in another way in `{other}`"),
            count => format!("{what} and {} more objects are described in another way in `{other}`", count - 1),
        };
        out.raise(&ELSEWHERE, *document, headline)
            .because(*first, "and here")
            .help("keep one of them, or put alternatives into folders of their own");
    }
}

/// Whether both are applied together: they are in one folder, and differ.
fn is_rival(first: Document<'_>, second: Document<'_>) -> bool {
    let folder = |document: Document<'_>| crate::inventory::folder(document.source().name()).to_owned();
    folder(first) == folder(second) && first.root().to_json() != second.root().to_json()
}

/// Group, kind, namespace and name.
type Identity<'b> = (&'b str, &'b str, Option<&'b str>, &'b str);

fn identity(document: Document<'_>) -> Option<Identity<'_>> {
    let group = document.api_version()?.rsplit_once('/').map_or("", |(group, _)| group);
    Some((group, document.kind()?, document.namespace(), document.name()?))
}
