/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* libFuzzer: any bytes as a workbook. Seeds: any XLSX file. */
#include "record/xlsx.h"

#include "fuzz.h"

#include <sys/mman.h>
#include <unistd.h>

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	char path[40];
	struct arena a;
	struct table t;
	struct err e = { 0 };
	const struct str *cells;
	size_t n_cells = 1;
	int64_t line;
	volatile char sum = 0;
	int fd = memfd_create("fuzz", MFD_CLOEXEC);

	if (fd < 0 || write(fd, p, n) != (ssize_t)n)
		return 0;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	arena_init(&a);
	if (table_xlsx(&a, path, &t, &e))
		while (n_cells > 0 && t.next(&t, &cells, &n_cells, &line, &e))
			for (size_t i = 0; i < n_cells; i++)
				for (size_t k = 0; k < cells[i].n; k++)
					sum = (char)(sum + cells[i].p[k]);
	arena_release(&a);
	close(fd);
	return 0;
}
