"""what stands behind an event: the factors of its tier, and the posts that speak for it"""

import sqlalchemy as sa
from alembic import op

import store.columns

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("events", sa.Column("factors", store.columns.JsonText(), nullable=False, server_default="[]"))
    op.add_column("event_posts", sa.Column("core", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column("event_posts", "core")
    op.drop_column("events", "factors")
