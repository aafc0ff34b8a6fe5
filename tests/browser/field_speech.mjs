// SPDX-License-Identifier: AGPL-3.0-or-later
// A browser that recognises speech in one of these ways; what it was asked for stands in `spoken`.
export const speaks = way => {
	window.spoken = [];
	class Fake {
		static async install(ask) {
			window.spoken.push(['install', ask]);
			way.state = 'available';
			return true;
		}

		static async available(ask) {
			window.spoken.push(['available', ask]);
			return way.state;
		}

		#local = false;

		get processLocally() {
			return this.#local;
		}

		set processLocally(value) {
			this.#local = value && way.holds !== false;
		}

		start() {
			window.spoken.push(['start', this.#local, this.lang]);
			window.hears = (...texts) => this.onresult({ results: texts.map(transcript => [{ transcript }]) });
			window.fails = error => { this.onerror({ error }); this.onend(); };
		}

		stop() {
			window.spoken.push(['stop']);
			this.onend();
		}

		abort() {
			window.spoken.push(['abort']);
		}
	}
	if (way.state === 'elsewhere') {
		delete Fake.available;
		delete Fake.prototype.processLocally;
	}
	for (const name of ['SpeechRecognition', 'webkitSpeechRecognition'])
		if (way.state === 'never')
			delete window[name];
		else
			Object.defineProperty(window, name, { value: Fake, configurable: true });
};
