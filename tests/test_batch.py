"""Batches: a job and a roster → files, a ledger, a manifest; a rerun repeats nothing."""

from __future__ import annotations

import json
from hashlib import blake2b
from pathlib import Path

import pytest

from tests.batching import clinic, files, people, roster, run


def test_every_row_gets_every_document(tmp_path: Path) -> None:
    library = clinic(tmp_path)
    report = run(
        library, tmp_path / "out", roster=roster(tmp_path, people(3)), documents=["handout:sheet", "form:quiz"]
    )
    assert sorted(files(tmp_path / "out")) == [
        f"main/{document}-P-{number}.pdf" for document in ("quiz", "sheet") for number in (1, 2, 3)
    ]
    assert (report.rows, report.documents, report.made, report.failed) == (3, 6, 6, 0)
    assert report.is_whole


def test_rerun_makes_nothing_again(tmp_path: Path) -> None:
    library, who = clinic(tmp_path), roster(tmp_path, people(3))
    run(library, tmp_path / "out", roster=who)
    before = files(tmp_path / "out")
    report = run(library, tmp_path / "out", roster=who)
    assert (report.there, report.made) == (3, 0)
    assert files(tmp_path / "out") == before


def test_files_and_folders_are_private(tmp_path: Path) -> None:
    run(clinic(tmp_path), tmp_path / "out", roster=roster(tmp_path, people(1)))
    found = list((tmp_path / "out").rglob("*"))
    assert {path.stat().st_mode & 0o777 for path in found if path.is_file()} == {0o600}
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "out", *found) if path.is_dir()} == {0o700}


def test_manifest_lists_files_with_sizes_and_checksums(tmp_path: Path) -> None:
    run(clinic(tmp_path), tmp_path / "out", roster=roster(tmp_path, people(2)))
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["files"] == [
        {"file": name, "bytes": len(data), "checksum": blake2b(data, digest_size=32).hexdigest()}
        for name, data in files(tmp_path / "out").items()
    ]
    assert manifest["documents"] == [{"document": "handout:sheet", "version": "1.0"}]
    assert manifest["counts"]["documents"] == 2


@pytest.mark.parametrize("name", [".paperwell-batch.sqlite", "manifest.json"])
def test_ledger_and_manifest_hold_no_text_of_a_patient(tmp_path: Path, name: str) -> None:
    who = roster(tmp_path, ["P-1,Zebedee,Quixwood,1980-01-02,main"])
    run(clinic(tmp_path), tmp_path / "out", roster=who)
    data = b"".join(path.read_bytes() for path in (tmp_path / "out").glob(f"{name}*"))
    assert [text for text in (b"Zebedee", b"Quixwood", b"1980") if text in data] == []
