// SPDX-License-Identifier: AGPL-3.0-or-later
// Draws the app.
import { html, render } from 'lit';
import { say } from '../text/say.js';

export function start(root) {
	render(html`<h1>${say('app.name')}</h1>`, root);
}
