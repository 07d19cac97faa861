"""Owns the grouping of questions that ask for the same."""

from embeddings.encoder import Vectors

# Cosine similarity from which two questions count as one: below, questions of one topic merge.
ALIKE = 0.62


def group(vectors: Vectors, alike: float = ALIKE) -> list[list[int]]:
    """The rows of each group, all near to its first.

    Greedy, in the order of the rows: each joins the nearest group, or opens one.
    """
    groups: list[list[int]] = []
    for row in range(len(vectors)):
        near = [float(vectors[row] @ vectors[members[0]]) for members in groups]
        best = max(range(len(near)), key=near.__getitem__, default=None)
        if best is not None and near[best] >= alike:
            groups[best].append(row)
        else:
            groups.append([row])
    return groups
