//! Do several ZooKeepers make one ensemble?

use super::super::{Stack, is_known};
use super::{Out, What};

pub(super) fn check<'b>(stack: &Stack<'b>, out: &mut Out<'b>) {
    for (at, zookeeper) in stack.zookeepers.iter().enumerate() {
        let Some(service) = stack.service(zookeeper.service) else { continue };
        out.about(service);
        let variable = |name: &Option<String>| name.as_ref().and_then(|name| service.env.get(name));
        let Some(members) = variable(&zookeeper.family.members) else { continue };
        let Some(list) = members.value.as_deref().filter(|list| is_known(list) && !list.trim().is_empty()) else {
            continue;
        };
        let hosts: Vec<&str> =
            list.split([';', ',', ' ']).filter(|part| !part.is_empty() && part.contains(':')).collect();
        let count = hosts.len().to_string();
        let Some(id) = variable(&zookeeper.family.member) else {
            // One that says nothing of itself has no number.
            if hosts.len() > 1 && !service.env.open {
                out.error(What::MemberUnknown, members.node, &["", &count]);
            }
            continue;
        };
        let Some(number) = id.value.as_deref().filter(|id| is_known(id)).map(|id| id.trim().parse::<usize>()) else {
            continue;
        };
        let named =
            |host: &str| host.rsplit('=').next().unwrap_or(host).split(':').next().unwrap_or_default().to_owned();
        let place = number.as_ref().ok().and_then(|number| hosts.get(number.checked_sub(1)?));
        let Some(place) = place else {
            let text = id.value.clone().unwrap_or_default();
            out.error(What::MemberUnknown, id.node, &[&text, &count]).because(members.node);
            continue;
        };
        let host = named(place);
        if host != "0.0.0.0" && !service.is_own_name(&host) && place.find('=').is_none() && hosts.len() > 1 {
            out.error(What::MemberElsewhere, id.node, &[&number.unwrap_or_default().to_string(), &host])
                .because(members.node);
        }
        for other in stack.zookeepers.iter().take(at) {
            let Some(its) = stack.service(other.service) else { continue };
            let theirs = other.family.member.as_ref().and_then(|name| its.env.get(name));
            let together = other
                .family
                .members
                .as_ref()
                .and_then(|name| its.env.value(name))
                .is_some_and(|list| list.contains(':'));
            if let Some(theirs) = theirs.filter(|theirs| together && theirs.value == id.value && hosts.len() > 1) {
                out.error(What::MemberTwice, id.node, &[theirs.value.as_deref().unwrap_or_default(), &its.name])
                    .because(theirs.node);
            }
        }
    }
}
