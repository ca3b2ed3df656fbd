"""Model fields: codes of a growing list, and content that is encrypted with the row and column it stands in."""

from __future__ import annotations

import json
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

from django.core.exceptions import FieldError, ObjectDoesNotExist
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from renkei.core import crypto, wall
from renkei.core.errors import Destroyed
from renkei.core.keyring import HOUSE

#: What a text reads as when the person's key was destroyed (廃棄).
DESTROYED = "廃棄済み"


class CodeField(models.CharField):
    """A code of a growing list. Migrations do not repeat the list: a new code changes no table."""

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, _, args, kwargs = super().deconstruct()
        kwargs.pop("choices", None)
        return name, "django.db.models.CharField", args, kwargs


class Ciphertext(bytes):
    """Bytes as they came from the database, not yet opened."""


class _SealedAttribute(DeferredAttribute):
    """Opens the ciphertext at the first reading, when the row's key is known."""

    field: EncryptedTextField

    def __get__(self, instance: models.Model | None, cls: Any = None) -> Any:
        if instance is None:
            return self
        value = super().__get__(instance, cls)
        if isinstance(value, Ciphertext):
            value = self.field.unseal(instance, value)
            instance.__dict__[self.field.attname] = value
        return value

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class EncryptedTextField(models.Field):
    """Text kept as AES-256-GCM ciphertext (bytea). It can't be searched, ordered or set by `update()`.

    Its model says under whose key, by `KEY_OF`: the dotted path to the person or to a model that has a `KEY_OF` of its
    own ("case", "inquiry"); None for rows about no person. After 廃棄 a text reads as DESTROYED, a list as None; a
    file, and any writing, raises `Destroyed`.
    """

    after_destruction: Any = DESTROYED

    descriptor_class = _SealedAttribute

    def get_internal_type(self) -> str:
        return "BinaryField"

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Ciphertext | None:
        return None if value is None else Ciphertext(value)

    def pre_save(self, instance: models.Model, add: bool) -> bytes | None:
        value = instance.__dict__.get(self.attname)
        if value is None or isinstance(value, Ciphertext):
            return value
        return Ciphertext(
            crypto.seal(self.encode(value), person_id=person_of(instance), bound_to=self._place(instance))
        )

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        if value is not None and not isinstance(value, Ciphertext):
            raise FieldError(f"{self.name}: an encrypted column is written by save() only.")
        return value if value is None else bytes(value)

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise FieldError(f"{self.name}: an encrypted column can't be searched.")
        return super().get_lookup(lookup_name)

    def unseal(self, instance: models.Model, value: Ciphertext) -> Any:
        try:
            return self.decode(crypto.unseal(value, bound_to=self._place(instance)))
        except Destroyed:
            return self.after_destruction

    def encode(self, value: Any) -> bytes:
        return str(value).encode()

    def decode(self, plain: bytes) -> Any:
        return plain.decode()

    def _place(self, instance: models.Model) -> str:
        return f"{self.model._meta.db_table}.{self.column}.{instance.pk}"


class EncryptedJSONField(EncryptedTextField):
    """A list or dictionary, kept as encrypted JSON."""

    after_destruction = None

    def encode(self, value: Any) -> bytes:
        return json.dumps(value, ensure_ascii=False, sort_keys=True).encode()

    def decode(self, plain: bytes) -> Any:
        return json.loads(plain)


class EncryptedBytesField(EncryptedTextField):
    """A file's content, encrypted."""

    def unseal(self, instance: models.Model, value: Ciphertext) -> Any:
        return crypto.unseal(value, bound_to=self._place(instance))

    def encode(self, value: Any) -> bytes:
        return bytes(value)


def person_of(instance: models.Model) -> UUID:
    """Whose key this row is written under: the person at the end of `KEY_OF`, or the house.

    Costs at most one query, and none when the relations on the way are loaded or were asked for before: no row ever
    moves to another person.
    """
    path = key_path(type(instance))
    if path is None:
        return HOUSE
    for done, name in enumerate(path):
        field: Any = instance._meta.get_field(name)
        pk = getattr(instance, field.attname)
        if pk is None:
            return HOUSE
        if not field.is_cached(instance):
            return _person_of_row(field.related_model, pk, path[done + 1 :])
        instance = getattr(instance, name)
    return instance.pk


@cache
def key_path(model: type[models.Model]) -> tuple[str, ...] | None:
    """Names of the relations from a model to the person; None for the house key.

    Raises:
        FieldError: a model on the way says nothing of the person.
    """
    path: list[str] = []
    while (step := getattr(model, "KEY_OF", "")) != "self":
        if step is None and not path:
            return None
        if not step:
            raise FieldError(f"{model._meta.label} has encrypted columns, or leads to the person, but no KEY_OF.")
        for name in step.split("."):
            path.append(name)
            model = model._meta.get_field(name).related_model  # type: ignore[assignment]
    return tuple(path)


@lru_cache(maxsize=20_000)
def _person_of_row(model: type[models.Model], pk: UUID, path: tuple[str, ...]) -> UUID:
    if not path:
        return pk
    if model._meta.label == "cases.Case":  # also of a case that the actor no longer sees: a body confirms the return
        found = wall.call("SELECT wall.person_of(%s)", [pk])[0][0]
        if found is None:
            raise ObjectDoesNotExist()
        return found
    return model._base_manager.values_list("__".join(path), flat=True).get(pk=pk) or HOUSE  # of no case: nobody's
