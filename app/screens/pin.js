// SPDX-License-Identifier: AGPL-3.0-or-later
// Four to six digits on a keypad as big as a thumb; a keyboard types them too.
import { html, nothing } from 'lit';
import { icon } from './frame.js';
import { t } from './words.js';

export const PIN_LENGTH = 6;

// `pad` is {typed, busy}; full, it is handed over.
function press(app, pad, key, full) {
	if (pad.busy)
		return;
	app.buzz();
	pad.typed = key === '<' ? pad.typed.slice(0, -1) : (pad.typed + key).slice(0, PIN_LENGTH);
	app.refresh();
	if (pad.typed.length === PIN_LENGTH) {
		const typed = pad.typed;
		pad.typed = '';
		pad.busy = true;
		app.refresh();
		Promise.resolve(full(typed)).finally(() => {
			pad.busy = false;
			app.refresh();
		});
	}
}

export function keypad(app, pad, full) {
	app.onKey = event => {
		if (/^\d$/.test(event.key))
			press(app, pad, event.key, full);
		else if (event.key === 'Backspace')
			press(app, pad, '<', full);
		else
			return;
		event.preventDefault();
	};
	const key = k => html`<button class="key" type="button" ?disabled=${pad.busy} @click=${() => press(app, pad, k, full)}
		aria-label=${k === '<' ? t('erase_digit') : nothing}>${k === '<' ? icon('backspace') : k}</button>`;
	return html`<div class="dots" role="img" aria-label=${t('digits', pad.typed.length, PIN_LENGTH)}>
			${Array.from({ length: PIN_LENGTH }, (_, i) => html`<i class=${i < pad.typed.length ? 'on' : ''}></i>`)}</div>
		<p class="vh" role="status">${pad.busy ? t('opening') : t('digits', pad.typed.length, PIN_LENGTH)}</p>
		<div class="keypad" role="group" aria-label=${t('keypad')}>${['1', '2', '3', '4', '5', '6', '7', '8', '9'].map(key)}
			<span></span>${key('0')}${key('<')}</div>`;
}
