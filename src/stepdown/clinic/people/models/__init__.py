"""Sites, accounts, the people in care, and who may open whose record."""

from stepdown.clinic.people.models.access import AccessBlock, AccessGrant
from stepdown.clinic.people.models.accounts import Account, Credential, Installation, Post, Site
from stepdown.clinic.people.models.merges import Merge, TwoPeople
from stepdown.clinic.people.models.patients import ContactPermission, Patient, TextAgreement

__all__ = [
    "AccessBlock",
    "AccessGrant",
    "Account",
    "ContactPermission",
    "Credential",
    "Installation",
    "Merge",
    "Patient",
    "Post",
    "Site",
    "TextAgreement",
    "TwoPeople",
]
