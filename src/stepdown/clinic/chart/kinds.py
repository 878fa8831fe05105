"""The kinds of signed entry, and which roles may sign each."""

from enum import StrEnum

from stepdown.clinic.people.roles import Role

CLINICAL = frozenset({Role.MEDICAL, Role.COUNSELOR, Role.PSYCHOLOGIST})


class EntryKind(StrEnum):
    """What a chart entry is; the value is stored, the label is shown."""

    VITALS = "vitals"
    USE_HISTORY = "use_history"
    EXAMINATION = "examination"
    INSTRUMENT = "instrument"
    SAFETY_STEP = "safety_step"
    RATING = "rating"
    ADVICE = "advice"
    PLACEMENT = "placement"
    WITHDRAWAL = "withdrawal"
    REFERRAL = "referral"
    CONSENT = "consent"
    CHECKLIST = "checklist"
    NO_CONTACT = "no_contact"
    ADMISSION = "admission"
    TEAM_CHANGE = "team_change"
    TREATMENT_PLAN = "treatment_plan"
    PLAN_ANSWER = "plan_answer"
    PLAN_REVIEW = "plan_review"
    SESSION_NOTE = "session_note"
    CO_SIGNATURE = "co_signature"
    UNFIT = "unfit"
    FAMILY_GUEST = "family_guest"
    DRUG_TEST = "drug_test"
    STEP_DECISION = "step_decision"
    EPISODE_CHANGE = "episode_change"

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def signers(self) -> frozenset[Role]:
        return _SIGNERS.get(self, CLINICAL)

    @property
    def needs_credential(self) -> bool:
        """A lapsed credential blocks signing, never a safety step or what a person said."""
        return self not in {
            EntryKind.SAFETY_STEP,
            EntryKind.UNFIT,
            EntryKind.CONSENT,
            EntryKind.PLAN_ANSWER,
        }


_LABELS = {
    EntryKind.VITALS: "Vitals",
    EntryKind.USE_HISTORY: "Use history",
    EntryKind.EXAMINATION: "Examination",
    EntryKind.INSTRUMENT: "Measure",
    EntryKind.SAFETY_STEP: "Safety step",
    EntryKind.RATING: "Concern by area",
    EntryKind.ADVICE: "Placement advice",
    EntryKind.PLACEMENT: "Placement decision",
    EntryKind.WITHDRAWAL: "Withdrawal decision",
    EntryKind.REFERRAL: "Referral to detox",
    EntryKind.CONSENT: "Consent",
    EntryKind.CHECKLIST: "Admission checklist",
    EntryKind.NO_CONTACT: "Kept apart",
    EntryKind.ADMISSION: "Admission",
    EntryKind.TEAM_CHANGE: "Change of the team",
    EntryKind.TREATMENT_PLAN: "Treatment plan",
    EntryKind.PLAN_ANSWER: "Answer to the plan",
    EntryKind.PLAN_REVIEW: "Plan review",
    EntryKind.SESSION_NOTE: "Session note",
    EntryKind.CO_SIGNATURE: "Co-signature",
    EntryKind.UNFIT: "Not fit for group: safety step",
    EntryKind.FAMILY_GUEST: "Family session: a relative's part",
    EntryKind.DRUG_TEST: "Drug test",
    EntryKind.STEP_DECISION: "Step decision",
    EntryKind.EPISODE_CHANGE: "Change of the episode",
}

_SIGNERS = {
    EntryKind.VITALS: CLINICAL | {Role.TECHNICIAN},
    EntryKind.INSTRUMENT: CLINICAL | {Role.TECHNICIAN},
    EntryKind.SAFETY_STEP: CLINICAL | {Role.TECHNICIAN},
    EntryKind.UNFIT: CLINICAL | {Role.TECHNICIAN},
    EntryKind.DRUG_TEST: CLINICAL | {Role.TECHNICIAN},
    EntryKind.WITHDRAWAL: frozenset({Role.MEDICAL}),
    EntryKind.CONSENT: CLINICAL | {Role.INTAKE, Role.PATIENT},
    EntryKind.PLAN_ANSWER: CLINICAL | {Role.PATIENT},
}
