# SPDX-License-Identifier: AGPL-3.0-or-later
"""The HTTP server over raw sockets: what is malformed, slow, endless or large, and what is right.

Most of it drives tests/http_echo.c, the server without an application; the end drives `maillage serve`.
"""
import gzip
import json
import os
import re
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

from outside import PROGRAM, Store, finish, ok

ECHO = os.path.join(os.environ.get('MAILLAGE_BUILD', os.path.dirname(PROGRAM)), 'tests', 'http_echo')
PATIENCE = 120


class Server:
	"""A process that prints its port, and what it says afterwards."""

	def __init__(self, *command, env=None):
		self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
		                                text=True, env=env)
		first = self.process.stdout.readline()
		found = re.search(r'(\d+)\s*$', first)
		if not found:
			ok(False, 'the server starts', [first] + self.process.stderr.read().splitlines())
			sys.exit(finish())
		self.port = int(found[1])
		self.said, self.wrong = [], []
		for stream, where in ((self.process.stdout, self.said), (self.process.stderr, self.wrong)):
			threading.Thread(target=lambda s=stream, w=where: [w.append(l.rstrip()) for l in s],
			                 daemon=True).start()

	def connect(self):
		try:
			s = socket.create_connection(('127.0.0.1', self.port), timeout=PATIENCE)
		except ConnectionRefusedError:
			if self.process.poll() not in (None, 0):
				ok(False, 'the server lives', ['status %s' % self.process.returncode] + self.wrong)
				sys.exit(finish())
			raise
		s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
		return s

	def heard(self, line, n):
		"""Until it has said that line n times."""
		until = time.monotonic() + PATIENCE
		while self.said.count(line) < n and time.monotonic() < until:
			time.sleep(0.01)
		return self.said.count(line) >= n

	def hold(self, sockets, path):
		"""Asks by each for what waits at the door (http_echo.c), until all of it was read."""
		before = self.said.count('knocked')
		for s in sockets:
			s.sendall(get(path))
		return self.heard('knocked', before + len(sockets))

	def turn_door(self):
		"""Opens it, or shuts it again."""
		before = self.said.count('door')
		self.process.stdin.write('.')
		self.process.stdin.flush()
		return self.heard('door', before + 1)

	def stopping(self, idle):
		"""Tells it to stop, until it lets a connection go on which nothing was asked."""
		self.process.send_signal(signal.SIGTERM)
		try:
			return idle.recv(1) == b''
		except TimeoutError:
			return False
		except OSError:
			return True

	def ask(self, data):
		"""Sends bytes, gives all that comes back until the server closes."""
		with self.connect() as s:
			try:
				s.sendall(data)
				s.shutdown(socket.SHUT_WR)
			except OSError:
				pass
			return rest(s)

	def stop(self, number=signal.SIGTERM):
		self.process.send_signal(number)
		return self.ended()

	def ended(self):
		try:
			return self.process.wait(PATIENCE)
		except subprocess.TimeoutExpired:
			self.process.kill()
			return 'did not end'


def rest(s):
	out = b''
	try:
		while True:
			more = s.recv(65536)
			if not more:
				return out
			out += more
	except OSError:
		return out


class Answer:
	"""One answer read from a socket, by its own framing."""

	def __init__(self, s, head=False, kept=b''):
		data = kept
		while b'\r\n\r\n' not in data:
			more = s.recv(65536)
			if not more:
				raise EOFError(data)
			data += more
		top, self.kept = data.split(b'\r\n\r\n', 1)
		lines = top.decode('latin-1').split('\r\n')
		self.status = int(lines[0].split()[1])
		self.headers = {}
		for l in lines[1:]:
			name, value = l.split(': ', 1)
			self.headers[name.lower()] = value
		self.body = b''
		if head or self.status in (204, 304) or self.status < 200:
			return
		if self.headers.get('transfer-encoding') == 'chunked':
			self.body = self.chunks(s)
			return
		n = int(self.headers['content-length'])
		while len(self.kept) < n:
			more = s.recv(65536)
			if not more:
				raise EOFError(self.kept)
			self.kept += more
		self.body, self.kept = self.kept[:n], self.kept[n:]

	def chunks(self, s):
		out, data = b'', self.kept
		while True:
			while b'\r\n' not in data:
				data += s.recv(65536)
			size, data = data.split(b'\r\n', 1)
			n = int(size, 16)
			while len(data) < n + 2:
				data += s.recv(65536)
			out, data = out + data[:n], data[n + 2:]
			if n == 0:
				self.kept = data
				return out


def get(path='/', *headers, method='GET', version='1.1', body=b''):
	lines = ['%s %s HTTP/%s' % (method, path, version), 'Host: a.example', *headers]
	if body:
		lines.append('Content-Length: %d' % len(body))
	return '\r\n'.join(lines).encode() + b'\r\n\r\n' + body


def once(server, data, head=False):
	with server.connect() as s:
		s.sendall(data)
		return Answer(s, head)


def status(data):
	m = re.match(rb'HTTP/1\.1 (\d+) ', data)
	return int(m[1]) if m else 0


def malformed(server):
	H = b'GET / HTTP/1.1\r\nHost: a.example\r\n'
	P = b'POST /echo HTTP/1.1\r\nHost: a.example\r\n'
	C = P + b'Transfer-Encoding: chunked\r\n\r\n'
	cases = [
		(400, 'two lengths that differ', P + b'Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd'),
		(400, 'two lengths that agree', P + b'Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc'),
		(400, 'a list of lengths', P + b'Content-Length: 3, 3\r\n\r\nabc'),
		(400, 'a length with a sign', P + b'Content-Length: +3\r\n\r\nabc'),
		(400, 'a negative length', P + b'Content-Length: -3\r\n\r\nabc'),
		(400, 'a length in hexadecimal', P + b'Content-Length: 0x3\r\n\r\nabc'),
		(400, 'an empty length', P + b'Content-Length:\r\n\r\nabc'),
		(400, 'a length of thirty digits', P + b'Content-Length: ' + b'9' * 30 + b'\r\n\r\nabc'),
		(400, 'a length and chunks', P + b'Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n'),
		(400, 'chunks and a length', P + b'Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n3\r\nabc\r\n0\r\n\r\n'),
		(400, 'chunking named twice', P + b'Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'),
		(501, 'gzip as transfer coding', P + b'Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n'),
		(501, 'identity as transfer coding', P + b'Transfer-Encoding: identity\r\n\r\n'),
		(501, 'an unknown transfer coding', P + b'Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n'),
		(400, 'chunks in HTTP/1.0', b'POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'),
		(400, 'two hosts', H + b'Host: b.example\r\n\r\n'),
		(400, 'two equal hosts', H + b'Host: a.example\r\n\r\n'),
		(400, 'no host in HTTP/1.1', b'GET / HTTP/1.1\r\n\r\n'),
		(400, 'a host with a path', b'GET / HTTP/1.1\r\nHost: a/b\r\n\r\n'),
		(400, 'a host with a blank', b'GET / HTTP/1.1\r\nHost: a b\r\n\r\n'),
		(400, 'a host with a user', b'GET / HTTP/1.1\r\nHost: u@a\r\n\r\n'),
		(400, 'a folded line', H + b'X-A: one\r\n two\r\n\r\n'),
		(400, 'a line folded by a tab', H + b'X-A: one\r\n\ttwo\r\n\r\n'),
		(400, 'a fold before the first header', b'GET / HTTP/1.1\r\n Host: a\r\n\r\n'),
		(400, 'bare line feeds', b'GET / HTTP/1.1\nHost: a.example\n\n'),
		(400, 'one bare line feed', H + b'X-A: b\nX-C: d\r\n\r\n'),
		(400, 'a head that ends in a bare line feed', H + b'\n'),
		(400, 'a bare carriage return', H + b'X-A: b\rX-C: d\r\n\r\n'),
		(400, 'a NUL in a value', H + b'X-A: b\0c\r\n\r\n'),
		(400, 'a control character in a value', H + b'X-A: b\x01c\r\n\r\n'),
		(400, 'a blank before the colon', b'GET / HTTP/1.1\r\nHost : a\r\n\r\n'),
		(400, 'a header without a name', H + b': b\r\n\r\n'),
		(400, 'a header without a colon', H + b'nonsense\r\n\r\n'),
		(400, 'a name with a blank', H + b'X A: b\r\n\r\n'),
		(400, 'a name with a control character', H + b'X\x01A: b\r\n\r\n'),
		(400, 'a line without version', b'GET /\r\n\r\n'),
		(400, 'two blanks before the target', b'GET  / HTTP/1.1\r\nHost: a\r\n\r\n'),
		(400, 'two blanks behind the target', b'GET /  HTTP/1.1\r\nHost: a\r\n\r\n'),
		(400, 'a blank in the target', b'GET /a b HTTP/1.1\r\nHost: a\r\n\r\n'),
		(400, 'a tab as separator', b'GET\t/\tHTTP/1.1\r\nHost: a\r\n\r\n'),
		(400, 'a blank behind the version', b'GET / HTTP/1.1 \r\nHost: a\r\n\r\n'),
		(400, 'another protocol', b'GET / RTSP/1.0\r\nHost: a\r\n\r\n'),
		(400, 'a lower-case protocol', b'GET / http/1.1\r\nHost: a\r\n\r\n'),
		(505, 'HTTP/0.9 by name', b'GET / HTTP/0.9\r\n\r\n'),
		(505, 'HTTP/2.0', b'GET / HTTP/2.0\r\nHost: a\r\n\r\n'),
		(505, 'HTTP/1.2', b'GET / HTTP/1.2\r\nHost: a\r\n\r\n'),
		(505, "HTTP/2's preface", b'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
		(501, 'an unknown method', b'BREW / HTTP/1.1\r\nHost: a\r\n\r\n'),
		(501, 'a lower-case method', b'get / HTTP/1.1\r\nHost: a\r\n\r\n'),
		(501, 'CONNECT', b'CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n'),
		(501, 'TRACE', b'TRACE / HTTP/1.1\r\nHost: a\r\n\r\n'),
		(400, 'a method with a parenthesis', b'GE(T / HTTP/1.1\r\nHost: a\r\n\r\n'),
		(400, "a TLS client's greeting", b'\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n'),
		(400, 'an absolute target of another host', b'GET http://b.example/ HTTP/1.1\r\nHost: a.example\r\n\r\n'),
		(400, 'a target with a fragment', b'GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n'),
		(400, 'a target without a slash', b'GET a HTTP/1.1\r\nHost: a\r\n\r\n'),
		(400, 'bytes beyond ASCII in the target', b'GET /\xc3\xa9 HTTP/1.1\r\nHost: a\r\n\r\n'),
		(400, 'a broken escape', b'GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n'),
		(400, 'an escape cut off', b'GET /%4 HTTP/1.1\r\nHost: a\r\n\r\n'),
		(400, 'an escaped NUL', b'GET /a%00b HTTP/1.1\r\nHost: a\r\n\r\n'),
		(400, 'an escaped slash', b'GET /a%2fb HTTP/1.1\r\nHost: a\r\n\r\n'),
		(400, 'an escaped line end', b'GET /a%0d%0ab HTTP/1.1\r\nHost: a\r\n\r\n'),
		(400, 'a path that is no UTF-8', b'GET /%c3%28 HTTP/1.1\r\nHost: a\r\n\r\n'),
		(400, 'an overlong escape of a slash', b'GET /%c0%af HTTP/1.1\r\nHost: a\r\n\r\n'),
		(400, 'dot segments', b'GET /a/../b HTTP/1.1\r\nHost: a\r\n\r\n'),
		(400, 'escaped dot segments', b'GET /a/%2e%2e/b HTTP/1.1\r\nHost: a\r\n\r\n'),
		(400, 'an empty segment', b'GET /a//b HTTP/1.1\r\nHost: a\r\n\r\n'),
		(400, 'a backslash in the path', b'GET /a%5cb HTTP/1.1\r\nHost: a\r\n\r\n'),
		(417, 'an unknown expectation', P + b'Content-Length: 3\r\nExpect: miracles\r\n\r\nabc'),
		(400, 'a chunk size with a sign', C + b'+3\r\nabc\r\n0\r\n\r\n'),
		(400, 'a chunk size with 0x', C + b'0x3\r\nabc\r\n0\r\n\r\n'),
		(400, 'a chunk size with a blank before it', C + b' 3\r\nabc\r\n0\r\n\r\n'),
		(400, 'a chunk size that overflows', C + b'fffffffffffffffff\r\nabc\r\n0\r\n\r\n'),
		(400, 'an empty chunk size', C + b'\r\nabc\r\n0\r\n\r\n'),
		(400, 'a chunk size ended by a bare line feed', C + b'3\nabc\r\n0\r\n\r\n'),
		(400, 'a chunk size ended by a bare carriage return', C + b'3\rabc\r\n0\r\n\r\n'),
		(400, 'a chunk longer than its size', C + b'3\r\nabcd\r\n0\r\n\r\n'),
		(400, 'a chunk ended by a bare line feed', C + b'3\r\nabc\n0\r\n\r\n'),
		(400, 'chunks ended by a bare line feed', C + b'3\r\nabc\r\n0\r\n\n'),
		(400, 'a bare line feed in an extension', C + b'3;a\nb\r\nabc\r\n0\r\n\r\n'),
		(400, 'a trailer', C + b'3\r\nabc\r\n0\r\nX-A: b\r\n\r\n'),
		(400, 'extensions that outweigh the chunks', C + (b'1;' + b'x' * 9000 + b'\r\na\r\n') * 8 + b'0\r\n\r\n'),
		(413, 'a body above the ceiling, told', b'POST /tight HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\nabcdefghijk'),
		(413, 'a body above the ceiling, in chunks', b'POST /tight HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nabcdef\r\n6\r\nabcdef\r\n0\r\n\r\n'),
		(413, 'a body where none is taken', get(body=b'abc')),
		(414, 'a target above the ceiling', b'GET /' + b'a' * 9000 + b' HTTP/1.1\r\nHost: a\r\n\r\n'),
		(414, 'a request line without end', b'GET /' + b'a' * 20000),
		(431, 'a head above the ceiling', H + b'X-A: ' + b'a' * 17000 + b'\r\n\r\n'),
		(431, 'too many headers', H + b''.join(b'X-%d: a\r\n' % i for i in range(120)) + b'\r\n'),
	]
	for wanted, what, data in cases:
		got = server.ask(data)
		answers = got.count(b'HTTP/1.1 ')
		ok(status(got) == wanted and b'\r\nConnection: close\r\n' in got and answers == 1,
		   'refused with %d and closed: %s' % (wanted, what), [repr(got[:200])])
	# In pieces of one byte the verdict is the same.
	wrong = []
	for wanted, what, data in cases[:82]:
		if len(data) > 400:
			continue
		with server.connect() as s:
			try:
				for i in range(len(data)):
					s.sendall(data[i:i + 1])
				s.shutdown(socket.SHUT_WR)
			except OSError:
				pass
			got = rest(s)
		if status(got) not in (wanted, 0) or (status(got) == 0 and got):
			wrong.append('%s: %r' % (what, got[:100]))
	ok(not wrong, 'the same byte by byte', wrong)
	# What follows a refused request is never taken for a request.
	got = server.ask(b'POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n'
	                 b'0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n')
	ok(got.count(b'HTTP/1.1') == 1, 'nothing is smuggled behind a refused request', [repr(got)])


def right(server):
	a = once(server, get())
	ok(a.status == 200 and a.body == b'hello\n' and 'date' in a.headers and 'connection' not in a.headers,
	   'a plain request is answered', [a.headers])
	a = once(server, b'\r\n\r\n' + get())
	ok(a.status == 200, 'empty lines before a request are passed over')
	a = once(server, b'GET http://A.example/echo?x=1 HTTP/1.1\r\nHost: a.Example\r\n\r\n')
	ok(json.loads(a.body)['path'] == '/echo' and json.loads(a.body)['query'] == 'x=1',
	   "an absolute target of this host is its path")
	a = once(server, get('/echo', 'X-Name:  a b \t', 'X-EMPTY:', 'X-Latin: \u00e9'))
	h = json.loads(a.body)['headers']
	ok(h['x-name'] == 'a b' and h['x-empty'] == '' and h['host'] == 'a.example',
	   'header names are lower case, values without blanks around them', [h])
	a = once(server, get('/%65cho?a=%41+b'))
	ok(json.loads(a.body)['path'] == '/echo' and json.loads(a.body)['query'] == 'a=%41+b',
	   'a path is decoded once, a query is left as it is')
	a = once(server, get('/nu/%c3%a9t%C3%A9%20chaud'))
	ok(a.status == 200, 'a path may hold accents and blanks')
	# Methods.
	with server.connect() as s:
		s.sendall(get('/big?n=5000', method='HEAD') + get('/quick'))
		a = Answer(s, head=True)
		b = Answer(s, kept=a.kept)
	ok(a.headers.get('content-length') == '5000' and b.body == b'hello\n',
	   'HEAD has the length of GET and no body')
	for method in ('PUT', 'PATCH', 'DELETE', 'OPTIONS', 'POST'):
		a = once(server, get('/echo', method=method, body=b'abc'))
		ok(json.loads(a.body)['method'] == method and json.loads(a.body)['bytes'] == 3, method + ' reaches the site')
	# Versions and connections.
	got = server.ask(b'GET / HTTP/1.0\r\n\r\n')
	ok(status(got) == 200 and b'Connection: close' in got, 'HTTP/1.0 without a host is answered and closed')
	with server.connect() as s:
		s.sendall(get('/', 'Connection: keep-alive', version='1.0'))
		a = Answer(s)
		s.sendall(get('/', version='1.0'))
		b = Answer(s)
		end = s.recv(1)
	ok(a.headers.get('connection') == 'keep-alive' and b.status == 200 and end == b'',
	   'HTTP/1.0 may keep its connection by asking')
	with server.connect() as s:
		s.sendall(get('/', 'Connection: close'))
		a = Answer(s)
		end = s.recv(1)
	ok(a.headers.get('connection') == 'close' and end == b'', 'a connection closes when the client asks')
	with server.connect() as s:
		seen = []
		for i in range(50):
			s.sendall(get('/quick' if i % 2 else '/'))
			seen.append(Answer(s).status)
	ok(seen == [200] * 50, 'fifty requests come one after the other on one connection')
	# Pipelining.
	n = 300
	with server.connect() as s:
		data = b''.join(get('/echo?%d' % i, method='POST', body=b'x' * (i % 50)) if i % 3 else get('/quick?%d' % i)
		                for i in range(n))
		threading.Thread(target=s.sendall, args=(data,), daemon=True).start()
		kept, order = b'', []
		for i in range(n):
			a = Answer(s, kept=kept)
			kept = a.kept
			order.append(a.body == b'hello\n' if i % 3 == 0 else json.loads(a.body)['query'] == str(i))
	ok(all(order), 'pipelined requests are answered in their order')
	got = server.ask(get('/quick') + get('/') + get('/echo', 'Connection: close') + get('/never'))
	ok(got.count(b'HTTP/1.1 200') == 3, 'what is pipelined behind a closing request is not looked at', [repr(got)])
	got = server.ask(get('/') * 5)
	ok(got.count(b'HTTP/1.1 200') == 5, 'who shuts down sending still hears all answers')
	a = once(server, get('/none'))
	ok(a.status == 404 and a.headers.get('connection') is None, 'a refusal without a body keeps the connection')
	# Answers cannot be split.
	a = once(server, get('/split'))
	ok(a.headers.get('x-split') == 'a  X-Evil: b' and 'x-evil' not in a.headers, 'no value ends its line')



def bodies(server):
	sizes = [0, 1, 1000, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 5_000_000]
	hashes = {}
	good = []
	for n in sizes:
		data = (b'0123456789abcdef' * (n // 16 + 1))[:n]
		a = once(server, get('/echo', method='POST', body=data))
		j = json.loads(a.body)
		hashes[n] = j['hash']
		good.append(j['bytes'] == n)
	ok(all(good), 'bodies of nothing to five megabytes arrive whole', sizes)
	same = []
	for n in sizes:
		data = (b'0123456789abcdef' * (n // 16 + 1))[:n]
		out, at, k = [], 0, 1
		while at < n:
			piece = data[at:at + k * 977]
			out.append(b'%X;name=value\r\n' % len(piece) + piece + b'\r\n')
			at, k = at + len(piece), k + 1
		a = once(server, get('/echo', 'Transfer-Encoding: chunked', method='POST') + b''.join(out) + b'0\r\n\r\n')
		same.append(json.loads(a.body)['hash'] == hashes[n])
	ok(all(same), 'in chunks they are the same bytes', same)
	ok(len(set(hashes.values())) == len(sizes), 'and no two are alike')
	with server.connect() as s:
		s.sendall(get('/echo', 'Expect: 100-continue', 'Content-Length: 5', method='POST'))
		first = Answer(s)
		s.sendall(b'abcde')
		second = Answer(s, kept=first.kept)
	ok(first.status == 100 and json.loads(second.body)['bytes'] == 5, 'who waits for 100 Continue hears it')
	a = once(server, get('/tight', 'Expect: 100-continue', 'Content-Length: 5000000', method='POST'))
	ok(a.status == 413, 'who waits with too much hears 413 instead')
	with server.connect() as s:
		s.sendall(get('/echo', 'Expect: 100-continue', method='POST', body=b'abc'))
		a = Answer(s)
	ok(a.status == 200, 'who does not wait is not told to go on')
	# A client that sends all of a refused body hears the refusal.
	with server.connect() as s:
		data = b'x' * 3_000_000
		s.sendall(get('/tight', 'Content-Length: %d' % len(data), method='POST'))
		try:
			s.sendall(data)
		except OSError:
			pass
		got = rest(s)
	ok(status(got) == 413, 'a refusal is heard by a client that goes on sending', [repr(got[:100])])
	# Large answers.
	with server.connect() as s:
		s.sendall(get('/big?n=20000000'))
		time.sleep(0.3)
		a = Answer(s)
	ok(len(a.body) == 20_000_000 and a.body == b'ten bytes\n' * 2_000_000, 'a large answer comes whole to a slow reader')
	with server.connect() as s:
		s.sendall(get('/file?n=10000001') + get('/quick'))
		a = Answer(s)
		b = Answer(s, kept=a.kept)
	ok(a.body == b'f' * 10000001 and b.body == b'hello\n', 'a file is sent whole, and the connection goes on')
	with server.connect() as s:
		s.sendall(get('/file?n=1000000', method='HEAD') + get('/quick'))
		a = Answer(s, head=True)
		b = Answer(s, kept=a.kept)
	ok(a.headers['content-length'] == '1000000' and b.status == 200, "HEAD of a file sends none of it")
	a = once(server, get('/file?n=0'))
	ok(a.body == b'' and a.status == 200, 'an empty file is an answer too')


def coded(server):
	a = once(server, get('/big?n=50000', 'Accept-Encoding: gzip'))
	plain = once(server, get('/big?n=50000'))
	ok(a.headers.get('content-encoding') == 'gzip' and gzip.decompress(a.body) == plain.body and
	   len(a.body) < 5000, 'texts are compressed for who takes gzip', [a.headers])
	ok(a.headers.get('vary') == plain.headers.get('vary') == 'Accept-Encoding' and
	   'content-encoding' not in plain.headers, 'others get them as they are, and caches are told')
	for accept in ('gzip;q=0', 'br', 'identity', 'x-gzip2', 'deflate, gzip;q=0.0'):
		a = once(server, get('/big?n=50000', 'Accept-Encoding: ' + accept))
		ok('content-encoding' not in a.headers, 'no gzip for Accept-Encoding: ' + accept)
	a = once(server, get('/', 'Accept-Encoding: gzip'))
	ok('content-encoding' not in a.headers, 'a short text is left as it is')
	a = once(server, get('/big?n=50000', 'Accept-Encoding: gzip', method='HEAD'), head=True)
	ok(a.headers.get('content-encoding') == 'gzip' and int(a.headers['content-length']) < 5000,
	   'HEAD tells of the compressed answer')
	date = 'Tue, 15 Nov 1994 08:12:31 GMT'
	a = once(server, get('/tag'))
	ok(a.headers.get('etag') == '"a"' and a.headers.get('last-modified') == date, 'an answer tells its tag and date')
	for wanted, headers in (
			(304, ['If-None-Match: "a"']), (304, ['If-None-Match: "b", W/"a"']), (304, ['If-None-Match: *']),
			(200, ['If-None-Match: "b"']), (200, ['If-None-Match: a']),
			(304, ['If-Modified-Since: ' + date]), (304, ['If-Modified-Since: Wed, 16 Nov 1994 08:12:31 GMT']),
			(200, ['If-Modified-Since: Mon, 14 Nov 1994 08:12:31 GMT']), (200, ['If-Modified-Since: yesterday']),
			(200, ['If-None-Match: "b"', 'If-Modified-Since: ' + date]),
			(412, ['If-Match: "b"']), (412, ['If-Match: W/"a"']), (200, ['If-Match: "c", "a"']), (200, ['If-Match: *'])):
		a = once(server, get('/tag', *headers))
		ok(a.status == wanted and (wanted == 200) == bool(a.body) and a.headers.get('etag') == '"a"',
		   '%d for %s' % (wanted, ', '.join(headers)))
	a = once(server, get('/tag', 'If-None-Match: "a"', method='PUT'))
	ok(a.status == 412, 'a tag that stands refuses a change')


def streams(server):
	with server.connect() as s:
		s.sendall(get('/stream') + get('/quick'))
		a = Answer(s)
		b = Answer(s, kept=a.kept)
	ok(a.body == b'data: news\n\n' * 3 and a.headers['content-type'] == 'text/event-stream' and b.status == 200,
	   'a stream goes on after its handler, and ends')
	got = server.ask(get('/stream', version='1.0'))
	ok(got.endswith(b'data: news\n\n' * 3), 'an old client reads it to the end of the connection', [repr(got)])
	many = [server.connect() for _ in range(40)]
	for s in many:
		s.sendall(get('/stream'))
	quick = once(server, get('/')).status
	bodies_ = [Answer(s).body for s in many]
	for s in many:
		s.close()
	ok(quick == 200 and all(b == b'data: news\n\n' * 3 for b in bodies_), 'forty streams hold no worker')
	for _ in range(10):
		s = server.connect()
		s.sendall(get('/stream'))
		s.close()
	time.sleep(0.2)
	ok(once(server, get('/')).status == 200, 'streams whose clients are gone do no harm')


def slow():
	server = Server(ECHO, 'head_ms=400', 'body_ms=400', 'idle_ms=400', 'write_ms=600', 'body_rate=100000')
	with server.connect() as s:
		end = s.recv(100)
	ok(end == b'', 'who says nothing is let go without a word')
	with server.connect() as s:
		s.sendall(b'GET / HTTP/1.1\r\nHos')
		got = rest(s)
	ok(status(got) == 408, 'a head that stops is refused with 408', [repr(got)])

	def dribble(head, piece):
		"""Sends on and on; how many pieces went out before the server ended it, and its words."""
		with server.connect() as s:
			s.sendall(head)
			s.settimeout(0.02)
			got = b''
			for i in range(400):
				try:
					s.sendall(piece)
					got += s.recv(4096)
				except TimeoutError:
					continue
				except OSError:
					break
				break
			return i, got
	n, got = dribble(b'GET / HTTP/1.1\r\nHost: a\r\n', b'X-%d: a\r\n' % 1)
	ok(n < 399 and status(got) in (0, 408, 431), 'a head that never ends is ended', [n, repr(got)])
	n, got = dribble(b'POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n', b'a')
	ok(n < 399 and status(got) in (0, 408), 'a body that dribbles is ended', [n, repr(got)])
	with server.connect() as s:
		s.sendall(b'POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc')
		got = rest(s)
	ok(status(got) == 408, 'a body that stops is refused with 408', [repr(got)])
	with server.connect() as s:
		s.sendall(get('/'))
		a = Answer(s)
		end = s.recv(100)
	ok(a.status == 200 and end == b'', 'a connection that is idle too long is closed')
	# A reader that does not read.
	s = socket.socket()
	s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
	s.connect(('127.0.0.1', server.port))
	s.sendall(get('/big?n=30000000'))
	ok(server.heard('done 200 1', 1), 'who does not read its answer is let go', server.said[-3:])
	s.close()
	with server.connect() as s:
		s.sendall(get('/sleep?ms=1000'))
		a = Answer(s)
	ok(a.status == 200, 'a slow worker is no fault of the client')
	ok(server.stop() == 0 and not server.wrong, 'the server ends well', server.wrong)


def many(server):
	idle = [server.connect() for _ in range(300)]
	half = [server.connect() for _ in range(100)]
	for s in half:
		s.sendall(b'GET / HTTP/1.1\r\nHost: a\r\n')
	good = [once(server, get('/')).status for _ in range(100)]
	ok(good == [200] * 100, 'others are served while 300 connections are idle and 100 half said')
	idle[7].sendall(get('/'))
	ok(Answer(idle[7]).status == 200, 'and the idle ones are served when they speak')
	for s in half:
		s.sendall(b'\r\n')
	ok([Answer(s).status for s in half] == [200] * 100, 'and the others when they have spoken')
	for s in idle + half:
		s.close()
	small = Server(ECHO, 'connections=20', 'queue=1')
	held = [small.connect() for _ in range(20)]
	for s in held[10:]:
		s.sendall(get('/quick'))
		Answer(s)
	a = once(small, get('/'))
	ok(a.status == 200 and held[0].recv(1) == b'', 'a full house closes the one that was idle longest')
	for s in held:
		s.close()
	ok(small.stop() == 0 and not small.wrong, 'and the server ends well', small.wrong)
	small = Server(ECHO, 'queue=1')
	busy = [small.connect() for _ in range(8)]
	small.hold(busy, '/sleep')
	small.turn_door()
	seen = sorted(Answer(s).status for s in busy)
	ok(seen.count(503) >= 4 and seen.count(200) >= 2, 'more than the queue holds is answered 503 at once', seen)
	ok(once(small, get('/')).status == 200, 'and later ones are served again')
	for s in busy:
		s.close()
	ok(small.stop() == 0 and not small.wrong, 'and that server ends well', small.wrong)


def lanes(server):
	"""What takes long has workers of its own: nothing short waits for it, as many as there are."""
	long = [server.connect() for _ in range(5)]
	held = server.hold(long, '/slow')
	short = [once(server, get('/sleep?ms=1')).status for _ in range(20)]
	answered = select.select(long, [], [], 0)[0]
	ok(held and short == [200] * 20 and not answered, 'what is short is answered while what takes long waits',
	   [held, short, len(answered)])
	server.turn_door()
	ok([Answer(s).status for s in long] == [200] * 5, 'and that has its turn')
	server.turn_door()
	for s in long:
		s.close()


def later(server):
	"""An answer that waits for something else holds no worker; there are two."""
	waiting = [server.connect() for _ in range(40)]
	held = server.hold(waiting, '/later')
	short = [once(server, get('/sleep?ms=1')).status for _ in range(5)]
	early = select.select(waiting, [], [], 0)[0]
	ok(held and short == [200] * 5 and not early, 'what waits for something else holds no worker', [held, short, len(early)])
	server.turn_door()
	answers = [Answer(s) for s in waiting]
	ok([(a.status, a.body) for a in answers] == [(200, b'later, in a worker: yes\n')] * 40,
	   'and is answered in a worker when it has come', [a.status for a in answers])
	for s in waiting:
		s.close()
	ok(all(once(server, get('/later?ms=0&times=3')).body == b'later, in a worker: yes\n' for _ in range(20)),
	   'it may have come before the handler returned, and more than once')
	for hard in (False, True):
		s = server.connect()
		if hard:
			s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b'\1\0\0\0\0\0\0\0')
		s.sendall(get('/later?ms=50'))
		time.sleep(.01)
		s.close()
	time.sleep(.1)
	ok(once(server, get('/')).status == 200, 'who goes away meanwhile does no harm')
	small = Server(ECHO, 'queue=3', 'workers=1')
	many = [small.connect() for _ in range(12)]
	small.hold(many, '/later')
	small.turn_door()
	seen = [Answer(s).status for s in many]
	ok(seen.count(503) >= 6 and seen.count(200) >= 3, 'of those that wait there is a bound too', seen)
	for s in many:
		s.close()
	small.turn_door()
	idle, s = small.connect(), small.connect()
	small.hold([s], '/later')
	small.stopping(idle)
	small.turn_door()
	ok(Answer(s).status == 200 and small.ended() == 0 and not small.wrong, 'a stop waits for what waits', small.wrong)
	s.close()


def gone(server):
	before = server.said.count('done 200 0')
	for data in (b'GET / HT', get('/sleep?ms=100'), b'POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3000000\r\n\r\n' + b'x' * 2000000,
	             get('/big?n=5000000'), get('/file?n=5000000')):
		for hard in (False, True):
			s = server.connect()
			if hard:
				s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b'\1\0\0\0\0\0\0\0')
			s.sendall(data)
			s.close()
	ok(once(server, get('/')).status == 200 and server.heard('done 200 0', before + 1),
	   'clients that go away in the middle do no harm')


def stopping():
	server = Server(ECHO)
	busy = [server.connect() for _ in range(6)]
	idle = server.connect()
	held, let_go = server.hold(busy, '/sleep'), server.stopping(idle)
	server.turn_door()
	answers = [Answer(s) for s in busy]
	ok([a.status for a in answers] == [200] * 6 and all(a.headers.get('connection') == 'close' for a in answers),
	   'a stop lets answers under way and waiting finish')
	ok(held and let_go and server.ended() == 0 and not server.wrong, 'idle connections end and so does the server', server.wrong)
	try:
		server.connect().close()
		refused = False
	except OSError:
		refused = True
	ok(refused, 'nobody is let in afterwards')
	server = Server(ECHO, 'stop_ms=300')
	s = server.connect()
	s.sendall(b'POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc')
	ended = server.stop()
	ok(ended == 0, 'who never ends does not hold up the end', [ended, *server.wrong])
	s.close()


def program(folder):
	store = Store(os.path.join(folder, 'a.db'), folder)
	store.must('init')
	env = dict(os.environ, MAILLAGE_DB=store.url)
	server = Server(PROGRAM, 'serve', '--listen', '127.0.0.1:0', env=env)
	a = once(server, get('/api/v1/health'))
	ok(a.status == 200 and json.loads(a.body)['status'] == 'ok' and a.headers['content-type'] == 'application/json',
	   'the program serves its health')
	wanted = {
		'content-security-policy': "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
		"font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
		'x-content-type-options': 'nosniff', 'referrer-policy': 'same-origin',
		'cross-origin-opener-policy': 'same-origin', 'cross-origin-resource-policy': 'same-origin',
		'cache-control': 'no-store',
	}
	for path in ('/api/v1/health', '/metrics', '/nothing', '/api/v1/nothing'):
		a = once(server, get(path))
		ok(all(a.headers.get(k) == v for k, v in wanted.items()) and 'permissions-policy' in a.headers,
		   'security headers stand at ' + path, [a.headers])
	got = server.ask(b'GET / HTTP/1.1\r\n\r\n')
	ok(b'Content-Security-Policy' in got and status(got) == 400, 'and on what is malformed')
	a = once(server, get('/nothing', 'Accept-Language: en'))
	b = once(server, get('/nothing', 'Accept-Language: fr-CA, en;q=0.5'))
	ok(a.status == b.status == 404 and b'There is nothing here' in a.body and 'Il n’y a rien ici'.encode() in b.body
	   and a.headers['content-language'] == 'en', "people are told in their language")
	a = once(server, get('/api/v1/nothing', 'Accept-Language: en'))
	j = json.loads(a.body)
	ok(a.headers['content-type'] == 'application/problem+json' and j['status'] == 404 and j['title'] and
	   j['detail'] and j['type'] and j['instance'], 'programs get a problem document', [j])
	a = once(server, get('/api/v1/health', method='DELETE'))
	ok(a.status == 405 and a.headers['allow'] == 'GET, HEAD', 'a wrong method is told the right ones')
	a = once(server, get('/metrics'))
	ok(b'maillage_requests_total ' in a.body and b'# TYPE maillage_request_seconds histogram' in a.body and
	   b'127.0.0.1' not in a.body, 'metrics are counters and nothing about anybody')
	# Static files.
	a = once(server, get('/static/tokens.css'))
	ok(a.status == 404, 'a static file has no name without its hash')
	table = open(os.path.join(os.path.dirname(PROGRAM), 'src', 'assets.c'), encoding='ascii').read()
	urls = re.findall(r'"(/static/[\w.-]+)"', table)
	css = [u for u in urls if u.startswith('/static/tokens.')][0]
	plain = once(server, get(css))
	packed = once(server, get(css, 'Accept-Encoding: gzip'))
	ok(plain.status == 200 and plain.headers['content-type'] == 'text/css; charset=utf-8' and
	   gzip.decompress(packed.body) == plain.body and len(packed.body) < len(plain.body) and
	   plain.headers['cache-control'] == 'public, max-age=31536000, immutable' and
	   plain.headers['vary'] == 'Accept-Encoding', 'a style sheet is served, compressed and for ever', [plain.headers])
	a = once(server, get(css, 'If-None-Match: ' + plain.headers['etag']))
	ok(a.status == 304 and a.body == b'', 'and not sent twice')
	good = [once(server, get(u)).status for u in urls]
	ok(good == [200] * len(urls), 'every static file is there')
	a = once(server, get(css.replace('tokens', 'other')))
	ok(a.status == 404 and a.headers['cache-control'] == 'no-store', 'what is not there is not kept')
	# The log.
	once(server, get('/nothing/9f3a?secret=42'))
	ok(server.stop() == 0, 'the program stops well', server.wrong[-3:])
	log = '\n'.join(server.wrong)
	ok('event=request' in log and 'status=404' in log and 'secret' not in log and '9f3a' not in log and
	   '127.0.0.1' not in log, 'the log tells of requests, not of what they asked nor of whom', server.wrong[-3:])
	p = subprocess.run([PROGRAM, 'serve', '--listen', 'nowhere'], env=env, capture_output=True, text=True)
	q = subprocess.run([PROGRAM, 'serve', '--limit', 'head_ms=1'], env=env, capture_output=True, text=True)
	ok(p.returncode == 2 and q.returncode == 2, 'addresses and limits that are none end in usage')
	with socket.socket() as s:
		s.bind(('127.0.0.1', 0))
		s.listen()
		p = subprocess.run([PROGRAM, 'serve', '--listen', '127.0.0.1:%d' % s.getsockname()[1]], env=env,
		                   capture_output=True, text=True)
	ok(p.returncode == 1 and 'écouter' in p.stderr, 'a taken port is told', [p.stderr])


def main():
	server = Server(ECHO, 'head_ms=20000')
	malformed(server)
	right(server)
	bodies(server)
	coded(server)
	streams(server)
	many(server)
	lanes(server)
	later(server)
	gone(server)
	ok(server.stop() == 0 and not server.wrong, 'after all this the server ends well', server.wrong)
	slow()
	stopping()
	with tempfile.TemporaryDirectory() as folder:
		program(folder)
	return finish()


if __name__ == '__main__':
	sys.exit(main())
