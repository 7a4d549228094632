#!/usr/bin/env python3
"""Proves the rendered compose file: the loader of Docker Compose itself takes it, alone and beside other services.

    tests/real/compose.py [--file FILE]

Needs go and, for the first build of `compose/`, the Go module proxy; no engine and no image. The last line is
`N passed, N failed`; the exit code is 0 if nothing failed, 1 if something did.
"""

import argparse
import copy
import os
import pathlib
import subprocess
import sys
import tempfile

# The modules beside this file leave no compiled copies in the repository.
sys.dont_write_bytecode = True
import packages  # noqa: E402
from checks import check, main, note  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
RENDERED = HERE.parents[1] / "out" / "services" / "docker-compose.yml"
LIMIT_SECONDS = 300

# A compose file as somebody has it who lets the rendered one stand beside it.
THEIRS = {
    "services": {
        "database": {"image": "postgres:16", "volumes": ["database:/var/lib/postgresql/data"]},
        "users": {
            "image": "users:latest",
            "depends_on": {"database": {"condition": "service_started"}, "kafka": {"condition": "service_healthy"}},
            "environment": {"KAFKA_BOOTSTRAP_SERVERS": "kafka:9092"},
        },
    },
    "volumes": {"database": {}},
}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--file", type=pathlib.Path, default=RENDERED, help="the compose file")
    return parser.parse_args()


def loader():
    """The program that loads; Go builds it again only if something has changed."""
    program = packages.cache() / "compose"
    packages.cache().mkdir(parents=True, exist_ok=True)
    go = ["go", "build", "-mod=readonly", "-buildvcs=false", "-o", program, "."]
    subprocess.run(go, cwd=HERE / "compose", env=os.environ | {"GOFLAGS": ""}, check=True)
    return program


def load(program, *files):
    """What the project of these files has, or what the loader says against it."""
    told = subprocess.run([program, *files], capture_output=True, text=True)
    if told.returncode:
        return None, told.stderr.splitlines()
    return dict(line.split(": ", 1) if ": " in line else (line.rstrip(":"), "") for line in told.stdout.splitlines()), []


def wrong(compose):
    """The file with one mistake each."""

    def with_(change):
        changed = copy.deepcopy(compose)
        change(changed["services"]["kafka"])
        return changed

    return {
        "a service that is not there": with_(lambda kafka: kafka.update(depends_on=["nobody"])),
        "a network that is not there": with_(lambda kafka: kafka.update(networks=["nowhere"])),
        "ports of the wrong form": with_(lambda kafka: kafka.update(ports={"a": "b"})),
        "an unknown key": with_(lambda kafka: kafka.update(imagine="this")),
        "a variable that nobody sets": with_(lambda kafka: kafka.update(image="kafka:${NOT_SET}")),
    }


async def run(options):
    import yaml

    text = options.file.read_text()
    compose, program = yaml.safe_load(text), loader()
    ours = set(compose["services"])
    network = next(iter(compose["networks"]))
    theirs = copy.deepcopy(THEIRS)
    theirs["services"]["users"]["networks"] = ["default", network]
    both = ours | set(theirs["services"])
    with tempfile.TemporaryDirectory(prefix="kafkasmith-real-") as folder:
        folder = pathlib.Path(folder)
        rendered = folder / "kafka" / options.file.name
        rendered.parent.mkdir()
        rendered.write_text(text)

        def put(name, content):
            path = folder / name
            path.write_text(yaml.safe_dump(content, sort_keys=False))
            return path

        included = put("including.yml", {"include": ["kafka/" + options.file.name]} | theirs)
        beside = put("beside.yml", theirs)
        for what, files, services in (
            ("alone", [rendered], ours),
            ("taken in with `include`", [included], both),
            ("as a second file, after theirs", [beside, rendered], both),
            ("as a second file, before theirs", [rendered, beside], both),
        ):
            project, problems = load(program, *files)
            if project and set(project["services"].split()) != services:
                problems = [f"it has the services {project['services']}"]
            check(f"the loader takes the file {what}", problems)
            if project:
                note("; ".join(f"{key}: {value}" for key, value in project.items()))
        for what, content in wrong(compose).items():
            project, problems = load(program, put("wrong.yml", content))
            check(f"the loader refuses {what}", ["it took it"] if project else [])
            note("" if project else problems[0])


if __name__ == "__main__":
    sys.exit(main(__file__, run, arguments(), LIMIT_SECONDS))
