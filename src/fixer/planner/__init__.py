"""Findings and a catalog to a plan: collect, mend, prove, group. Pure: no I/O, no clock."""
