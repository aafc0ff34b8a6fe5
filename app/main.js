// SPDX-License-Identifier: AGPL-3.0-or-later
// The field app begins here: what keeps (keep/), then what shows (screens/).
import { opening } from './screens/start.js';
import { installWorker } from './keep/worker.js';

installWorker();
opening(document.getElementById('app'));
