"""The condition of the door, in the words of the database.

Lists ask it many times a page, and built by the ORM it took four times as long as the rest of
such a query. The text differs only in how many posts it names.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, Expression, F
from django.db.models.sql.compiler import SQLCompiler

from stepdown.clinic.ledger.written import stored

# From the grants of whoever asks to the people, and not the other way: a clinic keeps the charts of
# years, and few of them are open to one account.
LIVE = "g.purpose = %s AND g.starts_at <= %s AND (g.ends_at IS NULL OR g.ends_at > %s)"
GRANTED = "SELECT g.patient_id FROM people_accessgrant g WHERE"
OF_A_POST = f" UNION ALL {GRANTED} g.site_id = %s AND g.role = %s AND {LIVE}"
OPEN = f"""({{pk}} IN ({GRANTED} g.account_id = %s AND {LIVE}{{posts}})
 AND NOT EXISTS (SELECT 1 FROM people_accessblock b WHERE b.patient_id = {{pk}}
 AND b.account_id = %s AND b.starts_at <= %s))"""


class Door(NamedTuple):
    """Who comes for what: an account with its `posts` (site and role) that hold the permission."""

    account_id: int
    purpose: str
    now: datetime
    posts: tuple[tuple[int, str], ...]


class IsOpenTo(Expression):
    """For a query of rows with a `person`: a grant is live for the account or one of its posts, and
    the account is not shut out."""

    def __init__(self, door: Door, person: str) -> None:
        super().__init__(output_field=BooleanField())
        self.person: Any = F(person)
        self.posts = OF_A_POST * len(door.posts)
        account_id, purpose, now, posts = door
        live = (purpose, now, now)
        named = [value for post in posts for value in (*post, *live)]
        self.asked = (account_id, *live, *named, account_id, now)

    def get_source_expressions(self) -> list[Any]:
        return [self.person]

    def set_source_expressions(self, exprs: Sequence[Any]) -> None:
        (self.person,) = exprs

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[Any, ...]]:
        pk, _ = compiler.compile(self.person)
        asked = tuple(stored(one, connection) for one in self.asked)
        return OPEN.format(pk=pk, posts=self.posts), asked
