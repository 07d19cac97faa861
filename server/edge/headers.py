"""Owns the security headers of answers, and which of them no cache may keep."""

from collections.abc import Iterable

Header = tuple[bytes, bytes]
HEADERS = (
    (
        b"content-security-policy",
        b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        b"connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
)
STRICT_TRANSPORT = (b"strict-transport-security", b"max-age=31536000")
_NOT_KEPT = (b"cache-control", b"no-store")


def secured(headers: Iterable[Header], is_behind_tls: bool) -> list[Header]:
    """The headers of an answer with those it must have. Files, which alone have an ETag, may be
    kept; all else is somebody's own.
    """
    kept = list(headers)
    if not any(name == b"etag" for name, _ in kept):
        kept = [*((n, v) for n, v in kept if n != _NOT_KEPT[0]), _NOT_KEPT]
    return [*kept, *HEADERS, *([STRICT_TRANSPORT] if is_behind_tls else [])]
