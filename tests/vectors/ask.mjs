// SPDX-License-Identifier: AGPL-3.0-or-later
// Asks rules.wasm every question of a file of vectors, and prints the answers as tests/tools/ask_rules.c does.
//
// usage: node ask.mjs RULES.wasm VECTORS
import { readFileSync } from 'node:fs';

const [wasm, vectors] = process.argv.slice(2);
const { memory, phone_question, phone_answer, phone_ask } =
	new WebAssembly.Instance(new WebAssembly.Module(readFileSync(wasm)), {}).exports;

for (const line of readFileSync(vectors, 'utf8').split('\n')) {
	const end = line.indexOf('\t=>\t');

	if (line.startsWith('#') || end < 0)
		continue;
	const question = Buffer.from(line.slice(0, end));
	new Uint8Array(memory.buffer, phone_question(), question.length).set(question);
	const n = phone_ask(question.length);
	console.log(line.slice(0, end) + '\t=>\t' + Buffer.from(memory.buffer, phone_answer(), n).toString());
}
