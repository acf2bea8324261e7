"""What is wrong with the project's files is one line that says what to do."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from engine.errors import Misconfigured
from engine.files import read_yaml
from engine.models import latest_model, model_name
from engine.startup import input_channel, require_wordings
from engine.tests.conftest import PROJECT, ROOT
from engine.train import main
from engine.training import train_model


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the tests' project, as the working directory."""
    shutil.copytree(PROJECT, tmp_path, dirs_exist_ok=True)
    shutil.copy(ROOT / "config.yml", tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _train(project: Path) -> Path:
    return train_model(
        domain=project / "domain.yml",
        config=project / "config.yml",
        data=[project / "data" / "nlu", project / "data" / "rules"],
        output=project / "out",
        progress=lambda line: None,
    )


@pytest.mark.parametrize(
    ("file", "old", "new", "reason"),
    [
        ("domain.yml", "entities: [", "entities: [[", "domain.yml:7: not valid YAML"),
        ("domain.yml", "intents: [greet", "intents: [greet, greet", "greet"),
        ("domain.yml", "  email:\n    type: text", "  email:\n    type: txet", "txet"),
        ("data/nlu/en/all.yml", "- intent: thank", "- intnet: thank", "data/nlu/en/all.yml"),
        ("data/nlu/en/all.yml", '"3.1"', '"3.1', "data/nlu/en/all.yml:"),
        (
            "data/rules/all.yml",
            "action: utter_welcome",
            "action: utter_w: x",
            "data/rules/all.yml:",
        ),
        ("config.yml", "recipe: default.v1", "recipe: [", "config.yml:"),
        ("config.yml", "intents.LinearIntent", "intents.NoSuch", "NoSuch"),
    ],
)
def test_that_a_broken_file_is_named(
    project: Path, file: str, old: str, new: str, reason: str
) -> None:
    text = (project / file).read_text("utf-8")
    assert old in text
    (project / file).write_text(text.replace(old, new), "utf-8")

    with pytest.raises(Misconfigured) as error:
        _train(project)

    assert reason in str(error.value)
    assert "\n" not in str(error.value)


def test_that_rules_that_contradict_each_other_are_named(project: Path) -> None:
    with (project / "data" / "rules" / "all.yml").open("a", encoding="utf-8") as file:
        file.write("- rule: thank twice\n  steps: [{intent: thank}, {action: utter_greet}]\n")

    with pytest.raises(Misconfigured, match="thank twice"):
        _train(project)


def test_that_a_missing_file_is_named(project: Path) -> None:
    (project / "domain.yml").unlink()

    with pytest.raises(Misconfigured, match=r"domain\.yml is missing"):
        _train(project)


def test_that_the_models_name_changes_with_what_it_is_trained_from(project: Path) -> None:
    before = model_name(project)
    (project / "data" / "wording" / "en.yml").write_text("x: y\n", "utf-8")
    unchanged = model_name(project)
    with (project / "data" / "nlu" / "en" / "all.yml").open("a", encoding="utf-8") as file:
        file.write("    - what a day\n")

    assert unchanged == before
    assert model_name(project) != before


def test_that_a_model_that_is_there_is_not_trained_again(project: Path, capsys) -> None:
    model = project / "models" / f"{model_name(project)}.tar.gz"
    model.parent.mkdir()
    model.write_bytes(b"trained before")

    assert main(["--print-path"]) == 0

    assert capsys.readouterr().out.strip() == str(model)
    assert model.read_bytes() == b"trained before"


def test_that_what_an_ended_training_left_is_cleared_away(project: Path) -> None:
    models = project / "models"
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    left = [
        models / f"dialogue-old.tar.{process}.unfinished"
        for process in (ended.pid, "no-number", 10**30)
    ]
    under_way = models / f"dialogue-new.tar.{os.getpid()}.unfinished"
    for folder in (*left, under_way):
        folder.mkdir(parents=True)
        (folder / "half a model").write_bytes(b"half")
    (models / f"{model_name(project)}.tar.gz").write_bytes(b"trained before")
    assert main([]) == 0
    assert [folder.exists() for folder in left] == [False] * 3
    assert under_way.exists()


def test_that_a_training_that_fails_leaves_no_model_and_says_why(project: Path, capsys) -> None:
    (project / "domain.yml").write_text("version: '3.1'\nintents: [\n", "utf-8")

    assert main([]) == 1

    assert "engine: error: domain.yml:3: not valid YAML" in capsys.readouterr().err
    assert list((project / "models").glob("*")) == []


def test_that_the_newest_model_of_a_folder_is_taken(tmp_path: Path) -> None:
    for age, name in enumerate(["new.tar.gz", "old.tar.gz"]):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (1000 - age, 1000 - age))

    assert latest_model(tmp_path).name == "new.tar.gz"
    with pytest.raises(Misconfigured, match="no model"):
        latest_model(tmp_path / "nowhere")


def test_that_a_missing_wording_is_named(agent) -> None:
    require_wordings(agent)
    agent.domain.responses["utter_forgotten"] = [{"text": "utter_forgotten"}]

    with pytest.raises(Misconfigured, match="utter_forgotten"):
        require_wordings(agent)


def test_that_configuration_files_have_to_be_there_and_be_yaml(tmp_path: Path) -> None:
    file = tmp_path / "endpoints.yml"
    with pytest.raises(Misconfigured, match="missing"):
        read_yaml(file)
    file.write_text("nlg:\n  - [", "utf-8")

    with pytest.raises(Misconfigured, match=r"endpoints\.yml:3"):
        read_yaml(file)


def test_that_no_other_way_in_can_be_opened(tmp_path: Path) -> None:
    file = tmp_path / "credentials.yml"
    file.write_text("rest: {}\n", "utf-8")

    with pytest.raises(Misconfigured):
        input_channel(file)
    assert input_channel(ROOT / "credentials.yml").name() == "amends"
