"""The rules of placement as each clinic keeps them."""

from django.db import models
from django.db.models import Q

from stepdown.clinic.people.models import Account, Credential, Site


class PlacementRules(models.Model):
    """One version of a site's rules. Never changed or removed (triggers): only approved, once.

    Nobody is admitted at a site without an approved one (trigger). `made_by` is None for the
    version that the product came with.
    """

    site = models.ForeignKey(Site, models.PROTECT, related_name="placement_rules")
    number = models.PositiveIntegerField(help_text="1 is the version the product came with")
    version = models.CharField(max_length=40)
    content = models.JSONField(help_text="As rules.placement.read_rule_set reads it")
    why = models.CharField(max_length=300, blank=True)
    made_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    approved_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    approved_with = models.ForeignKey(Credential, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "number"], name="one_rule_set_per_number"),
            models.UniqueConstraint(fields=["site", "version"], name="one_rule_set_per_version"),
            models.CheckConstraint(
                condition=Q(approved_by=None, approved_with=None, approved_at=None)
                | Q(
                    approved_by__isnull=False,
                    approved_with__isnull=False,
                    approved_at__isnull=False,
                ),
                name="approved_by_somebody_with_a_license",
            ),
        ]
