"""The planner: who could take what, when, where and with which remedies, and why not the other thing.

A pure optimisation engine. It knows no web site, no database, no clock and no network: a problem goes in,
a plan and its reasons come out.
"""
