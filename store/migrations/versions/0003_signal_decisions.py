"""Decisions of people on signals"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "signal_decisions",
        sa.Column("decision", sa.Integer(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("signal", sa.Text(), nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["page"], ["pages.page"], name=op.f("fk_signal_decisions_page")
        ),
        sa.PrimaryKeyConstraint("decision", name=op.f("pk_signal_decisions")),
    )
    op.create_index(
        op.f("ix_signal_decisions_page_signal_since"),
        "signal_decisions",
        ["page", "signal", "since"],
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_signal_decisions_page_signal_since"), "signal_decisions")
    op.drop_table("signal_decisions")
