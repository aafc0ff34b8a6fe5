/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Included by the compiler in every file (-include), after the system's own headers could be read. */
#ifndef MAILLAGE_BASE_BANNED_H
#define MAILLAGE_BASE_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#pragma GCC poison strcpy strcat sprintf vsprintf strtok atoi atol atof gets system \
    localtime asctime ctime gmtime setjmp longjmp

/* A foreign header may have a parameter of this name (src/meson.build says whose). */
#ifndef MAILLAGE_NAMES_RAND
#pragma GCC poison rand srand
#endif

#endif
