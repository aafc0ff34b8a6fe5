// SPDX-License-Identifier: AGPL-3.0-or-later
// A detail that is spoken: only where the browser itself makes text of it on this phone. A voice never leaves
// it; where that is not certain, nothing of this is shown. What is heard is text like any other: it stands in
// the field, may be changed, and the same guard reads it.
import { locale, t } from './words.js';

const Recognition = globalThis.SpeechRecognition ?? globalThis.webkitSpeechRecognition;
// Others know no recognition but by their maker's computers.
const local = Boolean(Recognition?.prototype && 'processLocally' in Recognition.prototype && Recognition.available && Recognition.install);
const asked = () => ({ langs: [locale()], processLocally: true });
const transcript = results => Array.from({ length: results.length }, (_, i) => results[i][0].transcript.trim()).filter(Boolean).join(' ');

export function dictating(app) {
	const known = {};   // by language: 'available', 'downloadable' …
	let running = null; // { heard, at }: a recognition, and the screen it writes to

	const learn = state => {
		if (known[locale()] !== state) {
			known[locale()] = state;
			app.refresh();
		}
	};
	/** 'available': speak; 'downloadable': its words can be fetched; anything else: not here. */
	app.dictation = () => {
		const name = locale();
		if (local && known[name] === undefined) {
			known[name] = 'unavailable';
			Promise.resolve().then(() => Recognition.available(asked())).then(state => locale() === name && learn(state), () => {});
		}
		return known[name] ?? 'unavailable';
	};
	/** Fetches the language's words once. */
	app.fetchDictation = async () => {
		learn('downloading');
		const there = await Promise.resolve().then(() => Recognition.install(asked())).catch(() => false);
		learn(there ? 'available' : 'downloadable');
		app.say(t(there ? 'dictation_ready' : 'dictation_not'));
	};

	app.listening = () => running !== null;
	/** No longer, unless it is for that screen. */
	app.hush = at => {
		if (!running || running.at === at)
			return;
		const { heard } = running;
		running = null;
		heard.onresult = heard.onerror = heard.onend = null;
		heard.abort();
	};
	app.dictate = (before, most, at) => {
		app.hush();
		const heard = new Recognition();
		heard.processLocally = true;
		if (heard.processLocally !== true) {
			learn('unavailable');
			return app.say(t('dictation_fails'));
		}
		Object.assign(heard, { lang: locale(), continuous: true, interimResults: true });
		const end = said => {
			if (running?.heard !== heard)
				return;
			running = null;
			app.said = said ?? app.said;
			app.refresh();
		};
		heard.onresult = event => {
			app.route.text = [before.trim(), transcript(event.results)].filter(Boolean).join(' ').slice(0, most);
			app.refresh();
		};
		heard.onerror = ({ error }) => {
			if (['service-not-allowed', 'language-not-supported'].includes(error))
				learn('unavailable');
			end(error === 'aborted' ? null : t(error === 'no-speech' ? 'dictation_silence' : error === 'not-allowed' ? 'dictation_denied' : 'dictation_fails'));
		};
		heard.onend = () => end(null);
		running = { heard, at };
		try {
			heard.start();
		} catch {
			end(t('dictation_fails'));
		}
		return app.refresh();
	};
	/** Takes what was heard, and hears no more. */
	app.heardOut = () => running?.heard.stop();
	document.addEventListener('visibilitychange', () => document.hidden && app.hush());
}
