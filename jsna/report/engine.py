"""An engine for papermill that runs a notebook in this process: no kernel to start, everything imported already.

Plain papermill with an ordinary kernel stays the reference, and gives the same page.
"""

import sys
import warnings
from contextlib import redirect_stderr, redirect_stdout
from io import TextIOBase
from types import FrameType, ModuleType
from typing import Any

import matplotlib
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from nbformat import NotebookNode
from nbformat.v4 import new_output
from papermill.engines import Engine, NotebookExecutionManager
from traitlets.config import Config

import jsna
from jsna.report import shell as asked

#: What notebooks call, loaded before any of them runs: in a cell, a warning of a library that is being loaded would be a failure.
LOADED = [getattr(jsna, name) for name in jsna.__all__]

#: A shell that keeps what cells give collects all garbage of the process before each chapter. And what a report runs has no
#: place in the history of the person at the keyboard.
_KEEPING_NOTHING = Config({"InteractiveShell": {"cache_size": 0}, "HistoryManager": {"enabled": False}})

#: Warnings about a later version of a library: the analyst's to read, where their own cell gives them. Any other is about this report.
_LATER = (DeprecationWarning, PendingDeprecationWarning, FutureWarning)


class _Result(DisplayHook):
    """What a cell gives by its last line, as an output of it."""

    shell: "Shell"

    def __call__(self, result: Any = None) -> None:
        if result is None or self.quiet():
            return
        data, metadata = self.compute_format_data(result)
        self.fill_exec_result(result)
        if data:
            self.shell.outputs.append(new_output("execute_result", data, metadata=metadata, execution_count=self.prompt_count))


class _Publisher(DisplayPublisher):
    """What a cell displays, as an output of it; one that it displays anew takes the place of the one before."""

    def publish(self, data: Any, metadata: Any = None, *, transient: Any = None, update: bool = False, **_: Any) -> None:  # type: ignore[override]
        name = (transient or {}).get("display_id")
        output = self.shell.displayed.get(name) if update else None
        if output is None:
            output = new_output("display_data")
            self.shell.outputs.append(output)
        output.update(data=NotebookNode(data), metadata=NotebookNode(metadata or {}))
        if name:
            self.shell.displayed[name] = output

    def clear_output(self, wait: bool = False) -> None:
        self.shell.outputs.clear()


class _Stream(TextIOBase):
    """What a cell prints, as an output of it."""

    def __init__(self, name: str, outputs: list[NotebookNode]) -> None:
        self.name, self.outputs = name, outputs

    def write(self, text: str) -> int:
        if not (self.outputs and self.outputs[-1].get("name") == self.name):
            self.outputs.append(new_output("stream", name=self.name, text=""))
        self.outputs[-1].text += text
        return len(text)


class Shell(InteractiveShell):
    """Runs cells, keeps what each of them shows in order, and hides no mistake."""

    def __init__(self, **options: Any) -> None:
        self.outputs: list[NotebookNode] = []
        self.displayed: dict[str, NotebookNode] = {}
        self.mistakes: list[BaseException] = []
        super().__init__(displayhook_class=_Result, display_pub_class=_Publisher, **options)

    def showtraceback(self, exc_tuple: Any = None, *_: Any, **__: Any) -> None:
        """Keep a mistake. What goes wrong while something is made to be shown comes here too, and nowhere else."""
        self.mistakes.append(self._get_exc_info(exc_tuple)[1])

    def showsyntaxerror(self, *_: Any, **__: Any) -> None:
        """Keep a mistake of grammar."""
        self.showtraceback()

    def enable_gui(self, gui: Any = None) -> None:
        """There are no windows here: `%matplotlib inline` may ask."""

    def run(self, cell: NotebookNode) -> BaseException | None:
        """Run a cell, give it what it shows, and say what went wrong."""
        self.outputs, self.mistakes = [], []
        streams = _Stream("stdout", self.outputs), _Stream("stderr", self.outputs)
        with warnings.catch_warnings(), redirect_stdout(streams[0]), redirect_stderr(streams[1]):
            warnings.simplefilter("error")
            for category in _LATER:
                warnings.simplefilter("default", category)
            warnings.showwarning = self._warned
            result = self.run_cell(cell.source, store_history=True)
        cell.execution_count, cell.outputs = result.execution_count, self.outputs
        mistakes = [*self.mistakes, result.error_before_exec, result.error_in_exec]
        return next((mistake for mistake in mistakes if isinstance(mistake, BaseException)), None)

    def _warned(self, message: Warning | str, category: type[Warning], filename: str, *_: Any, **__: Any) -> None:
        if _comes_through_jsna(sys._getframe(1), self.user_global_ns):
            raise message if isinstance(message, Warning) else category(message)
        # What a library has still to do by itself is its own business.
        if issubclass(category, FutureWarning) or filename.startswith("<ipython-input"):
            sys.stderr.write(f"{category.__name__}: {message}\n")


def _comes_through_jsna(frame: FrameType | None, cell: dict[str, Any]) -> bool:
    """Whether the package is at work between a cell and what it warns of."""
    while frame and frame.f_globals is not cell and frame.f_globals.get("__name__") != __name__:
        if str(frame.f_globals.get("__name__")).partition(".")[0] == jsna.__name__:
            return True
        frame = frame.f_back
    return False


class InProcess(Engine):
    """Runs the cells of a notebook one after the other, in a namespace of its own."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: NotebookExecutionManager, kernel_name: str, **_: Any) -> None:
        """Run every cell until one fails; a warning of this report is a failure."""
        shell = _shell()
        shell.reset(new_session=True, aggressive=False)
        for index, cell in enumerate(nb_man.nb.cells):
            nb_man.cell_start(cell, index)
            error = shell.run(cell) if cell.cell_type == "code" else None
            if isinstance(error, KeyboardInterrupt):  # IPython keeps it to itself, and the next cell would go on
                raise error
            if error is not None:
                cell.outputs.append(new_output("error", ename=type(error).__name__, evalue=str(error), traceback=[]))
                nb_man.cell_exception(cell, index)
                return
            nb_man.cell_complete(cell, index)


def _shell() -> Shell:
    # A module of its own, or IPython would take the place of __main__, which processes are spawned from.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # IPython's, where another environment than this one is activated
        anew = not Shell.initialized()
        shell: Shell = Shell.instance(colors="nocolor", user_module=ModuleType("chapter"), config=_KEEPING_NOTHING)
    if anew:
        matplotlib.use("module://matplotlib_inline.backend_inline")  # as in a kernel: what is drawn is shown when its cell ends
        asked.load_ipython_extension(shell)
    return shell
