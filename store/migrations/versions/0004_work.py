"""Working tools: decisions on comments, marks of pages, watches, invitations, preferences"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('invitations',
    sa.Column('hash', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('who', sa.Text(), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('expires_at', sa.BigInteger(), nullable=False),
    sa.Column('used_at', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['name'], ['users.name'], name=op.f('fk_invitations_name'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('hash', name=op.f('pk_invitations'))
    )
    op.create_index(op.f('ix_invitations_name'), 'invitations', ['name'], unique=False)
    op.create_table('preferences',
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('value', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['name'], ['users.name'], name=op.f('fk_preferences_name'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('name', 'key', name=op.f('pk_preferences'))
    )
    op.create_table('appeal_decisions',
    sa.Column('decision', sa.Integer(), nullable=False),
    sa.Column('page', sa.Integer(), nullable=False),
    sa.Column('post', sa.BigInteger(), nullable=False),
    sa.Column('comment', sa.BigInteger(), nullable=False),
    sa.Column('verdict', sa.Text(), nullable=False),
    sa.Column('how', sa.Text(), nullable=True),
    sa.Column('who', sa.Text(), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('note', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['page'], ['pages.page'], name=op.f('fk_appeal_decisions_page')),
    sa.PrimaryKeyConstraint('decision', name=op.f('pk_appeal_decisions'))
    )
    op.create_index(op.f('ix_appeal_decisions_page_post_comment'), 'appeal_decisions', ['page', 'post', 'comment'], unique=False)
    op.create_table('page_marks',
    sa.Column('mark', sa.Integer(), nullable=False),
    sa.Column('page', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('first', sa.Integer(), nullable=False),
    sa.Column('last', sa.Integer(), nullable=False),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('who', sa.Text(), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('decided_by', sa.Text(), nullable=True),
    sa.Column('decided_at', sa.BigInteger(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['page'], ['pages.page'], name=op.f('fk_page_marks_page')),
    sa.PrimaryKeyConstraint('mark', name=op.f('pk_page_marks'))
    )
    op.create_index(op.f('ix_page_marks_page'), 'page_marks', ['page'], unique=False)
    op.create_table('watches',
    sa.Column('watch', sa.Integer(), nullable=False),
    sa.Column('page', sa.Integer(), nullable=False),
    sa.Column('cause', sa.Text(), nullable=False),
    sa.Column('until', sa.Integer(), nullable=False),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('who', sa.Text(), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('ended_at', sa.BigInteger(), nullable=True),
    sa.Column('outcome', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['page'], ['pages.page'], name=op.f('fk_watches_page')),
    sa.PrimaryKeyConstraint('watch', name=op.f('pk_watches'))
    )
    op.create_index(op.f('ix_watches_page'), 'watches', ['page'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_watches_page'), table_name='watches')
    op.drop_table('watches')
    op.drop_index(op.f('ix_page_marks_page'), table_name='page_marks')
    op.drop_table('page_marks')
    op.drop_index(op.f('ix_appeal_decisions_page_post_comment'), table_name='appeal_decisions')
    op.drop_table('appeal_decisions')
    op.drop_table('preferences')
    op.drop_index(op.f('ix_invitations_name'), table_name='invitations')
    op.drop_table('invitations')
