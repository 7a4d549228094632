//! Is what must outlive a container in a volume, and the volume where the image writes?

use crate::bundle::Node;
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::compose::{Broker, Mode, Mount, Service, Source, Stack, ZooKeeper, is_within};

const NOT_KEPT: Offence = Offence::info("compose/records-not-kept", "what a container writes is in no volume")
    .why(
        "`docker compose down` and each new container begin with nothing. That is fine for a stack that is \
         thrown away.",
    )
    .write("a named volume at the folder that the image writes to")
    .source("Compose Specification, `volumes`; the Dockerfiles of the images");

const BESIDE: Offence = Offence::warning("compose/volume-beside", "a volume is mounted where the image writes nothing")
    .why(
        "The volume stays empty, and the records are gone with the container. A volume above a folder that the \
         image declares as a volume does not get that folder either.",
    )
    .write("the folder that the image writes to")
    .source("the Dockerfiles of the images; Docker docs, VOLUME");

const HALF: Offence =
    Offence::error("compose/zookeeper-half-kept", "one of the two folders of ZooKeeper is kept, and the other is lost")
        .why(
            "Its snapshots and its transactions belong together. After `down` and `up` it begins anew, or ends, \
         and the broker with its old cluster id ends with `InconsistentClusterIdException`.",
        )
        .write("a named volume for each of both folders")
        .source(
            "confluentinc/kafka-images v7.6.0, cp-zookeeper Dockerfile; ZooKeeper Administrator's Guide, `dataLogDir`",
        );

const FORGOTTEN: Offence =
    Offence::error("compose/cluster-forgotten", "a broker keeps its records, and its ZooKeeper forgets the cluster")
        .why(
            "After `down` and `up` ZooKeeper has a new cluster id, and the broker, which remembers the old one, \
         ends with `InconsistentClusterIdException`.",
        )
        .write("named volumes for both, or for neither")
        .source("apache/kafka 3.9, `KafkaServer.startup`");

const RECORDS: Offence = Offence::warning(
    "compose/records-forgotten",
    "topics are kept in ZooKeeper, and their records are forgotten by the broker",
)
.why("After `down` and `up` the topics are there and are empty.")
.write("named volumes for both, or for neither")
.source("apache/kafka 3.9, topics are in ZooKeeper and records in `log.dirs`");

const FOLDER: Offence = Offence::info("compose/folder-of-host", "records are written to a folder of the host")
    .why(
        "The image runs as a user of its own. Docker makes the folder for root, and the container then ends: \
         it cannot write.",
    )
    .write("a named volume; or a folder that the image's user may write to")
    .source("the Dockerfiles of the images: `USER`; Docker docs, bind mounts");

pub(super) const RULE: Rule = Rule {
    offences: &[&NOT_KEPT, &BESIDE, &HALF, &FORGOTTEN, &RECORDS, &FOLDER],
    check: Check::Service(check),
    examples: &[
        Example::new(
            "ZooKeeper forgets half, or all",
            "services:
  zookeeper:
    image: confluentinc/cp-zookeeper:7.6.1
    volumes:
      - zookeeper:/var/lib/zookeeper/data # <- compose/zookeeper-half-kept
  one:
    image: confluentinc/cp-kafka:7.6.1
    environment: { KAFKA_ZOOKEEPER_CONNECT: 'forgetful:2181' }
    volumes: ['kafka:/var/lib/kafka/data']
  forgetful:
    image: confluentinc/cp-zookeeper:7.6.1 # <- compose/cluster-forgotten, compose/records-not-kept
",
        ),
        Example::new(
            "volumes where nothing is written, none, and a folder of the host",
            "services:
  one:
    image: confluentinc/cp-kafka:7.6.1
    volumes:
      - kafka:/var/lib/kafka # <- compose/volume-beside
  two:
    image: apache/kafka:4.1.1
    volumes:
      - kafka:/var/lib/kafka/data # <- compose/volume-beside
  three:
    image: apache/kafka:4.1.1 # <- compose/records-not-kept
  four:
    image: confluentinc/cp-kafka:7.6.1
    volumes:
      - ./data:/var/lib/kafka/data # <- compose/folder-of-host
  five:
    image: confluentinc/cp-kafka:7.6.1 # <- compose/records-not-kept, compose/records-forgotten
    environment: { KAFKA_ZOOKEEPER_CONNECT: 'zookeeper:2181' }
  zookeeper:
    image: confluentinc/cp-zookeeper:7.6.1
    volumes: ['data:/var/lib/zookeeper/data', 'log:/var/lib/zookeeper/log']
",
        ),
        Example::new(
            "what is kept, also above a folder that is no volume of the image",
            "services:
  zookeeper:
    image: confluentinc/cp-zookeeper:7.6.1
    volumes: ['data:/var/lib/zookeeper/data', 'log:/var/lib/zookeeper/log']
  one:
    image: confluentinc/cp-kafka:7.6.1
    environment: { KAFKA_ZOOKEEPER_CONNECT: 'zookeeper:2181' }
    volumes: ['kafka:/var/lib/kafka/data', './certificates:/etc/kafka/secrets']
  two:
    image: apache/kafka:4.1.1
    environment: { KAFKA_LOG_DIRS: /var/lib/kafka/data }
    volumes: ['kafka2:/var/lib/kafka/data']
  three:
    image: bitnami/kafka:3.6.1
    volumes: ['kafka3:/bitnami']
",
        ),
    ],
};

fn check(_: &World<'_>, stack: &Stack<'_>, service: &Service<'_>, out: &mut Out) {
    if let Some(broker) = stack.broker_of(service.at) {
        let declared = broker.family.map(|family| family.volumes.as_slice()).unwrap_or_default();
        for folder in log_dirs(broker) {
            kept(service, &folder, declared, out);
        }
    }
    if let Some(zookeeper) = stack.zookeeper_of(service.at) {
        folders(zookeeper, service, out);
        memories(stack, zookeeper, service, out);
    }
}

/// Where a broker keeps its records, if that is known.
fn log_dirs(broker: &Broker<'_>) -> Vec<String> {
    let found = ["log.dirs", "log.dir"].into_iter().find_map(|key| broker.in_force(key));
    let list = found.map(|found| found.value).unwrap_or_default();
    let folders = list.split(',').map(|folder| folder.trim().trim_end_matches('/').to_owned());
    folders.filter(|folder| folder.starts_with('/')).collect()
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

fn kept(service: &Service<'_>, folder: &str, declared: &[String], out: &mut Out) {
    if is_kept(service, folder, declared) || service.partly {
        if let Some(mount) = holding(service, folder, declared)
            && let Source::Bind(path) = &mount.source
        {
            let headline = format!("`{}` must be writable for the user of the image of `{}`", path, service.name);
            out.raise(&FOLDER, mount.node, headline).label(format!("`{folder}` is in it")).help("use a named volume");
        }
        return;
    }
    // A named volume that nothing is written to was meant for it.
    let meant = service.mounts.iter().find(|mount| {
        let named = matches!(mount.source, Source::Named(_));
        named && (super::shared_volumes::looks_like_data(&mount.target) || is_within(folder, &mount.target))
    });
    if let Some(mount) = meant {
        let headline =
            format!("the volume of `{}` at `{}` stays empty: it writes to `{folder}`", service.name, mount.target);
        out.raise(&BESIDE, mount.node, headline).help(format!("mount it at `{folder}`"));
    } else {
        let headline = format!("`{}` loses `{folder}` with its container", service.name);
        out.raise(&NOT_KEPT, service.head(), headline).help(format!("mount a named volume at `{folder}`"));
    }
}

fn folders(zookeeper: &ZooKeeper<'_>, service: &Service<'_>, out: &mut Out) {
    let family = zookeeper.family;
    let (held, lost): (Vec<&String>, Vec<&String>) =
        family.data.iter().partition(|folder| is_kept(service, folder, &family.volumes));
    match (held.first(), lost.first()) {
        (Some(held), Some(lost)) if !service.partly => {
            let place = holding(service, held, &family.volumes).map_or(service.head(), |mount| mount.node);
            out.raise(&HALF, place, format!("`{}` keeps `{held}` and loses `{lost}`", service.name))
                .help(format!("mount a named volume at `{lost}`, too"));
        }
        (None, Some(lost)) => kept(service, lost, &family.volumes, out),
        _ => {}
    }
}

/// With a new ZooKeeper a new cluster begins, and a broker that remembers another one ends.
fn memories(stack: &Stack<'_>, zookeeper: &ZooKeeper<'_>, service: &Service<'_>, out: &mut Out) {
    let family = zookeeper.family;
    if service.partly || family.data.is_empty() {
        return;
    }
    let its = family.data.iter().filter(|folder| is_kept(service, folder, &family.volumes)).count();
    for (broker, other) in stack.members().filter(|(broker, _)| broker.mode == Mode::ZooKeeper && broker.is_broker) {
        let used = broker.zookeepers.iter().any(|(address, _)| service.answers_to(&address.host));
        let folders = log_dirs(broker);
        if !used || folders.is_empty() || other.partly {
            continue;
        }
        let declared = broker.family.map(|family| family.volumes.as_slice()).unwrap_or_default();
        let keeps = folders.iter().all(|folder| is_kept(other, folder, declared));
        let place = |service: &Service<'_>,
                     text: &str,
                     out: &mut Out,
                     offence: &'static Offence,
                     at: Node<'_>,
                     headline: String| {
            out.raise(offence, at, headline)
                .because(service.head(), text)
                .help("keep both in named volumes, or neither");
        };
        if keeps && its == 0 {
            let headline = format!(
                "after `down` and `up` `{}` does not start: `{}` forgets the cluster",
                other.name, service.name
            );
            place(other, "keeps its records", out, &FORGOTTEN, service.head(), headline);
        } else if !keeps && its == family.data.len() {
            let headline =
                format!("after `down` and `up` the topics are empty: `{}` forgets their records", other.name);
            place(service, "keeps the topics", out, &RECORDS, other.head(), headline);
        }
    }
}
