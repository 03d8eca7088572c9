import assert from 'node:assert/strict';

const TOKEN = /<\/([a-z][\w-]*)>|<([a-z][\w-]*)((?: [a-zA-Z:-]+="[^"<]*")*)(\/?)>|&(?:amp|lt|gt|quot|#39);|[^<&]/gy;

/**
 * Fails unless `xml` is one well-formed element: tags nest, attributes are quoted, `<` and `&` are escaped, no number
 * is NaN.
 */
export function assertWellFormed(xml: string): void {
  const open: string[] = [];
  let at = 0;
  let roots = 0;
  for (TOKEN.lastIndex = 0; at < xml.length; at = TOKEN.lastIndex) {
    const match = TOKEN.exec(xml);
    assert.ok(match, `not well-formed at ${at}: ${xml.slice(at, at + 60)}`);
    const [token, closes, opens, attributes, empty] = match;
    if (closes !== undefined) assert.equal(closes, open.pop(), `wrong end tag at ${at}`);
    else if (opens !== undefined) {
      if (open.length === 0) roots++;
      if (empty === '') open.push(opens);
      // Labels may say NaN when a run does; coordinates may not.
      for (const [, name, value] of attributes!.matchAll(/([\w:-]+)="([^"]*)"/g)) {
        if (['x', 'y', 'cx', 'cy', 'd', 'width', 'height', 'viewBox', 'transform'].includes(name!)) {
          assert.doesNotMatch(value!, /NaN|Infinity|undefined/, `${name} at ${at}`);
        }
      }
    } else assert.ok(open.length > 0, `text outside the root: ${token}`);
  }
  assert.deepEqual(open, []);
  assert.equal(roots, 1);
}
