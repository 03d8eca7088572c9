import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mayBeAsked, mayBeKnown } from './may-be-known.ts';

test('names, numbers, codes and commands may be known', () => {
  for (const value of ['14', '3.5', '18:30', 'DEP-0417', 'tide check --fast', 'eu-north-2', '3 to 5 working days', 'src/a.ts'])
    assert.ok(mayBeKnown(value), value);
}); // prettier-ignore

test('keys, people, addresses and words to somebody may not', () => {
  for (const value of ['true', 'ok', '', ',', 'sk-abcdefghijklmnop12', 'Ab3dEf6hIj9kLm2nOp', 'Tr0ub4dor&3', 'runa@harbour.example',
    '[email-1]', '+47 123 45 678 90', 'Runa Holt', 'send it to me', 'https://a.example', '<b>x</b>', 'please do']) assert.ok(!mayBeKnown(value), value);
}); // prettier-ignore

test('what is secret, personal or passing may not be asked for', () => {
  for (const name of ['get_rule', 'closes', 'conf.tide', 'equipment_id', 'depot', 'loan_limit']) assert.ok(mayBeAsked(name), name);
  for (const name of ['get_api_key', 'db.password', 'accessToken', 'customer_name', 'email', 'get_balance', 'read_at', 'unread'])
    assert.ok(!mayBeAsked(name), name);
}); // prettier-ignore
