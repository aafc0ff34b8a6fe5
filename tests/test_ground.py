#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the registers of ground, partners, participation and bulky waste refuse, and what they work out."""
import os
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from outside import Store, finish, ok  # noqa: E402
from outside_ground import GROUND  # noqa: E402

# register, what differs from its first record, the field and code of the refusal ('' is taken), the sentence.
TRIED = [
	('school', {'uai': '0750655E'}, '', 'a UAI code with its letter is taken'),
	('school', {'uai': '0750655e'}, '', 'a small letter is that letter'),
	('school', {'uai': '0750655F'}, 'uai bad_uai', 'a UAI code with another letter is refused'),
	('school', {'uai': '075065E'}, 'uai bad_uai', 'a UAI code that is too short is refused'),
	('school', {'presence': 'Mo 12:00'}, 'presence', 'a timetable that cannot be read is refused'),
	('school', {'start': '2025-09-01', 'end': '2025-06-30'}, 'end order', 'a school does not end before it starts'),
	('school_review', {'school_year': '2024-2026'}, 'school_year bad_school_year', 'a school year is two years in a row'),
	('school_review', {'school_year': '2024/25'}, 'school_year bad_school_year', 'a school year is written in full'),
	('school_review', {'settled': '41'}, 'settled more_than_whole', 'no more conflicts are settled than there were'),
	('peer_group', {'agreements': '14'}, 'agreements no_agreement', 'no pupil is trained without the parents’ agreement'),
	('pupil_follow_up', {'mark': 'Léa'}, 'mark bad_mark', 'a pupil is no name'),
	('pupil_follow_up', {'mark': 'LEA'}, 'mark bad_mark', 'nor what could be one'),
	('pupil_follow_up', {'note': 'Appeler le 06 12 34 56 78'}, 'note', 'a note on a pupil holds no telephone number'),
	('pupil_follow_up', {'outcome': ''}, 'outcome required', 'what is closed says how'),
	('landlord_order', {'due': '2025-03-01'}, 'due order', 'an order is not due before it came'),
	('landlord_order', {'answer': ''}, 'answer required', 'an answered order says how'),
	('landlord_order', {'answered': '2025-03-02'}, 'answered order', 'an order is not answered before it came'),
	('landlord_order', {'request': 'Appeler le 06 12 34 56 78'}, 'request', 'an order names no telephone number'),
	('works_request', {'answered': '2025-03-04'}, 'answered order', 'an answer does not come before the question was sent'),
	('works_request', {'addressee': ''}, 'addressee required', 'what is passed on has an addressee'),
	('technical_report', {'closed': '2025-03-05'}, 'closed order', 'nothing is mended before it was reported'),
	('reception_log', {'eased': '5'}, 'eased more_than_whole', 'no more situations are eased than were tense'),
	('reception_log', {'level': '0'}, 'level no_tension', 'tense situations have a tension'),
	('signal_follow_up', {'told': ''}, 'told required', 'what is decided was read by somebody'),
	('signal_follow_up', {'result': ''}, 'result required', 'a closed signal has a result'),
	('partner_meeting', {'instance': 'IXX', 'subject': ''}, 'subject reason_required', 'another instance says which'),
	('partner_meeting', {'decisions': 'Écrire à camille@exemple.fr'}, 'decisions', 'a meeting names no address'),
	('event', {'children': '401'}, 'children more_than_whole', 'no more children than people'),
	('relay', {'consent': ''}, 'consent no_consent', 'an active relay has the person’s agreement'),
	('relay', {'mode': 'emergency', 'consent': ''}, '', 'an emergency does not wait for it'),
	('relay', {'answer': 'none'}, 'answered no_answer', 'no answer has no day'),
	('relay', {'answer': 'none', 'answered': ''}, '', 'no answer may be noted'),
	('verbatim', {'consent': ''}, 'consent no_consent', 'words are printed with agreement only'),
	('verbatim', {'alike': '4'}, 'publication identifiable', 'words of one among four are not printed'),
	('verbatim', {'alike': '5'}, '', 'words of one among five may be'),
	('verbatim', {'alike': '', 'speaker': 'health'}, 'publication identifiable', 'few are health professionals in a sector'),
	('verbatim', {'alike': '', 'speaker': 'health', 'sector': ''}, '', 'in a town there are more of them'),
	('verbatim', {'alike': '2', 'written': 'oui'}, '', 'who agrees in writing may be recognised'),
	('council_college', {'women': '14'}, 'members more_than_whole', 'no more members than seats'),
	('council_college', {'drawn': '17'}, 'drawn more_than_whole', 'no more are drawn by lot than there are'),
	('council_session', {'newcomers': '21'}, 'newcomers more_than_whole', 'no more newcomers than people'),
	('council_advice', {'answer': ''}, 'answer required', 'answered advice says how'),
	('council_fund', {'spent': '800,01'}, 'spent more_than_whole', 'no more is spent than was granted'),
	('council_fund', {'spent': ''}, 'spent required', 'a use of the fund is closed with what was spent'),
	('waste_round', {'end': '07:00'}, 'end order', 'a round does not come back before it left'),
	('waste_ticket', {'tare': '4200'}, 'tare empty', 'a ticket that weighs nothing is refused'),
	('waste_entry', {'waste_code': '200307'}, '', 'a waste code is read without its blanks'),
	('waste_entry', {'waste_code': '21 03 07'}, 'waste_code bad_waste_code', 'there is no chapter 21'),
	('waste_entry', {'waste_code': '20 03'}, 'waste_code bad_waste_code', 'a waste code has six digits'),
	('waste_entry', {'waste_code': '20 01 27*'}, 'slip required', 'hazardous waste has a tracking slip'),
	('waste_entry', {'waste_code': '20 01 27*', 'slip': 'BSD-7'}, '', 'with its slip it is taken'),
	('waste_entry', {'tonnes': ''}, 'tonnes one_of', 'an entry has a weight or a volume'),
	('area', {'category': 'QPV', 'code': 'QN04901M'}, '', 'a priority district has its code'),
	('area', {'category': 'QPV', 'code': 'QN0490M'}, 'code bad_qpv', 'a code that is too short is refused'),
	('area', {'category': 'estate'}, 'client required', 'an estate has its landlord'),
	('area', {'outline': 'POLYGON ((-1.68 48.08, -1.67 48.08, -1.67 48.09, -1.68 48.08))'}, '', 'an outline is taken'),
	('area', {'outline': 'POLYGON ((-1.68 48.08, -1.67 48.08, -1.67 48.09'}, 'outline bad_outline', 'half of one is not'),
	('area', {'outline': 'POLYGON ((48.08 -1.68, 48.08 -1.67, 48.09 -1.67, 48.08 -1.68))'}, 'outline outside',
	 'nor one with its numbers exchanged'),
	('area', {'outline': 'Le Blosne'}, 'outline bad_outline', 'nor words'),
	('partner', {'siret': '12345678901234'}, 'siret bad_siret', 'a SIRET that is none is refused'),
	('partner', {'since': '2024-01-01', 'until': '2023-01-01'}, 'until order', 'no partnership ends before it began'),
]
ELSE = {
	'area': [['id', 'name', 'town'], ['Q-REN', 'Le Blosne', 'T-REN']],
	'partner': [['id', 'name', 'kind', 'town'], ['P-REN', 'Ville de Rennes', 'PT01', 'T-REN']],
}
# register, record, what its rules worked out.
WORKED_OUT = [
	('town', 'T-REN', {'department': '35'}),
	('school', 'E-REN', {'uai': '0350001L'}),
	('peer_group', 'E-REN/P', {'trained': '15'}),
	('pupil_follow_up', 'E-REN/S1', {'year_end': '2025-08-31'}),
	('landlord_order', 'O-REN', {'days': '11', 'on_time': '1'}),
	('landlord_order', 'O-ANG', {'days': '', 'on_time': ''}),
	('works_request', 'W-REN', {'days': '7'}),
	('technical_report', 'R-REN', {'days': '14'}),
	('signal_follow_up', 'F-REN', {'days': '21', 'same_day': '1'}),
	('relay', 'X-REN', {'days': '7'}),
	('verbatim', 'Q-REN', {'check': 'anonymous'}),
	('verbatim', 'Q-ANG', {'check': 'identifiable'}),
	('council_college', 'CC-REN/H', {'members': '16'}),
	('council_session', 'CC-REN/1', {'present': '20'}),
	('council_advice', 'CC-REN/A', {'days': '70'}),
	('council_fund', 'CC-REN/F', {'left': '159.50'}),
	('waste_ticket', 'B-REN', {'net': '1300'}),
	('waste_entry', 'Z-REN', {'waste_code': '20 03 07', 'ends_as': 'recovery', 'hazardous': '0'}),
]
INHERITED = ['school_review', 'peer_group', 'pupil_follow_up', 'council_college', 'council_session', 'council_advice', 'council_fund',
             'waste_pickup']


def refusals(store):
	for register, change, want, sentence in TRIED:
		header, first = (GROUND.get(register) or ELSE[register])[:2]
		line = {**dict(zip(header, first)), **change}
		p, told = store.load(register, [list(line), list(line.values())])
		got = [(e['field'], e['code']) for e in told['errors']]
		field, _, code = want.partition(' ')
		good = (p.returncode == 0) if not want else any(f == field and code in ('', c) for f, c in got)
		ok(good, f'{store.engine}: {register}: {sentence}', [f'{got} instead of {want!r}', p.stderr[-300:]])


def worked_out(store):
	for register, own, want in WORKED_OUT:
		row = next(r for r in store.rows(register) if r['source_id'] == own)
		got = {k: row[k] for k in want}
		ok(got == want, f'{store.engine}: {register}: {own} has {", ".join(want)} worked out', [got])
	scheme = {r['source_id']: r['id'] for r in store.rows('scheme')}
	wrong = [f'{register} {r["source_id"]}: {r["scheme"]}' for register in INHERITED for r in store.rows(register)
	         if r['scheme'] != scheme['D01' if 'REN' in r['source_id'] else 'D02']]
	ok(not wrong, f'{store.engine}: what belongs to a school, a council or a round belongs to its scheme', wrong)
	site = {r['source_id']: r for r in store.rows('site')}
	ok(store.run('check').returncode == 0 and site['L-REN']['town'] != '', f'{store.engine}: the journal adds up to all of it')


def main():
	with tempfile.TemporaryDirectory() as folder:
		stores = [Store(os.path.join(folder, 'ground.db'), folder)]
		if os.environ.get('MAILLAGE_TEST_DB_URL'):
			stores.append(Store(os.environ['MAILLAGE_TEST_DB_URL'], folder, 'PostgreSQL'))
		for store in stores:
			store.must('init')
			store.everything()
			worked_out(store)
			if store is stores[0]:
				refusals(store)
	return finish()


if __name__ == '__main__':
	sys.exit(main())
