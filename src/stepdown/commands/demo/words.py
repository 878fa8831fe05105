"""What the demo's people say and what its staff write. Invented, person-first, no names."""

import random

REASONS = (
    "Drinks every evening since losing a job. Wants to keep the new one.",
    "Used pills after surgery and could not stop alone.",
    "Left a residential stay and wants support while going back to work.",
    "Family is worried. Asks for something that leaves room for school.",
    "Has tried alone twice. Feels ready for a group.",
    "Doctor suggested it after a health scare.",
    "Wants to be well for the children.",
    "Is tired of hiding it and asks for help.",
)
LAST_USE = ("Ten days ago", "About three weeks ago", "Last weekend", "A month ago", "Two days ago")
PAYERS = ("Lakeshore Health", "Medicaid", "Own pay, to be talked about", "Union plan")
RELATIONS = ("Sister", "Brother", "Partner", "Mother", "Friend")

CHECKLIST = {
    "primary_care": ("done", "Lakeside Family Practice; Corner Pharmacy"),
    "interpreter": ("none", "Reads and speaks English"),
    "guardian": ("none", ""),
    "court_employer": ("none", "Nobody is involved"),
    "no_contact": ("none", "Nobody named"),
    "naloxone": ("done", "Took one along"),
    "monitoring": ("done", "Nothing that was not told"),
    "pregnancy": ("declined", ""),
    "infection": ("declined", "Wants to think about it"),
}

SHARED = (
    "Looked at early signs of stress and tried two ways to slow down.",
    "Practiced saying no in three everyday scenes and talked about what helped.",
    "Wrote down the hours of the week that are hardest and planned one for each.",
    "Talked about sleep and picked one change for this week.",
    "Drew who is close, and whom to call first.",
    "Practiced urge surfing for ten minutes and compared what came up.",
)
RESPONSES = (
    "Spoke early and linked the topic to payday evenings.",
    "Listened at first, then told how a long drive home became a risky hour.",
    "Asked for feedback on a talk with the landlord.",
    "Was tired after a double shift, stayed to the end and joined the exercise.",
    "Brought the plan card and showed what was used since the last session.",
    "Found the exercise hard and said so; a shorter form worked.",
    "Told about a quiet weekend with a cousin and what made it work.",
    "Named loneliness after dinner as the hardest moment.",
    "Laughed for the first time here and was glad about it.",
    "Practiced the phone call to a sponsor twice and felt ready.",
    "Was tense because of a court date and said so.",
    "Compared two ways home and chose the one without the old store.",
    "Said that mornings are easier now than evenings.",
    "Saw a pattern in the cravings: tired, alone, and just paid.",
    "Worked on a letter to a parent and read one line aloud.",
    "Wondered whether the job is worth the stress and kept the question open.",
)
PROGRESS = (
    "Four days this week without use, by own account.",
    "Sleeps six hours now, up from four.",
    "Went to a support meeting twice.",
    "Missed one dose of medicine and asked how to remember.",
    "Paid a bill on time for the first time this fall.",
    "Mood is steadier than two weeks ago.",
    "Cravings come less often and pass sooner.",
    "Had a hard Sunday, called a friend, and it passed.",
    "Cooked at home on most evenings.",
    "Talks with the partner again without a quarrel.",
    "Walks for half an hour before work.",
    "Kept away from two places that used to be trouble.",
)
PLANS = (
    "Call the friend on the list before Friday evening.",
    "Try the breathing exercise on the bus.",
    "Write down three hours that were hard and what helped.",
    "Bring the medicine box to the next visit.",
    "Go to one support meeting near home.",
    "Ask the supervisor for the early shift.",
    "Put the plan card where the keys are.",
    "Practice the talk with the sister once more.",
)
SAFETY_WORDS = (
    "Asked directly. No thoughts of ending life now, none in the past month.",
    "Asked directly. No plan, no intent; feels safe at home and knows the numbers to call.",
)
REVIEW_REASONS = (
    "Came to almost every session, mood is better, and the weekend plan holds.",
    "Steady attendance and fewer cravings; the person asked for fewer evenings.",
)


def own_lines(chance: random.Random, count: int) -> list[tuple[str, str]]:
    """`count` own lines with their plans. A response that comes twice has another progress."""
    responses = chance.sample(RESPONSES, k=len(RESPONSES))
    progress = chance.sample(PROGRESS, k=len(PROGRESS))
    return [
        (
            f"{responses[n % len(responses)]} {progress[n % len(progress)]}",
            chance.choice(PLANS),
        )
        for n in range(count)
    ]


def individual_parts(chance: random.Random, count: int) -> list[str]:
    """The parts of a one-to-one note: what was said, how it goes, and what comes next."""
    said = chance.sample(RESPONSES, k=count - 2)
    return [*said, chance.choice(PROGRESS), chance.choice(PLANS)]
