"""The making of a store: published files to counts of units, and these to one indicator table for every area."""
