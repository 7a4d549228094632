//! Which documents with `apiVersion` and `kind` no API server ever sees: programs that are started beside it read them.

/// The groups of such documents: of kind, k3d, kubeadm, kuttl, skaffold, kustomize and the programs of Kubernetes themselves.
const GROUPS: [&str; 14] = [
    "kind.x-k8s.io",
    "k3d.io",
    "kubeadm.k8s.io",
    "audit.k8s.io",
    "apiserver.k8s.io",
    "client.authentication.k8s.io",
    "credentialprovider.kubelet.k8s.io",
    "controller-runtime.sigs.k8s.io",
    "kustomize.config.k8s.io",
    "kuttl.dev",
    "kudo.dev",
    "skaffold",
    "builtin",
    "ctlptl.dev",
];

/// Whether somebody could give such a document to an API server.
pub fn is_applied(api_version: &str, kind: &str) -> bool {
    let group = api_version.split_once('/').map_or("", |(group, _)| group);
    // `builtin` stands alone, and configurations of kubectl and kubelet have groups such as `kubelet.config.k8s.io`.
    let is_local = GROUPS.contains(&group) || group.ends_with(".config.k8s.io") || api_version == "builtin";
    !is_local && (api_version, kind) != ("v1", "Config")
}

#[cfg(test)]
mod tests {
    use super::is_applied;

    #[test]
    fn configurations_of_programs_are_never_applied() {
        for (api_version, kind) in [
            ("kind.x-k8s.io/v1alpha4", "Cluster"),
            ("skaffold/v4beta6", "Config"),
            ("v1", "Config"),
            ("kubelet.config.k8s.io/v1beta1", "KubeletConfiguration"),
            ("builtin", "LabelTransformer"),
        ] {
            assert!(!is_applied(api_version, kind), "{api_version}");
        }
        for (api_version, kind) in [
            ("v1", "ConfigMap"),
            ("cluster.x-k8s.io/v1beta1", "Cluster"),
            ("config.openshift.io/v1", "Proxy"),
            ("kafka.strimzi.io/v1", "Kafka"),
        ] {
            assert!(is_applied(api_version, kind), "{api_version}");
        }
    }
}
