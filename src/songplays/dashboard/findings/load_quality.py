"""What was loaded, and whether every line is accounted for."""

from songplays.dashboard.figures import Figures, total
from songplays.dashboard.findings.finding import Finding
from songplays.dashboard.wording import count, counted, minute


def loads(figures: Figures) -> Finding:
    """Say whether every line of the source files is accounted for."""
    rows = figures["load_quality"]
    lines = total(rows, "lines")
    if not lines:
        return Finding(None)
    kept = {fate: total(rows, fate) for fate in ("loaded", "rejected", "duplicate", "blank")}
    files = counted(total(rows, "files"), "file")
    equation = " + ".join(f"{count(number_of)} {fate}" for fate, number_of in kept.items())
    missing = lines - sum(kept.values())
    if missing:
        return Finding(
            f"{counted(abs(missing), 'line')} not accounted for",
            [f"{counted(lines, 'line')} of {files}, against {equation}."],
        )
    headline = "Every line is accounted for" + (f", {count(kept['rejected'])} rejected" if kept["rejected"] else "")
    return Finding(headline, [f"{counted(lines, 'line')} of {files} = {equation}."])


def newest_load(figures: Figures) -> Finding:
    """Say when the data were loaded, by which version, and whether a newer run failed."""
    details = []
    for row in figures["newest_loads"]:
        run = f"load {row['load_id']} of {minute(row['finished_at'])} by songplays {row['version']}"
        if row["outcome"] == "published":
            details.append(f"Newest data: {run}.")
        else:
            details.append(f"Not published: {run} ({row['outcome']}).")
    return Finding(None, details)
