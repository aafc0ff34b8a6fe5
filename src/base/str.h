/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Slices of text: a pointer and a length, borrowed, never assumed to end with NUL.  A NULL pointer
 * means absent; an empty slice with a pointer means empty.  Nothing here allocates but what takes
 * an arena.  Safe from any thread.
 */
#ifndef MAILLAGE_BASE_STR_H
#define MAILLAGE_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define MUST_USE __attribute__((warn_unused_result))
#define PRINTF_LIKE(f, v) __attribute__((format(printf, f, v)))
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct arena;

struct str {
	const char *p;
	size_t n;
};

/* For printf: "%.*s". */
#define STR_F "%.*s"
#define STR_A(s) (int)(s).n, ((s).p != NULL ? (s).p : "")
#define STR(literal) ((struct str){ ("" literal), sizeof(literal) - 1 })
#define STR_NONE ((struct str){ NULL, 0 })

/* The slice of a NUL-terminated string; absent for NULL. */
static inline struct str
str_of(const char *cstr)
{
	return cstr == NULL ? STR_NONE : (struct str){ cstr, strlen(cstr) };
}

static inline bool
str_eq(struct str a, struct str b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static inline bool
str_is(struct str a, const char *cstr)
{
	return a.p != NULL && str_eq(a, str_of(cstr));
}

/* <0, 0 or >0, by bytes, the shorter first. */
int str_cmp(struct str a, struct str b);
bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);
/* Without the ASCII blanks (space, tab, CR, LF) at both ends. */
struct str str_trim(struct str s);
/* Offset of the first `c`, or s.n when there is none. */
size_t str_find(struct str s, char c);
/* Cuts off what stands before the first `sep` into *head and moves *rest behind it; false when
 * nothing was left (*rest absent). A text without `sep` gives itself once. */
bool str_cut(struct str *rest, char sep, struct str *head);
/* s[from, to), clamped to the slice. */
struct str str_sub(struct str s, size_t from, size_t to);
/* A copy that lives in the arena; NUL-terminated behind its n bytes. */
struct str str_dup(struct arena *a, struct str s);
char *str_cstr(struct arena *a, struct str s);
struct str str_fmt(struct arena *a, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* Whole text as a decimal integer (optional sign, no blanks). False when it is none or overflows. */
bool str_int(struct str s, int64_t *out);
/* Whole text as a decimal number with point or comma. No locale, no exponent. False when none. */
bool str_decimal(struct str s, double *out);
/* 64-bit FNV-1a style hash for hash tables; not for adversaries. */
uint64_t str_hash(struct str s);

#endif
