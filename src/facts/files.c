/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The facts on disk: a folder with `index` and one file a segment.  Each file is written beside its
 * name, flushed and renamed; the index, written last, holds the segments' checksums, so that a mix of
 * old and new files is seen and everything is built again.  They are a cache of this machine: in its
 * byte order, by this program's layout.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/lang.h"
#include "facts/build.h"
#include "record/journal.h"
#define MAGIC "MLGFACT1"
#define LAYOUT 4u
#define SEGMENTS_MAX 100000u

struct index_head {
	char magic[8];
	uint32_t layout, shift_bytes;
	uint64_t checksum; /* of what follows the head */
	uint64_t bytes;
	int64_t position;
	int64_t rows;
	uint8_t stamp[32];
	uint64_t codes;
	uint32_t n_entities[N_ENTITIES];
	uint32_t n_shifts, n_acts;
};

struct segment_info {
	uint64_t checksum, bytes;
	uint32_t n;
	int32_t first_day, last_day;
	uint32_t items[N_ACT_LISTS];
};

/* Four lanes of multiply and rotate: as fast as memory, and any damage shows. Not for adversaries:
 * who can write here can write the store. */
static uint64_t
checksum(const void *p, size_t n)
{
	uint64_t lane[4] = { 0x9e3779b97f4a7c15u, 0xbf58476d1ce4e5b9u, 0x94d049bb133111ebu, n };
	const char *at = p;
	uint64_t w[4], sum = 0;

	for (; n > 0; n -= n < sizeof(w) ? n : sizeof(w), at += sizeof(w)) {
		if (n < sizeof(w))
			memset(w, 0, sizeof(w));
		memcpy(w, at, n < sizeof(w) ? n : sizeof(w));
		for (int i = 0; i < 4; i++) {
			lane[i] ^= w[i] * 0xc2b2ae3d27d4eb4fu;
			lane[i] = (lane[i] << 31 | lane[i] >> 33) * 0x9e3779b185ebca87u;
		}
	}
	for (int i = 0; i < 4; i++) {
		sum = (sum ^ lane[i]) * 0xff51afd7ed558ccdu;
		sum ^= sum >> 32;
	}
	return sum;
}

/* The order of codes in the lists that columns refer to. */
static uint64_t
codes_print(const struct facts *f)
{
	static const char *const lists[] = { "kind", "place_kind", "theme", "origin", "outcome",
		"record_state", "incivility", "partner_kind", "action", "age", "sex", "shift_state" };
	struct buf b;
	uint64_t print;

	buf_init(&b);
	for (size_t i = 0; i < COUNT(lists); i++) {
		const struct code_list *l = codes_list(f->codes, lists[i]);

		for (size_t k = 0; k < l->n; k++) {
			buf_str(&b, l->v[k].code);
			buf_char(&b, ',');
		}
		buf_char(&b, ';');
	}
	print = checksum(b.p, b.n);
	buf_release(&b);
	return print;
}

/* A column in a segment's file: the address of its pointer and the bytes of an element. */
struct column {
	void **p;
	size_t width;
};

static size_t
columns_of(struct acts *s, struct column *out)
{
	size_t n = 0;

	out[n++] = (struct column){ (void **)&s->id, sizeof(*s->id) };
	out[n++] = (struct column){ (void **)&s->day, sizeof(*s->day) };
	out[n++] = (struct column){ (void **)&s->shift, sizeof(*s->shift) };
	out[n++] = (struct column){ (void **)&s->cell, sizeof(*s->cell) };
	out[n++] = (struct column){ (void **)&s->minute, sizeof(*s->minute) };
	out[n++] = (struct column){ (void **)&s->scheme, sizeof(*s->scheme) };
	out[n++] = (struct column){ (void **)&s->sector, sizeof(*s->sector) };
	out[n++] = (struct column){ (void **)&s->length, sizeof(*s->length) };
	out[n++] = (struct column){ (void **)&s->contacts, sizeof(*s->contacts) };
	for (int i = 0; i < N_ACT_BYTES; i++)
		out[n++] = (struct column){ (void **)&s->byte[i], 1 };
	for (int i = 0; i < N_ACT_LISTS; i++)
		out[n++] = (struct column){ (void **)&s->list[i].count, 1 };
	return n;
}

#define COLUMNS_MAX (9 + N_ACT_BYTES + N_ACT_LISTS)

static size_t
aligned(size_t n)
{
	return (n + 7) / 8 * 8;
}

static void
put(struct buf *b, const void *p, size_t n)
{
	static const char zeros[8];

	buf_put(b, p, n);
	buf_put(b, zeros, aligned(n) - n);
}

static bool
write_file(const struct facts *f, const char *name, const struct buf *b, struct err *e)
{
	struct arena a;
	const char *path, *part;
	size_t done = 0;
	int fd;
	bool ok = true;

	arena_init(&a);
	path = str_fmt(&a, STR_F "/%s", STR_A(f->cache), name).p;
	part = str_fmt(&a, "%s.%ld", path, (long)getpid()).p;
	fd = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	while (fd >= 0 && ok && done < b->n) {
		ssize_t n = write(fd, b->p + done, b->n - done);

		ok = n > 0 || (n < 0 && errno == EINTR);
		done += n > 0 ? (size_t)n : 0;
	}
	ok = fd >= 0 && ok && fsync(fd) == 0 && rename(part, path) == 0;
	if (!ok) {
		err_set(e, ERR_UNAVAILABLE, "facts.write", _("%s cannot be written: %s."), path,
		    err_os(errno));
		unlink(part);
	}
	if (fd >= 0)
		close(fd);
	arena_release(&a);
	return ok;
}

static void
segment_bytes(struct acts *s, struct buf *b, struct segment_info *info)
{
	struct column columns[COLUMNS_MAX];
	size_t n = columns_of(s, columns);

	buf_clear(b);
	for (size_t i = 0; i < n; i++)
		put(b, *columns[i].p, s->n * columns[i].width);
	*info = (struct segment_info){ .n = (uint32_t)s->n, .first_day = s->first_day,
		.last_day = s->last_day };
	for (int i = 0; i < N_ACT_LISTS; i++) {
		const struct act_items *l = &s->list[i];

		info->items[i] = (uint32_t)l->code.n;
		put(b, l->code.p, l->code.n);
		put(b, l->more.p, l->more.n);
		put(b, l->n.p, l->n.n);
	}
	info->bytes = b->n;
	info->checksum = checksum(b->p, b->n);
}

bool
files_write(struct facts *f, struct err *e)
{
	struct index_head head = { .layout = LAYOUT, .shift_bytes = sizeof(struct shift_row),
		.position = f->position, .rows = f->rows, .codes = codes_print(f),
		.n_shifts = (uint32_t)f->n_shifts, .n_acts = (uint32_t)f->n_acts };
	struct buf b, index;
	char name[24];
	bool ok = true;
	struct arena a;

	arena_init(&a);
	if (mkdir(str_cstr(&a, f->cache), 0700) != 0 && errno != EEXIST)
		ok = err_set(e, ERR_UNAVAILABLE, "facts.write", _("%s cannot be written: %s."),
		    str_cstr(&a, f->cache), err_os(errno));
	buf_init(&b);
	buf_init(&index);
	memcpy(head.magic, MAGIC, sizeof(head.magic));
	memcpy(head.stamp, f->stamp, sizeof(head.stamp));
	buf_put(&index, &head, sizeof(head));
	for (int i = 0; i < N_ENTITIES; i++) {
		head.n_entities[i] = (uint32_t)f->entity[i].n;
		for (size_t k = 0; k < f->entity[i].n; k++)
			buf_put(&index, &f->entity[i].v[k].id, sizeof(struct uuid));
	}
	for (size_t i = 0; i < f->n_shifts; i++) {
		struct shift_row r = shift_row(f, i);

		buf_put(&index, &r, sizeof(r));
	}
	for (size_t i = 0; ok && i < f->n_acts; i++) {
		struct segment_info info;

		/* Also those that are as in their file: their checksums stand in the index. */
		segment_bytes(f->acts[i], &b, &info);
		snprintf(name, sizeof(name), "%06zu", i);
		if (f->acts[i]->dirty || f->acts[i]->memory->map == NULL)
			ok = write_file(f, name, &b, e);
		f->acts[i]->dirty = f->acts[i]->dirty && !ok;
		buf_put(&index, &info, sizeof(info));
	}
	head.bytes = index.n - sizeof(head);
	head.checksum = checksum(index.p + sizeof(head), head.bytes);
	memcpy(index.p, &head, sizeof(head));
	ok = ok && write_file(f, "index", &index, e);
	buf_release(&b);
	buf_release(&index);
	arena_release(&a);
	return ok;
}

/* A file in memory, the pages being those of the system's cache; private, so that burying a row stays
 * ours. It may be written only once it is all there: else each page would be copied beforehand. NULL
 * when it is not there. */
static void *
map_file(const struct facts *f, const char *name, size_t *n)
{
	struct arena a;
	struct stat st;
	void *p = NULL;
	int fd;

	arena_init(&a);
	fd = open(str_fmt(&a, STR_F "/%s", STR_A(f->cache), name).p, O_RDONLY | O_CLOEXEC);
	if (fd >= 0 && fstat(fd, &st) == 0 && st.st_size > 0) {
		*n = (size_t)st.st_size;
		p = mmap(NULL, *n, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0);
		if (p == MAP_FAILED)
			p = NULL;
		else if (mprotect(p, *n, PROT_READ | PROT_WRITE) != 0) {
			munmap(p, *n);
			p = NULL;
		}
	}
	if (fd >= 0)
		close(fd);
	arena_release(&a);
	return p;
}

static size_t
segment_size(const struct segment_info *info)
{
	struct acts none = { .n = 0 };
	struct column columns[COLUMNS_MAX];
	size_t n = columns_of(&none, columns), bytes = 0;

	for (size_t i = 0; i < n; i++)
		bytes += aligned(info->n * columns[i].width);
	for (int i = 0; i < N_ACT_LISTS; i++) {
		bytes += aligned(info->items[i]);
		bytes += i == ACT_FACTS ? aligned(info->items[i]) : 0;
		bytes += i == ACT_FACTS || i == ACT_PUBLICS ? aligned(2 * (size_t)info->items[i]) : 0;
	}
	return bytes;
}

static struct buf
over(char **at, size_t n)
{
	struct buf b = { .p = *at, .n = n, .cap = n };

	*at += aligned(n);
	return b;
}

static bool
read_segment(struct facts *f, size_t i, const struct segment_info *info)
{
	struct column columns[COLUMNS_MAX];
	struct acts *s;
	char name[24];
	char *at;
	size_t bytes = 0, n;

	snprintf(name, sizeof(name), "%06zu", i);
	at = map_file(f, name, &bytes);
	if (at == NULL)
		return false;
	s = acts_new(f);
	s->memory->map = at;
	s->memory->map_bytes = bytes;
	if (info->n > SEGMENT_ROWS || bytes != info->bytes || segment_size(info) != bytes ||
	    checksum(at, bytes) != info->checksum)
		return false;
	s->n = info->n;
	s->first_day = info->first_day;
	s->last_day = info->last_day;
	n = columns_of(s, columns);
	for (size_t k = 0; k < n; k++) {
		*columns[k].p = at;
		at += aligned(s->n * columns[k].width);
	}
	for (int k = 0; k < N_ACT_LISTS; k++) {
		s->list[k].code = over(&at, info->items[k]);
		if (k == ACT_FACTS)
			s->list[k].more = over(&at, info->items[k]);
		if (k == ACT_FACTS || k == ACT_PUBLICS)
			s->list[k].n = over(&at, 2 * (size_t)info->items[k]);
	}
	return true;
}

/* Whether the journal of this store came to the same at the position of the files. */
static bool
belongs(struct store *s, const struct index_head *head)
{
	struct journal_point p = { .pos = head->position };
	struct err e;
	bool passed;

	memcpy(p.hash, head->stamp, sizeof(p.hash));
	return p.pos > 0 && journal_passed(s, &p, &passed, &e) && passed;
}

static bool
read_index(struct facts *f, struct store *s, const char *p, size_t n)
{
	struct index_head head;
	const char *at = p + sizeof(head);
	uint64_t bytes;

	if (n < sizeof(head))
		return false;
	memcpy(&head, p, sizeof(head));
	bytes = (uint64_t)head.n_shifts * sizeof(struct shift_row) +
	    (uint64_t)head.n_acts * sizeof(struct segment_info);
	for (int i = 0; i < N_ENTITIES; i++)
		bytes += (uint64_t)head.n_entities[i] * sizeof(struct uuid);
	if (memcmp(head.magic, MAGIC, sizeof(head.magic)) != 0 || head.layout != LAYOUT ||
	    head.shift_bytes != sizeof(struct shift_row) || head.bytes != n - sizeof(head) ||
	    bytes != head.bytes || head.n_acts > SEGMENTS_MAX ||
	    checksum(at, head.bytes) != head.checksum || head.codes != codes_print(f) ||
	    !belongs(s, &head))
		return false;
	for (int i = 0; i < N_ENTITIES; i++)
		for (uint32_t k = 0; k < head.n_entities[i]; k++, at += sizeof(struct uuid)) {
			struct uuid id;

			memcpy(&id, at, sizeof(id));
			entity_place(f, (enum entity_table)i, &id);
		}
	shifts_take(f, at, head.n_shifts);
	at += head.n_shifts * sizeof(struct shift_row);
	for (size_t i = 0; i < head.n_acts; i++, at += sizeof(struct segment_info)) {
		struct segment_info info;

		memcpy(&info, at, sizeof(info));
		if (!read_segment(f, i, &info))
			return false;
	}
	f->position = head.position;
	f->rows = head.rows;
	memcpy(f->stamp, head.stamp, sizeof(f->stamp));
	return true;
}

bool
files_read(struct facts *f, struct store *s)
{
	size_t n = 0;
	char *p = map_file(f, "index", &n);
	bool ok;

	if (p == NULL)
		return false;
	ok = read_index(f, s, p, n);
	munmap(p, n);
	return ok;
}
