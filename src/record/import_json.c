/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/json.h"
#include "record/import.h"

static void
json_faults(struct json_writer *w, const struct import_result *r)
{
	js_key(w, "errors");
	js_array(w);
	for (size_t i = 0; i < r->faults.n; i++) {
		const struct fault *f = &r->faults.v[i];

		js_object(w);
		js_key(w, "register");
		js_cstr(w, f->reg != NULL ? f->reg->name : NULL);
		js_key(w, "record");
		js_str(w, f->record);
		js_key(w, "line");
		js_int(w, f->line);
		js_key(w, "field");
		js_cstr(w, f->field != NULL ? f->field->name : NULL);
		js_key(w, "column");
		js_str(w, f->column);
		js_key(w, "code");
		js_cstr(w, f->code);
		js_key(w, "message");
		js_str(w, f->text);
		js_end_object(w);
	}
	js_end_array(w);
	js_key(w, "errors_total");
	js_int(w, r->faults.total);
}

void
import_json(struct json_writer *w, const char *file, const struct import_result *r)
{
	const struct {
		const char *name;
		int64_t v;
	} counts[] = {
		{ "lines", r->lines }, { "made", r->made }, { "changed", r->changed },
		{ "unchanged", r->unchanged }, { "refused", r->refused }, { "grown", r->grown },
	};

	js_object(w);
	js_key(w, "file");
	js_cstr(w, file);
	for (size_t i = 0; i < COUNT(counts); i++) {
		js_key(w, counts[i].name);
		js_int(w, counts[i].v);
	}
	js_key(w, "written");
	js_bool(w, r->written);
	json_faults(w, r);
	js_end_object(w);
}
