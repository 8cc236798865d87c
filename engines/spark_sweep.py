"""A sweep on Spark: spark-submit spark_sweep.py variants.ndjson OUT PARTS tenure pipe /shared/BASE.toml --metrics npv

The plan is on a disk that all workers see, or in any storage that Spark reads; `tenure` and the base are on each worker
(or go there with --files). Rows come back as text, and as Parquet where the name of OUT ends so. Workers take another
Python than the driver unless PYSPARK_PYTHON names one that has pyarrow and, for Spark 4.3, pandas."""
import json, os, sys

import pyarrow as pa
from pyspark import StorageLevel
from pyspark.sql import SparkSession

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tenure_pool

plan, out, count, command = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4:]


def work(batches):
    lines = (line.encode() for batch in batches for line in batch["value"].to_pylist())
    block = []
    for row in tenure_pool.rows(lines, command):
        block.append(row.decode().rstrip("\n"))
        if len(block) == 2000:
            yield pa.record_batch({"value": pa.array(block, pa.string())})
            block = []
    yield pa.record_batch({"value": pa.array(block, pa.string())})


spark = SparkSession.builder.appName("tenure").getOrCreate()
spark.sparkContext.addPyFile(tenure_pool.__file__)
rows = spark.read.text(plan).repartition(count).mapInArrow(work, "value string")
if out.endswith(".parquet"):
    rows.persist(StorageLevel.DISK_ONLY)  # they are read twice: for the columns, and to be written
    spark.read.json(rows.rdd.map(lambda row: row.value)).write.mode("overwrite").parquet(out)
else:
    rows.write.mode("overwrite").text(out)
spark.stop()
