import type { Part } from '../../trajectory.ts';

/**
 * A message that holds a command for a tool in its text, cut into the words before it, the call and the words after it,
 * so that all of them joined are the message. Undefined when the command does not stand in it.
 *
 * @param text - what the agent said
 * @param command - the command as a parser read it; white space at its ends may differ
 */
export function commandParts(text: string, command: string, callId: string): Part[] | undefined {
  const found = text.includes(command) ? command : command.trim();
  const at = found === '' ? -1 : text.lastIndexOf(found);
  if (at < 0) return undefined;
  const after = at + found.length;
  return [
    ...(at > 0 ? [{ kind: 'text', text: text.slice(0, at) } as const] : []),
    { kind: 'tool-call', callId, name: commandName(command), argumentsText: found },
    ...(after < text.length ? [{ kind: 'text', text: text.slice(after) } as const] : []),
  ];
}

/** The first word of a command, when it looks like the name of one; else `bash`. */
export function commandName(command: string): string {
  return /^\s*([A-Za-z_][\w.-]{0,63})(?=\s|$)/.exec(command)?.[1] ?? 'bash';
}
