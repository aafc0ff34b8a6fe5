/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What the demonstration's operator earned and bought.  data/demo/revenue.csv says for each scheme, year
 * and payer how much and by how many documents; data/demo/supplier.csv how often a supplier sends a bill.
 * The documents are drawn from it, so that their sums and numbers are those of the tables, to the cent.
 */
#include "cli/demo_money.h"

#include "base/buf.h"
#include "cli/demo_crew.h"

#include <stdlib.h>

enum purpose { PURPOSE_INVOICE = 48, PURPOSE_CREDIT, PURPOSE_BILL };

#define TOLD_UNTIL 20484 /* 2026-01-31: what was paid later is not known yet */
#define ROWS_MAX 256

enum revenue_column { R_YEAR, R_KIND, R_CENTRE, R_SCHEME, R_CLIENT, R_CONTRACT, R_FUNDER, R_GRANT,
	R_REFERENCE, R_FROM, R_TO, R_AMOUNT, R_INVOICES, R_CREDITS, R_TAX, R_PUBLIC, R_COLUMNS };
enum supplier_column { S_NAME, S_PURCHASE, S_AGENCIES, S_CENTRE, S_N24, S_N25, S_CREDITS24, S_CREDITS25,
	S_LEAST, S_MOST, S_TAX, S_COLUMNS };

/* An invoice, a credit note, or another line of products. */
struct document {
	const struct str *row;
	int32_t day, from, to;
	int64_t net; /* cents */
	bool credit;
	struct document *corrects;
	uint32_t seed;
	int number;  /* in its year; 0: no document of ours */
};

struct documents {
	struct document **v;
	size_t n, cap;
};

static int64_t
number(struct str s)
{
	int64_t v = 0;

	(void)str_int(s, &v);
	return v;
}

static int64_t
cents(struct str s)
{
	struct str rest = s, whole;
	int64_t v;

	(void)str_cut(&rest, '.', &whole);
	v = number(whole) * 100;
	return rest.p != NULL ? v + number(rest) : v;
}

/* The rows of a file behind its header. */
static bool
rows_of(struct arena *a, const char *name, size_t columns, const struct str *out[ROWS_MAX], size_t *n_out,
    struct err *e)
{
	const struct str *cells;
	struct table t;
	int64_t line;
	size_t n;

	*n_out = 0;
	if (!demo_file(a, name, &t, e) || !t.next(&t, &cells, &n, &line, e))
		return false;
	for (;;) {
		struct str *row = arena_array(a, struct str, columns);

		if (!t.next(&t, &cells, &n, &line, e))
			return false;
		if (n == 0)
			return true;
		if (n != columns || *n_out == ROWS_MAX)
			return err_set(e, ERR_INTERNAL, "demo.file", "data/demo/%s.csv:%lld", name, (long long)line);
		for (size_t i = 0; i < n; i++)
			row[i] = str_dup(a, cells[i]);
		out[(*n_out)++] = row;
	}
}

static struct document *
document_add(struct arena *a, struct documents *d, const struct document *what)
{
	struct document *one = arena_new(a, struct document);

	if (d->n == d->cap) {
		size_t cap = d->cap == 0 ? 256 : d->cap * 2;
		struct document **more = arena_array(a, struct document *, cap);

		if (d->n > 0)
			memcpy(more, d->v, d->n * sizeof(*more));
		d->v = more;
		d->cap = cap;
	}
	*one = *what;
	d->v[d->n++] = one;
	return one;
}

static int32_t
month_first(int64_t year, int64_t month)
{
	return day_of_ymd((struct ymd){ (int)(year + (month - 1) / 12), (int)((month - 1) % 12 + 1), 1 });
}

/* The i-th of n invoices of a row: at the end of a month, or spread over it where there are more. */
static struct document
invoice_at(const struct str *row, int64_t i, int64_t n, uint32_t seed)
{
	int64_t year = number(row[R_YEAR]), first = number(row[R_FROM]);
	int64_t months = number(row[R_TO]) - first + 1, at = i * months / n;
	struct document d = { .row = row, .seed = seed };

	d.from = month_first(year, first + at);
	d.to = month_first(year, first + at + 1) - 1;
	d.day = n <= months ? d.to : d.from + (int32_t)((i * months % n) * 27 / n);
	return d;
}

static void
invoices_of_row(struct arena *a, const struct str *row, uint32_t place, struct documents *out)
{
	int64_t n = number(row[R_INVOICES]), credits = number(row[R_CREDITS]), all = cents(row[R_AMOUNT]);
	int32_t year_end = month_first(number(row[R_YEAR]) + 1, 1) - 1;
	struct document **made = arena_array(a, struct document *, (size_t)n);

	for (int64_t i = 0; i < n; i++) {
		struct document d = invoice_at(row, i, n, place << 12 | (uint32_t)i);

		/* Whole euros; the last one bears what is left. */
		d.net = i + 1 < n ? all / n / 100 * 100 : all - all / n / 100 * 100 * (n - 1);
		made[i] = document_add(a, out, &d);
	}
	for (int64_t i = 0; i < credits; i++) {
		struct draw draw = draw_for(PURPOSE_CREDIT, place, (uint64_t)i);
		struct document *wrong = made[(i * 2 + 1) * n / (credits * 2) % n];
		struct document d = { .row = row, .credit = true, .corrects = wrong, .from = wrong->from,
			.to = wrong->to, .seed = (uint32_t)draw_next(&draw) };

		d.net = all / n * (5 + draw_below(&draw, 20)) / 10000 * 100;
		d.day = wrong->day + 9 + (int32_t)draw_below(&draw, 25);
		d.day = d.day > year_end ? year_end : d.day;
		wrong->net += d.net;
		document_add(a, out, &d);
	}
}

static int
by_day(const void *x, const void *y)
{
	const struct document *a = *(struct document *const *)x, *b = *(struct document *const *)y;

	if (a->day != b->day)
		return a->day < b->day ? -1 : 1;
	if (a->credit != b->credit)
		return a->credit ? 1 : -1;
	return a->seed < b->seed ? -1 : a->seed > b->seed;
}

/* Everything of the years asked for, in order of time and numbered. */
static bool
documents_make(struct arena *a, const struct demo_options *o, struct documents *out, struct err *e)
{
	const struct str *rows[ROWS_MAX];
	int last[DEMO_YEAR_LAST - DEMO_YEAR_FIRST + 1] = { 0 };
	size_t n;

	if (!rows_of(a, "revenue", R_COLUMNS, rows, &n, e))
		return false;
	for (size_t i = 0; i < n; i++) {
		struct document other = { .row = rows[i], .net = cents(rows[i][R_AMOUNT]), .seed = (uint32_t)i };

		if (!o->years[number(rows[i][R_YEAR]) - DEMO_YEAR_FIRST])
			continue;
		other.day = month_first(number(rows[i][R_YEAR]), number(rows[i][R_FROM]) + 1) - 1;
		if (str_is(rows[i][R_KIND], "invoice"))
			invoices_of_row(a, rows[i], (uint32_t)i, out);
		else
			document_add(a, out, &other);
	}
	qsort(out->v, out->n, sizeof(struct document *), by_day);
	for (size_t i = 0; i < out->n; i++)
		if (str_is(out->v[i]->row[R_KIND], "invoice"))
			out->v[i]->number = ++last[ymd_of_day(out->v[i]->day).year - DEMO_YEAR_FIRST];
	return true;
}

/* -- text ------------------------------------------------------------------------------------ */

static void
put_number(struct buf *b, const struct document *d)
{
	if (d != NULL && d->number > 0)
		buf_fmt(b, "%d-%04d", ymd_of_day(d->day).year, d->number);
}

static void
put_day(struct buf *b, int32_t day)
{
	char text[11];

	day_format(day, text);
	buf_cstr(b, text);
	buf_char(b, ',');
}

static void
put_known_day(struct buf *b, int32_t day)
{
	if (day <= TOLD_UNTIL)
		put_day(b, day);
	else
		buf_char(b, ',');
}

static void
put_money(struct buf *b, int64_t v)
{
	buf_fmt(b, "%s%lld.%02d", v < 0 ? "-" : "", (long long)(llabs(v) / 100), (int)(llabs(v) % 100));
	buf_char(b, ',');
}

static void
put_cells(struct buf *b, const struct str *row, const enum revenue_column *of, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		buf_str(b, row[of[i]]);
		buf_char(b, ',');
	}
}

static void
put_invoice(struct buf *b, const struct document *d)
{
	static const enum revenue_column who[] = { R_CLIENT, R_CONTRACT, R_SCHEME };
	struct draw draw = draw_for(PURPOSE_INVOICE, d->seed, 0);
	int32_t paid = d->day + 16 + (int32_t)(draw_below(&draw, 22) + draw_below(&draw, 22));
	bool public = str_is(d->row[R_PUBLIC], "oui") && !d->credit;

	put_number(b, d);
	buf_char(b, ',');
	put_number(b, d);
	buf_fmt(b, ",%s,", d->credit ? "credit_note" : "invoice");
	put_day(b, d->day);
	put_cells(b, d->row, who, COUNT(who));
	put_number(b, d->corrects);
	buf_char(b, ',');
	put_day(b, d->from);
	put_day(b, d->to);
	put_money(b, d->net);
	put_money(b, (d->net * number(d->row[R_TAX]) + 50) / 100);
	if (d->credit) {
		buf_cstr(b, ",,,,\n");
		return;
	}
	put_day(b, d->day + 30);
	put_known_day(b, paid);
	buf_fmt(b, "%s,", !public ? "" : paid <= TOLD_UNTIL ? "paid" : "available");
	put_known_day(b, public ? d->day + (int32_t)draw_below(&draw, 3) : TOLD_UNTIL + 1);
	if (public)
		buf_fmt(b, "EJ%06u", draw_below(&draw, 1000000));
	buf_char(b, '\n');
}

static void
put_line(struct buf *b, const struct document *d, int place)
{
	static const enum revenue_column whose[] = { R_CENTRE, R_SCHEME, R_FUNDER };

	buf_fmt(b, "P%d-%05d,", ymd_of_day(d->day).year, place);
	put_day(b, d->day);
	buf_fmt(b, STR_F ",", STR_A(d->credit ? STR("credit_note") : d->row[R_KIND]));
	put_cells(b, d->row, whose, COUNT(whose));
	put_number(b, d);
	buf_fmt(b, "," STR_F "," STR_F ",", STR_A(d->row[R_GRANT]), STR_A(d->row[R_REFERENCE]));
	put_money(b, d->credit ? -d->net : d->net);
	b->n--; /* the last comma */
	buf_char(b, '\n');
}

bool
demo_money_tables(struct arena *a, const struct demo_options *o, struct table *invoices,
    struct table *lines, struct err *e)
{
	struct documents all = { 0 };
	struct buf docs, products;

	buf_init_in(&docs, a);
	buf_init_in(&products, a);
	buf_cstr(&docs, "id,number,kind,date,client,contract,scheme,corrects,from,to,net,tax,due,paid,chorus,"
	                "deposited,commitment\n");
	buf_cstr(&products, "id,date,kind,centre,scheme,funder,invoice,grant,reference,amount\n");
	if (!documents_make(a, o, &all, e))
		return false;
	for (size_t i = 0; i < all.n; i++) {
		if (all.v[i]->number > 0)
			put_invoice(&docs, all.v[i]);
		put_line(&products, all.v[i], (int)i + 1);
	}
	return demo_text(a, buf_text(&docs), invoices, e) && demo_text(a, buf_text(&products), lines, e);
}

/* -- what was bought ------------------------------------------------------------------------- */

struct bill {
	const struct str *row;
	int32_t day, booked;
	uint32_t place;
	bool credit;
};

static int
by_booking(const void *x, const void *y)
{
	const struct bill *a = x, *b = y;

	if (a->booked != b->booked)
		return a->booked < b->booked ? -1 : 1;
	return a->place < b->place ? -1 : a->place > b->place;
}

static struct str
one_of(struct str list, uint32_t at)
{
	struct str rest = list, one = STR_NONE;
	uint32_t n = 1;

	for (size_t i = 0; i < list.n; i++)
		n += list.p[i] == '|';
	for (at %= n; str_cut(&rest, '|', &one) && at > 0; at--)
		;
	return one;
}

static void
put_bill(struct buf *b, const struct bill *bill, int n)
{
	const struct str *row = bill->row;
	struct draw draw = draw_for(PURPOSE_BILL, bill->place, (uint64_t)bill->day);
	int64_t least = number(row[S_LEAST]), most = number(row[S_MOST]);
	int64_t net = least * 100 + draw_below(&draw, (uint32_t)(most - least) * 100 + 1);
	int32_t approved = bill->booked + 1 + (int32_t)draw_below(&draw, 8);
	int32_t paid = approved + 10 + (int32_t)draw_below(&draw, 30);
	bool settled = paid <= TOLD_UNTIL && !bill->credit;

	net = bill->credit ? net * (10 + draw_below(&draw, 50)) / 100 : net;
	buf_fmt(b, "A%d-%05d,%c%05u,%s,", ymd_of_day(bill->booked).year, n,
	    "BFNP"[bill->place % 4], 1000 + draw_below(&draw, 90000), bill->credit ? "credit_note" : "invoice");
	buf_fmt(b, STR_F ",", STR_A(row[S_NAME]));
	put_day(b, bill->day);
	put_day(b, bill->booked);
	buf_fmt(b, STR_F "," STR_F "," STR_F ",", STR_A(row[S_PURCHASE]),
	    STR_A(one_of(row[S_AGENCIES], draw_below(&draw, 60))), STR_A(row[S_CENTRE]));
	put_money(b, net);
	put_money(b, (net * number(row[S_TAX]) + 50) / 100);
	put_known_day(b, approved);
	put_day(b, bill->day + 30);
	put_known_day(b, settled ? paid : TOLD_UNTIL + 1);
	b->n--;
	buf_char(b, '\n');
}

/* The bills of a year, in order of booking. */
static void
put_bills(struct arena *a, struct buf *b, const struct str *const *rows, size_t n_rows, int year)
{
	bool last = year == DEMO_YEAR_LAST;
	int32_t first = month_first(year, 1), end = month_first(year + 1, 1) - 1;
	size_t n = 0, all = 0;
	struct bill *bills;

	for (size_t i = 0; i < n_rows; i++)
		all += (size_t)(number(rows[i][last ? S_N25 : S_N24]) +
		    number(rows[i][last ? S_CREDITS25 : S_CREDITS24]));
	bills = arena_array(a, struct bill, all);
	for (size_t i = 0; i < n_rows; i++) {
		int64_t invoices = number(rows[i][last ? S_N25 : S_N24]);
		int64_t credits = number(rows[i][last ? S_CREDITS25 : S_CREDITS24]);

		for (int64_t k = 0; k < invoices + credits; k++) {
			bool credit = k >= invoices;
			int64_t of = credit ? credits : invoices, at = credit ? k - invoices : k;
			struct bill *one = &bills[n++];

			*one = (struct bill){ .row = rows[i], .credit = credit,
				.place = (uint32_t)(i << 12 | (size_t)k) };
			one->day = first + (int32_t)((at * 2 + 1) * 358 / (of * 2));
			one->booked = one->day + (int32_t)(one->place * 7 % 9);
			one->booked = one->booked > end ? end : one->booked;
		}
	}
	qsort(bills, n, sizeof(*bills), by_booking);
	for (size_t i = 0; i < n; i++)
		put_bill(b, &bills[i], (int)i + 1);
}

bool
demo_bills_table(struct arena *a, const struct demo_options *o, struct table *out, struct err *e)
{
	const struct str *rows[ROWS_MAX];
	struct buf b;
	size_t n;

	if (!rows_of(a, "supplier", S_COLUMNS, rows, &n, e))
		return false;
	buf_init_in(&b, a);
	buf_cstr(&b, "id,number,kind,supplier,date,booked,purchase,agency,centre,net,tax,approved,due,paid\n");
	for (int year = DEMO_YEAR_FIRST; year <= DEMO_YEAR_LAST; year++)
		if (o->years[year - DEMO_YEAR_FIRST])
			put_bills(a, &b, rows, n, year);
	return demo_text(a, buf_text(&b), out, e);
}

/* -- charters -------------------------------------------------------------------------------- */

bool
demo_charters_table(struct arena *a, const struct demo *d, struct table *out, struct err *e)
{
	static const char *const charters[] = { "deontology", "confidentiality" };
	int32_t edition = day_of_ymd((struct ymd){ 2021, 3, 1 });
	struct buf b;

	buf_init_in(&b, a);
	buf_cstr(&b, "id,staff,charter,edition,date\n");
	for (size_t i = 0; i < d->crew->n; i++)
		for (size_t k = 0; k < COUNT(charters); k++) {
			const struct demo_person *p = &d->crew->v[i];
			/* On the first day, or when the charters were handed round. */
			int32_t day = p->start > DEMO_FIRST ? p->start : DEMO_FIRST + 7 + (int32_t)(i * 5 % 24);

			buf_fmt(&b, "M-%04u/%s,M-%04u,%s,", p->number, charters[k], p->number, charters[k]);
			put_day(&b, edition);
			put_day(&b, day);
			b.n--;
			buf_char(&b, '\n');
		}
	return demo_text(a, buf_text(&b), out, e);
}
