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
    'detectRun',
    'editBehavior',
    'estimateTokens',
    'exportJsonl',
    'importFiles',
    'ingest',
    'loadCodebooks',
    'mineBehaviors',
    'openStore',
    'outcomeOf',
    'parseCodebook',
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
    'startDetection',
    'wrapInjected',
  ]);
});
