"""Who acts: an account with the posts it holds today. Built once a request."""

from dataclasses import dataclass, field

from stepdown.clinic.people.roles import PERMISSIONS, Permission, Role


@dataclass(frozen=True)
class HeldPost:
    """A role at a site, live on the day the actor was built."""

    site_id: int
    role: Role


@dataclass(frozen=True)
class Actor:
    """`account_id` is None for the program itself (worker, command line); `own_patient_id` and
    `own_code` are those of the record of somebody in care."""

    account_id: int | None
    name: str
    posts: tuple[HeldPost, ...] = ()
    came_from: str = ""
    own_patient_id: int | None = None
    own_code: str = ""
    permissions: frozenset[Permission] = field(default=frozenset())

    def can(self, permission: Permission, *, site_id: int | None = None) -> bool:
        """Whether any post (at `site_id`, where given) holds the permission."""
        if site_id is None:
            return permission in self.permissions
        return any(
            permission in PERMISSIONS[post.role] for post in self.posts if post.site_id == site_id
        )

    def sites_with(self, permission: Permission) -> frozenset[int]:
        return frozenset(
            post.site_id for post in self.posts if permission in PERMISSIONS[post.role]
        )

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(post.role for post in self.posts)

    @property
    def is_staff(self) -> bool:
        return any(role.is_staff for role in self.roles)


THE_PROGRAM = Actor(account_id=None, name="Stepdown")


def actor_with(
    *,
    account_id: int,
    name: str,
    posts: tuple[HeldPost, ...],
    came_from: str = "",
    own_patient_id: int | None = None,
    own_code: str = "",
) -> Actor:
    held = {permission for post in posts for permission in PERMISSIONS[post.role]}
    return Actor(account_id, name, posts, came_from, own_patient_id, own_code, frozenset(held))
