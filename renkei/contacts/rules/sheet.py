"""聞き取り用紙: what is asked, in one order for the paper and for the entry from it.

The numbers never move, so that a paper printed last week is entered on today's page. Source of the topics: the domains of
an assessment for this programme (思い, 住まい, 日中, お金, 健康, 人, 手続, 伝え方, 配慮), cut to what one asks in one interview.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Topic:
    """One heading of the paper. `fields`: those of the welfare record it feeds; while all are empty it must be asked."""

    code: str
    title: str
    hint: str
    fields: tuple[str, ...] = ()


TOPICS = (
    Topic("wishes", "本人の思い・希望", "どこで、だれと、どのように暮らしたいか。避けたいこと", ("wishes",)),
    Topic("home", "住まい", "戻りたい場所、戻れない場所、これまでの住まい", ()),
    Topic("day", "日中・仕事", "してきたこと、してみたいこと、続いたこと", ("history",)),
    Topic("money", "お金・年金・借金", "収入、手持ち、払えていないもの、お金の管理の仕方", ("money",)),
    Topic("health", "体・こころ・薬", "診断、通院先、薬、眠れているか、痛むところ", ("diagnosis", "medical")),
    Topic("life", "毎日の暮らし", "食事、風呂、掃除、移動、読み書き、計算", ("daily_life",)),
    Topic("people", "家族・頼れる人", "連絡してよい人、連絡してほしくない人", ()),
    Topic("papers", "手帳・保険・証明書・手続", "手帳、健康保険、住民票、身分を示すもの、口座", ("certificates", "insurance")),
    Topic("talk", "伝え方・分かり方", "話し方の工夫、字や絵、時間の長さ", ("communication",)),
    Topic("care", "配慮すること・好きなこと", "困ったときのしるし、落ち着く方法、得意なこと", ("considerations", "strengths")),
    Topic("ask", "本人から聞きたいこと", "質問、心配なこと", ()),
    Topic("agreed", "約束・同意したこと", "だれに何を伝えてよいか、次に会う日", ()),
)  # fmt: skip


def must_ask(filled: Collection[str]) -> frozenset[str]:
    """Codes of the topics of which nothing is known yet. `filled`: fields of the welfare record that hold something."""
    return frozenset(t.code for t in TOPICS if t.fields and not set(t.fields) & set(filled))


def compose(answers: Mapping[str, str]) -> str:
    """The note's text: each answered topic under its heading, in the order of the paper."""
    found = [(t.title, answers.get(t.code, "").strip()) for t in TOPICS]
    return "\n".join(f"【{title}】\n{text}" for title, text in found if text)
