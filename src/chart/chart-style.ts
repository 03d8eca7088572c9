/**
 * Style sheet that every page with charts includes once: a custom property and a fill class per `Tone`, light and
 * dark, and how charts set text and rules. Without it charts are black.
 */
export const CHART_STYLE = `
:root {
  --ink: #1c2126; --quiet: #5b646d; --rule: #dfe3e7; --paper: #ffffff; --wash: #f5f7f8;
  --grey: #c3cad1; --sky: #56b4e9; --blue: #0072b2; --green: #009e73; --orange: #e69f00; --vermillion: #d55e00;
  --purple: #cc79a7;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #e6e9ec; --quiet: #9aa4ae; --rule: #32383f; --paper: #14171a; --wash: #1c2024;
    --grey: #59626b; --sky: #93d1f4; --blue: #2c7fd1; --green: #1fb58c; --orange: #eab02e;
    --vermillion: #ee7a2b; --purple: #c887ab;
  }
}
.chart { font: 12px/1 system-ui, -apple-system, 'Segoe UI', sans-serif; fill: var(--ink); display: block; }
.chart text { paint-order: stroke; stroke: var(--paper); stroke-width: 3px; stroke-linejoin: round; }
.chart .quiet { fill: var(--quiet); }
.chart .strong { font-weight: 600; }
.chart .rule { stroke: var(--rule); stroke-width: 1; fill: none; }
.chart .axis { stroke: var(--quiet); stroke-width: 1; fill: none; }
.chart .whisker { stroke: var(--ink); stroke-width: 1.5; fill: none; }
.chart .note { fill: var(--paper); pointer-events: all; }
.chart .hollow { fill: var(--paper); stroke: var(--ink); stroke-width: 1.5; }
.chart .cross { stroke: var(--vermillion); stroke-width: 1.8; fill: none; }
.legend { list-style: none; margin: 0 0 10px; padding: 0; display: flex; flex-wrap: wrap; gap: 2px 18px;
  font-size: 13px; }
.swatch { display: inline-block; width: 11px; height: 11px; margin-right: 7px; vertical-align: -1px; }
.swatch.tick { width: 3px; height: 14px; vertical-align: -3px; }
.swatch.grey { background: var(--grey); } .swatch.sky { background: var(--sky); }
.swatch.blue { background: var(--blue); }
.swatch.green { background: var(--green); } .swatch.orange { background: var(--orange); }
.swatch.vermillion { background: var(--vermillion); } .swatch.purple { background: var(--purple); }
.chart .soft { opacity: 0.55; }
.ink { fill: var(--ink); } .chart .tick { stroke: var(--paper); stroke-width: 0.8; }
.grey { fill: var(--grey); } .sky { fill: var(--sky); } .blue { fill: var(--blue); } .green { fill: var(--green); }
.orange { fill: var(--orange); } .vermillion { fill: var(--vermillion); } .purple { fill: var(--purple); }
`;
