//! Is what must be kept in a volume, and is the volume where the image writes?

use super::super::{Broker, Mode, Mount, Service, Source, Stack, ZooKeeper, is_known, is_within};
use super::{Out, What, brokers};
use crate::diag::Severity;

pub(super) fn check<'b>(stack: &Stack<'b>, out: &mut Out<'b>) {
    for (broker, service) in brokers(stack) {
        out.about(service);
        for folder in log_dirs(broker) {
            kept(service, &folder, broker.family.map(|family| family.volumes.as_slice()).unwrap_or_default(), out);
        }
        if broker.mode == Mode::ZooKeeper && broker.is_broker {
            memories(stack, broker, service, out);
        }
    }
    for zookeeper in &stack.zookeepers {
        let Some(service) = stack.service(zookeeper.service) else { continue };
        out.about(service);
        folders(zookeeper, service, out);
    }
    shared(stack, out);
}

/// Where a broker keeps its records, if that is known.
fn log_dirs(broker: &Broker<'_>) -> Vec<String> {
    let found = ["log.dirs", "log.dir"].into_iter().find_map(|key| broker.in_force(key));
    found
        .map(|found| {
            found
                .value
                .split(',')
                .map(|folder| folder.trim().trim_end_matches('/').to_owned())
                .filter(|folder| folder.starts_with('/'))
                .collect()
        })
        .unwrap_or_default()
}

/// The mount that a folder lies in. A volume that the image declares in between takes what is written there.
fn holding<'s, 'b>(service: &'s Service<'b>, folder: &str, declared: &[String]) -> Option<&'s Mount<'b>> {
    let holds = |mount: &&Mount<'b>| {
        let between =
            |volume: &String| is_within(folder, volume) && is_within(volume, &mount.target) && *volume != mount.target;
        is_within(folder, &mount.target) && !declared.iter().any(between)
    };
    service.mounts.iter().filter(holds).max_by_key(|mount| mount.target.len())
}

fn is_kept(service: &Service<'_>, folder: &str, declared: &[String]) -> bool {
    let mount = holding(service, folder, declared);
    mount.is_some_and(|mount| !matches!(mount.source, Source::Anonymous | Source::Memory))
        || service.body.get("volumes_from").is_some()
}

fn kept<'b>(service: &Service<'b>, folder: &str, declared: &[String], out: &mut Out<'b>) {
    if is_kept(service, folder, declared) || service.partly {
        if let Some(mount) = holding(service, folder, declared).filter(|mount| matches!(mount.source, Source::Bind(_)))
        {
            let Source::Bind(path) = &mount.source else { return };
            out.info(What::BindPermission, mount.node, &[folder, path]);
        }
        return;
    }
    // A named volume that nothing is written to was meant for it.
    let meant = service.mounts.iter().find(|mount| {
        matches!(mount.source, Source::Named(_)) && (looks_like_data(&mount.target) || is_within(folder, &mount.target))
    });
    match meant {
        Some(mount) => out.add(What::MountedBeside, Severity::Warning, mount.node, &[&mount.target, folder]),
        None => out.info(What::NotKept, service.head(), &[folder]),
    };
}

fn looks_like_data(target: &str) -> bool {
    let config =
        ["secret", "conf", "cert", "jaas", "plugin", "jar", "script", "etc", "connector", "agent", "tmp/scripts"];
    !config.iter().any(|word| target.contains(word))
        && ["data", "kafka", "log", "bitnami"].iter().any(|word| target.contains(word))
}

fn folders<'b>(zookeeper: &ZooKeeper<'b>, service: &Service<'b>, out: &mut Out<'b>) {
    let family = zookeeper.family;
    let (held, lost): (Vec<&String>, Vec<&String>) =
        family.data.iter().partition(|folder| is_kept(service, folder, &family.volumes));
    match (held.first(), lost.first()) {
        (Some(held), Some(lost)) => {
            out.error(
                What::HalfKept,
                holding(service, held, &family.volumes).map_or(service.head(), |mount| mount.node),
                &[held, lost],
            );
        }
        (None, Some(lost)) => kept(service, lost, &family.volumes, out),
        _ => {}
    }
}

/// With a new ZooKeeper a new cluster begins, and a broker that remembers another one ends.
fn memories<'b>(stack: &Stack<'b>, broker: &Broker<'b>, service: &Service<'b>, out: &mut Out<'b>) {
    let declared = broker.family.map(|family| family.volumes.as_slice()).unwrap_or_default();
    let folders = log_dirs(broker);
    if folders.is_empty() || service.partly {
        return;
    }
    let keeps = folders.iter().all(|folder| is_kept(service, folder, declared));
    for zookeeper in &stack.zookeepers {
        let Some(other) = stack.service(zookeeper.service) else { continue };
        let used = broker.zookeepers.iter().any(|(address, _)| other.answers_to(&address.host));
        if !used || other.partly || zookeeper.family.data.is_empty() {
            continue;
        }
        let its =
            zookeeper.family.data.iter().filter(|folder| is_kept(other, folder, &zookeeper.family.volumes)).count();
        if keeps && its == 0 {
            out.error(What::ZooKeeperForgets, other.head(), &[&other.name]).because(service.head());
        } else if !keeps && its == zookeeper.family.data.len() {
            out.warning(What::BrokerForgets, service.head(), &[&other.name]).because(other.head());
        }
    }
}

/// Two brokers on one folder: the second finds it locked, or has another number.
fn shared<'b>(stack: &Stack<'b>, out: &mut Out<'b>) {
    let writers: Vec<&Service<'b>> = stack
        .brokers
        .iter()
        .map(|broker| broker.service)
        .chain(stack.zookeepers.iter().map(|zookeeper| zookeeper.service))
        .filter_map(|at| stack.service(at))
        .collect();
    for (at, service) in writers.iter().enumerate() {
        out.about(service);
        for mount in service.mounts.iter().filter(|mount| looks_like_data(&mount.target)) {
            let same = |other: &Mount<'_>| match (&other.source, &mount.source) {
                (Source::Named(one), Source::Named(other)) | (Source::Bind(one), Source::Bind(other)) => {
                    one == other && is_known(one)
                }
                _ => false,
            };
            let before = writers.iter().take(at).find_map(|other| {
                Some((other, other.mounts.iter().find(|mount| same(mount) && looks_like_data(&mount.target))?))
            });
            if let Some((other, its)) = before.filter(|(other, _)| other.meets(service)) {
                let (Source::Named(name) | Source::Bind(name)) = &mount.source else { continue };
                out.error(What::VolumeShared, mount.node, &[name, &other.name]).because(its.node);
            }
        }
        for (index, mount) in service.mounts.iter().enumerate() {
            let twice = service.mounts.iter().take(index).find(|before| {
                matches!((&before.source, &mount.source), (Source::Named(one), Source::Named(other)) if one == other)
                    && looks_like_data(&mount.target)
            });
            if let (Some(before), Source::Named(name)) = (twice, &mount.source) {
                out.error(What::VolumeShared, mount.node, &[name, &service.name]).because(before.node);
            }
        }
    }
}
