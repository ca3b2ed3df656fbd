"""集計: reads other areas' rows as figures and owns no table. Small counts never leave it (`rules.suppression`)."""
