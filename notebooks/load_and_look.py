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
# # Load and look
#
# `make extract` put the tables of the reports in `data/raw` into `data/processed`. Each table is a folder with one
# Parquet file a report, and one line reads it. Everything below runs on the sample that comes with the project: the
# year of an invented trade-union federation, set like a newspaper page.

# %%
import altair as alt
import pandas as pd

from report_extract import read_table

alt.renderers.enable("svg")
pd.set_option("display.max_colwidth", 40)

TABLES = "../data/processed"
statistics = read_table("statistics", TABLES)
events = read_table("events", TABLES)
awards = read_table("awards", TABLES)
pd.Series({"statistics": len(statistics), "events": len(events), "awards": len(awards)}, name="rows")

# %% [markdown]
# ## Statistics
#
# A row is one figure: what was counted (`indicator`), the value in the base unit (12.0845万人次 is 120845 人次), and
# the bounds that a word such as 近, 余 or 超过 gives.

# %%
statistics[["indicator", "value", "unit", "qualifier", "lower", "upper", "period_start", "period_end"]].head(8)

# %% [markdown]
# `figure_text` is the figure as printed, `quote` its sentence. `raw_start` and `raw_end` say where it stands in the
# file, in characters, so that every row can be looked up.

# %%
statistics[["figure_text", "quote", "raw_start", "raw_end", "rule", "confidence"]].head(4)

# %% [markdown]
# ## Events

# %%
events[["date_start", "date_end", "name", "action", "location"]].head(5)

# %% [markdown]
# ## Awards

# %%
awards.loc[awards["count"].notna(), ["award", "level", "category", "count", "unit", "action"]].head(9)

# %% [markdown]
# ## One plot: whom the work reached
#
# All figures that count persons (人, 名, 人次), without targets, each indicator with its largest value. The axis is
# logarithmic: from a few thousand to more than a million.

# %%
people = statistics[
    statistics["dimension"].isin(["person", "person_time"])
    & (statistics["measure"] == "level")
    & (statistics["status"] == "actual")
]
largest = people.sort_values("value", ascending=False).drop_duplicates("indicator").head(16)
scale = alt.Scale(type="log", domain=[largest["value"].min() / 1.5, largest["value"].max() * 4])
base = alt.Chart(largest[["indicator", "value", "unit", "figure_text"]]).encode(
    x=alt.X("value:Q", scale=scale, title="persons", axis=alt.Axis(values=[10**n for n in range(7)], format=",")),
    y=alt.Y("indicator:N", sort="-x", title=None, axis=alt.Axis(labelLimit=260)),
)
dots = base.mark_circle(size=90, opacity=1).encode(color=alt.Color("unit:N", title=None))
(dots + base.mark_text(align="left", dx=9).encode(text="figure_text:N")).properties(width=460, height=360)
