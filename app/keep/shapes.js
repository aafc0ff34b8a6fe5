// SPDX-License-Identifier: AGPL-3.0-or-later
// What the screens know of what lies below them: shapes only, no code. `openKeeper()` of keeper.js gives the
// one Keeper. Everything here is plain data; nothing of it is to be changed in place.

/**
 * How the app stands. A new object after each change; `keeper.subscribe` tells.
 * @typedef {object} State
 * @property {'new'|'locked'|'open'|'revoked'|'unable'} phase  new: nobody has enrolled here; locked: somebody
 *   has, the PIN is asked for; open: signed in; revoked: this device was ended, everything of that user is
 *   forgotten (say so once, then it is `new`); unable: this browser lacks what the app needs (`problem` says)
 * @property {User[]} people      who has a space on this phone (locked: choose one)
 * @property {User|null} user     who is signed in, or was last (locked)
 * @property {boolean} online     the server answered the last time, and the phone says it has a network
 * @property {number} waiting     entries that have no receipt yet, of this user (0 while locked: see others)
 * @property {number} others      entries that wait, of everybody on this phone
 * @property {number|null} sentAt ms of the last receipt
 * @property {number|null} skew   ms by which this phone's clock is ahead of the server's; null: not known or
 *   less than two minutes, which is nothing
 * @property {number} tries       wrong PINs in a row
 * @property {boolean} pinShut    three wrong PINs: only signing in with login and password opens; data wait
 * @property {boolean} leader     this tab sends; another one only shows and saves
 * @property {boolean} syncing
 * @property {boolean} renew      a newer app is ready: `keeper.renew()` when nothing is being noted
 * @property {Told|null} problem  what the user must know now, one sentence; null: nothing
 */

/** @typedef {{key: string, more?: object, at: number}} Told  a key of app/text/, with what it names */

/** @typedef {{account: string, name: string, login: string, role: string, lang: string, staff: string|null,
 *   device: string}} User */

/**
 * A record as the phone has it.
 * @typedef {object} Act
 * @property {string} id         UUID, made here (version 7)
 * @property {string} register   'intervention', 'shift', 'help_call' …
 * @property {number} version    as the server knows it; 0: it does not yet
 * @property {object} fields     by name, as the API writes them: codes and dates as text, 'HH:MM', lists as
 *   arrays, references as UUIDs; what is empty is absent
 * @property {number} at         ms of the first tap
 * @property {'draft'|'waiting'|'stored'|'conflict'|'refused'|'returned'} status   draft: kept, not sent;
 *   waiting: sealed here, no receipt yet; the others: the server has it. conflict: both versions are kept, the
 *   team leader chooses; refused: `errors` say where, the team leader has it, it may be mended; returned: the
 *   team leader sent it back with a word
 * @property {boolean} deleted
 * @property {{field: string|null, code: string, message: string}[]} errors
 * @property {{field: string|null, word: string, by: string, at: number}|null} word   of a returned one
 * @property {object|null} before  of a returned or mended one: fields as they were when it came back
 * @property {boolean} undoable  still taken back without a trace: nobody was sent it
 */

/** @typedef {{code: string, label: string, parent: string|null, counted: string}} Code  of a code list; `counted`:
 *   the common code that a contract's own one counts as (itself otherwise) */

/** @typedef {{label: string, icon: string, kind: string, theme: string, actions: string[], outcomes: string[],
 *   n: number}} Tile */

/**
 * What the server sent that records are made of.
 * @typedef {object} Catalogue
 * @property {string|null} day        day of the nomenclature; null: nothing came yet
 * @property {object[]} schemes       records as the API writes them
 * @property {object[]} towns
 * @property {object[]} sectors       with `outline` (WKT) where it is known
 * @property {object[]} places        sites: name, sector, place_kind, lon, lat
 * @property {object[]} shifts        seven days back, fourteen ahead; with what was noted here since
 * @property {object[]} staff
 * @property {object<string, string>} mates   staff id: name as colleagues know it
 * @property {object[]} orders        the landlords' orders and other lines of the day's sheet
 * @property {(list: string, scheme?: string, day?: string) => Code[]} codes  those in use, hidden ones left out
 * @property {(list: string, code: string) => Code|null} code   also one that is no longer in use
 * @property {(scheme: string) => Tile[]} tiles   the likeliest first
 */

/**
 * What screens ask for and tell. Whatever returns a promise may throw a Refusal (refusal.js): its `key` is a
 * sentence of app/text/.
 * @typedef {object} Keeper
 * @property {State} state
 * @property {Rules} rules
 * @property {(fn: (state: State) => void) => (() => void)} subscribe  called now and after each change; gives
 *   what ends it
 * @property {(ask: {login: string, password: string, pin: string}) => Promise<void>} enrol  needs the network;
 *   a new person on this phone, a new device, or a forgotten PIN: what waits stays
 * @property {(pin: string, account?: string) => Promise<void>} unlock  account: of state.people, if several
 * @property {() => void} lock
 * @property {() => Promise<void>} signOut  forgets the way in, never what waits: it is sealed, and the same
 *   person's next `enrol` opens it
 * @property {() => Catalogue} catalogue
 * @property {(lang: string) => void} speak  the language of labels and of what the server answers
 * @property {(day: string) => Act[]} records   of a service date, the latest first
 * @property {(id: string) => Act|null} record
 * @property {(act: {id?: string, register?: string, fields: object, at?: number, clocked?: string[],
 *   draft?: boolean, reason?: string}) => Promise<Act>} save  new without id, else an edit: fields not named stay,
 *   null empties one. Resolves when it is on the disk. `at`: ms of the first tap; `clocked`: clock fields that
 *   the app filled itself. `draft`: kept, not sent, not counted; saving it again without sends it
 * @property {(id: string, reason?: string) => Promise<void>} remove  a draft goes, another is deleted
 * @property {(id: string) => Promise<void>} takeBack  what was just noted, with all that was added to it: without a
 *   trace while nothing of it was sent, else as `remove` does
 * @property {() => Act[]} returned     those sent back, refused or in conflict, the latest first
 * @property {() => Promise<void>} sync  now; resolves when done or in vain (`state` says)
 * @property {() => Promise<File>} exportQueue  all that waits of this user, sealed for the server alone
 * @property {() => Promise<{persisted: boolean, used: number, quota: number, low: boolean}>} storage
 * @property {() => {act: Act, likely: {id: string, own: boolean, fields: object, by: string|null}[]}[]} asked  of which
 *   records it is asked whether they tell of an event that was noted already, the latest first: kept with them
 *   until it is answered, or they are no longer their author's to change
 * @property {(id: string) => Promise<void>} lookForTwins  now, for one that was just noted: here, and at the server
 *   when there is a network. The keeper does it by itself after each round with the server
 * @property {(id: string, other: string|null) => Promise<void>} answerTwin  other: the record that tells of the same
 *   event; null: it is another one
 * @property {() => void} read  what `state.problem` told of something that happened was read
 * @property {() => Promise<void>} renew  takes the newer app over and loads it
 * @property {() => number} now   ms, the phone's clock put right by the skew
 */

/**
 * The rules of src/rules, compiled for the phone. Ready as soon as openKeeper() has resolved.
 * @typedef {object} Rules
 * @property {(act: {fields: object}) => {field: string, code: string}[]} missing  of an intervention; empty: complete
 * @property {(text: string) => 'clean'|'email'|'phone'|'plate'} guard   what the server would refuse
 * @property {(text: string) => 'none'|'refused'|'name'|'dwelling'|'number'|'birth'} doubt  what a person should look at
 * @property {(ms: number, scheme?: string) => string} serviceDate   'YYYY-MM-DD'
 * @property {(ms: number) => number} slot
 * @property {(lon: number, lat: number) => string} cell   '' outside metropolitan France
 * @property {(lon: number, lat: number, scheme?: string) => {id: string, name: string, metres: number}|null} sector
 * @property {(lon: number, lat: number, n: number, scheme?: string) => {id: string, name: string, sector: string,
 *   place_kind: string, metres: number}[]} nearest   places, the nearest first
 * @property {(invited: boolean, people: number) => boolean} unusual
 */

export {};
