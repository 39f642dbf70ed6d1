"""Notebooks run for one area and joined to one page; it computes nothing."""
