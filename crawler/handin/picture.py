"""A picture somebody hands in as evidence: recognised by its first bytes, never opened."""

from config.handin import NotTaken

MOST_BYTES = 5 * 1024 * 1024


def picture_type(data: bytes) -> str:
    """The content type of a PNG, JPEG or WebP picture; NotTaken for anything else."""
    if len(data) > MOST_BYTES:
        raise NotTaken("图片超过 5 MB，请压缩或截取后再传")
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "image/webp"
    raise NotTaken("只接受 PNG、JPEG 或 WebP 图片")
