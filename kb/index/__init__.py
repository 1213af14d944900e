"""The projection of the events graph for ordered pages and text search."""
