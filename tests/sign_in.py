"""Signed in without the sign-in page, with everything a session has after it."""

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest
from django.test import Client

from stepdown.clinic.people.models import Account


def signed_in_client(account: Account, *, has_second_factor: bool = True) -> Client:
    """A client whose account proved just now who it is; by default a second factor is set up."""
    if has_second_factor and not is_mfa_enabled(account):
        TOTP.activate(account, generate_totp_secret())
    client = Client()
    client.force_login(account)
    request = HttpRequest()
    request.session = client.session
    record_authentication(request, account, "password")
    request.session.save()
    return client
