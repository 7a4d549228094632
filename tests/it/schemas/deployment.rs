//! What an operator's Deployment may hold, as far as one is rendered.

use super::definitions::{list, object};
use serde_json::{Value, json};

/// As restricted as Kubernetes' own standard for pods asks for.
fn security_context() -> Value {
    let flag = json!({ "type": "boolean" });
    object(
        json!({
            "allowPrivilegeEscalation": flag,
            "capabilities": object(json!({ "drop": { "const": ["ALL"] } }), json!(["drop"])),
            "readOnlyRootFilesystem": flag,
            "runAsNonRoot": flag,
            "seccompProfile": object(json!({ "type": { "enum": ["RuntimeDefault"] } }), json!(["type"])),
        }),
        json!([]),
    )
}

/// What a pod is given instead of a token that is mounted by itself: the token, the authority, the namespace.
fn projected() -> Value {
    let text = json!({ "type": "string" });
    let file = object(json!({ "key": text, "path": text }), json!(["key", "path"]));
    let field = object(json!({ "apiVersion": text, "fieldPath": text }), json!(["fieldPath"]));
    let told = object(json!({ "path": text, "fieldRef": field }), json!(["path", "fieldRef"]));
    let source = object(
        json!({
            "serviceAccountToken": object(
                json!({ "path": text, "expirationSeconds": { "type": "integer" } }),
                json!(["path"]),
            ),
            "configMap": object(json!({ "name": text, "items": list(file) }), json!(["name"])),
            "downwardAPI": object(json!({ "items": list(told) }), json!(["items"])),
        }),
        json!([]),
    );
    object(json!({ "defaultMode": { "type": "integer" }, "sources": list(source) }), json!(["sources"]))
}

/// The `spec` of a Deployment.
pub(super) fn deployment_spec() -> Value {
    let (text, number) = (json!({ "type": "string" }), json!({ "type": "integer", "minimum": 0 }));
    let texts = json!({ "type": "object", "additionalProperties": { "type": "string" } });
    let probe = object(
        json!({
            "httpGet": object(json!({ "path": text, "port": text }), json!(["path", "port"])),
            "initialDelaySeconds": number,
            "periodSeconds": number,
        }),
        json!(["httpGet"]),
    );
    let field = object(json!({ "fieldPath": text }), json!(["fieldPath"]));
    let variable = object(
        json!({ "name": text, "value": text, "valueFrom": object(json!({ "fieldRef": field }), json!(["fieldRef"])) }),
        json!(["name"]),
    );
    let port = object(json!({ "containerPort": number, "name": text }), json!(["containerPort"]));
    let mount = object(
        json!({ "name": text, "mountPath": text, "readOnly": { "type": "boolean" } }),
        json!(["name", "mountPath"]),
    );
    let container = object(
        json!({
            "name": text,
            "image": text,
            "imagePullPolicy": { "enum": ["Always", "IfNotPresent", "Never"] },
            "args": list(text.clone()),
            "ports": list(port),
            "volumeMounts": list(mount),
            "env": list(variable),
            "livenessProbe": probe,
            "readinessProbe": probe,
            "resources": object(json!({ "requests": texts, "limits": texts }), json!(["requests", "limits"])),
            "securityContext": security_context(),
        }),
        json!(["name", "image", "args", "env", "livenessProbe", "readinessProbe", "resources"]),
    );
    let volume = object(
        json!({
            "name": text,
            "emptyDir": object(json!({ "medium": { "const": "Memory" }, "sizeLimit": text }), json!(["medium"])),
            "configMap": object(json!({ "name": text }), json!(["name"])),
            "projected": projected(),
        }),
        json!(["name"]),
    );
    let pod = object(
        json!({
            "serviceAccountName": text,
            "automountServiceAccountToken": { "type": "boolean" },
            "imagePullSecrets": list(object(json!({ "name": text }), json!(["name"]))),
            "volumes": list(volume),
            "containers": list(container),
        }),
        json!(["serviceAccountName", "volumes", "containers"]),
    );
    let labelled = object(json!({ "labels": texts }), json!(["labels"]));
    object(
        json!({
            "replicas": { "const": 1 },
            "selector": object(json!({ "matchLabels": texts }), json!(["matchLabels"])),
            "template": object(json!({ "metadata": labelled, "spec": pod }), json!(["metadata", "spec"])),
        }),
        json!(["replicas", "selector", "template"]),
    )
}
