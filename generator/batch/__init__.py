"""A job for many patients → files of their own, print files, and a report; every fault is told, none ends the rest."""

from __future__ import annotations

from generator.batch.place import Folder, Place
from generator.batch.plan import Blank
from generator.batch.report import Fault, Progress, Report
from generator.batch.request import load_job
from generator.batch.run import Fsync, Options
from generator.batch.session import plan_batch, run_batch
from generator.batch.sink import PrintLook, PrintSink

__all__ = [
    "Blank",
    "Fault",
    "Folder",
    "Fsync",
    "Options",
    "Place",
    "PrintLook",
    "PrintSink",
    "Progress",
    "Report",
    "load_job",
    "plan_batch",
    "run_batch",
]
