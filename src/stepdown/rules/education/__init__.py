"""Education: the lessons of the course, and which one a class gives on a day."""

from stepdown.rules.education.course import (
    Course,
    Lesson,
    Strand,
    all_lessons,
    course_on,
    courses,
)

__all__ = ["Course", "Lesson", "Strand", "all_lessons", "course_on", "courses"]
