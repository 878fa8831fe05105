"""Writing in the course: what a class gives, and what a person did with a lesson."""

from stepdown.clinic.education.operations.reading import UnableToKeepReading, keep_reading
from stepdown.clinic.education.operations.teaching import UnableToChooseLesson, choose_lesson

__all__ = ["UnableToChooseLesson", "UnableToKeepReading", "choose_lesson", "keep_reading"]
