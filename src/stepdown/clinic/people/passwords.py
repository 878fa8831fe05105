"""How long a password must be."""

from typing import Any

from django.core.exceptions import ValidationError

ALONE = 15  # NIST SP 800-63B-4: 15 characters where the password is the only factor,
WITH_SECOND_FACTOR = 8  # 8 where it is one of two
LONGEST = 128


class LengthBySecondFactor:
    """15 or more characters; 8 or more for an account that already has a second factor."""

    def validate(self, password: str, user: Any = None) -> None:
        least = WITH_SECOND_FACTOR if _has_second_factor(user) else ALONE
        if not least <= len(password) <= LONGEST:
            raise ValidationError(f"Choose a password of {least} to {LONGEST} characters.")

    def get_help_text(self) -> str:
        return (
            f"{ALONE} characters or more, or {WITH_SECOND_FACTOR} or more once you have set up"
            " a second step. A few words in a row are easy to keep in mind."
        )


def _has_second_factor(user: Any) -> bool:
    from allauth.mfa.utils import is_mfa_enabled

    return bool(user is not None and user.pk and is_mfa_enabled(user))
