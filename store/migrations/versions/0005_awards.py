"""The awards: events, votes of the public, words on posts, a season's acts and seals, its show"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('events',
    sa.Column('event', sa.Integer(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('first', sa.Integer(), nullable=False),
    sa.Column('last', sa.Integer(), nullable=False),
    sa.Column('territory', sa.Text(), nullable=True),
    sa.Column('spheres', sa.Text(), nullable=False),
    sa.Column('keywords', sa.Text(), nullable=False),
    sa.Column('hashtags', sa.Text(), nullable=False),
    sa.Column('who', sa.Text(), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('event', name=op.f('pk_events'))
    )
    op.create_index(op.f('ix_events_first'), 'events', ['first'], unique=False)
    op.create_table('laureates',
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('nomination', sa.Text(), nullable=False),
    sa.Column('segment', sa.Text(), nullable=False),
    sa.Column('page_id', sa.Text(), nullable=False),
    sa.Column('forms', sa.Text(), nullable=False),
    sa.Column('who', sa.Text(), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('year', 'nomination', 'segment', 'page_id', name=op.f('pk_laureates'))
    )
    op.create_table('season_acts',
    sa.Column('act', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('nomination', sa.Text(), nullable=True),
    sa.Column('segment', sa.Text(), nullable=True),
    sa.Column('page_id', sa.Text(), nullable=True),
    sa.Column('detail', sa.Text(), nullable=False),
    sa.Column('who', sa.Text(), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('hash', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('act', name=op.f('pk_season_acts'))
    )
    op.create_index(op.f('ix_season_acts_year'), 'season_acts', ['year'], unique=False)
    op.create_table('season_seals',
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('who', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('content', sa.Text(), nullable=False),
    sa.Column('hash', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('year', 'version', name=op.f('pk_season_seals'))
    )
    op.create_table('stage_scenes',
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('scene', sa.Text(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('shown', sa.Boolean(), nullable=False),
    sa.Column('caption', sa.Text(), nullable=True),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('seconds', sa.Integer(), nullable=True),
    sa.Column('detail', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('year', 'scene', name=op.f('pk_stage_scenes'))
    )
    op.create_table('post_words',
    sa.Column('word', sa.Integer(), nullable=False),
    sa.Column('page', sa.Integer(), nullable=False),
    sa.Column('post', sa.BigInteger(), nullable=False),
    sa.Column('verdict', sa.Text(), nullable=False),
    sa.Column('who', sa.Text(), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('note', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['page'], ['pages.page'], name=op.f('fk_post_words_page')),
    sa.PrimaryKeyConstraint('word', name=op.f('pk_post_words'))
    )
    op.create_index(op.f('ix_post_words_page_post'), 'post_words', ['page', 'post'], unique=False)
    op.create_table('public_votes',
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('nomination', sa.Text(), nullable=False),
    sa.Column('page', sa.Integer(), nullable=False),
    sa.Column('votes', sa.Integer(), nullable=False),
    sa.Column('who', sa.Text(), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['page'], ['pages.page'], name=op.f('fk_public_votes_page')),
    sa.PrimaryKeyConstraint('year', 'nomination', 'page', name=op.f('pk_public_votes'))
    )


def downgrade() -> None:
    op.drop_table('public_votes')
    op.drop_index(op.f('ix_post_words_page_post'), table_name='post_words')
    op.drop_table('post_words')
    op.drop_table('stage_scenes')
    op.drop_table('season_seals')
    op.drop_index(op.f('ix_season_acts_year'), table_name='season_acts')
    op.drop_table('season_acts')
    op.drop_table('laureates')
    op.drop_index(op.f('ix_events_first'), table_name='events')
    op.drop_table('events')
