#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rules of money, quality and the association's life: what each refuses, and what it works out.

MAILLAGE: the program.  MAILLAGE_TEST_DB_URL: an empty PostgreSQL database, for both engines.
"""
import os
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from outside import OTHERS, Store, finish, ok  # noqa: E402

# Register: [(what is changed in the sample's line of that id, the field and the code of the refusal)].
REFUSED = {
	'contract': [({'of': 'K-REN', 'extended': 'oui'}, 'extended', 'not_here'),
	             ({'of': 'K-REN', 'end': '2024-09-30'}, 'end', 'order')],
	'client_invoice': [
		({'of': 'FC-1', 'corrects': 'FC-3'}, 'corrects', 'not_here'),
		({'of': 'FC-2', 'corrects': ''}, 'corrects', 'required'),
		({'of': 'FC-1', 'tax': '40000'}, 'tax', 'order'),
		({'of': 'FC-1', 'paid': '2025-01-30'}, 'paid', 'order'),
		({'of': 'FC-1', 'due': '2025-01-30'}, 'due', 'order'),
		({'of': 'FC-1', 'deposited': '2025-01-30'}, 'deposited', 'order'),
		({'of': 'FC-1', 'chorus': ''}, 'chorus', 'required'),
		({'of': 'FC-1', 'net': '-5'}, 'net', 'out_of_range')],
	'supplier_invoice': [
		({'of': 'FF-1', 'approved': ''}, 'approved', 'required'),
		({'of': 'FF-1', 'approved': '2025-02-11'}, 'paid', 'order'),
		({'of': 'FF-1', 'siret': '12345678901234'}, 'siret', 'bad_siret')],
	'grant_application': [
		({'of': 'S-1', 'decided': ''}, 'decided', 'required'),
		({'of': 'S-1', 'granted': ''}, 'granted', 'required'),
		({'of': 'S-1', 'granted': '12000'}, 'granted', 'order'),
		({'of': 'S-1', 'submitted': ''}, 'submitted', 'required'),
		({'of': 'S-1', 'submitted': '2025-03-02'}, 'decided', 'order'),
		({'of': 'S-2', 'decided': '2025-03-02'}, 'decided', 'not_here'),
		({'of': 'S-2', 'granted': '100'}, 'granted', 'not_here')],
	'product_line': [
		({'of': 'PR-1', 'invoice': ''}, 'invoice', 'required'),
		({'of': 'PR-1', 'grant': 'S-1'}, 'grant', 'not_here'),
		({'of': 'PR-2', 'amount': '5'}, 'amount', 'sign'),
		({'of': 'PR-3', 'grant': ''}, 'grant', 'required'),
		({'of': 'PR-4', 'reference': ''}, 'reference', 'required'),
		({'of': 'PR-4', 'amount': '-5'}, 'amount', 'sign'),
		({'of': 'PR-4', 'centre': ''}, 'centre', 'required')],
	'budget': [({'of': 'B-2', 'centre': ''}, 'centre', 'required')],
	'certificate': [({'of': 'CE-1', 'expiry': '2024-04-30'}, 'expiry', 'order'),
	                ({'of': 'CE-2', 'level': ''}, 'level', 'required')],
	'requirement': [({'of': 'RQ-1', 'reviewed': ''}, 'reviewed', 'required')],
	'nonconformity': [({'of': 'NC-1', 'due': ''}, 'due', 'required'), ({'of': 'NC-1', 'cause': ''}, 'cause', 'required'),
	                  ({'of': 'NC-1', 'closed': '2025-02-28'}, 'closed', 'order'),
	                  ({'of': 'NC-1', 'cause': 'Voir 06 12 34 56 78'}, 'cause', 'guarded_phone')],
	'corrective_action': [({'of': 'AC-1', 'done': ''}, 'done', 'required'),
	                      ({'of': 'AC-1', 'effective': ''}, 'effective', 'required')],
	'charter_acknowledgement': [({'of': 'CH-1', 'date': '2020-12-31'}, 'date', 'order')],
	'body': [({'of': 'CA', 'quorum': '10'}, 'quorum', 'order')],
	'body_meeting': [({'of': 'RE-1', 'represented': '4'}, 'present', 'sum')],
	'european_project': [({'of': 'EP-1', 'share': '400001'}, 'share', 'order')],
	'project_partner': [({'of': 'EP-1/A', 'country': 'XY'}, 'country', 'unknown_code')],
	'mobility': [({'of': 'MO-1', 'end': '2025-05-11'}, 'end', 'order')],
	'recommendation': [({'of': 'CO-1', 'decided': ''}, 'decided', 'required'),
	                   ({'of': 'CO-2', 'decided': '2025-02-02'}, 'decided', 'not_here'),
	                   ({'of': 'CO-1', 'effect': ''}, 'effect', 'required')],
}

# What stands in a field that nobody typed: (register, own id, field, value).
WORKED_OUT = [
	('client_invoice', 'FC-1', 'total', '38333.33'), ('client_invoice', 'FC-1', 'revenue', '38333.33'),
	('client_invoice', 'FC-2', 'revenue', '-333.33'), ('client_invoice', 'FC-3', 'total', '30000.00'),
	('client_invoice', 'FC-1', 'days_to_pay', '20'), ('client_invoice', 'FC-3', 'days_to_pay', ''),
	('supplier_invoice', 'FF-1', 'cost', '420.50'), ('supplier_invoice', 'FF-2', 'cost', '-60.00'),
	('supplier_invoice', 'FF-2', 'booked', '2025-03-02'), ('grant_application', 'S-1', 'days_to_decide', '106'),
	('nonconformity', 'NC-1', 'days_open', '40'), ('body_meeting', 'RE-1', 'quorum_met', '1'),
	('mobility', 'MO-1', 'days', '5'), ('recommendation', 'CO-1', 'days_to_decide', '28'),
	('scheme', 'D01', 'hours_a_week', '35'), ('scheme', 'D01', 'window_end', '21:00'),
	('scheme', 'D01', 'days_a_week', '5'), ('scheme', 'D02', 'hours_a_week', ''),
]
# What is taken from the record that is referred to: (register, own id, field, register it is of, its own id).
TAKEN = [
	('grant_instalment', 'S-1/1', 'scheme', 'scheme', 'D01'), ('recommendation', 'CO-2', 'client', 'client', 'C-ANG'),
	('nonconformity', 'NC-1', 'agency', 'agency', 'AG-R'), ('product_line', 'PR-3', 'funder', 'funder', 'F-REN'),
	('press_item', 'PI-1', 'town', 'town', 'T-REN'),
]


def refused(store):
	for register, cases in REFUSED.items():
		header, *samples = OTHERS[register]
		columns = header + sorted({k for c, _, _ in cases for k in c} - set(header) - {'of'})
		lines, wanted = [columns], {}
		for i, (change, field, code) in enumerate(cases):
			line = dict.fromkeys(columns, '')
			line.update(next(dict(zip(header, s)) for s in samples if s[0] == change['of']))
			line.update({k: v for k, v in change.items() if k != 'of'}, id=f'X-{i}')
			lines.append([line[c] for c in columns])
			wanted[f'X-{i}'] = {(field, code)}
		p, told = store.load(register, lines)
		got = {}
		for e in told['errors']:
			got.setdefault(e['record'], set()).add((e['field'], e['code']))
		ok(p.returncode == 1 and got == wanted, f'{store.engine}: {register} refuses what does not hold together',
		   [f'{k}: {got.get(k)} instead of {v}' for k, v in wanted.items() if got.get(k) != v])


def worked_out(store):
	held = {}

	def of(register, own):
		if register not in held:
			held[register] = {r['source_id']: r for r in store.rows(register)}
		return held[register][own]

	wrong = [(r, i, f, of(r, i)[f], v) for r, i, f, v in WORKED_OUT if of(r, i)[f].replace(',', '.') != v]
	ok(not wrong, f'{store.engine}: sums, delays, hours and quorums are worked out', wrong)
	wrong = [(r, i, f) for r, i, f, other, own in TAKEN if of(r, i)[f] != of(other, own)['id']]
	ok(not wrong, f'{store.engine}: what another record says is taken from it', wrong)


def renewed(store):
	"""A contract that renews another, and a scheme that extends another."""
	p, told = store.load('contract', [['id', 'name', 'kind', 'client', 'start', 'end', 'previous', 'extended'],
	                                  ['K-R2', 'Suite', 'market', 'C-REN', '2028-10-01', '2031-09-30', 'K-REN', 'oui']])
	ok(p.returncode == 0, f'{store.engine}: a contract renews another, and does more', [told])
	p, told = store.load('scheme', [['id', 'name', 'form', 'agency', 'town', 'client', 'start', 'parent', 'schedule'],
	                                ['D09', 'Abords des écoles', 'FE', 'AG-R', 'T-REN', 'C-REN', '2025-10-01', 'D01',
	                                 'Mo,Tu,Th,Fr 16:00-18:30 @school; Sa 21:30-02:00']])
	ok(p.returncode == 0, f'{store.engine}: a scheme extends another', [told])
	contract = next(r for r in store.rows('contract') if r['source_id'] == 'K-R2')
	scheme = next(r for r in store.rows('scheme') if r['source_id'] == 'D09')
	ok(contract['months'] == '36', f'{store.engine}: three years are 36 months', [contract])
	ok((scheme['window_start'], scheme['window_end'], scheme['days_a_week'], scheme['hours_a_week'].replace(',', '.')) ==
	   ('16:00', '02:00', '5', '14.5'), f'{store.engine}: hours of several lines, over midnight, add up', [scheme])
	p = store.run('check')
	ok(p.returncode == 0, f'{store.engine}: check finds the journal whole', p.stderr.splitlines()[-5:])


def main():
	with tempfile.TemporaryDirectory() as folder:
		stores = [Store(os.path.join(folder, 'money.db'), folder)]
		if os.environ.get('MAILLAGE_TEST_DB_URL'):
			stores.append(Store(os.environ['MAILLAGE_TEST_DB_URL'], folder, 'PostgreSQL'))
		for store in stores:
			store.must('init')
			store.everything()
			refused(store)
			worked_out(store)
			renewed(store)
	return finish()


if __name__ == '__main__':
	sys.exit(main())
