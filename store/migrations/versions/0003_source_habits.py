"""source habits and the plan of the crawl"""

import sqlalchemy as sa
from alembic import op
import store.columns

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('source_habits',
    sa.Column('tenant', sa.String(length=80), nullable=False),
    sa.Column('code', sa.String(length=200), nullable=False),
    sa.Column('requests', sa.BigInteger(), nullable=False),
    sa.Column('learned', store.columns.JsonText(), nullable=False),
    sa.PrimaryKeyConstraint('tenant', 'code', name=op.f('pk_source_habits'))
    )
    op.create_table('crawl_plans',
    sa.Column('tenant', sa.String(length=80), nullable=False),
    sa.Column('made_at', store.columns.UtcTime(), nullable=False),
    sa.Column('learned', store.columns.JsonText(), nullable=False),
    sa.PrimaryKeyConstraint('tenant', name=op.f('pk_crawl_plans'))
    )


def downgrade() -> None:
    op.drop_table('crawl_plans')
    op.drop_table('source_habits')
