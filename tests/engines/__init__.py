"""The second engine as an oracle: every model built on DuckDB and on Apache Spark, and compared."""
