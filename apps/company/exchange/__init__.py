"""Other currencies: `converting` a cost by the rate of its day, and `planning` what a file of rates would do, whose
`cells` are read in the account's way of writing.
"""
