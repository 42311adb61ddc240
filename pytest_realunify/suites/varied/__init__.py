"""A suite with variants of its instances, whose right answers follow from the originals'."""
