import type { FixtureProject } from './fixture-project.ts';

/** A reporting tool: its people want pnpm, and say so whenever npm is used. */
export const ACME_REPORTS_PROJECT: FixtureProject = {
  name: 'acme-reports',
  cwd: '/home/dev/projects/acme-reports',
  branch: 'develop',
  manager: 'pnpm',
  testCommand: 'pnpm test',
  configFile: 'settings/report.yaml',
  checkScript: 'scripts/export_sample.py',
  files: {
    'package.json': `{
  "name": "acme-reports",
  "version": "0.4.2",
  "private": true,
  "packageManager": "pnpm@10.4.0",
  "scripts": {
    "test": "node tools/run-tests.js test",
    "lint": "node tools/lint.js src test"
  }
}
`,
    'pnpm-lock.yaml': "lockfileVersion: '9.0'\n",
    'README.md': `# acme-reports

Monthly tables out of the shop's exports.

Settings are in settings/report.yaml. scripts/export_sample.py writes a sample to look at.
`,
    'settings/report.yaml': 'month: current\ndecimals: 2\nseparator: ","\n',
    'scripts/export_sample.py': 'print("wrote sample.csv (12 rows)")\n',
    'tools/run-tests.js': "'use strict';\nrequire('./tiny-test').runFolder(process.argv[2]);\n",
    'tools/lint.js': "'use strict';\nrequire('./tiny-lint').check(process.argv.slice(2));\n",
    'src/csv.js': String.raw`'use strict';

function toCsv(rows) {
  return rows.map((row) => row.join(',')).join('\n');
}

module.exports = { toCsv };
`,
    'src/stats.js': String.raw`'use strict';

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

function share(part, total) {
  return part / total;
}

module.exports = { median, share };
`,
    'src/table.js': String.raw`'use strict';

function alignCell(value, width) {
  return String(value).padEnd(width);
}

function topRows(rows, count) {
  return rows.slice(0, count);
}

module.exports = { alignCell, topRows };
`,
    'test/csv.test.js': `'use strict';
const { test, same } = require('../tools/tiny-test');
const { toCsv } = require('../src/csv');

test('joins cells and rows', () => same(toCsv([['a', 'b'], [1, 2]]), 'a,b\\n1,2'));
`,
    'test/stats.test.js': `'use strict';
const { test, same } = require('../tools/tiny-test');
const { median, share } = require('../src/stats');

test('finds the middle', () => same(median([3, 1, 2]), 2));
test('the median leaves its argument alone', () => {
  const values = [3, 1, 2];
  median(values);
  same(values.join(), '3,1,2');
});
test('shares may be of fractions', () => same(share(0.25, 0.5), 0.5));
`,
    'test/table.test.js': `'use strict';
const { test, same } = require('../tools/tiny-test');
const { alignCell, topRows } = require('../src/table');

test('words stand on the left', () => same(alignCell('lamp', 6), 'lamp  '));
test('rows of the same value keep their order', () => {
  const rows = [{ name: 'x', value: 1 }, { name: 'y', value: 1 }];
  same(topRows(rows, 2).map(({ name }) => name).join(), 'x,y');
});
`,
  },
  tasks: [
    {
      id: 'acme-reports-csv-quotes',
      requests: [
        'Cells with commas break the csv. Quote them in toCsv.',
        'toCsv should put quotes around cells that contain a comma or a quote.',
        'The export shifts columns when a product name has a comma in it, please fix.',
      ],
      symbol: 'toCsv',
      file: 'src/csv.js',
      before: String.raw`  return rows.map((row) => row.join(',')).join('\n');`,
      right: String.raw`  const quote = (cell) => (/[",\n]/.test(String(cell)) ? '"' + String(cell).replaceAll('"', '""') + '"' : cell);
  return rows.map((row) => row.map(quote).join(',')).join('\n');`,
      wrong: String.raw`  const quote = (cell) => '"' + String(cell).replaceAll('"', '""') + '"';
  return rows.map((row) => row.map(quote).join(',')).join('\n');`,
      hidden: "same(it.toCsv([['a,b', 1]]), '\"a,b\",1')",
      subject: 'Quote csv cells that need it',
    },
    {
      id: 'acme-reports-median',
      requests: [
        'median is wrong for an even number of values, it should be the mean of the two in the middle.',
        'median([1, 2, 3, 4]) gives 3. Expected 2.5.',
        'Please correct the median for even counts.',
      ],
      symbol: 'median',
      file: 'src/stats.js',
      before: '  const sorted = [...values].sort((a, b) => a - b);\n  return sorted[Math.floor(sorted.length / 2)];',
      right: [
        '  const sorted = [...values].sort((a, b) => a - b);',
        '  const middle = Math.floor(sorted.length / 2);',
        '  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;',
      ].join('\n'),
      wrong: [
        '  values.sort((a, b) => a - b);',
        '  const middle = Math.floor(values.length / 2);',
        '  return values.length % 2 === 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;',
      ].join('\n'),
      hidden: 'same(it.median([4, 1, 3, 2]), 2.5)',
      subject: 'Average the two middle values',
    },
    {
      id: 'acme-reports-align',
      requests: [
        'Numbers in the tables should be aligned right, text stays left.',
        'alignCell: right-align numbers please.',
        'The columns of figures are hard to compare, can you align numbers to the right in table.js?',
      ],
      symbol: 'alignCell',
      file: 'src/table.js',
      before: '  return String(value).padEnd(width);',
      right: "  return typeof value === 'number' ? String(value).padStart(width) : String(value).padEnd(width);",
      wrong: '  return String(value).padStart(width);',
      hidden: "same(it.alignCell(12, 5), '   12')",
      subject: 'Align numbers to the right',
    },
    {
      id: 'acme-reports-top-rows',
      requests: [
        'topRows should give the rows with the highest value first.',
        'The "top products" list is not sorted. Fix topRows so that the largest come first.',
        'Sort by value, descending, in topRows.',
      ],
      symbol: 'topRows',
      file: 'src/table.js',
      before: '  return rows.slice(0, count);',
      right: '  return [...rows].sort((a, b) => b.value - a.value).slice(0, count);',
      wrong: '  return [...rows].sort((a, b) => a.value - b.value).reverse().slice(0, count);',
      hidden: "same(it.topRows([{ name: 'a', value: 1 }, { name: 'b', value: 9 }], 1)[0].name, 'b')",
      subject: 'List the largest rows first',
    },
    {
      id: 'acme-reports-empty-share',
      requests: [
        'share(0, 0) is NaN and the report prints it. Return 0 when the total is 0.',
        'Reports for empty months show NaN, share() should give 0 there.',
        'Handle a zero total in share, please.',
      ],
      symbol: 'share',
      file: 'src/stats.js',
      before: '  return part / total;',
      right: '  return total === 0 ? 0 : part / total;',
      wrong: '  return part / Math.max(total, 1);',
      hidden: 'same(it.share(0, 0), 0)',
      subject: 'Give a share of zero for empty months',
    },
  ],
};
