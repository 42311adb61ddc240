"""A report: one line of CSV for each category and protocol."""

from pytest_realunify.reporting.formats import report


@report("leaderboard.csv")
def leaderboard(view, file):
    """`view` has the numbers (`view.run.summary`), the diagnosis and the gates; `file` lies in the run's folder."""
    lines = ["model,protocol,category,accuracy,low,high,scored"]
    for row in view.run.summary.rows["strict"]:
        for category, cell in row.cells.items():
            if cell.estimate is not None:
                figures = ",".join(
                    f"{value:.3f}" for value in (cell.estimate.value, cell.estimate.low, cell.estimate.high)
                )
                lines.append(f"{view.run.model},{row.protocol},{category},{figures},{cell.scored}")
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
