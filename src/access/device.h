/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Phones of the field app: one account on one phone, with a token of its own that opens the addresses of
 * docs/sync.md and nothing else.  What is kept of a device: whose, its name, the app's version, when it was
 * seen, how far its clock is off, how many entries wait on it.  Never where it is.
 * Those that write run inside the caller's transaction.
 */
#ifndef MAILLAGE_ACCESS_DEVICE_H
#define MAILLAGE_ACCESS_DEVICE_H

#include "access/access.h"

#define DEVICE_NAME_MAX 80   /* bytes */
#define DEVICE_APP_MAX 32
#define DEVICES_MAX 2000     /* of a house that are listed */

struct device {
	struct uuid id, account;
	struct str login;
	enum role role;
	struct str name, app;
	int64_t made_at, seen_at;
	int64_t skew;            /* its clock minus ours, ms */
	bool told_skew;          /* of device_told: else what is known stays */
	int64_t waiting;         /* entries that stayed on it */
	int64_t revoked_at;      /* 0: no */
	struct str revoked_by;
};

/* Makes the device known, or gives a known one of the same account a new token: `text`, shown once. .id nil:
 * a new one; .account, .name and .app are given. ERR_DENIED "device.revoked", "device.other". */
bool device_enrol(struct store *s, struct device *dev, const struct deed *d, char text[SECRET_TEXT_MAX],
    struct err *e) MUST_USE;
/* The same of one that pushes under a session: without a token. */
bool device_known(struct store *s, struct device *dev, const struct deed *d, struct err *e) MUST_USE;
/* What a phone tells of itself when it pushes. */
bool device_told(struct store *s, const struct device *dev, int64_t now_ms, struct err *e) MUST_USE;
bool device_read(struct store *s, const struct uuid *id, struct arena *a, struct device *out, bool *found,
    struct err *e) MUST_USE;
/* Of one account, or of all (NULL); last seen first. */
bool device_list(struct store *s, const struct uuid *account, struct arena *a, struct device **out, size_t *n,
    struct err *e) MUST_USE;
/* *revoked false: there is none, or it was revoked already. */
bool device_revoke(struct store *s, const struct uuid *id, const struct deed *d, bool *revoked, struct err *e)
    MUST_USE;

#endif
