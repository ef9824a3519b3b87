"""Limits of a process of our own on Windows: a job object that holds this process alone, and an eye from outside.

Not every system that runs Windows programs keeps a job's limits, so the asker looks too.
"""

import ctypes
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

if sys.platform == "win32":
    _EXTENDED_LIMITS = 9
    _PROCESS_TIME, _PROCESS_MEMORY, _DIE_QUIETLY = 0x2, 0x100, 0x400

    class _Basic(ctypes.Structure):
        _fields_ = [
            ("process_time", ctypes.c_int64),
            ("job_time", ctypes.c_int64),
            ("flags", ctypes.c_uint32),
            ("least_working_set", ctypes.c_size_t),
            ("most_working_set", ctypes.c_size_t),
            ("most_processes", ctypes.c_uint32),
            ("affinity", ctypes.c_size_t),
            ("priority", ctypes.c_uint32),
            ("scheduling", ctypes.c_uint32),
        ]

    class _Extended(ctypes.Structure):
        _fields_ = [
            ("basic", _Basic),
            ("io_counters", ctypes.c_uint64 * 6),
            ("process_memory", ctypes.c_size_t),
            ("job_memory", ctypes.c_size_t),
            ("peak_process_memory", ctypes.c_size_t),
            ("peak_job_memory", ctypes.c_size_t),
        ]

    def limit(seconds: float, memory: int) -> None:
        """From now on this process ends when it has computed so long, and is refused more memory (bytes)."""
        kernel: Any = ctypes.WinDLL("kernel32", use_last_error=True)
        for name in ("CreateJobObjectW", "GetCurrentProcess"):
            getattr(kernel, name).restype = ctypes.c_void_p
        limits = _Extended()
        limits.basic.flags = _PROCESS_TIME | _PROCESS_MEMORY | _DIE_QUIETLY
        limits.basic.process_time = int(seconds * 10_000_000)  # in steps of 100 ns
        limits.process_memory = memory
        job = ctypes.c_void_p(kernel.CreateJobObjectW(None, None))
        kernel.SetInformationJobObject(job, _EXTENDED_LIMITS, ctypes.byref(limits), ctypes.sizeof(limits))
        kernel.AssignProcessToJobObject(job, ctypes.c_void_p(kernel.GetCurrentProcess()))

    _MAY_ASK_AND_READ = 0x1010

    class _MemoryCounters(ctypes.Structure):
        _fields_ = [
            ("size", ctypes.c_uint32),
            ("page_faults", ctypes.c_uint32),
            ("peak_working_set", ctypes.c_size_t),
            ("working_set", ctypes.c_size_t),
            ("pools", ctypes.c_size_t * 4),
            ("committed", ctypes.c_size_t),
            ("peak_committed", ctypes.c_size_t),
        ]

    @contextmanager
    def held_by(number: int) -> Iterator[Callable[[], int]]:
        """Says of another process of ours, each time it is asked, how many bytes it holds; none once it has ended."""
        kernel: Any = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.OpenProcess.restype = ctypes.c_void_p
        process = ctypes.c_void_p(kernel.OpenProcess(_MAY_ASK_AND_READ, False, number))

        def held() -> int:
            answer = _MemoryCounters(size=ctypes.sizeof(_MemoryCounters))
            kernel.K32GetProcessMemoryInfo(process, ctypes.byref(answer), ctypes.sizeof(answer))
            return int(answer.committed)  # what a job counts too

        try:
            yield held
        finally:
            kernel.CloseHandle(process)
