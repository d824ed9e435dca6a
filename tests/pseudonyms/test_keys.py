"""The key: drawn once, read by its owner alone, long enough, and never in a text."""

from __future__ import annotations

from pathlib import Path

import pytest

from neglect_triage.errors import BadInput
from neglect_triage.pseudonyms.keys import VARIABLE, create_key, read_key

HEX = "0123456789abcdef" * 4


@pytest.fixture(autouse=True)
def _no_key_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)


def test_a_drawn_key_is_read_again_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    place = tmp_path / "keys" / "a.key"
    drawn = create_key(place)
    assert place.stat().st_mode & 0o777 == 0o600
    assert len(drawn.secret) == 32
    assert read_key(place) == drawn
    assert create_key(tmp_path / "b.key") != drawn


def test_a_key_is_never_overwritten(tmp_path: Path) -> None:
    drawn = create_key(tmp_path / "a.key")
    with pytest.raises(BadInput, match="There is a file"):
        create_key(tmp_path / "a.key")
    assert read_key(tmp_path / "a.key") == drawn


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o622])
def test_a_file_that_others_can_read_or_change_is_refused(tmp_path: Path, mode: int) -> None:
    create_key(tmp_path / "a.key")
    (tmp_path / "a.key").chmod(mode)
    with pytest.raises(BadInput, match="mode 0600"):
        read_key(tmp_path / "a.key")


@pytest.mark.parametrize(
    "text", ["", "secret", HEX[:-2], HEX + "a", "g" * 64, "a" * 64, "ab" * 32, "a long sentence that nobody guesses " * 3]
)
def test_what_is_too_short_or_no_random_key_is_refused_and_not_repeated(
    tmp_path: Path, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "a.key"
    place.touch(mode=0o600)
    place.write_text(text)
    with pytest.raises(BadInput, match="too short") as error:
        read_key(place)
    assert not text or text not in str(error.value)
    if text:
        monkeypatch.setenv(VARIABLE, text)
        with pytest.raises(BadInput, match=VARIABLE) as error:
            read_key(None)
        assert text not in str(error.value)


def test_the_environment_gives_the_key_where_no_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = create_key(tmp_path / "a.key")
    monkeypatch.setenv(VARIABLE, (tmp_path / "a.key").read_text().upper())
    assert read_key(None) == drawn
    with pytest.raises(BadInput, match="two keys"):
        read_key(tmp_path / "a.key")


def test_no_key_and_no_file_are_said(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no key"):
        read_key(None)
    with pytest.raises(BadInput, match="cannot be read"):
        read_key(tmp_path / "absent.key")
    with pytest.raises(BadInput, match=r"cannot be read|mode 0600"):
        read_key(tmp_path)


def test_the_secret_is_in_no_text_that_is_made_of_a_key(tmp_path: Path) -> None:
    drawn = create_key(tmp_path / "a.key")
    for text in (repr(drawn), str(drawn), f"{drawn}"):
        assert drawn.secret.hex() not in text
        assert repr(drawn.secret) not in text
