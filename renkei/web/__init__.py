"""Screens: the only place that knows HTTP and HTML. Every page is a gate, a query, a form, one service call."""
