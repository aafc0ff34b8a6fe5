/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "registers/tiles.h"

#include "base/lang.h"

/* How situations usually end. */
#define CALMED "OU1 OU4 OU5 OU8"
#define AGREED "OU3 OU5 OU4 OU8"
#define FOUND "OU5 OU4 OU9 OU0"
#define TALKED "OU0 OU4 OU5 OU8"
#define HELPED "OU4 OU1 OU5 OU8"
#define MET "OU0 OU3 OU5 OU9"

const struct tile tiles[] = {
	{ N_("Noise"), "speaker-high", "FJ FN FD", "GC5", "T10", "AC01 AC03", CALMED },
	{ N_("Noise outside"), "speaker-high", "FV FF", "GC5", "T20", "AC01 AC03", CALMED },
	{ N_("Group in a hall"), "door", "FJ FN", "GC5", "T21", "AC01 AC03", CALMED },
	{ N_("Group that disturbs"), "users-three", "FV", "GC5", "T21", "AC01 AC03", CALMED },
	{ N_("Quarrel, tension"), "hand-palm", "FJ FN FV FB", "GC1", "T20", "AC01 AC02", CALMED },
	{ N_("Quarrel, tension"), "hand-palm", "FL", "GC1", "T60", "AC01 AC02", CALMED },
	{ N_("Quarrel, tension"), "hand-palm", "FC", "GC1", "T70", "AC01 AC02", CALMED },
	{ N_("Quarrel, tension"), "hand-palm", "FF", "GC1", "T53", "AC01 AC02", CALMED },
	{ N_("Quarrel between neighbours"), "house-line", "FJ FN FD", "GC2", "T11", "AC01 AC02", CALMED },
	{ N_("Alcohol or drugs"), "wine", "FJ FN FV FF", "PA3", "T50", "AC01 AC11", CALMED },
	{ N_("Person in difficulty"), "hand-heart", "FJ FN FL FS", "VT5", "T42", "AC01 AC11", HELPED },
	{ N_("Person in difficulty"), "hand-heart", "FF", "VT5", "T53", "AC01 AC15", HELPED },
	{ N_("Person in the street"), "hand-heart", "FV", "PA3", "T43", "AC01 AC11", HELPED },
	{ N_("Waste, damage"), "trash", "FJ FN FV FF FL FC", "VT2", "T80", "AC14", FOUND },
	{ N_("Talk, contact"), "chats-circle", "FJ FN FV", "PA3", "T23", "AC01", TALKED },
	{ N_("Talk, contact"), "chats-circle", "FF", "PA3", "T53", "AC01 AC04", TALKED },
	{ N_("Talk, contact"), "chats-circle", "FL FE", "PA3", "T44", "AC01", TALKED },
	{ N_("Talk, contact"), "chats-circle", "FB", "PA3", "T80", "AC01 AC04", TALKED },
	{ N_("Talk, contact"), "chats-circle", "FK", "PA3", "T90", "AC01 AC04", TALKED },
	{ N_("Shopkeeper"), "storefront", "FV", "PA3", "T20", "AC01 AC04", TALKED },
	{ N_("Shopkeeper"), "storefront", "FC", "PA3", "T70", "AC01 AC04", TALKED },
	/* School */
	{ N_("Quarrel between pupils"), "hand-palm", "FE", "GC1", "T30", "AC01 AC02", CALMED },
	{ N_("Bullying"), "warning", "FE", "GC3", "T31", "AC01 AC12", HELPED },
	{ N_("Absence, dropping out"), "student", "FE", "MR4", "T32", "AC01 AC16", HELPED },
	{ N_("Family and school"), "handshake", "FE", "MR4", "T33", "AC01 AC16", HELPED },
	{ N_("Around the school"), "footprints", "FE", "PA2", "T34", "AC20", TALKED },
	{ N_("Reminder of the rules"), "scales", "FE", "GC5", "T34", "AC03", CALMED },
	{ N_("Isolation, health"), "hand-heart", "FE", "MR1", "T42", "AC01 AC11", HELPED },
	/* Leisure places, public services */
	{ N_("Queue, welcome"), "users-three", "FL", "PA6", "T60", "AC04", TALKED },
	{ N_("Queue, welcome"), "users-three", "FS", "PA6", "T41", "AC04", TALKED },
	{ N_("Reminder of the rules"), "scales", "FL", "GC5", "T60", "AC03", CALMED },
	{ N_("In the library"), "books", "FL", "GC5", "T61", "AC03", CALMED },
	{ N_("Information"), "info", "FL", "IN1", "T60", "AC04", TALKED },
	{ N_("Tension at the counter"), "hand-palm", "FS", "GC1", "T41", "AC01 AC02", CALMED },
	{ N_("Help with a formality"), "file-text", "FS", "IN2", "T40", "AC09", HELPED },
	{ N_("Information"), "info", "FS", "IN1", "T40", "AC04", TALKED },
	{ N_("Signposting"), "signpost", "FS", "MR1", "T40", "AC11", HELPED },
	{ N_("Going along"), "footprints", "FS", "IN3", "T40", "AC10", HELPED },
	{ N_("Request to pass on"), "arrow-up-right", "FS", "IN4", "T40", "AC01", FOUND },
	/* Works */
	{ N_("Question of a neighbour"), "info", "FC", "IN1", "T70", "AC04", TALKED },
	{ N_("Nuisance, access"), "warning", "FC", "IN4", "T70", "AC01", FOUND },
	{ N_("Sharing the street"), "map-pin", "FC", "GC5", "T71", "AC03", CALMED },
	{ N_("Technical defect"), "gear", "FC FB", "VT1", "T81", "AC14", FOUND },
	{ N_("Door to door"), "door", "FC", "PA5", "T70", "AC04", TALKED },
	/* Night life */
	{ N_("Safe way"), "footprints", "FF", "PA7", "T53", "AC20", TALKED },
	{ N_("Sexist remarks"), "warning", "FF", "GC5", "T52", "AC01 AC03", CALMED },
	/* Citizens' councils */
	{ N_("Session of the council"), "users-three", "FK", "CO1", "T90", "AC04", MET },
	{ N_("Public meeting"), "buildings", "FK", "CO2", "T90", "AC04", MET },
	{ N_("Meeting with a partner"), "handshake", "FK", "CO3", "T90", "AC12", MET },
	{ N_("Project with inhabitants"), "note-pencil", "FK", "PC2", "T90", "AC05", MET },
	{ N_("Event"), "calendar-dots", "FK", "PC1", "T90", "AC19", MET },
	{ N_("Door to door"), "door", "FK", "PA5", "T90", "AC04", TALKED },
	{ N_("Information"), "info", "FK", "IN1", "T90", "AC04", TALKED },
	/* Conventional mediation */
	{ N_("Shuttle"), "repeat", "FD", "GC3", "T11", "AC06", AGREED },
	{ N_("Joint meeting"), "users-three", "FD", "GC4", "T11", "AC07", AGREED },
	{ N_("Follow-up of an agreement"), "check-circle", "FD", "GC6", "T11", "AC18", AGREED },
	{ N_("Mediation declined"), "x", "FD", "GC7", "T11", "AC01", "OU8 OU5 OU4 OU9" },
	{ N_("Common parts"), "door", "FD", "GC5", "T12", "AC01 AC03", CALMED },
	{ N_("Signposting"), "signpost", "FD", "MR1", "T11", "AC11", HELPED },
	/* Bulky waste */
	{ N_("Pick-up"), "package", "FB", "EN1", "T80", "AC17", FOUND },
	{ N_("Waste left behind"), "trash", "FB", "VT2", "T80", "AC14", FOUND },
	{ N_("Reminder of the rules"), "scales", "FB", "GC5", "T80", "AC03", CALMED },
	{ N_("Information"), "info", "FB", "IN1", "T80", "AC04", TALKED },
	{ N_("Door to door"), "door", "FB", "PA5", "T80", "AC04", TALKED },
};
const size_t n_tiles = COUNT(tiles);

bool
tile_has(const char *codes, struct str code)
{
	struct str rest = str_of(codes), one;

	while (str_cut(&rest, ' ', &one))
		if (str_eq(one, code))
			return true;
	return false;
}

size_t
tiles_of(struct str form, const struct tile *out[TILES_A_FORM])
{
	size_t n = 0;

	for (size_t i = 0; i < n_tiles && n < TILES_A_FORM; i++)
		if (tile_has(tiles[i].forms, form))
			out[n++] = &tiles[i];
	return n > 0 ? n : tiles_of(STR("FJ"), out);
}

const struct outcome_words outcome_words[] = {
	{ "OU1", N_("It is calm again"), N_("The situation is settled."), "check-circle", "good" },
	{ "OU2", N_("It is better"), N_("In part, not wholly."), "trend-up", "good" },
	{ "OU3", N_("They agree"), N_("By word or in writing."), "handshake", "good" },
	{ "OU4", N_("Referred"), N_("To a service or an association."), "signpost", "info" },
	{ "OU5", N_("To follow"), N_("Somebody must come back."), "clock", "warn" },
	{ "OU6", N_("Nothing changed"), N_("It goes on as before."), "minus", "none" },
	{ "OU7", N_("It got worse"), N_("Tell your team leader too."), "trend-down", "warn" },
	{ "OU8", N_("They declined"), N_("Nobody wants to talk."), "hand-palm", "none" },
	{ "OU9", N_("Nobody there"), N_("Gone, or nothing to be found."), "circle-dashed", "none" },
	{ "OU0", N_("It was a contact"), N_("Presence, information: nothing to settle."), "chats-circle",
	    "none" },
};
const size_t n_outcome_words = COUNT(outcome_words);

const struct outcome_words *
outcome_words_of(struct str code)
{
	for (size_t i = 0; i < n_outcome_words; i++)
		if (str_is(code, outcome_words[i].code))
			return &outcome_words[i];
	return NULL;
}
