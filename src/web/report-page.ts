import { CHART_STYLE } from '../chart/chart-style.ts';
import { markup, trustedMarkup, type Markup } from '../chart/markup.ts';
import { activitySection } from './activity-section.ts';
import { codesSection } from './codes-section.ts';
import { handbookSection } from './handbook-section.ts';
import { contrastSection, hasContrast } from './contrast-section.ts';
import { failureSection, hasFailures } from './failure-section.ts';
import { followsSection } from './follows-section.ts';
import { modelSection } from './model-section.ts';
import { headline, headlineSection } from './headline-section.ts';
import { methodSection } from './method-section.ts';
import { repeatsSection } from './repeats-section.ts';
import type { ReportData } from './report-data.ts';
import { REPORT_STYLE } from './report-style.ts';
import { rulesSection } from './rules-section.ts';
import { SECTION_WORDS, type SectionId } from './section-words.ts';

const SECURITY_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

interface Section {
  readonly id: SectionId;
  readonly section: (data: ReportData) => Markup;
  /** Whether the data have anything for it; default always. */
  readonly has?: (data: ReportData) => boolean;
}

// First the picture, then what a reader acts on, then what it is all made of. That nothing goes with success stands further down.
const SECTIONS: readonly Section[] = [
  { id: 'activity', section: activitySection },
  { id: 'contrast', section: contrastSection, has: (data) => hasContrast(data) === true },
  { id: 'models', section: modelSection, has: ({ models }) => models.pairs.length > 0 },
  { id: 'failing', section: failureSection, has: hasFailures },
  { id: 'rules', section: rulesSection, has: ({ rules }) => rules.length > 0 },
  { id: 'handbook', section: handbookSection, has: ({ behaviors }) => behaviors.length > 0 },
  { id: 'follows', section: followsSection, has: ({ contrast }) => contrast.follows.length > 0 },
  { id: 'codes', section: codesSection, has: ({ codes, agents }) => codes.some(({ events }) => events > 0) || (codes.length > 0 && agents.some(({ named }) => named === undefined)) },
  { id: 'contrast', section: contrastSection, has: (data) => hasContrast(data) === false },
  { id: 'repeats', section: repeatsSection, has: ({ repeated: { within, across } }) => within.calls + across.distinct > 0 },
  { id: 'method', section: methodSection },
]; // prettier-ignore

/**
 * The picture of a store as one static HTML page: no scripts, no requests (a content security policy forbids both),
 * light and dark, for screens of any width and for print. Text from runs is inert.
 */
export function renderReport(data: ReportData): string {
  return `${reportPage(data).toString()}\n`;
}

/** The page of {@link renderReport} as markup. */
export function reportPage(data: ReportData): Markup {
  const sections = data.runs === 0 ? SECTIONS.slice(-1) : SECTIONS.filter(({ has }) => has?.(data) ?? true);
  const links = sections.map(({ id }) => markup`<a href="#${id}">${SECTION_WORDS[id]}</a>`);
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
          ${sections.map(({ section }) => section(data))}
        </main>
      </body>
    </html>
  `;
}
