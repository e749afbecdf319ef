"""settled columns of spreadsheets, and rounds of 人工巡查"""

import sqlalchemy as sa
from alembic import op
import store.columns

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('column_maps',
    sa.Column('tenant', sa.String(length=80), nullable=False),
    sa.Column('source', sa.String(length=200), nullable=False),
    sa.Column('columns', store.columns.JsonText(), nullable=False),
    sa.Column('by', sa.Text(), nullable=False),
    sa.Column('at', store.columns.UtcTime(), nullable=False),
    sa.PrimaryKeyConstraint('tenant', 'source', name=op.f('pk_column_maps'))
    )
    op.create_table('patrol_checks',
    sa.Column('tenant', sa.String(length=80), nullable=False),
    sa.Column('id', sa.String(length=200), nullable=False),
    sa.Column('day', sa.String(length=10), nullable=False),
    sa.Column('round', sa.Text(), nullable=False),
    sa.Column('platform', sa.Text(), nullable=False),
    sa.Column('found', sa.Boolean(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('person', sa.Text(), nullable=False),
    sa.Column('at', store.columns.UtcTime(), nullable=False),
    sa.Column('evidence_id', sa.Text(), nullable=False),
    sa.Column('post_id', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('tenant', 'id', name=op.f('pk_patrol_checks'))
    )
    op.create_index(op.f('ix_patrol_checks_tenant_day'), 'patrol_checks', ['tenant', 'day'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_patrol_checks_tenant_day'), table_name='patrol_checks')
    op.drop_table('patrol_checks')
    op.drop_table('column_maps')
