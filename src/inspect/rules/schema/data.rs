//! Does the API server take the data of ConfigMaps and Secrets?

use super::words::{code, named, place};
use crate::bundle::Document;
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::schema::{Metadata, Violation};

const KEY: Offence =
    Offence::error("schema/bad-data-key", "a key of a ConfigMap or Secret that Kubernetes does not take")
        .why("The API server refuses the object. Keys become names of files.")
        .write("letters, digits, `-`, `_` and `.`; no `/`")
        .source("k8s.io/apimachinery, `IsConfigMapKey`")
        .not_waivable();

const BASE64: Offence =
    Offence::error("schema/not-base64", "a value below `data` of a Secret, or `binaryData`, that is no base64")
        .why("The API server refuses the object (\"illegal base64 data\").")
        .write("the value below `stringData` as it is; or in base64 with its padding")
        .source("Kubernetes: the type of `data` is bytes, read by Go's encoding/base64")
        .not_waivable();

const TWICE: Offence =
    Offence::error("schema/data-key-twice", "a key that a ConfigMap has in `data` and in `binaryData`")
        .why("The API server refuses the object.")
        .write("the key in one of them")
        .source("k8s.io/kubernetes, `ValidateConfigMap`")
        .not_waivable();

pub(super) const RULE: Rule = Rule {
    offences: &[&KEY, &BASE64, &TWICE],
    check: Check::Document(check),
    examples: &[
        Example::new(
            "a password in clear, a path for a key, a key twice",
            "apiVersion: v1
kind: Secret
metadata: { name: a }
data:
  password: p@ss-word # <- schema/not-base64
---
apiVersion: v1
kind: ConfigMap
metadata: { name: a }
data:
  etc/kafka.properties: a=b # <- schema/bad-data-key
  b: c
binaryData:
  b: Yw== # <- schema/data-key-twice
",
        ),
        Example::new(
            "data that is taken",
            "apiVersion: v1
kind: Secret
metadata: { name: a }
data: { password: cEBzcw==, .dockerconfigjson: e30= }
stringData: { user: p@ss }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: a }
data: { log4j2.properties: a=b }
",
        ),
    ],
};

fn check(world: &World<'_>, document: Document<'_>, out: &mut Out) {
    let whole = || named(document).unwrap_or_default();
    for fault in world.faults(document) {
        let node = fault.node;
        match &fault.violation {
            Violation::Metadata(Metadata::DataKey) => {
                let headline = format!("{} of {} is no key: the API server refuses it", code(node.text()), whole());
                out.raise(&KEY, node, headline).label("not such a key").help("write letters, digits, `-`, `_` and `.`");
            }
            Violation::Metadata(Metadata::NotBase64) => {
                let headline = format!("{} is no base64: the API server refuses it", place(node));
                let raised = out.raise(&BASE64, node, headline);
                raised.label("not base64");
                if document.kind() == Some("Secret") {
                    raised.help("write it below `stringData`, as it is");
                } else {
                    raised.help("write it below `data`, as it is");
                }
            }
            Violation::Metadata(Metadata::DataTwice) => {
                let headline =
                    format!("{} of {} is in `data` as well: the API server refuses it", code(node.text()), whole());
                out.raise(&TWICE, node, headline).label("the second").help("take one of them out");
            }
            _ => {}
        }
    }
}
