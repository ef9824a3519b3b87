"""The shape of a register: its tables made new, and the migrations that bring an older one up to date.

Alembic is imported only when a register is older than the program: importing it costs more than opening a window.
"""

from sqlalchemy import Column, Connection, Engine, MetaData, PrimaryKeyConstraint, String, Table

from cp_desktop.bundled import DB
from cp_desktop.model import Base

from . import history  # noqa: F401 - its two tables belong to the register too
from .sqlite_upgrade import keeping_history

MIGRATIONS = DB / "migrations"
# As Alembic makes it for itself.
_VERSION = Table(
    "alembic_version",
    MetaData(),
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)


def revisions() -> list[str]:
    """The numbers of all migrations this program has, oldest first: "0001", "0002" ..."""
    return sorted(path.name.split("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*_*.py"))


def create(connection: Connection) -> None:
    """Makes the tables of the newest version. A test holds this equal to running every migration."""
    Base.metadata.create_all(connection)
    _VERSION.create(connection)
    connection.execute(_VERSION.insert().values(version_num=revisions()[-1]))


def upgrade(engine: Engine) -> None:
    """Runs the migrations that a register lacks, in one transaction, and lets go of the engine.

    Raises whatever a migration raises: the register is then as it was.
    """
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes |= {"engine": engine, "around": keeping_history}
    command.upgrade(config, "head")
