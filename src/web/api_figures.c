/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Figures, their evidence and reports for programs; the session that a program opens by a password. */
#include "base/lang.h"
#include "rules/disclosure.h"
#include "web/asked.h"
#include "web/pages.h"
#include "web/records.h"

#define WHERE_MAX 8

/* -- one figure ------------------------------------------------------------------------------ */

static bool
bad_dim(struct str text, struct err *e)
{
	return err_set(e, ERR_INVALID, "figure.dimension", _("“%.*s” is no dimension."), STR_A(text));
}

/* "by": dimensions, separated by commas. */
static bool
read_by(struct web_request *r, struct str text, struct figure_ask *ask, struct err *e)
{
	struct str one;

	while (text.p != NULL && str_cut(&text, ',', &one)) {
		const struct dim *d = dim_find(str_trim(one));

		if (d == NULL)
			return bad_dim(one, e);
		if (ask->n_by == FIGURE_BY_MAX)
			return err_set(e, ERR_INVALID, "figure.by", _("A split goes by %d dimensions at most."),
			    FIGURE_BY_MAX);
		if (!asked_own_team(r) && (strcmp(dim_id(d), "team") == 0 || strcmp(dim_id(d), "day") == 0))
			return err_set(e, ERR_DENIED, "figure.by",
			    _("Your account sees no figures by day or by person."));
		ask->by[ask->n_by++] = d;
	}
	/* The gate of small numbers knows rows and columns. */
	if (!asked_own_team(r) && ask->n_by > 2)
		return err_set(e, ERR_DENIED, "figure.by",
		    _("Your account splits figures by two dimensions at most."));
	return true;
}

/* "where=DIM=CODE,CODE", repeated. Not for who is outside: the difference of two answers could tell what
 * each hides. */
static bool
read_where(struct web_request *r, const struct form *f, struct asked *q, struct err *e)
{
	struct str words[WHERE_MAX];
	size_t n = form_all(f, "where", words, WHERE_MAX);

	if (n > WHERE_MAX)
		return err_set(e, ERR_INVALID, "figure.too_many", _("Too many conditions."));
	if (n > 0 && !asked_own_team(r))
		return err_set(e, ERR_DENIED, "figure.where",
		    _("Your account sees figures of a scheme as a whole, without conditions."));
	for (size_t i = 0; i < n; i++) {
		struct str rest = words[i], dim, one, *codes = arena_array(r->arena, struct str, words[i].n + 1);
		const struct dim *d;
		size_t n_codes = 0;

		if (!str_cut(&rest, '=', &dim) || (d = dim_find(str_trim(dim))) == NULL)
			return bad_dim(words[i], e);
		/* The reach is a condition on schemes already. */
		if (strcmp(dim_id(d), "scheme") == 0)
			return err_set(e, ERR_INVALID, "figure.where", _("Name a scheme with scheme=."));
		while (rest.p != NULL && str_cut(&rest, ',', &one))
			codes[n_codes++] = str_trim(one);
		if (n_codes == 0)
			return bad_dim(words[i], e);
		q->filters[q->n_filters++] = (struct figure_filter){ d, codes, n_codes };
		q->shown[q->n_shown++] = (struct shown_filter){ str_of(dim_id(d)), codes, n_codes };
	}
	return true;
}

/* Hides what would point to somebody: 1 to 4, and what would give such a number away. */
static void
hide_small(struct web_request *r, const struct figure_ask *ask, struct figure_answer *v)
{
	size_t n_rows = v->n_groups, n_cols = 1, *at = arena_array(r->arena, size_t, v->n_groups + 1);
	int64_t *counts;
	uint8_t *hidden;

	/* Rows are the first key, columns the second; groups come sorted by key. */
	if (ask->n_by == 2) {
		struct str *rows = arena_array(r->arena, struct str, v->n_groups + 1);
		struct str *cols = arena_array(r->arena, struct str, v->n_groups + 1);
		size_t *col = arena_array(r->arena, size_t, v->n_groups + 1);

		n_rows = n_cols = 0;
		for (size_t i = 0; i < v->n_groups; i++) {
			size_t k = 0;

			if (n_rows == 0 || !str_eq(rows[n_rows - 1], v->groups[i].key[0]))
				rows[n_rows++] = v->groups[i].key[0];
			while (k < n_cols && !str_eq(cols[k], v->groups[i].key[1]))
				k++;
			if (k == n_cols)
				cols[n_cols++] = v->groups[i].key[1];
			at[i] = n_rows - 1;
			col[i] = k;
		}
		for (size_t i = 0; i < v->n_groups; i++)
			at[i] = at[i] * n_cols + col[i];
	} else {
		for (size_t i = 0; i < v->n_groups; i++)
			at[i] = i;
	}
	counts = arena_array(r->arena, int64_t, n_rows * n_cols + 1);
	hidden = arena_array(r->arena, uint8_t, n_rows * n_cols + 1);
	memset(counts, 0, (n_rows * n_cols + 1) * sizeof(*counts));
	for (size_t i = 0; i < v->n_groups; i++)
		counts[at[i]] = v->groups[i].n;
	if (v->n_groups > 0)
		disclosure_table(counts, n_rows, n_cols, true, true, hidden);
	for (size_t i = 0; i < v->n_groups; i++)
		if (hidden[at[i]]) {
			v->groups[i].has_value = false;
			v->groups[i].n = 0;
		}
	if (!disclosure_shows(v->n)) {
		v->has_value = false;
		v->n = 0;
	}
}

static bool
figure_answer_as(struct web_request *r, bool evidence, struct err *e)
{
	struct figure_ask ask = { .figure = figure_find(web_param(r, "figure")), .evidence = evidence,
		.now_ms = r->now_ms };
	struct figure_answer v;
	const struct facts *facts;
	const struct form *f;
	struct asked q;

	if (ask.figure == NULL)
		return err_set(e, ERR_NOT_FOUND, "figure.unknown", _("There is no figure of that name."));
	if (!asked_figure(r, ask.figure, e) || !web_query(r, &f, e) || !asked_read(r, &q, e))
		return false;
	if (form_word(f, "from").p != NULL || form_word(f, "to").p != NULL) {
		if (q.has_period || form_word(f, "from").p == NULL || form_word(f, "to").p == NULL)
			return err_set(e, ERR_INVALID, "figure.period",
			    _("Give period, or from and to, not both."));
		if (!asked_period(r, str_fmt(r->arena, STR_F "/" STR_F, STR_A(form_word(f, "from")),
		    STR_A(form_word(f, "to"))), &q, e))
			return false;
	}
	if (!read_by(r, form_word(f, "by"), &ask, e) || !read_where(r, f, &q, e) ||
	    !web_facts(r, &facts, e))
		return false;
	ask.period = q.has_period ? &q.period : NULL;
	/* Groups without rows are those of the whole house. */
	ask.zeros = form_has(f, "zeros") && web_reach(r)->all;
	memcpy(ask.filters, q.filters, sizeof(q.filters));
	ask.n_filters = q.n_filters;
	if (!figure_eval(facts, &ask, r->arena, &v, e))
		return false;
	if (!asked_own_team(r))
		hide_small(r, &ask, &v);
	figure_json(answer_json(r), &(struct shown){ facts, &ask, q.shown, q.n_shown, false, false }, &v);
	return true;
}

bool
api_figure(struct web_request *r, struct err *e)
{
	return figure_answer_as(r, false, e);
}

bool
api_evidence(struct web_request *r, struct err *e)
{
	return figure_answer_as(r, true, e);
}

/* -- reports --------------------------------------------------------------------------------- */

static const struct {
	const char *name, *type;
	bool (*write)(const struct document *, struct buf *, struct err *);
} formats[] = {
	{ "json", "application/json", document_json },
	{ "pdf", "application/pdf", document_pdf },
	{ "html", "text/html; charset=utf-8", document_html },
};

bool
api_report(struct web_request *r, struct err *e)
{
	struct report_ask ask = { .n_words = 0 };
	struct template *t;
	struct document *d;
	const struct form *f;
	struct asked q;
	struct str format;
	size_t i = 0;

	if (!web_query(r, &f, e) || !asked_read(r, &q, e) || !asked_template(r, web_param(r, "template"), &t, e))
		return false;
	if (!q.has_period)
		return err_set(e, ERR_INVALID, "report.period", _("Which period? period=2025-10"));
	format = form_word(f, "format");
	while (format.p != NULL && i < COUNT(formats) && !str_is(format, formats[i].name))
		i++;
	if (i == COUNT(formats))
		return err_set(e, ERR_INVALID, "report.format", _("“%.*s” is no format: html, pdf or json."),
		    STR_A(format));
	ask.template = t;
	/* Drafts only when they are asked for: what is sent on shall be finished. */
	if (!asked_words(r, &q, str_is(form_word(f, "drafts"), "1") ? ASKED_DRAFTS : ASKED_FINISHED, &ask, e))
		return false;
	ask.places = false;
	if (!asked_report(r, &q, &ask, &d, e) ||
	    !web_note(r, AUDIT_REPORT, web_param(r, "template"), STR_NONE, e))
		return false;
	/* A file to keep: the page by itself carries its own styles, which ours may not. */
	return formats[i].write(d, i == 0 ? answer_text(r, 200, formats[i].type) :
	    answer_download(r, str_fmt(r->arena, STR_F "-%s.%s", STR_A(web_param(r, "template")), q.period.name,
	        formats[i].name), formats[i].type), e);
}

/* -- a session by a password ----------------------------------------------------------------- */

bool
api_session(struct web_request *r, struct err *e)
{
	struct sign_in ask = { .peer = r->http->peer, .device = STR("API"), .now_ms = r->now_ms };
	const struct json *body;
	char token[SECRET_TEXT_MAX];
	struct principal who;
	int64_t wait_s = 0;
	struct json_writer *w;

	if (!web_json(r, &body, e))
		return false;
	if (js_get(body, "login") != NULL)
		ask.login = js_text(js_get(body, "login"));
	if (js_get(body, "password") != NULL)
		ask.password = js_text(js_get(body, "password"));
	if (ask.login.p == NULL || ask.password.p == NULL)
		return err_set(e, ERR_INVALID, "access.body", _("Send login and password."));
	if (!sign_in(r->store, web_writer(r), &ask, r->arena, token, &who, &wait_s, e)) {
		if (wait_s > 0)
			http_add(r->out, "Retry-After", str_fmt(r->arena, "%lld", (long long)wait_s));
		return false;
	}
	answer_session(r, str_of(token));
	w = answer_json(r);
	js_object(w);
	js_key(w, "token");
	js_cstr(w, token);
	js_end_object(w);
	return true;
}
