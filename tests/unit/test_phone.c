/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The answers of tests/vectors/rules.txt; that the phone gives the same is seen when building. */
#include "base/str.h"
#include "rules/phone.h"

#include "../tap.h"

#define ARROW "\t=>\t"

static char line[PHONE_ROOM];

static struct str
ask(struct str question)
{
	memcpy(phone_question(), question.p, question.n);
	return (struct str){ phone_answer(), phone_ask(question.n) };
}

/* Every question in a file about one rule. */
static void
ask_all(FILE *f, const char *rule)
{
	size_t asked = 0, wrong = 0;

	rewind(f);
	while (fgets(line, sizeof(line), f) != NULL) {
		char *arrow = strstr(line, ARROW);
		struct str question, want, got;

		if (line[0] == '#' || arrow == NULL)
			continue;
		question = (struct str){ line, (size_t)(arrow - line) };
		want = str_of(arrow + strlen(ARROW));
		want.n -= str_ends(want, STR("\n"));
		if (!str_is(str_sub(question, 0, str_find(question, '\t')), rule))
			continue;
		asked++;
		got = ask(question);
		if (!str_eq(got, want)) {
			wrong++;
			printf("# %.200s: %.*s\n", line, (int)got.n, got.p);
		}
	}
	OK(asked > 0 && wrong == 0, "%s is answered as it must be, %zu times", rule, asked);
}

int
main(void)
{
	static const char *const rules[] = {
		"guard", "doubt", "service_date", "slot", "cell", "metres", "outline", "missing", "twins", "unusual",
		"outside", "nothing",
	};
	FILE *f = fopen("tests/vectors/rules.txt", "r");

	if (!OK(f != NULL, "the questions are there"))
		return tap_done();
	for (size_t i = 0; i < COUNT(rules); i++)
		ask_all(f, rules[i]);
	fclose(f);
	OK(str_eq(ask(STR("")), STR("?")), "no question has no answer");
	memset(phone_question(), 'a', PHONE_ROOM);
	memcpy(phone_question(), "guard\t", 6);
	OK(phone_ask(PHONE_ROOM * 2) == strlen("clean"), "nothing is read beyond the room there is");
	return tap_done();
}
