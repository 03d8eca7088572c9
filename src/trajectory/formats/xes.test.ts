import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { importFiles } from '../import-files.ts';
import { importText, issuesOf, trajectoriesOf } from '../testing/import-text.ts';
import { skipWithoutData } from '../testing/shared-data.ts';
import { assertRedactedAlike, dataFiles, textsOf } from '../testing/text-law.ts';

const HEAD = '<?xml version="1.0"?>\n<log xes.version="1.0">\n<string key="concept:name" value="repairs"/>\n';

test('a trace is a run, an event a call with its attributes as they stand', async () => {
  const log = `${HEAD}<trace><string key="concept:name" value="7"/><int key="Age" value="35"/>
<event><string key="concept:name" value="check &amp; mend"/><string key="org:resource" value="Ann"/>
<date key="time:timestamp" value="2020-01-01T10:00:00.000+01:00"/><float key="Cost" value="52.0"/>
<list key="parts"><values><string key="part" value="bolt"/></values></list></event></trace></log>`;
  const items = await importText('a.xes', log);
  assert.deepEqual(issuesOf(items), []);
  const [run] = trajectoriesOf(items);
  assert.deepEqual(run!.task, { id: '7', tags: ['event-log', 'repairs'] });
  assert.deepEqual(run!.extra, {
    Age: 35,
    log: { 'xes.version': '1.0', attributes: { 'concept:name': 'repairs' } },
  });
  assert.deepEqual(run!.steps, [
    {
      index: 0,
      actor: 'agent',
      name: 'Ann',
      at: '2020-01-01T10:00:00.000+01:00',
      parts: [
        {
          kind: 'tool-call',
          callId: '',
          name: 'check & mend',
          argumentsText: '{"Cost":52.0,"parts":[{"part":"bolt"}]}',
        },
      ],
    },
  ]);
});

test('entities are not expanded, and files they name are not opened', async () => {
  const doctype =
    '<!DOCTYPE log [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]>';
  const event = '<event><string key="concept:name" value="&b;&x;"/></event>';
  const items = await importText('a.xes', `${doctype}\n<log xes.version="1.0">\n<trace>${event}</trace>\n</log>\n`);
  const part = trajectoriesOf(items)[0]!.steps[0]!.parts[0]!;
  assert.equal(part.kind === 'tool-call' && part.name, '&b;&x;');
  assert.ok(issuesOf(items).every((issue) => issue.startsWith('bad-record')));
});

test('a log that is cut off, or nests without end, is told and what is whole is read', async () => {
  const trace = '<trace><event><string key="concept:name" value="a"/></event></trace>';
  const cut = await importText('a.xes', `${HEAD}${trace}\n<trace><event>`);
  assert.equal(trajectoriesOf(cut).length, 1);
  assert.ok(issuesOf(cut).some((issue) => issue.startsWith('truncated')));
  const deep = '<string key="k" value="v">'.repeat(5000) + '</string>'.repeat(5000);
  const nested = await importText('a.xes', `${HEAD}<trace><event>${deep}</event></trace>\n</log>`);
  assert.equal(trajectoriesOf(nested).length, 1);
  assert.equal(issuesOf(nested).length, 1);
});

test('real logs: traces, events and every attribute', { skip: skipWithoutData }, async () => {
  let traces = 0;
  let events = 0;
  for (const path of dataFiles('nirdizati-xes', /\.xes$/)) {
    const content = readFileSync(path, 'utf8');
    const items = await Array.fromAsync(importFiles([path], { redact: false }));
    assert.deepEqual(issuesOf(items), [], path);
    const runs = trajectoriesOf(items);
    assert.equal(runs.length, content.match(/<trace>/g)!.length);
    const steps = runs.flatMap((run) => run.steps);
    const given = [...content.matchAll(/<event>([^]*?)<\/event>/g)].map((match) =>
      [...match[1]!.matchAll(/key="([^"]*)" value="([^"]*)"/g)].map(([, key, value]) => [key, value]),
    );
    assert.equal(steps.length, given.length);
    for (const [index, attributes] of given.entries()) {
      const step = steps[index]!;
      const said = `${textsOf({ ...runs[0]!, steps: [step] }).join('')} ${JSON.stringify(step)}`;
      for (const [key, value] of attributes)
        assert.ok(said.includes(value!.replaceAll('&amp;', '&')), `${key} ${value} in ${said}`);
    }
    traces += runs.length;
    events += steps.length;
    await assertRedactedAlike(path);
  }
  assert.deepEqual([traces, events], [31, 292]);
});

test('an event log as a table: a case is a run', { skip: skipWithoutData }, async () => {
  const [path] = dataFiles('nirdizati-xes', /\.csv$/);
  const rows = readFileSync(path!, 'utf8').trim().split('\n').slice(1);
  const items = await Array.fromAsync(importFiles([path!], { redact: false }));
  assert.deepEqual(issuesOf(items), []);
  const runs = trajectoriesOf(items);
  assert.equal(runs.length, new Set(rows.map((row) => row.split(',')[0])).size);
  assert.equal(runs.flatMap((run) => run.steps).length, rows.length);
  assert.equal(runs[0]!.steps[0]!.at, '2011-01-06T09:02:00.000');
});
