"""研修・啓発: the organisers' pages, joining with an account; and joining by a link without one (link_views)."""
