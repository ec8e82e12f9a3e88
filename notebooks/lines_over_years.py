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
# # Lines over years
#
# The same indicator over several reports. Two commands make what this notebook reads, here of the sample and three
# short years before it:
#
#     report-extract extract data/raw data/series --out out/series
#     report-extract series --tables out/series
#
# The second also writes `out/series/series/series.html`, a page with a chart for every indicator.

# %%
import altair as alt
import pandas as pd

from report_extract import read_report, read_table

alt.renderers.enable("svg")
pd.set_option("display.max_colwidth", 60)

TABLES = "../out/series"
mentions = read_table("series", TABLES)
mentions[["series", "measure", "unit", "status", "year", "value", "figure_text", "report_id", "chosen", "doubt"]].head(
    8
)

# %% [markdown]
# ## One row a line, one column a year
#
# Each row of the table is a mention; `chosen` leaves one a period, from the report on that year where it says it.

# %%
points = mentions[mentions["chosen"] & (mentions["span"] == "year")]
line = ["series", "measure", "unit", "status"]
wide = points.pivot(index=line, columns="year", values="value")
wide.round(1)

# %% [markdown]
# ## What grew most
#
# From the first to the last year of each level that was reached.

# %%
levels = wide.xs("level", level="measure").xs("actual", level="status")
first, last = levels.bfill(axis=1).iloc[:, 0], levels.ffill(axis=1).iloc[:, -1]
grown = pd.DataFrame({"first": first, "last": last, "times": (last / first).round(2)})
grown.sort_values("times", ascending=False).head(8)

# %% [markdown]
# ## Indexed to the first year
#
# Lines in different units can be compared by their growth alone.

# %%
shown = ["工会会员", "职工互助保障参保", "高技能人才", "参赛企业", "参赛职工"]
index = levels.div(first, axis=0).mul(100).reset_index().melt(["series", "unit"], var_name="year", value_name="index")
index = index[index["series"].isin(shown)].dropna().astype({"year": int})
order = alt.Color("series:N", title=None, sort=shown)
alt.Chart(index).mark_line(point=True).encode(
    x=alt.X("year:O", title=None, axis=alt.Axis(labelAngle=0)),
    y=alt.Y("index:Q", title="first year = 100", scale=alt.Scale(zero=False)),
    color=order,
).properties(width=420, height=260)

# %% [markdown]
# ## Planned
#
# What each report wants of the year after it.

# %%
planned = points[points["status"] == "target"]
base = alt.Chart(planned[["series", "unit", "year", "value", "figure_text"]]).encode(
    x=alt.X("year:O", title=None, axis=alt.Axis(labelAngle=0)),
    y=alt.Y("value:Q", title=None, axis=alt.Axis(format="~s"), scale=alt.Scale(zero=False, padding=24)),
)
drawn = base.mark_line(point=True) + base.mark_text(dy=-12).encode(text="figure_text:N")
drawn.properties(width=230, height=150).facet(alt.Facet("series:N", title=None), columns=3).resolve_scale(
    y="independent"
)

# %% [markdown]
# ## Back to the report
#
# Every point has its place: the report, the offsets in its raw text, and the sentence.

# %%
one = points[(points["series"] == "高技能人才") & (points["year"] == 2021)].iloc[0]
raw = read_report(f"../data/series/{one['report_id']}.txt").raw
print(raw[one["raw_start"] : one["raw_end"]], "in:", one["quote"])
