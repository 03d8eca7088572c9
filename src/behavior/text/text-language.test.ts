import assert from 'node:assert/strict';
import { test } from 'node:test';
import { textLanguage } from './text-language.ts';

test('languages are told by script and little words', () => {
  const texts: readonly (readonly [text: string, language: string | undefined])[] = [
    ['Let me check the sum once more, it is too high.', 'en'],
    ['让我再检查一遍这个结果是否正确。', 'zh'],
    ['もう一度この計算を確認しましょう。', 'ja'],
    ['Давайте ещё раз проверим этот результат.', 'ru'],
    ['Ich will das noch einmal prüfen, denn die Summe ist nicht richtig.', 'de'],
    ['Je vais vérifier le calcul, car la somme est trop grande pour ce cas.', 'fr'],
    ['Voy a comprobar el resultado otra vez, porque la suma no es correcta.', 'es'],
    ['6 * 7 = 42', undefined],
    ['ok', undefined],
    ['foo(bar, baz) + quux[17]', undefined],
  ];
  for (const [text, language] of texts) assert.equal(textLanguage(text), language, text);
});

test('a quotation does not change the language of what surrounds it', () => {
  assert.equal(textLanguage('The sign says 入口, which is the Chinese word for an entrance to the building.'), 'en');
});
