"""The as-of engine: compiled code, batches of children, this machine or Apache Spark."""
