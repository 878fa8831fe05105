"""What hands do on every page: choose, fill, rate, press."""

from playwright.sync_api import Page


def choose(page: Page, question: str, answer: str) -> None:
    """One answer of a question with a few."""
    group = page.get_by_role("group", name=question)
    group.get_by_role("radio", name=answer, exact=True).check()


def rate(page: Page, values: list[int]) -> None:
    """The values of a form, item by item."""
    for number, value in enumerate(values, start=1):
        page.locator(f"input[name=item_{number}][value='{value}']").check()


def press(page: Page, button: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()
