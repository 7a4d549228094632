//! Fields that patches of the spec add, and that the definitions of another release do not have: they are dropped without a word.

use super::ids;
use crate::catalog::crd::Schema;
use crate::catalog::{self, Release};
use crate::diag::{Diagnostic, Span};
use crate::model::{Model, Patch};
use crate::spec::{Field, Named, Tree};

/// The fields of all patches that one release has and the other has not.
pub(super) fn dropped(model: &Model, old: &Release, new: &Release) -> Vec<Diagnostic> {
    let of_topics = model.topics.iter().filter_map(|topic| topic.patch.as_ref()).map(|patch| ("KafkaTopic", patch));
    let all = model.cluster.patch.iter().map(|patch| ("Kafka", patch)).chain(of_topics);
    all.flat_map(|(kind, patch)| of_patch(kind, patch, old, new)).collect()
}

fn of_patch(kind: &str, patch: &Patch, old: &Release, new: &Release) -> Vec<Diagnostic> {
    let (Some(before), Some(after)) = (schema(old, kind), schema(new, kind)) else { return Vec::new() };
    let mut missing = Vec::new();
    fields(&patch.keys, (before, after), &mut Vec::new(), &mut missing);
    let drops = |(path, at): (String, Span)| {
        Diagnostic::warning(ids::DROPPED_FIELD, format!("a {kind} of Strimzi {} has no field `{path}`", new.version))
            .at(at, "")
            .help("leave it out, or say it as the new release does; the API server drops it without a word")
    };
    missing.into_iter().map(drops).collect()
}

/// What an object looks like in the version that is rendered. `metadata` is Kubernetes' own and in no definition.
fn schema(release: &Release, kind: &str) -> Option<&'static Schema> {
    let rendered = release.resource(kind)?.api_version();
    let (_, version) = rendered.rsplit_once('/')?;
    let definition = catalog::definitions(release.version)?.iter().find(|definition| definition.kind == kind)?;
    Some(&definition.version(version)?.schema)
}

/// Walks down a patch as far as both know the way; what only the first knows is collected.
fn fields(
    tree: &Named<Tree>,
    (before, after): (&Schema, &Schema),
    path: &mut Vec<String>,
    missing: &mut Vec<(String, Span)>,
) {
    for entry in tree {
        let Some(known) = before.field(&entry.name) else { continue };
        path.push(entry.name.clone());
        match after.field(&entry.name) {
            None if is_open(after) => {}
            None => missing.push((path.join("."), entry.name_at)),
            Some(next) => below(&entry.value, (&known.schema, &next.schema), path, missing),
        }
        path.pop();
    }
}

fn below(value: &Field<Tree>, schemas: (&Schema, &Schema), path: &mut Vec<String>, missing: &mut Vec<(String, Span)>) {
    match value.get() {
        Some(Tree::Table(table)) => fields(table, schemas, path, missing),
        Some(Tree::List(items)) => items.iter().for_each(|item| below(item, schemas, path, missing)),
        _ => {}
    }
}

fn is_open(schema: &Schema) -> bool {
    match schema {
        Schema::Object(object) => object.open,
        Schema::List { items: inner, .. } | Schema::Map(inner) => is_open(inner),
        Schema::Text(_) | Schema::Number(_) | Schema::Flag | Schema::NumberOrText { .. } => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Mode;
    use crate::diag::Sources;
    use crate::model::tests::MINIMAL;
    use crate::upgrade::rehearsal::{Part, play};

    #[test]
    fn a_field_that_goes_away_is_told_at_its_place() {
        let patch = "[cluster.patch.metadata]\nannotations = { a = \"b\" }\n\
            [cluster.patch.spec.entityOperator.topicOperator]\nreconciliationIntervalSeconds = 60\nwatchedNamespace = \"x\"\n";
        let mut sources = Sources::default();
        let id = sources.add("kafka.toml", format!("{MINIMAL}{patch}")).unwrap();
        let of = |version| catalog::release(version).unwrap();
        let part = Part { release: of("0.39.0"), kafka: "3.6.1", mode: Mode::ZooKeeper, moved: None };
        let model = play(sources.get(id).unwrap(), &part).model.unwrap();
        let dropped = |new| -> Vec<(String, &str)> {
            let found = dropped(&model, of("0.39.0"), of(new));
            found.iter().map(|it| (it.headline.clone(), sources.text(it.span().unwrap()))).collect()
        };
        assert_eq!(dropped("0.45.2"), []);
        let field = "spec.entityOperator.topicOperator.reconciliationIntervalSeconds";
        let headline = format!("a Kafka of Strimzi 0.49.1 has no field `{field}`");
        assert_eq!(dropped("0.49.1"), [(headline, "reconciliationIntervalSeconds")]);
    }
}
