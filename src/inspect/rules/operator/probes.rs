//! Do the probes ask what the operator answers?

use super::problems;
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::Installation;
use crate::inventory::operator::start::What;

const FAILS: Offence = Offence::error("operator/probe-fails", "a probe asks for what the operator does not answer")
    .why(
        "It answers `/healthy`, `/ready` and `/metrics` on port 8080. A liveness probe that gets no answer ends the \
         pod again and again; without readiness no update of the Deployment comes to an end.",
    )
    .write("`path: /healthy` or `/ready`, and a port whose number is 8080")
    .source(
        "CO/Main.java, `startHealthServer`; packaging/install/cluster-operator/060-Deployment, Strimzi 0.39.0 to \
         1.2.0",
    );

const NONE: Offence = Offence::info("operator/no-probe", "the operator has no liveness or no readiness probe")
    .why("An operator that hangs stays as it is, and an update ends before the new one has started.")
    .write("the probes of the release's installation")
    .source("packaging/install/cluster-operator/060-Deployment, Strimzi 0.39.0 to 1.2.0");

pub(super) const RULE: Rule = Rule {
    offences: &[&FAILS, &NONE],
    check: Check::Operator(check),
    examples: &[
        Example::new(
            "another path and another port",
            "apiVersion: apps/v1
kind: Deployment
metadata: { name: strimzi-cluster-operator }
spec:
  template:
    spec:
      containers:
        - name: strimzi-cluster-operator # <- operator/no-probe
          image: quay.io/strimzi/operator:1.2.0
          ports:
            - name: http
              containerPort: 8081 # <- operator/probe-fails
          livenessProbe:
            httpGet:
              path: /healthz # <- operator/probe-fails
              port: http
          startupProbe:
            httpGet:
              path: /ready
              port: web # <- operator/probe-fails
",
        ),
        Example::new(
            "by number, and by a script",
            "apiVersion: apps/v1
kind: Deployment
metadata: { name: strimzi-cluster-operator }
spec:
  template:
    spec:
      containers:
        - name: strimzi-cluster-operator
          image: quay.io/strimzi/operator:1.2.0
          livenessProbe:
            httpGet: { path: /healthy, port: 8080 }
          readinessProbe:
            exec: { command: [curl, 'http://localhost:8080/ready'] }
",
        ),
    ],
};

fn check(world: &World<'_>, installation: &Installation<'_>, out: &mut Out) {
    let mut none = Vec::new();
    let listens = world.strimzi().operator.port.number;
    for problem in problems(world, installation) {
        match problem.what {
            What::ProbePath { probe, path } => {
                let wanted = if probe == "readinessProbe" { "/ready" } else { "/healthy" };
                out.raise(
                    &FAILS,
                    super::spot(problem.at),
                    format!("{}: the operator does not answer `{path}`", consequence(probe)),
                )
                .help(format!("write `path: {wanted}`"));
            }
            What::ProbePort { probe, port } => {
                out.raise(
                    &FAILS,
                    super::spot(problem.at),
                    format!("{}: nobody listens on port `{port}`", consequence(probe)),
                )
                .help(format!("the operator listens on {listens}, which its installation calls `http`"));
            }
            What::OtherPort(number) => {
                out.raise(
                    &FAILS,
                    super::spot(problem.at),
                    format!("probes and scrapes of `http` get no answer: nobody listens on port {number}"),
                )
                .help(format!("write `containerPort: {listens}`"));
            }
            What::NoProbe(probe) => none.push((probe, problem.at)),
            _ => {}
        }
    }
    if let Some((_, at)) = none.first() {
        let names: Vec<&str> = none.iter().map(|(name, _)| *name).collect();
        out.raise(
            &NONE,
            super::spot(*at),
            format!("the operator has no {}", super::list(&names).replace(", ", " and no ")),
        )
        .help("write the probes as the release's installation has them");
    }
}

fn consequence(probe: &str) -> &'static str {
    match probe {
        "livenessProbe" => "the operator is restarted again and again",
        "readinessProbe" => "the operator never becomes ready",
        _ => "the operator is never taken for started, and is restarted again and again",
    }
}
