"""The machines CONSULTATION and KEPT_ADVICE. Which side may take a step is its permission; whose it is, the service asks."""

from __future__ import annotations

from renkei.consultation.enums import OPEN
from renkei.consultation.enums import ConsultStatus as S
from renkei.consultation.enums import KeptStatus as K
from renkei.core.states import Machine, Transition
from renkei.policy.permissions import P

CONSULTATION = Machine(
    name="consultation",
    title="事業所からの相談",
    states=S,
    initial=S.RECEIVED,
    transitions=(
        Transition("assign", "担当と期限を決める", OPEN, S.WORKING, P.CONSULT_WRITE),
        Transition("link", "ケースにつなげる", OPEN, S.WORKING, P.CONSULT_WRITE),
        Transition("answer", "回答する", (*OPEN, S.ANSWERED), S.ANSWERED, P.CONSULT_WRITE),
        Transition("add", "書き足す", OPEN, S.WORKING, P.CONSULT_ASK),
        Transition("ask_again", "もう一度相談する", (S.ANSWERED, S.DONE), S.WORKING, P.CONSULT_ASK),
        Transition("settle", "解決したので終える", (S.ANSWERED,), S.DONE, P.CONSULT_ASK),
        Transition("finish", "結果を書いて完了する", (S.WORKING, S.ANSWERED), S.DONE, P.CONSULT_WRITE),
        Transition("withdraw", "取り下げる", OPEN, S.WITHDRAWN, P.CONSULT_ASK),
        Transition("withdrawn", "取下げを受けた", OPEN, S.WITHDRAWN, P.CONSULT_WRITE),
        Transition("reopen", "再開する", (S.DONE, S.WITHDRAWN), S.WORKING, P.CONSULT_WRITE),
    ),
)

KEPT_ADVICE = Machine(
    name="kept_advice",
    title="残した助言",
    states=K,
    initial=K.ASKED,
    transitions=(
        Transition("approve", "承認して公開する", (K.ASKED,), K.APPROVED, P.KEPT_ADVICE_WRITE),
        Transition("return", "差し戻す", (K.ASKED,), K.RETURNED, P.KEPT_ADVICE_WRITE),
        Transition("revise", "直して、もう一度頼む", (K.RETURNED,), K.ASKED, P.KEPT_ADVICE_WRITE),
        Transition("retire", "取り下げる", (K.ASKED, K.RETURNED, K.APPROVED), K.RETIRED, P.KEPT_ADVICE_WRITE),
    ),
)
