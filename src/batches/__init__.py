"""New contacts under an approved model: each batch of them in a folder of its own, without fitting anything."""
