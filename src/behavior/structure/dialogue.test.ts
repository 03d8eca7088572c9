import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SampleStep } from '../../trajectory/testing/sample-run.ts';
import { act, agent, places, planted, says, thinks, user } from './testing/turns.ts';

function holds(structure: string, shows: Readonly<Record<string, readonly SampleStep[]>>, not: typeof shows): void {
  const { f1, missed, wrong } = planted(structure, [
    ...Object.entries(shows).map(([name, steps]) => ({ name, steps, truth: true })),
    ...Object.entries(not).map(([name, steps]) => ({ name, steps, truth: false })),
  ]);
  assert.deepEqual({ f1, missed, wrong }, { f1: 1, missed: [], wrong: [] });
}

test('user-repeats: the user asks the same again', () => {
  const answer = agent('We have many rooms.');
  holds(
    'user-repeats',
    {
      verbatim: [...user('Which platform does the night train leave from?'), ...answer, ...user('Which platform does the night train leave from?')],
      reworded: [...user('Which platform does the night train leave from?'), ...answer, ...user('Which platform does the night train leave from, please?')],
      german: [...user('Ich brauche ein Zimmer mit Balkon zum Garten.'), ...answer, ...user('Ich brauche ein Zimmer mit Balkon, zum Garten!')],
      later: [...user('Cancel my seat on the evening ferry.'), ...answer, ...user('Hello?'), ...answer, ...user('Cancel my seat on the evening ferry')],
    },
    {
      'another one': [...user('What does order 4711 cost with shipping?'), ...answer, ...user('What does order 4712 cost with shipping?')],
      'agreeing': [...user('Use the gift card with the 200 crowns.'), ...agent('Shall I use the gift card with the 200 crowns?'), ...user('Yes, use the gift card with the 200 crowns.')],
      'a game': [...user('You see no such thing here, adventurer.'), ...agent('get lamp'), ...user('You see no such thing here, adventurer.')],
      'short yes': [...user('Yes, please.'), ...answer, ...user('Yes, please.')],
      'not answered': [...user('Which platform does the night train leave from?'), ...user('Which platform does the night train leave from?')],
      'follow-up': [...user('Which platform does the night train leave from?'), ...answer, ...user('And when does the night train arrive in Rome?')],
      board: [...user('## # ._. [x] {{}} ## P_# #_# O_O ## one two three four'), ...answer, ...user('## # ._. [x] {{}} ## P_# #_# O_O ## one two three four')],
    },
  ); // prettier-ignore
});

test('question-repeated: the agent asks again for what it was told', () => {
  const ask = agent('Gladly. What is your reservation number, please?');
  holds(
    'question-repeated',
    {
      verbatim: [...ask, ...user('It is Q7K2.'), ...agent('Noted.'), ...user('Fine.'), ...ask],
      reworded: [...ask, ...user('It is Q7K2.'), ...agent('Please, what is the reservation number?')],
    },
    {
      'not answered': [...ask, ...user('Why do you need it?'), ...ask],
      'not known': [...ask, ...user('I do not have it.'), ...ask],
      'not found': [...ask, ...user('It is Q7K2.'), ...act('get_res', { id: 'Q7K2' }, 'Error: no such number'), ...ask],
      'another question': [...ask, ...user('It is Q7K2.'), ...agent('What is your date of birth, please?')],
      manners: [...agent('Is there anything else?'), ...user('Yes, a taxi.'), ...agent('Is there anything else?')],
    },
  );
});

const REPORT =
  'The survey covers twelve villages along the northern coast, with wells, schools and harbours listed for each, and a map of paths between them.';

test('message-repeated: an agent says a settled message again', () => {
  const other = agent('Noted, what about the bridges?', 'Ivo');
  holds(
    'message-repeated',
    {
      verbatim: [...agent(REPORT, 'Ada'), ...other, ...agent(REPORT, 'Ada')],
      'a word changed': [...agent(REPORT, 'Ada'), ...other, ...agent(REPORT.replace('map', 'chart'), 'Ada')],
      'one agent': [...agent(REPORT), ...says('environment', 'tick'), ...agent(REPORT)],
    },
    {
      'handed on': [...agent(REPORT, 'Ada'), ...agent(REPORT, 'Ivo')],
      'asked for': [...agent(REPORT), ...user('Once more, please.'), ...agent(REPORT)],
      'other numbers': [...agent(`${REPORT} Cost: 410 crowns.`, 'Ada'), ...other, ...agent(`${REPORT} Cost: 390 crowns.`, 'Ada')],
      thanks: [...agent('Thank you!', 'Ada'), ...other, ...agent('Thank you!', 'Ada')],
      'code with a repair': [...agent(`${REPORT}\n\`\`\`js\nlet a = 1\n\`\`\``, 'Ada'), ...other, ...agent(`${REPORT}\n\`\`\`js\nlet a = 2\n\`\`\``, 'Ada')],
    },
  ); // prettier-ignore
});

test('conversation-reset: an agent opens anew in the middle', () => {
  const talk = (last: SampleStep[]) => [
    ...agent('Hello, I am Ada and I shall plan the garden with you. What is our task today?', 'Ada'),
    ...agent('We plant roses along the wall.', 'Ivo'),
    ...agent('Then the wall needs a trellis of two metres.', 'Ada'),
    ...agent('Agreed, made of oak.', 'Ivo'),
    ...agent('I order the oak.', 'Ada'),
    ...last,
  ];
  holds(
    'conversation-reset',
    {
      verbatim: talk(agent('Hello, I am Ada and I shall plan the garden with you. What is our task today?', 'Ada')),
      greeting: talk(agent('Hi there! How can I help you today?', 'Ada')),
      'task asked': talk(agent('Good morning! What is the task?', 'Ada')),
      german: talk(agent('Guten Tag! Wie kann ich Ihnen helfen?', 'Ada')),
    },
    {
      summary: talk(agent('So far: roses, a trellis of two metres, oak.', 'Ada')),
      farewell: talk(agent('Have a nice day!', 'Ada')),
      'another joins': talk(agent('Hello, I am Pia, the gardener. What is our task today?', 'Pia')),
      'the user greets': talk([...user('Hello again!'), ...agent('Hi there! How can I help you today?', 'Ada')]),
      'start over': talk([...user('Let us start over.'), ...agent('Hello, I am Ada and I shall plan the garden with you. What is our task today?', 'Ada')]),
    },
  ); // prettier-ignore
});

test('goes-on-after-end: after the end the talk goes on', () => {
  const solved = agent('The total is 42, as both of us found.\n\nTERMINATE', 'Ada');
  const bye = [...agent('Goodbye, it was a pleasure!', 'Ada'), ...agent('Goodbye and take care!', 'Ivo')];
  const closed = [...agent('The task is complete.', 'Ada'), ...agent('Great, I agree.', 'Ivo')];
  const more = (n: number, words: string) =>
    Array.from({ length: n }, (_, i) => agent(`${words} (${i})`, i % 2 === 0 ? 'Ada' : 'Ivo')).flat();
  holds(
    'goes-on-after-end',
    {
      mark: [...solved, ...agent('I also think that the total is forty-two.', 'Ivo')],
      'mark in brackets': [...agent('Done.\n<END>', 'Ada'), ...agent('Let us sum up what we have found out.', 'Ivo')],
      'task completed': [...agent('TASK_COMPLETED', 'Ada'), ...agent('Let us sum up what we have found out.', 'Ivo')],
      farewells: [...bye, ...more(4, 'Thank you so much!')],
      'a call after the end': [...solved, ...act('zorp', { a: 1 }, 'ok')],
      agreed: [...closed, ...more(4, 'It was fine teamwork')],
    },
    {
      'mark last': [...agent('What is it?', 'Ivo'), ...solved],
      'mark twice': [...solved, ...agent('TERMINATE', 'Ivo')],
      'one farewell more': [...bye, ...agent('Thank you!', 'Ada')],
      'a new question': [...solved, ...user('And what is the square of it?'), ...agent('It is 1764, to be exact.', 'Ada')],
      'taken back': [...solved, ...agent('Wait, this is wrong: one item is missing.', 'Ivo'), ...agent('Indeed, 43.', 'Ada')],
      'no end': more(6, 'The wall needs a trellis'),
    },
  ); // prettier-ignore
});

test('language-switch: within one text the language changes', () => {
  holds(
    'language-switch',
    {
      chinese: thinks('First we add the two numbers, 然后把结果乘以三, and then we compare them with the target.'),
      german: thinks('So the second train leaves at nine. Das heißt, sie treffen sich dann um elf Uhr. Now the distance to the station.'),
      russian: thinks('Let me check the ratio of the two. Проверим это ещё раз. It is two to one.'),
      french: thinks('We have the sum of the first terms. Il faut donc que la somme soit plus grande. Then we take the next one.'),
      spanish: agent('The order is on the way to you. Pero el pago no se ha hecho todavía con la tarjeta. So we wait for it.'),
      english: thinks('Wir nehmen die Summe der beiden Zahlen und teilen sie. Then we have to check that it is not too big. Das ist nicht der Fall.'),
      'english in chinese': thinks('我们先计算总数，然后再比较结果。So now we have to check that this is the right one. 最后得到答案。'),
    },
    {
      plain: thinks('First we add the two numbers, and then we compare them with the target.'),
      'a quoted word': thinks('The German word "Gemütlichkeit" has no exact counterpart in the language of the others.'),
      'a name': thinks('We fly to Las Vegas and then to San Juan, and the hotel is the Casa del Sol.'),
      formula: thinks('Then y^2 + x^2 = 25, and e is the base of the logarithm, so y = 3.'),
      'given words': [...user('请告诉我答案是什么。'), ...thinks('The user wants to know 答案是什么, so we say what it is.')],
      'about languages': [...user('Translate it into German.'), ...thinks('So the sentence is about the train. Das heißt, sie treffen sich um elf. That is good.')],
      'in brackets': thinks('The sum (总数) of the two numbers is what we want to compare.'),
      german: thinks('Wir nehmen die Summe der beiden Zahlen und teilen sie. Das ist nicht zu groß.'),
      greek: thinks('We take the angle α and the angle β, so that the sum of the two is π.'),
    },
  ); // prettier-ignore
});

const PLANS = [
  'I will first read the schema of the orders, then I will write the migration, and finally I will run it on the copy.',
  'Next I need to compare the two maps, and then I should mark the paths that are missing.',
  'My plan is to list the rooms, to sort them by price, and to book the cheapest one.',
];

test('analysis-paralysis: turn after turn of plans and no action', () => {
  const go = act('frob', { a: 1 }, 'ok');
  const reasoned = PLANS.flatMap((plan) => thinks(plan));
  holds(
    'analysis-paralysis',
    {
      said: [...go, ...PLANS.flatMap((plan) => agent(plan))],
      thought: [...reasoned, ...go],
      'urged on': [...go, ...PLANS.flatMap((plan) => [...agent(plan), ...user('Continue.')])],
      'and then a word': [...go, ...reasoned, ...agent('I stop here.')],
    },
    {
      'one plan': [...agent(PLANS[0]!), ...go, ...go, ...agent('Done.')],
      'acts in between': [...agent(PLANS[0]!), ...go, ...agent(PLANS[1]!), ...go, ...agent(PLANS[2]!), ...go],
      'a talk': [...go, ...PLANS.flatMap((plan) => [...agent(plan), ...user('And what about the garden behind it?')])],
      'no tools': PLANS.flatMap((plan) => agent(plan)),
      answers: [...go, ...agent('The house is old.'), ...agent('It has a garden.'), ...agent('It costs little.')],
    },
  );
  const long = thinks('The wall could be built of oak or of brick. '.repeat(300));
  const tools = { agent: { tools: [{ name: 'frob' }] } };
  assert.equal(
    planted('analysis-paralysis', [{ name: 'never', steps: [...long, ...agent('Brick.')], truth: true }], {
      rest: tools,
    }).f1,
    1,
  );
});

test('plan-repeated: the same plan with nothing done in between', () => {
  const [plan, other] = [agent(PLANS[0]!), agent(PLANS[1]!)];
  holds(
    'plan-repeated',
    {
      again: [...plan, ...plan],
      'in other order': [...plan, ...agent('I need to read the schema of the orders first, then write the migration, and finally run it on the copy.')],
      'after a failure': [...plan, ...act('frob', { a: 1 }, 'Error: locked'), ...plan],
      'after a look': [...thinks(PLANS[0]!), ...act('get_frob', { a: 1 }, 'ok'), ...thinks(PLANS[0]!)],
    },
    {
      'another plan': [...plan, ...other],
      'after a change': [...plan, ...act('update_frob', { a: 1 }, 'ok'), ...plan],
      'asked for': [...plan, ...user('Say that again in short, please, what is it?'), ...plan],
      'no plan': [...agent('The schema of the orders has nine columns.'), ...agent('The schema of the orders has nine columns.')],
    },
  ); // prettier-ignore
  assert.deepEqual(places('plan-repeated', [...plan, ...other, ...plan], 'firstStep'), ['2-2 0']);
});

test('goal-change: what the agent does first after the user changed the goal', () => {
  const ask = user('Book me a flight to Oslo on Saturday, order 4711.');
  const change = user('I’ve changed my mind, I’d rather fly on Sunday.');
  const before = [...ask, ...agent('There is one at nine. Shall I book it?')];
  const run = (...steps: SampleStep[]) => [...before, ...change, ...steps];
  assert.deepEqual(places('goal-change', run(...act('book_flight', { to: 'Oslo', day: 'Sunday' }, 'ok')), 'key'), [
    '2-3 adapted',
  ]);
  assert.deepEqual(places('goal-change', run(...act('book_flight', { to: 'Oslo', day: 'Saturday' }, 'ok')), 'key'), [
    '2-3 ignored',
  ]);
  assert.deepEqual(places('goal-change', run(...agent('Sunday it is, there is one at ten.')), 'key'), ['2-3 adapted']);
  assert.deepEqual(places('goal-change', run(...agent('I have booked Saturday at nine for you.')), 'key'), [
    '2-3 ignored',
  ]);
  assert.deepEqual(places('goal-change', run(...agent('Shall I drop the Saturday flight?')), 'key'), []);
  assert.deepEqual(
    places('goal-change', run(...act('get_order', { id: '4711' }, 'ok'), ...act('zorp', { d: 'Sunday' }, 'ok')), 'key'),
    ['2-5 adapted'],
  );
  assert.deepEqual(
    places('goal-change', [...before, ...user('Yes.'), ...act('book', { day: 'Saturday' }, 'ok')], 'key'),
    [],
  );
  assert.deepEqual(
    places(
      'goal-change',
      run(...agent('Sunday is noted.'), ...act('zorp', { to: 'Oslo', d: 'Saturday' }, 'ok')),
      'key',
    ),
    ['2-4 ignored'],
  );
  assert.deepEqual(
    places(
      'goal-change',
      run(...act('cancel_hold', { d: 'Saturday' }, 'ok'), ...act('zorp', { d: 'Sunday' }, 'ok')),
      'key',
    ),
    ['2-5 adapted'],
  );
  const soup = [...user('Write me a list for the leek soup.'), ...agent('Leeks, cream.'), ...user('Forget the soup, let’s make a salad instead.')]; // prettier-ignore
  assert.deepEqual(places('goal-change', [...soup, ...agent('For the salad: tomatoes.')], 'key'), ['2-3 adapted']);
  assert.deepEqual(places('goal-change', [...soup, ...agent('For the soup you also need salt.')], 'key'), [
    '2-3 ignored',
  ]);
});
