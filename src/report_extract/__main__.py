"""`python -m report_extract`."""

from report_extract.cli import app

if __name__ == "__main__":
    app(prog_name="report-extract")
