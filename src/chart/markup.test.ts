import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { markup, trustedMarkup } from './markup.ts';
import { assertWellFormed } from './testing/assert-well-formed.ts';

test('values are escaped, nested markup is not escaped again', () => {
  const inner = markup`<b>${'<i> & "quotes"'}</b>`;
  assert.equal(
    markup`<p title="${"it's"}">${inner}${[inner, 'x']}${undefined}${false}${0}</p>`.toString(),
    '<p title="it&#39;s"><b>&lt;i&gt; &amp; &quot;quotes&quot;</b><b>&lt;i&gt; &amp; &quot;quotes&quot;</b>x0</p>',
  );
});

test('trusted text is inserted as it is', () => {
  assert.equal(markup`<style>${trustedMarkup('a > b {}')}</style>`.toString(), '<style>a > b {}</style>');
});

test('line breaks in a template are layout, as in JSX', () => {
  const draw = (value: string) => markup`
    <p
      class="a"
      title="${value}"
    >
      two
      words <b>${value}</b> and
      ${value}
    </p>
    <pre>${value}</pre>
  `;
  assert.equal(
    draw('x\n  y').toString(),
    '<p class="a" title="x\n  y" >two words <b>x\n  y</b> andx\n  y</p><pre>x\n  y</pre>',
  );
  assert.equal(draw('z').toString(), draw('z').toString());
});

test('any text leaves a document well-formed, in content and in attributes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
      assertWellFormed(markup`<g class="${a}"><text>${b}</text></g>`.toString());
    }),
  );
});
