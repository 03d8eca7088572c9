import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as ethogram from '../src/index.ts';

test('the public names are these and no others', () => {
  assert.deepEqual(Object.keys(ethogram).sort(), [
    'ERROR_CODES',
    'EthogramError',
    'FORMATS',
    'approveBehavior',
    'checkRules',
    'collectReport',
    'compileMonitor',
    'decodeOtlp',
    'deriveOutcomes',
    'detectRun',
    'editBehavior',
    'estimateTokens',
    'exportAtif',
    'exportJsonl',
    'exportOtel',
    'importFiles',
    'ingest',
    'loadCodebooks',
    'mineBehaviors',
    'openStore',
    'outcomeOf',
    'parseCodebook',
    'parseColumnMap',
    'parseFormula',
    'parseRules',
    'partText',
    'pinBehavior',
    'renderReport',
    'requestOf',
    'retireBehavior',
    'retrieveBehaviors',
    'runDetector',
    'runSymbols',
    'spanInbox',
    'startDetection',
    'wrapInjected',
  ]);
});
