// SPDX-License-Identifier: AGPL-3.0-or-later
// The words of a report while they are written: kept in this browser at each pause, on the server at each
// longer one. Buttons and pages work without; what goes wrong here leaves the words in the browser.

const form = document.querySelector('form[data-words]');
const PAUSE = 3000, AT_LEAST = 20000, AGAIN = 15000; // ms

const store = {
	get(name) { try { return JSON.parse(localStorage.getItem(name)); } catch { return null; } },
	put(name, value) { try { localStorage.setItem(name, JSON.stringify(value)); } catch { /* full or forbidden */ } },
	drop(name) { try { localStorage.removeItem(name); } catch { /* forbidden */ } },
};
const name = 'words:' + location.pathname + location.search;

// A finished text has no form: what was kept of it while it was a draft has been sent.
if (!form)
	store.drop(name);
else
	write(form);

function write(form) {
	const { text, base } = form.elements, state = form.querySelector('[data-state]');
	const plain = s => s.replace(/\r\n?/g, '\n').trim();
	const said = { ...form.dataset };
	// What the server has: only a page that shows it as it is tells.
	let sent = form.querySelector('.fault') || document.getElementById('f-other') ? null : plain(text.defaultValue);
	let stopped = false, going = false, last = 0, timer = 0, leaving = false;
	const tell = sentence => { state.textContent = sentence; };
	const changed = () => plain(text.value) !== sent;
	const keep = () => {
		if (changed())
			store.put(name, { base: base.value, text: text.value });
		else
			store.drop(name);
	};

	async function save(now) {
		clearTimeout(timer);
		if (stopped || going || leaving || !changed())
			return;
		if (!now && Date.now() - last < AT_LEAST)
			return later(AT_LEAST - (Date.now() - last));
		const mine = text.value;
		going = true;
		tell(said.saving);
		try {
			const answer = await fetch(said.api, {
				method: 'PUT', keepalive: mine.length < 15000, body: JSON.stringify({ text: mine, finished: false }),
				headers: { 'Content-Type': 'application/json', 'If-Match': `"${base.value}"`,
					'X-CSRF-Token': form.elements.csrf.value },
			});
			const told = await answer.json();
			if (answer.ok)
				taken(told, mine);
			else
				refused(answer.status, told);
		} catch {
			tell(said.offline);
			later(AGAIN);
		}
		going = false;
		last = Date.now();
		keep();
		if (changed() && !stopped)
			later(AT_LEAST);
	}
	function taken(told, mine) {
		base.value = told.version;
		sent = plain(mine);
		tell(said.saved.replace('%s', new Date().toLocaleTimeString(document.documentElement.lang,
			{ hour: '2-digit', minute: '2-digit' })));
	}
	function refused(status, told) {
		// The text must change, or somebody look at both, before it is worth trying again.
		stopped = true;
		tell(status === 409 ? said.conflict : `${said.refused} ${told.errors?.[0]?.message ?? told.detail ?? ''}`);
	}
	const later = ms => { clearTimeout(timer); timer = setTimeout(() => save(true), ms); };

	// What this browser kept and the server has not: in the text again, on the version it was based on, so
	// that saving shows both where somebody else wrote meanwhile.
	const kept = store.get(name);
	if (kept && plain(kept.text) !== plain(text.value) && sent !== null) {
		const back = form.querySelector('[data-back]'), before = { base: base.value, text: text.value };
		text.value = kept.text;
		base.value = kept.base;
		tell(said.restored);
		back.hidden = false;
		back.querySelector('[data-undo]').addEventListener('click', () => {
			text.value = before.text;
			base.value = before.base;
			back.hidden = true;
			stopped = false;
			store.drop(name);
			text.focus();
		});
		later(PAUSE);
	} else if (!changed()) {
		store.drop(name);
	}

	let typing = 0;
	text.addEventListener('input', () => {
		clearTimeout(typing);
		typing = setTimeout(() => { keep(); if (changed()) tell(said.kept); }, 400);
		if (stopped && !state.textContent.startsWith(said.conflict))
			stopped = false;
		clearTimeout(timer);
		timer = setTimeout(() => save(false), PAUSE);
	});
	addEventListener('online', () => save(true));
	addEventListener('pagehide', keep);
	document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'hidden') { keep(); save(true); } });
	form.addEventListener('submit', () => { keep(); leaving = true; clearTimeout(timer); });
	addEventListener('beforeunload', event => { if (!leaving && changed()) event.preventDefault(); });

	// Figures to quote go where the cursor stands.
	document.querySelectorAll('[data-cite]').forEach(button => {
		button.hidden = false;
		button.addEventListener('click', () => {
			text.setRangeText(button.dataset.cite, text.selectionStart, text.selectionEnd, 'end');
			text.focus();
			text.dispatchEvent(new Event('input', { bubbles: true }));
		});
	});
}
