import type { StrategyScript } from './planted-domain.ts';

// Occasion words of sentences in any domain: `{number}`, `{thing}`, `{name}` and `{place}` differ each time.
/** What {@link SUCCESS_STRATEGIES} and {@link FILLERS} speak of, one picked each time. */
export const OCCASIONS: Readonly<Record<string, readonly string[] | string>> = {
  number: ['3', '7', '12', '19', '24', '38', '45', '60', '81', '2.5', '0.75', '144'],
  thing: ['the second entry', 'this request', 'the left half', 'the open item', 'the older value', 'the remaining part', 'the last figure', 'this case'],
  name: ['Mira', 'Anton', 'Selma', 'Otis', 'Priya', 'Bruno', 'Wanda'],
  place: ['notes/a.txt', 'lot 14', 'shelf 3', 'the annex', 'page 9', 'box 22', 'section 5'],
}; // prettier-ignore

/** Thoughts after which runs succeed more often; said in several domains. */
export const SUCCESS_STRATEGIES: readonly StrategyScript[] = [
  {
    name: 'put-the-result-back',
    where: 'reasoning',
    says: [
      'Let me plug {number} back into the original condition to see whether it holds.',
      'I will substitute {number} into the condition again and check that it is satisfied.',
      'Checking: putting {number} back in, both sides should come out the same.',
      'Before I commit, I want to insert {number} again and verify the condition.',
      'To be sure, plug the value {number} in once more and compare both sides.',
      'Does {number} really satisfy it? I will put it back and check.',
      'I should verify this by substituting {number} back into what was given.',
      'Quick verification: with {number} put back in, the condition must still hold.',
    ],
  },
  {
    name: 'write-down-what-is-given',
    where: 'reasoning',
    says: [
      'First I will write down everything that is given about {thing}.',
      'Let me list the known constraints on {thing} before doing anything.',
      'What do we know about {thing}? I will note all the given conditions.',
      'I start by collecting the stated conditions for {thing}.',
      'Before moving on, let me write out each constraint on {thing}.',
      'Let me gather what is known so far: these are the constraints for {thing}.',
      'It helps to list all given facts about {thing} first.',
      'I want every stated condition on {thing} written down before I begin.',
    ],
  },
  {
    name: 'smaller-case-first',
    where: 'reasoning',
    says: [
      'Let me try a smaller case first, with just {number} of them.',
      'I will work out the simple case of {number} before the full one.',
      'What happens for {number}? A small example should show the pattern.',
      'To see the pattern, start with a tiny instance such as {number}.',
      'Consider the easier version with {number} first, then generalise.',
      'A small case like {number} is easier to think through, so I will begin there.',
      'Trying it on a toy example of size {number} first.',
      'Let me take a simpler instance, {number}, and look for a pattern.',
    ],
  },
  {
    name: 'work-backwards',
    where: 'reasoning',
    says: [
      'Working backwards from {thing}, what must have come just before?',
      'Let me start from the goal, {thing}, and reason back to the start.',
      'If {thing} is the end, then go backwards to the step before it.',
      'I will go backwards from the target {thing} instead of forwards.',
      'Thinking in reverse: to reach {thing} we need the previous state first.',
      'Starting at the end, {thing}, and tracing back to what is needed.',
      'What would I need right before {thing}? Let me trace it backwards.',
      'Reason from the desired result, {thing}, back to the beginning.',
    ],
  },
];

/** Thoughts that are as frequent and mean nothing for what follows. */
export const FILLERS: readonly (readonly string[])[] = [
  [
    'This looks straightforward so far.',
    'So far this seems simple enough.',
    'Nothing surprising up to now.',
    'That all looks quite normal for {thing}.',
    'It seems straightforward, at least for {thing}.',
    'So far so good with {thing}.',
    'All of this looks as usual.',
  ],
  [
    'Let me continue with {thing}.',
    'Now I go on with {thing}.',
    'Moving on to {thing}.',
    'I will carry on with {thing} now.',
    'Next up is {thing}.',
    'Continuing with {thing} from here.',
    'On to {thing}, then.',
  ],
  [
    'I have {number} of these in mind now.',
    'That makes {number} in total for the moment.',
    'Now there are {number} of them.',
    'So we stand at {number}.',
    'This brings it to {number}.',
    'At the moment it is {number}.',
    'We are at {number} right now.',
  ],
  [
    'Okay, the user wants {thing} to be dealt with.',
    'The request is about {thing}, I think.',
    'What is being asked for concerns {thing}.',
    'The user would like something done about {thing}.',
    'So the question is about {thing}.',
    'I understand that {thing} is what matters here.',
    'They are asking about {thing}.',
  ],
  [
    'Hmm, {name} may have left {place} like that.',
    'Interesting, {place} was touched by {name}.',
    '{name} seems to have worked on {place}.',
    'I wonder what {name} did with {place}.',
    'It could be that {name} knows about {place}.',
    'There is a remark by {name} in {place}.',
    'Someone, perhaps {name}, moved {place}.',
  ],
  [
    'One moment, please.',
    'Just a moment while I look.',
    'Give me a second for {thing}.',
    'Let me see.',
    'I am looking at it now.',
    'A second, please.',
    'Looking at {thing} right away.',
  ],
];

/** Words of which sentences are put together that are said once. */
export const ODD_WORDS = {
  who: ['the report', 'that figure', 'an earlier entry', 'the form', 'somebody', 'the left column', 'the archive', 'this tag', 'the next window', 'the older copy'],
  does: ['mentions', 'follows', 'resembles', 'replaces', 'touches', 'predates', 'covers', 'contradicts', 'ignores', 'repeats'],
  what: ['a blue mark', 'the winter figures', 'two spare rows', 'an open bracket', 'the usual signature', 'a longer path', 'the third option', 'some missing day', 'a rounded amount', 'the wrong page'],
  how: ['for some reason', 'as of today', 'which is fine', 'more or less', 'without a comment', 'according to the header', 'again', 'in part', 'at least here', 'by accident'],
} as const; // prettier-ignore

/** What an agent says when it has a word to say before the user speaks. */
export const REPORTS = [
  'Here is where things stand: {thing} is in hand.',
  'A short update: I have dealt with {thing}.',
  'I have looked into {thing} for you.',
  'That part is done now.',
  '{thing} should be fine now.',
  'I have gone through {number} entries so far.',
] as const;

/** How runs end. */
export const CLOSINGS = [
  'Done. {thing} has been taken care of.',
  'That is all from my side.',
  'Everything you asked for has been looked at; tell me if anything is missing.',
  'I am finished with {thing}.',
  'This concludes the request.',
  'All set, {number} items were handled.',
] as const;

/** What users say that asks for nothing. */
export const ASIDES = [
  'Thanks so far.',
  'How long will this take? I have to leave at {number}.',
  'By the way, {name} sends regards.',
  'Take your time.',
  'I am back now, sorry.',
  'Is {name} working today as well?',
  'It is raining here at {place}.',
  'I also found {place}, if that matters.',
] as const;

/** Corrections that are made once: of this occasion, not of a habit. */
export const SINGLE_CORRECTIONS = [
  'No, I meant {thing}, not the one from {place}.',
  'That is not right, it was {number}.',
  'Wrong {thing}, mine is the one {name} brought.',
  'Sorry, I wrote {number} but it should be another figure.',
  'No, {place} is something else.',
] as const;

/** Errors that come and go, and that nothing in particular mends. */
export const ODD_ERRORS = [
  'upstream closed the connection after {number} s',
  'nothing found for this input ({number} rows read)',
  'value {number} is out of range here',
  'the service at {place} is busy',
  'no permission for {place}',
] as const;
