"""Workers: processes that do one job after the other, each step within a limit of time, and end with whoever started them."""

import _thread
import gc
import math
import multiprocessing
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection, wait
from typing import Any

#: Seconds that one step, such as a chapter, may take: a hundred times what the longest takes on a slow machine.
LIMIT = 600.0
#: Seconds between looks at the time, and those that an ended worker has to put away what it was at.
PAUSE, GRACE = 0.2, 2.0

#: Does a job, and tells of each step that it begins.
Do = Callable[[Any, Callable[[str], None]], Any]
#: What becomes of a job whose worker was lost, and why.
Lost = Callable[[Any, str], Any]


class _Worker:
    """A process, what it is at, and since when. Spawned and not forked, so that the same happens on Windows."""

    def __init__(self, do: Do) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, there = context.Pipe()
        self.process = context.Process(target=_serve, args=(there, do), daemon=True)
        with _deaf():
            self.process.start()
        there.close()  # or the end of the process would not end the pipe
        self.job, self.step, self.since = None, "", math.inf  # until it is heard of: to load everything takes as long as it takes

    def give(self, job: Any) -> None:
        self.job, self.step = job, ""
        with suppress(ConnectionError):  # of a process that has ended: its pipe says so when it is listened to
            self.pipe.send(job)

    def hear(self) -> tuple[bool, Any]:
        """What comes next: that the job is done, and its outcome, or a step that begins."""
        is_done, message = self.pipe.recv()
        self.job, self.step, self.since = (None if is_done else self.job), message, time.monotonic()
        return is_done, message


def work(do: Do, jobs: Sequence[Any], processes: int | None, lost: Lost) -> Iterator[Any]:
    """Do jobs in as many processes, by default one a processor; what comes of them is given as it comes.

    A process that exceeds the limit, or ends by itself, loses its job alone. Whatever ends this ends all processes.
    """
    queue, workers = deque(jobs), list[_Worker]()
    try:
        while queue or workers:
            while queue and len(workers) < (processes or os.cpu_count() or 1):
                workers.append(_Worker(do))
                workers[-1].give(queue.popleft())
            yield from _heard(workers, queue, lost)
    finally:
        _end(workers)


def _heard(workers: list[_Worker], queue: deque[Any], lost: Lost) -> Iterator[Any]:
    """What comes of jobs within a moment; whoever is done gets the next, and ends where there is none."""
    ready = wait([worker.pipe for worker in workers], PAUSE)
    for worker in list(workers):
        job, reason, is_done, message = worker.job, "", False, None
        if worker.pipe in ready:
            try:
                is_done, message = worker.hear()
            except (EOFError, ConnectionError):
                worker.process.join(GRACE)
                reason = f"its process ended by itself (exit code {worker.process.exitcode})."
        elif time.monotonic() - worker.since > LIMIT:
            reason = _over(worker.step)
        if is_done and queue:
            worker.give(queue.popleft())
        elif is_done or reason:
            workers.remove(worker)
            _end([worker])
        if is_done or reason:
            yield message if is_done else lost(job, reason)


def _end(workers: Sequence[_Worker]) -> None:
    """End processes; on Windows at once, elsewhere they may first take away what is half-written."""
    until = time.monotonic() + GRACE
    for worker in workers:
        worker.process.terminate()
    for worker in workers:
        worker.process.join(max(0.0, until - time.monotonic()))
        worker.process.kill()
        worker.process.join()
        worker.pipe.close()


@contextmanager
def _deaf() -> Iterator[None]:
    """What starts now takes no notice of the keys that end a program in a terminal, which reach all its processes: this one ends them."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def spare_garbage() -> None:
    """Look for garbage less often: tables make many objects and few circles, and to look at all of them is a tenth of a report's time."""
    gc.set_threshold(50_000, 20, 50)


def _serve(pipe: Connection, do: Do) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # as if the keys had been pressed here: what is half-written is taken away
    threading.Thread(target=_end_with_parent, daemon=True).start()
    spare_garbage()
    gc.freeze()  # every chapter ends with a collection of garbage, which need not look again at what was imported for all of them
    with suppress(KeyboardInterrupt, EOFError, ConnectionError):
        pipe.send((False, ""))
        while True:
            pipe.send((True, do(pipe.recv(), lambda step: pipe.send((False, step)))))


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    _thread.interrupt_main(signal.SIGTERM)
    time.sleep(GRACE)
    os._exit(1)  # the main thread is where no signal is heard


def here(do: Do, job: Any, lost: Lost) -> Any:
    """Do one job in this process, within the same limit."""
    over, end, since = threading.Event(), threading.Event(), [("", time.monotonic())]

    def watch() -> None:
        while not end.wait(PAUSE):
            if time.monotonic() - since[-1][1] > LIMIT:
                over.set()
                _interrupt()
                return

    threading.Thread(target=watch, daemon=True).start()
    try:
        with _hearing():
            return do(job, lambda step: since.append((step, time.monotonic())))
    except KeyboardInterrupt:
        if not over.is_set():
            raise
        return lost(job, _over(since[-1][0]))
    finally:
        end.set()


@contextmanager
def _hearing() -> Iterator[None]:
    """A program that a script began in the background takes no notice of the keys: the limit of time is told by the same signal."""
    deaf = threading.current_thread() is threading.main_thread() and signal.getsignal(signal.SIGINT) == signal.SIG_IGN
    if deaf:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        if deaf:
            signal.signal(signal.SIGINT, signal.SIG_IGN)


def _interrupt() -> None:
    """As if the keys had been pressed: where a thread can be reached by a signal, that ends what waits, too."""
    if hasattr(signal, "pthread_kill"):
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
    else:
        _thread.interrupt_main()


def _over(step: str) -> str:
    limit = f"{LIMIT / 60:.0f} minutes" if LIMIT >= 120 else f"{LIMIT:g} seconds"
    return f"{step or 'it'} took more than {limit}, and was ended."
