/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A question of the phone to the rules: whatever it is, the answer lies in its place. Phones send UTF-8. */
#include <assert.h>

#include "base/text.h"
#include "rules/phone.h"

#include "fuzz.h"

#define ANSWER_MAX 4096

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	if (n > PHONE_ROOM || !utf8_valid((struct str){ (const char *)p, n }))
		return 0;
	memcpy(phone_question(), p, n);
	assert(phone_ask(n) <= ANSWER_MAX && phone_answer() != NULL);
	return 0;
}
