//! Does MirrorMaker 2 know the clusters between which it copies?

use crate::bundle::Document;
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::{Known, MirrorMaker, alike};

const NO_ALIAS: Offence = Offence::error(
    "client/no-such-alias",
    "an alias is that of no cluster, so MirrorMaker is refused",
)
.why(
    "`connectCluster`, `sourceCluster` and `targetCluster` are aliases of `spec.clusters`. One that is not there, \
     and the operator refuses the resource.",
)
.write("an alias of `spec.clusters`")
.source("strimzi, `KafkaMirrorMaker2Cluster.fromCrd`, `KafkaMirrorMaker2Connectors.validateConnectors`")
.not_waivable();

const NOT_TARGET: Offence = Offence::error(
    "client/mirror-does-not-run-on-target",
    "the mirror is refused: it does not run on the cluster that it copies to",
)
.why("MirrorMaker is a Kafka Connect, and Connect writes to its own cluster only. The operator refuses another target.")
.write("`connectCluster` with the alias of the target")
.source("strimzi, `KafkaMirrorMaker2Connectors.validateConnectors`")
.not_waivable();

const ITSELF: Offence = Offence::error("client/mirrors-itself", "a cluster is copied onto itself")
    .why(
        "Source and target have one address: each topic is copied beside itself under another name, and what is \
         copied is copied again.",
    )
    .write("two clusters")
    .source("apache/kafka, `DefaultReplicationPolicy`, `MirrorSourceConnector`");

pub(super) const RULE: Rule = Rule {
    offences: &[&NO_ALIAS, &NOT_TARGET, &ITSELF],
    check: Check::Document(check),
    examples: &[
        Example::new(
            "an alias that is not there, and the wrong place to run",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaMirrorMaker2
metadata: { name: mirror }
spec:
  connectCluster: cluster-a
  clusters:
    - { alias: cluster-a, bootstrapServers: \"cluster-a-kafka-bootstrap:9092\" }
    - { alias: cluster-b, bootstrapServers: \"cluster-b-kafka-bootstrap:9092\" }
  mirrors:
    - sourceCluster: cluster_a # <- client/no-such-alias
      targetCluster: cluster-b # <- client/mirror-does-not-run-on-target
",
        ),
        Example::new(
            "one cluster for both",
            "# strimzi: 1.2.0
apiVersion: kafka.strimzi.io/v1
kind: KafkaMirrorMaker2
metadata: { name: mirror }
spec:
  target: { alias: cluster-b, bootstrapServers: \"shop-kafka-bootstrap:9092\" }
  mirrors:
    - source:
        alias: cluster-a # <- client/mirrors-itself
        bootstrapServers: shop-kafka-bootstrap:9092
",
        ),
        Example::new(
            "from one to the other",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaMirrorMaker2
metadata: { name: mirror }
spec:
  connectCluster: cluster-b
  clusters:
    - { alias: cluster-a, bootstrapServers: \"cluster-a-kafka-bootstrap:9092\" }
    - { alias: cluster-b, bootstrapServers: \"cluster-b-kafka-bootstrap:9092\" }
  mirrors:
    - { sourceCluster: cluster-a, targetCluster: cluster-b }
",
        ),
    ],
};

fn check(world: &World<'_>, document: Document<'_>, out: &mut Out) {
    let Some(maker) = world.inventory.mirror_makers.iter().find(|own| own.document.span() == document.span()) else {
        return;
    };
    let name = document.name().unwrap_or_default();
    let mirrors = maker.mirrors.iter().flat_map(|mirror| [mirror.source, mirror.target]);
    for alias in mirrors.chain([maker.runs_on]).flatten() {
        if servers(maker, alias).is_none() && !maker.clusters.iter().any(|(own, _)| own.value == alias.value) {
            let aliases = || maker.clusters.iter().map(|(own, _)| own.value);
            let meant = alike(alias.value, aliases()).map(str::to_owned);
            let all = aliases().map(|alias| format!("`{alias}`")).collect::<Vec<_>>().join(" or ");
            let raised = out.raise(
                &NO_ALIAS,
                alias,
                format!("MirrorMaker `{name}` is refused: no cluster has the alias `{}`", alias.value),
            );
            raised
                .label("of no cluster in `spec.clusters`")
                .help(format!("write {}", meant.map_or(all, |it| format!("`{it}`"))));
        }
    }
    for mirror in &maker.mirrors {
        let (Some(source), Some(target)) = (mirror.source, mirror.target) else { continue };
        let of_target = servers(maker, target);
        if servers(maker, source).is_some() && servers(maker, source) == of_target {
            out.raise(&ITSELF, source, format!("MirrorMaker `{name}` copies a cluster onto itself"))
                .label("the source")
                .because(target, "the target has the same address")
                .help("write the address of another cluster for one of them");
        }
        let Some(runs_on) = maker.runs_on.filter(|runs_on| runs_on.value != target.value) else { continue };
        if of_target.is_some() && servers(maker, runs_on) != of_target {
            out.raise(
                &NOT_TARGET,
                target,
                format!(
                    "MirrorMaker `{name}` is refused: it runs on `{}` and copies to `{}`",
                    runs_on.value, target.value
                ),
            )
            .label("copied to")
            .because(runs_on, "runs on")
            .help(format!("write `connectCluster: {}`", target.value));
        }
    }
}

/// The addresses of a cluster by its alias.
fn servers<'b>(maker: &MirrorMaker<'b>, alias: Known<'_, &str>) -> Option<&'b str> {
    let login = maker.clusters.iter().find(|(own, _)| own.value == alias.value)?.1?;
    Some(login.servers.value)
}
