//! What somebody has to do at each stage: in words, with the commands that do it.

use super::plan::Scene;
use crate::alert::shell;
use crate::catalog::{Capability, Mode, Release, Start};
use crate::diag::Span;
use crate::model::{How, Install, Sourced};
use crate::render::{ARTEFACTS, Platform};

/// Something to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// What, in a sentence or two.
    pub text: String,
    /// Where in the spec, if it is to be changed there.
    pub at: Option<Span>,
    /// What to write there, as TOML.
    pub write: Option<String>,
    /// The commands for a shell.
    pub commands: Vec<String>,
}

/// How long a cluster may take to restart every pod.
const PATIENCE: &str = "--timeout=1800s";

impl Task {
    pub(super) fn new(text: impl Into<String>) -> Self {
        Task { text: text.into(), at: None, write: None, commands: Vec::new() }
    }

    /// Points at a place in the spec.
    pub(super) fn at(mut self, at: Option<Span>) -> Self {
        self.at = at;
        self
    }

    /// Says what to write.
    pub(super) fn write(mut self, toml: impl Into<String>) -> Self {
        self.write = Some(toml.into());
        self
    }

    /// Adds commands.
    pub(super) fn run(mut self, commands: impl IntoIterator<Item = String>) -> Self {
        self.commands.extend(commands);
        self
    }
}

impl Scene<'_> {
    /// `kubectl` with the cluster's namespace.
    pub(super) fn kubectl(&self, rest: &str) -> String {
        format!("kubectl -n {} {rest}", shell(&self.model.cluster.namespace.value))
    }

    /// The Kafka resource, as `kubectl` names it.
    pub(super) fn resource(&self) -> String {
        format!("kafka/{}", shell(&self.model.cluster.name.value))
    }

    /// Waits until a field of the Kafka resource's status has a value, and the cluster is ready.
    pub(super) fn wait_for(&self, field: &str, value: &str) -> [String; 2] {
        let resource = self.resource();
        [
            self.kubectl(&format!("wait {resource} --for=jsonpath='{{.status.{field}}}'={value} {PATIENCE}")),
            self.kubectl(&format!("wait {resource} --for=condition=Ready {PATIENCE}")),
        ]
    }

    /// Renders and looks at what comes of it.
    pub(super) fn render(&self) -> String {
        format!("{} render", self.program)
    }

    /// The rendered files that are applied, in their order, with the number that each begins with.
    fn files(&self) -> Vec<(&'static str, String)> {
        let platform = Platform::new(self.model, &[]);
        let wanted = ARTEFACTS.iter().filter(|artefact| (artefact.wanted)(platform));
        let numbered = wanted.filter_map(|artefact| {
            let name = artefact.path.rsplit('/').next()?;
            let number = name.get(..2).filter(|number| number.bytes().all(|byte| byte.is_ascii_digit()))?;
            Some((number, shell(&format!("{}{}", self.folder, artefact.path))))
        });
        numbered.collect()
    }

    /// Applies the rendered files whose number passes, if there are any.
    pub(super) fn apply(&self, passes: impl Fn(&str) -> bool) -> Option<String> {
        let files: Vec<String> =
            self.files().into_iter().filter(|(number, _)| passes(number)).map(|(_, path)| path).collect();
        (!files.is_empty()).then(|| format!("kubectl apply -f {}", files.join(" -f ")))
    }

    /// Applies all but definitions and operator.
    pub(super) fn apply_cluster(&self) -> Option<String> {
        self.apply(|number| !matches!(number, "00" | "01"))
    }
}

/// What must be so before another operator comes.
pub(super) fn before(scene: &Scene<'_>, old: &Release, new: &Release) -> Vec<Task> {
    let mut tasks = Vec::new();
    tasks.extend(kubernetes(scene, old, new));
    for resource in &old.resources {
        if new.resource(&resource.kind).is_none() {
            let text =
                format!("Strimzi {} has no {} any more: replace those that you have", new.version, resource.kind);
            tasks.push(Task::new(text).run([format!("kubectl get {} --all-namespaces", resource.plural)]));
        }
    }
    if old.can(Capability::AclOperation) && !new.can(Capability::AclOperation) {
        let text = "In each KafkaUser of your own write `operations: [Read]` for `operation: Read`: the new operator reads rules by the \
            list alone. No line must be left of";
        let command = "kubectl get kafkausers --all-namespaces -o yaml | grep -n ' operation:'";
        tasks.push(Task::new(text).run([command.to_owned()]));
    }
    tasks
}

/// The oldest Kubernetes that the new operator runs on, where it is not what the old one asked for.
fn kubernetes(scene: &Scene<'_>, old: &Release, new: &Release) -> Option<Task> {
    let minimum = &new.kubernetes.minimum;
    if *minimum == old.kubernetes.minimum {
        return None;
    }
    let needs = format!("Strimzi {} needs Kubernetes {minimum} or newer", new.version);
    Some(match &scene.model.environment.kubernetes {
        Some(Sourced { value: (major, minor), origin }) => {
            let ours = format!("{major}.{minor}");
            let task = match new.kubernetes.start(&ours) {
                Some(Start::TooOld) => format!("{needs}: raise Kubernetes first, which is {ours} by the spec"),
                _ => format!("{needs}; the spec says {ours}, see that it is true"),
            };
            Task::new(task).at(Some(origin.first())).run(["kubectl version".to_owned()])
        }
        None => Task::new(format!("{needs}; the spec does not say which one runs")).run(["kubectl version".to_owned()]),
    })
}

/// Another operator, with the Kafka that runs.
pub(super) fn operator(scene: &Scene<'_>, old: &Release, new: &Release, kafka: &str) -> Vec<Task> {
    let version = new.version;
    let places = scene.places;
    let mut tasks = vec![Task::new("In the spec").at(places.strimzi).write(format!("strimzi = \"{version}\""))];
    // Once it is written it stays.
    let is_first = scene.model.release.version == old.version && scene.model.cluster.kafka.value == kafka;
    if places.kafka.is_none() && is_first {
        let text = "In `[cluster]` say which Kafka runs, or the new operator raises it at once";
        tasks.push(Task::new(text).at(places.strimzi).write(format!("kafka = \"{kafka}\"")));
    }
    tasks.push(Task::new("Render, and read what changes").run([scene.render(), "git diff".to_owned()]));
    tasks.extend(install(scene, new));
    let rest = scene.apply_cluster();
    let text = "Apply the rest; the new operator restarts every pod once, because its images are other ones";
    tasks.push(Task::new(text).run(rest).run(scene.wait_for("operatorLastSuccessfulVersion", version)));
    let text = "Read the conditions of the Kafka resource: what goes in a later release is warned of there";
    let conditions = "-o jsonpath='{range .status.conditions[*]}{.type} {.reason} {.message}{\"\\n\"}{end}'";
    tasks.push(Task::new(text).run([scene.kubectl(&format!("get {} {conditions}", scene.resource()))]));
    tasks
}

/// How the operator is brought to another release: definitions first.
fn install(scene: &Scene<'_>, new: &Release) -> Vec<Task> {
    let operator = &scene.model.operator;
    let namespace = shell(&operator.namespace.value);
    let rollout = format!("kubectl -n {namespace} rollout status deployment/{} --timeout=300s", new.operator.name);
    let established = "kubectl wait crd -l app=strimzi --for=condition=Established --timeout=60s".to_owned();
    match operator.install.value {
        Install::Manifests => vec![
            Task::new("Apply the definitions").run(scene.apply(|number| number == "00")).run([established]),
            Task::new("Apply the operator").run(scene.apply(|number| number == "01")).run([rollout]),
        ],
        Install::Helm => {
            let (chart, name, version) = (&new.chart.reference, new.chart.name(), new.version);
            let values = shell(&format!("{}{VALUES}", scene.folder));
            let upgrade =
                format!("helm upgrade {name} {chart} --version {version} --namespace {namespace} -f {values}");
            vec![
                Task::new("Apply the definitions by hand: Helm installs them, but never upgrades them").run([
                    format!("helm pull {chart} --version {version} --untar"),
                    format!("kubectl apply --server-side --force-conflicts -f {name}/crds"),
                    established,
                ]),
                Task::new("Upgrade the chart").run([upgrade, rollout]),
            ]
        }
        Install::External => {
            let text = "Have whoever installs the operator bring it to this release, the definitions first; with Helm these are \
                applied by hand";
            vec![Task::new(text).run([established])]
        }
    }
}

/// Where the values for the official chart are rendered.
const VALUES: &str = "k8s-manifests/kafka/helm/strimzi-operator-values.yaml";

/// Another Kafka: first the program, then, when it has proven itself, what cannot be taken back.
pub(super) fn kafka(scene: &Scene<'_>, release: &Release, mode: Mode, (old, new): (&str, &str)) -> Vec<Task> {
    let level = |kafka: &str| {
        let facts = release.kafka(kafka)?;
        match mode {
            Mode::ZooKeeper => facts.protocol.as_deref(),
            Mode::Kraft => facts.metadata.as_deref(),
        }
    };
    let (before, after) = (level(old).unwrap_or_default(), level(new).unwrap_or_default());
    let place = scene.places.kafka.or(scene.places.strimzi);
    let mut tasks = vec![Task::new("In the spec").at(place).write(format!("kafka = \"{new}\""))];
    let levels = before != after;
    if levels {
        tasks.push(hold(scene, mode, before));
    }
    let text = "Render, apply, and wait until every pod runs it; one after the other restarts";
    let applied = scene.apply_cluster();
    tasks.push(Task::new(text).run([scene.render()]).run(applied.clone()).run(scene.wait_for("kafkaVersion", new)));
    let text =
        "Raise `spec.version` of what else runs Kafka's programs, where it is written: KafkaConnect, KafkaMirrorMaker2";
    tasks.push(Task::new(text));
    if levels {
        tasks.push(release_hold(scene, mode, (before, after), old).run(applied).run(settled(scene, mode)));
    }
    tasks
}

/// The setting of brokers that says how they speak with one another.
const PROTOCOL: &str = "inter.broker.protocol.version";

/// Keeps what would block the way back.
fn hold(scene: &Scene<'_>, mode: Mode, level: &str) -> Task {
    match mode {
        Mode::ZooKeeper => {
            let text = "In `[cluster.brokers.config]` keep the protocol between brokers, so that a way back stays open";
            let task = Task::new(text).at(written(scene, PROTOCOL).or(scene.places.brokers));
            task.write(format!("\"{PROTOCOL}\" = \"{level}\""))
        }
        Mode::Kraft => Task::new("In `[cluster]` keep the metadata version, so that a way back stays open")
            .at(scene.places.metadata.or(scene.places.kafka).or(scene.places.strimzi))
            .write(format!("metadata_version = \"{level}\"")),
    }
}

/// Raises it, last.
fn release_hold(scene: &Scene<'_>, mode: Mode, (before, after): (&str, &str), old: &str) -> Task {
    let key = match mode {
        Mode::ZooKeeper => PROTOCOL,
        Mode::Kraft => "metadata_version",
    };
    let text = format!(
        "After some days without trouble take `{key}` out again, so that it follows Kafka ({before} → {after}), and render and apply \
         once more. From then on there is no way back to Kafka {old}"
    );
    Task::new(text).run([scene.render()])
}

/// Waits until what was held follows.
fn settled(scene: &Scene<'_>, mode: Mode) -> Vec<String> {
    let shown = scene.kubectl(&format!("get {} -o jsonpath='{{.status.kafkaMetadataVersion}}'", scene.resource()));
    let ready = scene.kubectl(&format!("wait {} --for=condition=Ready {PATIENCE}", scene.resource()));
    match mode {
        Mode::ZooKeeper => vec![ready],
        Mode::Kraft => vec![ready, shown],
    }
}

/// Where the spec writes a setting of the brokers itself.
fn written(scene: &Scene<'_>, key: &str) -> Option<Span> {
    let own = scene.model.cluster.config.iter().find(|setting| setting.key == key)?;
    (own.value.origin.how() == How::Written).then(|| own.value.origin.first())
}

/// Objects are stored in a version that the next release does not read: all of them are written anew, then the definitions say so.
pub(super) fn conversion(release: &Release, next: &Release) -> Vec<Task> {
    let unread: Vec<_> = release.stored_unread_by(next).collect();
    let Some(first) = unread.first() else { return Vec::new() };
    let (version, stored) = (release.version, &first.stored);
    let target = first.api_version();
    let target = target.rsplit('/').next().unwrap_or_default();
    let names: Vec<String> = unread.iter().map(|crd| format!("{}.{}", crd.plural, crd.group)).collect();
    let tool = "bin/v1-api-conversion.sh";
    vec![
        Task::new(format!("Keep a copy of all resources: {stored} is about to go"))
            .run(["kubectl get strimzi --all-namespaces -o yaml > strimzi-before-conversion.yaml".to_owned()]),
        Task::new(format!(
            "Write all resources anew as {target}, with the tool `v1-api-conversion` of the files of Strimzi {version}. What is rendered \
             is {target} already; it stops at what only a person can say otherwise, such as OAuth, Keycloak, OPA and \
             `externalConfiguration`"
        ))
        .run([format!("{tool} convert-resource --all-namespaces")]),
        Task::new("Convert files of your own likewise")
            .run([format!("{tool} convert-file --file YOUR-FILE.yaml --in-place")]),
        Task::new(format!(
            "Let the definitions store {target}; each must then say `[\"{target}\"]`, or the next release's definitions are refused. Do \
             not apply the definitions of Strimzi {version} again afterwards: they store {stored}"
        ))
        .run([
            format!("{tool} crd-upgrade"),
            format!("kubectl get crd {} -o custom-columns=NAME:.metadata.name,STORED:.status.storedVersions", names.join(" ")),
        ]),
    ]
}
