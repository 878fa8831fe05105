"""Our side of the library's passkeys: plain words, and names that every database keeps."""

from typing import Any, ClassVar

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm

from stepdown.web.ui.forms import Line

NAME = "Name it, so that you know it again"


class PasskeyAdapter(DefaultMFAAdapter):
    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "That did not work. Try again, or use another way.",
    }

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        return "My passkey"


class AddPasskeyForm(AddWebAuthnForm):
    """Always one that asks for a finger, a face or a PIN: it is then both steps at once."""

    name = Line(label=NAME, most=60, required=False, help_text="For instance: my phone.")


class RenamePasskeyForm(EditWebAuthnForm):
    name = Line(label=NAME, most=60, error_messages={"required": "Write a name"})
