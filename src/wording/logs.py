"""Sentences on a sealed log: how many lines, what was taken out and why, and whether it had another form before."""

from __future__ import annotations

from ..sealed_log import Log


def log_lines(log: Log) -> list[str]:
    """Return what checking a log showed, line by line; nothing for a log without lines."""
    if not log.lines:
        return []
    empty = sum("record" not in line for line in log.lines)
    lines = [f"The log has {counted(len(log.lines), 'line')}. No line was changed. Seal of the newest: {log.seal}"]
    if empty:
        lines.append(f"The words of {counted(empty, 'line')} were taken out:")
    for erasure in log.erasures:
        numbers = ", ".join(erasure["lines"])
        lines.append(
            f"  of {numbers}: on {erasure['at'][:10]} by {erasure['by']} ({erasure['order']}), as line {erasure['number']} says"
        )
    if log.copies:
        lines.append(f"Copies beside it, which hold nothing that it lacks: {', '.join(log.copies)}. Move them elsewhere.")
    if log.moved:
        first, second = log.moved["witnesses"]
        last = log.moved.get("seal", "not kept, because the words that were taken out could be guessed from it")
        lines.append(
            f"Moved from the old form on {log.moved['at'][:10]}, witnessed by {first} and {second}: "
            f"{counted(log.moved['lines'], 'line')}, the last seal {last}"
        )
    return lines


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, in the plural where it is not one."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
