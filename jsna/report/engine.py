"""An engine for papermill that runs a notebook in this process: no kernel to start, everything imported already.

Plain papermill with an ordinary kernel stays the reference, and gives the same page.
"""

import warnings
from types import ModuleType
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from nbformat import NotebookNode
from nbformat.v4 import new_output
from papermill.engines import Engine, NotebookExecutionManager
from traitlets.config import Config

import jsna

#: What notebooks call, loaded before any of them runs: in a cell, a warning of a library that is being loaded would be a failure.
LOADED = [getattr(jsna, name) for name in jsna.__all__]

#: A shell that keeps what cells give collects all garbage of the process before each chapter. And what a report runs has no
#: place in the history of the person at the keyboard.
_KEEPING_NOTHING = Config({"InteractiveShell": {"cache_size": 0}, "HistoryManager": {"enabled": False}})


class _Silent(DisplayHook):
    """A display hook that keeps what a cell gives and writes nothing."""

    def __call__(self, result: Any = None) -> None:
        if result is not None:
            self.fill_exec_result(result)


class InProcess(Engine):
    """Runs the cells of a notebook one after the other, in a namespace of its own."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: NotebookExecutionManager, kernel_name: str, **_: Any) -> None:
        """Run every cell until one fails; a warning is a failure."""
        # A module of its own, or IPython would take the place of __main__, which processes are spawned from.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # IPython's, where another environment than this one is activated
            options = {"colors": "nocolor", "user_module": ModuleType("chapter"), "config": _KEEPING_NOTHING}
            shell = InteractiveShell.instance(displayhook_class=_Silent, **options)
        shell.reset(new_session=True, aggressive=False)
        for index, cell in enumerate(nb_man.nb.cells):
            nb_man.cell_start(cell, index)
            failed = cell.cell_type == "code" and _run(shell, cell)
            if failed:
                nb_man.cell_exception(cell, index)
                return
            nb_man.cell_complete(cell, index)


def _run(shell: InteractiveShell, cell: NotebookNode) -> bool:
    with warnings.catch_warnings(), capture_output(display=True) as captured:
        warnings.simplefilter("error")
        result = shell.run_cell(cell.source, store_history=True)
    cell.execution_count = result.execution_count
    cell.outputs = [new_output("display_data", data=shown.data, metadata=shown.metadata or {}) for shown in captured.outputs]
    error = result.error_before_exec or result.error_in_exec
    if isinstance(error, KeyboardInterrupt):  # IPython keeps it to itself, and the next cell would go on
        raise error
    if error is not None:
        cell.outputs.append(new_output("error", ename=type(error).__name__, evalue=str(error), traceback=[]))
    elif result.result is not None:
        assert shell.display_formatter is not None
        data, metadata = shell.display_formatter.format(result.result)
        cell.outputs.append(new_output("execute_result", data=data, metadata=metadata, execution_count=result.execution_count))
    return error is not None
