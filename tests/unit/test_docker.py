"""The images install what script/setup installs, and the host's description means settings that there are."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from mediasvc.settings import PREFIX, Settings

DOCKER = Path(__file__).parents[2] / "docker"
# What the image sets, what --scale is for, what is the command line's, and what is better written into the file itself.
OF_NO_HOST = {"data_dir", "workers", "token", "cache_bytes", "limits", "weaker_sandbox_because_every_file_is_trusted"}
OURS = ("api", "worker", "recogniser")
DOES = {"api": "api", "worker": "worker", "recogniser": "worker"}
BUILT = ("player/built", "mediasvc/console/built")


def dockerfile() -> list[tuple[str, str]]:
    """Every instruction and what comes behind it, on one line."""
    text = re.sub(r"\\\n\s*", "", (DOCKER / "Dockerfile").read_text())
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [(name, rest) for name, _, rest in (line.partition(" ") for line in lines)]


def compose() -> dict[str, Any]:
    return yaml.safe_load((DOCKER / "compose.yaml").read_text())


def stage(name: str) -> list[tuple[str, str]]:
    """The instructions of one stage."""
    found = dockerfile()
    [start] = [index for index, (word, rest) in enumerate(found) if word == "FROM" and rest.endswith(f" AS {name}")]
    ends = [index for index in range(start + 1, len(found)) if found[index][0] == "FROM"]
    return found[start : ends[0] if ends else None]


def test_an_image_is_set_up_by_nothing_but_our_scripts() -> None:
    runs = [re.sub(r"--mount=\S+ +", "", rest) for word, rest in dockerfile() if word == "RUN"]
    [user] = [run for run in runs if run.startswith("useradd ")]
    assert [run for run in runs if run != user] == [
        *("script/setup --api", "script/setup --runtime", "script/setup --recogniser", "script/bundle")
    ]
    assert "script/setup --runtime" not in str(stage("packages")) + str(stage("api"))


def test_scripts_are_built_of_all_that_script_bundle_reads() -> None:
    copied = [rest.split()[0] for name, rest in stage("scripts") if name == "COPY"]
    bundle = (DOCKER.parent / "script" / "bundle").read_text()
    read = set(re.findall(r"\b((?:mediasvc|player|script)/[\w./{},-]+)", bundle))
    assert read
    assert [path for path in read if not path.startswith((*copied, *BUILT))] == []


@pytest.mark.parametrize("name", OURS)
def test_an_image_has_the_scripts_that_were_built(name: str) -> None:
    copied = [rest.split()[1:] for word, rest in stage(name) if word == "COPY" and rest.startswith("--from=scripts ")]
    assert copied == [[f"/srv/mediasvc/{folder}", folder] for folder in BUILT]
    assert "**/built" in (DOCKER / "Dockerfile.dockerignore").read_text().splitlines()


@pytest.mark.parametrize("name", OURS)
def test_an_image_runs_as_a_user(name: str) -> None:
    assert ("USER", "mediasvc") in stage(name)
    [command] = [rest for word, rest in stage(name) if word == "CMD"]
    assert command.startswith(f'["{DOES[name]}"')


def test_what_script_setup_reads_is_in_the_image_before_it_runs() -> None:
    copied = {word for name, rest in stage("packages") if name == "COPY" for word in rest.split()[:-1]}
    setup = (DOCKER.parent / "script" / "setup").read_text()
    read = set(re.findall(r"(?:script/uv|requirements|asr|tests/requirements)\.lock|pyproject\.toml", setup))
    packages = {f"{name}/__init__.py" for name in ("mediasvc", "player", "workers")}
    assert read | packages | {"script/setup", "script/packages", "README.md", "LICENSE"} == copied
    kept = {line[1:] for line in (DOCKER / "Dockerfile.dockerignore").read_text().splitlines() if line[0] == "!"}
    assert {word if word in kept else word.split("/")[0] for word in copied} <= kept


@pytest.mark.parametrize("name", OURS)
def test_a_host_sets_what_can_be_set(name: str) -> None:
    environment = compose()["services"][name]["environment"]
    named = {each.removeprefix(PREFIX).lower() for each in environment if each.startswith(PREFIX)}
    assert named | OF_NO_HOST == set(Settings.model_fields)
    assert not named & OF_NO_HOST
    assert set(environment) - {PREFIX + each.upper() for each in named} == {
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
    }


def test_a_given_cover_is_where_the_pages_look_for_it() -> None:
    api = compose()["services"]["api"]
    looks_at = api["environment"]["MEDIASVC_PODCAST_COVER"].partition(":+")[2].removesuffix("}")
    assert f"${{PODCAST_COVER:-/dev/null}}:{looks_at}:ro" in api["volumes"]


def test_words_are_recognised_where_somebody_asks_for_it_by_models_of_the_host() -> None:
    recogniser = compose()["services"]["recogniser"]
    assert recogniser["profiles"] == ["recognition"]
    assert "${ASR_MODELS:-/dev/null}:/models:ro" in recogniser["volumes"]
    assert ("CMD", '["worker", "--kind", "transcribe"]') in stage("recogniser")


def test_nothing_that_is_secret_has_a_default() -> None:
    text = "\n".join(
        line for line in (DOCKER / "compose.yaml").read_text().splitlines() if not line.strip().startswith("#")
    )
    variables = set(re.findall(r"\$\{([^}]*)\}", text))
    # What is not needed may stay empty, and is not set then.
    names = {re.split(":[?+-]", variable)[0] for variable in variables}
    needed = {variable.partition(":?")[0] for variable in variables if ":?" in variable}
    assert names > needed
    assert not any(re.search("PASSWORD|KEY|SECRET|TOKEN", name) for name in names - needed)
    example = (DOCKER / "env.example").read_text()
    assert dict(re.findall(r"^([A-Z0-9_]+)=(.*)$", example, re.MULTILINE)) == dict.fromkeys(names, "")


def test_a_host_gives_no_more_rights_than_the_sandbox_needs() -> None:
    services = compose()["services"]
    assert not any(service.get("privileged") or service.get("cap_add") for service in services.values())
    assert {name for name, service in services.items() if "unconfined" in str(service.get("security_opt"))} == {
        *("worker", "recogniser")
    }
    assert [services[name]["cap_drop"] for name in OURS] == [["ALL"]] * len(OURS)
    ports = [port for service in services.values() for port in service.get("ports", [])]
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_everything_but_workers_says_whether_it_is_well() -> None:
    services = compose()["services"]
    assert {name for name, service in services.items() if "healthcheck" not in service} == {
        *("notifier", "worker", "recogniser")
    }
    assert "/readyz" in str(services["api"]["healthcheck"]["test"])
    assert all(services[name]["build"]["target"] == name for name in OURS)
