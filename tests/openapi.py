# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads the YAML that `maillage help openapi` prints, and holds values against JSON Schemas: as much of
both as that document uses; anything else in it is an error."""
import json
import re

KEY = re.compile(r'("(?:[^"\\]|\\.)*"|[^"\s\[{-][^\s]*?):(?: (.*))?$')
UUID = re.compile(r'[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$')
DATE = re.compile(r'\d{4}-\d\d-\d\d$')
KNOWN = {'$ref', 'type', 'anyOf', 'oneOf', 'const', 'enum', 'properties', 'required', 'additionalProperties', 'items',
         'minimum', 'maximum', 'maxLength', 'pattern', 'format', 'contentMediaType', 'title', 'description', 'readOnly'}
TYPES = {'string': str, 'object': dict, 'array': list, 'boolean': bool, 'null': type(None)}


# -- YAML ----------------------------------------------------------------------------------------

def scalar(text):
	if text[:1] == '"':
		return json.loads(text)
	if text[:1] == '[':
		return [scalar(t.strip()) for t in text[1:-1].split(',') if t.strip()]
	if text == '{}':
		return {}
	if text in ('true', 'false'):
		return text == 'true'
	if re.fullmatch(r'-?\d+', text):
		return int(text)
	if not re.fullmatch(r'[A-Za-z][\w./-]*', text):
		raise ValueError('no scalar: ' + text)
	return text


def block(lines, i, indent):
	"""The list or map that begins at line i; gives it and the line behind it."""
	listed = lines[i][1].startswith('- ')
	out = [] if listed else {}
	while i < len(lines) and lines[i][0] == indent and lines[i][1].startswith('- ') == listed:
		text = lines[i][1]
		if listed and KEY.match(text[2:]):
			lines[i] = (indent + 2, text[2:])
			value, i = block(lines, i, indent + 2)
			out.append(value)
			continue
		if listed:
			out.append(scalar(text[2:]))
			i += 1
			continue
		m = KEY.match(text)
		if not m:
			raise ValueError('no key: ' + text)
		key = json.loads(m[1]) if m[1][0] == '"' else m[1]
		if key in out:
			raise ValueError('twice: ' + key)
		if m[2] is not None:
			out[key] = scalar(m[2])
			i += 1
		elif i + 1 < len(lines) and lines[i + 1][0] > indent:
			out[key], i = block(lines, i + 1, lines[i + 1][0])
		else:
			raise ValueError('nothing below: ' + text)
	if i < len(lines) and lines[i][0] > indent:
		raise ValueError('indented too far: ' + lines[i][1])
	return out, i


def read(text):
	lines = [(len(l) - len(l.lstrip(' ')), l.strip()) for l in text.splitlines() if l.strip() and l[0] != '#']
	out, end = block(lines, 0, 0)
	if end != len(lines):
		raise ValueError('unread: ' + lines[end][1])
	return out


# -- schemas -------------------------------------------------------------------------------------

def resolve(document, ref):
	at = document
	if not ref.startswith('#/'):
		raise KeyError(ref)
	for part in ref[2:].split('/'):
		at = at[part]
	return at


def faults(document, schema, value, where='$'):
	"""Why a value does not fit; an empty list when it does."""
	if '$ref' in schema:
		schema = {**resolve(document, schema['$ref']), **{k: v for k, v in schema.items() if k != '$ref'}}
	out = []
	kind = schema.get('type')
	if kind == 'integer' and (isinstance(value, bool) or not isinstance(value, int)):
		return [f'{where}: {value!r} is no integer']
	if kind == 'number' and (isinstance(value, bool) or not isinstance(value, (int, float))):
		return [f'{where}: {value!r} is no number']
	if kind in TYPES and not isinstance(value, TYPES[kind]):
		return [f'{where}: {str(value)[:60]!r} is no {kind}']
	for many in ('anyOf', 'oneOf'):
		if many in schema:
			tried = [faults(document, s, value, where) for s in schema[many]]
			fit = sum(not t for t in tried)
			if fit == 0 or (many == 'oneOf' and fit > 1):
				out += [f'{where}: {str(value)[:60]!r} fits {fit} of {many}'] + min(tried, key=len)[:1]
	if 'const' in schema and value != schema['const']:
		out.append(f'{where}: {value!r} is not {schema["const"]!r}')
	if 'enum' in schema and value not in schema['enum']:
		out.append(f'{where}: {value!r} is none of the words')
	if isinstance(value, str):
		if 'pattern' in schema and not re.search(schema['pattern'], value):
			out.append(f'{where}: {value!r} does not match')
		if len(value) > schema.get('maxLength', len(value)):
			out.append(f'{where}: longer than it may be')
		form = {'uuid': UUID, 'date': DATE}.get(schema.get('format'))
		if form and not form.match(value):
			out.append(f'{where}: {value!r} is no {schema["format"]}')
	if isinstance(value, (int, float)) and not isinstance(value, bool):
		if not schema.get('minimum', value) <= value <= schema.get('maximum', value):
			out.append(f'{where}: {value} is out of range')
	if isinstance(value, list) and isinstance(schema.get('items'), dict):
		for i, v in enumerate(value):
			out += faults(document, schema['items'], v, f'{where}[{i}]')
	if isinstance(value, dict):
		known, others = schema.get('properties', {}), schema.get('additionalProperties', True)
		out += [f'{where}: lacks {k}' for k in schema.get('required', []) if k not in value]
		for k, v in value.items():
			if k in known:
				out += faults(document, known[k], v, f'{where}.{k}')
			elif others is False:
				out.append(f'{where}: {k} is not described')
			elif isinstance(others, dict):
				out += faults(document, others, v, f'{where}.{k}')
	return out


def schema_faults(document, schema, where):
	"""Why a schema is none of ours, down to its leaves (references are looked at where they stand)."""
	out = [f'{where}: unknown word {k}' for k in schema if k not in KNOWN and not k.startswith('x-')]
	if '$ref' in schema:
		try:
			resolve(document, schema['$ref'])
		except (KeyError, TypeError):
			out.append(f'{where}: {schema["$ref"]} is nowhere')
	if 'type' in schema and schema['type'] not in (*TYPES, 'integer', 'number'):
		out.append(f'{where}: no type {schema["type"]}')
	if not {'$ref', 'type', 'anyOf', 'oneOf', 'const', 'enum', 'pattern', 'contentMediaType', 'required'} & set(schema):
		out.append(f'{where}: says nothing')
	if 'pattern' in schema:
		re.compile(schema['pattern'])
	if schema.get('type') == 'object' and 'properties' in schema:
		out += [f'{where}: requires {k}, which it does not have' for k in schema.get('required', [])
		        if k not in schema['properties']]
	for key, below in schema.get('properties', {}).items():
		out += schema_faults(document, below, f'{where}.{key}')
	for many in ('anyOf', 'oneOf'):
		for i, below in enumerate(schema.get(many, [])):
			out += schema_faults(document, below, f'{where}/{many}{i}')
	for key in ('items', 'additionalProperties'):
		if isinstance(schema.get(key), dict):
			out += schema_faults(document, schema[key], f'{where}/{key}')
	return out


# -- the document --------------------------------------------------------------------------------

METHODS = ('get', 'put', 'post', 'delete', 'patch')


def operations(document):
	"""(METHOD, path, operation, parameters of both)."""
	for path, item in document['paths'].items():
		for method in METHODS:
			if method in item:
				yield method.upper(), path, item[method], item.get('parameters', []) + item[method].get('parameters', [])


def content_faults(document, content, where):
	out = []
	for kind, body in content.items():
		out += schema_faults(document, body.get('schema', {}), f'{where} {kind}')
	return out or ([] if content else [f'{where}: no content'])


def document_faults(document):
	"""Why it is no OpenAPI 3.1 of the kind that we print."""
	out, names = [], set()
	for key in ('openapi', 'info', 'paths', 'components'):
		if key not in document:
			return [f'{key} is missing']
	if not document['openapi'].startswith('3.1.') or not {'title', 'version'} <= set(document['info']):
		out.append('head')
	for method, path, op, parameters in operations(document):
		where = f'{method} {path}'
		if op.get('operationId', '') in names | {''}:
			out.append(f'{where}: operationId')
		names.add(op.get('operationId'))
		told = [p['name'] for p in parameters if p['in'] == 'path']
		if sorted(told) != sorted(re.findall(r'\{(\w+)\}', path)) or len(told) != len(set(told)):
			out.append(f'{where}: parameters of the path are {told}')
		for p in parameters:
			if p['in'] not in ('path', 'query', 'header') or (p['in'] == 'path' and not p['required']):
				out.append(f'{where}: parameter {p["name"]}')
			out += schema_faults(document, p['schema'], f'{where} {p["name"]}')
		answers = op.get('responses', {})
		if not [s for s in answers if s.startswith('2')] or 'default' not in answers:
			out.append(f'{where}: responses')
		for status, answer in answers.items():
			if '$ref' in answer:
				answer = resolve(document, answer['$ref'])
			if not answer.get('description') or not re.fullmatch(r'[2-5]\d\d|default', status):
				out.append(f'{where}: {status}')
			if 'content' in answer:
				out += content_faults(document, answer['content'], f'{where} {status}')
			elif status != '204':
				out.append(f'{where}: {status} has no shape')
			for h in answer.get('headers', {}).values():
				resolve(document, h['$ref'])
		if 'requestBody' in op:
			out += content_faults(document, op['requestBody']['content'], f'{where} body')
		elif method in ('POST', 'PUT'):
			out.append(f'{where}: takes nothing')
		for way in op.get('security', [{'?': []}]):
			out += [f'{where}: security {n}' for n in way if n not in document['components']['securitySchemes']]
	for name, schema in document['components']['schemas'].items():
		out += schema_faults(document, schema, name)
	return out
