// SPDX-License-Identifier: AGPL-3.0-or-later
// The field app begins here: what keeps (keep/), then what shows (screens/).
import { openKeeper } from './keep/keeper.js';
import { mount } from './screens/app.js';
import { opening } from './screens/start.js';

const root = document.getElementById('app');
const { icons, rules } = root.dataset;

opening(root);
openKeeper({ rules }).then(keeper => mount(root, keeper, { icons }));
