#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Templates: pages/NAME.html into NAME.html.h and NAME.html.c.  docs/templates.md tells the syntax.

usage: htmlgen.py OUTPUT_FOLDER FILE...
       htmlgen.py --sentences FILE...       the translatable sentences as C, for xgettext

The generator follows the HTML as it copies it, so it knows where each value stands and writes the
call that escapes for that place.  What cannot be made safe, or what a reader would miss, is an error
with its file and line.  #line directives make the compiler's own errors point at the template.
"""
import os
import re
import sys
from typing import NamedTuple

VOID = set('area br col hr img input link meta source track wbr'.split())
SVG = set('svg g path rect circle ellipse line polyline polygon text tspan use symbol defs title desc '
          'clipPath mask pattern linearGradient stop'.split())
HTML = VOID | set(
    'html head body title script a abbr address article aside b bdi bdo blockquote button caption cite code '
    'colgroup data datalist dd del details dfn dialog div dl dt em fieldset figcaption figure footer form h1 h2 h3 '
    'h4 h5 h6 header hgroup i ins kbd label legend li main mark menu meter nav ol optgroup option output p picture '
    'pre progress q s samp search section select small span strong sub summary sup table tbody td textarea tfoot th '
    'thead time tr u ul var'.split())
FORBIDDEN = {'style': 'style sheets stand in pages/*.css', 'base': 'it would turn every address',
             'embed': 'no foreign content', 'object': 'no foreign content', 'iframe': 'no foreign content',
             'template': 'templates are compiled', 'noscript': 'pages work without scripts'}
# A start tag of these closes an open <p> behind our back.
CLOSES_P = set('address article aside blockquote details div dl fieldset figure footer form h1 h2 h3 h4 h5 h6 '
               'header hgroup hr main menu nav ol p pre search section table ul'.split())
URLS = {'href', 'src', 'action', 'formaction', 'cite', 'poster', 'data', 'ping', 'manifest', 'xlink:href'}
ADDRESS = re.compile(r'(/(?!/)|\?|#|https?://[^/]+/|mailto:|tel:)')
# Attributes that take no value from outside.
FIXED = {'srcdoc', 'srcset', 'http-equiv', 'nonce', 'integrity', 'sandbox'}
# Attributes that are read by people: they are translated.
READ = {'alt', 'title', 'aria-label', 'aria-description', 'aria-roledescription', 'aria-valuetext', 'placeholder',
        'label', 'abbr', 'aria-placeholder'}
WORDS = set('template include if else end for each switch case let draw wrap body html say part plural number'
            .split())
# Of these, a line that holds nothing else is left out of the page.
OWN_LINE = WORDS - {'say', 'plural', 'number', 'html', 'draw', 'body'}
STRING = r'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])\''
LETTERS = re.compile(r'[^\W\d_]+')
ENTITY = re.compile(r'&(#\d+|#x[0-9A-Fa-f]+|\w+);')


class Fault(Exception):
    pass


class Element(NamedTuple):
    name: str
    line: int
    quiet: bool  # translate="no"


# -- reading ---------------------------------------------------------------------------------------


def pieces(source, fault):
    """[(kind, content, line)]: text, line (text from a line's beginning), code; {# … #} is left out."""
    out, at, kind = [], 0, 'line'

    def line(offset):
        return source.count('\n', 0, offset) + 1

    for m in re.finditer(r'\{#.*?#\}|\{\{((?:%s|[^"\'])*?)\}\}|\{[{#]' % STRING, source, re.S):
        whole, start, end = m.group(0), m.start(), m.end()
        if start < at:
            continue
        if len(whole) == 2 or '{{' in re.sub(STRING, '', m.group(1) or ''):
            fault(line(start), 'nothing closes this %s' % whole[:2])
        word = re.match(r'\s*(\w*)', m.group(1) or '').group(1)
        before = source[source.rfind('\n', 0, start) + 1:start]
        behind = re.match(r'[ \t]*(\n|$)', source[end:])
        alone = not before.strip() and behind and (whole[1] == '#' or word in OWN_LINE)
        out.append((kind, source[at:start - len(before) if alone else start], line(at)))
        if whole[1] == '{':
            out.append(('code', m.group(1).strip(), line(start)))
        at, kind = end + (behind.end() if alone else 0), 'line' if alone else 'text'
    out.append((kind, source[at:], line(at)))
    return [p for p in out if p[1] or p[0] == 'code']


def split_arguments(text):
    """At commas outside of brackets and quotes."""
    out, depth, now = [], 0, ''
    for part in re.findall(STRING + '|.', text, re.S):
        depth += (part in '([{') - (part in ')]}')
        if part == ',' and depth == 0:
            out.append(now.strip())
            now = ''
        else:
            now += part
    return out + [now.strip()] if now.strip() else out


def whole_call(expression, name):
    """What stands between the brackets of NAME(…) when that is the whole expression."""
    m = re.fullmatch(r'%s\s*\((.*)\)' % name, expression, re.S)
    depth = 0
    for part in re.findall(STRING + '|.', m.group(1) if m else '', re.S):
        depth += (part == '(') - (part == ')')
        if depth < 0:
            return None
    return m.group(1) if m and depth == 0 else None


def c(expression):
    return ' '.join(expression.split()) if '\n' in expression else expression.strip()


# -- where in the HTML -----------------------------------------------------------------------------


class Place:
    """Where we stand in the HTML: what a browser's tokenizer would know, kept as the text is copied."""

    def __init__(self, fault):
        self.fault = fault
        self.state = 'text'    # text, tag, equals, value, end, comment, doctype
        self.stack = []        # elements that are open
        self.element = ''      # of the tag we are in
        self.word = ''         # of the end tag we are in
        self.attributes = {}   # of this tag: fixed value, or None where it is not fixed
        self.seen = set()      # attributes of this tag that stand in at least one branch
        self.name = ''         # of the attribute we are in
        self.value = ''        # its fixed text so far
        self.loose = False     # it holds more than fixed text
        self.part = False      # an address that has begun: what follows is a part of it

    def copy(self):
        other = Place(self.fault)
        other.__dict__.update(self.__dict__)
        other.stack, other.attributes, other.seen = list(self.stack), dict(self.attributes), set(self.seen)
        return other

    def become(self, other):
        self.__dict__.update(other.copy().__dict__)

    def key(self):
        return (self.state, [e.name for e in self.stack], self.element if self.state != 'text' else '',
                self.name if self.state == 'value' else '')

    def inside(self, *names):
        return any(e.name in names for e in self.stack)

    def within(self, *names):
        return bool(self.stack) and self.stack[-1].name in names

    def feed(self, text, line):
        """Copies text; gives what the browser shall see of it."""
        out, i = [], 0
        while i < len(text):
            used, shown = getattr(self, 'in_' + self.state)(text[i:], line)
            line += text.count('\n', i, i + used)
            out.append(shown)
            i += used
        return ''.join(out)

    def in_text(self, s, line):
        if s.startswith('<!--'):
            self.state = 'comment'
            return 4, ''
        if s[:9].lower() == '<!doctype':
            self.state = 'doctype'
            return 9, s[:9]
        if s.startswith('</'):
            self.state, self.word = 'end', ''
            return 2, '</'
        if s.startswith('<'):
            m = re.match(r'<([A-Za-z][\w:-]*)(?=[\s/>]|$)', s)
            if not m:
                self.fault(line, 'a tag has no name here, or a value in it; a sign < is written &lt;')
            self.open_tag(m.group(1), line)
            return m.end(), m.group(0)
        n = s.find('<') if '<' in s else len(s)
        self.check_text(s[:n], line)
        return n, s[:n]

    def check_text(self, text, line):
        bare = ENTITY.sub(' ', text)
        found = LETTERS.search(bare)
        at = line + bare[:found.start()].count('\n') if found else line
        if self.within('script') and text.strip():
            self.fault(line, 'no inline script: behaviour stands in pages/app.js')
        if '&' in bare:
            self.fault(line, 'a sign & is written &amp;')
        if found and not any(e.quiet for e in self.stack):
            self.fault(at, 'the words at “%s” are not translated: write {{ _("…") }}' % found.group(0))

    def open_tag(self, name, line):
        if name in FORBIDDEN and not self.inside('svg'):
            self.fault(line, 'no <%s> here: %s' % (name, FORBIDDEN[name]))
        if name not in (SVG if name == 'svg' or self.inside('svg') else HTML):
            self.fault(line, 'there is no element <%s>' % name)
        if name in CLOSES_P and self.within('p'):
            self.fault(line, 'a <p> cannot hold a <%s>' % name)
        for outer in ('a', 'button', 'form', 'label'):
            if (name == outer or {name, outer} == {'a', 'button'}) and self.inside(outer):
                self.fault(line, 'a <%s> cannot stand in a <%s>' % (name, outer))
        self.state, self.element, self.attributes, self.seen = 'tag', name, {}, set()

    def in_comment(self, s, line):
        end = s.find('-->')
        if end >= 0:
            self.state = 'text'
        return (end + 3 if end >= 0 else len(s)), ''

    def in_doctype(self, s, line):
        if s[0] == '>':
            self.state = 'text'
        return 1, s[0]

    def in_end(self, s, line):
        if s[0] != '>':
            self.word += s[0]
            return 1, s[0]
        if not self.stack:
            self.fault(line, '</%s> closes nothing that was opened here' % self.word.strip())
        element = self.stack.pop()
        if element.name != self.word.strip():
            self.fault(line, '</%s> stands where </%s> is due (opened in line %d)'
                       % (self.word.strip(), element.name, element.line))
        self.state = 'text'
        return 1, '>'

    def in_tag(self, s, line):
        svg = self.element == 'svg' or self.inside('svg')
        if s[0].isspace():
            return 1, s[0]
        if s.startswith('/>') and svg:
            self.close_tag(line, False)
            return 2, '/>'
        if s[0] == '/':
            self.fault(line, 'only in SVG does a tag end with />')
        if s[0] == '>':
            self.close_tag(line, self.element not in VOID or svg)
            # The browser eats a line feed here, and what the field holds may begin with one.
            return 1, '>\n' if self.element == 'textarea' else '>'
        m = re.match(r'[^\s"\'<>/=]+', s)
        if not m:
            self.fault(line, 'this is no attribute: %s' % s[0])
        self.open_attribute(m.group(0), re.match(r'\s*=', s[m.end():]), line)
        return m.end(), m.group(0)

    def open_attribute(self, name, has_value, line):
        if name.lower().startswith('on'):
            self.fault(line, 'no event handlers (%s): behaviour stands in pages/app.js' % name)
        if name.lower() == 'style':
            self.fault(line, 'no inline style: give it a class')
        if name in self.seen:
            self.fault(line, 'the attribute %s stands twice' % name)
        self.seen.add(name)
        self.name = name
        if has_value:
            self.state, self.value, self.loose, self.part = 'equals', '', False, False
        elif name in READ - {'alt'}:
            self.fault(line, 'the attribute %s says nothing' % name)
        else:
            self.attributes[name] = ''

    def in_equals(self, s, line):
        if s[0] == '"':
            self.state = 'value'
        elif s[0] != '=' and not s[0].isspace():
            self.fault(line, 'the value of %s stands in no double quotes' % self.name)
        return 1, s[0]

    def in_value(self, s, line):
        if s[0] == '"':
            self.attributes[self.name] = None if self.loose else self.value
            self.state = 'tag'
            if self.element == 'input' and self.name == 'type' and self.value in (
                    'submit', 'button', 'reset', 'image'):
                self.fault(line, 'a button is a <button>, not an <input>')
            return 1, '"'
        text = s[:s.find('"')] if '"' in s else s
        bare = ENTITY.sub(' ', text)
        if '&' in bare:
            self.fault(line, 'a sign & is written &amp;')
        if self.name in READ and LETTERS.search(bare) and not any(e.quiet for e in self.stack):
            self.fault(line, 'the words of %s are not translated: write {{ _("…") }}' % self.name)
        self.value += text
        scheme = re.match(r'\s*([A-Za-z][\w+.-]*)\s*:', self.value)
        if self.name in URLS and not self.part and scheme and \
                scheme.group(1).lower() not in ('http', 'https', 'mailto', 'tel'):
            self.fault(line, 'an address does not begin with %s:' % scheme.group(1))
        return len(text), text

    def close_tag(self, line, opens):
        has, name = self.attributes, self.element
        if name == 'img' and 'alt' not in has:
            self.fault(line, 'this <img> has no alt')
        if name == 'svg' and has.get('aria-hidden') != 'true' and not (
                has.get('role') == 'img' and ('aria-label' in has or 'aria-labelledby' in has)):
            self.fault(line, 'this <svg> has neither aria-hidden="true" nor role="img" with an aria-label')
        for element, attribute in (('button', 'type'), ('th', 'scope'), ('html', 'lang'), ('script', 'src')):
            if name == element and attribute not in has:
                self.fault(line, 'this <%s> has no %s' % (element, attribute))
        self.state = 'text'
        if opens:
            self.stack.append(Element(name, line, has.get('translate') == 'no'))

    def way(self, line, sentence=False):
        """What writes a value that stands here."""
        if self.state == 'text':
            if self.within('script'):
                self.fault(line, 'no value in <script>')
            return 'MARKUP_EXACT' if self.within('textarea') else 'MARKUP_TEXT'
        if self.state != 'value':
            self.fault(line, 'no value %s' % {
                'tag': 'where the name of an attribute stands', 'comment': 'in a comment', 'end': 'in a tag’s name',
                'equals': 'in an attribute without quotes', 'doctype': 'in the doctype'}[self.state])
        if self.name in FIXED or (self.name == 'content' and 'http-equiv' in self.seen):
            self.fault(line, 'no value in the attribute %s' % self.name)
        if self.name == 'type' and self.element in ('input', 'script', 'button'):
            self.fault(line, 'no value in the type of <%s>: write each out' % self.element)
        self.loose = True
        if self.name not in URLS:
            return 'MARKUP_TEXT' if self.name in READ or sentence else 'MARKUP_EXACT'
        if sentence:
            self.fault(line, 'no sentence in an address')
        if not self.value and not self.part:
            self.part = True
            return 'markup_url'
        if self.element == 'script':
            self.fault(line, 'the address of a script is one value of type struct url')
        if not self.part and not ADDRESS.match(self.value):
            self.fault(line, 'what stands before this value is no beginning of an address')
        self.part = True
        return 'MARKUP_PART'


# -- compiling -------------------------------------------------------------------------------------


class Template:
    def __init__(self, name, parameters, line):
        self.name, self.parameters, self.line = name, parameters, line
        self.body = False      # holds {{ body }}: made for {{ wrap }}
        self.code = []         # lines of C; '\f' where the body stands


class Block:
    """An open if, for, each, switch, case, wrap, say or part."""

    def __init__(self, kind, line, place, close):
        self.kind, self.line, self.entry, self.close = kind, line, place.copy(), close
        self.ends, self.has_else = [], False


class File:
    def __init__(self, path):
        self.path = path
        self.name = os.path.basename(path)[:-len('.html')]
        self.includes, self.templates, self.draws, self.sentences = [], [], [], []
        self.now, self.place, self.blocks, self.pending, self.says = None, None, [], '', 0

    def fault(self, line, text):
        raise Fault('%s:%d: error: %s' % (self.path, line, text))

    def compile(self, source):
        for kind, content, line in pieces(source, self.fault):
            if kind == 'code':
                self.directive(content, line)
            else:
                self.text(content, line, kind == 'line')
        if self.now:
            self.fault(self.blocks[-1].line if self.blocks else self.now.line, 'this %s has no end'
                       % (self.blocks[-1].kind if self.blocks else 'template'))

    def text(self, content, line, from_start):
        blank = not content.strip()
        if not self.now:
            if not blank:
                self.fault(line + content[:len(content) - len(content.lstrip())].count('\n'),
                           'this stands outside of any template')
        elif not (blank and self.between()):
            self.only_inside(line)
            if from_start and not self.place.inside('pre', 'textarea'):
                content = content.lstrip(' \t')
            # A template, or a part of a sentence, has no blanks around it.
            begins = not self.pending and (not self.now.code or self.now.code[-1].startswith('if (place_'))
            cut = len(content) - len(content.lstrip()) if begins else 0
            self.pending += self.place.feed(content[cut:], line + content[:cut].count('\n'))

    def between(self):
        """In a switch or say, but in none of its cases or parts."""
        return bool(self.blocks) and self.blocks[-1].kind in ('switch', 'say')

    def only_inside(self, line):
        if self.between():
            self.fault(line, 'only {{ %s }} may stand here'
                       % {'switch': 'case', 'say': 'part'}[self.blocks[-1].kind])

    def emit(self, line, code):
        """Code that comes from the template's line; the text before it goes first."""
        self.flush()
        self.now.code += ['#line %d "%s"' % (line, self.path), code]
        if re.search(r'\b(_|N_|lang_plural)\(', code):
            self.sentences += ['#line %d "%s"' % (line, self.path), code]

    def flush(self):
        text, self.pending = self.pending, ''
        if not self.place.inside('pre', 'textarea'):
            text = re.sub(r'[ \t]*\n\s*', '\n', text)
        data = text.encode()
        for at in range(0, len(data), 2000):
            part = data[at:at + 2000]
            quoted = ''.join({10: '\\n', 9: '\\t', 34: '\\"', 92: '\\\\', 63: '\\?'}.get(b) or (
                chr(b) if 32 <= b < 127 else '\\%03o' % b) for b in part)
            self.now.code.append('buf_put(out, "%s", %d);' % (quoted, len(part)))

    def directive(self, content, line):
        m = re.match(r'(\w+)\b\s*(.*)$', content, re.S)
        word = m.group(1) if m else ''
        if not self.now and word not in ('template', 'include'):
            self.fault(line, 'this stands outside of any template')
        if word in WORDS:
            getattr(self, 'do_' + word)(m.group(2).strip(), line)
        elif content:
            self.value(content, line)
        else:
            self.fault(line, 'nothing stands in {{ }}')

    def value(self, expression, line):
        self.only_inside(line)
        inner = whole_call(expression, '_')
        arguments = split_arguments(inner) if inner else []
        if len(arguments) > 1:
            self.sentence('_(%s)' % arguments[0], arguments[:1], arguments[1:], line)
        else:
            self.emit(line, '%s(out, %s);' % (self.place.way(line, inner is not None), c(expression)))

    def sentence(self, call, sources, arguments, line):
        """A translated sentence with values in its places."""
        for source in sources:
            wanted = re.findall(r'%(?:(\d)\$)?(.)', source.replace('%%', ''))
            numbers = {int(n) if n else i + 1 for i, (n, _) in enumerate(wanted)}
            if any(kind != 's' for _, kind in wanted):
                self.fault(line, 'the places of a sentence are %s, or %1$s, %2$s …')
            if max(numbers or {0}) > len(arguments) or (len(sources) == 1 and len(numbers) != len(arguments)):
                self.fault(line, 'the sentence has %d places, but %d values stand behind it'
                           % (len(numbers), len(arguments)))
        self.say(call, line)
        for i, argument in enumerate(arguments):
            grouped = re.match(r'number\s+(.*)$', argument, re.S)
            way = self.place.way(line, True)
            self.emit(line, 'if (place_%d == %d) %s(out, %s);' % (
                self.says, i + 1, *(('markup_number', '(int64_t)(%s)' % c(grouped.group(1))) if grouped
                                    else (way, c(argument)))))
        self.now.code.append('} }')

    def say(self, call, line):
        self.place.way(line, True)
        self.says += 1
        self.emit(line, '{{ struct markup_say say_{0} = {{ .rest = {1} }}; for (unsigned place_{0}; (place_{0} = '
                  'markup_say_next(&say_{0}, out)) != 0;) {{'.format(self.says, c(call)))

    # One method a directive.

    def do_include(self, rest, line):
        if self.now or not re.fullmatch(r'"[\w/.]+\.h"', rest):
            self.fault(line, '{{ include "web/NAME.h" }} stands outside of templates')
        self.includes.append(rest)

    def do_template(self, rest, line):
        m = re.fullmatch(r'(\w+)\s*\((.*)\)', rest, re.S)
        if self.now or not m:
            self.fault(line, 'a template is {{ template NAME(PARAMETERS) }} and stands in no other')
        parameters = split_arguments(c(m.group(2)))
        self.now = Template(m.group(1), [] if parameters == ['void'] else parameters, line)
        self.place, self.blocks, self.pending = Place(self.fault), [], ''
        self.templates.append(self.now)

    def do_end(self, rest, line):
        if rest:
            self.fault(line, 'end stands alone')
        if not self.blocks:
            return self.end_template(line)
        if self.blocks[-1].kind in ('case', 'part'):
            self.end_branch()
        self.flush()
        block = self.blocks.pop()
        self.settle(block, line)
        self.now.code.append(block.close)

    def end_template(self, line):
        self.pending = self.pending.rstrip()
        self.flush()
        if self.place.state != 'text':
            self.fault(line, 'the template %s ends inside a tag' % self.now.name)
        if self.place.stack:
            self.fault(self.place.stack[-1].line, '<%s> is never closed' % self.place.stack[-1].name)
        self.now = None

    def settle(self, block, line):
        """All ways through a block must lead to the same place in the HTML."""
        ends = block.ends + ([] if block.kind in ('switch', 'say') else [self.place.copy()])
        if not ends:
            self.fault(block.line, 'this %s is empty' % block.kind)
        for end in ends:
            if end.key() != block.entry.key():
                opened = [e for e in end.stack if e not in block.entry.stack]
                self.fault(line, 'this %s (line %d) ends elsewhere in the HTML than it began%s' % (
                    block.kind, block.line, ': <%s> of line %d is open' % (opened[-1].name, opened[-1].line)
                    if opened else ''))
        if not block.has_else:
            ends.append(block.entry)
        if block.entry.state == 'value' and block.entry.name in URLS:
            if len({bool(e.part or e.value) for e in ends}) > 1:
                self.fault(line, 'an address begins in one branch of this %s and not in another' % block.kind)
            if any(e.value and not e.part and not ADDRESS.match(e.value) for e in ends):
                self.fault(line, 'what stands in this %s is no beginning of an address' % block.kind)
        after = ends[0].copy()
        after.seen = set().union(*(e.seen for e in ends))
        after.attributes = {k: v if all(e.attributes.get(k) == v for e in ends) else None
                            for k, v in ends[0].attributes.items() if all(k in e.attributes for e in ends)}
        after.part = any(e.part for e in ends)
        self.place.become(after)

    def begin(self, kind, line, code, close='}'):
        self.only_inside(line)
        self.place.loose = True
        self.emit(line, code)
        self.blocks.append(Block(kind, line, self.place, close))

    def do_if(self, rest, line):
        self.begin('if', line, 'if (%s) {' % c(rest))

    def do_else(self, rest, line):
        block = self.blocks[-1] if self.blocks else None
        m = re.fullmatch(r'if\s+(.*)', rest, re.S)
        if not block or block.kind != 'if' or block.has_else:
            self.fault(line, 'there is no if for this else')
        if rest and not m:
            self.fault(line, 'else stands alone, or with an if')
        self.flush()
        block.ends.append(self.place.copy())
        self.place.become(block.entry)
        block.has_else = not rest
        self.emit(line, '} else if (%s) {' % c(m.group(1)) if m else '} else {')

    def do_for(self, rest, line):
        self.begin('for', line, 'for (%s) {' % c(rest))

    def do_each(self, rest, line):
        m = re.fullmatch(r'(\w+)\s+in\s+(.*)', rest, re.S)
        parts = split_arguments(c(m.group(2))) if m else []
        if len(parts) != 2:
            self.fault(line, 'write {{ each ITEM in ARRAY, COUNT }}')
        self.begin('each', line, 'for (size_t {0}_i = 0; {0}_i < ({2}); {0}_i++) {{ const __typeof__(*({1})) *{0} = '
                   '&({1})[{0}_i];'.format(m.group(1), *parts))

    def do_switch(self, rest, line):
        self.begin('switch', line, 'switch (%s) {' % c(rest))

    def do_case(self, rest, line):
        labels = ' '.join('case %s:' % label for label in split_arguments(rest))
        self.branch('switch', 'case', line, '%s {' % labels, '} break;')

    def do_say(self, rest, line):
        if not re.match(r'(_|lang_plural)\(', rest):
            self.fault(line, 'write {{ say _("…%s…") }}')
        self.only_inside(line)
        self.say(rest, line)
        self.blocks.append(Block('say', line, self.place, '} }'))
        self.blocks[-1].number = self.says

    def do_part(self, rest, line):
        self.branch('say', 'part', line, 'if (place_%d == %d) {', '}')

    def branch(self, outer, kind, line, code, close):
        if self.blocks and self.blocks[-1].kind == kind:
            self.end_branch()
        if not self.blocks or self.blocks[-1].kind != outer:
            self.fault(line, 'this %s stands in no %s' % (kind, outer))
        parent = self.blocks[-1]
        self.place.become(parent.entry)
        self.emit(line, code % (parent.number, len(parent.ends) + 1) if kind == 'part' else code)
        self.blocks.append(Block(kind, line, self.place, close))

    def end_branch(self):
        if self.blocks[-1].kind == 'part':
            self.pending = self.pending.rstrip()
        self.flush()
        self.now.code.append(self.blocks.pop().close)
        self.blocks[-1].ends.append(self.place.copy())

    def do_plural(self, rest, line):
        arguments = split_arguments(rest[1:-1]) if rest.startswith('(') and rest.endswith(')') else []
        if len(arguments) < 3:
            self.fault(line, 'write {{ plural(N, "%s thing", "%s things") }}')
        self.only_inside(line)
        self.sentence('lang_plural(%s, %s, (int64_t)(%s))' % (arguments[1], arguments[2], arguments[0]), arguments[1:3],
                      arguments[3:] or ['number ' + arguments[0]], line)

    def do_number(self, rest, line):
        self.only_inside(line)
        self.place.way(line, True)
        self.emit(line, 'markup_number(out, (int64_t)(%s));' % c(rest))

    def do_let(self, rest, line):
        self.only_inside(line)
        self.emit(line, c(rest).rstrip(';') + ';')

    def call(self, rest, line, what):
        m = re.fullmatch(r'(\w+)\s*\((.*)\)', rest, re.S)
        if not m:
            self.fault(line, 'write {{ %s NAME(ARGUMENTS) }}' % what)
        self.only_inside(line)
        if self.place.state != 'text' or self.place.inside('script', 'title', 'textarea', 'option'):
            self.fault(line, '{{ %s }} writes elements: it stands between tags' % what)
        return m.group(1), ', '.join(['out'] + ([c(m.group(2))] if m.group(2).strip() else []))

    def do_draw(self, rest, line):
        name, arguments = self.call(rest, line, 'draw')
        self.draws.append((name, line, False))
        self.emit(line, 'draw_%s(%s);' % (name, arguments))

    def do_html(self, rest, line):
        self.emit(line, '%s(%s);' % self.call(rest, line, 'html'))

    def do_wrap(self, rest, line):
        name, arguments = self.call(rest, line, 'wrap')
        self.draws.append((name, line, True))
        self.begin('wrap', line, 'draw_%s_begin(%s);' % (name, arguments), 'draw_%s_end(%s);' % (name, arguments))

    def do_body(self, rest, line):
        # It may stand in a wrap: two functions are made of the template, cut here.
        if rest or self.now.body or self.place.state != 'text' or any(b.kind != 'wrap' for b in self.blocks):
            self.fault(line, '{{ body }} stands once, between tags, outside of if and for')
        self.flush()
        self.now.body = True
        self.now.code.append('\f')


# -- writing ---------------------------------------------------------------------------------------


def signatures(t):
    suffixes = ('_begin', '_end') if t.body else ('',)
    return ['draw_%s%s(%s)' % (t.name, s, ', '.join(['struct buf *out'] + t.parameters)) for s in suffixes]


def header(f):
    guard = 'MAILLAGE_PAGES_%s_H' % re.sub(r'\W', '_', f.name).upper()
    lines = ['/* Made by tools/htmlgen.py from %s. */' % f.path, '#ifndef ' + guard, '#define ' + guard, '',
             '#include "base/markup.h"'] + ['#include ' + i for i in f.includes] + ['']
    for t in f.templates:
        lines += ['void %s;' % s for s in signatures(t)]
    return '\n'.join(lines + ['', '#endif', ''])


def body(f, needed):
    lines = ['/* Made by tools/htmlgen.py from %s. */' % f.path, '#include "%s.html.h"' % f.name]
    lines += ['#include "%s.html.h"' % n for n in needed]
    for t in f.templates:
        for signature, code in zip(signatures(t), '\n'.join(t.code).split('\f')):
            lines += ['', 'void', signature, '{', '(void)out;']
            if t.body:
                lines += ['(void)%s;' % re.search(r'(\w+)(\[\w*\])?$', p).group(1) for p in t.parameters]
            lines += [code.strip('\n'), '}']
    return '\n'.join(lines + [''])


def write(path, text):
    """Only when it differs, so that nothing is compiled again for nothing."""
    old = None
    if os.path.exists(path):
        with open(path, encoding='utf-8') as f:
            old = f.read()
    if old != text:
        with open(path, 'w', encoding='utf-8') as f:
            f.write(text)


def shown(path):
    """From the project's root, whatever folder the build runs in."""
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep
    full = os.path.abspath(path)
    return full[len(root):] if full.startswith(root) else path


def read(paths):
    """The compiled files and every fault."""
    files, faults = [], []
    for path in paths:
        f = File(shown(path))
        try:
            with open(path, encoding='utf-8', newline='') as g:
                f.compile(g.read())
            files.append(f)
        except UnicodeDecodeError:
            faults.append('%s:1: error: this is not UTF-8' % f.path)
        except Fault as e:
            faults.append(str(e))
    return files, faults


def homes_of(files, faults):
    """The file of each template; checks that what is drawn is there."""
    homes = {}
    for f in files:
        for t in f.templates:
            if t.name in homes:
                faults.append('%s:%d: error: there is a template %s already, in %s'
                              % (f.path, t.line, t.name, homes[t.name][0].path))
            homes[t.name] = (f, t)
    for f in files if not faults else []:
        for name, line, wraps in f.draws:
            if name not in homes:
                faults.append('%s:%d: error: there is no template %s' % (f.path, line, name))
            elif homes[name][1].body != wraps:
                faults.append('%s:%d: error: the template %s is to be called by {{ %s }}'
                              % (f.path, line, name, 'draw' if wraps else 'wrap'))
    return homes


def main():
    files, faults = read(sys.argv[2:])
    homes = homes_of(files, faults)
    if faults:
        sys.exit('\n'.join(faults))
    for f in files:
        if sys.argv[1] == '--sentences':
            print('\n'.join(f.sentences))
            continue
        out = os.path.join(sys.argv[1], f.name + '.html')
        write(out + '.h', header(f))
        write(out + '.c', body(f, sorted({homes[d][0].name for d, _, _ in f.draws} - {f.name})))


if __name__ == '__main__':
    main()
