"""Owns masking: identifiers leave a message before it is stored, logged or passed on."""

from dataclasses import dataclass

from server.privacy.identifiers import IdentifierRecognizer


@dataclass(frozen=True)
class MaskedText:
    """A text without identifiers, and the kinds that were in it."""

    text: str
    kinds: tuple[str, ...]


class Masker:
    """Replaces each identifier by its kind: "ssn 123-45-6789" becomes "ssn [SSN]"."""

    def __init__(self, recognizer: IdentifierRecognizer) -> None:
        self._recognizer = recognizer

    def mask(self, text: str) -> MaskedText:
        parts: list[str] = []
        at = 0
        findings = self._recognizer.find(text)
        for finding in findings:
            parts.extend((text[at : finding.start], f"[{finding.kind}]"))
            at = finding.end
        parts.append(text[at:])
        return MaskedText("".join(parts), tuple(finding.kind for finding in findings))
