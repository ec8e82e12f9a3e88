# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Where the doubts are
#
# Before figures are quoted: which rows the program is unsure of, which numerals it made no row of and why, and what
# disagrees with known totals or with other rows. `report-extract review` shows the same beside the text.

# %%
import altair as alt
import pandas as pd

from report_extract import check, read_table

alt.renderers.enable("svg")
pd.set_option("display.max_colwidth", 60)

TABLES = "../data/processed"
statistics = read_table("statistics", TABLES)
numerals = read_table("numerals", TABLES)
reports = read_table("reports", TABLES)
reports[["report_id", "status", "unresolved_arabic", "unresolved_chinese", "warnings"]]

# %% [markdown]
# ## How sure
#
# Confidence is calibrated on annotated reports: of the rows at 0.9, about nine in ten are right. By rule, with the
# number of its rows:

# %%
rules = statistics.groupby("rule").agg(confidence=("confidence", "mean"), rows=("rule", "size")).reset_index()
base = alt.Chart(rules).encode(
    x=alt.X("confidence:Q", title="mean confidence", scale=alt.Scale(domain=[0.5, 1])),
    y=alt.Y("rule:N", sort="x", title=None),
)
names = base.mark_text(align="left", dx=10).encode(text=alt.Text("rows:Q", format="d"))
(base.mark_circle(opacity=1).encode(size=alt.Size("rows:Q", title="rows")) + names).properties(width=380)

# %% [markdown]
# The least sure rows, and what they were read from:

# %%
unsure = statistics.nsmallest(10, "confidence")
unsure[["confidence", "indicator", "figure_text", "rule", "quote"]]

# %% [markdown]
# ## Numerals that are no figure
#
# Every numeral of the text has a role. `unresolved` is what nobody could explain: look at those first.

# %%
numerals.groupby("role").size().sort_values(ascending=False).to_frame("numerals")

# %%
elsewhere = numerals[~numerals["role"].isin(["statistic", "date"])]
elsewhere[["text", "role", "reason", "raw_start"]].head(15)

# %% [markdown]
# ## What disagrees
#
# `check` compares with the known totals and the rows with each other.

# %%
findings = pd.DataFrame(check(TABLES, "../data/totals"))
findings["severity"].value_counts().to_frame("findings")

# %%
columns = ["report_id", "check", "severity", "subject", "expected", "message"]
findings.loc[findings["severity"] != "ok", columns].head(15)

# %% [markdown]
# A row that is wrong is put right once and for all in `corrections/REPORT_ID.toml`: see `docs/corrections.md`.
