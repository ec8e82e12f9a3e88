"""The kernel over Spark: mapInArrow on record batches of reports, a file a task and table (see parts.py)."""

from __future__ import annotations

import os
import pickle
import sys
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import astuple
from functools import partial
from pathlib import Path

import pyarrow as pa
from py4j.protocol import Py4JError
from pyspark import SparkConf, SparkContext, TaskContext
from pyspark.errors import PySparkException
from pyspark.sql import DataFrame, SparkSession

from report_extract.engines import Job, JobError
from report_extract.listing import Source
from report_extract.parts import write_part
from report_extract.run import Totals

_COLUMNS = "report_id string, file string, root string, problem string, content binary"
_SIZES = {"spark.sql.execution.arrow.maxRecordsPerBatch": "500", "spark.sql.files.maxPartitionBytes": "32m"}
_LOCAL = {f"spark.driver.{name}": "127.0.0.1" for name in ("bindAddress", "host")}
_LOCAL |= {"spark.ui.enabled": "false", "spark.log.level": "OFF"}
_REPORTS_A_TASK = 2000


def extract_part(batches: Iterator[pa.RecordBatch], job: Job) -> Iterator[pa.RecordBatch]:
    """A task: record batches of reports (`_COLUMNS`) into a part's files; yields its Totals, pickled, as one row."""
    task = TaskContext.get()
    sources = ([Source(**row) for row in batch.to_pylist()] for batch in batches)
    totals = write_part(sources, job, task.partitionId(), task.attemptNumber())
    yield pa.record_batch({"totals": [pickle.dumps(totals)]})


def run_tasks(job: Job, *, data_sets: Sequence[Path], listed: Sequence[Source], master: str | None) -> list[Totals]:
    """The totals of each task. Raises JobError: a data set that is none, a task that failed as often as it may."""
    warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)  # none is used
    try:
        with _session(master) as spark:
            frame = _rows(spark, data_sets) if data_sets else spark.createDataFrame(map(astuple, listed), _COLUMNS)
            least = 4 * spark.sparkContext.defaultParallelism
            if frame.rdd.getNumPartitions() < least:  # by id, so that a second attempt gets the same reports
                parts = max(least, frame.count() // _REPORTS_A_TASK)
                frame = frame.repartition(parts, "report_id").sortWithinPartitions("report_id")
            done = frame.mapInArrow(partial(extract_part, job=job), "totals binary").collect()
            return [pickle.loads(row.totals) for row in done]
    except (PySparkException, Py4JError) as error:
        told = str(error)
        said = [line.strip(" :") for line in told.splitlines() if "Error: " in line or "Exception: " in line] or [told]
        reason = said[-1 if "Traceback" in told else 0]  # a task's last word, else Spark's first
        raise JobError(f"the Spark job failed: {reason}; docs/spark.md says which settings matter") from error


def _session(master: str | None) -> SparkSession:
    """A session; what spark-submit, spark-defaults.conf or PYSPARK_SUBMIT_ARGS set stays as it is."""
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    SparkContext._ensure_initialized()  # before it, a SparkConf knows nothing of what was set elsewhere
    conf = SparkConf().setAppName("report-extract")
    conf.setMaster(master or conf.get("spark.master"))
    for key, value in (_SIZES | (_LOCAL if conf.get("spark.master").startswith("local") else {})).items():
        conf.setIfMissing(key, value)
    return SparkSession.builder.config(conf=conf).getOrCreate()


def _rows(spark: SparkSession, files: Sequence[Path]) -> DataFrame:
    """Parquet with report_id, text (string or bytes) and perhaps path, as `_COLUMNS`."""
    frame = spark.read.parquet(*(f"file://{file.resolve()}" for file in files))
    if missing := {"report_id", "text"} - {*frame.columns}:
        raise JobError(f"{files[0]}: no column {min(missing)}; a data set has report_id and text (string or binary)")
    if again := frame.where("report_id is not null").groupBy("report_id").count().where("count > 1").head(1):
        raise JobError(f"{files[0]}: report_id {again[0].report_id!r} comes more than once; make the ids unique")
    path = f"coalesce({'path' if 'path' in frame.columns else 'null'}, report_id, '') file"
    fixed = ("coalesce(report_id, '') report_id", path, "'' root", "'' problem")
    return frame.selectExpr(*fixed, "coalesce(cast(text as binary), X'') content")
