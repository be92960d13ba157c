"""What can be wrong with a workbook: one function for each code, one module for each family.

Hosts call registry.run_checks() through the pipeline; docs/temuan.md is made of the docstrings.
"""
