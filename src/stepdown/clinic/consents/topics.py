"""What may be shared, in the words that the person, their loved ones and staff all read."""

from stepdown.rules.consent import Topic

TOPIC_WORDS: dict[Topic, str] = {
    Topic.ATTENDANCE: "Which days you came",
    Topic.PROGRESS: "How it goes: your step, and what was decided",
    Topic.FAMILY_DATES: "Dates of family sessions",
    Topic.EMERGENCY: "An emergency: that one happened, and where you are",
    Topic.STATUS: "Whether you called, came, and what care was advised",
    Topic.HAND_OVER: "What a place needs to care for you: scores, last use, medicines, safety plan",
}
FOR_LOVED_ONES = (Topic.ATTENDANCE, Topic.PROGRESS, Topic.FAMILY_DATES, Topic.EMERGENCY)
FOR_PROFESSIONALS = (Topic.STATUS, Topic.ATTENDANCE, Topic.PROGRESS)
