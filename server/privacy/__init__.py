"""Personal data: what must not be kept is masked here."""

from embeddings.lean_imports import hidden

with hidden("torch", "transformers"):
    import presidio_analyzer  # noqa: F401
