"""What may be shared, in the words that the person, their loved ones and staff all read."""

from collections.abc import Collection

from stepdown.rules.consent import Topic

TOPIC_WORDS: dict[Topic, str] = {
    Topic.ATTENDANCE: "Days spent here",
    Topic.PROGRESS: "How it goes: the step, and what was decided",
    Topic.FAMILY_DATES: "Dates of family sessions",
    Topic.EMERGENCY: "If there is an emergency",
    Topic.REACHED: "That we have talked",
    Topic.BOOKED: "That there is a time for a first visit",
    Topic.CAME: "That the first visit was kept",
    Topic.DECIDED: "That it was decided what comes next",
    Topic.HAND_OVER: "What a place needs to care for you: scores, last use, medicines, safety plan",
}
FOR_LOVED_ONES = (Topic.ATTENDANCE, Topic.PROGRESS, Topic.FAMILY_DATES, Topic.EMERGENCY)
FOR_REFERRERS = (Topic.REACHED, Topic.BOOKED, Topic.CAME, Topic.DECIDED)


def words_of(topics: Collection[Topic]) -> tuple[str, ...]:
    """Each topic in words, in the order in which they are asked."""
    return tuple(words for topic, words in TOPIC_WORDS.items() if topic in topics)
