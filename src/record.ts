import { basename } from 'node:path';
import { recordApp } from './serve/record/record-app.ts';

/**
 * `node --import ethogram/record app.js` records what the program asks of models through the AI SDK, without a change to it,
 * into the store that `ETHOGRAM_STORE` names (default `.ethogram/ethogram.db`); the project is the name of the working
 * directory.
 */
export const record = recordApp({
  location: process.env['ETHOGRAM_STORE'] || '.ethogram/ethogram.db',
  project: basename(process.cwd()),
  now: Date.now,
});
