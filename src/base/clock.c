/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/clock.h"

#include <time.h>

int64_t
clock_micros(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

int64_t
clock_ms(void)
{
	return clock_micros() / 1000;
}

void
clock_cond_init(pthread_cond_t *c)
{
	pthread_condattr_t forward;

	pthread_condattr_init(&forward);
	pthread_condattr_setclock(&forward, CLOCK_MONOTONIC);
	pthread_cond_init(c, &forward);
	pthread_condattr_destroy(&forward);
}

int
clock_cond_wait(pthread_cond_t *c, pthread_mutex_t *lock, int64_t until_ms)
{
	struct timespec t = { .tv_sec = until_ms / 1000, .tv_nsec = until_ms % 1000 * 1000000 };

	return pthread_cond_timedwait(c, lock, &t);
}
