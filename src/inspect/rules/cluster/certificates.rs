//! Are certificates renewed before they end, and not all the time?

use crate::bundle::Node;
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::Cluster;
use crate::units::counted;

const ALWAYS: Offence = Offence::error("cluster/certificates-always-renewed", "certificates are to be renewed before they are made")
    .why(
        "A certificate is renewed `renewalDays` before it ends. If that is as long as it holds, or longer, it is renewed in each \
         reconciliation, and all pods are restarted each time.",
    )
    .write("`renewalDays` of a tenth of `validityDays`")
    .source("strimzi, `Ca.certNeedsRenewal`, `ModelUtils.getRenewalDays`; defaults: 365 and 30 days");

pub(super) const RULE: Rule = Rule {
    offences: &[&ALWAYS],
    check: Check::Cluster(check),
    examples: &[
        Example::new(
            "shorter than the default of the other",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    replicas: 3
  clusterCa:
    validityDays: 30 # <- cluster/certificates-always-renewed
  clientsCa:
    validityDays: 90
    renewalDays: 120 # <- cluster/certificates-always-renewed
",
        ),
        Example::new(
            "two months before five years are over",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    replicas: 3
  clusterCa:
    validityDays: 1825
    renewalDays: 60
  clientsCa:
    generateCertificateAuthority: false
    validityDays: 10
",
        ),
    ],
};

/// How many days a certificate holds, and how many before its end it is renewed, where nothing is said.
const DEFAULTS: (i64, i64) = (365, 30);

fn check(_: &World<'_>, cluster: &Cluster<'_>, out: &mut Out) {
    for part in ["clusterCa", "clientsCa"] {
        let Some(authority) = cluster.document.at(["spec", part]) else { continue };
        // Somebody else renews what somebody else made.
        let own = authority.get("generateCertificateAuthority").and_then(Node::as_bool) != Some(false);
        let days = |key: &str| authority.get(key).filter(|node| node.as_int().is_some_and(|days| days > 0));
        let (validity, renewal) = (days("validityDays"), days("renewalDays"));
        let holds = validity.and_then(Node::as_int).unwrap_or(DEFAULTS.0);
        let before = renewal.and_then(Node::as_int).unwrap_or(DEFAULTS.1);
        let Some(place) = renewal.or(validity) else { continue };
        if !own || before < holds {
            continue;
        }
        let headline = format!("the certificates of `{part}` of cluster `{}` are renewed all the time", cluster.name);
        let raised = out.raise(&ALWAYS, place, headline);
        raised.label(format!(
            "they hold for {}, and are renewed {} before their end",
            counted(holds, "day", "days"),
            counted(before, "day", "days")
        ));
        raised.help(format!("write `renewalDays: {}` or less", (holds / 3).max(1)));
        if let (Some(_), Some(validity)) = (renewal, validity) {
            raised.because(validity, counted(holds, "day", "days"));
        }
    }
}
