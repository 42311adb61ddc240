"""Reports as GitHub-flavoured Markdown: for a CI job's page, a pull request, a wiki."""

from pytest_realunify.reporting.markdown.comparing import comparison_markdown
from pytest_realunify.reporting.markdown.running import markdown
from pytest_realunify.reporting.markdown.trending import trend_markdown

__all__ = ["comparison_markdown", "markdown", "trend_markdown"]
