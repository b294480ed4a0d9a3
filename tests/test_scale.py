"""Batches on a Dask cluster and into stores that are no folder: nothing lost, nothing twice, whoever dies."""

from __future__ import annotations

import logging
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import closing
from dataclasses import replace
from multiprocessing import active_children
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from fsspec import filesystem

from generator.batch import Options, Report, load_job, run_batch
from generator.batch.cloud import Cloud, Target, shown_address
from generator.batch.inputs import library_hash
from generator.batch.layouts import Shop
from generator.batch.ledger import LEDGER, LOCK
from generator.batch.place import TakenError
from generator.batch.report import TAKEN
from generator.batch.sheaf import Made, Piece, Refused, Sheaf, make_sheaf
from generator.errors import ExitCode, MissingAssetError, UsageError, WriteError
from generator.library import Library
from generator.model.patient import Patient
from generator.stamp import Order
from tests.batching import Given, Here, Result, clinic, files, here, people, roster, run
from tests.helpers import DAY, ROOT, paperwell
from tests.test_batch_faults import dead_on_arrival

BUCKET = "clinic"
HALF = 40
SOME = 40  # rows for the store: a server in the test's own process is slow


def mixed(count: int = HALF) -> list[str]:
    """Return rows for people half of whose names must be laid out, which is slow."""
    shaped = [f"Q-{number},आशा,कुलकर्णी,1980-01-02,main" for number in range(count)]
    return [row for pair in zip(people(count), shaped, strict=True) for row in pair]


# -- a cluster and a store --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def store() -> Iterator[Any]:
    """Start a server that speaks S3, on loopback, and give the file system of its objects."""
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL_S3", f"http://{host}:{port}")
        patch.setenv("AWS_ACCESS_KEY_ID", "made-up")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "made-up-too")
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        objects = filesystem("s3", use_listings_cache=False)
        objects.mkdir(BUCKET)
        yield objects
    server.stop()


def local_cluster(**given: Any) -> Any:
    """Return a Dask cluster on loopback; Dask is loaded where it is needed, which takes a second."""
    import distributed

    dask: Any = distributed  # without types
    return dask.LocalCluster(threads_per_worker=1, host="127.0.0.1", dashboard_address=":0", **given)


@pytest.fixture(scope="module")
def workers(store: Any) -> Iterator[Any]:
    """Start a Dask cluster of two worker processes; they inherit where the store is."""
    with local_cluster(n_workers=2, processes=True) as cluster:
        yield cluster


def spread(library: Library, out: Path | str, who: Path, scheduler: str | None = None, **given: Any) -> Report:
    """Run a job of one sheet with a note into *out*, on the workers of *scheduler*."""
    options = given.pop("options", Options(fsync="none", start=here, scheduler=scheduler))
    keys = {"roster": str(who), "documents": ["handout:neck"], "out": str(out), **given}
    return run_batch(load_job(None, keys), library, on=DAY, options=options)


def objects_in(store: Any, folder: str) -> dict[str, bytes]:
    """Return what is in a folder of the store, by name, but for the manifest."""
    top = f"{BUCKET}/{folder}/"
    found = store.find(top)
    return {path.removeprefix(top): store.cat_file(path) for path in found if not path.endswith("manifest.json")}


def done_in(ledger: Path) -> tuple[int, int]:
    """Return how many files a ledger has as finished, and how many as unfinished."""
    with closing(sqlite3.connect(ledger)) as base:
        done = base.execute("SELECT count(*) FROM file WHERE sum IS NOT NULL AND wanted IS NULL").fetchone()[0]
        return done, base.execute("SELECT count(*) FROM file WHERE wanted IS NOT NULL").fetchone()[0]


def kill_when(ready: Callable[[], bool], victims: Callable[[], list[int]], every: float = 0.005) -> Thread:
    """Kill one of *victims* in the middle of its work: once *ready* says so. It is in `killed` then."""

    def wait_and_kill() -> None:
        end = time.monotonic() + 60
        while time.monotonic() < end:
            if ready() and (found := victims()):
                os.kill(found[0], signal.SIGKILL)
                killed.append(found[0])
                return
            time.sleep(every)

    thread = Thread(target=wait_and_kill)
    thread.start()
    return thread


killed: list[int] = []


def busy(cluster: Any) -> list[int]:
    """Return the processes of a cluster's workers that have something to do."""
    at_work = {address for address, worker in cluster.scheduler.workers.items() if worker.processing}
    return [nanny.pid for nanny in cluster.workers.values() if nanny.worker_address in at_work]


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> tuple[Library, Path, dict[str, bytes]]:
    """Run the mixed roster on this computer alone."""
    folder = tmp_path_factory.mktemp("plain")
    library, who = clinic(folder), roster(folder, mixed())
    spread(library, folder / "out", who)
    return library, who, files(folder / "out")


@pytest.fixture(scope="module")
def some(plain: tuple[Library, Path, dict[str, bytes]]) -> tuple[Library, Path, dict[str, bytes]]:
    """Give the first rows of that roster, and what they get."""
    library, who, wanted = plain
    rows = mixed()[:SOME]
    names = {f"main/neck-{row.partition(',')[0]}.pdf" for row in rows}
    return library, roster(who.parent, rows, name="some.csv"), {n: d for n, d in wanted.items() if n in names}


@pytest.fixture
def small_sheaves(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let few documents travel together, so that few make several sheaves."""
    monkeypatch.setattr("generator.batch.spread.SMALL", 15)


# -- the cluster ------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("small_sheaves")
def test_killed_worker_loses_nothing_and_doubles_nothing(
    tmp_path: Path, workers: Any, plain: tuple[Library, Path, dict[str, bytes]]
) -> None:
    library, who, wanted = plain
    out = tmp_path / "out"
    killed.clear()
    killer = kill_when(lambda: len(list(out.glob("main/neck-Q*.pdf"))) >= 10, lambda: busy(workers))
    report = spread(library, out, who, workers.scheduler_address)
    killer.join()
    assert files(out) == wanted
    assert (report.stamped, report.laid_out, report.failed) == (HALF, HALF, 0)
    assert report.is_whole
    assert done_in(out / LEDGER) == (2 * HALF, 0)
    assert killed
    again = spread(library, out, who, workers.scheduler_address)
    assert (again.there, again.made) == (2 * HALF, 0)


@pytest.mark.usefixtures("small_sheaves")
def test_killed_worker_loses_nothing_in_a_store(
    tmp_path: Path, workers: Any, store: Any, some: tuple[Library, Path, dict[str, bytes]]
) -> None:
    library, who, wanted = some
    killed.clear()
    killer = kill_when(lambda: len(store.find(f"{BUCKET}/both/")) >= 10, lambda: busy(workers), every=0.05)
    report = spread(
        library, f"s3://{BUCKET}/both", who, workers.scheduler_address, ledger=str(tmp_path / "ledger")
    )  # fmt: skip
    killer.join()
    assert objects_in(store, "both") == wanted
    assert report.is_whole
    assert done_in(tmp_path / "ledger" / LEDGER) == (SOME, 0)
    assert killed


def test_workers_read_a_sheet_again_that_was_changed(tmp_path: Path, workers: Any) -> None:
    library, who = clinic(tmp_path), roster(tmp_path, people(3))
    spread(library, tmp_path / "out", who, workers.scheduler_address)
    sheet = library.folder / "handouts" / "neck.yaml"
    sheet.write_text(sheet.read_text(encoding="utf-8").replace("slowly", "very slowly"), encoding="utf-8")
    changed = clinic_again(library)
    report = spread(changed, tmp_path / "out", who, workers.scheduler_address)
    assert report.made == 3
    spread(changed, tmp_path / "plain", who)
    assert files(tmp_path / "out") == files(tmp_path / "plain")


def test_workers_write_to_a_folder_that_was_removed_and_made_again(tmp_path: Path, workers: Any) -> None:
    library, who = clinic(tmp_path), roster(tmp_path, people(3))
    for _ in range(2):
        assert spread(library, tmp_path / "out", who, workers.scheduler_address).made == 3
        shutil.rmtree(tmp_path / "out")


def clinic_again(library: Library) -> Library:
    """Return the library read anew."""
    from generator.library import open_library

    return open_library(library.folder)


def test_rows_and_documents_that_fail_are_told_in_the_order_of_the_roster(tmp_path: Path, workers: Any) -> None:
    rows = people(6)
    rows[1] = rows[1].replace("main", "nowhere")
    rows[3] = rows[3].replace("Given4", "\U00013000")  # a hieroglyph: no font has it
    report = spread(
        clinic(tmp_path), tmp_path / "out", roster(tmp_path, rows), workers.scheduler_address,
        documents=["handout:neck", "handout:sheet"],
    )  # fmt: skip
    assert [(fault.row, fault.document) for fault in report.faults] == [
        (2, ""),
        (4, "handout:neck"),
        (4, "handout:sheet"),
    ]
    assert (report.made, report.failed, report.rejected) == (8, 2, 1)
    rejected = (tmp_path / "out" / "rejected.csv").read_text(encoding="utf-8-sig").splitlines()
    assert [line.partition(",")[0] for line in rejected[1:]] == ["2", "4"]


def test_command_killed_while_a_cluster_works_for_it_is_finished_by_a_rerun(
    tmp_path: Path, workers: Any, plain: tuple[Library, Path, dict[str, bytes]]
) -> None:
    (library, who, wanted), out = plain, tmp_path / "out"
    command = [sys.executable, str(ROOT / "cli.py"), "batch", "--roster", str(who), "--document", "handout:neck"]
    command += ["--out", str(out), "--clinic", str(library.folder), "--date", DAY.isoformat()]
    command += ["--scheduler", workers.scheduler_address]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None and len(list(out.glob("main/*.pdf"))) < 10:
            time.sleep(0.005)
        process.kill()
    assert 10 <= len(list(out.glob("main/*.pdf"))) < 2 * HALF
    report = spread(library, out, who, workers.scheduler_address)
    assert report.is_whole
    assert files(out) == wanted
    assert done_in(out / LEDGER) == (2 * HALF, 0)


def test_scheduler_that_goes_away_ends_the_run_and_a_rerun_finishes(
    tmp_path: Path, plain: tuple[Library, Path, dict[str, bytes]]
) -> None:
    library, who, wanted = plain
    out = tmp_path / "out"
    cluster = local_cluster(n_workers=1, processes=False, protocol="tcp")
    logging.getLogger("distributed").setLevel(logging.CRITICAL)

    def close() -> None:
        while not list(out.glob("main/*.pdf")):
            time.sleep(0.005)
        cluster.close()

    closer = Thread(target=close)
    closer.start()
    report = spread(library, out, who, cluster.scheduler_address)
    closer.join()
    assert isinstance(report.broken, WriteError)
    assert report.broken.exit_code == ExitCode.CANNOT_WRITE
    assert "run the same command again" in report.broken.problems[0].hint
    rerun = spread(library, out, who)
    assert rerun.is_whole
    assert files(out) == wanted


@pytest.mark.parametrize("address", ["carrier-pigeon://coop:1", "tcp://", "tcp://host"])
def test_address_that_is_none_is_refused_before_anything_is_written(tmp_path: Path, address: str) -> None:
    with pytest.raises(UsageError, match="no address of a scheduler"):
        spread(clinic(tmp_path), tmp_path / "out", roster(tmp_path, people(1)), address)
    assert not (tmp_path / "out").exists()


def test_encrypted_connection_without_certificates_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="tls:// needs certificates"):
        spread(clinic(tmp_path), tmp_path / "out", roster(tmp_path, people(1)), "tls://127.0.0.1:1")


def test_scheduler_that_does_not_answer_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("generator.batch.cluster._CONNECT", 1)
    with pytest.raises(WriteError, match="no scheduler answers"):
        spread(clinic(tmp_path), tmp_path / "out", roster(tmp_path, people(1)), "tcp://127.0.0.1:1")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("options", "keys", "what"),
    [
        ({"scheduler": "tcp://127.0.0.1:1"}, {"merge": {"file": "print.pdf"}}, "print files are made on this computer"),
        ({}, {"out": "s3://clinic/x", "merge": {"file": "print.pdf"}}, "print files are made on this computer"),
        ({"scheduler": "tcp://127.0.0.1:1"}, {"out": "memory://x/y"}, "cannot write to this one's memory"),
        ({}, {"ledger": "here"}, "a folder keeps its ledger itself"),
    ],
    ids=["merge-far", "merge-store", "memory-far", "ledger-of-a-folder"],
)
def test_what_does_not_go_together_is_refused(
    tmp_path: Path, options: dict[str, Any], keys: dict[str, Any], what: str
) -> None:
    given = {"out": str(tmp_path / "out"), **keys}
    with pytest.raises(UsageError, match=what):
        spread(clinic(tmp_path), who=roster(tmp_path, people(1)), options=Options(fsync="none", **options), **given)


@pytest.mark.parametrize(
    ("library", "options", "out"),
    [("distributed", Options(scheduler="tcp://127.0.0.1:1"), "out"), ("fsspec", Options(), "s3://clinic/x")],
)
def test_missing_extra_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, library: str, options: Options, out: str
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(MissingAssetError, match=r"pip install 'paperwell\[(dask|cloud)\]'"):
        spread(clinic(tmp_path), out, roster(tmp_path, people(1)), options=options)


# -- what a worker does ------------------------------------------------------------------------------------------------


@pytest.fixture
def sheaf(tmp_path: Path) -> Sheaf:
    """Return a sheaf of one document for a folder whose ledger is there."""
    library, out = clinic(tmp_path), tmp_path / "out"
    out.mkdir()
    (out / LOCK).touch()
    order = Order("handout", "neck", "main")
    patient = Patient(id="P-1", given="Canary", family="Bird")
    piece = Piece("main/neck.pdf", False, library_hash(library, order), order, patient, {"note": "Sings."})
    return Sheaf(Shop(str(library.folder), DAY), Target(str(out), sync=False), (piece,))


def test_document_that_is_there_with_the_same_bytes_is_done(sheaf: Sheaf) -> None:
    first = make_sheaf(sheaf)
    assert isinstance(first, list)
    assert isinstance(first[0], Made)
    assert make_sheaf(sheaf) == first


def test_name_that_belongs_to_something_else_is_left_alone(sheaf: Sheaf) -> None:
    path = Path(sheaf.target.address, "main/neck.pdf")
    path.parent.mkdir()
    path.write_text("mine", encoding="utf-8")
    assert make_sheaf(sheaf) == [TAKEN]
    assert path.read_text(encoding="utf-8") == "mine"


def test_worker_with_other_files_refuses(sheaf: Sheaf) -> None:
    other = replace(sheaf, pieces=(replace(sheaf.pieces[0], library=b"other"),))
    refused = make_sheaf(other)
    assert isinstance(refused, Refused)
    assert refused.problem.what == "a worker has other files in its library than the run"
    assert not Path(sheaf.target.address, "main").exists()


def test_worker_with_another_version_refuses(sheaf: Sheaf) -> None:
    refused = make_sheaf(replace(sheaf, version="9.9"))
    assert isinstance(refused, Refused)
    assert "the run has 9.9" in refused.problem.what


def test_worker_without_the_clinic_refuses(sheaf: Sheaf, tmp_path: Path) -> None:
    refused = make_sheaf(replace(sheaf, shop=Shop(str(tmp_path / "elsewhere"), DAY)))
    assert isinstance(refused, Refused)
    assert refused.problem.what == "a worker does not have the clinic's folder"


def test_worker_that_does_not_share_the_folder_refuses(sheaf: Sheaf, tmp_path: Path) -> None:
    refused = make_sheaf(replace(sheaf, target=Target(str(tmp_path / "its own"))))
    assert isinstance(refused, Refused)
    assert refused.problem.what == "a worker does not see the output folder"
    assert not (tmp_path / "its own").exists()


def test_what_dask_may_log_of_a_sheaf_tells_nothing_of_patients_or_passwords(sheaf: Sheaf) -> None:
    told = repr(replace(sheaf, target=Target("ftp://me:secret@host/x"))) + repr(sheaf.pieces)
    assert not [word for word in ("Canary", "Bird", "Sings", "secret", "P-1") if word in told]


class Recording(Here):
    """Notes how many documents travel together."""

    def __init__(self) -> None:
        self.sizes: list[int] = []

    def submit(self, fn: Callable[Given, Result], /, *args: Given.args, **kwargs: Given.kwargs) -> Future[Result]:
        self.sizes += [len(sheaf.pieces) for sheaf in args if isinstance(sheaf, Sheaf)]
        return super().submit(fn, *args, **kwargs)


def test_documents_travel_by_the_fifty_at_least(tmp_path: Path) -> None:
    pool = Recording()

    def start(_: int) -> Executor:
        return pool

    given: dict[str, Any] = {"options": Options(fsync="none", start=start), "ledger": str(tmp_path / "ledger")}
    report = spread(clinic(tmp_path), f"memory://{tmp_path.name}/out", roster(tmp_path, people(530)), **given)
    assert report.made == 530
    assert all(size >= 50 for size in pool.sizes[:-1])
    assert sum(pool.sizes) == 530


def test_stopped_run_notes_what_was_under_way_and_a_rerun_finishes(tmp_path: Path) -> None:
    library, who, asked = clinic(tmp_path), roster(tmp_path, people(230)), iter([False])
    keys = {
        "roster": str(who), "documents": ["handout:neck"], "out": f"memory://{tmp_path.name}/out",
        "ledger": str(tmp_path / "ledger"),
    }  # fmt: skip
    job, options = load_job(None, keys), Options(fsync="none", start=here)
    first = run_batch(job, library, on=DAY, options=options, stop=lambda: next(asked, True))
    assert first.stopped
    assert first.made == 200
    assert done_in(tmp_path / "ledger" / LEDGER) == (200, 0)
    second = run_batch(job, library, on=DAY, options=options)
    assert (second.there, second.made) == (200, 30)


# -- the store --------------------------------------------------------------------------------------------------------


def test_store_gets_what_a_folder_gets_and_a_rerun_repeats_nothing(
    tmp_path: Path, store: Any, some: tuple[Library, Path, dict[str, bytes]]
) -> None:
    library, who, wanted = some
    given = {"ledger": str(tmp_path / "ledger")}
    first = spread(library, f"s3://{BUCKET}/alone", who, **given)
    assert (first.made, first.failed, first.out) == (SOME, 0, f"s3://{BUCKET}/alone")
    assert objects_in(store, "alone") == wanted
    assert store.exists(f"{BUCKET}/alone/manifest.json")
    names = list(wanted)
    store.rm_file(f"{BUCKET}/alone/{names[7]}")
    second = spread(library, f"s3://{BUCKET}/alone", who, **given)
    assert (second.there, second.made) == (SOME - 1, 1)
    assert store.cat_file(f"{BUCKET}/alone/{names[7]}") == wanted[names[7]]


def test_object_that_somebody_changed_is_left_alone(tmp_path: Path, store: Any) -> None:
    library, who, given = clinic(tmp_path), roster(tmp_path, people(3)), {"ledger": str(tmp_path / "ledger")}
    spread(library, f"s3://{BUCKET}/changed", who, **given)
    store.pipe_file(f"{BUCKET}/changed/main/neck-P-2.pdf", b"%PDF-1.7 mine %%EOF")
    report = spread(library, f"s3://{BUCKET}/changed", who, **given)
    assert (report.there, report.changed) == (2, 1)
    assert b"mine" in store.cat_file(f"{BUCKET}/changed/main/neck-P-2.pdf")


def test_rejected_rows_stay_on_this_computer(tmp_path: Path, store: Any) -> None:
    rows = [*people(2), "P-9,Zoe,Zebra,1980-01-02,nowhere"]
    report = spread(
        clinic(tmp_path), f"s3://{BUCKET}/rejected", roster(tmp_path, rows), ledger=str(tmp_path / "ledger")
    )  # fmt: skip
    assert report.rejected_file == tmp_path / "ledger" / "rejected.csv"
    assert "Zebra" in report.rejected_file.read_text(encoding="utf-8-sig")
    assert sorted(objects_in(store, "rejected")) == ["main/neck-P-1.pdf", "main/neck-P-2.pdf"]


def test_store_of_a_run_with_another_ledger_is_refused(tmp_path: Path, store: Any) -> None:
    library, who = clinic(tmp_path), roster(tmp_path, people(1))
    spread(library, f"s3://{BUCKET}/known", who, ledger=str(tmp_path / "one"))
    with pytest.raises(WriteError, match="of a run with another ledger"):
        spread(library, f"s3://{BUCKET}/known", who, ledger=str(tmp_path / "two"))


def test_bucket_that_is_not_there_ends_the_run(tmp_path: Path, store: Any) -> None:
    report = spread(
        clinic(tmp_path), "s3://no-such-bucket/x", roster(tmp_path, people(2)), ledger=str(tmp_path / "ledger")
    )  # fmt: skip
    assert isinstance(report.broken, WriteError)
    assert "the bucket or folder is not there" in str(report.broken)
    assert "made-up" not in str(report.broken)


@pytest.mark.usefixtures("small_sheaves")
def test_run_killed_while_it_writes_to_a_store_is_finished_by_a_rerun(
    tmp_path: Path, store: Any, some: tuple[Library, Path, dict[str, bytes]]
) -> None:
    library, who, wanted = some
    given: dict[str, Any] = {"ledger": str(tmp_path / "ledger"), "options": Options(workers=1, fsync="none")}
    killed.clear()
    children = {child.pid for child in active_children()}
    killer = kill_when(
        lambda: len(store.find(f"{BUCKET}/near/")) >= 10,
        lambda: [child.pid for child in active_children() if child.pid and child.pid not in children],
        every=0.05,
    )
    report = spread(library, f"s3://{BUCKET}/near", who, **given)
    killer.join()
    assert killed
    assert report.is_whole
    assert objects_in(store, "near") == wanted


def test_documents_fail_when_every_worker_dies(tmp_path: Path) -> None:
    options = Options(fsync="none", start=dead_on_arrival)
    report = spread(
        clinic(tmp_path), f"memory://{tmp_path.name}/x", roster(tmp_path, people(1)), options=options,
        ledger=str(tmp_path / "ledger"),
    )  # fmt: skip
    assert [fault.reason for fault in report.faults] == ["the workers that made it died, again and again"]


def test_command_works_on_a_cluster_and_keeps_the_ledger_of_a_store_beside_the_job(
    tmp_path: Path, workers: Any, store: Any
) -> None:
    clinic(tmp_path)
    roster(tmp_path, people(3))
    out = f"s3://{BUCKET}/command"
    job = f"roster: patients.csv\ndocuments: ['handout:neck']\nout: {out}\n"
    (tmp_path / "job").mkdir()
    (tmp_path / "job" / "evening.yaml").write_text(job.replace("patients", "../patients"), encoding="utf-8")
    command = ["batch", "job/evening.yaml", "--clinic", "clinic", "--scheduler", workers.scheduler_address]
    done = paperwell(*command, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"{out}  (3 stamped")
    assert len(list(tmp_path.glob(f"job/paperwell-ledger/*/{LEDGER}"))) == 1
    assert len(objects_in(store, "command")) == 3


@pytest.fixture(params=["aside", "memory"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Cloud]:
    """Give a store that is written aside, and one that is not."""
    address = f"local://{tmp_path}/store" if request.param == "aside" else f"memory://{tmp_path.name}/store"
    opened = Cloud(address)
    yield opened
    opened.close()


def test_place_writes_what_it_reads_and_overwrites_nothing(place: Cloud) -> None:
    place.write("a/b.pdf", [b"%PDF-1.7 ", b"%%EOF\n"], replace=False)
    assert (place.size("a/b.pdf"), place.size("a/c.pdf")) == (15, None)
    assert place.is_whole("a/b.pdf")
    with pytest.raises(TakenError):
        place.write("a/b.pdf", [b"other"], replace=False)
    assert place.size("a/b.pdf") == 15
    place.write("a/b.pdf", [b"other"], replace=True)
    assert place.sizes(["a/b.pdf", "a/c.pdf"]) == {"a/b.pdf": 5}
    assert not place.is_whole("a/b.pdf")
    place.remove("a/b.pdf")
    place.remove("a/b.pdf")
    assert place.sum("a/b.pdf") is None


def test_place_removes_what_a_killed_run_left_in_the_making(tmp_path: Path) -> None:
    half = tmp_path / ".paperwell-batch.part" / "half"
    half.parent.mkdir()
    half.write_bytes(b"%PDF")
    place = Cloud(f"local://{tmp_path}")
    place.write("a.pdf", [b"whole"], replace=False)
    assert half.exists()
    place.tidy()
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a.pdf"]


@pytest.mark.parametrize("address", ["s3://", "simplecache::s3://a/b", "carrier-pigeon://coop/x"])
def test_address_of_no_store_is_refused(tmp_path: Path, address: str) -> None:
    with pytest.raises(UsageError):
        spread(clinic(tmp_path), address, roster(tmp_path, people(1)), ledger=str(tmp_path / "ledger"))


def test_address_is_shown_without_its_password() -> None:
    assert shown_address("sftp://me:se@cret@host/evening?key=abc") == "sftp://host/evening"


def test_file_address_is_a_folder(tmp_path: Path) -> None:
    report = run(clinic(tmp_path), f"file://{tmp_path}/out", roster=roster(tmp_path, people(2)))  # type: ignore[arg-type]
    assert report.made == 2
    assert (tmp_path / "out" / LEDGER).exists()
    assert len(files(tmp_path / "out")) == 2
