//! Do pods get rights that they do not need?

use crate::bundle::{Document, Node};
use crate::inspect::{Check, Example, Level, Offence, Out, Rule, Spot, World};

const WEAKENED: Offence = Offence::warning("cluster/pod-with-rights", "a pod gets rights that none of Strimzi's needs")
    .in_development(Level::Info)
    .security()
    .why("Strimzi's images run as a user without rights. Who breaks into a pod that has more gets further: as root, with capabilities, to the node.")
    .write("nothing: remove it")
    .source("Kubernetes, pod security standards: baseline and restricted; strimzi, pod security providers");

pub(super) const RULE: Rule = Rule {
    offences: &[&WEAKENED],
    check: Check::Document(check),
    examples: &[
        Example::new(
            "root, and more",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    template:
      pod:
        securityContext:
          runAsUser: 0 # <- cluster/pod-with-rights
      kafkaContainer:
        securityContext:
          privileged: true # <- cluster/pod-with-rights
          capabilities:
            add: [SYS_ADMIN] # <- cluster/pod-with-rights
",
        ),
        Example::new(
            "fewer rights",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    template:
      pod:
        securityContext:
          runAsNonRoot: true
          runAsUser: 1000
          fsGroup: 0
      kafkaContainer:
        securityContext:
          allowPrivilegeEscalation: false
          capabilities:
            drop: [ALL]
",
        ),
    ],
};

fn check(_: &World<'_>, document: Document<'_>, out: &mut Out) {
    let strimzi = document.api_version().is_some_and(|version| version.starts_with("kafka.strimzi.io/"));
    let Some(spec) = document.get("spec").filter(|_| strimzi) else { return };
    let name = document.name().unwrap_or_default();
    for map in spec.walk() {
        let Some(context) = map.get("securityContext") else { continue };
        for (path, given, what) in [
            (&["privileged"][..], "true", "are not shut off from their node"),
            (&["allowPrivilegeEscalation"], "true", "can become root"),
            (&["runAsNonRoot"], "false", "may run as root"),
            (&["runAsUser"], "0", "run as root"),
        ] {
            let Some(node) = context.at(path.iter().copied()) else { continue };
            if node.text() == given {
                raise(node, name, what, out);
            }
        }
        if let Some(added) = context.at(["capabilities", "add"]).filter(|added| added.items().next().is_some()) {
            let kept = added.items().all(|item| item.text() == "NET_BIND_SERVICE");
            if !kept {
                raise(added, name, "have rights of the kernel", out);
            }
        }
    }
}

fn raise(node: Node<'_>, name: &str, what: &str, out: &mut Out) {
    out.raise(&WEAKENED, Spot::from(node), format!("pods of `{name}` {what}"))
        .label("more than they need")
        .help("remove it");
}
