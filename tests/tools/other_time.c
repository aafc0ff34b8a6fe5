/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Another time of day for a program, so that tests can run it on a day of their own: preloaded, with
 * OTHER_TIME seconds to add. */
#include <dlfcn.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>

static time_t
added(void)
{
	const char *text = getenv("OTHER_TIME");

	return text == NULL ? 0 : (time_t)strtoll(text, NULL, 10);
}

int
clock_gettime(clockid_t clock, struct timespec *out)
{
	int (*real)(clockid_t, struct timespec *);
	int status;

	*(void **)&real = dlsym(RTLD_NEXT, "clock_gettime");
	status = real(clock, out);
	if (status == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
		out->tv_sec += added();
	return status;
}

time_t
time(time_t *out)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	if (out != NULL)
		*out = now.tv_sec;
	return now.tv_sec;
}

int
gettimeofday(struct timeval *restrict out, void *restrict zone)
{
	struct timespec now;

	(void)zone;
	clock_gettime(CLOCK_REALTIME, &now);
	*out = (struct timeval){ now.tv_sec, now.tv_nsec / 1000 };
	return 0;
}
