"""Mails to a user about his own sign-in: no personal data, no address of the network, no browser."""

from __future__ import annotations

from allauth.account.adapter import get_adapter


def tell(template: str, email: str) -> None:
    """Send `<template>_subject.txt` and `<template>_message.txt` to one address."""
    get_adapter().send_mail(template, email, {})
