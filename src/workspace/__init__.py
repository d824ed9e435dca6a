"""A project in a folder of its own, outside this program's source: what it begins with, and how its stages are run."""
