/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A disk that answers an fdatasync only after a millisecond, as one does that has no cache of its own to
 * answer from: loaded before a program (LD_PRELOAD), real and then late.
 */
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define LATE_NS 1000000

int
fdatasync(int fd)
{
	struct timespec late = { .tv_nsec = LATE_NS };
	long result = syscall(SYS_fdatasync, fd);

	while (nanosleep(&late, &late) != 0)
		continue;
	return (int)result;
}
