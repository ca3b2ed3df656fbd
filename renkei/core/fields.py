"""Model fields: codes of a growing list, and content that is encrypted with the row and column it stands in."""

from __future__ import annotations

import json
from typing import Any

from django.core.exceptions import FieldError
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from renkei.core import crypto


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
    """Text kept as AES-256-GCM ciphertext (bytea). It can't be searched, ordered or set by `update()`."""

    descriptor_class = _SealedAttribute

    def get_internal_type(self) -> str:
        return "BinaryField"

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Ciphertext | None:
        return None if value is None else Ciphertext(value)

    def pre_save(self, instance: models.Model, add: bool) -> bytes | None:
        value = instance.__dict__.get(self.attname)
        if value is None or isinstance(value, Ciphertext):
            return value
        return Ciphertext(crypto.seal(self.encode(value), bound_to=self._place(instance)))

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        if value is not None and not isinstance(value, Ciphertext):
            raise FieldError(f"{self.name}: an encrypted column is written by save() only.")
        return value if value is None else bytes(value)

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise FieldError(f"{self.name}: an encrypted column can't be searched.")
        return super().get_lookup(lookup_name)

    def unseal(self, instance: models.Model, value: Ciphertext) -> Any:
        return self.decode(crypto.unseal(value, bound_to=self._place(instance)))

    def encode(self, value: Any) -> bytes:
        return str(value).encode()

    def decode(self, plain: bytes) -> Any:
        return plain.decode()

    def _place(self, instance: models.Model) -> str:
        return f"{self.model._meta.db_table}.{self.column}.{instance.pk}"


class EncryptedJSONField(EncryptedTextField):
    """A list or dictionary, kept as encrypted JSON."""

    def encode(self, value: Any) -> bytes:
        return json.dumps(value, ensure_ascii=False, sort_keys=True).encode()

    def decode(self, plain: bytes) -> Any:
        return json.loads(plain)


class EncryptedBytesField(EncryptedTextField):
    """A file's content, encrypted."""

    def encode(self, value: Any) -> bytes:
        return bytes(value)

    def decode(self, plain: bytes) -> Any:
        return plain
