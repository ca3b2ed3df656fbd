"""援護の実施者・生活保護の実施機関, and 計画相談 of which office: pages of a case."""
