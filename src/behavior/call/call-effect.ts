import { shellCommand } from './call-symbol.ts';
import { programEffect } from './program-effect.ts';
import { shellPrograms, type ShellProgram } from './shell-commands.ts';

/**
 * What a call does to the world, as far as its name and arguments tell: `read` looks, `edit` changes files, `write`
 * changes anything else, `check` runs something that can show whether work is right, `unknown` may do any of these.
 */
export type CallEffect = 'read' | 'edit' | 'write' | 'check' | 'unknown';

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

// The first of these words in a tool's name decides.
const READ_WORDS = words(`
  ask browse calculate cat check compare count describe explain fetch find get glob grep inspect list locate look lookup
  ls observe parse poll query read recall retrieve screenshot scroll search select show status summarize think track
  tracking view wait webfetch websearch`);
const WRITE_WORDS = words(`
  add apply approve assign block book buy cancel change close create delete deploy disable edit enable exchange grant
  insert install invite issue make modify move open order patch pay place post publish purchase put refund reject remove
  rename replace reserve reset return save schedule send set share submit subscribe toggle transfer unsubscribe update
  upload write`);
const CHECK_WORDS = words('build compile lint pytest test tests typecheck validate verify');
const EDIT_TOOLS = words(`
  applypatch createfile edit editfile fileedit filewrite insert insertline multiedit notebookedit replace replaceinfile
  savefile searchreplace strreplace strreplacebasededittool strreplaceeditor updatefile write writefile`);
// The agent's own notes and plans change nothing outside it.
const NOTES = /todo|plan_?mode|^think|note_?to_?self/i;
// "transfer_to_human": the conversation moves, no record does.
const HAND_OVER = /human|hand_?o(?:ff|ver)|escalat/i;

/** Classifies a call; see {@link CallEffect}. The wording of names decides, so a misnamed tool is misread. */
export function callEffect(name: string, argumentsText: string): CallEffect {
  const command = shellCommand(name, argumentsText);
  if (command !== undefined) return shellEffect(command);
  let effect = EFFECTS.get(name);
  if (effect === undefined) {
    if (EFFECTS.size > MAX_NAMES) EFFECTS.clear();
    EFFECTS.set(name, (effect = effectOfName(name)));
  }
  return effect === 'edit' && /"command"\s*:\s*"view"/.test(argumentsText) ? 'read' : effect;
}

// Runs call few tools often.
const EFFECTS = new Map<string, CallEffect>();
const MAX_NAMES = 1000;

function effectOfName(name: string): CallEffect {
  const plain = name.toLowerCase().replace(/[^a-z]/g, '');
  if (EDIT_TOOLS.has(plain)) return 'edit';
  if (NOTES.test(name)) return 'read';
  if (HAND_OVER.test(name)) return 'unknown';
  const parts = name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  for (const word of parts.split(/[^a-z]+/)) {
    if (CHECK_WORDS.has(word)) return 'check';
    if (READ_WORDS.has(word)) return 'read';
    if (WRITE_WORDS.has(word)) return 'write';
  }
  return 'unknown';
}

/** A line of several commands does the most telling thing that any of them does. */
function shellEffect(line: string): CallEffect {
  const programs = shellPrograms(line);
  if (programs.some(editsFiles)) return 'edit';
  const effects = new Set(programs.map(({ name }) => programEffect(name)));
  for (const effect of ['check', 'write', 'unknown'] as const) if (effects.has(effect)) return effect;
  return effects.has('read') ? 'read' : 'unknown';
}

/** `sed -i`, `tee`, `cat > notes.md`. */
function editsFiles({ name, words: said, writesFile }: ShellProgram): boolean {
  if (writesFile || name === 'tee' || name === 'patch') return true;
  return (name === 'sed' || name === 'perl') && said.some((word) => /^-[a-z]*i/.test(word));
}
