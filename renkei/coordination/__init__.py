"""利用調整: the referral and its reception, the joint-running board, the hand-over, the end of a case."""
