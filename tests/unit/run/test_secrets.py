from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from amends.errors import ConfigurationError
from amends.run.secrets import new_secret, stored_secret


def test_that_a_secret_stays_the_same(tmp_path: Path) -> None:
    assert stored_secret(tmp_path / "var", "identity") == stored_secret(
        tmp_path / "var", "identity"
    )


def test_that_only_its_owner_can_read_a_secret(tmp_path: Path) -> None:
    stored_secret(tmp_path, "identity")
    mode = (tmp_path / "identity.secret").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


def test_that_secrets_differ(tmp_path: Path) -> None:
    made = {stored_secret(tmp_path, "a"), stored_secret(tmp_path, "b"), new_secret(), new_secret()}
    assert len(made) == 4
    assert all(len(secret) == 64 for secret in made)


def test_that_two_that_begin_at_once_agree_on_a_secret(tmp_path: Path) -> None:
    for number in range(10):
        with ThreadPoolExecutor(4) as pool:
            made = pool.map(lambda _, name=f"s{number}": stored_secret(tmp_path, name), range(4))
            assert len(set(made)) == 1
    assert len(list(tmp_path.iterdir())) == 10


@pytest.mark.parametrize("content", [b"", b"\n", b"short", b"\xff" * 64])
def test_that_a_damaged_secret_is_refused_rather_than_used(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "identity.secret").write_bytes(content)
    with pytest.raises(ConfigurationError, match=r"identity\.secret") as refused:
        stored_secret(tmp_path, "identity")
    assert "\n" not in refused.value.message


def test_that_a_folder_that_cannot_be_written_to_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ConfigurationError, match="cannot be read or written"):
        stored_secret(tmp_path / "file" / "var", "identity")
