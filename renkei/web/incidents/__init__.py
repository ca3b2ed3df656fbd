"""漏えい等: the register, the wizard, the report."""
