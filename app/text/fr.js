// SPDX-License-Identifier: AGPL-3.0-or-later
export default {
	'app.name': 'Maillage terrain',
};
