/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/embed.h"

const struct embedded *
embed_find(const char *name)
{
	size_t low = 0, high = n_embedded_files;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int c = strcmp(name, embedded_files[middle].name);

		if (c == 0)
			return &embedded_files[middle];
		if (c < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}
