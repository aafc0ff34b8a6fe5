# SPDX-License-Identifier: AGPL-3.0-or-later
"""The server under measure: started over a store, asked by wrk and by itself; nginx beside it."""
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import threading
import time
import urllib.request

LOGIN, PASSWORD = 'bench', 'quatre mots bien choisis'
TICK = os.sysconf('SC_CLK_TCK')
NGINX = """{user}worker_processes 1;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/nginx.err;
events {{ worker_connections 1024; }}
http {{
	access_log {folder}/nginx.log;
	client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
	uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
	sendfile on; tcp_nopush on; keepalive_requests 1000000; open_file_cache max=100;
	types {{ application/json json; }}
	server {{ listen 127.0.0.1:{port}; root {folder}; }}
}}
"""
WRK = """
-- Each thread goes round the requests, from a place of its own.
local paths, n = {{ {paths} }}, 0
request = function()
	n = n % #paths + 1
	return wrk.format('GET', paths[n], {headers})
end
done = function(summary, latency)
	io.write(string.format('{{"requests":%d,"us":%d,"p50":%d,"p99":%d,"bad":%d}}\\n', summary.requests, summary.duration,
		latency:percentile(50), latency:percentile(99), summary.errors.status + summary.errors.connect +
		summary.errors.read + summary.errors.timeout))
end
"""


def cpu(pid):
	"""Processor seconds of a process and of its children."""
	with open(f'/proc/{pid}/stat', encoding='utf-8') as f:
		words = f.read().rsplit(')', 1)[1].split()
	with open(f'/proc/{pid}/task/{pid}/children', encoding='utf-8') as f:
		children = f.read().split()
	return (int(words[11]) + int(words[12])) / TICK + sum(cpu(c) for c in children)


def resident(pid):
	"""Megabytes of a million bytes that are its own: no file's."""
	with open(f'/proc/{pid}/smaps_rollup', encoding='utf-8') as f:
		return int(re.search(r'^Anonymous: +(\d+)', f.read(), re.M)[1]) * 1024 / 1e6


class Maillage:
	"""The program over a store, with an account of the head office; its log is a file, as nginx's is."""

	def __init__(self, program, store, folder):
		self.log = os.path.join(folder, 'serve.log')
		run = [program, '--db', store, '--lang', 'en']
		subprocess.run([*run, 'user', 'add', LOGIN, '--role', 'head_office', '--password-stdin'], input=PASSWORD,
		               encoding='utf-8', capture_output=True)
		with open(self.log, 'w', encoding='utf-8') as log:
			self.process = subprocess.Popen([*run, 'serve', '--listen', '127.0.0.1:0'], stdout=subprocess.PIPE, stderr=log,
			                                encoding='utf-8')
		self.port = int(re.search(r':(\d+)\s*$', self.process.stdout.readline())[1])
		self.base = f'http://127.0.0.1:{self.port}'
		status, _, body = self.get('/api/v1/session', 'POST', json.dumps({'login': LOGIN, 'password': PASSWORD}),
		                           {'Content-Type': 'application/json'})
		self.bearer = {'Authorization': 'Bearer ' + json.loads(body)['token']} if status == 200 else {}

	def get(self, path, method='GET', body=None, headers=None):
		c = http.client.HTTPConnection('127.0.0.1', self.port, timeout=120)
		c.request(method, path, body, headers if headers is not None else self.bearer)
		answer = c.getresponse()
		out = answer.status, dict(answer.getheaders()), answer.read()
		c.close()
		return out

	def micros(self, route):
		"""What the log tells of a route's answers: microseconds in the server."""
		with open(self.log, encoding='utf-8') as f:
			return [int(us) for us in re.findall(r'route=%s status=200 .* us=(\d+)' % re.escape(route), f.read())]

	def timed(self, path, route):
		"""Status, microseconds in the server (its log comes a little later), body."""
		before = len(self.micros(route))
		status, _, body = self.get(path)
		for _ in range(200 if status == 200 else 0):
			took = self.micros(route)[before:]
			if took:
				return status, took[-1], body
			time.sleep(0.01)
		return status, 0, body

	def stop(self):
		self.process.send_signal(signal.SIGTERM)
		self.process.wait(60)


class Nginx:
	"""nginx with one worker and a file of the same bytes."""

	def __init__(self, folder, body):
		with open(os.path.join(folder, 'answer.json'), 'wb') as f:
			f.write(body)
		# A free port: nginx does not choose one.
		with socket.socket() as s:
			s.bind(('127.0.0.1', 0))
			port = s.getsockname()[1]
		conf = os.path.join(folder, 'nginx.conf')
		with open(conf, 'w', encoding='utf-8') as f:
			# Of root's it would read as somebody who may not look into the folder.
			f.write(NGINX.format(folder=folder, port=port, user='user root;\n' if os.geteuid() == 0 else ''))
		self.base = f'http://127.0.0.1:{port}'
		self.process = subprocess.Popen(['/usr/sbin/nginx', '-c', conf, '-p', folder], stderr=subprocess.DEVNULL)
		for _ in range(100):
			try:
				c = http.client.HTTPConnection('127.0.0.1', port, timeout=5)
				c.request('GET', '/answer.json')
				self.body = c.getresponse().read()
				return
			except OSError:
				time.sleep(0.05)
		raise SystemExit('bench: nginx does not start')

	def stop(self):
		self.process.send_signal(signal.SIGTERM)
		self.process.wait(30)


def wrk(base, paths, folder, seconds, clients, headers=None, threads=1):
	"""Asks as fast as it is answered; {requests, us, p50, p99 (microseconds), bad}."""
	script = os.path.join(folder, 'ask.lua')
	told = ', '.join("['%s'] = '%s'" % h for h in (headers or {}).items())
	with open(script, 'w', encoding='utf-8') as f:
		f.write(WRK.format(paths=', '.join("'%s'" % p for p in paths), headers='{ %s }' % told))
	p = subprocess.run(['wrk', f'-t{threads}', f'-c{clients}', f'-d{seconds}s', '--latency', '-s', script, base],
	                   capture_output=True, encoding='utf-8', check=True)
	return json.loads(p.stdout.strip().splitlines()[-1])


def cpu_of(server, path, folder, seconds, headers=None):
	"""Microseconds of the server's processor an answer, and answers a second."""
	before = cpu(server.process.pid)
	told = wrk(server.base, [path], folder, seconds, 32, headers)
	return (cpu(server.process.pid) - before) * 1e6 / told['requests'], told['requests'] / told['us'] * 1e6, told['bad'] == 0


class Drawing:
	"""Two who draw a report, again and again, until the end."""

	def __init__(self, server, path):
		self.stop, self.drawn, self.bad = threading.Event(), 0, 0
		self.threads = [threading.Thread(target=self.draw, args=(server, path)) for _ in range(2)]

	def draw(self, server, path):
		while not self.stop.is_set():
			status, _, body = server.get(path)
			self.drawn += 1
			self.bad += status != 200 or not body.startswith(b'%PDF')

	def __enter__(self):
		for t in self.threads:
			t.start()
		time.sleep(0.2)
		return self

	def __exit__(self, *_):
		self.stop.set()
		for t in self.threads:
			t.join()


def sizes(server, paths):
	"""Compressed bytes of pages with all that they load but fonts: [(bytes, path)], the largest first."""
	known, out = {}, []
	headers = {**server.bearer, 'Accept-Encoding': 'br, gzip'}

	def size(path):
		if path not in known:
			_, told, body = server.get(path, headers=headers)
			text = body
			if told.get('Content-Encoding') and (path.startswith('/static/') is False or '.css' in path):
				text = server.get(path)[2]
			known[path] = len(body), text.decode('utf-8', 'replace')
		return known[path]

	for path in paths:
		n, text = size(path)
		loads = set(re.findall(r'(?:href|src)="(/static/[^"#]+\.(?:css|js|svg|png|webp|ico)[^"#]*)', text))
		loads |= {u for p in loads if '.css' in p for u in re.findall(r'url\(["\']?(/static/[^"\')#]+)', size(p)[1])
		          if not re.search(r'\.(woff2?|ttf)', u)}
		out.append((n + sum(size(p)[0] for p in loads), path))
	return sorted(out, reverse=True)


def app_sizes(base):
	"""[(bytes as sent, name)] of all that the field app's worker keeps and of itself, the largest first."""
	def ask(path):
		r = urllib.request.Request(base + path, headers={'Accept-Encoding': 'br, gzip'})
		with urllib.request.urlopen(r, timeout=30) as answer:
			return answer.headers.get('Content-Encoding'), answer.read()

	with urllib.request.urlopen(base + '/terrain/sw.js', timeout=30) as answer:
		listed = json.loads(re.search(rb'FILES = (\[.*\]);', answer.read())[1])
	paths = [path for path, _ in listed] + ['/terrain/sw.js']
	return sorted(((len(ask(p)[1]), re.sub(r'\.[0-9a-f]{16}\.', '.', p.rsplit('/', 1)[1]) or 'page') for p in paths), reverse=True)
