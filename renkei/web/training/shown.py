"""What the pages of 研修 show of counts: small ones hidden by the rule of renkei/stats."""

from __future__ import annotations

from dataclasses import dataclass

from renkei.programme.queries.training_people import Results
from renkei.stats.rules import assumptions
from renkei.stats.rules.suppression import Figure, Key, hidden_cells


@dataclass(frozen=True)
class Question:
    """A question: how many chose 5, 4, 3, 2, 1 (None: hidden), and how many answered it."""

    words: str
    counts: tuple[int | None, ...]
    answered: int | None

    @property
    def labelled(self) -> list[tuple[str, int | None]]:
        """With the score in words in front, for a phone."""
        return list(zip(SCORES, self.counts, strict=True))


SCORES = ("5 とてもそう思う", "4 そう思う", "3 どちらともいえない", "2 あまり思わない", "1 思わない")


@dataclass(frozen=True)
class Shown:
    """アンケートの結果 as a page shows it. `enough`: as many answered as must stand behind any figure."""

    answered: int
    asked: int
    least: int
    questions: tuple[Question, ...]
    texts: tuple[str, ...]

    @property
    def enough(self) -> bool:
        """Else nothing but the number of replies is shown."""
        return self.answered >= self.least


def shown(found: Results) -> Shown:
    """Hide what fewer persons than the municipality asks for stand behind, and what would give that away."""
    least = assumptions().least_persons
    questions = tuple(_question(words, counts, least) for words, counts in found.questions)
    texts = found.texts if found.answered >= least else ()
    return Shown(found.answered, found.asked, least, questions, texts)


def _question(words: str, counts: dict[int, int], least: int) -> Question:
    cells: dict[Key, Figure] = {(str(score),): Figure(n, n) for score, n in counts.items() if n}
    total = sum(counts.values())
    hidden = hidden_cells(cells | {("",): Figure(total, total)}, ({},), least=least) if total else frozenset()
    told = tuple(None if (str(score),) in hidden else counts[score] for score in (5, 4, 3, 2, 1))
    return Question(words, told, None if ("",) in hidden else total)
