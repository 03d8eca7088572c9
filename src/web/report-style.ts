/**
 * The style sheet of the report page; colours are those of `CHART_STYLE`. System fonts, one accent, light, dark and
 * print.
 */
export const REPORT_STYLE = `
:root { color-scheme: light dark; --accent: #0a5f9e; --mark: #fdeeb5; --alarm: #b04600; }
@media (prefers-color-scheme: dark) { :root { --accent: #74b9ee; --mark: #57490f; --alarm: #f08a45; } }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; overflow-wrap: anywhere; background: var(--paper); color: var(--ink);
  font: 16px/1.55 system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif; }
main { max-width: 808px; margin: 0 auto; padding: 56px 24px 96px; }
h1 { font-size: 38px; line-height: 1.14; letter-spacing: -0.022em; font-weight: 680; margin: 8px 0 16px;
  text-wrap: balance; }
h2 { font-size: 25px; line-height: 1.25; letter-spacing: -0.014em; font-weight: 660; margin: 76px 0 10px;
  padding-top: 22px; border-top: 2px solid var(--ink); }
h3 { font-size: 18px; line-height: 1.35; font-weight: 640; margin: 40px 0 4px; overflow-wrap: anywhere; }
h4 { font-size: 14px; font-weight: 640; margin: 24px 0 6px; }
p { margin: 0 0 12px; }
a { color: var(--accent); text-underline-offset: 3px; }
code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace;
  font-size: max(0.86em, 11.5px); overflow-wrap: anywhere; }
small, .quiet { color: var(--quiet); font-weight: 400; }
.overline { color: var(--accent); font-size: 13px; font-weight: 640; letter-spacing: 0.06em;
  text-transform: uppercase; margin: 0; }
.lead { font-size: 18px; line-height: 1.55; max-width: 64ch; }
.note { font-size: 14px; line-height: 1.5; color: var(--quiet); max-width: 76ch; }
h2.plain { font-size: 16px; letter-spacing: 0; margin: 30px 0 0; padding: 0; border: 0; }
nav { font-size: 14px; margin: 26px 0 0; display: flex; flex-wrap: wrap; gap: 6px 20px; }
.tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(150px, 1fr)); gap: 20px 28px; margin: 34px 0 8px; padding: 0; }
.tiles div { border-top: 1px solid var(--rule); padding-top: 10px; }
.tiles dt { font-size: 13px; color: var(--quiet); }
.tiles dd { margin: 0; font-size: 28px; line-height: 1.25; font-weight: 640; letter-spacing: -0.02em;
  font-variant-numeric: tabular-nums; }
.tiles dd + dd { font-size: 13px; line-height: 1.4; font-weight: 400; letter-spacing: 0; color: var(--quiet); }
.findings { padding-left: 20px; max-width: 70ch; } .findings li { margin: 8px 0; }
figure { margin: 20px 0; }
figcaption { font-size: 13px; line-height: 1.45; color: var(--quiet); margin-top: 8px; max-width: 84ch; }
.scroll { overflow-x: auto; overscroll-behavior-x: contain; padding-bottom: 4px; }
.scroll > svg { max-width: none; }
table { border-collapse: collapse; width: 100%; font-size: 14px; line-height: 1.4; margin: 14px 0;
  font-variant-numeric: tabular-nums; }
th { text-align: left; font-weight: 400; font-size: 13px; color: var(--quiet); vertical-align: bottom;
  padding: 4px 14px 6px 0; border-bottom: 1px solid var(--ink); }
td { padding: 7px 14px 7px 0; border-bottom: 1px solid var(--rule); vertical-align: top; overflow-wrap: anywhere; }
td.number, th.number { text-align: right; white-space: nowrap; }
td:last-child, th:last-child { padding-right: 0; }
.bar { display: inline-block; vertical-align: -2px; margin-right: 8px; }
.nowrap { white-space: nowrap; }
.beside { display: grid; grid-template-columns: minmax(0, 344px) minmax(0, 1fr); gap: 28px; align-items: start; }
.beside svg { max-width: 100%; }
td .range { color: var(--quiet); font-size: 12px; white-space: nowrap; }
td strong { font-weight: 620; }
.codes th:nth-child(2) { width: 32%; } .codes th:nth-child(n + 3) { width: 9%; }
.codes .said td { border-bottom: 0; } .codes .more td { padding-top: 0; } .codes details { margin: 0; }
.moves { list-style: none; margin: 8px 0 0; padding: 0; display: flex; flex-wrap: wrap; gap: 4px 14px;
  font-size: 13px; line-height: 1.5; }
.moves li { max-width: 100%; overflow-wrap: anywhere; }
.behavior { margin: 0 0 8px; padding: 26px 0 18px; border-bottom: 1px solid var(--rule); }
.behavior h3 { margin: 0 0 6px; }
.instruction { font-size: 17px; line-height: 1.5; max-width: 66ch; margin: 0 0 8px; }
.kind { display: inline-block; font-size: 12px; line-height: 1.6; font-weight: 560; padding: 0 8px;
  border: 1px solid var(--rule); border-radius: 10px; color: var(--quiet); vertical-align: 2px;
  margin-left: 6px; white-space: nowrap; }
.kind.avoid, .kind.broken { color: var(--alarm); border-color: currentColor; }
.facts strong { color: var(--ink); font-weight: 560; }
.facts { font-size: 14px; color: var(--quiet); margin: 4px 0 0; max-width: 76ch; }
.sequence { font-size: 13.5px; margin: 6px 0; color: var(--quiet); }
.symbol { background: var(--wash); border-radius: 3px; padding: 1px 6px; }
details { margin: 10px 0 0; }
.rate { margin: 10px 0; } .rate .bar { display: block; margin: 0 0 4px; max-width: 100%; }
summary { cursor: pointer; font-size: 14px; color: var(--accent); }
.passage { margin: 14px 0; }
.turns { list-style: none; margin: 0; padding: 10px 14px; background: var(--wash);
  border-left: 3px solid var(--rule); font-size: 14px; line-height: 1.5; color: var(--quiet); }
.turns li { display: grid; grid-template-columns: 6.2em minmax(0, 1fr); gap: 0 12px; padding: 2px 0; }
.turns .who { font-size: 12.5px; line-height: 1.68; overflow-wrap: anywhere; }
.turns .said { white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: isolate; }
.turns mark { background: var(--mark); color: var(--ink); padding: 1px 0; box-decoration-break: clone;
  -webkit-box-decoration-break: clone; }
.turns .cut { font-style: italic; }
.passage figcaption { margin-top: 5px; font-size: 12.5px; }
pre { background: var(--wash); padding: 12px 14px; overflow-x: auto; white-space: pre-wrap; }
@media (max-width: 640px) {
  main { padding: 32px 16px 64px; }
  h1 { font-size: 29px; } h2 { font-size: 22px; margin-top: 56px; } .lead { font-size: 17px; }
  .tiles { grid-template-columns: repeat(2, 1fr); } .beside { grid-template-columns: 1fr; gap: 4px; }
  .wide { display: none; } .codes th:nth-child(2) { width: 40%; }
  td, th { padding-right: 10px; }
  .turns li { grid-template-columns: 1fr; padding: 4px 0; }
  td .bar { display: block; margin: 3px 0 2px; width: 84px; }
}
@media print {
  main { max-width: none; padding: 0; } nav { display: none; } h2, h3 { break-after: avoid; }
  .passage, tr, .tiles div { break-inside: avoid; } details::details-content { content-visibility: visible;
    block-size: auto; }
}
`;
