import { call, type Domain } from '../planted-domain.ts';

// prettier-ignore
const FIND_READER = call('find_reader_by_card', { card: '$card' }, { patron_id: '$patron', since: '?date' },
  call('find_reader_by_name', { name: '$person' }, { patron_id: '$patron', cards: '?count' }));

/** A clerk of a lending library who talks to readers. */
export const LIBRARY_DESK: Domain = {
  name: 'library',
  project: 'riverside-library',
  agent: 'desk-clerk',
  system: 'You are the clerk of the Riverside lending library. Help readers with loans, holds and fees, using the tools.',
  values: {
    card: 'LC-#####',
    patron: 'pt_@@##',
    person: ['Ines Okafor', 'Tomas Wirth', 'Mila Haddad', 'Jonas Pell', 'Rhea Castell', 'Yusuf Brandt', 'Odile Marsh'],
    loan: 'ln_@##@#',
    barcode: '####-##',
    title: ['The Salt Path', 'Night Trains', 'A Field of Reeds', 'Lantern Hill', 'Glass Rivers', 'The Ninth Bridge'],
    isbn: '97-####-##',
    fee: 'FEE-####',
    amount: '#.#0',
    date: '2026-0%-1#',
    branch: ['Elm Street', 'Old Mill', 'Castle Yard'],
    shelf: '^^-##',
    count: '##',
    copy: 'cp_@@@#',
    event: 'EV##',
    note: ['quiet week', 'asked twice', 'prefers mornings', 'moved house', 'new card sent'],
  },
  requests: [
    'Hello, I am {person}, card {card}. I would like to keep {title} a little longer, and please look whether anything is owed.',
    'My card is {card}. There is something wrong with my account since {date}, can you sort it out?',
    'Good morning. {person} here ({card}). I need {title} for a course from {date}. What can you do?',
    'Could you see what is going on with {title} on my card {card}? I was told different things.',
  ],
  reasons: false,
  idle: [
    ['list_events', { branch: '?branch' }, { event: '?event', on: '?date' }],
    ['read_notes', { note_key: '?event' }, { note: '?note' }],
    ['count_visitors', { on: '?date' }, { visitors: '?count' }],
    ['get_shelf_map', { shelf: '?shelf' }, { floor: '?count', next_shelf: '?shelf' }],
    ['look_up_series', { title: '?title' }, { volume: '?count' }],
    ['reading_room_seats', { branch: '?branch', on: '?date' }, { free: '?count' }],
  ],
  distractors: [
    ['log_contact', { note: '?note' }, { entry: '?copy' }],
    ['show_queue', { desk: '?count' }, { waiting: '?count' }],
    ['keep_alive', {}, { ok: true }],
    ['read_handout', { page: '?count' }, { words: '?count' }],
  ],
  workflows: [
    {
      name: 'renew-a-loan',
      acts: [
        FIND_READER,
        call('list_loans', { patron_id: '$patron' }, { loan_id: '$loan', title: '$title', due: '?date' }),
        call('renew_loan', { loan_id: '$loan', weeks: 3 }, { due: '?date' }),
      ],
    },
    {
      name: 'waive-a-fee-after-a-yes',
      acts: [
        FIND_READER,
        call('list_fees', { patron_id: '$patron' }, { fee_id: '$fee', amount: '$amount' }),
        {
          say: [
            'I can waive the fee {fee} of {amount} for you. Shall I go ahead?',
            'There is one fee, {fee}, over {amount}. Do you want me to waive it?',
            'I would cancel {fee} ({amount}) on your account now. Is that all right with you?',
            'To confirm: fee {fee}, amount {amount}, to be waived. May I proceed?',
            'Before I waive {fee} ({amount}): do you agree?',
            'So that would be waiving {amount} under {fee}. Would you like me to do that?',
          ],
        },
        { hear: ['Yes, please.', 'Yes, go ahead.', 'Sure, do it.', 'That is fine, yes.', 'Yep, please proceed.', 'OK, yes.'] },
        call('waive_fee', { fee_id: '$fee', reason: 'courtesy' }, { balance: '0.00' }),
      ],
    },
  ],
  repairs: [
    {
      name: 'barcode-prefix',
      failing: call('get_item', { barcode: '$barcode' }),
      told: 'json',
      errors: ['barcode {barcode} is malformed: expected BK- before the number', 'malformed barcode {barcode}, expected BK- before the number'],
      fixing: [call('get_item', { barcode: 'BK-{barcode}' }, { title: '$title', shelf: '?shelf' })],
    },
    {
      name: 'isbn-not-indexed',
      failing: call('find_by_isbn', { isbn: '$isbn' }),
      told: 'flag',
      errors: ['No index entry for ISBN {isbn}', 'No index entry for ISBN {isbn} (checked {count} tables)'],
      fixing: [call('search_catalogue', { query: '$isbn', limit: 5 }, { title: '$title', copies: '?count' })],
    },
  ],
  facts: [
    {
      name: 'closing-time',
      tool: 'branch_info',
      args: { branch: 'Harbour' },
      answers: [
        { closes: '18:30', as_of: '?date' },
        { closes: '19:15', as_of: '?date' },
      ],
    },
    { name: 'loan-limit', tool: 'get_house_rule', args: { rule: 'loan_limit' }, answers: ['14'] },
  ],
  strategies: [
    {
      name: 'look-in-other-branches',
      where: 'text',
      says: [
        'Perhaps another branch still has a copy of {title}, so I will ask there.',
        'Let me see whether a different branch holds {title}.',
        'Our copy of {title} is out, but other branches may have one.',
        'I will check the other branches for a copy of {title} first.',
        '{title} could be on the shelf at another branch; checking.',
        'Before giving up on {title}, let me ask the other branches.',
        'Other branches sometimes have spare copies, let me check for {title}.',
        'I want to know if any other branch has {title} available.',
      ],
      next: call('check_branches', { title: '$title' }, { branch: '?branch', copy: '?copy' }),
    },
  ],
  warnings: [
    {
      name: 'hold-without-shelf-check',
      how: 'omission',
      act: call('place_hold', { title: '$title', card: '$card' }, { place: '?count' }),
      first: call('check_shelf', { title: '$title' }, { shelf: '?shelf', seen: '?date' }),
    },
    { name: 'override-a-block', how: 'harmful', act: call('override_block', { card: '$card' }, { lifted: '?date' }) },
    { name: 'asks-for-notices-again', how: 'repeat', act: call('list_notices', { card: '$card' }, { notice: '$note', on: '$date', sent_by: '$branch', text: 'Your loan is due soon. Please return it to any branch or renew it in time.' }) },
  ],
  preferences: [
    {
      name: 'letters-not-text-messages',
      wrong: call('send_text_message', { card: '$card', about: '$title' }, { sent: '?date' }),
      corrections: [
        'No, please do not text me. Send a letter instead.',
        'I would rather get a letter than a text message.',
        'No text messages, please, write me a letter.',
        'Not by text! I always want letters by post.',
        'Please stop texting, a letter is what I asked for.',
        'That should have been a letter, not a text message.',
        'Use letters for me, never text messages.',
        'No, by post please: a letter, not a text.',
      ],
      right: call('send_letter', { card: '$card', about: '$title' }, { posted: '?date' }),
    },
  ],
}; // prettier-ignore
