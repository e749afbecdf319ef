"""What the database file alone must not tell."""

from pathlib import Path

import pytest

from store.vault import Vault, VaultError


def test_sealed_bytes_open_again_and_do_not_show_the_text(tmp_path: Path) -> None:
    vault = Vault.from_file(tmp_path / "key")
    sealed = vault.seal("王女士 电话".encode())
    assert "王女士".encode() not in sealed
    assert vault.unseal(sealed) == "王女士 电话".encode()


def test_one_changed_byte_is_noticed(tmp_path: Path) -> None:
    vault = Vault.from_file(tmp_path / "key")
    sealed = bytearray(vault.seal(b"evidence"))
    sealed[-1] ^= 1
    with pytest.raises(VaultError, match="密文无法解开"):
        vault.unseal(bytes(sealed))


def test_the_key_is_made_once_and_kept_private(tmp_path: Path) -> None:
    first = Vault.from_file(tmp_path / "key").keyed_hash("网友甲", "author")
    assert Vault.from_file(tmp_path / "key").keyed_hash("网友甲", "author") == first
    assert (tmp_path / "key").stat().st_mode & 0o077 == 0


def test_a_key_others_can_read_is_refused_with_the_remedy(tmp_path: Path) -> None:
    Vault.from_file(tmp_path / "key")
    (tmp_path / "key").chmod(0o644)
    with pytest.raises(VaultError, match="chmod 600"):
        Vault.from_file(tmp_path / "key")
