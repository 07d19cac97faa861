"""Owns what Rasa 3.6.21 works out of a message to tell its intent: the same result, sooner.

The features of single words are left out where nobody reads them.
"""

import functools
from typing import Any, Dict, List, Text, Tuple

import numpy as np
from scipy.sparse import csr_matrix

_stock: Dict[Text, Any] = {}
Step = Tuple[Text, Any, Tuple[Text, ...]]
# Of these, none reads the features of single words.
READ_NO_WORDS = {
    "NLUMessageConverter",
    "WhitespaceTokenizer",
    "LexicalSyntacticFeaturizer",
    "CountVectorsFeaturizer",
    "LogisticRegressionClassifier",
    "FallbackClassifier",
    "RegexMessageHandler",
}
OF_WORDS_ALONE = "LexicalSyntacticFeaturizer"
OF_BOTH = "CountVectorsFeaturizer"


def apply() -> None:
    """Puts the fixes in place of Rasa's own."""
    from rasa.core.processor import MessageProcessor
    from rasa.nlu.classifiers.logistic_regression_classifier import LogisticRegressionClassifier
    from rasa.nlu.featurizers.sparse_featurizer import count_vectors_featurizer

    counts = count_vectors_featurizer.CountVectorsFeaturizer
    _stock["parse"] = MessageProcessor._parse_message_with_graph
    _stock["counts"] = counts._create_features
    _stock["features"] = LogisticRegressionClassifier._create_X
    _stock["load"] = LogisticRegressionClassifier.load.__func__
    MessageProcessor._parse_message_with_graph = _parse
    counts._create_features = _counts
    LogisticRegressionClassifier._create_X = _features
    LogisticRegressionClassifier.load = classmethod(_load_classifier)


def _parse(
    processor: Any, message: Any, tracker: Any, only_output_properties: bool = True
) -> Dict[Text, Any]:
    """A choice names its intent. Rasa works one out of its text, too, which it then forgets."""
    from rasa.nlu.classifiers.regex_message_handler import RegexMessageHandler
    from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader
    from rasa.shared.nlu.training_data.message import Message

    if (message.text or "").startswith("/"):
        given = Message({"text": message.text})
        domain, reader = processor.domain, RegexMessageHandler.__name__
        read = YAMLStoryReader.unpack_regex_message(given, domain, entity_extractor_name=reader)
        if read is not given:  # else it is none after all
            return dict(read.as_dict(only_output_properties))
    parsed: Dict[Text, Any] = _stock["parse"](processor, message, tracker, only_output_properties)
    return parsed


def without_words(schema: Any, steps: List[Step]) -> List[Step]:
    """The steps of a graph of that schema, where single words need no features: less of them."""
    from rasa.engine.constants import PLACEHOLDER_MESSAGE

    # In training, nodes read training data in place of messages.
    reading = [node for node in schema.nodes.values() if "messages" in node.needs]
    is_given_one = any(PLACEHOLDER_MESSAGE in node.needs.values() for node in reading)
    if not is_given_one or not {node.uses.__name__ for node in reading} <= READ_NO_WORDS:
        return steps
    return [_without_words(step, schema.nodes[step[0]].uses.__name__) for step in steps]


def _without_words(step: Step, component: Text) -> Step:
    name, node, needs = step
    if component == OF_WORDS_ALONE:
        return name, functools.partial(_pass_on, name), needs
    if component == OF_BOTH:
        node._component.counts_no_words = True
    return step


def _pass_on(name: Text, given: Tuple[Text, Any]) -> Tuple[Text, Any]:
    """What comes in goes out."""
    return name, given[1]


def _counts(featurizer: Any, attribute: Text, all_tokens: List[List[Text]]) -> Any:
    """Those of each word, and of the sentence: Rasa needs the latter of a text alone."""
    from rasa.shared.nlu.constants import TEXT

    is_one = attribute == TEXT and len(all_tokens) == 1 and all_tokens[0]
    if not is_one or not getattr(featurizer, "counts_no_words", False):
        return _stock["counts"](featurizer, attribute, all_tokens)
    counted = featurizer.vectorizers[TEXT].transform([" ".join(all_tokens[0])])
    counted.sort_indices()
    return [None], [counted]


def _features(classifier: Any, messages: List[Any]) -> Any:
    """Rasa copies all features of a message, and joins those of each of its words, for no use."""
    from rasa.shared.nlu.constants import TEXT

    of_text = [each for each in messages[0].features if each.attribute == TEXT]
    parts = [each.features for each in of_text if each.type == "sentence" and each.is_sparse()]
    if len(messages) > 1 or not parts or not all(each.is_sparse() for each in of_text):
        return _stock["features"](classifier, messages)
    places, data, width = [], [], 0
    for part in map(csr_matrix, parts):
        places.append(part.indices + width)
        data.append(part.data)
        width += part.shape[1]
    values = np.concatenate(data)
    return csr_matrix((values, np.concatenate(places), [0, len(values)]), shape=(1, width))


def _load_classifier(cls: Any, *given: Any, **named: Any) -> Any:
    """In the order of memory in which they are multiplied: they are copied each time otherwise."""
    classifier = _stock["load"](cls, *given, **named)
    if hasattr(classifier.clf, "coef_"):
        classifier.clf.coef_ = np.asfortranarray(classifier.clf.coef_)
    return classifier
