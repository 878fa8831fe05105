"""Who may do what. Roles are code; people read the same sentences on the page of roles."""

from enum import StrEnum


class Purpose(StrEnum):
    """Why a record is opened. An access grant names one of these."""

    CONTACT = "contact"
    CARE = "care"
    BILLING = "billing"
    OWN = "own"
    SHARED = "shared"


class Permission(StrEnum):
    """What a page or an operation needs; the value is the sentence people read."""

    SEE_TODAY = "See today's work"
    TAKE_CALLS = "Take calls, book assessments and keep contact details right"
    RECEIVE_RECORDS = "Receive records that arrive from elsewhere"
    FILE_TOLD = "Read what loved ones tell us, and file it in the right chart"
    MERGE_RECORDS = "Join two records of one person, and separate them again"
    READ_CHART = "Read the charts of people in their care"
    WRITE_CHART = "Examine people, score instruments and write in the chart"
    CLEAR_WITHDRAWAL = "Clear withdrawal or sign that it is handled here"
    APPROVE_RULES = "Set the numbers of the placement rules and approve them"
    DECIDE_PLACEMENT = "Sign the placement decision"
    ADMIT = "Admit people, name their team and take consents"
    PLAN_CARE = "Write, sign and review treatment plans"
    PLAN_WEEKS = "Build and offer a person's week"
    BUILD_WEEKS = "Build the clinic's week, and send it to people"
    CHANGE_DAYS = "Close a day, and find cover when staff are away"
    LEAD_SESSIONS = "Call the roll"
    WRITE_NOTES = "Write and sign session notes"
    ORDER_TESTS = "Begin and end random tests, and order one"
    COLLECT_SAMPLES = "Collect samples for tests and sign what they show"
    DECIDE_STEPS = "Review progress and sign a step"
    SEE_HOURS = "See the hours a person attended"
    SEE_MEASURES = "See the clinic's own figures"
    SET_UP = "Set up sites, rooms, programs and open times"
    MANAGE_STAFF = "Add staff and end their access"
    SEE_HEALTH = "See whether the system is well"
    OWN_RECORD = "See their own week, progress and record"
    SEE_SHARED = "See what a person in care chose to share with them, and tell the team something"
    OWN_SETTINGS = "Change their own settings"

    @property
    def purpose(self) -> Purpose:
        return _PURPOSES.get(self, Purpose.CARE)


_PURPOSES = {
    Permission.TAKE_CALLS: Purpose.CONTACT,
    Permission.RECEIVE_RECORDS: Purpose.CONTACT,
    Permission.MERGE_RECORDS: Purpose.CONTACT,
    Permission.SEE_HOURS: Purpose.BILLING,
    Permission.OWN_RECORD: Purpose.OWN,
    Permission.SEE_SHARED: Purpose.SHARED,
}


class Role(StrEnum):
    """The role keys; the value is stored, the label is shown."""

    PATIENT = "patient"
    LOVED_ONE = "loved_one"
    INTAKE = "intake"
    COUNSELOR = "counselor"
    TECHNICIAN = "technician"
    PSYCHOLOGIST = "psychologist"
    MEDICAL = "medical"
    DIRECTOR = "director"
    BILLER = "biller"
    ADMINISTRATOR = "administrator"

    @property
    def label(self) -> str:
        return _LABELS.get(self, self.value.capitalize())

    @property
    def is_staff(self) -> bool:
        return self not in {Role.PATIENT, Role.LOVED_ONE}


_LABELS = {
    Role.PATIENT: "Person in care",
    Role.LOVED_ONE: "Loved one",
    Role.INTAKE: "Intake coordinator",
    Role.MEDICAL: "Medical professional",
    Role.DIRECTOR: "Program director",
}

TEAM_ROLES = (Role.MEDICAL, Role.COUNSELOR, Role.TECHNICIAN, Role.PSYCHOLOGIST)

_CLINICAL = {
    Permission.SEE_TODAY,
    Permission.READ_CHART,
    Permission.WRITE_CHART,
    Permission.LEAD_SESSIONS,
    Permission.WRITE_NOTES,
    Permission.OWN_SETTINGS,
}

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.PATIENT: frozenset({Permission.OWN_RECORD, Permission.OWN_SETTINGS}),
    Role.LOVED_ONE: frozenset({Permission.SEE_SHARED, Permission.OWN_SETTINGS}),
    Role.INTAKE: frozenset(
        {
            Permission.SEE_TODAY,
            Permission.TAKE_CALLS,
            Permission.RECEIVE_RECORDS,
            Permission.FILE_TOLD,
            Permission.MERGE_RECORDS,
            Permission.OWN_SETTINGS,
        }
    ),
    Role.COUNSELOR: frozenset(
        _CLINICAL
        | {
            Permission.DECIDE_PLACEMENT,
            Permission.ADMIT,
            Permission.PLAN_CARE,
            Permission.PLAN_WEEKS,
            Permission.CHANGE_DAYS,
            Permission.ORDER_TESTS,
            Permission.COLLECT_SAMPLES,
            Permission.DECIDE_STEPS,
        }
    ),
    Role.TECHNICIAN: frozenset(
        (_CLINICAL - {Permission.WRITE_NOTES}) | {Permission.COLLECT_SAMPLES}
    ),
    Role.PSYCHOLOGIST: frozenset(
        _CLINICAL
        | {
            Permission.DECIDE_PLACEMENT,
            Permission.PLAN_CARE,
            Permission.ORDER_TESTS,
            Permission.DECIDE_STEPS,
        }
    ),
    Role.MEDICAL: frozenset(
        _CLINICAL
        | {
            Permission.CLEAR_WITHDRAWAL,
            Permission.FILE_TOLD,
            Permission.APPROVE_RULES,
            Permission.ORDER_TESTS,
            Permission.COLLECT_SAMPLES,
            Permission.PLAN_CARE,
            Permission.DECIDE_PLACEMENT,
            Permission.DECIDE_STEPS,
        }
    ),
    Role.DIRECTOR: frozenset(
        {
            Permission.SEE_TODAY,
            Permission.READ_CHART,
            Permission.FILE_TOLD,
            Permission.SEE_MEASURES,
            Permission.PLAN_WEEKS,
            Permission.BUILD_WEEKS,
            Permission.CHANGE_DAYS,
            Permission.SET_UP,
            Permission.MANAGE_STAFF,
            Permission.OWN_SETTINGS,
        }
    ),
    Role.BILLER: frozenset({Permission.SEE_HOURS, Permission.OWN_SETTINGS}),
    Role.ADMINISTRATOR: frozenset(
        {Permission.MANAGE_STAFF, Permission.SEE_HEALTH, Permission.OWN_SETTINGS}
    ),
}

STAFF_ROLES = frozenset(role for role in Role if role.is_staff)


def roles_with(permission: Permission) -> frozenset[Role]:
    return frozenset(role for role, held in PERMISSIONS.items() if permission in held)
