"""Whose house it is, who may enter, and in what quality."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from parvis.core.roles import Role


class Brand(models.Model):
    """What a team speaks for. Every row of every domain carries its brand, and every query names it.

    `second_factor_at`: since when its team signs in with more than a password; None = as each one likes.
    """

    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=60, unique=True)
    language = models.CharField(max_length=8, default="fr")
    languages = models.JSONField(default=list)
    timezone = models.CharField(max_length=64, default="Europe/Paris")
    created_at = models.DateTimeField()
    second_factor_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class AccountManager(BaseUserManager["Account"]):
    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(email__iexact=username)


class Account(AbstractBaseUser):
    """A person who signs in. Rights come from seats, never from the account itself."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=8, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = AccountManager()

    def __str__(self) -> str:
        return self.name


class Department(models.Model):
    """Who answers through the community manager: PR, customer relations, sales, HR, production."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["brand", "name"], name="department_once")]

    def __str__(self) -> str:
        return self.name


class Seat(models.Model):
    """An account's place in a brand's team: its role there, its department, its hours."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+")
    role = models.CharField(max_length=20, choices=[(r.value, r.value) for r in Role])
    department = models.ForeignKey(Department, models.SET_NULL, null=True, blank=True, related_name="+")
    languages = models.JSONField(default=list)
    hours_per_week = models.PositiveSmallIntegerField(default=35)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account", "brand"], condition=models.Q(ended_at=None), name="seat_one_per_brand"
            )
        ]

    def __str__(self) -> str:
        return f"{self.account} @ {self.brand}"
