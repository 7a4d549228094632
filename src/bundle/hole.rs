//! Values that something fills in before a file is used: `${NAME}` of Flux and envsubst, `{{ .Values.name }}` of Helm.

/// Whether a value is not known before it is filled in. What Kafka Connect fills in at run time, `${file:path:key}`, is none, nor
/// is the text of a script.
pub(super) fn is_hole(text: &str) -> bool {
    let text = text.trim();
    if text.is_empty() || text.contains('\n') {
        return false;
    }
    let helm = text.strip_prefix("{{").and_then(|rest| rest.strip_suffix("}}"));
    helm.is_some_and(of_helm)
        || text.strip_prefix('$').is_some_and(|name| is_name(name) && !name.contains(|c: char| c.is_ascii_lowercase()))
        || (!text.contains(char::is_whitespace) && text.split("${").skip(1).any(of_shell))
}

/// Whether what stands behind `${` is a name, alone or with what holds without it: `NAME}`, `NAME:=3}`.
fn of_shell(rest: &str) -> bool {
    let end = rest.find(|c: char| !is_name_char(c)).unwrap_or(rest.len());
    let (name, behind) = rest.split_at_checked(end).unwrap_or_default();
    let goes_on = [":-", ":=", ":?", ":+", "-", "=", "?"].iter().any(|sign| behind.starts_with(sign));
    is_name(name) && (behind.starts_with('}') || goes_on && behind.contains('}'))
}

/// Whether what stands between braces is Helm's rather than Prometheus', whose variables begin with `$`.
fn of_helm(inside: &str) -> bool {
    let inside = inside.trim_start_matches('-').trim_start();
    [".Values", ".Release", ".Chart", ".Capabilities", "include ", "template ", "tpl "]
        .iter()
        .any(|begin| inside.starts_with(begin))
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') && text.chars().all(is_name_char)
}

const fn is_name_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

#[cfg(test)]
mod tests {
    use super::is_hole;

    #[test]
    fn what_is_filled_in_before_a_file_is_used_is_a_hole() {
        for text in
            ["${SIZE}", "${RETENTION:=1000}", "${a:-b}", "$REPLICAS", "my-${ENV}", "{{ .Values.size }}", "${A}${B}"]
        {
            assert!(is_hole(text), "{text}");
        }
    }

    #[test]
    fn what_is_filled_in_later_or_not_at_all_is_none() {
        for text in [
            "",
            "$",
            "$1",
            "${1}",
            "${}",
            "${file:/opt/a:b}",
            "${secrets:kafka/db:password}",
            "$word",
            "{{ $labels.pod }}",
            "echo ${A} b",
            "10Gi",
        ] {
            assert!(!is_hole(text), "{text}");
        }
    }
}
