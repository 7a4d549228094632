//! Does the operator read the logging configuration that is meant for it?

use super::{problems, release};
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::Installation;
use crate::inventory::operator::start::{What, references};

const IGNORED: Offence =
    Offence::info("operator/logging-ignored", "the operator does not get the logging configuration of its ConfigMap")
        .why(
            "It looks for it in `/opt/strimzi/custom-config/`, under the name `log4j2.properties`, and logs by its \
         default where there is none: a level that is set there does nothing.",
        )
        .write("the ConfigMap, mounted there, with that key")
        .source(
            "packaging/install/cluster-operator/050-ConfigMap and 060-Deployment; docker-images/operator/scripts, \
         Strimzi 0.39.0 to 1.2.0",
        );

const UNUSED: Offence =
    Offence::info("operator/volume-unused", "the operator's pod has a volume that no container mounts")
        .why("It is made and does nothing: what was to read it does without.")
        .write("a mount; or take the volume out")
        .source("Kubernetes API reference, `Pod.spec.volumes`");

pub(super) const RULE: Rule = Rule {
    offences: &[&IGNORED, &UNUSED],
    check: Check::Operator(check),
    examples: &[
        Example::new(
            "a volume that is not mounted",
            "apiVersion: apps/v1
kind: Deployment
metadata: { name: strimzi-cluster-operator }
spec:
  template:
    spec:
      containers:
        - name: strimzi-cluster-operator # <- operator/logging-ignored
          image: quay.io/strimzi/operator:1.2.0
      volumes:
        - name: co-config-volume # <- operator/volume-unused
          configMap: { name: strimzi-cluster-operator }
",
        ),
        Example::new(
            "mounted where it is looked for",
            "apiVersion: apps/v1
kind: Deployment
metadata: { name: strimzi-cluster-operator }
spec:
  template:
    spec:
      containers:
        - name: strimzi-cluster-operator
          image: quay.io/strimzi/operator:1.2.0
          volumeMounts:
            - { name: config, mountPath: /opt/strimzi/custom-config }
      volumes:
        - { name: config, configMap: { name: strimzi-cluster-operator } }
",
        ),
    ],
};

fn check(world: &World<'_>, installation: &Installation<'_>, out: &mut Out) {
    for problem in problems(world, installation) {
        match problem.what {
            What::NoLogging => {
                out.raise(
                    &IGNORED,
                    super::spot(problem.at),
                    "the operator finds no logging configuration of yours, and logs by its default",
                )
                .help("mount the ConfigMap with it at `/opt/strimzi/custom-config/`");
            }
            What::VolumeUnused(name) => {
                out.raise(
                    &UNUSED,
                    super::spot(problem.at),
                    format!("no container of the operator's pod mounts the volume `{name}`"),
                )
                .help("mount it, or take it out");
            }
            _ => {}
        }
    }
    let Some(release) = release(world, installation) else { return };
    for problem in references(&installation.operator, release, world.bundle, &installation.rights) {
        if let What::ConfigMapLacks { name, key } = problem.what {
            out.raise(
                &IGNORED,
                super::spot(problem.at),
                format!("the ConfigMap `{name}` has no `{key}`, and the operator logs by its default"),
            )
            .help(format!("write the key `{key}`"));
        }
    }
}
