#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Templates (tools/htmlgen.py): what does not compile, and what the rest draws."""
import os
import re
import subprocess
import sys
import tempfile

from outside import ok, finish

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
WARNINGS = '-std=c17 -D_GNU_SOURCE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wcast-qual -Werror'.split()

# (what is wrong, the template's inside, line of the fault, words of its sentence). @ marks the whole file.
FAULTS = [
    ('a value in a script', '<script src="/x.js">{{ s }}</script>', 2, 'no value in <script>'),
    ('a script written in the page', '<script src="/x.js">\nalert(1)</script>', 2, 'no inline script'),
    ('a script without an address', '<script></script>', 2, 'no src'),
    ('a script whose address is put together', '<script src="/js/{{ s }}"></script>', 2, 'type struct url'),
    ('a style sheet in the page', '<style>b{}</style>', 2, 'no <style>'),
    ('an inline style', '<p style="color:red">1</p>', 2, 'no inline style'),
    ('an event handler', '<p onclick="go()">1</p>', 2, 'no event handlers'),
    ('an event handler in capitals', '<p\n ONCLICK="{{ s }}">1</p>', 3, 'no event handlers'),
    ('a value without quotes', '<p title={{ s }}>1</p>', 2, 'without quotes'),
    ('fixed text without quotes', '<p class=a>1</p>', 2, 'no double quotes'),
    ('single quotes', "<p class='a'>1</p>", 2, 'no double quotes'),
    ('a value in a comment', '<!-- {{ s }} -->', 2, 'in a comment'),
    ('a value as a tag’s name', '<{{ s }}>', 2, 'a value in it'),
    ('a value in an end tag', '<p>1</{{ s }}>', 2, 'in a tag’s name'),
    ('a value as an attribute’s name', '<p {{ s }}="1">1</p>', 2, 'name of an attribute'),
    ('a value in srcdoc', '<img alt="" src="/a" srcdoc="{{ s }}">', 2, 'in the attribute srcdoc'),
    ('a value in a refresh', '<meta http-equiv="refresh" content="{{ s }}">', 2, 'in the attribute content'),
    ('a value as the type of a field', '<input type="{{ s }}">', 2, 'in the type of <input>'),
    ('an address that begins with javascript:', '<a href="javascript:go()">1</a>', 2, 'does not begin with javascript'),
    ('an address that begins with data:', '<a href=" DATA:text/html,1">1</a>', 2, 'does not begin with DATA'),
    ('a value behind half a scheme', '<a href="java{{ s }}">1</a>', 2, 'no beginning of an address'),
    ('a value behind two slashes', '<a href="//{{ s }}/x">1</a>', 2, 'no beginning of an address'),
    ('an address that begins in one branch only', '<a href="{{ if n }}/x{{ end }}{{ s }}">1</a>', 2,
     'in one branch'),
    ('a sentence in an address', '<a href="/{{ _("a") }}">1</a>', 2, 'no sentence in an address'),
    ('a tag that is never closed', '<div>\n<b>\n</b>', 2, '<div> is never closed'),
    ('tags closed in the wrong order', '<div>\n<b></div></b>', 3, '</b> is due (opened in line 3)'),
    ('an end tag too many', '1\n</div>', 3, 'closes nothing'),
    ('a tag opened in one branch only', '{{ if n }}<b>{{ end }}1</b>', 2, 'ends elsewhere'),
    ('a tag closed in a loop', '<b>{{ for ;; }}</b>{{ end }}', 2, 'closes nothing|ends elsewhere'),
    ('a branch that ends in another place', '<p{{ if n }}>1</p>{{ end }}', 2, 'ends elsewhere'),
    ('an if without an end', '<p>1</p>\n{{ if n }}\n1', 1, 'has no end'),
    ('an else without an if', '{{ else }}', 2, 'no if'),
    ('a template that ends in a tag', '<p', 3, 'ends inside a tag'),
    ('a block in a paragraph', '<p><div></div></p>', 2, 'cannot hold'),
    ('a link in a link', '<a href="/"><b><a href="/">1</a></b></a>', 2, 'cannot stand in'),
    ('a form in a form', '<form><form></form></form>', 2, 'cannot stand in'),
    ('an unknown element', '<blink>1</blink>', 2, 'no element <blink>'),
    ('a foreign frame', '<iframe src="/"></iframe>', 2, 'no foreign content'),
    ('an attribute that stands twice', '<p class="a"{{ if n }} class="b"{{ end }}>1</p>', 2, 'stands twice'),
    ('a picture without alt', '<img src="/a.png">', 2, 'no alt'),
    ('a picture with alt in one branch only', '<img src="/a.png"{{ if n }} alt=""{{ end }}>', 2, 'no alt'),
    ('a drawing without a name', '<svg viewBox="0 0 1 1"></svg>', 2, 'aria-hidden'),
    ('a button without a type', '<button>1</button>', 2, 'no type'),
    ('a button made of an input', '<input type="submit">', 2, 'a button is a <button>'),
    ('a table’s head without scope', '<table><tr><th>1</th></tr></table>', 2, 'no scope'),
    ('words that are not translated', '<p>\nHello\n</p>', 3, 'not translated'),
    ('words of another script', '<p>Ελλάδα</p>', 2, 'not translated'),
    ('an alt that is not translated', '<img src="/a" alt="A dog">', 2, 'words of alt'),
    ('a label that is not translated', '<nav aria-label="Menu"></nav>', 2, 'words of aria-label'),
    ('a bare ampersand', '<p>&</p>', 2, '&amp;'),
    ('a bare sign less-than', '<p>1 < 2</p>', 2, '&lt;'),
    ('a directive that is not closed', '<p>{{ s </p>', 2, 'nothing closes'),
    ('a note that is not closed', '{# <p>1</p>', 2, 'nothing closes'),
    ('an empty directive', '<p>{{ }}</p>', 2, 'nothing stands'),
    ('places of a sentence that are no %s', '{{ _("%d", n) }}', 2, 'the places of a sentence'),
    ('more places than values', '{{ _("%s %s", n) }}', 2, '2 places, but 1 values'),
    ('more values than places', '{{ _("%s", n, n) }}', 2, '1 places, but 2 values'),
    ('text between cases', '{{ switch n }}1{{ case 1 }}{{ end }}', 2, 'only {{ case }}'),
    ('a value between cases', '{{ switch n }}{{ s }}{{ end }}', 2, 'only {{ case }}'),
    ('a case without a switch', '{{ case 1 }}', 2, 'no switch'),
    ('a body in a loop', '{{ for ;; }}{{ body }}{{ end }}', 2, 'outside of if and for'),
    ('an unknown template', '\n{{ draw nothing() }}', 3, 'no template nothing'),
    ('a frame that is drawn', '{{ draw frame() }}{{ end }}{{ template frame() }}{{ body }}', 2, '{{ wrap }}'),
    ('a template drawn in an attribute', '<p title="{{ draw t(s, n) }}">1</p>', 2, 'between tags'),
    ('two templates of one name', '{{ end }}\n{{ template t(int n) }}', 3, 'already'),
    ('text outside of templates', '{{ end }}\n\n1\n{{ template u(int n) }}', 4, 'outside of any template'),
]
# The same, but found by the compiler.
COMPILER = [
    ('a string where an address belongs', '<p>1</p>\n<a href="{{ s }}">1</a>', 3, 'markup_url'),
    ('a string as the address of a script', '<script src="{{ s }}"></script>', 2, 'markup_url'),
    ('a truth value as text', '<p>{{ (bool)n }}</p>', 2, '_Generic'),
    ('an unknown name', '<p>1</p>\n\n{{ if n }}\n{{ unknown }}\n{{ end }}', 5, 'unknown'),
    ('too few arguments', '{{ if n }}\n{{ draw t(s) }}{{ end }}', 3, 'draw_t'),
]


def generate(folder, name, text):
    path = os.path.join(folder, name + '.html')
    with open(path, 'w', encoding='utf-8') as f:
        f.write(text)
    return subprocess.run([sys.executable, ROOT + '/tools/htmlgen.py', folder, path], capture_output=True, text=True)


def compile_c(folder, *words):
    return subprocess.run(['gcc', *WARNINGS, '-include', ROOT + '/src/base/banned.h', '-I' + ROOT + '/src', '-I' + folder, *words, '-lm'], cwd=folder,
                          capture_output=True, text=True)


def template(inside):
    return '{{ template t(struct str s, int n) }}\n%s\n{{ end }}\n' % inside


def faults(folder):
    for what, inside, line, words in FAULTS:
        p = generate(folder, 'fault', template(inside))
        m = re.search(r'fault\.html:(\d+): error: (.*)', p.stderr)
        ok(p.returncode != 0 and m and int(m.group(1)) == line and any(w in m.group(2) for w in words.split('|')),
           '%s does not compile: line %d' % (what, line), p.stderr.splitlines() or ['it compiled'])
    for what, inside, line, words in COMPILER:
        p = generate(folder, 'fault', template(inside + '{{ if n }}{{ s }}{{ end }}'))
        q = compile_c(folder, '-fsyntax-only', 'fault.html.c')
        m = re.search(r'fault\.html:(\d+):\d+: (?:error|note): (.*)', q.stderr)
        ok(p.returncode == 0 and m and int(m.group(1)) == line and words in q.stderr,
           '%s does not compile: line %d, says the compiler' % (what, line), (p.stderr + q.stderr).splitlines())


MAIN = r'''
#include "template.html.h"
#include <stdio.h>
#include "base/embed.h"
const struct embedded embedded_files[1];
const size_t n_embedded_files = 0;
void golden_rule(struct buf *out, int n);
#define S(s) { (s), sizeof(s) - 1 }
int main(void)
{
	static const struct str names[] = { S("Ann"), S("B & \"C\""), S("..") };
	struct str hostile = S("\n</title><script>alert('\"1\"')</script>\0 \xFF\xC0\xAF\xED\xA0\x80 javascript:go() "
	    "\xE2\x80\xAE" "abc\xE2\x81\xA6 12\xE2\x80\xAF" "345 \x1B\x7F\xC2\x85 \xC3\xA9");
	struct arena a;
	struct buf out;
	struct uuid id = { { 1, 2, 3 } };

	arena_init(&a);
	buf_init_in(&out, &a);
	lang_use(LANG_EN);
	draw_golden(&out, names, 3, hostile, url_with(&a, URL("/there?a=1#end"), "b", hostile), id);
	fwrite(out.p, 1, out.n, stdout);
	arena_release(&a);
	return 0;
}
'''
RULE = r'''
#include "base/markup.h"
void golden_rule(struct buf *out, int n);
void golden_rule(struct buf *out, int n) { while (n-- > 0) buf_cstr(out, "<hr>"); }
'''


def golden(folder):
    with open(ROOT + '/tests/golden/template.html', encoding='utf-8') as f:
        text = f.read()
    p = generate(folder, 'template', text.replace('{{ include "base/uuid.h" }}',
                                                  '{{ include "base/uuid.h" }}\n{{ include "rule.h" }}'))
    ok(p.returncode == 0, 'a template with every form of the language compiles', p.stderr.splitlines())
    for name, content in (('main.c', MAIN), ('rule.c', RULE), ('rule.h', 'void golden_rule(struct buf *out, int n);\n')):
        with open(os.path.join(folder, name), 'w', encoding='utf-8') as f:
            f.write(content)
    base = [ROOT + '/src/base/%s.c' % n for n in ('markup', 'buf', 'arena', 'str', 'str_make', 'lang', 'embed', 'uuid')]
    q = compile_c(folder, '-g', '-fsanitize=address,undefined', '-Wno-shadow', '-Wno-conversion', '-o', 'golden',
                  'template.html.c', 'main.c', 'rule.c', *base, '-lsodium')
    ok(q.returncode == 0, 'the C it becomes has no warning', q.stderr.splitlines())
    if q.returncode != 0:
        return
    drawn = subprocess.run(['./golden'], cwd=folder, capture_output=True).stdout
    expected_path = ROOT + '/tests/golden/template.out'
    if '--write' in sys.argv:
        with open(expected_path, 'wb') as f:
            f.write(drawn)
    with open(expected_path, 'rb') as f:
        expected = f.read()
    differ = [b'%d: %s' % (i + 1, g) for i, (g, w) in enumerate(zip(drawn.split(b'\n'), expected.split(b'\n')))
              if g != w]
    ok(drawn == expected, 'it draws what it should (tests/golden/template.out)',
       [d.decode('utf-8', 'replace') for d in differ])
    text = drawn.decode('utf-8')
    ok(True, 'what it draws is UTF-8, whatever came in')
    ok('\0' not in text and '\x1b' not in text and '\x85' not in text, 'no control character gets through')
    ok('<script>' not in text and '"1"' not in text and "'" not in text,
       'neither tags nor quotes of a value get through')
    addresses = re.findall(r'(?:href|src|action)="([^"]*)"', text)
    ok(len(addresses) >= 8 and all(re.fullmatch(r'(/|https://example\.org/)[!-~]*', a) for a in addresses),
       'every address is plain ASCII and begins as it was written', addresses)
    marks = re.findall(r'[^>\n]*[\u202a-\u202e\u2066-\u2069][^<\n]*', text)
    kept = [m for m in marks if not re.search(r'(?:value|data-x)="|javascript:go\(\) \u202e', m)]
    ok(not kept, 'marks that turn the direction get into fields only', kept)


def main():
    with tempfile.TemporaryDirectory() as folder:
        faults(folder)
        golden(folder)
        p = subprocess.run([sys.executable, ROOT + '/tools/htmlgen.py', '--sentences',
                            ROOT + '/tests/golden/template.html'], capture_output=True, text=True)
        q = subprocess.run('xgettext -L C -k_ -kN_ -klang_plural:1,2 --from-code=UTF-8 -o - -', shell=True,
                           input=p.stdout, capture_output=True, text=True)
        ids = re.findall(r'^msgid(?:_plural)? "(.+)"$', q.stdout, re.M)
        ok(sorted(ids) == sorted(['Level %s', 'Names', '%s name', '%s names', 'Of %2$s, read %1$s first.', '50 %% of %s in %s',
                                  'Save', 'Elsewhere']), 'gettext sees every sentence of a template', ids)
        ok('#: tests/golden/template.html:9' in q.stdout, 'and the line on which it stands')
    return finish()


if __name__ == '__main__':
    sys.exit(main())
