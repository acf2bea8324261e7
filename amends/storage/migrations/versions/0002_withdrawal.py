"""Issues that are taken back, and that go on in another conversation.

Revision: 0002
Follows: 0001
"""

import sqlalchemy as sa
from alembic import op

from amends.storage import types


revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    with op.batch_alter_table("issues", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reported_in", sa.String(length=40), nullable=True))
        batch_op.alter_column(
            "state",
            existing_type=sa.String(length=8),
            type_=sa.String(length=12),
            existing_nullable=False,
        )
    op.execute("UPDATE issues SET reported_in = conversation_id")
    with op.batch_alter_table("issues", schema=None) as batch_op:
        batch_op.alter_column("reported_in", existing_type=sa.String(length=40), nullable=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_issues_reported_in_conversations"),
            "conversations",
            ["reported_in"],
            ["id"],
        )
    op.create_table(
        "issue_reports",
        sa.Column("issue_id", sa.String(length=40), nullable=False),
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("at", types.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["issue_id"], ["issues.id"], name=op.f("fk_issue_reports_issue_id_issues")
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_issue_reports_conversation_id_conversations"),
        ),
        sa.PrimaryKeyConstraint(
            "issue_id", "conversation_id", name=op.f("pk_issue_reports")
        ),
    )
    op.execute(
        "INSERT INTO issue_reports (issue_id, conversation_id, at) "
        "SELECT id, conversation_id, reported_at FROM issues"
    )


def downgrade() -> None:
    """Take the change back."""
    op.drop_table("issue_reports")
    op.execute("UPDATE issues SET state = 'settled' WHERE state = 'withdrawn'")
    with op.batch_alter_table("issues", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_issues_reported_in_conversations"), type_="foreignkey"
        )
        batch_op.drop_column("reported_in")
        batch_op.alter_column(
            "state",
            existing_type=sa.String(length=12),
            type_=sa.String(length=8),
            existing_nullable=False,
        )
