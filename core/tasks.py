"""The two things a worker does: run the job it was rung for, and sweep."""

from celery import shared_task
from django.apps import apps

from core.jobs import job_models, run, sweep


@shared_task(name="core.tasks.run_job")
def run_job(label, pk):
    model = apps.get_model(label)
    if model not in job_models():
        raise ValueError(f"{label} is not a job")
    return run(model, pk)


@shared_task(name="core.tasks.sweep_jobs", ignore_result=True)
def sweep_jobs():
    return sweep()
