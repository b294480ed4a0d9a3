"""A checked job → one run of it, or its rehearsal: opens what a run needs, and ends it in good order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from generator.batch.aside import REJECTED, Aside
from generator.batch.choose import Refused
from generator.batch.cloud import Cloud, place_of
from generator.batch.cluster import workers_for
from generator.batch.crew import Crew
from generator.batch.filing import Filing, HashOf
from generator.batch.inputs import Inputs, library_hash
from generator.batch.layouts import Layouts, Shop
from generator.batch.ledger import Ledger
from generator.batch.manifest import MANIFEST, write_manifest
from generator.batch.output import output_of
from generator.batch.place import Folder
from generator.batch.plan import Blank, Plan, Task
from generator.batch.printing import Group, PrintFiles, Printing
from generator.batch.report import Progress, Report, with_column
from generator.batch.request import count_rows, roster_source
from generator.batch.run import Options, Run, Watch, accepted, good_people, tasks_of
from generator.batch.sheets import Sheets
from generator.batch.spool import TIME_COLUMNS, PrintOrder, Spool
from generator.batch.spread import Bundling, Spread
from generator.errors import Location, PaperwellError, Problem, UsageError, WriteError
from generator.roster import Person, Rejected, Roster, open_roster
from generator.stamp import Press

if TYPE_CHECKING:
    from generator.library import Library
    from generator.model.job import Job, SortKey


def run_batch(
    job: Job,
    library: Library,
    *,
    on: date,
    options: Options | None = None,
    blank: Blank | None = None,
    stdin: BinaryIO | None = None,
    progress: Callable[[Progress], None] = lambda _: None,
    stop: Callable[[], bool] = lambda: False,
) -> Report:
    """Make the documents of *job* and return what came of them.

    *blank* asks for blank stock, instead of a roster. *stop* is asked after each document. What
    is wrong for every row raises an error of errors.py before anything is written; what breaks the run later is in
    the report, and a rerun goes on from there.
    """
    checked = Checked(job, library, on, blank, stdin)
    options = options or Options()
    watch = Watch(progress, stop, count_rows(job.roster) if job.roster and blank is None else None)
    report = Report()
    with checked.roster() as roster, ExitStack() as stack:
        checked.try_out()
        session = Session(checked, options, roster, report, watch, stack)
        session.run()
    watch.tell(report)
    return report


def plan_batch(
    job: Job, library: Library, *, on: date, blank: Blank | None = None, stdin: BinaryIO | None = None
) -> Report:
    """Return what run_batch would make, and write nothing; raises what it would raise."""
    checked = Checked(job, library, on, blank, stdin)
    report = Report()
    with checked.roster() as roster:
        checked.try_out()
        for task in checked.plan.blank_tasks() if roster is None else _rehearsed(checked.plan, roster, report):
            report.ask(task.item.document, task.item.order.branch)
            report.example(task.name)
    _tell_choices(checked.plan, report)
    return report


def _rehearsed(plan: Plan, roster: Roster, report: Report) -> Iterator[Task]:
    for row in roster:
        report.rows += 1
        tasks = row if isinstance(row, Rejected) else plan.tasks_of(row)
        if isinstance(tasks, Rejected | Refused):
            report.fault(row.number, with_column(tasks.reason, tasks.column))
            continue
        yield from tasks
        for task in tasks:
            if task.item.failure:
                report.fault(task.row, task.item.failure.reason, task.item.document)


def _tell_choices(plan: Plan, report: Report) -> None:
    report.skipped = plan.chooser.skipped
    for name, count in sorted(plan.chooser.other_languages.items()):
        rows = "1 row asks" if count == 1 else f"{count} rows ask"
        report.notes.append(f"{rows} for {name} in a language it does not have: printed as it is")


class Checked:
    """A job whose parts fit each other, the clinic and the library."""

    def __init__(self, job: Job, library: Library, on: date, blank: Blank | None, stdin: BinaryIO | None) -> None:
        self.job, self.library, self._stdin = job, library, stdin
        self.on = job.date or on
        if job.out is None and job.merge is None:
            hint = "add --out DIR for a file per document, --merge FILE for a print file, or both"
            raise UsageError(Problem("the job does not say where to write", None, hint))
        if blank is None and job.roster is None:
            hint = "add --roster FILE, or --blank for stock without names"
            raise UsageError(Problem("the job has no roster", None, hint))
        self._has_rows = blank is None
        self.print_order = PrintOrder((), (), (), Location(""))
        self.plan = Plan(job, library, self.on, blank)
        self.press = Press(library, self.on)
        self.notes: list[str] = []  # what the documents have to say to their user, whoever gets them

    @contextmanager
    def roster(self) -> Iterator[Roster | None]:
        """Open the roster, if there is one, and see that the job's columns are there."""
        if not self._has_rows or self.job.roster is None:
            yield None
            return
        source = roster_source(self.job.roster)
        order = self.library.country(self.library.branch(None).country).date_order
        with open_roster(source, default_order=order, stdin=self._stdin) as roster:
            if roster.heads:  # an empty file has none, and no rows either
                self.plan.check_columns(roster, source.at)
                self.print_order = self._print_order(roster, source.at)
            yield roster

    def _print_order(self, roster: Roster, at: Location) -> PrintOrder:
        """Return how people are sorted for the printer; the branch comes first where it has files of its own."""
        merge = self.job.merge
        if merge is None:
            return PrintOrder((), (), (), at)
        usual: tuple[SortKey, ...] = ("branch", "time", "name")
        if not set(TIME_COLUMNS) & set(roster.names):
            usual = ("branch", "name")
        keys = merge.sort or usual
        if "branch" in merge.per and keys[:1] != ("branch",):
            keys = ("branch", *keys)
        branches = [branch.id for branch in self.library.clinic.branches]
        return PrintOrder(keys, branches, roster.names, merge.at if merge.at.line else at)

    def try_out(self) -> None:
        """Print each document once for nobody: raises what would be wrong for every row."""
        for order, with_note in self.plan.chooser.trials():
            self.notes += self.press.lay_out(order, None, {"note": "–"} if with_note else None).notes
        self.press.settle()

    def library_hash(self) -> bytes:
        """Return a hash of what the library holds for the documents that the job names."""
        return library_hash(self.library, *(order for order, _ in self.plan.chooser.trials()))


class Session:
    """One run: the output folder with its ledger, held until *stack* closes."""

    def __init__(
        self,
        checked: Checked,
        options: Options,
        roster: Roster | None,
        report: Report,
        watch: Watch,
        stack: ExitStack,
    ) -> None:
        self._checked, self._roster, self._report, self._watch = checked, roster, report, watch
        self._output = output = output_of(checked.job, options)
        workers = stack.enter_context(workers_for(options, is_store=output.is_store))
        sync = options.fsync == "batch" and workers is None  # workers have their files safe before they tell of them
        self._folder = Folder(output.home, sync_each=options.fsync == "each", sync=sync)
        stack.callback(self._folder.close)
        self._place: Folder | Cloud = self._folder
        if output.target and output.is_store:
            self._place = place_of(output.target)
            stack.callback(self._place.close)
        self._ledger = Ledger(self._folder.root, durable=options.fsync != "none")
        stack.callback(self._ledger.close)
        self._refuse_foreign(MANIFEST, options)
        self._refuse_own_rejects()
        self._aside = Aside(self._folder.root, roster, self._ledger, report, force=options.force)
        inputs = Inputs(checked.library, checked.on, self._ledger.key)
        self._hash_of: HashOf = lambda task: inputs(task.item.order, task.patient, task.values)
        self._filing = Filing(self._place, self._ledger, self._hash_of, force=options.force)
        self._print_files = self._prints(options)
        shop = Shop(str(checked.library.folder), checked.on, checked.library_hash())
        layouts = Layouts(shop, options.workers, options.start)
        stack.callback(layouts.close)
        filing = self._filing if checked.job.out else None
        self._run = Run(checked.press, layouts, filing, self._aside, report, watch)
        self._spread: Spread | None = None
        if workers is not None and output.target is not None:
            crew = Crew(workers)
            stack.callback(crew.close)
            bundling = Bundling(shop, output.target, inputs.library)
            self._spread = Spread(crew, bundling, self._filing, self._aside, report, watch)

    def _prints(self, options: Options) -> PrintFiles | None:
        checked, merge = self._checked, self._checked.job.merge
        if merge is None:
            return None
        sheets = Sheets(checked.library, checked.press, checked.on)
        files = PrintFiles(checked.job, merge, checked.library, sheets, self._ledger, options.print_file)
        files.prepare(force=options.force)
        return files

    def _refuse_foreign(self, name: str, options: Options) -> None:
        path = self._folder.root / name
        if path.exists() and self._ledger.fact(name) is None and not options.force:
            hint = "move it elsewhere, choose another folder, or add --force"
            raise WriteError(Problem(f"there is a “{name}” already, and it is none of ours", Location(str(path)), hint))
        is_unknown = self._output.is_store and self._ledger.fact(name) is None and not options.force
        if is_unknown and self._place.size(name) is not None:
            at = Location(f"{self._output.shown}/{name}")
            hint = "name the folder of its run's ledger with --ledger, choose another address, or add --force"
            raise WriteError(Problem(f"there is a “{name}” already, of a run with another ledger", at, hint))

    def _refuse_own_rejects(self) -> None:
        """Refuse a roster that this run would replace: a run that is killed would leave neither."""
        roster = self._checked.job.roster
        path = self._folder.root / REJECTED
        if self._roster is not None and roster and path.exists() and Path(roster.file).absolute() == path.absolute():
            hint = "move the mended rows elsewhere first"
            raise UsageError(Problem("the roster is where this run puts rejected rows", Location(str(path)), hint))

    def run(self) -> None:
        """Make everything; what breaks the run is in the report."""
        try:
            self._clear()
            if self._spread is not None:
                self._spread.make(accepted(self._tasks(), self._aside))
            elif self._print_files is None:
                self._run.make(accepted(self._tasks(), self._aside))
            else:
                for group in self._groups(self._print_files):
                    self._print(group, self._print_files)
            self._report.stopped = self._watch.stopped()
        except PaperwellError as error:
            self._report.broken = error
        try:
            self._end()
        except PaperwellError as error:
            self._report.broken = self._report.broken or error
        with suppress(WriteError):  # told already, or the folder is gone
            self._ledger.end(cleanly=not isinstance(self._report.broken, WriteError))

    def _clear(self) -> None:
        """Put away what the run before left."""
        removed = self._filing.recover()
        if removed:
            files = "1 file" if removed == 1 else f"{removed} files"
            self._report.notes.append(f"the run before was stopped: {files} that it had not finished removed")
        self._aside.clear()

    def _people(self, roster: Roster) -> Iterator[Person]:
        return good_people(roster, self._aside, self._report)

    def _tasks(self) -> Iterator[Task | Rejected]:
        """Yield what is to be made, in the roster's order."""
        if self._roster is None:
            return self._checked.plan.blank_tasks()
        return tasks_of(self._people(self._roster), self._checked.plan)

    def _groups(self, files: PrintFiles) -> Iterator[Group]:
        """Yield the people of each branch, or all, in print order."""
        if self._roster is None:
            tasks = list(self._checked.plan.blank_tasks())
            for branch in dict.fromkeys(task.item.order.branch if files.parts else None for task in tasks):
                some = [task for task in tasks if branch in (None, task.item.order.branch)]
                yield Group(partial(iter, some))
            return
        plan = self._checked.plan
        with closing(Spool(self._folder.root)) as spool:
            for person in self._people(self._roster):
                if self._watch.stopped():
                    return
                spool.add(self._checked.print_order.key(person, plan.branch_of(person)), person)
            spool.sort()
            for which in spool.groups(files.parts):
                if self._watch.stopped():
                    return
                yield Group(partial(self._spooled, spool, which))

    def _spooled(self, spool: Spool, which: range) -> Iterator[Task | Rejected]:
        return tasks_of(spool.people(which), self._checked.plan)

    def _print(self, group: Group, files: PrintFiles) -> None:
        """Make the print files of a group, and its files of their own."""
        inputs, documents = files.inputs(group, self._hash_of)
        if files.are_there(inputs, documents):
            self._report.print_files += documents
            self._leave(group)
            return
        printing, failed = Printing(files, group), self._report.failed
        try:
            self._run.make(accepted(group.tasks(), self._aside), printing)
            if not self._watch.stopped():
                self._report.print_files += printing.keep(inputs if self._report.failed == failed else "")
        finally:
            printing.drop()

    def _leave(self, group: Group) -> None:
        """Count a group whose print files are there; see to its files of their own, if there are any."""
        tasks = accepted(group.tasks(), self._aside)
        if self._checked.job.out:
            self._run.make(tasks)
            return
        for task in tasks:
            self._run.count(task)
            self._report.there += 1

    def _end(self) -> None:
        """Write down what is done; a run that came to its end leaves a manifest."""
        report = self._report
        _tell_choices(self._checked.plan, report)
        report.notes += dict.fromkeys([*self._checked.notes, *report.most_said()])
        report.out = self._output.shown
        try:
            self._filing.flush()
        finally:
            self._aside.close()
        if report.stopped or report.broken:
            return
        prints: list[tuple[str, int, str]] = []
        if self._print_files is not None:
            prints = list(self._print_files.manifest(report.print_files))
            old = [path.name for path in self._print_files.of_before() if path not in report.print_files]
            report.notes += [f"{name} is of an earlier run: nobody is in it now" for name in old]
        report.others = self._ledger.count_others()
        if report.others:
            files = "1 file" if report.others == 1 else f"{report.others} files"
            report.notes.append(f"left where they are, for this run does not ask for them: {files}")
        self._ledger.remember(MANIFEST, "1")
        report.manifest = self._folder.root / MANIFEST
        write_manifest(report.manifest, self._ledger, self._checked.library, self._checked.on, report, prints)
        if isinstance(self._place, Cloud):
            self._place.send(report.manifest, MANIFEST)
