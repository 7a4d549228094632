//! The values of the official chart, with which the operator is to come out as the manifests would make it.

use super::super::tests::{HELM, MINIMAL, artefacts_of, spec_of, text_of};

const VALUES: &str = "helm/strimzi-operator-values.yaml";

#[test]
fn who_installs_the_operator_decides_which_files_there_are() {
    let files = |install: &str| -> Vec<String> {
        let (artefacts, _) = artefacts_of(&format!("{MINIMAL}\n[operator]\ninstall = \"{install}\"\n"));
        let list = text_of(&artefacts, "kustomization.yaml");
        let listed: Vec<&str> = list.lines().filter_map(|line| line.strip_prefix("  - ")).collect();
        let paths = artefacts.iter().filter_map(|artefact| artefact.path.strip_prefix("k8s-manifests/kafka/"));
        let is_listed =
            |path: &&str| listed.contains(path) || [VALUES, "kustomization.yaml", "README.md"].contains(path);
        assert!(paths.clone().all(|path| is_listed(&path)), "{listed:?}");
        assert!(!listed.contains(&VALUES));
        paths.filter(|path| path.contains("strimzi")).map(str::to_owned).collect()
    };
    assert_eq!(files("manifests"), ["00-strimzi-crds.yaml", "01-strimzi-operator.yaml"]);
    assert_eq!(files("helm"), [VALUES]);
    assert_eq!(files("external"), Vec::<String>::new());
}

#[test]
fn the_chart_gets_every_choice_of_the_spec() {
    let (artefacts, sources) = artefacts_of(HELM);
    let values = text_of(&artefacts, VALUES);
    let pinned = "digest: sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n";
    for lines in [
        "#   kubectl create namespace streams\n",
        "#   helm upgrade --install strimzi-kafka-operator oci://quay.io/strimzi-helm/strimzi-kafka-operator \\\n\
         #     --version 0.39.0 --namespace operators --create-namespace -f strimzi-operator-values.yaml\n",
        "\nwatchNamespaces:\n  - streams\n  - other\n",
        "\ndefaultImageRegistry: registry.example.org/mirror\n",
        &format!("\nimage:\n  {pinned}  imagePullPolicy: Always\n"),
        "\n  imagePullSecrets:\n    - name: registry-credentials\n    - name: second\n",
        &format!("\ntopicOperator:\n  image:\n    {pinned}userOperator:\n  image:\n    {pinned}kafkaInit:\n"),
        "\nkafkaBridge:\n  image:\n    digest: sha256:abcdef",
        "\nfeatureGates: \"+UseKRaft,-KafkaNodePools\"\n",
        "\nextraEnvs:\n  - name: STRIMZI_KUBERNETES_VERSION\n    value: \"major=1,minor=33\"\n",
        "\nresources:\n  requests:\n    cpu: 300m\n    memory: 384Mi\n  limits:\n    cpu: \"2\"\n    memory: 512Mi\n",
        "\nlogConfiguration: |\n  # How",
    ] {
        assert!(values.contains(lines), "{lines}\n{values}");
    }
    assert!(!values.contains("watchAnyNamespace"));
    assert_eq!(spec_of(&artefacts, &sources, VALUES, "    cpu: 300m"), "\"300m\"");
    assert_eq!(
        spec_of(&artefacts, &sources, VALUES, "defaultImageRegistry: registry"),
        "\"registry.example.org/mirror/\""
    );
}

#[test]
fn the_chart_is_told_nothing_that_it_does_by_itself() {
    let (artefacts, _) = artefacts_of(&format!("{MINIMAL}\n[operator]\ninstall = \"helm\"\n"));
    let values = text_of(&artefacts, VALUES);
    let keys = |text: &str| -> Vec<String> {
        let body = text.lines().filter(|line| !line.starts_with([' ', '#', '-']));
        body.filter_map(|line| Some(line.split_once(':')?.0.to_owned())).collect()
    };
    assert_eq!(keys(values), ["resources", "logConfiguration"]);
    assert!(!values.contains("kubectl create namespace"), "{values}");
    let all = HELM.replace("[\"operators\", \"streams\", \"other\"]", "[\"*\"]");
    let (artefacts, _) = artefacts_of(&all);
    let values = text_of(&artefacts, VALUES);
    assert!(values.contains("\nwatchAnyNamespace: true\n") && !values.contains("watchNamespaces"), "{values}");
}

/// The chart passes this text through its own template language.
#[test]
fn the_logging_means_nothing_to_helm() {
    assert!(!include_str!("../../../../templates/shared/operator-log4j2.properties").contains("{{"));
}
