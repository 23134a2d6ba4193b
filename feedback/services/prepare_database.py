"""Make a database ready for families: newest tables, hash key, questionnaires, codebook."""

from feedback.services.asked import refresh_asked
from feedback.services.codebook import seed_codebook
from feedback.services.keys import create_hash_key
from feedback.services.questionnaires import register_questionnaires
from feedback.services.runtime import Runtime
from feedback.storage.migrate import stand_in_line


def prepare_database(runtime: Runtime) -> None:
    """Migrate, make the hash key, store the questionnaires and the codebook. Doing it again changes nothing.

    Raises: StorageUnavailable when the database cannot be written.
    """
    runtime.database.migrate()
    with runtime.database.transaction() as session:
        stand_in_line(session.connection())
        create_hash_key(session, runtime)
        register_questionnaires(session, runtime)
        seed_codebook(session, runtime)
    refresh_asked(runtime)
