"""依頼と受付: the request sheet, its list, the reception and the answer."""
