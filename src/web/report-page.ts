import { CHART_STYLE } from '../chart/chart-style.ts';
import { markup, trustedMarkup, type Markup } from '../chart/markup.ts';
import { activitySection } from './activity-section.ts';
import { codesSection } from './codes-section.ts';
import { handbookSection } from './handbook-section.ts';
import { contrastSection } from './contrast-section.ts';
import { headline, headlineSection } from './headline-section.ts';
import { methodSection } from './method-section.ts';
import { repeatsSection } from './repeats-section.ts';
import type { ReportData } from './report-data.ts';
import { REPORT_STYLE } from './report-style.ts';
import { rulesSection } from './rules-section.ts';

const SECURITY_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

const SECTIONS = [
  ['activity', 'What they do', activitySection],
  ['repeats', 'What they repeat', repeatsSection],
  ['handbook', 'Handbook', handbookSection],
  ['codes', 'What was seen', codesSection],
  ['contrast', 'What goes with success', contrastSection],
  ['rules', 'Rules', rulesSection],
  ['method', 'How to read this', methodSection],
] as const;

/**
 * The picture of a store as one static HTML page: no scripts, no requests (a content security policy forbids both),
 * light and dark, for screens of any width and for print. Text from runs is inert.
 */
export function renderReport(data: ReportData): string {
  return `${reportPage(data).toString()}\n`;
}

/** The page of {@link renderReport} as markup. */
export function reportPage(data: ReportData): Markup {
  const sections = data.runs === 0 ? SECTIONS.slice(-1) : SECTIONS;
  const links = sections.map(([id, words]) => markup`<a href="#${id}">${words}</a>`);
  return markup`
    <!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="${SECURITY_POLICY}">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="generator" content="Ethogram ${data.made.version}">
        <meta name="referrer" content="no-referrer">
        <title>${headline(data)} · Ethogram</title>
        <style>${trustedMarkup(CHART_STYLE + REPORT_STYLE)}</style>
      </head>
      <body>
        <main>
          ${headlineSection(data)}
          <nav aria-label="Sections">${links}</nav>
          ${sections.map(([, , section]) => section(data))}
        </main>
      </body>
    </html>
  `;
}
