//! Does the pod start the operator, and always the same one?

use super::problems;
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::Installation;
use crate::inventory::operator::start::What;

const NO_PROGRAM: Offence = Offence::error(
    "operator/no-program",
    "the operator's container does not start the operator",
)
.why("The image has no program of its own: its shell ends at once, and the pod is in CrashLoopBackOff.")
.write("`args: [/opt/strimzi/bin/cluster_operator_run.sh]`")
.not_waivable()
.source(
    "packaging/install/cluster-operator/060-Deployment, and the Dockerfile of the operator, Strimzi 0.39.0 to 1.2.0",
);

const NO_IMAGE: Offence = Offence::error("operator/no-such-image", "the project publishes no image of that name")
    .why("The pod stays in ImagePullBackOff.")
    .write("`quay.io/strimzi/operator:` and the release")
    .source("packaging/install/cluster-operator/060-Deployment, Strimzi 0.39.0 to 1.2.0");

const FLOATS: Offence = Offence::warning("operator/image-floats", "the operator's image is not pinned to a release")
    .why(
        "Each new pod takes the newest release. Its resource definitions, rights and Kafka versions are not those \
         that are installed: it ends over its image maps, or over a resource that is not defined.",
    )
    .write("the tag of a release, or a digest")
    .in_development(crate::inspect::Level::Info)
    .source("CO/model/KafkaVersion.java, Strimzi 0.39.0 to 1.2.0: supported versions and image maps must agree");

pub(super) const RULE: Rule = Rule {
    offences: &[&NO_PROGRAM, &NO_IMAGE, &FLOATS],
    check: Check::Operator(check),
    examples: &[
        Example::new(
            "another program, and an image without a tag",
            "apiVersion: apps/v1
kind: Deployment
metadata: { name: strimzi-cluster-operator }
spec:
  template:
    spec:
      containers:
        - name: strimzi-cluster-operator
          image: quay.io/strimzi/operator # <- operator/image-floats
          args: [/opt/strimzi/bin/operator_run.sh] # <- operator/no-program
          env:
            - { name: STRIMZI_DEFAULT_USER_OPERATOR_IMAGE, value: 'quay.io/strimzi/operator:1.2.0' }
",
        ),
        Example::new(
            "no program, and an image that there is none of",
            "apiVersion: apps/v1
kind: Deployment
metadata: { name: strimzi-cluster-operator }
spec:
  template:
    spec:
      containers:
        - name: strimzi-cluster-operator # <- operator/no-program
          image: quay.io/strimzi/cluster-operator:1.2.0 # <- operator/no-such-image
",
        ),
        Example::new(
            "a slip in the name, and a shell that starts it",
            "apiVersion: apps/v1
kind: Deployment
metadata: { name: strimzi-cluster-operator }
spec:
  template:
    spec:
      containers:
        - name: strimzi-cluster-operator
          image: quay.io/strimzi/operator:1.2.0
          args: [/opt/strimzi/bin/cluster_operator_run.shx] # <- operator/no-program
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: by-shell }
spec:
  template:
    spec:
      containers:
        - name: strimzi-cluster-operator
          image: quay.io/strimzi/operator:1.2.0
          args: [sh, -c, 'sleep 5; exec /opt/strimzi/bin/cluster_operator_run.sh']
",
        ),
        Example::new(
            "from a mirror, by digest",
            "apiVersion: apps/v1
kind: Deployment
metadata: { name: strimzi-cluster-operator }
spec:
  template:
    spec:
      containers:
        - name: strimzi-cluster-operator
          image: registry.example.org/strimzi/operator@sha256:2b1e
          args: [/opt/strimzi/bin/cluster_operator_run.sh]
",
        ),
    ],
};

fn check(world: &World<'_>, installation: &Installation<'_>, out: &mut Out) {
    for problem in problems(world, installation) {
        let program = &world.strimzi().operator.args;
        // Of what an older release needs nothing is known.
        let is_unknown = || installation.operator.release().is_some() && super::release(world, installation).is_none();
        if matches!(problem.what, What::NoProgram | What::OtherProgram) && is_unknown() {
            continue;
        }
        let write = || format!("write `args: [{}]`", program.join(", "));
        match &problem.what {
            What::NoProgram => {
                out.raise(
                    &NO_PROGRAM,
                    super::spot(problem.at),
                    "the operator's container starts nothing and ends at once",
                )
                .help(write());
            }
            What::OtherProgram => {
                out.raise(
                    &NO_PROGRAM,
                    super::spot(problem.at),
                    "the operator's container starts something else than the operator",
                )
                .label("no cluster operator")
                .help(write());
            }
            What::OtherImage(repository) => {
                out.raise(
                    &NO_IMAGE,
                    super::spot(problem.at),
                    format!("there is no image `{repository}`, and the operator's pod waits for it"),
                )
                .help("write `quay.io/strimzi/operator` with the tag of the release");
            }
            What::FloatingImage => {
                out.raise(
                    &FLOATS,
                    super::spot(problem.at),
                    "which release of the operator runs is decided when its pod starts",
                )
                .label("no tag of a release and no digest")
                .help("write the tag of a release");
            }
            _ => {}
        }
    }
}
