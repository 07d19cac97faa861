"""Owns the training data importer: paraphrases of `knowledge/` become ask_tax_question examples."""

from pathlib import Path
from typing import Dict, List, Optional, Text, Union

import yaml
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

INTENT_NAME = "ask_tax_question"
KNOWLEDGE = Path(__file__).resolve().parent.parent / "knowledge"


class KnowledgeImporter(RasaFileImporter):
    """The files of bot/, and every question and paraphrase of the knowledge base."""

    def __init__(
        self,
        config_file: Optional[Text] = None,
        domain_path: Optional[Text] = None,
        training_data_paths: Optional[Union[List[Text], Text]] = None,
        **_: object,
    ) -> None:
        super().__init__(config_file, domain_path, training_data_paths)

    def get_nlu_data(self, language: Optional[Text] = "en") -> TrainingData:
        """Raises ValueError when an entry's front matter cannot be read."""
        written = super().get_nlu_data(language)
        return written.merge(TrainingData([_example(text) for text in entry_texts(KNOWLEDGE)]))


def entry_texts(folder: Path) -> List[str]:
    """Questions and paraphrases of all entries, in the order of the files."""
    texts: Dict[str, None] = {}
    for path in sorted(folder.glob("*/*.md")):
        try:
            front = yaml.safe_load(path.read_text(encoding="utf-8").split("---", 2)[1])
            texts.update(dict.fromkeys([front["question"], *front["paraphrases"]]))
        except (IndexError, KeyError, TypeError, yaml.YAMLError) as error:
            raise ValueError(
                f"{path} is not an entry ({error!r}): run `python -m embeddings validate`"
            ) from error
    return list(texts)


def _example(text: str) -> Message:
    return Message.build(text=text, intent=INTENT_NAME)
