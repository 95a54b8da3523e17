"""Rows from a CSV file, as a list exports it: all of them are brought in, or none.

A `Sheet` says what such a file may be and reads its lines, `cells` reads what stands in them, and a `Plan` says what
each line would do before anything is done.
"""
