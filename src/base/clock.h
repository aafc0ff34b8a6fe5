/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A clock that only goes forward, for how long something took and how long to wait; its zero means nothing.
 * The time of day is passed in (struct cli, struct web_request).  Any thread.
 */
#ifndef MAILLAGE_BASE_CLOCK_H
#define MAILLAGE_BASE_CLOCK_H

#include <pthread.h>
#include <stdint.h>

int64_t clock_micros(void);
int64_t clock_ms(void);
/* A condition whose timed waits go by this clock. Undone by pthread_cond_destroy. */
void clock_cond_init(pthread_cond_t *c);
/* pthread_cond_timedwait on such a condition, until clock_ms() says `until_ms`: 0, or ETIMEDOUT. */
int clock_cond_wait(pthread_cond_t *c, pthread_mutex_t *lock, int64_t until_ms);

#endif
