"""What one crawl child may use, set by itself before it reads anything."""

import resource

MEMORY_MB = 512
CPU_SECONDS = 600
FILES = 256


def limit_myself(memory_mb: int = MEMORY_MB, cpu_seconds: int = CPU_SECONDS) -> None:
    """Bound address space, processor time, open files; no core dumps (they would hold other people's pages)."""
    size = memory_mb * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 5))
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    files = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def resident_mb() -> float:
    """Memory this process holds now, in MiB."""
    with open("/proc/self/statm", encoding="ascii") as statm:
        pages = int(statm.read().split()[1])
    return pages * resource.getpagesize() / 1024 / 1024
