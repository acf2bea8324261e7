"""Keep what is known about products, and what their variants are called.

Revision: 0005
Follows: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "products",
        sa.Column("sku", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("called", sa.JSON(), nullable=False),
        sa.Column("prices", sa.JSON(), nullable=False),
        sa.Column("period", sa.String(length=8), server_default="", nullable=False),
        sa.Column("warranty_months", sa.Integer(), server_default="0", nullable=False),
        sa.Column("variants", sa.JSON(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("sku", name=op.f("pk_products")),
    )
    with op.batch_alter_table("order_lines", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("variant_names", sa.JSON(), server_default="{}", nullable=False)
        )


def downgrade() -> None:
    """Take the change back."""
    with op.batch_alter_table("order_lines", schema=None) as batch_op:
        batch_op.drop_column("variant_names")
    op.drop_table("products")
