// SPDX-License-Identifier: AGPL-3.0-or-later
// One event noted twice is asked about on the phone: after saving, and for what waited once there is a
// network, because colleagues' records are known to the server alone. No answer is one too: the team leader
// sees both.
import { t } from './words.js';

const MOST = 20;

export function twinning(app, trying) {
	const { keeper } = app;
	let found = [];
	const asked = new Set();

	async function ask(act) {
		if (app.state.online)
			asked.add(act.id);
		try {
			const likely = await keeper.likelyTwins(act);
			if (likely.length > 0 && !found.some(w => w.act.id === act.id)) {
				found = [{ act, likely }, ...found];
				app.refresh();
			}
		} catch {
			// Nobody could be asked now.
		}
	}
	app.askTwins = ask;
	app.askWaiting = async () => {
		const waiting = app.noted().filter(r => r.status === 'waiting' && !asked.has(r.id) && !r.fields.twin_of).slice(0, MOST);
		for (const act of waiting)
			await ask(act);
	};
	app.twins = () => found;
	app.twinOf = id => found.find(w => w.act.id === id) ?? null;
	app.answerTwin = (id, other) => trying(
		() => other ? keeper.save({ id, register: 'intervention', fields: { twin_of: other } }) : Promise.resolve(), () => {
			found = found.filter(w => w.act.id !== id);
			app.home(t(other ? 'twin_joined' : 'twin_apart'));
		});
	app.forgetTwins = () => {
		found = [];
		asked.clear();
	};
}
