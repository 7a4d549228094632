//! What can be wrong with a stack. Behind each, what [`Problem::said`](super::Problem) holds.

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum What {
    /// A variable without which the container ends at once: variable, family.
    VariableMissing,
    /// A variable with which the container ends at once: variable, family.
    VariableRefused,
    /// A variable that does nothing in this image: variable, family.
    VariableIgnored,
    /// One list names a variable twice: the first is lost. Variable.
    VariableTwice,
    /// The image drops what it brings along as soon as one setting is given, and this one is then missing: setting, family.
    PackagedDropped,
    /// Neither KRaft nor ZooKeeper is set up: family.
    NoMode,
    /// ZooKeeper is set up for a Kafka that has none: version.
    ZooKeeperGone,
    /// Both ways to keep metadata are set up.
    BothModes,
    /// A role that does not exist: role.
    RoleUnknown,
    /// KRaft lacks a setting: setting.
    KraftMissing,
    /// The id of the cluster is none: id.
    ClusterIdOdd,
    /// Two members of one cluster have different cluster ids: id, other id, other service.
    ClusterIdDiffers,
    /// Two members of one cluster have one number: number, other service.
    NodeIdTwice,
    /// The two settings for the number differ: `node.id`, `broker.id`.
    NodeIdsDiffer,
    /// A number that is none: text.
    NodeIdOdd,
    /// A controller is not among the voters: number.
    NotAVoter,
    /// A broker without the controller's role is among the voters: number.
    VoterWithoutRole,
    /// A list of voters that cannot be read.
    VotersOdd,
    /// A voter's address leads nowhere: number, host.
    VoterNobody,
    /// A voter's address leads to a service with another number: number, host, its number.
    VoterSomebodyElse,
    /// No controller listens at a voter's port: number, port, host.
    VoterPort,
    /// A controller that advertises a listener ends at once.
    ControllerAdvertises,
    /// Kafka has no such setting, and one that is alike: key, suggestion.
    SettingUnknown,
    /// Kafka has no such setting: key, version.
    SettingForeign,
    /// Kafka refuses a value: key, what is wrong, what to write.
    SettingRefused,
    /// Something in a list of listeners is none: text.
    ListenerOdd,
    /// Two listeners have one name: name.
    ListenerTwice,
    /// Two listeners have one port: port, one name, other name.
    PortTwice,
    /// Nothing says which protocol a listener speaks: name.
    ProtocolMissing,
    /// A protocol that does not exist: name, protocol.
    ProtocolUnknown,
    /// A listener is advertised and not listened on: name.
    AdvertisedUnknown,
    /// The listener between brokers is not advertised: name.
    InterBrokerUnknown,
    /// Both settings that name the listener between brokers are given.
    InterBrokerTwice,
    /// The listener of controllers is not listened on by a controller: name.
    ControllerUnknown,
    /// A broker that is no controller listens on the controllers' listener: name.
    ControllerOnBroker,
    /// The controllers' listener is advertised, which this Kafka refuses: name.
    ControllerAdvertised,
    /// All listeners are the controllers': a broker has none left.
    NoBrokerListener,
    /// A listener binds to a name that is somebody else's: name, host.
    BindsElsewhere,
    /// A protocol with encryption is advertised without the file that the image asks for: variable.
    TlsFileMissing,
    /// `0.0.0.0` is advertised, which Kafka refuses: name.
    AdvertisedAny,
    /// A listener's clients are sent to a port where it does not listen: name, port, its port.
    AdvertisedPortUnbound,
    /// A listener's clients are sent to another service: name, host.
    AdvertisedOther,
    /// A listener's clients are sent to a name that nobody has: name, host.
    AdvertisedNobody,
    /// A listener's clients are sent to a port of the host that does not lead to it: name, advertised port, published port.
    AdvertisedPortDiffers,
    /// A listener sends clients to the host and is not published there: name, port.
    NotPublished,
    /// A published listener sends its clients to a name that the host does not know: name, host, port.
    HostCannotResolve,
    /// Nothing listens at a port that is published: port.
    PublishedNothing,
    /// A listener that others should reach binds to `localhost`: name, port.
    BoundToLoopback,
    /// Brokers of several are sent to `localhost` to speak to each other: name.
    InterBrokerLoopback,
    /// A broker is sent to an address where it does not find itself: name, host, port.
    CannotReachItself,
    /// A name is `hostname` only, by which no other container finds it: host.
    HostnameOnly,
    /// A name with an underscore is used as an address: host.
    Underscore,
    /// A cluster that a page is to show has no address: variable.
    AddressMissing,
    /// A name that is used leads nowhere: host, by what.
    NobodyThere,
    /// Two services that speak to each other share no network: host, other service.
    NoSharedNetwork,
    /// No listener has that port: port, host, its ports.
    NoListenerThere,
    /// The port is the controllers', not one for clients: port, host.
    ControllerAsBootstrap,
    /// Clients of that listener are sent on to `localhost`, which is themselves: host, port, where they are sent.
    SentToItself,
    /// The listener at that port is not advertised: port, name.
    NotAdvertised,
    /// What is used speaks another protocol: port, protocol spoken, protocol used.
    ProtocolDiffers,
    /// `localhost` in a container is the container: by what, port.
    LocalhostInContainer,
    /// What is taken for a broker is none: host.
    NotABroker,
    /// ZooKeeper has another port: port, host, its port.
    ZooKeeperPort,
    /// What is taken for ZooKeeper is none: host.
    NotAZooKeeper,
    /// A service listens at another port: port, host, its port.
    ServicePort,
    /// An internal topic wants more copies than there are brokers, and will never exist: setting, copies, brokers, `default` or `written`.
    FactorTooHigh,
    /// More in-sync replicas are wanted than there can be: setting, wanted, there.
    MinIsrTooHigh,
    /// A topic that a service creates wants more copies than there are brokers: topic, copies, brokers.
    TopicFactorTooHigh,
    /// A topic wants no partition, or no copy: topic, number.
    TopicNumberOdd,
    /// A topic's name is none: topic.
    TopicNameOdd,
    /// A topic's setting that Kafka does not know: topic, key.
    TopicSettingUnknown,
    /// A topic's setting with a value that Kafka refuses: topic, key, what is wrong.
    TopicSettingRefused,
    /// A topic's minimum of in-sync replicas is more than its copies: topic, wanted, there.
    TopicMinIsrTooHigh,
    /// Two commands create one topic: topic.
    TopicTwice,
    /// A tool is asked to speak to ZooKeeper, which it cannot do any more.
    TopicByZooKeeper,
    /// Topics are made by whoever writes to them, next to a service that creates them: service.
    AutoCreate,
    /// A service waits for one that does not exist: name.
    DependencyMissing,
    /// Services wait for each other in a circle: names.
    DependencyCircle,
    /// A condition that does not exist: text.
    ConditionUnknown,
    /// A service waits for the health of one that has no health check: name.
    HealthMissing,
    /// A service waits for the end of one that is always started again: name.
    NeverCompletes,
    /// A service waits for one that is started only with another profile: name, profile.
    DependencyProfile,
    /// A command runs a tool that is not in the image: tool, what is there instead (may be empty).
    ToolMissing,
    /// A health check asks at a port where nothing answers: port.
    HealthPort,
    /// A health check's client is sent on to an address that leads nowhere from there: port, where it is sent.
    HealthSentAway,
    /// A health check speaks plainly to a listener that does not: port, protocol.
    HealthProtocol,
    /// ZooKeeper does not answer that word: word.
    WordRefused,
    /// A health check's tool takes the broker's own JMX port or agent, and fails: variable.
    HealthAgent,
    /// A health check begins with none of the words that say how it is run: the word.
    TestOdd,
    /// A duration that cannot be read: key, text.
    DurationOdd,
    /// What the image writes is in no volume and is gone with the container: folder.
    NotKept,
    /// A volume is mounted where the image writes nothing: folder mounted, folder written.
    MountedBeside,
    /// ZooKeeper keeps one of its folders and not the other: folder kept, folder lost.
    HalfKept,
    /// The broker keeps its records and ZooKeeper forgets the cluster: other service.
    ZooKeeperForgets,
    /// ZooKeeper keeps the topics and the broker forgets their records: other service.
    BrokerForgets,
    /// Two services write to one volume: volume, other service.
    VolumeShared,
    /// A folder of the host must be writable for the image's user: folder, path.
    BindPermission,
    /// A volume is used and not declared: name.
    VolumeUndeclared,
    /// A volume is declared and not used: name.
    VolumeUnused,
    /// A network is used and not declared: name.
    NetworkUndeclared,
    /// A network is declared and not used: name.
    NetworkUnused,
    /// Two services want one port of the host: port, other service.
    HostPortTwice,
    /// A port that cannot be read.
    PortOdd,
    /// A port is open to all of the host's networks: port.
    PortOpen,
    /// Two services have one container name: name, other service.
    ContainerNameTwice,
    /// A container's name and copies of it exclude each other: name.
    ContainerNameCopies,
    /// A service without image and build.
    NoImage,
    /// An image without a tag, or with `latest`: image.
    Untagged,
    /// An image that nobody maintains any more: image, what to use instead.
    Unmaintained,
    /// A version of an image that never existed: image.
    NoSuchVersion,
    /// A password is written out: variable.
    Password,
    /// A service may do anything on the host: key.
    Privileged,
    /// A service may command Docker.
    DockerSocket,
    /// `restart` says something that does not exist: text.
    RestartUnknown,
    /// A number of an ensemble's member is missing or not in its list: number, members.
    MemberUnknown,
    /// Two ZooKeepers of one ensemble have one number: number, other service.
    MemberTwice,
    /// An ensemble's list does not hold its member's name at its place: number, host.
    MemberElsewhere,
}
