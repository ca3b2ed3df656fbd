"""開示: the law of the house. Sharing agreements (取決め), consents (同意), and the ledger (開示台帳) that is the permission."""
