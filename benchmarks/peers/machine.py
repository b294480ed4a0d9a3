"""What the benchmark ran on: processor, kernel, file system, versions."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version
from pathlib import Path

from generator.build import VERSION

LIBRARIES = ("typst", "fpdf2", "weasyprint", "reportlab", "pikepdf", "uharfbuzz")


def machine(folders: tuple[Path, ...]) -> dict[str, object]:
    """Return the machine's facts; *folders* are where files are written."""
    return {
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9, 1),
        "kernel": f"{platform.system()} {platform.release()}",
        "file_systems": {name: file_system(folder) for name, folder in zip(("disk", "memory"), folders, strict=False)},
        "python": platform.python_version(),
        "paperwell": VERSION,
        **{library: version(library) for library in LIBRARIES},
    }


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())


def file_system(folder: Path) -> str:
    """Return the type of the file system that *folder* is on, such as ext4."""
    mounts = [line.split() for line in Path("/proc/mounts").read_text(encoding="utf-8").splitlines()]
    holding = [(place, kind) for _, place, kind, *_ in mounts if folder.resolve().is_relative_to(place)]
    return max(holding, key=lambda mount: len(mount[0]))[1]
