/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Rows from the store: all of them in side-by-side scans, or one by its identifier. */
#include "base/lang.h"
#include "facts/build.h"
#include "rules/grid.h"

#define PUBLICS_MAX 64
#define COLUMNS_FIXED 22

/* The statements of a register of acts: all rows, one row, and its facts the same way. */
struct act_source {
	const struct reg *reg;
	bool report;
	struct query all, one, facts_all, facts_one;
	size_t n_publics;
	uint8_t cell[PUBLICS_MAX];
};

static const char *const act_columns[COLUMNS_FIXED] = {
	"id", "service_date", "start", "scheme", "sector", "place_kind", "state", "cell", "kind",
	"theme", "theme2", "theme3", "origin", "outcome", "tension_before", "tension_after", "weak_signal",
	"duration_min", "shift", "actions", "relays", "twin_of",
};
/* A partner's report has the first eight. */
#define COLUMNS_REPORT 8

static bool
text_day(const struct value *v, int32_t *day)
{
	return v->kind == VALUE_TEXT && day_parse(v->s, day);
}

static uint16_t
text_minute(const struct value *v)
{
	int minute;

	return v->kind == VALUE_TEXT && clock_parse(v->s, &minute) ? (uint16_t)minute : NONE_16;
}

static struct uuid
blob_id(const struct value *v)
{
	struct uuid id = { { 0 } };

	if (v->s.n == sizeof(id.b))
		memcpy(id.b, v->s.p, sizeof(id.b));
	return id;
}

static uint16_t
place_16(struct facts *f, enum entity_table table, const struct value *v)
{
	struct uuid id = blob_id(v);

	return v->kind == VALUE_NULL ? NONE_16 : (uint16_t)entity_place(f, table, &id);
}

/* The place of a code as it is counted; NONE_8 for none and for what no list of ours holds. */
static uint8_t
code_8(const struct code_list *l, const struct value *v)
{
	uint16_t i = v->kind == VALUE_TEXT && v->s.n > 0 ? code_find(l, v->s) : CODE_NONE;

	i = i != CODE_NONE ? code_counted(l, i) : i;
	return i < NONE_8 ? (uint8_t)i : NONE_8;
}

static uint8_t
small(const struct value *v)
{
	return v->kind == VALUE_INT ? (uint8_t)v->i : NONE_8;
}

/* "F_A23": a field that counts people of one sex and age. */
static bool
public_cell(const struct facts *f, const char *name, uint8_t *cell)
{
	const struct code_list *sexes = codes_list(f->codes, "sex"), *ages = codes_list(f->codes, "age");
	struct str rest = str_of(name), sex;
	uint16_t i, k;

	if (!str_cut(&rest, '_', &sex) || sex.n != 1 || rest.n < 2 || rest.p[0] != 'A')
		return false;
	i = code_find(sexes, sex);
	k = code_find(ages, rest);
	if (i == CODE_NONE || k == CODE_NONE || k >= PUBLIC_AGES)
		return false;
	*cell = (uint8_t)(i * PUBLIC_AGES + k);
	return true;
}

static struct query
statement(struct facts *f, const char *name, const struct buf *sql, bool one)
{
	return (struct query){
		.name = name, .sql = str_cstr(&f->a, buf_text(sql)), .n_params = one, .scan = !one,
	};
}

static struct act_source *
source_for(struct facts *f, bool report)
{
	const char *reg = report ? "incivility_report" : "intervention";
	size_t n = report ? COLUMNS_REPORT : COLUMNS_FIXED, head;
	struct act_source *src;
	struct buf b;

	if (f->source[report] != NULL)
		return f->source[report];
	src = f->source[report] = arena_new(&f->a, struct act_source);

	src->reg = reg_find(str_of(reg));
	src->report = report;
	buf_init(&b);
	buf_cstr(&b, "SELECT ");
	for (size_t i = 0; i < n; i++)
		buf_fmt(&b, "%s\"%s\"", i > 0 ? ", " : "", act_columns[i]);
	for (size_t i = 0; i < src->reg->n_fields && src->n_publics < PUBLICS_MAX; i++)
		if (public_cell(f, src->reg->fields[i].name, &src->cell[src->n_publics])) {
			buf_fmt(&b, ", \"%s\"", src->reg->fields[i].name);
			src->n_publics++;
		}
	buf_fmt(&b, " FROM \"%s\" WHERE structure = 1 AND deleted = 0", reg);
	head = b.n;
	buf_cstr(&b, " AND id = $1");
	src->one = statement(f, "facts_one", &b, true);
	b.n = head;
	buf_cstr(&b, " ORDER BY id");
	src->all = statement(f, "facts_all", &b, false);
	buf_clear(&b);
	buf_fmt(&b, "SELECT record, code, n, severity FROM \"%s_facts\" WHERE structure = 1", reg);
	head = b.n;
	buf_cstr(&b, " AND record = $1 ORDER BY i");
	src->facts_one = statement(f, "facts_items_one", &b, true);
	b.n = head;
	buf_cstr(&b, " ORDER BY record, i");
	src->facts_all = statement(f, "facts_items_all", &b, false);
	buf_release(&b);
	return src;
}

static void
take_codes(struct acts *s, enum act_list list, const struct code_list *l, const struct value *v)
{
	struct str rest = v->kind == VALUE_TEXT && v->s.n > 0 ? v->s : STR_NONE, one;
	bool seen[NONE_8] = { false };

	while (str_cut(&rest, '|', &one)) {
		struct value code = V_TEXT(one);
		uint8_t i = code_8(l, &code);

		/* Two own codes of a contract may count as the same. */
		if (i == NONE_8 || seen[i])
			continue;
		seen[i] = true;
		acts_item(s, list, i, 0, 0);
	}
}

static void
take_publics(struct acts *s, const struct act_source *src, const struct value *row)
{
	unsigned sum = 0;

	for (size_t i = 0; i < src->n_publics; i++)
		if (row[i].kind == VALUE_INT && row[i].i > 0) {
			acts_item(s, ACT_PUBLICS, src->cell[i], 0, (uint16_t)row[i].i);
			sum += (unsigned)row[i].i;
		}
	s->contacts[s->n] = (uint16_t)(sum < NONE_16 ? sum : NONE_16);
}

static uint32_t
cell_place(struct facts *f, const struct value *v)
{
	struct uuid corner = { { 0 } };
	int32_t north, east;
	uint32_t place;

	if (v->kind != VALUE_TEXT || !grid_read(v->s, &north, &east))
		return NONE_32;
	memcpy(corner.b, &north, sizeof(north));
	memcpy(corner.b + sizeof(north), &east, sizeof(east));
	place = entity_place(f, ENTITY_CELL, &corner);
	if (f->entity[ENTITY_CELL].v[place].own.p == NULL)
		f->entity[ENTITY_CELL].v[place].own = str_dup(&f->entity[ENTITY_CELL].memory->a, v->s);
	return place;
}

/* The columns of one row; its facts come after. */
static void
take_row(struct facts *f, struct acts *s, const struct act_source *src, const struct value *v)
{
	size_t at = s->n;
	uint32_t shift = NONE_32;

	s->id[at] = blob_id(&v[0]);
	if (!text_day(&v[1], &s->day[at]))
		s->day[at] = 0;
	s->minute[at] = text_minute(&v[2]);
	s->scheme[at] = place_16(f, ENTITY_SCHEME, &v[3]);
	s->sector[at] = place_16(f, ENTITY_SECTOR, &v[4]);
	for (int i = 0; i < N_ACT_BYTES; i++)
		s->byte[i][at] = NONE_8;
	for (int i = 0; i < N_ACT_LISTS; i++)
		s->list[i].count[at] = 0;
	s->byte[ACT_PLACE_KIND][at] = code_8(codes_list(f->codes, "place_kind"), &v[5]);
	s->byte[ACT_STATE][at] = code_8(codes_list(f->codes, "record_state"), &v[6]);
	s->byte[ACT_FLAGS][at] = src->report ? ACT_REPORT : 0;
	s->length[at] = NONE_16;
	s->contacts[at] = 0;
	s->shift[at] = NONE_32;
	s->cell[at] = cell_place(f, &v[7]);
	if (src->report)
		return;
	s->byte[ACT_KIND][at] = code_8(codes_list(f->codes, "kind"), &v[8]);
	for (int i = 0; i < 3; i++)
		s->byte[ACT_THEME + i][at] = code_8(codes_list(f->codes, "theme"), &v[9 + i]);
	s->byte[ACT_ORIGIN][at] = code_8(codes_list(f->codes, "origin"), &v[12]);
	s->byte[ACT_OUTCOME][at] = code_8(codes_list(f->codes, "outcome"), &v[13]);
	s->byte[ACT_TENSION_BEFORE][at] = small(&v[14]);
	s->byte[ACT_TENSION_AFTER][at] = small(&v[15]);
	if (v[16].kind == VALUE_INT && v[16].i != 0)
		s->byte[ACT_FLAGS][at] |= ACT_WEAK;
	if (v[21].kind != VALUE_NULL)
		s->byte[ACT_FLAGS][at] |= ACT_TWIN;
	s->length[at] = v[17].kind == VALUE_INT ? (uint16_t)v[17].i : NONE_16;
	if (v[18].kind != VALUE_NULL) {
		struct uuid id = blob_id(&v[18]);

		shift = shift_place(f, &id);
	}
	s->shift[at] = shift;
	take_codes(s, ACT_ACTIONS, codes_list(f->codes, "action"), &v[19]);
	take_codes(s, ACT_RELAYS, codes_list(f->codes, "partner_kind"), &v[20]);
	take_publics(s, src, v + COLUMNS_FIXED);
}

static void
take_fact(struct facts *f, struct acts *s, const struct value *item)
{
	uint8_t code = code_8(codes_list(f->codes, "incivility"), &item[1]);

	if (code != NONE_8)
		acts_item(s, ACT_FACTS, code, (uint8_t)item[3].i, (uint16_t)item[2].i);
}

/* Rows of a source beside their facts, both in order of identifier. */
static bool
take_rows(struct facts *f, struct rows *rows, struct rows *items, const struct act_source *src,
    struct err *e)
{
	const struct value *row, *item;

	if (!rows_next(items, &item, e))
		goto undo;
	for (;;) {
		struct acts *s;

		if (!rows_next(rows, &row, e)) {
			if (item != NULL)
				rows_close(items);
			return false;
		}
		if (row == NULL)
			break;
		s = acts_open(f);
		take_row(f, s, src, row);
		while (item != NULL && str_cmp(item[0].s, (struct str){ (char *)s->id[s->n].b, 16 }) <= 0) {
			/* Facts of deleted records stand between. */
			if (str_eq(item[0].s, (struct str){ (char *)s->id[s->n].b, 16 }))
				take_fact(f, s, item);
			if (!rows_next(items, &item, e))
				goto undo;
		}
		acts_close_row(f, s);
	}
	if (item != NULL)
		rows_close(items);
	return true;
undo:
	rows_close(rows);
	return false;
}

static bool
load_acts(struct facts *f, struct store *s, const struct act_source *src, const struct uuid *id,
    struct err *e)
{
	struct value v = id != NULL ? V_UUID(id) : V_NULL;
	struct rows *rows, *items;

	if (!store_rows(s, id != NULL ? &src->one : &src->all, &v, &rows, e))
		return false;
	if (!store_rows(s, id != NULL ? &src->facts_one : &src->facts_all, &v, &items, e)) {
		rows_close(rows);
		return false;
	}
	return take_rows(f, rows, items, src, e);
}

static const struct query shifts_all = {
	"facts_shifts",
	"SELECT id, scheme, sector, \"date\", planned_start, planned_end, actual_start, actual_end, state "
	"FROM shift WHERE structure = 1 AND deleted = 0 ORDER BY id", 0, true,
};
static const struct query shifts_one = {
	"facts_shift",
	"SELECT id, scheme, sector, \"date\", planned_start, planned_end, actual_start, actual_end, state "
	"FROM shift WHERE structure = 1 AND deleted = 0 AND id = $1", 1, false,
};
static const struct query teams_all = {
	"facts_teams", "SELECT record, ref FROM shift_team WHERE structure = 1 ORDER BY record, i", 0, true,
};
static const struct query teams_one = {
	"facts_team", "SELECT record, ref FROM shift_team WHERE structure = 1 AND record = $1 ORDER BY i",
	1, false,
};

static int
span(uint16_t start, uint16_t end)
{
	return end >= start ? end - start : end - start + 1440;
}

static void
take_shift(struct facts *f, const struct value *v)
{
	struct uuid id = blob_id(&v[0]);
	struct shift_row r;
	uint16_t start = text_minute(&v[4]), end = text_minute(&v[5]);
	uint16_t from = text_minute(&v[6]), to = text_minute(&v[7]);

	r = (struct shift_row){
		.id = id, .scheme = place_16(f, ENTITY_SCHEME, &v[1]),
		.sector = place_16(f, ENTITY_SECTOR, &v[2]), .alive = true,
		.state = (uint8_t)code_find(codes_list(f->codes, "shift_state"), v[8].s),
	};
	if (!text_day(&v[3], &r.day))
		r.day = 0;
	if (start != NONE_16 && end != NONE_16)
		r.planned_end = start + span(start, end);
	if (r.state == SHIFT_HELD && from != NONE_16 && to != NONE_16)
		r.minutes = (uint16_t)span(from, to);
	shift_write(f, shift_place(f, &id), &r);
}

static bool
load_shifts(struct facts *f, struct store *s, const struct uuid *id, struct err *e)
{
	struct value v = id != NULL ? V_UUID(id) : V_NULL;
	struct rows *rows;
	const struct value *row;

	if (id != NULL)
		shift_write(f, shift_place(f, id), &(struct shift_row){ .id = *id });
	if (!store_rows(s, id != NULL ? &shifts_one : &shifts_all, &v, &rows, e))
		return false;
	for (;;) {
		if (!rows_next(rows, &row, e))
			return false;
		if (row == NULL)
			break;
		take_shift(f, row);
	}
	if (!store_rows(s, id != NULL ? &teams_one : &teams_all, &v, &rows, e))
		return false;
	for (;;) {
		struct uuid shift, person;
		struct shift_row r;
		uint32_t place;

		if (!rows_next(rows, &row, e))
			return false;
		if (row == NULL)
			return true;
		shift = blob_id(&row[0]);
		person = blob_id(&row[1]);
		place = shift_place(f, &shift);
		r = shift_row(f, place);
		if (!r.alive || r.n_team == TEAM_MAX)
			continue;
		r.team[r.n_team++] = (uint16_t)entity_place(f, ENTITY_STAFF, &person);
		shift_write(f, place, &r);
	}
}

bool
facts_load(struct facts *f, struct store *s, struct err *e)
{
	return load_shifts(f, s, NULL, e) &&
	    load_acts(f, s, source_for(f, false), NULL, e) &&
	    load_acts(f, s, source_for(f, true), NULL, e);
}

static void
index_row(struct facts *f, const struct uuid *id, uint32_t place)
{
	size_t at = (size_t)str_hash((struct str){ (const char *)id->b, 16 }) & f->row_mask;

	while (f->row_slots[at] != 0)
		at = (at + 1) & f->row_mask;
	f->row_slots[at] = place + 1;
}

static void
index_rows(struct facts *f)
{
	/* Room for a segment more, half of it free: also where there is nothing yet. */
	size_t n = (f->n_acts + 1) * SEGMENT_ROWS;

	f->row_mask = 1;
	while (f->row_mask < n * 2)
		f->row_mask = f->row_mask * 2 + 1;
	f->row_slots = arena_array(&f->a, uint32_t, f->row_mask + 1);
	for (size_t i = 0; i < f->n_acts; i++)
		for (size_t k = 0; k < f->acts[i]->n; k++)
			if (f->acts[i]->byte[ACT_FLAGS][k] & (ACT_ALIVE | ACT_TWIN))
				index_row(f, &f->acts[i]->id[k], (uint32_t)(i * SEGMENT_ROWS + k));
}

/* The old row of a record that changed does not count any more. */
static void
bury(struct facts *f, const struct uuid *id)
{
	if (f->row_slots == NULL)
		index_rows(f);
	for (size_t at = (size_t)str_hash((struct str){ (const char *)id->b, 16 }) & f->row_mask;
	    f->row_slots[at] != 0; at = (at + 1) & f->row_mask) {
		uint32_t place = f->row_slots[at] - 1;
		struct acts *s = f->acts[place / SEGMENT_ROWS];
		size_t row = place % SEGMENT_ROWS;

		if (!uuid_eq(&s->id[row], id) || (s->byte[ACT_FLAGS][row] & (ACT_ALIVE | ACT_TWIN)) == 0)
			continue;
		acts_bury(f, s, row);
		return;
	}
}

bool
facts_take(struct facts *f, struct store *s, const struct reg *g, const struct uuid *id, bool known,
    struct err *e)
{
	struct acts *last;
	bool report = strcmp(g->name, "incivility_report") == 0;
	size_t n;

	if (strcmp(g->name, "shift") == 0)
		return load_shifts(f, s, id, e);
	if (known)
		bury(f, id);
	n = f->n_acts > 0 ? f->acts[f->n_acts - 1]->n : 0;
	if (!load_acts(f, s, source_for(f, report), id, e))
		return false;
	last = f->n_acts > 0 ? f->acts[f->n_acts - 1] : NULL;
	if (last != NULL && f->row_slots != NULL && (last->n != n || n == SEGMENT_ROWS) && last->n > 0) {
		if (f->n_acts * SEGMENT_ROWS * 2 > f->row_mask + 1)
			index_rows(f);
		else
			index_row(f, &last->id[last->n - 1],
			    (uint32_t)((f->n_acts - 1) * SEGMENT_ROWS + last->n - 1));
	}
	return true;
}
