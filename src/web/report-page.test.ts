import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { countSuccess } from './count-success.ts';
import { renderReport, reportPage } from './report-page.ts';
import { openChromium } from './testing/open-chromium.ts';
import { sampleReport } from './testing/sample-report.ts';

const HOSTILE = [
  '<script>document.title = "run by script"</script>',
  '</style><style>body { display: none }</style></title></svg></pre></textarea>',
  '<img src="https://example.com/x.png" onerror="document.title = 1"> <iframe src="https://example.com"></iframe>',
  `" onmouseover="document.title = 1" ' onfocus='x' autofocus \` &lt;b&gt; &#x3c;script&#x3e; <!-- ]]> -->`,
  '\u202egnp.exe \u0000 \u001b[2J \ud800 \ufeff',
  '<a href="javascript:document.title = 1">x</a> <meta http-equiv="refresh" content="0;url=https://example.com">',
].join('\n');

// These run in the page: the WCAG 2 contrast of an element's text against the nearest opaque background…
const CONTRAST = `(selector) => {
  const luminance = (color) => {
    const [r, g, b] = color.match(/[\\d.]+/g).slice(0, 3).map((value) => {
      const channel = Number(value) / 255;
      return channel <= 0.03928 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const element = document.querySelector(selector);
  let behind = element;
  while (getComputedStyle(behind).backgroundColor === 'rgba(0, 0, 0, 0)') behind = behind.parentElement;
  const text = luminance(getComputedStyle(element).color);
  const ground = luminance(getComputedStyle(behind).backgroundColor);
  return (Math.max(text, ground) + 0.05) / (Math.min(text, ground) + 0.05);
}`;
// … and the size of the smallest text, in pixels.
const SMALLEST_TEXT = `Math.min(...[...document.querySelectorAll('body *')]
  .filter((one) => one.textContent !== '')
  .map((one) => Number.parseFloat(getComputedStyle(one).fontSize)))`;

let browser: Browser;
let folder: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ethogram-report-'));
  browser = await openChromium();
});
after(async () => {
  await browser?.close();
  await rm(folder, { recursive: true, force: true });
});

async function open(html: string, options: { width?: number; colorScheme?: 'light' | 'dark' } = {}) {
  const { width = 1100, colorScheme = 'light' } = options;
  const file = join(folder, `${width}-${colorScheme}.html`);
  await writeFile(file, html);
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(pathToFileURL(file).href, { waitUntil: 'load' });
  return { page, complaints, requests: requests.filter((url) => !url.startsWith('file:')) };
}

test('the page stands alone: no scripts, no requests, nothing in the console', async () => {
  const { page, complaints, requests } = await open(renderReport(sampleReport('Please cancel my order.')));
  assert.deepEqual(complaints, []);
  assert.deepEqual(requests, []);
  assert.equal(await page.title(), '60 runs of 3 agents, 50% succeeded · Ethogram');
  assert.equal(await page.locator('h1').innerText(), '60 runs of 3 agents, 50% succeeded');
  assert.deepEqual(await page.locator('h2').allInnerTexts(), [
    'In short',
    'What to do next',
    'What the agents do',
    'What goes with success',
    'How the models differ',
    'Where runs fail',
    'What must hold',
    'The handbook',
    'What follows what',
    'What was seen',
    'What they repeat',
    'How to read this',
  ]);
  assert.equal(
    await page.locator('svg.chart[role=img] > title').first().textContent(),
    'Runs of Please cancel my order., move by move',
  );
  assert.equal(await page.locator('#activity svg > g').count(), 60);
  assert.equal(await page.locator('#handbook .behavior h3').first().innerText(), 'Ask before acting workflow');
  assert.ok(await page.locator('#handbook mark').first().isVisible());
  assert.equal(await page.locator('script').count(), 0);
  await page.close();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`words and quotes can be read in a ${colorScheme} scheme`, async () => {
    const { page } = await open(renderReport(sampleReport('Please cancel my order.')), { colorScheme });
    for (const selector of ['h1', '.note', '.turns mark', '.turns .who', 'summary', '.kind.broken']) {
      const contrast = (await page.evaluate(`(${CONTRAST})(${JSON.stringify(selector)})`)) as number;
      assert.ok(contrast >= 4.5, `${selector}: ${contrast.toFixed(2)}`);
    }
    const smallest = (await page.evaluate(SMALLEST_TEXT)) as number;
    assert.ok(smallest >= 11, `${smallest} px`);
    await page.close();
  });
}

test('on a phone the page itself does not scroll sideways', async () => {
  const { page } = await open(renderReport(sampleReport('An_unbroken_word_'.repeat(20))), { width: 390 });
  await page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })");
  assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 390);
  await page.close();
});

test('hostile text from runs is shown and does nothing', async () => {
  const { page, complaints, requests } = await open(renderReport(sampleReport(HOSTILE)), { width: 391 });
  assert.deepEqual(complaints, []);
  assert.deepEqual(requests, []);
  assert.equal(await page.title(), '60 runs of 3 agents, 50% succeeded · Ethogram');
  assert.equal(
    await page
      .locator('script, iframe, img, style:not(head style), body meta, [onerror], [onmouseover], a[href^="javascript"]')
      .count(),
    0,
  );
  assert.ok(await page.locator('h1').isVisible());
  const shown = await page.locator('#handbook .instruction').first().innerText();
  assert.match(shown, /<script>document\.title = "run by script"<\/script>/);
  assert.match(shown, /\[U\+202E\]gnp\.exe ␀ ␛\[2J \ufffd \[U\+FEFF\]/);
  await page.close();
});

test('megabytes of text are cut with a note', () => {
  const html = renderReport(sampleReport('x'.repeat(1_000_000)));
  assert.ok(html.length < 12_000_000, `${html.length}`);
  assert.match(html, /\[999,300 more characters\]/);
});

test('a store without runs gives a page that says what to do', () => {
  const { runs: _, agents: __, ...rest } = sampleReport('');
  const html = reportPage({
    ...rest,
    runs: 0,
    agents: [],
    moreAgents: 0,
    formats: [],
    success: countSuccess([]),
  }).toString();
  assert.match(html, /<h1>No runs yet<\/h1>/);
  assert.match(html, /ethogram import --local/);
  assert.doesNotMatch(html, /NaN|undefined|Infinity/);
});
