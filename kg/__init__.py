"""kg builds a knowledge graph from articles: offline, deterministic, and every fact cites its sentence."""

__version__ = "0.1.0"
