// SPDX-License-Identifier: AGPL-3.0-or-later
// What makes pages quicker for who has scripts. Everything works without: nothing is made here that is
// not already a link, a form or a <details>.

const all = (selector, root = document) => [...root.querySelectorAll(selector)];

// A question before what cannot be taken back: <button data-confirm="sentence">.
document.addEventListener('submit', event => {
	const asked = event.submitter?.dataset.confirm ?? event.target.dataset.confirm;
	if (asked && !confirm(asked))
		event.preventDefault();
});

// Filters send themselves: <form data-auto>. Text fields wait for Enter.
document.addEventListener('change', event => {
	const form = event.target.form;
	if (form?.hasAttribute('data-auto') && event.target.type !== 'text' && event.target.type !== 'search')
		form.requestSubmit();
});

// One open popover at a time; Escape and a click elsewhere close it, and the focus returns.
const popovers = '.why, .chooser, .columns';
const shut = (details, refocus) => {
	details.open = false;
	if (refocus)
		details.querySelector('summary').focus();
};
document.addEventListener('toggle', event => {
	if (event.target.matches?.(popovers) && event.target.open)
		all(popovers).filter(d => d.open && d !== event.target).forEach(d => shut(d, false));
}, true);
document.addEventListener('click', event => {
	const close = event.target.closest('.bubble .close');
	if (close)
		return shut(close.closest('details'), true);
	const inside = event.target.closest(popovers);
	all(popovers).filter(d => d.open && d !== inside).forEach(d => shut(d, false));
});
document.addEventListener('keydown', event => {
	if (event.key !== 'Escape')
		return;
	const open = all(popovers).find(d => d.open);
	if (open)
		shut(open, true);
	else if (location.hash === '#menu')
		location.hash = '#main';
});
all('.bubble .close, [data-script]').forEach(e => { e.hidden = false; });

// A list is narrowed as one types: <input data-filter="id of the list">; lines with data-stays stay. Enter
// sends the form, which looks further.
const folded = s => s.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
document.addEventListener('input', event => {
	const list = document.getElementById(event.target.dataset?.filter);
	if (!list)
		return;
	const words = folded(event.target.value).split(/\s+/).filter(Boolean);
	all('li:not([data-stays])', list).forEach(li => {
		const text = folded(li.textContent);
		li.hidden = !words.every(w => text.includes(w));
	});
});

// Copies what a button names: <button data-copy="text">; says so in its own words.
document.addEventListener('click', async event => {
	const button = event.target.closest('[data-copy]');
	if (!button)
		return;
	await navigator.clipboard.writeText(new URL(button.dataset.copy, location.href).href);
	const said = button.querySelector('[data-said]');
	if (said)
		said.textContent = said.dataset.said;
});

// Shows a password: <button data-show="id">.
document.addEventListener('click', event => {
	const button = event.target.closest('[data-show]');
	if (!button)
		return;
	const field = document.getElementById(button.dataset.show), shown = field.type === 'text';
	field.type = shown ? 'password' : 'text';
	button.setAttribute('aria-pressed', String(!shown));
});

// Keys of a list: j and k move, a letter that a button names (data-key="v") presses it.
const typing = e => e.closest('input, textarea, select, [contenteditable]');
document.addEventListener('keydown', event => {
	if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target))
		return;
	const links = all('[data-list] a');
	const step = { j: 1, k: -1 }[event.key];
	if (step && links.length > 0) {
		const at = links.findIndex(a => a === document.activeElement || a.getAttribute('aria-current'));
		const to = links[Math.max(0, Math.min(links.length - 1, at + step))];
		// In the inbox the keys act on the record that is open: moving opens.
		if (to.closest('.review') && to.getAttribute('aria-current') === null)
			to.click();
		else
			to.focus();
		return;
	}
	const button = all('[data-key]').find(b => b.dataset.key === event.key.toLowerCase() && !b.disabled);
	if (button) {
		event.preventDefault();
		button.click();
	}
});

document.querySelector('.waiting [aria-current]')?.scrollIntoView({ block: 'nearest' });
document.addEventListener('toggle', event => {
	if (event.target.matches?.('.word') && event.target.open)
		event.target.querySelector('textarea').focus();
}, true);

// A file is dropped where it may be chosen.
all('.drop').forEach(drop => {
	const input = drop.querySelector('input[type=file]');
	const over = on => event => { event.preventDefault(); drop.classList.toggle('over', on); };
	drop.addEventListener('dragover', over(true));
	drop.addEventListener('dragleave', over(false));
	drop.addEventListener('drop', event => {
		over(false)(event);
		if (event.dataTransfer.files.length > 0)
			input.files = event.dataTransfer.files;
	});
});

// Something takes its time: <section data-wait> asks how far it is, and the page comes when it is done.
const waiting = document.querySelector('[data-wait]');
if (waiting) {
	const ask = async () => {
		const answer = await fetch(location.href).catch(() => null);
		const page = answer?.ok && new DOMParser().parseFromString(await answer.text(), 'text/html');
		const progress = page && page.querySelector('[data-progress]');
		if (page && !progress)
			return location.reload();
		if (progress)
			waiting.querySelector('[data-progress]').textContent = progress.textContent;
		setTimeout(ask, 2000);
	};
	setTimeout(ask, 1000);
}

// Drafts: <form data-draft="name" data-version="7">. What is typed is kept in this browser until it was
// sent or thrown away; a draft of an older version is offered, never put in by itself.
const store = {
	get(name) { try { return JSON.parse(localStorage.getItem(name)); } catch { return null; } },
	put(name, value) { try { localStorage.setItem(name, JSON.stringify(value)); } catch { /* full or forbidden */ } },
	drop(name) { try { localStorage.removeItem(name); } catch { /* forbidden */ } },
};
all('form[data-draft]').forEach(form => {
	const name = 'draft:' + form.dataset.draft, version = form.dataset.version ?? '';
	const fields = all('textarea[name], input[type=text][name]', form);
	const read = () => Object.fromEntries(fields.map(f => [f.name, f.value]));
	const sent = JSON.stringify(read()), kept = store.get(name);
	const notice = form.querySelector('[data-draft-notice]');
	const put = draft => fields.forEach(f => { if (f.name in draft.values) f.value = draft.values[f.name]; });
	if (kept && JSON.stringify(kept.values) !== sent && notice) {
		notice.hidden = false;
		notice.querySelector('[data-take]').addEventListener('click', () => { put(kept); notice.hidden = true; });
		notice.querySelector('[data-drop]').addEventListener('click', () => { store.drop(name); notice.hidden = true; });
	}
	let timer = 0;
	const keep = () => {
		clearTimeout(timer);
		if (JSON.stringify(read()) !== sent)
			store.put(name, { version, at: Date.now(), values: read() });
	};
	form.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(keep, 400); });
	addEventListener('pagehide', keep);
	// The server answers a form that was taken by a page that says so: only then the draft goes.
	form.addEventListener('submit', keep);
});
all('[data-draft-done]').forEach(e => store.drop('draft:' + e.dataset.draftDone));

// Noting a situation: <form data-steps>. A question at a time; the address's end (#where) is the step, so
// that the browser's Back goes a question back and keeps the answers.
const quick = document.querySelector('form.quick');
if (quick) {
	// Counts: a touch is one more; the strip sets the group touched last.
	let last = null;
	const field = button => quick.elements[button.dataset.add];
	const adds = all('[data-add]', quick), strip = all('[data-set]', quick), total = quick.querySelector('[data-total]');
	const show = () => {
		let sum = 0;
		for (const button of adds) {
			const n = Number(field(button).value) || 0, shown = button.querySelector('[data-shown]');
			sum += n;
			shown.textContent = n > 0 ? n : '+';
			button.classList.toggle('on', n > 0);
			button.classList.toggle('last', button === last);
		}
		for (const b of strip) {
			b.disabled = !last;
			if (b.dataset.set !== '-')
				b.setAttribute('aria-pressed', String(last !== null && field(last).value === b.dataset.set));
		}
		total.querySelector('[data-said]').textContent = sum > 0 ? `${total.dataset.some} ${sum}` : total.dataset.none;
	};
	const put = n => { field(last).value = n > 0 ? Math.min(n, 500) : ''; show(); };
	adds.forEach(button => {
		button.hidden = false;
		button.addEventListener('click', () => {
			navigator.vibrate?.(12);
			last = button;
			put((Number(field(button).value) || 0) + 1);
		});
	});
	strip.forEach(b => b.addEventListener('click', () =>
		put(b.dataset.set === '-' ? (Number(field(last).value) || 0) - 1 : Number(b.dataset.set))));
	quick.classList.add('counting');
	show();

	// A tile brings what is usually done, and the likely outcomes first.
	const outcomes = all('.outcome', quick), others = quick.querySelector('[data-outcomes-all]');
	const list = text => (text ?? '').split(' ').filter(Boolean);
	const arrange = likely => {
		likely.forEach(code => quick.querySelector('.outcomes').append(...outcomes.filter(o => o.value === code)));
		const rest = outcomes.filter(o => likely.length > 0 && !likely.includes(o.value));
		outcomes.forEach(o => { o.hidden = rest.includes(o); });
		others.hidden = rest.length === 0;
	};
	const chosen = () => quick.querySelector('[name=tile]:checked');
	arrange(list(chosen()?.dataset.outcomes));
	others.addEventListener('click', () => {
		outcomes.forEach(o => { o.hidden = false; });
		others.hidden = true;
	});
	let touched = false;
	quick.addEventListener('change', event => {
		if (event.target.name === 'actions')
			touched = true;
		if (event.target.name !== 'tile')
			return;
		const tile = event.target.dataset;
		if (!touched)
			all('[name=actions]', quick).forEach(a => { a.checked = list(tile.actions).includes(a.value); });
		arrange(list(tile.outcomes));
	});
	// What is written below belongs to "none of these".
	all('.more', quick).forEach(more => more.addEventListener('input', event => {
		const none = more.querySelector('input[type=radio][value=other]');
		if (none && event.target !== none && event.target.value && !none.checked) {
			none.checked = true;
			none.dispatchEvent(new Event('change', { bubbles: true }));
		}
	}));

	if (quick.hasAttribute('data-steps')) {
		const steps = all('[data-step]', quick), names = steps.map(s => s.dataset.step);
		const progress = quick.querySelector('[data-progress]'), marks = all('li', progress);
		const at = () => Math.max(0, names.indexOf(location.hash.slice(1)));
		const go = () => {
			const k = at(), question = names.filter(n => n !== 'again').indexOf(names[k]);
			steps.forEach((s, i) => s.classList.toggle('now-step', i === k));
			marks.forEach((m, i) => m.classList.toggle('on', i <= question));
			progress.querySelector('[data-back]').style.visibility = k > 0 ? 'visible' : 'hidden';
			const h = steps[k].querySelector('h2');
			h.tabIndex = -1;
			if (location.hash)
				h.focus({ preventScroll: true });
			scrollTo(0, 0);
		};
		const next = () => { const k = at() + 1; if (k < names.length) location.hash = names[k]; };
		progress.hidden = false;
		quick.classList.add('stepping');
		addEventListener('hashchange', go);
		all('[data-next]', quick).forEach(b => b.addEventListener('click', next));
		progress.querySelector('[data-back]').addEventListener('click', () => history.back());
		// A touch on an answer moves on by itself; the keyboard's arrows do not.
		quick.addEventListener('click', event => {
			if (event.detail > 0 && event.target.matches('.tile input, .place input')) {
				navigator.vibrate?.(12);
				setTimeout(next, 0);
			}
		});
		go();
	} else {
		all('[data-next]', quick).forEach(b => { b.closest('.foot-step').hidden = true; });
	}
	// Enter goes on instead of sending half a record; the time is that of the first touch.
	quick.addEventListener('keydown', event => {
		if (event.key === 'Enter' && event.target.matches('input, select')) {
			event.preventDefault();
			quick.querySelector('.now-step [data-next]')?.click();
		}
	});
	const date = quick.elements.date, start = quick.elements.start, opened = `${date.value} ${start.value}`;
	quick.addEventListener('pointerdown', () => {
		const now = new Date(), two = n => String(n).padStart(2, '0');
		const said = quick.querySelector('[data-when]');
		if (`${date.value} ${start.value}` !== opened || Date.now() - performance.timeOrigin < 60000)
			return;
		date.value = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
		start.value = `${two(now.getHours())}:${two(now.getMinutes())}`;
		said.textContent = `${date.value}, ${start.value}`;
	}, { once: true });
}

// Weak signals and calls for help, while the page is looked at: <body data-alerts="Open it">.
const alarm = { source: null, list: null };
const told = event => {
	const { kind, said, to } = JSON.parse(event.data);
	if (!alarm.list) {
		alarm.list = document.createElement('div');
		alarm.list.className = 'alerts-now';
		alarm.list.setAttribute('role', 'alert');
		document.body.append(alarm.list);
	}
	const one = document.createElement('div'), text = document.createElement('div'), link = document.createElement('a'),
		close = document.createElement('button');
	one.className = 'alert alert-' + (kind === 'help' ? 'bad' : 'warn');
	link.href = new URL(to, location.origin).pathname;
	link.textContent = document.body.dataset.alerts;
	text.append(said, ' ', link);
	close.type = 'button';
	close.className = 'b b-quiet';
	close.textContent = document.body.dataset.alertsClose;
	close.addEventListener('click', () => one.remove());
	one.append(text, close);
	alarm.list.prepend(one);
};
const listen = () => {
	if (document.hidden) {
		alarm.source?.close();
		alarm.source = null;
	} else if (!alarm.source) {
		alarm.source = new EventSource('/alerts');
		alarm.source.addEventListener('alert', told);
	}
};
if ('alerts' in document.body.dataset && window.EventSource) {
	listen();
	document.addEventListener('visibilitychange', listen);
}
