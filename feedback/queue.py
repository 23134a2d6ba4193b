"""The jobs on PostgreSQL: procrastinate keeps when each is due, and lets one worker at a time do it."""

from procrastinate import App, PsycopgConnector
from sqlalchemy import inspect

from feedback.jobs import JOBS, Job, run_job
from feedback.services.runtime import Runtime


def make_queue(runtime: Runtime) -> App:
    """Return a procrastinate application with every job as a periodic task; opens nothing."""
    url = runtime.database.url.set(drivername="postgresql")
    app = App(connector=PsycopgConnector(conninfo=url.render_as_string(hide_password=False)))
    for job in JOBS:
        _add(app, runtime, job)
    return app


def run_queue(runtime: Runtime, *, until_empty: bool = False) -> None:
    """Work until the process is told to stop, or (`until_empty`) until nothing waits.

    Raises: procrastinate.exceptions.ConnectorException when the database goes away.
    """
    app = make_queue(runtime)
    if not _has_tables(runtime):
        with app.open():
            app.schema_manager.apply_schema()
    with app.open():
        for job in JOBS:
            # At the start too, so that a worker that was away for a day does not wait for the night.
            app.configure_task(job.name, queueing_lock=None).defer(timestamp=0)
    app.run_worker(wait=not until_empty, delete_jobs="always")


def _add(app: App, runtime: Runtime, job: Job) -> None:
    def work(timestamp: int) -> None:
        run_job(runtime, job)

    app.periodic(cron=job.cron)(app.task(name=job.name, lock=job.name)(work))


def _has_tables(runtime: Runtime) -> bool:
    with runtime.database.reading() as session:
        return inspect(session.connection()).has_table("procrastinate_jobs")
