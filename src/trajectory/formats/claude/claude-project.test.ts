import assert from 'node:assert/strict';
import test from 'node:test';
import { claudeProject } from './claude-project.ts';

test('a project is named by the end of its path, without the user', () => {
  for (const [cwd, project] of [
    ['/home/mia/work/shop', 'work/shop'],
    ['/Users/mia/shop/', 'shop'],
    ['/home/mia', '~'],
    ['/root', '~'],
    ['/rooted/x', 'rooted/x'],
    ['C:\\Users\\mia\\code\\a\\shop', 'a/shop'],
    ['/mnt/c/Users/mia/shop', 'shop'],
    ['D:\\work\\shop', 'work/shop'],
    ['/', '~'],
  ]) {
    assert.equal(claudeProject(cwd!), project, cwd);
  }
});
