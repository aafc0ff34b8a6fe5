// SPDX-License-Identifier: AGPL-3.0-or-later
// Every screen of the field app and the way to it, over a keeper in memory (field_keeper.js).
import { speaks } from './field_speech.mjs';

const HOUR = 3600000;
export const NOW = Date.parse('2025-11-03T23:42:00+01:00');
const iso = ms => new Date(ms + HOUR).toISOString();

const user = { account: 'a1', name: 'Merle', login: 'merle', role: 'mediator', lang: 'fr', staff: 'm1', device: 'd1' };
const other = { ...user, account: 'a2', name: 'Lilas', login: 'lilas', staff: 'm2' };

// The evening so far: what was noted, the latest not yet sent.
function evening(catalogue) {
	const tile = i => catalogue.tiles[i % catalogue.tiles.length], place = i => catalogue.places[(i * 5) % catalogue.places.length];
	return [[6, 0, { M_A4: 3, M_A23: 1 }], [32, 1, { M_A4: 4, F_A4: 1 }], [54, 5, { N_A56: 1 }], [97, 7, { F_A56: 3, M_A56: 4 }], [142, 3, { F_A56: 1, M_A78: 1 }],
		[182, 7, { F_A1: 6, F_A56: 4, M_A56: 2 }]].map(([ago, t, people], i) => ({
		id: 'old-' + i, status: i < 3 ? 'waiting' : 'stored', fields: { scheme: 'ANN', date: '2025-11-03', start: iso(NOW - ago * 60000).slice(11, 16),
			duration_min: 10, kind: tile(t).kind, theme: tile(t).theme, place: place(i).name, place_kind: place(i).place_kind, sector: place(i).sector,
			lon: place(i).lon, lat: place(i).lat, ...people, actions: tile(t).actions, outcome: tile(t).outcomes[0], state: 'sent', weak_signal: false },
	}));
}

export const shift = { id: 's1', scheme: 'ANN', date: '2025-11-03', planned_start: '18:30', planned_end: '00:30', team: ['m1', 'm2'],
	actual_start: '18:32', state: 'planned' };

export const worldOf = (catalogue, more = {}) => ({ catalogue, now: NOW, user, password: 'bon mot de passe', pin: '482915', sentAt: NOW - 91 * 60000,
	shifts: [{ ...shift, sector: catalogue.sectors[0].id }], acts: evening(catalogue), ...more });

const tap = (page, name) => page.getByRole('button', { name }).first().click();
const note = page => tap(page, 'Noter');
const tile = page => page.locator('.tile').first().click();
// A list that has just changed its order takes no tap for a moment.
const place = async page => {
	await page.getByText('Vous êtes ici').waitFor();
	await page.clock.runFor(400);
	await page.locator('.place').first().click();
};
const toWho = async page => { await note(page); await tile(page); await place(page); };
const toEnd = async page => { await toWho(page); await page.locator('.count').nth(7).click(); await tap(page, '1 personne'); };
const save = async page => { await toEnd(page); await page.locator('.outcome').first().click(); await page.locator('.done .finish').waitFor(); };
const settings = (...ways) => async page => { for (const way of ['Réglages', ...ways]) await tap(page, way); };
const change = more => acts => acts.map(a => a.id === 'old-3' ? { ...a, ...more } : a);
const returned = change({ status: 'returned', word: { field: 'F_A56', word: 'Sept personnes sur ce parking ? Vérifiez, s’il vous plaît.', by: 'Orme', at: NOW } });
const withActs = f => c => { const w = worldOf(c); return { ...w, acts: f(w.acts) }; };
const state = (more, w = {}) => c => worldOf(c, { state: more, ...w });
// Before the first answer of the server.
export const unprepared = c =>
	({ ...worldOf(c, { acts: [], shifts: [], state: { online: true } }), catalogue: { ...c, day: null, schemes: [], tiles: [] } });
const none = c => worldOf(c, { acts: [], shifts: [] });

// As long as words and lists become: names of places, schemes and colleagues, a hundred records that wait.
const LONG = 'Résidence Anticonstitutionnellement, bâtiment Guillaume-Apollinaire, hall 12';
function long(c) {
	const places = c.places.map((p, i) => ({ ...p, name: LONG + ' ' + i })), w = worldOf({ ...c, places,
		schemes: c.schemes.map(s => ({ ...s, name: 'Communauté d’agglomération – correspondants de nuit et médiation sociale interquartiers' })),
		mates: { ...c.mates, m2: 'Marie-Antoinette-Bérengère' }, sectors: c.sectors.map((s, i) => i ? s : { ...s, name: 'Saint-Sébastien-des-Grandes-Bruyères' }) });
	const [first] = w.acts;
	const acts = Array.from({ length: 100 }, (_, i) => ({ ...first, id: 'many-' + i, fields: { ...first.fields, place: LONG,
		start: iso(NOW - i * 60000).slice(11, 16), F_A1: 140, M_A4: 35, N_A78: 12, actions: ['AC01', 'AC02', 'AC03', 'AC11', 'AC12', 'AC20'],
		comment: 'La porte du hall ne ferme plus, les habitants disent qu’on l’a forcée hier soir, anticonstitutionnellement parlant.', weak_signal: true } }));
	return { ...w, acts, state: { user: { ...user, name: 'Jean-Barthélemy-Maximilien' } } };
}

// name: [way from the first screen, world, a word that must stand there]
export const scenes = {
	'signin': [async () => {}, state({ phase: 'new', people: [], user: null, online: true }), 'Bonjour'],
	'pin-new': [async p => { await p.fill('[name=login]', 'merle'); await p.fill('[name=password]', 'bon mot de passe'); await tap(p, 'Continuer');
		await tap(p, '4'); await tap(p, '8'); }, state({ phase: 'new', people: [], user: null, online: true }), 'Choisissez un code'],
	'people': [async () => {}, state({ phase: 'locked', people: [user, other], others: 3 }, { others: 3 }), 'Qui êtes-vous ?'],
	'unlock': [async () => {}, state({ phase: 'locked', tries: 1, others: 3 }, { others: 3 }), 'Bonjour Merle'],
	'unlock-shut': [async () => {}, state({ phase: 'locked', tries: 3, pinShut: true, others: 3 }, { others: 3 }), 'Connectez-vous'],
	'revoked': [async () => {}, state({ phase: 'revoked', people: [], user: null }), 'Ce téléphone est fermé'],
	'unable': [async () => {}, state({ phase: 'unable', people: [], user: null }), 'Ce navigateur ne suffit pas'],
	'unable-load': [async () => {}, state({ phase: 'unable', people: [], user: null, problem: { key: 'unable_load' } }), 'Essayer encore'],
	'round': [async () => {}, c => worldOf(c), 'Cette nuit, jusqu’à'],
	'round-online': [async () => {}, c => worldOf(c, { state: { online: true }, acts: evening(c).map(a => ({ ...a, status: 'stored' })) }), 'Tout est envoyé'],
	'round-asked': [async () => {}, c => ({ ...withActs(returned)(c), state: { skew: 25 * 60000 } }), 'Une fiche revient vers vous'],
	'round-long': [async () => {}, long, '100 fiches attendent'],
	'round-one': [async () => {}, c => { const w = worldOf(c); return { ...w, acts: w.acts.slice(0, 1) }; }, '1 fiche attend'],
	'round-full': [async () => {}, state({ problem: { key: 'storage_full' } }), 'Ce téléphone est plein'],
	'round-back': [async () => {}, state({ problem: { key: 'records_back', more: { n: 12 } }, online: true }), 'sont revenues'],
	'record-long': [p => p.locator('.rec').first().click(), long, 'Résidence'],
	'edit-long': [async p => { await p.locator('.rec').first().click(); await tap(p, 'Changer'); }, long, 'Résidence'],
	'where-long': [async p => { await note(p); await tile(p); await p.getByText('Vous êtes ici').waitFor(); }, long, 'Vous êtes ici'],
	'round-before': [async () => {}, c => worldOf(c, { shifts: [{ ...shift, actual_start: null, planned_start: '23:45', planned_end: '03:00' }], acts: [] }), 'Commencer la tournée'],
	'round-new': [async () => {}, c => unprepared(c), 'Le téléphone se prépare'],
	'round-none': [async () => {}, none, 'Pas de tournée prévue'],
	'shift-free': [p => tap(p, 'Commencer une tournée'), none, 'Une tournée maintenant'],
	'shift-end': [p => tap(p, 'Finir la tournée'), c => worldOf(c), 'Finir la tournée ?'],
	'order': [p => p.locator('.list .row').first().click(), c => worldOf(c), 'Noter cette visite'],
	'days': [p => tap(p, 'Les autres jours'), c => worldOf(c), 'Les autres jours'],
	'what': [note, c => worldOf(c), 'Que se passe-t-il ?'],
	'where': [async p => { await note(p); await tile(p); await p.getByText('Vous êtes ici').waitFor(); }, c => worldOf(c), 'Où êtes-vous ?'],
	'who': [async p => { await toWho(p); await p.locator('.numbers button').nth(2).click(); await p.locator('.count').nth(4).click(); }, c => worldOf(c), 'Combien de personnes ?'],
	'who-empty': [toWho, c => worldOf(c), 'Personne sur place'],
	'end': [toEnd, c => worldOf(c), 'Et maintenant ?'],
	'end-nobody': [async p => { await toWho(p); await tap(p, 'Personne sur place'); }, c => worldOf(c), 'Plus personne'],
	'end-more': [async p => { await toEnd(p); await tap(p, 'C’est autre chose'); }, c => worldOf(c), 'C’est pire'],
	'actions': [async p => { await toEnd(p); await p.locator('.chip').last().click(); }, c => worldOf(c), 'Touchez tout ce qui est vrai'],
	'done': [save, c => worldOf(c), 'C’est noté'],
	'again': [async p => { await note(p); await p.locator('.repeat').click(); }, c => worldOf(c), 'Même situation ?'],
	'schemes': [note, c => ({ ...none({ ...c, schemes: [...c.schemes, { id: 'REN', name: 'Rennes – médiation de jour', form: 'FJ', town: 'T-REN' }] }) }), 'Pour quel dispositif ?'],
	'kinds': [async p => { await note(p); await tap(p, 'Autre chose'); }, c => worldOf(c), 'Qu’avez-vous fait ?'],
	'kinds-found': [async p => { await note(p); await tap(p, 'Autre chose'); await p.fill('input[type=search]', 'mediation'); }, c => worldOf(c), 'Médiation différée'],
	'themes': [async p => { await note(p); await tap(p, 'Autre chose'); await tap(p, 'Information'); }, c => worldOf(c), 'C’est à quel sujet ?'],
	'places': [async p => { await note(p); await tile(p); await tap(p, 'Chercher'); }, c => worldOf(c), 'Quel lieu ?'],
	'place-kinds': [async p => { await note(p); await tile(p); await tap(p, 'Chercher'); await tap(p, 'Un autre lieu'); }, c => worldOf(c), 'Quel genre de lieu ?'],
	'place-sector': [async p => { await note(p); await tile(p); await tap(p, 'Chercher'); await tap(p, 'Un autre lieu'); await p.locator('.rows .row').first().click(); },
		c => worldOf(c), 'Dans quel quartier ?'],
	'record': [p => p.locator('.rec').nth(3).click(), c => worldOf(c), 'Elle est envoyée'],
	'record-returned': [p => p.locator('.rec').nth(3).click(), withActs(returned), 'Votre référent demande'],
	'record-refused': [p => p.locator('.rec').nth(3).click(), withActs(change({ status: 'refused', errors: [{ field: 'theme', code: 'required',
		message: 'Le thème est vide.' }] })), 'Cette fiche est à revoir'],
	'record-conflict': [p => p.locator('.rec').nth(3).click(), withActs(change({ status: 'conflict' })), 'deux versions'],
	'record-validated': [p => p.locator('.rec').nth(3).click(), withActs(acts => acts.map(a => ({ ...a, fields: { ...a.fields, state: 'validated' } }))), 'l’a validée'],
	'remove': [async p => { await p.locator('.rec').nth(3).click(); await tap(p, 'Retirer'); }, c => worldOf(c), 'Retirer cette fiche ?'],
	'edit': [async p => { await p.locator('.rec').nth(3).click(); await tap(p, 'Changer'); await p.locator('.row').nth(3).click();
		await p.locator('.count').nth(9).click(); await p.locator('.foot .big').click(); await p.locator('.row.changed').waitFor(); }, c => worldOf(c), 'avant :'],
	'edit-returned': [async p => { await p.locator('.rec').nth(3).click(); await tap(p, 'Corriger'); }, withActs(returned), 'Renvoyer'],
	'outcomes': [async p => { await p.locator('.rec').nth(3).click(); await tap(p, 'Changer'); await p.locator('.row').nth(5).click(); }, c => worldOf(c), 'Et maintenant ?'],
	'time': [async p => { await p.locator('.rec').nth(3).click(); await tap(p, 'Changer'); await p.locator('.row').first().click(); }, c => worldOf(c), 'À quelle heure ?'],
	'done-speak': [async p => { await save(p); await p.getByRole('button', { name: 'Dicter' }).waitFor(); }, c => worldOf(c), 'Dicter', [speaks, { state: 'available' }]],
	'detail-speaking': [async p => { await save(p); await tap(p, 'Dicter'); await p.getByText('Parlez').waitFor();
		await p.evaluate(() => window.hears('la porte du hall ne ferme plus')); }, c => worldOf(c), 'J’ai fini', [speaks, { state: 'available' }]],
	'detail': [async p => { await save(p); await tap(p, 'Ajouter un détail'); await p.fill('textarea', 'Appeler le 06 12 34 56 78'); }, c => worldOf(c), 'numéro de téléphone'],
	'twins': [async p => { await save(p); await p.getByText('Déjà noté').waitFor(); await p.getByText('Déjà noté').click(); }, c => worldOf(c, { twins: [{ id: 'x', own: false,
		by: 'Lilas', fields: { ...evening(c)[0].fields, people: 4 } }] }), 'Est-ce la même situation ?'],
	'begun': [async p => { await note(p); await p.locator('.tile').nth(2).click(); await p.locator('.ring').click(); await p.locator('.ring').click();
		await p.getByText('Fiche commencée').click(); }, c => worldOf(c), 'Elle ne compte pas'],
	'queue': [p => p.locator('.queue').click(), c => worldOf(c, { others: 5 }), 'attendent le réseau'],
	'help': [p => tap(p, 'Besoin d’aide'), c => worldOf(c), 'Appeler le 112'],
	'help-sent': [async p => { await tap(p, 'Besoin d’aide'); await tap(p, 'Prévenir mon équipe'); await p.getByText('attend le réseau').waitFor(); }, c => worldOf(c), 'attend le réseau'],
	'settings': [settings(), c => worldOf(c), 'Fermer avec le code'],
	'language': [settings('Langue'), c => worldOf(c), 'English'],
	'theme': [settings('Couleurs'), c => worldOf(c), 'Selon l’heure'],
	'export': [settings('Sortir les fiches'), c => worldOf(c), 'Créer le fichier'],
	'sign-out': [settings('Quitter ce téléphone'), c => worldOf(c), 'Quitter ce téléphone ?'],
};
