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
# # A year in figures
#
# What a report counts, how much money it names, what grew and what is planned. `make extract` makes the tables that
# this notebook reads; here they are of the sample that comes with the project.

# %%
import altair as alt
import pandas as pd

from report_extract import extract, read_report, read_table

alt.renderers.enable("svg")
pd.set_option("display.max_colwidth", 48)

TABLES = "../data/processed"
statistics = read_table("statistics", TABLES)
events = read_table("events", TABLES)
awards = read_table("awards", TABLES)
read_table("reports", TABLES)[["report_id", "title", "issuer", "report_year", "characters"]]

# %% [markdown]
# ## What is counted
#
# One bar a dimension: persons, money, things …

# %%
counted = statistics.groupby(["dimension", "measure"]).size().reset_index(name="rows")
alt.Chart(counted).mark_bar().encode(
    x=alt.X("rows:Q", title="rows"), y=alt.Y("dimension:N", sort="-x", title=None), color=alt.Color("measure:N")
).properties(width=420, height=240)

# %% [markdown]
# ## Money
#
# Amounts in yuan, largest first. A dot that is no exact value is paler: 近, 余 and 超过 give a bound only.

# %%
money = statistics[(statistics["unit"] == "元") & (statistics["measure"] == "level")].nlargest(14, "value")
money = money.assign(said=money["qualifier"].where(money["qualifier"] == "exact", "about or bound"))
in_chinese = alt.Axis(
    values=[1e6, 1e7, 1e8, 1e9], labelExpr="datum.value < 1e8 ? datum.value / 1e4 + '万' : datum.value / 1e8 + '亿'"
)
base = alt.Chart(money[["indicator", "value", "figure_text", "said"]]).encode(
    x=alt.X("value:Q", title="yuan", scale=alt.Scale(type="log", domain=[1e6, 1e9]), axis=in_chinese),
    y=alt.Y("indicator:N", sort="-x", title=None, axis=alt.Axis(labelLimit=260)),
)
shade = alt.Opacity("said:N", title=None, scale=alt.Scale(domain=["exact", "about or bound"], range=[1, 0.45]))
dots = base.mark_circle(size=110).encode(opacity=shade)
(dots + base.mark_text(align="left", dx=9).encode(text="figure_text:N")).properties(width=460, height=320)

# %% [markdown]
# ## What grew, what fell

# %%
growth = statistics[(statistics["measure"] == "growth") & (statistics["unit"] == "%")]
alt.Chart(growth[["indicator", "value", "figure_text"]]).mark_bar().encode(
    x=alt.X("value:Q", title="% against the year before"),
    y=alt.Y("indicator:N", sort="-x", title=None, axis=alt.Axis(labelLimit=260)),
    color=alt.condition("datum.value < 0", alt.value("#c2410c"), alt.value("#3b76c4")),
).properties(width=420)

# %% [markdown]
# ## When
#
# Dated events on a line.

# %%
dated = events[events["date_start"].notna()].sort_values("date_start")
line = dated.assign(
    start=pd.to_datetime(dated["date_start"]),
    end=pd.to_datetime(dated["date_end"]) + pd.Timedelta(days=1),
    event=dated["name"].str.slice(0, 24),
)[["event", "start", "end"]]
alt.Chart(line).mark_bar(height=8, stroke="#4c78a8", strokeWidth=3, strokeJoin="round").encode(
    x=alt.X("start:T", title=None, axis=alt.Axis(format="%Y-%m", labelAngle=-45)),
    x2="end:T",
    y=alt.Y("event:N", sort=alt.EncodingSortField("start"), title=None, axis=alt.Axis(labelLimit=330)),
).properties(width=420)

# %% [markdown]
# ## Honours

# %%
awards.groupby(["level", "category"], dropna=False)["count"].sum().reset_index()

# %% [markdown]
# ## What is planned
#
# `status` keeps targets apart from what was reached.

# %%
planned = statistics[statistics["status"] == "target"]
planned[["indicator", "value", "unit", "qualifier", "period_start", "period_end"]].head(10)

# %% [markdown]
# ## Where it stands
#
# One report, extracted here and shown with its anchors: blue for figures, green for events, yellow for awards.

# %%
extract(read_report("../data/raw/linjiang-union-2023.txt"))
