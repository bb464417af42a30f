"""The process that reads for ``store.bulk``; it is told what to read on standard input.

Writes one Arrow stream a query to standard output, all of one moment of the database. Imports as
little as can be: ``adbc_driver_manager.dbapi`` would bring pandas and a second of waiting.
"""

from __future__ import annotations

import json
import sys

import adbc_driver_manager as manager
import pyarrow as pa


def opened(dialect: str, words: str) -> manager.AdbcConnection:
    """A connection whose queries see one moment, at the words its driver connects by."""
    if dialect == "postgresql":
        from adbc_driver_postgresql import connect

        first = (
            "set session characteristics as transaction isolation level repeatable read, read only"
        )
    else:
        from adbc_driver_sqlite import connect

        first = "pragma busy_timeout=15000"
    connection = manager.AdbcConnection(connect(words))
    statement = manager.AdbcStatement(connection)
    statement.set_sql_query(first)
    statement.execute_update()
    connection.set_autocommit(False)
    return connection


def answer(connection: manager.AdbcConnection, query: str) -> pa.RecordBatchReader:
    """The rows of a query, batch by batch."""
    statement = manager.AdbcStatement(connection)
    statement.set_sql_query(query)
    handle, _ = statement.execute_query()
    return pa.RecordBatchReader._import_from_c(handle.address)  # noqa: SLF001 - its documented use


def main() -> None:
    """Answers the queries in one transaction."""
    told = json.load(sys.stdin)
    connection = opened(told["dialect"], told["words"])
    for query in told["queries"]:
        reader = answer(connection, query)
        with pa.ipc.new_stream(sys.stdout.buffer, reader.schema) as stream:
            for batch in reader:
                stream.write_batch(batch)


if __name__ == "__main__":
    try:
        main()
    except (manager.Error, pa.ArrowException, OSError) as error:
        sys.exit(" ".join(str(error).split()))
