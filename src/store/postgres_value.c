/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "store/postgres_value.h"

/* Type identifiers of pg_type.dat; they never change. */
enum { OID_BOOL = 16, OID_BYTEA = 17, OID_INT8 = 20, OID_INT2 = 21, OID_INT4 = 23,
	OID_FLOAT4 = 700, OID_FLOAT8 = 701, OID_NUMERIC = 1700 };

#define NUMERIC_HEAD 8 /* number of digits, weight, sign, scale: 2 bytes each */
#define NUMERIC_NEGATIVE 0x4000
#define NUMERIC_SPECIAL 0xC000 /* not a number, infinities */
#define INTEGER_GROUPS 4       /* of four decimal digits: always fit 64 bits */

static uint64_t
big_endian(const unsigned char *p, int n)
{
	uint64_t v = 0;

	for (int i = 0; i < n; i++)
		v = v << 8 | p[i];
	return v;
}

/* Digits in base 10 000, weight of the first. Sums of integers come as numeric: whole ones give an
 * integer, as with SQLite. The sum is taken in a wider type so that it is rounded once. */
static struct value
numeric(const unsigned char *p)
{
	int n = (int)big_endian(p, 2), weight = (int16_t)big_endian(p + 2, 2);
	uint64_t sign = big_endian(p + 4, 2);
	bool fits = n <= weight + 1 && weight < INTEGER_GROUPS;
	long double r = 0, scale = 1;
	int64_t whole = 0;

	if ((sign & NUMERIC_SPECIAL) == NUMERIC_SPECIAL)
		return V_NULL;
	if (n == 0)
		return V_INT(0);
	for (int i = 0; i <= weight || i < n; i++) {
		int digit = i < n ? (int)big_endian(p + NUMERIC_HEAD + 2 * i, 2) : 0;

		r = r * 10000 + (long double)digit;
		if (fits)
			whole = whole * 10000 + digit;
	}
	for (int i = weight + 1; i < n; i++)
		scale *= 10000;
	r /= scale;
	if (sign == NUMERIC_NEGATIVE) {
		whole = -whole;
		r = -r;
	}
	return fits ? V_INT(whole) : V_REAL((double)r);
}

struct value
postgres_value(unsigned type, struct str bytes)
{
	const unsigned char *p = (const unsigned char *)bytes.p;
	union {
		uint64_t bits;
		double real;
	} u8;
	union {
		uint32_t bits;
		float real;
	} u4;

	switch (type) {
	case OID_BOOL:
		return V_INT(p[0]);
	case OID_INT2:
		return V_INT((int16_t)big_endian(p, 2));
	case OID_INT4:
		return V_INT((int32_t)big_endian(p, 4));
	case OID_INT8:
		return V_INT((int64_t)big_endian(p, 8));
	case OID_FLOAT4:
		u4.bits = (uint32_t)big_endian(p, 4);
		return V_REAL((double)u4.real);
	case OID_FLOAT8:
		u8.bits = big_endian(p, 8);
		return V_REAL(u8.real);
	case OID_NUMERIC:
		return numeric(p);
	case OID_BYTEA:
		return V_BLOB(bytes);
	default:
		return V_TEXT(bytes);
	}
}
