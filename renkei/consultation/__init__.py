"""後方支援 (イ): offices ask and are answered, contacts planned and kept, signs of a difficult day, advice that helped (Q2)."""
