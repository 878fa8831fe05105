"""Three-valued findings: true, false, or not known, with the facts they rest on.

Not known is never folded into false. Because every condition is built from these parts, taking
a fact away can only turn a finding into "not known", never from true to false or back.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """What a condition finds.

    `holds` is None when facts are missing; `missing` then names those that would decide it.
    `because` holds short "fact = value" texts behind a true finding, `wanted` the condition.
    """

    holds: bool | None
    wanted: str
    because: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def is_true(name: str, value: bool | None) -> Finding:
    return _compare(name, value, name, value)


def is_false(name: str, value: bool | None) -> Finding:
    return _compare(name, value, f"not {name}", None if value is None else not value)


def equals(name: str, value: str | None, wanted: str) -> Finding:
    return _compare(name, value, f"{name} = {wanted}", None if value is None else value == wanted)


def at_least(name: str, value: float | None, threshold: float) -> Finding:
    holds = None if value is None else value >= threshold
    return _compare(name, value, f"{name} >= {threshold:g}", holds)


def at_most(name: str, value: float | None, threshold: float) -> Finding:
    holds = None if value is None else value <= threshold
    return _compare(name, value, f"{name} <= {threshold:g}", holds)


def unknown(name: str) -> Finding:
    """Return the finding of a condition whose very ground was never asked."""
    return Finding(None, name, missing=(name,))


def all_of(*findings: Finding) -> Finding:
    """Return true when all hold, false as soon as one does not, otherwise not known."""
    wanted = _joined(" and ", findings)
    if any(finding.holds is False for finding in findings):
        return Finding(False, wanted)
    if any(finding.holds is None for finding in findings):
        return Finding(None, wanted, missing=_missing(findings))
    return Finding(True, wanted, because=_because(findings))


def any_of(*findings: Finding) -> Finding:
    """Return true as soon as one holds, false when none does, otherwise not known."""
    wanted = _joined(" or ", findings)
    if any(finding.holds for finding in findings):
        return Finding(True, wanted, because=_because(findings))
    if any(finding.holds is None for finding in findings):
        return Finding(None, wanted, missing=_missing(findings))
    return Finding(False, wanted)


def none_of(finding: Finding) -> Finding:
    """Return the opposite; not known stays not known."""
    wanted = f"not {finding.wanted}" if finding.wanted[:1] == "(" else f"not ({finding.wanted})"
    if finding.holds is None:
        return Finding(None, wanted, missing=finding.missing)
    return Finding(not finding.holds, wanted, because=() if finding.holds else (wanted,))


def _compare(name: str, value: object, wanted: str, holds: bool | None) -> Finding:
    if holds is None:
        return Finding(None, wanted, missing=(name,))
    return Finding(holds, wanted, because=(f"{name} = {_shown(value)}",) if holds else ())


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _joined(word: str, findings: tuple[Finding, ...]) -> str:
    parts = dict.fromkeys(finding.wanted for finding in findings)
    text = word.join(parts)
    return f"({text})" if len(parts) > 1 else text


def _because(findings: tuple[Finding, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fact for f in findings if f.holds for fact in f.because))


def _missing(findings: tuple[Finding, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for finding in findings for name in finding.missing))
