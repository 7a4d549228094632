"""A real Prometheus on 127.0.0.1 with the rendered rules, in a world that runs several times as fast."""

import json
import pathlib
import shutil
import subprocess
import time
import urllib.parse
import urllib.request

import node
import promql
import yaml

# A minute of these is the default of what they stand for.
LOOKBACK = "5m"
START_SECONDS = 60
STOP_SECONDS = 15


def programs():
    """Where Prometheus and promtool are, both or an error that says what to install."""
    missing = [name for name in ("prometheus", "promtool") if not shutil.which(name)]
    if missing:
        raise SystemExit(f"{' and '.join(missing)} not found: install the package `prometheus` of Debian or Ubuntu")
    return shutil.which("prometheus"), shutil.which("promtool")


def version():
    told = subprocess.run([programs()[0], "--version"], capture_output=True, text=True, check=True)
    return (told.stdout or told.stderr).split()[2]


def check_rules(groups, folder):
    """What `promtool check rules` says against groups of rules, as they are, without any change."""
    path = pathlib.Path(folder) / "as-rendered.yaml"
    path.write_text(yaml.safe_dump({"groups": groups}, sort_keys=False))
    told = subprocess.run([programs()[1], "check", "rules", path], capture_output=True, text=True)
    found = f"{sum(len(group['rules']) for group in groups)} rules found"
    output = told.stdout + told.stderr
    return [] if told.returncode == 0 and found in output else output.splitlines()


def quicker(groups, speed):
    """The same rules for a world that runs so many times as fast: they wait and look back for shorter times."""

    def rule(written):
        hold = promql.milliseconds(written.get("for", "0s")) // speed
        return written | {"expr": promql.quicker(written["expr"], speed), "for": f"{hold}ms"}

    return [group | {"rules": [rule(written) for written in group["rules"]]} for group in groups]


class Prometheus:
    """Use it in a `with`, which always ends it."""

    def __init__(self, folder, groups, interval, speed):
        self.folder = pathlib.Path(folder) / "prometheus"
        self.folder.mkdir()
        (self.port,) = node.free_ports(1)
        scrape = f"{promql.milliseconds(interval) // speed}ms"
        (self.folder / "rules.yaml").write_text(yaml.safe_dump({"groups": quicker(groups, speed)}, sort_keys=False))
        job = {"job_name": "all", "file_sd_configs": [{"files": [str(self.folder / "targets-*.json")]}]}
        config = {
            "global": {"scrape_interval": scrape, "scrape_timeout": scrape, "evaluation_interval": scrape},
            "rule_files": [str(self.folder / "rules.yaml")],
            # The kubelet's series say themselves which namespace they are about.
            "scrape_configs": [job, one_that_keeps_labels(job, self.folder)],
        }
        (self.folder / "prometheus.yaml").write_text(yaml.safe_dump(config, sort_keys=False))
        self.lookback = f"{promql.milliseconds(LOOKBACK) // speed}ms"
        self.process = None

    def __enter__(self):
        with open(self.folder / "log", "w") as log:
            self.process = subprocess.Popen(
                [
                    programs()[0],
                    f"--config.file={self.folder / 'prometheus.yaml'}",
                    f"--storage.tsdb.path={self.folder / 'data'}",
                    f"--web.listen-address=127.0.0.1:{self.port}",
                    f"--query.lookback-delta={self.lookback}",
                    "--log.level=warn",
                ],
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        try:
            self.wait()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def wait(self):
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/-/ready", timeout=5):
                    return
            except OSError:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    tail = (self.folder / "log").read_text().splitlines()[-10:]
                    raise RuntimeError("\n".join(["Prometheus did not start:", *tail])) from None
                time.sleep(0.1)

    def put_targets(self, name, targets):
        """Says what is scraped: (address, path, labels) each. Prometheus takes it over at once."""
        found = [
            {"targets": [address], "labels": labels | {"__metrics_path__": path}} for address, path, labels in targets
        ]
        path, new = self.folder / f"{name}.json", self.folder / "new"
        new.write_text(json.dumps(found))
        new.rename(path)

    def get(self, what, **parameters):
        url = f"http://127.0.0.1:{self.port}/api/v1/{what}?{urllib.parse.urlencode(parameters, doseq=True)}"
        with urllib.request.urlopen(url, timeout=30) as answer:
            return json.load(answer)["data"]

    def query(self, expr):
        """Series with their values now."""
        return [(one["metric"], float(one["value"][1])) for one in self.get("query", query=expr)["result"]]

    def seen(self, selector):
        """Label sets of all series that fit a selector, of the whole time."""
        return self.get("series", **{"match[]": selector})

    def alerts(self):
        """Alerts that are pending or firing."""
        return self.get("alerts")["alerts"]

    def unwell(self):
        """Rules whose last evaluation failed, with the error."""
        rules = [rule for group in self.get("rules")["groups"] for rule in group["rules"]]
        return [f"{rule['name']}: {rule.get('lastError')}" for rule in rules if rule["health"] == "err"]


def one_that_keeps_labels(job, folder):
    files = [{"files": [str(folder / "kubelet-*.json")]}]
    return job | {"job_name": "kubelet", "honor_labels": True, "file_sd_configs": files}
