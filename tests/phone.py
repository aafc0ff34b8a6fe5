# SPDX-License-Identifier: AGPL-3.0-or-later
"""A phone as docs/sync.md describes it, for tests: enrols, pushes, pulls, checks its receipts."""
import base64
import gzip
import hashlib
import http.client
import json
import time
import uuid

# -- Ed25519 (RFC 8032), checking alone: slow and plain ------------------------------------------

P = 2 ** 255 - 19
Q = 2 ** 252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


def add(a, b):
	u, v = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
	c, d = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
	e, f, g, h = v - u, d - c, d + c, v + u
	return e * f % P, g * h % P, f * g % P, e * h % P


def times(n, point):
	out = (0, 1, 1, 0)
	while n > 0:
		if n & 1:
			out = add(out, point)
		point, n = add(point, point), n >> 1
	return out


def point_of(data):
	y = int.from_bytes(data, 'little')
	sign, y = y >> 255, y & (1 << 255) - 1
	x2 = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
	x = pow(x2, (P + 3) // 8, P)
	if (x * x - x2) % P:
		x = x * pow(2, (P - 1) // 4, P) % P
	if (x * x - x2) % P:
		return None
	if x & 1 != sign:
		x = P - x
	return x, y, 1, x * y % P


BASE = point_of((4 * pow(5, P - 2, P) % P).to_bytes(32, 'little'))


def signed(key, text, signature):
	a, r = point_of(key), point_of(signature[:32])
	s = int.from_bytes(signature[32:], 'little')
	if a is None or r is None or s >= Q:
		return False
	h = int.from_bytes(hashlib.sha512(signature[:32] + key + text).digest(), 'little') % Q
	left, right = times(s, BASE), add(r, times(h, a))
	return (left[0] * right[2] - right[0] * left[2]) % P == 0 and (left[1] * right[2] - right[1] * left[2]) % P == 0


def raw(text):
	return base64.urlsafe_b64decode(text + '=' * (-len(text) % 4))


def receipt_holds(key, entry, record, receipt):
	"""(status, version, hash) of a receipt that is good for this entry; None for any other."""
	b = raw(receipt)
	if len(b) < 111 or b[0] != 1 or len(b) != 47 + 32 * b[2] + 64:
		return None
	status, depth, place, version = b[1], b[2], int.from_bytes(b[3:7], 'big'), int.from_bytes(b[7:15], 'big')
	node = hashlib.sha256(b'\0' + uuid.UUID(entry).bytes + uuid.UUID(record).bytes + bytes([status]) + b[7:47]).digest()
	for i in range(depth):
		other = b[47 + 32 * i:79 + 32 * i]
		node = hashlib.sha256(b'\1' + (other + node if place >> i & 1 else node + other)).digest()
	if not signed(raw(key), b'maillage receipt 1' + node, b[-64:]):
		return None
	return ('stored', 'conflict', 'refused')[status], version, b[15:47]


# -- the phone -----------------------------------------------------------------------------------

def fresh(ms=None):
	"""A UUID of version 7."""
	b = bytearray((int(time.time() * 1000) if ms is None else ms).to_bytes(6, 'big') + uuid.uuid4().bytes[6:])
	b[6] = 0x70 | b[6] & 15
	return str(uuid.UUID(bytes=bytes(b)))


class Phone:
	"""`port` may be set anew when the server begins anew."""

	def __init__(self, port, login, password):
		self.port, self.login, self.password = port, login, password
		self.device = self.token = self.told = None

	def ask(self, method, path, body=None, token=None, **headers):
		c = http.client.HTTPConnection('127.0.0.1', self.port, timeout=300)
		headers = {'Accept-Language': 'fr', 'Content-Type': 'application/json', 'Accept-Encoding': 'gzip', **headers}
		if token or self.token:
			headers['Authorization'] = 'Bearer ' + (token or self.token)
		c.request(method, path if path[0] == '/' else '/api/v1/sync/' + path, None if body is None else json.dumps(body), headers)
		answer = c.getresponse()
		data, self.headers = answer.read(), dict(answer.getheaders())
		self.bytes = len(data)
		if self.headers.get('Content-Encoding') == 'gzip':
			data = gzip.decompress(data)
		c.close()
		return answer.status, json.loads(data) if 'json' in self.headers.get('Content-Type', '') else None

	def enrol(self, **more):
		status, told = self.ask('POST', 'device', {'login': self.login, 'password': self.password, 'name': 'Essai',
		                                           'app': '1.0', **more})
		if status == 201:
			self.told, self.device, self.token = told, told['device'], told['token']
		return status, told

	def entry(self, fields, record=None, register='intervention', base=None, **more):
		return {'id': fresh(), 'register': register, 'record': record or fresh(), 'base': base,
		        'at': int(time.time() * 1000), 'fields': fields, **more}

	def push(self, entries, **more):
		return self.ask('POST', 'push', {'device': self.device, 'entries': entries, **more})

	def pull(self, since=0, **words):
		return self.ask('GET', 'pull?' + '&'.join(f'{k}={v}' for k, v in {'since': since, **words}.items()))

	def holds(self, entry, result):
		"""What the receipt of a result says, when it is good."""
		return receipt_holds(self.told['receipt_key'], entry['id'], entry['record'], result['receipt'])
