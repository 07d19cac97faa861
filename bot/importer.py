"""Owns the training data importer: texts of `knowledge/` become examples of intents."""

from pathlib import Path
from typing import Any, Dict, List, Optional, Text, Union

import yaml
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

INTENT_NAME = "ask_tax_question"
# What the retriever tells apart comes as one intent. Small talk is left to bot/data/nlu.
INTENT_OF = {
    "out_of_scope": INTENT_NAME,
    "account": INTENT_NAME,
    "urgent": INTENT_NAME,
    "person": "talk_to_human",
}
# Of an entry and of a redirect. With all of them training took twice as long, and the intents with
# few examples drowned: 5 % of the follow-ups in tests/questions were taken for small talk, not 3 %.
MOST_PARAPHRASES = 12
MOST_EXAMPLES = 25
KNOWLEDGE = Path(__file__).resolve().parent.parent / "knowledge"


class KnowledgeImporter(RasaFileImporter):
    """The files of bot/, and what people write from the entries and redirects of knowledge/."""

    def __init__(
        self,
        config_file: Optional[Text] = None,
        domain_path: Optional[Text] = None,
        training_data_paths: Optional[Union[List[Text], Text]] = None,
        **_: object,
    ) -> None:
        super().__init__(config_file, domain_path, training_data_paths)

    def get_nlu_data(self, language: Optional[Text] = "en") -> TrainingData:
        """Raises ValueError when an entry's front matter or a redirect cannot be read."""
        written = super().get_nlu_data(language)
        entries = entry_texts(KNOWLEDGE)
        # A text that is written or asks for an entry has its intent already.
        known = {*entries, *(example.get("text") for example in written.intent_examples)}
        pairs = [(text, INTENT_NAME) for text in entries]
        pairs += [pair for pair in redirect_texts(KNOWLEDGE).items() if pair[0] not in known]
        made = [Message.build(text=text, intent=intent) for text, intent in pairs]
        return written.merge(TrainingData(made))


def entry_texts(folder: Path) -> List[str]:
    """Questions and some paraphrases of all entries, in the order of the files."""
    texts: Dict[str, None] = {}
    for path in sorted(folder.glob("*/*.md")):
        try:
            front = yaml.safe_load(path.read_text(encoding="utf-8").split("---", 2)[1])
            paraphrases = _spread(front["paraphrases"], MOST_PARAPHRASES)
            texts.update(dict.fromkeys([front["question"], *paraphrases]))
        except (IndexError, KeyError, TypeError, yaml.YAMLError) as error:
            raise _unreadable(path, "an entry", error) from error
    return list(texts)


def redirect_texts(folder: Path) -> Dict[str, str]:
    """Intents of some examples of each redirect, by text."""
    intents: Dict[str, str] = {}
    for path in sorted(folder.glob("redirects/*.yml")):
        try:
            redirect: Dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
            intent = INTENT_OF.get(redirect["outcome"])
            examples = _spread(redirect["examples"], MOST_EXAMPLES)
        except (KeyError, TypeError, yaml.YAMLError) as error:
            raise _unreadable(path, "a redirect", error) from error
        if intent is not None:
            intents.update(dict.fromkeys(examples, intent))
    return intents


def _spread(texts: List[str], most: int) -> List[str]:
    """At most so many, from the whole list: neighbours are alike."""
    step = max(1, len(texts) // most)
    return texts[::step][:most]


def _unreadable(path: Path, what: str, error: Exception) -> ValueError:
    return ValueError(f"{path} is not {what} ({error!r}): run `python -m embeddings validate`")
