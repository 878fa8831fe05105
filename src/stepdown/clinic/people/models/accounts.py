"""Sites and the accounts of those who work there or are cared for there."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.crypto import salted_hmac

from stepdown.clinic.ledger.models import Versioned
from stepdown.clinic.people.roles import Role

ROLE_CHOICES = [(role.value, role.label) for role in Role]


class Installation(models.Model):
    """What this database is. One row; a demo is replaced only where this row says demo."""

    singleton = models.BooleanField(default=True, unique=True)
    is_demo = models.BooleanField()
    demo_label = models.CharField(max_length=40, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(singleton=True), name="one_installation")]


class Site(Versioned):
    """One clinic. Times that people agreed on are local to its zone."""

    name = models.CharField(max_length=80, unique=True)
    zone = models.CharField(max_length=64)
    phone = models.CharField(max_length=30)
    address = models.CharField(max_length=160)
    quiet_name = models.CharField(max_length=60, help_text="The sender's name outside the app")
    youngest_age = models.PositiveSmallIntegerField(default=18)
    oldest_age = models.PositiveSmallIntegerField(default=120)
    first_session_days = models.PositiveSmallIntegerField(null=True, help_text="Its own target")

    def __str__(self) -> str:
        return self.name


class AccountManager(BaseUserManager["Account"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Account":
        account = self.model(email=self.normalize_email(email).lower(), **fields)
        account.set_password(password)
        account.save()
        return account


class Account(AbstractBaseUser):
    """Somebody who can sign in."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    languages = models.CharField(max_length=120, blank=True, help_text="With commas between")
    is_active = models.BooleanField(default=True)
    session_epoch = models.PositiveIntegerField(default=0)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[AccountManager] = AccountManager()

    def __str__(self) -> str:
        return self.name

    def get_session_auth_hash(self) -> str:
        """Changes with the password and with `session_epoch`: either ends every session."""
        secret = f"{self.password}{self.session_epoch}"
        return salted_hmac("stepdown.session", secret, algorithm="sha256").hexdigest()


class Post(models.Model):
    """A role that an account holds at a site, from a day until a day (not included)."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="posts")
    site = models.ForeignKey(Site, models.PROTECT, related_name="posts")
    role = models.CharField(max_length=20, choices=ROLE_CHOICES)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    supervisor = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="supervised", help_text="Of a trainee"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "site", "role"],
                condition=Q(ends_on=None),
                name="one_open_post_per_role",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="post_period"
            ),
            models.CheckConstraint(
                condition=Q(supervisor=None) | ~Q(supervisor=F("account")),
                name="nobody_supervises_themselves",
            ),
        ]


class Credential(models.Model):
    """A license to act in a role. Signing needs one that is live on the day of signing."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="credentials")
    role = models.CharField(max_length=20, choices=ROLE_CHOICES)
    title = models.CharField(max_length=40)
    number = models.CharField(max_length=40)
    state = models.CharField(max_length=2)
    valid_from = models.DateField()
    valid_until = models.DateField(help_text="The first day on which it is no longer valid")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__gt=F("valid_from")), name="credential_period"
            )
        ]
