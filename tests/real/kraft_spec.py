#!/usr/bin/env python3
"""Prints `hrms-kafka.toml` for a release and a Kafka without ZooKeeper, as the programs beside this file try it.

    tests/real/kraft_spec.py STRIMZI KAFKA combined|apart

`combined`: three brokers are controllers, too. `apart`: three controllers and three brokers in pools of their own. What the
release cannot have is left out: the alert on the operator's word for a resource, where the operator says none.
"""

import pathlib
import sys
import tomllib

ROOT = pathlib.Path(__file__).resolve().parents[2]
MODES = ("combined", "apart")

CONTROLLERS = """\
[cluster.pool.controllers]
roles    = ["controller"]
replicas = 3
storage  = { size = "5Gi", class = "gp2", delete_claim = false }

"""


def spec(strimzi, kafka, mode):
    """The text of the spec."""
    capabilities = tomllib.loads((ROOT / "catalog" / "strimzi" / strimzi / "release.toml").read_text())["capabilities"]
    gone = ["cluster.zookeeper]"]
    if "resource-state-metric" not in capabilities:
        gone.append("alert.KafkaClusterNotReady]")
    text = (ROOT / "hrms-kafka.toml").read_text()
    changes = {
        '"0.39.0"': f'"{strimzi}"',
        '"3.6.1"': f'"{kafka}"',
        'mode      = "zookeeper"': 'mode      = "kraft"',
        "[alert.KafkaZooKeeperQuorumAtRisk]": "[alert.KafkaQuorumAtRisk]",
    }
    if mode == "apart":
        changes["[cluster.brokers]\n"] = CONTROLLERS + '[cluster.pool.brokers]\nroles    = ["broker"]\n'
    for old, new in changes.items():
        if text.count(old) != 1:
            raise SystemExit(f"hrms-kafka.toml has {old.strip()} {text.count(old)} times instead of once")
        text = text.replace(old, new)
    head, *tables = text.split("\n[")
    return "\n[".join([head, *(table for table in tables if not table.startswith(tuple(gone)))])


if __name__ == "__main__":
    if len(sys.argv) != 4 or sys.argv[3] not in MODES:
        raise SystemExit(__doc__)
    print(spec(*sys.argv[1:]), end="")
