//! What comes nearest to a permission that is not there, so that a message can say what is to be written.

use super::{Account, Ask, Binding, Rights, Role, Rule, Subject, SubjectKind};

/// The nearest thing to a permission that is not there.
#[derive(Debug)]
pub enum Near<'r, 'a, N> {
    /// A rule that is given has everything but the verb.
    Verb {
        /// The rule.
        rule: &'r Rule<'a, N>,
        /// The binding that gives it.
        binding: &'r Binding<'a, N>,
    },
    /// A rule that is given has everything but the name of the object.
    Name {
        /// The rule.
        rule: &'r Rule<'a, N>,
        /// The binding that gives it.
        binding: &'r Binding<'a, N>,
    },
    /// A rule that is given has everything but the API group.
    Group {
        /// The rule.
        rule: &'r Rule<'a, N>,
        /// The binding that gives it.
        binding: &'r Binding<'a, N>,
    },
    /// A rule that is given has the group and the verb, and other resources.
    Resource {
        /// The rule.
        rule: &'r Rule<'a, N>,
        /// The binding that gives it.
        binding: &'r Binding<'a, N>,
    },
    /// A rule would do, and its binding is in another namespace, or in one where all are meant.
    Elsewhere {
        /// The rule.
        rule: &'r Rule<'a, N>,
        /// The binding in the other namespace.
        binding: &'r Binding<'a, N>,
    },
    /// A rule would do, and its binding names the account wrongly: another namespace, or another kind of subject.
    OtherSubject {
        /// The rule.
        rule: &'r Rule<'a, N>,
        /// The binding.
        binding: &'r Binding<'a, N>,
        /// The subject that was meant.
        subject: &'r Subject<'a, N>,
    },
    /// A rule would do, and nothing gives its role to the account.
    Unbound {
        /// The role.
        role: &'r Role<'a, N>,
        /// Its rule.
        rule: &'r Rule<'a, N>,
    },
    /// The account is given a role that there is none of.
    NoRole {
        /// The binding.
        binding: &'r Binding<'a, N>,
    },
    /// A rule would do, and others are given it.
    Others {
        /// The rule.
        rule: &'r Rule<'a, N>,
        /// The binding.
        binding: &'r Binding<'a, N>,
    },
    /// There is nothing like it.
    Nothing,
}

/// What comes nearest, the smallest mistake first.
pub(super) fn nearest<'r, 'a, N>(rights: &'r Rights<'a, N>, account: Account<'_>, ask: Ask<'_>) -> Near<'r, 'a, N> {
    elsewhere(rights, account, ask)
        .or_else(|| other_subject(rights, account, ask))
        .or_else(|| unbound(rights, ask))
        .or_else(|| almost(rights, account, ask))
        .or_else(|| no_role(rights, account, ask))
        .or_else(|| others(rights, ask))
        .unwrap_or(Near::Nothing)
}

fn elsewhere<'r, 'a, N>(rights: &'r Rights<'a, N>, account: Account<'_>, ask: Ask<'_>) -> Option<Near<'r, 'a, N>> {
    rights.bindings.iter().filter(|binding| binding.names(account) && !binding.holds_in(ask.namespace)).find_map(
        |binding| {
            let rule = rights.role_of(binding)?.rules.iter().find(|rule| rule.allows(ask))?;
            Some(Near::Elsewhere { rule, binding })
        },
    )
}

fn other_subject<'r, 'a, N>(rights: &'r Rights<'a, N>, account: Account<'_>, ask: Ask<'_>) -> Option<Near<'r, 'a, N>> {
    let here = |binding: &&Binding<'_, N>| binding.holds_in(ask.namespace) && !binding.names(account);
    rights.bindings.iter().filter(here).find_map(|binding| {
        let subject = binding.subjects.iter().find(|subject| is_meant(subject, account))?;
        let rule = rights.role_of(binding)?.rules.iter().find(|rule| rule.allows(ask))?;
        Some(Near::OtherSubject { rule, binding, subject })
    })
}

/// Whether a subject that is not the account looks as if it were to be: by its name.
fn is_meant<N>(subject: &Subject<'_, N>, account: Account<'_>) -> bool {
    match subject.kind {
        SubjectKind::Group => false,
        SubjectKind::User if subject.name.starts_with("system:serviceaccount:") => {
            subject.name.rsplit(':').next() == Some(account.name)
        }
        SubjectKind::ServiceAccount | SubjectKind::User | SubjectKind::Other => subject.name == account.name,
    }
}

/// A role that would do and that nobody binds where it counts. One that somebody else holds says nothing.
fn unbound<'r, 'a, N>(rights: &'r Rights<'a, N>, ask: Ask<'_>) -> Option<Near<'r, 'a, N>> {
    let bound = |role: &Role<'_, N>| {
        rights.bindings.iter().filter_map(|binding| rights.role_of(binding)).any(|given| std::ptr::eq(given, role))
    };
    let reaches = |role: &&Role<'_, N>| role.namespace.is_none() || role.namespace == ask.namespace;
    rights.roles.iter().filter(reaches).filter(|role| !bound(role)).find_map(|role| {
        let rule = role.rules.iter().find(|rule| rule.allows(ask))?;
        Some(Near::Unbound { role, rule })
    })
}

/// A rule that the account has, and that lacks one thing.
fn almost<'r, 'a, N>(rights: &'r Rights<'a, N>, account: Account<'_>, ask: Ask<'_>) -> Option<Near<'r, 'a, N>> {
    let bindings = || rights.bindings.iter().filter(|it| it.holds_in(ask.namespace) && it.names(account));
    let rules = || {
        bindings().flat_map(|binding| {
            rights.role_of(binding).into_iter().flat_map(|role| &role.rules).map(move |rule| (rule, binding))
        })
    };
    let find = |fits: &dyn Fn(&Rule<'_, N>) -> bool| rules().find(|(rule, _)| fits(rule));
    let (verb, group, resource) = (
        |rule: &Rule<'_, N>| rule.has_verb(ask.verb),
        |rule: &Rule<'_, N>| rule.has_group(ask.group),
        |rule: &Rule<'_, N>| rule.has_resource(ask.resource),
    );
    let named = |rule: &Rule<'_, N>| rule.names.is_empty() || rule.names.contains(&ask.name);
    if let Some((rule, binding)) = find(&|rule| verb(rule) && group(rule) && resource(rule)) {
        return Some(Near::Name { rule, binding });
    }
    if let Some((rule, binding)) = find(&|rule| group(rule) && resource(rule) && named(rule)) {
        return Some(Near::Verb { rule, binding });
    }
    // A rule for all resources of another group is no slip.
    let meant = |rule: &Rule<'_, N>| rule.resources.contains(&ask.resource);
    if let Some((rule, binding)) = find(&|rule| verb(rule) && meant(rule) && named(rule)) {
        return Some(Near::Group { rule, binding });
    }
    // Among rules with other resources, one that has some of the same kind: `kafkas/status` beside `kafkaconnects/status`.
    let parted = |text: &str| text.contains('/');
    let alike = |rule: &Rule<'_, N>| rule.resources.iter().any(|it| parted(it) == parted(ask.resource));
    find(&|rule| verb(rule) && group(rule) && named(rule) && alike(rule))
        .map(|(rule, binding)| Near::Resource { rule, binding })
}

fn no_role<'r, 'a, N>(rights: &'r Rights<'a, N>, account: Account<'_>, ask: Ask<'_>) -> Option<Near<'r, 'a, N>> {
    let here = |binding: &&Binding<'_, N>| binding.holds_in(ask.namespace) && binding.names(account);
    let binding = rights.bindings.iter().filter(here).find(|binding| rights.role_of(binding).is_none())?;
    Some(Near::NoRole { binding })
}

fn others<'r, 'a, N>(rights: &'r Rights<'a, N>, ask: Ask<'_>) -> Option<Near<'r, 'a, N>> {
    rights.bindings.iter().filter(|binding| binding.holds_in(ask.namespace)).find_map(|binding| {
        let rule = rights.role_of(binding)?.rules.iter().find(|rule| rule.allows(ask))?;
        Some(Near::Others { rule, binding })
    })
}
