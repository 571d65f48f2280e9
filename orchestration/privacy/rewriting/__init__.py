"""Redacted successors: the same file without the records and fields of a plan, format by format.

What a plan does not touch stays as it was delivered: text files byte for byte, Parquet and
workbooks value for value.
"""
