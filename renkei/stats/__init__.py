"""集計: reads other areas' rows as figures. Its one table keeps figures that were reported. Small counts never leave it."""
