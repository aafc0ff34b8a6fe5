// SPDX-License-Identifier: AGPL-3.0-or-later
// A hand on the real field app: signs in, notes, sends, as its user does.
export const PIN = '482915';

export function hand(page) {
	const button = name => page.getByRole('button', { name }).first();
	const heading = name => page.getByRole('heading', { name }).waitFor();
	const type = async digits => { for (const d of digits) await page.getByRole('button', { name: d, exact: true }).tap(); };
	const cell = (age, sex) => page.getByRole('button', { name: new RegExp(`^${age}, ${sex}`, 'i') });
	// A list that was put in another order a moment ago takes no tap.
	const place = async () => {
		await heading('Où êtes-vous');
		await page.locator('.note').filter({ hasNotText: 'Je cherche' }).waitFor();
		await page.locator('.places[aria-busy=false] .place').first().tap();
	};
	return {
		button, heading, type, cell, place,
		async signIn(base, login, password) {
			await page.goto(base + '/terrain/');
			await heading('Bonjour');
			await page.fill('[name=login]', login);
			await page.fill('[name=password]', password);
			await button('Continuer').tap();
			await heading('Choisissez un code');
			await type(PIN);
			await heading('Encore une fois');
			await type(PIN);
			await page.locator('.big.tall:enabled').waitFor();
		},
		async unlock() {
			await heading('Bonjour');
			await type(PIN);
			await page.locator('.sos').waitFor();
		},
		/** A record, as far as "C’est noté"; its id. */
		async capture(age = 'Adultes', sex = 'femmes', tile = 0) {
			await page.getByRole('button', { name: 'Noter', exact: true }).tap();
			await page.locator('.tile').nth(tile).tap();
			await place();
			await cell(age, sex).tap();
			await button('1 personne').tap();
			await page.locator('.outcome').first().tap();
			await heading('C’est noté');
			return page.evaluate(() => history.state.id);
		},
		home: () => button('Tournée').tap(),
		async send() {
			await page.locator('.queue').tap();
			// It may go by itself meanwhile.
			await button('Envoyer maintenant').tap({ timeout: 3000 }).catch(() => {});
			await heading('Tout est envoyé');
			await page.getByRole('button', { name: 'Retour' }).tap();
			await page.locator('.sos').waitFor();
		},
		/** All that waits as a file. */
		async takeOut() {
			await button('Réglages').tap();
			await button('Sortir les fiches').tap();
			const [file] = await Promise.all([page.waitForEvent('download'), button('Créer le fichier').tap()]);
			return file;
		},
	};
}
