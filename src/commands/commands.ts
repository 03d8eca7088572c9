import type { Command } from './command.ts';

/** A command as the list knows it: enough for `--help`, the rest is loaded when it is called. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  load(): Promise<Command>;
}

/** Every command, in the order in which a newcomer meets them. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'demo',
    summary: 'the whole loop on bundled example agents',
    load: async () => (await import('./demo.ts')).demo,
  },
  {
    name: 'import',
    summary: 'read trajectories from files, folders, stdin',
    load: async () => (await import('./import.ts')).importCommand,
  },
  { name: 'show', summary: 'list trajectories, or show one', load: async () => (await import('./show.ts')).show },
  { name: 'detect', summary: 'code the behaviors in the runs', load: async () => (await import('./detect.ts')).detect },
  {
    name: 'events',
    summary: 'list coded events with their quotes',
    load: async () => (await import('./events.ts')).events,
  },
  {
    name: 'label',
    summary: 'code runs by hand, at the keyboard',
    load: async () => (await import('./label.ts')).label,
  },
  {
    name: 'agree',
    summary: 'how far coders agree, per behavior',
    load: async () => (await import('./agree.ts')).agree,
  },
  {
    name: 'reflect',
    summary: 'have a model look back at runs',
    load: async () => (await import('./reflect.ts')).reflect,
  },
  {
    name: 'feedback',
    summary: 'make metrics and behaviors of what people said',
    load: async () => (await import('./feedback.ts')).feedback,
  },
  { name: 'mine', summary: 'find behaviors that recur and pay', load: async () => (await import('./mine.ts')).mine },
  {
    name: 'handbook',
    summary: 'list, approve, retire, pin, edit, merge, split behaviors',
    load: async () => (await import('./handbook.ts')).handbook,
  },
  {
    name: 'retrieve',
    summary: 'what would be served for a task, and why',
    load: async () => (await import('./retrieve.ts')).retrieve,
  },
  {
    name: 'serve',
    summary: 'put behaviors before agents while they run, and record them',
    load: async () => (await import('./serve.ts')).serve,
  },
  {
    name: 'mcp',
    summary: 'serve the handbook over MCP, on stdin and stdout',
    load: async () => (await import('./mcp.ts')).mcp,
  },
  {
    name: 'digest',
    summary: 'what is new, trending and retired, as dated editions',
    load: async () => (await import('./digest.ts')).digest,
  },
  {
    name: 'solve',
    summary: 'let a model attempt tasks that are checked',
    load: async () => (await import('./solve.ts')).solve,
  },
  {
    name: 'improve',
    summary: 'have a model learn from its own attempts, at equal tokens',
    load: async () => (await import('./improve.ts')).improve,
  },
  {
    name: 'probe',
    summary: 'ask the agent beside its run, and compare',
    load: async () => (await import('./probe.ts')).probe,
  },
  { name: 'rules', summary: 'check temporal rules over runs', load: async () => (await import('./rules.ts')).rules },
  {
    name: 'analyse',
    summary: 'what the behaviors amount to',
    load: async () => (await import('./analyse/analyse.ts')).analyse,
  },
  {
    name: 'compare',
    summary: 'two cohorts as one table, with a gate for CI',
    load: async () => (await import('./compare.ts')).compare,
  },
  {
    name: 'codebook',
    summary: 'list, show and check codebooks',
    load: async () => (await import('./codebook.ts')).codebook,
  },
  {
    name: 'report',
    summary: 'write the static picture of a store',
    load: async () => (await import('./report.ts')).report,
  },
  { name: 'export', summary: 'take runs out again', load: async () => (await import('./export.ts')).exportCommand },
  {
    name: 'audit',
    summary: 'what models were asked, and what it cost',
    load: async () => (await import('./audit.ts')).audit,
  },
  {
    name: 'forget',
    summary: 'delete runs and all that quotes them',
    load: async () => (await import('./forget.ts')).forget,
  },
  {
    name: 'doctor',
    summary: 'check the installation and the store',
    load: async () => (await import('./doctor.ts')).doctor,
  },
];
