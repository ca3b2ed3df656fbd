"""育成・開発・協議 (ウ): 研修, 開拓 of offices, 定期協議 with the centre, 協議会, and who works with whom (Q2, Q4)."""
