"""Keep with each conversation what the customer wants.

Revision: 0004
Follows: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    with op.batch_alter_table("conversations", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("wishes", sa.JSON(), server_default="[]", nullable=False)
        )


def downgrade() -> None:
    """Take the change back."""
    with op.batch_alter_table("conversations", schema=None) as batch_op:
        batch_op.drop_column("wishes")
