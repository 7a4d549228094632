//! Are requests and limits of memory and processors such that a pod can be made of them?

use crate::bundle::{Document, Node};
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::thousandths;
use crate::units::{Bytes, Cpu};

const REFUSED: Offence = Offence::error("cluster/request-above-limit", "more is asked for than may be taken")
    .not_waivable()
    .why("The operator, and Kubernetes after it, refuses a container whose request is larger than its limit.")
    .write("a limit that is at least the request")
    .source("strimzi, `ModelUtils.validateComputeResources`; Kubernetes, validation of resource requirements");

const ODD: Offence = Offence::error("cluster/quantity-not-understood", "an amount is none that Kubernetes understands")
    .not_waivable()
    .why(
        "Amounts are a number with one of the suffixes of Kubernetes: `500m` of a processor, `2Gi` of memory. For anything else, \
         and for nothing or less, the operator or Kubernetes refuses the container.",
    )
    .write("a number such as `500m` or `2` for processors, `512Mi` or `2Gi` for memory")
    .source("Kubernetes, `resource.Quantity`; strimzi, `ModelUtils.validateComputeResources`");

const THOUSANDTHS: Offence = Offence::error("cluster/memory-in-thousandths", "an amount of memory is less than a kibibyte")
    .not_waivable()
    .why("The small `m` means a thousandth: `512m` of memory is half a byte, and no process starts in it. The JVM's `512m` is Kubernetes' `512Mi`.")
    .write("`Mi` or `Gi`")
    .source("Kubernetes, `resource.Quantity`: suffix `m`");

const HUGE: Offence = Offence::warning("cluster/processors-by-the-hundred", "more processors are asked for than a machine has")
    .why("A bare number counts whole processors: `500` is five hundred of them. No node has so many, so that the pod stays pending.")
    .write("`500m` for half a processor")
    .source("Kubernetes, resource management of containers");

pub(super) const RULE: Rule = Rule {
    offences: &[&REFUSED, &ODD, &THOUSANDTHS, &HUGE],
    check: Check::Document(check),
    examples: &[
        Example::new(
            "too much, too little, and nothing that is understood",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    replicas: 3
    resources:
      requests:
        memory: 4Gi # <- cluster/request-above-limit
        cpu: '2' # <- cluster/request-above-limit
      limits:
        memory: 2Gi
        cpu: 500m
  zookeeper:
    replicas: 3
    resources:
      requests:
        memory: 1GB # <- cluster/quantity-not-understood
        cpu: 500 # <- cluster/processors-by-the-hundred
      limits:
        memory: 512m # <- cluster/memory-in-thousandths
  entityOperator:
    topicOperator:
      resources:
        requests:
          cpu: '0' # <- cluster/quantity-not-understood
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaConnect
metadata:
  name: shop
spec:
  resources:
    requests:
      memory: 2Gi # <- cluster/request-above-limit
    limits:
      memory: 1.5Gi
",
        ),
        Example::new(
            "amounts that are understood",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    replicas: 3
    resources:
      requests:
        memory: 2Gi
        cpu: 0.5
        example.org/disks: none
      limits:
        memory: 2048Mi
        cpu: 1e1
        ephemeral-storage: 0
---
apiVersion: v1
kind: Pod
metadata:
  name: stranger
spec:
  resources:
    limits:
      memory: a lot
",
        ),
    ],
};

/// The least memory that can be meant: a kibibyte, in thousandths of a byte.
const LEAST_MEMORY: u64 = 1024 * 1000;

/// As many processors as no node has, in thousandths.
const TOO_MANY: u64 = 500 * 1000;

fn check(_: &World<'_>, document: Document<'_>, out: &mut Out) {
    let strimzi = document.api_version().is_some_and(|version| version.starts_with("kafka.strimzi.io/"));
    let Some(spec) = document.get("spec").filter(|_| strimzi) else { return };
    let name = document.name().unwrap_or_default();
    for resources in spec.walk().filter_map(|map| map.get("resources")) {
        for part in ["requests", "limits"] {
            for (key, amount) in resources.get(part).into_iter().flat_map(Node::entries) {
                judge(name, &key.name(), amount, out);
            }
        }
        for what in ["memory", "cpu"] {
            let amount = |part: &str| resources.at([part, what]);
            let (Some(request), Some(limit)) = (amount("requests"), amount("limits")) else { continue };
            let (Some(asked), Some(most)) = (thousandths(request.text()), thousandths(limit.text())) else { continue };
            // A limit that makes no sense is said already.
            let sound = what == "cpu" || most >= LEAST_MEMORY;
            if asked > most && sound {
                let noun = if what == "cpu" { "processors" } else { "memory" };
                let headline = format!("a pod of `{name}` is refused: it asks for more {noun} than it may take");
                out.raise(&REFUSED, request, headline)
                    .label(format!("asks for {}", human(what, asked)))
                    .because(limit, format!("may take {}", human(what, most)))
                    .help(format!("write `{}` at most", limit.text()));
            }
        }
    }
}

fn judge(name: &str, what: &str, amount: Node<'_>, out: &mut Out) {
    let text = amount.text();
    let value = thousandths(text);
    match what {
        "memory" | "cpu" => {
            if value.is_none_or(|value| value == 0) {
                let headline = format!("a pod of `{name}` is refused: `{text}` is no amount of {what}");
                let help = if what == "cpu" { "`500m` or `2`" } else { "`512Mi` or `2Gi`" };
                out.raise(&ODD, amount, headline)
                    .label(if value.is_some() { "nothing" } else { "not understood" })
                    .help(format!("write an amount such as {help}"));
            } else if what == "memory" && value.is_some_and(|value| value < LEAST_MEMORY) {
                let headline = format!("no process of `{name}` starts with `{text}` of memory");
                let meant = text.trim_end_matches(|c: char| !c.is_ascii_digit());
                out.raise(&THOUSANDTHS, amount, headline)
                    .label("bytes, or thousandths of them")
                    .help(format!("write `{meant}Mi` or `{meant}Gi`"));
            } else if what == "cpu" && value.is_some_and(|value| value >= TOO_MANY) {
                let headline = format!("a pod of `{name}` stays pending: no node has {text} processors");
                out.raise(&HUGE, amount, headline).label("whole processors").help(format!("write `{text}m`"));
            }
        }
        // Those of plugins are whole numbers of whatever the plugin counts.
        _ => {}
    }
}

fn human(what: &str, thousandths: u64) -> String {
    if what == "cpu" { Cpu(thousandths).human() } else { Bytes(thousandths.div_ceil(1000)).human() }
}
