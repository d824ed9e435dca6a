"""The release edition: what may leave the secure area, made by the pages' own builders from controlled figures."""
