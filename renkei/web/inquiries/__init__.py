"""Needs, candidates, inquiries, named disclosure, visits and decisions; the office's own pages."""
