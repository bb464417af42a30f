"""What a collection knows of itself: counters at ages, least requests, use of tokens, pictures"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


THREADED = ("comments", "first_replies")


def key_by(table: str, *columns: str) -> None:
    """Gives a table another primary key."""
    kept = {"sqlite_with_rowid": False}
    with op.batch_alter_table(table, recreate="auto", table_kwargs=kept) as batch:
        batch.drop_constraint(f"pk_{table}", type_="primary")
        batch.create_primary_key(f"pk_{table}", list(columns))


def upgrade() -> None:
    for table in THREADED:
        op.drop_index(f"ix_{table}_page_post", table)
        key_by(table, "page", "post", "comment")
    op.create_table(
        "post_counters",
        sa.Column("page", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("post", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("age", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("read_at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("likes", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("comments", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("reposts", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("views", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.PrimaryKeyConstraint("page", "post", "age", name=op.f("pk_post_counters")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "token_use",
        sa.Column("network", sa.Text(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("began", sa.BigInteger(), nullable=False),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Text(), nullable=True),
        sa.Column("refused_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("network", "token", "method", name=op.f("pk_token_use")),
    )
    op.create_table(
        "pictures",
        sa.Column("page", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("post", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("source", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("read_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["page"], ["pages.page"], name=op.f("fk_pictures_page")),
        sa.PrimaryKeyConstraint("page", "post", name=op.f("pk_pictures")),
    )
    op.create_table(
        "page_changes",
        sa.Column("page", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("was", sa.Text(), nullable=True),
        sa.Column("became", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["page"], ["pages.page"], name=op.f("fk_page_changes_page")),
        sa.PrimaryKeyConstraint("page", "at", "what", name=op.f("pk_page_changes")),
    )
    with op.batch_alter_table("pages") as batch:
        batch.add_column(sa.Column("picture", sa.Text(), nullable=True))
    with op.batch_alter_table("runs") as batch:
        batch.add_column(sa.Column("kind", sa.Text(), server_default="full", nullable=False))
        batch.add_column(sa.Column("least", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("runs") as batch:
        batch.drop_column("least")
        batch.drop_column("kind")
    with op.batch_alter_table("pages") as batch:
        batch.drop_column("picture")
    op.drop_table("page_changes")
    op.drop_table("pictures")
    op.drop_table("token_use")
    op.drop_table("post_counters")
    for table in THREADED:
        key_by(table, "page", "comment")
        op.create_index(f"ix_{table}_page_post", table, ["page", "post"])
