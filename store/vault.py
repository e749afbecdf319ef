"""What must not be read from the database file alone: evidence, contacts, author names."""

import hashlib
import hmac
import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
NONCE_BYTES = 12


class VaultError(Exception):
    """The key file or a sealed value can not be used; the message says what to do, in Chinese."""


class Vault:
    """Seals bytes with AES-256-GCM and hashes names with the same office key."""

    def __init__(self, key: bytes) -> None:
        """Use a 32-byte key."""
        if len(key) != KEY_BYTES:
            raise VaultError("密钥文件长度不对，应为 32 字节；请从备份恢复密钥文件")
        self._cipher = AESGCM(key)
        self._key = key

    @classmethod
    def from_file(cls, path: Path) -> "Vault":
        """Read the key, or make one (readable by its owner only) on first use."""
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(os.urandom(KEY_BYTES))
        if path.stat().st_mode & 0o077:
            raise VaultError(f"密钥文件 {path} 权限过宽，请执行 chmod 600 {path}")
        return cls(path.read_bytes())

    def seal(self, data: bytes) -> bytes:
        """Encrypt; the result carries its own nonce."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, data, None)

    def unseal(self, sealed: bytes) -> bytes:
        """Decrypt; VaultError when the key is another one or the bytes were changed."""
        try:
            return self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], None)
        except InvalidTag:
            raise VaultError("密文无法解开：密钥不符或内容被改动") from None

    def keyed_hash(self, text: str, purpose: str) -> str:
        """A hash that can be compared but not guessed without the key; empty text stays empty."""
        if not text:
            return ""
        return hmac.new(self._key, f"{purpose}\0{text}".encode(), hashlib.sha256).hexdigest()[:32]
