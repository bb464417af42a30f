"""The process that reads for ``store.bulk``: ``python -m store.bulk_child PATH SQL…``.

Writes one Arrow stream a query to standard output, all of one moment of the database. Imports as
little as can be: ``adbc_driver_manager.dbapi`` would bring pandas and a second of waiting.
"""

from __future__ import annotations

import sys

import adbc_driver_manager as manager
import adbc_driver_sqlite
import pyarrow as pa


def answer(connection: manager.AdbcConnection, query: str) -> pa.RecordBatchReader:
    """The rows of a query, batch by batch."""
    statement = manager.AdbcStatement(connection)
    statement.set_sql_query(query)
    handle, _ = statement.execute_query()
    return pa.RecordBatchReader._import_from_c(handle.address)  # noqa: SLF001 - its documented use


def main(path: str, queries: list[str]) -> None:
    """Answers the queries in one transaction."""
    connection = manager.AdbcConnection(adbc_driver_sqlite.connect(path))
    answer(connection, "pragma busy_timeout=15000").read_all()
    connection.set_autocommit(False)
    for query in queries:
        reader = answer(connection, query)
        with pa.ipc.new_stream(sys.stdout.buffer, reader.schema) as stream:
            for batch in reader:
                stream.write_batch(batch)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
