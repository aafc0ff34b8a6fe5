/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Asks the rules every question of a file of vectors and prints the answers (tests/vectors/ask.mjs asks the
 * phone's). usage: ask_rules VECTORS */
#include "base/str.h"
#include "rules/phone.h"

int
main(int argc, char **argv)
{
	static char line[PHONE_ROOM];
	FILE *f = argc == 2 ? fopen(argv[1], "r") : NULL;

	if (f == NULL) {
		fprintf(stderr, "usage: ask_rules VECTORS\n");
		return 2;
	}
	while (fgets(line, sizeof(line), f) != NULL) {
		char *end = strstr(line, "\t=>\t");
		size_t n;

		if (line[0] == '#' || end == NULL)
			continue;
		n = (size_t)(end - line);
		memcpy(phone_question(), line, n);
		n = phone_ask(n);
		printf("%.*s\t=>\t%.*s\n", (int)(end - line), line, (int)n, phone_answer());
	}
	return fclose(f) == 0 ? 0 : 3;
}
