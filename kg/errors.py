"""The errors that kg raises. Each message says what was wrong, what would be right and what to do."""


class KgError(Exception):
    """Something the user can mend; the command line prints its message as one line and exits with status 2."""


class OntologyError(KgError):
    """An ontology folder that contradicts itself. `problems` holds one line per fault, each with file and line."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problems))


class ReadError(KgError):
    """A source that can't become a Document; the build lists it as a Failure and goes on."""


class ModelError(KgError):
    """A language model that is not installed or does not fit."""


class QueryError(KgError):
    """A SPARQL query that is malformed, unknown, or wants what an offline tool refuses (SERVICE, LOAD)."""


class BusyError(KgError):
    """An output folder that another build is writing to."""
