import assert from 'node:assert/strict';
import { test } from 'node:test';
import { issuesOf, trajectoriesOf } from '../testing/import-text.ts';
import { mappedRunsOf, readMapped } from '../testing/read-mapped.ts';
import { textsOf } from '../testing/text-law.ts';
import type { ImportItem, Label } from '../trajectory.ts';

const labelsOf = (items: readonly ImportItem[]): Omit<Label, 'trajectoryId'>[] =>
  items.flatMap((item) => {
    if (!('label' in item)) return [];
    const { trajectoryId: _id, ...label } = item.label;
    return [label];
  });

test('a CSV with one row per run: byte order mark, quotes, line ends and delimiters in cells', async () => {
  const content = [
    '\ufeffrun id,question,"the, answer",correct,f1,when,why,model,notes',
    'r1,"How ""many""?\r\nAll of them?","five, or\n\n six",Yes,0.5,2026-01-02 03:04,"a;b",m,',
    'r2,What?,<think>hm</think>That.,incorrect,1,1767323045,,m,odd',
    '',
  ].join('\r\n');
  const map =
    'id=run id,task=question,agent="the, answer",success=correct,score.f1=f1,startedAt=when,label.why=why,model=model';
  const items = await readMapped(map, content);
  assert.deepEqual(issuesOf(items), []);
  const [first, second, ...others] = trajectoriesOf(items);
  assert.deepEqual(others, []);
  assert.ok(first !== undefined && second !== undefined);
  const { contentHash: _hash, ...rest } = first;
  assert.deepEqual(rest, {
    id: 'mapped-table:r1',
    revision: 1,
    source: { format: 'mapped-table', uri: 'runs', line: 2 },
    task: { text: 'How "many"?\r\nAll of them?', tags: [] },
    agent: { model: 'm' },
    startedAt: '2026-01-02T03:04',
    outcomes: [
      { name: 'success', value: true, by: 'verifier' },
      { name: 'f1', value: 0.5, by: 'verifier' },
    ],
    extra: {},
    steps: [
      { index: 0, actor: 'user', parts: [{ kind: 'text', text: 'How "many"?\r\nAll of them?' }] },
      { index: 1, actor: 'agent', parts: [{ kind: 'text', text: 'five, or\n\n six' }] },
    ],
  });
  assert.deepEqual(textsOf(second), ['What?', '<think>hm</think>', 'That.']);
  assert.equal(second.startedAt, '2026-01-02T03:04:05.000Z');
  assert.deepEqual(second.extra, { notes: 'odd' });
  assert.deepEqual(labelsOf(items), [{ name: 'label:map/why', value: 'a;b' }]);
});

test('a TSV with one row per step: runs mixed, steps out of order, calls with answers', async () => {
  const content = `trace\tn\trole\tcontent\ttool\targs\tout\tfailed\tts\tsite\tmood
a\t2\tassistant\tI look.\tgrep\t{"q": 1}\tfound\tfalse\t1767323046500\tx\tcalm
b\t10\tuser\tWhat?\t\t\t\t\t\ty\t
a\t1\tCustomer\tHow many?\t\t\t\t\t1767323045\tx\tsour
b\t9\tsystem\tBe kind.\t\t\t\t\t\ty\t
a\t3\tgrumbler\tno\t\t\t\t\t\tx\t
b\t100\tfunction\tnone\tls\t\t\tyes\t\ty\t
`;
  const map =
    'run=trace,order=n,actor=role,text=content,tool=tool,arguments=args,result=out,error=failed,at=ts,label.mood=mood';
  const items = await readMapped(map, content);
  assert.deepEqual(issuesOf(items), []);
  const [a, b, ...others] = trajectoriesOf(items);
  assert.deepEqual(others, []);
  assert.ok(a !== undefined && b !== undefined);
  assert.deepEqual(a.steps, [
    { index: 0, actor: 'user', at: '2026-01-02T03:04:05.000Z', parts: [{ kind: 'text', text: 'How many?' }] },
    {
      index: 1,
      actor: 'agent',
      at: '2026-01-02T03:04:06.500Z',
      parts: [
        { kind: 'text', text: 'I look.' },
        { kind: 'tool-call', callId: 'call_0', name: 'grep', argumentsText: '{"q": 1}' },
      ],
    },
    {
      index: 2,
      actor: 'tool',
      name: 'grep',
      at: '2026-01-02T03:04:06.500Z',
      parts: [{ kind: 'tool-result', callId: 'call_0', text: 'found', isError: false }],
    },
    { index: 3, actor: 'environment', name: 'grumbler', parts: [{ kind: 'text', text: 'no' }] },
  ]);
  assert.deepEqual(
    [a.id, a.startedAt, a.endedAt],
    ['mapped-table:a', '2026-01-02T03:04:05.000Z', '2026-01-02T03:04:06.500Z'],
  );
  assert.deepEqual(a.extra, { site: 'x' });
  assert.deepEqual(
    b.steps.map(({ actor, name, parts, extra }) => [actor, name, parts[0], extra]),
    [
      ['system', undefined, { kind: 'text', text: 'Be kind.' }, { n: '9' }],
      ['user', undefined, { kind: 'text', text: 'What?' }, { n: '10' }],
      ['tool', 'ls', { kind: 'tool-result', callId: '', text: 'none', isError: true }, { n: '100' }],
    ],
  );
  assert.deepEqual(labelsOf(items), [
    { name: 'label:map/mood', steps: [0, 0], value: 'sour' },
    { name: 'label:map/mood', steps: [1, 2], value: 'calm' },
  ]);
});

test('JSON Lines with nested fields: dots reach into them, the rest stays, null says nothing', async () => {
  const rows = [
    {
      meta: { id: 7, seed: 3, gone: null },
      in: { 'q.x': 'dotted', list: [{ q: 'How?' }, { q: 'When?' }] },
      out: [
        { type: 'text', text: 'So.' },
        { type: 'odd', n: 1 },
      ],
      thoughts: ['one', '', 'two'],
      'a.b': 1,
    },
    { meta: { id: '8' }, in: { list: [] }, out: null, 'a.b': true },
  ];
  const map = 'id=meta.id,user=in.list.0.q?,agent=out,reasoning=thoughts?,score.ab=a.b';
  const [first, second] = await mappedRunsOf(map, rows.map((row) => JSON.stringify(row)).join('\n'));
  assert.ok(first !== undefined && second !== undefined);
  assert.equal(first.id, 'mapped-table:7');
  assert.deepEqual(first.steps, [
    { index: 0, actor: 'user', parts: [{ kind: 'text', text: 'How?' }] },
    {
      index: 1,
      actor: 'agent',
      parts: [
        { kind: 'reasoning', text: 'one', visibility: 'raw' },
        { kind: 'reasoning', text: 'two', visibility: 'raw' },
        { kind: 'text', text: 'So.' },
      ],
    },
  ]);
  assert.deepEqual(first.extra, {
    meta: { seed: 3 },
    in: { 'q.x': 'dotted', list: [null, { q: 'When?' }] },
    out: [{ type: 'odd', n: 1 }],
  });
  assert.deepEqual([second.id, second.steps, second.extra], ['mapped-table:8', [], { in: { list: [] } }]);
  assert.deepEqual(second.outcomes, [{ name: 'ab', value: true, by: 'verifier' }]);
});

test('an array, a document and lines of documents: rows are where the columns are', async () => {
  const rows = [
    { who: 'human', said: 'Hi' },
    { who: 'bot', said: 'Hello', tags: [{ who: 'x' }] },
  ];
  const texts = ['Hi', 'Hello'];
  const [array] = await mappedRunsOf('actor=who,text=said', JSON.stringify(rows));
  assert.deepEqual(textsOf(array!), texts);
  const document = { name: 'd', data: { site: 's', rows }, seeds: [1] };
  for (const content of [JSON.stringify(document), JSON.stringify(document, undefined, 2)]) {
    const [run, ...others] = await mappedRunsOf('actor=who,text=said', content);
    assert.deepEqual(others, []);
    assert.deepEqual(textsOf(run!), texts);
    assert.deepEqual(run!.extra, { document: { name: 'd', data: { site: 's' }, seeds: [1] } });
    assert.deepEqual(run!.steps[1]!.extra, { tags: [{ who: 'x' }] });
  }
  const lines = [
    { key: 'k1', steps: rows },
    { key: 'k2', steps: rows.slice(0, 1) },
  ];
  const content = lines.map((line) => JSON.stringify(line)).join('\n');
  for (const map of ['actor=who,text=said', 'run=key,actor=who,text=said']) {
    const runs = await mappedRunsOf(map, content);
    assert.deepEqual(runs.map(textsOf), [texts, ['Hi']], map);
  }
  assert.equal((await mappedRunsOf('run=key,actor=who,text=said', content))[1]!.id, 'mapped-table:k2');
});

test('a column of chat messages, as a list and as its text', async () => {
  const messages = [
    { role: 'user', content: 'How?' },
    { role: 'assistant', content: null, tool_calls: [{ id: 'c', function: { name: 'f', arguments: '{"a": 1}' } }] },
    { role: 'tool', tool_call_id: 'c', content: 'x' },
  ];
  const shared = [{ from: 'human', value: 'How?' }];
  const content = [
    { log: messages, a: 'So.' },
    { log: JSON.stringify(messages), a: 'So.', tokens: 5 },
    { log: shared },
    { log: 'not so' },
  ];
  const map = 'messages=log,agent=a,outputTokens=tokens?';
  const items = await readMapped(map, JSON.stringify(content), { container: 'array' });
  const runs = trajectoriesOf(items);
  assert.deepEqual(runs.map(textsOf), [
    ['How?', '{"a": 1}', 'x', 'So.'],
    ['How?', '{"a": 1}', 'x', 'So.'],
    ['How?'],
    [],
  ]);
  assert.deepEqual(runs[1]!.steps[3]!.usage, { outputTokens: 5 });
  assert.equal(new Set(runs.map(({ id }) => id)).size, 4);
  assert.deepEqual(runs[3]!.extra, { log: 'not so' });
  assert.deepEqual(issuesOf(items), [
    'bad-record 1: found no list in the column log, expected a list of chat messages, or its JSON text; such cells are kept in extra',
  ]);
});

test('rows of exchanges are grouped into runs, and facts of the run are told once', async () => {
  const content = `conversation,prompt,completion,model,grade,rating
c1,Hi,Hello,m,1,good
c1,More,No,m,0,good
`;
  const [run] = await mappedRunsOf(
    'run=conversation,user=prompt,agent=completion,model=model,reward=grade,feedback=rating',
    content,
  );
  assert.ok(run !== undefined);
  assert.deepEqual(textsOf(run), ['Hi', 'Hello', 'More', 'No']);
  assert.deepEqual(run.agent, { model: 'm' });
  assert.deepEqual(run.outcomes, [
    { name: 'reward', value: 0, by: 'verifier' },
    { name: 'feedback', value: 'good', by: 'human' },
  ]);
  assert.deepEqual(
    run.steps.map(({ extra }) => extra),
    [{ grade: '1' }, undefined, { grade: '0' }, undefined],
  );
});

test('what cannot be understood stays, and is told once per column', async () => {
  const content = `q,ok,when,n
a,maybe,soon,many
b,perhaps,later,more
c,1.0,2026-01-02T03:04:05.123456+02:00,1e3
d,0,1700000000.123456,12345678901234567890
`;
  const items = await readMapped('task=q,success=ok,startedAt=when,reward=n', content);
  const kept = 'such cells are kept in extra';
  assert.deepEqual(issuesOf(items), [
    `bad-record 2: found no time in the column when, expected ISO 8601, or seconds or milliseconds since 1970; ${kept}`,
    `bad-record 2: found neither yes nor no in the column ok, expected true/false, 1/0, yes/no, correct/incorrect, pass/fail or resolved/unresolved; ${kept}`,
    `bad-record 2: found no number in the column n, expected a number; ${kept}`,
  ]);
  assert.deepEqual(
    trajectoriesOf(items).map(({ outcomes, startedAt, extra }) => [
      outcomes.map(({ value }) => value),
      startedAt,
      extra,
    ]),
    [
      [[], undefined, { ok: 'maybe', when: 'soon', n: 'many' }],
      [[], undefined, { ok: 'perhaps', when: 'later', n: 'more' }],
      [[true, 1000], '2026-01-02T03:04:05.123456+02:00', {}],
      [[false], '2023-11-14T22:13:20.123Z', { when: '1700000000.123456', n: '12345678901234567890' }],
    ],
  );
});

test('an id that comes again is another run, unless the row is the same', async () => {
  const runs = await mappedRunsOf('id=i,agent=a', 'i,a\n1,x\n1,y\n1,x\n');
  assert.deepEqual(
    runs.map(({ id }) => id),
    ['mapped-table:1', 'mapped-table:1#2', 'mapped-table:1'],
  );
});

test('when too much waits, quiet runs are finished; their later rows are a run of their own', async () => {
  const row = (run: string, text: string): string => `${run},agent,${text}`;
  const lines = [
    'r,w,t',
    row('a', 'a1'),
    row('b', 'b1'),
    row('a', 'a2'),
    row('c', 'c1'),
    row('c', 'c2'),
    row('b', 'b2'),
  ];
  const map = 'run=r,actor=w,text=t';
  assert.deepEqual((await mappedRunsOf(map, lines.join('\n'))).map(textsOf), [
    ['a1', 'a2'],
    ['b1', 'b2'],
    ['c1', 'c2'],
  ]);
  const items = await readMapped(map, lines.join('\n'), { heldCharacters: 800 });
  assert.deepEqual(
    trajectoriesOf(items).map((run) => [run.id, run.sessionId, textsOf(run)]),
    [
      ['mapped-table:b', undefined, ['b1']],
      ['mapped-table:a', undefined, ['a1', 'a2']],
      ['mapped-table:c', undefined, ['c1', 'c2']],
      ['mapped-table:b#2', 'b', ['b2']],
    ],
  );
  assert.deepEqual(issuesOf(items), [
    'bad-record 7: found more rows of a run long after its others, which are read as a run of their own; sort the table by r',
  ]);
});

test('bad records do not stop reading', async () => {
  let deep = '1';
  for (let i = 0; i < 5000; i++) deep = `[${deep}]`;
  const lines = [
    '{"q": "a"}',
    '[1]',
    '{"p": 1}',
    `{"q": ${deep}}`,
    'oops',
    '{"q": {"__proto__": 1}, "__proto__": 2}',
    '{"q": 5}',
  ];
  const items = await readMapped('user=q', lines.join('\n'));
  const runs = trajectoriesOf(items);
  assert.deepEqual(runs.map(textsOf), [['a'], [], ['5']]);
  assert.equal(JSON.stringify(runs[1]!.extra), '{"__proto__":2,"q":[{"__proto__":1}]}');
  assert.deepEqual(
    issuesOf(items).map((issue) => issue.slice(0, 40)),
    [
      'bad-record 2: found no object, expected a ',
      'bad-record 3: found none of the columns, ',
      'bad-record 4: found values nested deeper ',
      'bad-json 5: found no JSON, expected a JSON',
    ].map((issue) => issue.slice(0, 40)),
  );
});
