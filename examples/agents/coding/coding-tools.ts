import type { Json } from '../../../src/core/json.ts';
import type { LoggedResult } from './claude-code-log.ts';
import type { FakeShell } from './fake-shell.ts';

/** The tools of a coding agent on a fake repository. */
export interface CodingTools {
  call(name: string, input: Readonly<Record<string, Json>>): LoggedResult;
}

/** Tools over `shell`; paths are absolute, below `cwd`. A file must have been read before it is edited. */
export function codingTools(shell: FakeShell, cwd: string): CodingTools {
  const seen = new Set<string>();
  const relative = (path: string): string => path.replace(`${cwd}/`, '');
  const fail = (text: string): LoggedResult => ({ text, isError: true, result: `Error: ${text}` });
  return {
    call(name, input): LoggedResult {
      const path = String(input['file_path'] ?? '');
      const text = shell.files.get(relative(path));
      switch (name) {
        case 'Read': {
          if (text === undefined) return fail('File does not exist.');
          seen.add(path);
          const lines = text.trimEnd().split('\n');
          const numbered = lines.map((line, i) => `${String(i + 1).padStart(6)}→${line}`).join('\n');
          const file = {
            filePath: path,
            content: text,
            numLines: lines.length,
            startLine: 1,
            totalLines: lines.length,
          };
          return { text: numbered, isError: false, result: { type: 'text', file } };
        }
        case 'Edit': {
          if (!seen.has(path)) return fail('File has not been read yet. Read it first, then edit it.');
          const oldString = String(input['old_string']);
          const newString = String(input['new_string']);
          if (text === undefined || !text.includes(oldString))
            return fail(`String to replace not found in file.\nString: ${oldString}`);
          shell.files.set(
            relative(path),
            text.replace(oldString, () => newString),
          );
          const result = {
            filePath: path,
            oldString,
            newString,
            originalFile: text,
            structuredPatch: [],
            userModified: false,
            replaceAll: false,
          };
          return { text: `The file ${path} has been updated.`, isError: false, result };
        }
        case 'Grep': {
          const found = shell.run(
            `grep -rn "${String(input['pattern'])}" ${relative(String(input['path'] ?? '.')).replace(cwd, '.')}`,
          );
          const content = found.output === '' ? 'No matches found' : found.output;
          const numLines = found.output === '' ? 0 : found.output.split('\n').length;
          return {
            text: content,
            isError: false,
            result: { mode: 'content', numFiles: 0, filenames: [], content, numLines },
          };
        }
        default: {
          const { output, exitCode } = shell.run(String(input['command']));
          if (exitCode !== 0) return fail(`Exit code ${exitCode}${output === '' ? '' : `\n${output}`}`);
          const result = { stdout: output, stderr: '', interrupted: false, isImage: false, noOutputExpected: false };
          return { text: output === '' ? '(no output)' : output, isError: false, result };
        }
      }
    },
  };
}
