import { jsonObjectIn } from '../../core/json.ts';
import type { CallRecord } from '../call/call-record.ts';
import { programEffect } from '../call/program-effect.ts';

const PLACE_FIELD = /^(?:(?:file|target|rel(?:ative)?|abs(?:olute)?|full)_?)*(?:path|file|filename|file_?name|target|uri|module|document)$/i; // prettier-ignore
const CONTENT_FIELD =
  /^(?:contents?|text|file_?text|code|source|diff|patch|(?:new|updated?)_?(?:str(?:ing)?|text|contents?|code|lines?|source|body|value)?|replace(?:ment)?|replace_?with|with|lines|edits|changes|data|body)$/i;
const PATH = /^[^\s:]{0,260}[\w)\]-]\.[a-z]\w{0,5}$/i;
const MAY_CHANGE = /(?:path|file|name|target|uri|module|document)"\s*:/i;
const CHECKS = /lint|syntax|types?\b|type_?check|compil|valid|verif|test|build|exec|eval|(?:^|_)run(?:_|$)/i;

/**
 * Whether a call changes a file, whatever its tool is called: an edit by `call-effect.ts`, or a call that changes something,
 * or may, and that brings the path of a file and what is to stand there.
 */
export function changesFile(call: CallRecord): boolean {
  if (call.effect === 'edit') return true;
  if (call.effect === 'read' || call.effect === 'check' || call.symbol.endsWith(')')) return false;
  if (!MAY_CHANGE.test(call.argumentsText)) return false;
  const fields = Object.entries(jsonObjectIn(call.argumentsText) ?? {});
  const named = fields.find(
    ([field, value]) =>
      PLACE_FIELD.test(field) && typeof value === 'string' && PATH.test(value) && !value.includes('@'),
  );
  return named !== undefined && fields.some(([field]) => field !== named[0] && CONTENT_FIELD.test(field));
}

/**
 * Whether a call could show whether work is right: a check, anything of which it is not known what it does, or a tool that is
 * named like a check; what changes a file does not, unless it is a shell line that also runs a check.
 */
export function mayCheck(call: CallRecord): boolean {
  if (call.effect === 'check') return true;
  // `pytest > log.txt`, `sed -i s/a/b/ a.py && python a.py`
  if (call.effect === 'edit' && call.symbols.some(runsCheck)) return true;
  if (call.effect === 'unknown') return !changesFile(call);
  return call.effect === 'read' && !call.symbol.endsWith(')') && CHECKS.test(call.name);
}

function runsCheck(symbol: string): boolean {
  const program = /\((.+)\)$/.exec(symbol)?.[1];
  return program !== undefined && programEffect(program) === 'check';
}
