import { call, type Domain } from '../planted-domain.ts';

// prettier-ignore
const SCAN = call('scan_parcel', { code: '$code' }, { parcel_id: '$parcel', weight: '?weight' },
  call('type_parcel_code', { digits: '$code' }, { parcel_id: '$parcel', typed: '?date' }));

/** A dispatcher of a parcel depot who talks to senders. */
export const PARCEL_DEPOT: Domain = {
  name: 'depot',
  project: 'north-depot',
  agent: 'dispatcher',
  system: 'You dispatch parcels at the north depot. Use the tools, keep senders informed, and close each request.',
  values: {
    code: 'ND######',
    parcel: 'prc-@@@##',
    slot: '^#-##',
    route: 'R###',
    sender: ['Kiln & Co', 'Brightwater Ltd', 'Hofer Tools', 'Amira Textiles', 'Sole Trader Quist', 'Papermoon'],
    town: ['Aldern', 'Brookmouth', 'Carrow', 'Dunsley', 'Easterhope', 'Farrowby'],
    weight: '#.##',
    date: '2026-0%-0#',
    form: 'cf_##@#',
    driver: 'drv##',
    bay: 'bay #',
    claim: 'CL-#####',
    label: 'lb@@##',
    count: '##',
    zone: '^^^-#',
    note: ['wet box', 'tape is loose', 'left at door', 'two of three', 'asked for a call', 'gate was shut'],
  },
  requests: [
    'Where is {code}? It should have been in {town} by {date}.',
    '{sender} here. Please get {code} onto the next route to {town}.',
    'Our parcel {code} to {town} is stuck since {date}. Please move it along.',
    'Can you take care of {code}? {sender}, destination {town}.',
  ],
  reasons: false,
  idle: [
    ['bay_status', { bay: '?bay' }, { loaded: '?count' }],
    ['driver_hours', { driver: '?driver' }, { hours: '?count' }],
    ['read_log', { on: '?date' }, { line: '?note' }],
    ['zone_load', { zone: '?zone' }, { parcels: '?count' }],
    ['town_cutoff', { town: '?town', on: '?date' }, { minutes: '?count' }],
    ['damage_photos', { claim: '?claim' }, { pictures: '?count' }],
  ],
  distractors: [
    ['post_update', { text: '?note' }, { update: '?label' }],
    ['belt_speed', { belt: '?count' }, { speed: '?weight' }],
    ['renew_session', {}, { status: 'active' }],
    ['call_foreman', { bay: '?bay' }, { rang: '?count' }],
  ],
  workflows: [
    {
      name: 'route-a-parcel',
      acts: [
        SCAN,
        call('best_route', { parcel_id: '$parcel', town: '$town' }, { route_id: '$route' }),
        call('assign_route', { parcel_id: '$parcel', route_id: '$route' }, { label: '$label' }),
        call('print_label', { label: '$label', copies: 2 }, { printed: '?date' }),
      ],
    },
    {
      name: 'claim-after-a-yes',
      acts: [
        SCAN,
        call('open_claim_draft', { parcel_id: '$parcel' }, { claim: '$claim', value: '?weight' }),
        call('claim_terms', { claim: '$claim' }, { pays_within: '?count' }),
        {
          say: [
            'The draft {claim} is ready for {code}. Shall I submit it?',
            'I have prepared claim {claim}. Do you want me to file it now?',
            'To confirm: claim {claim} for parcel {code}. May I submit it?',
            'Is it all right if I send in {claim} as it stands?',
            'This is what I would file: {claim}, parcel {code}. Do you agree?',
            'Would you like me to hand in {claim} for {code}?',
          ],
        },
        { hear: ['Yes, submit it.', 'Please do, yes.', 'Yes.', 'Go ahead, thank you.', 'I agree, go on.', 'Yes, that is right.'] },
        call('submit_claim', { claim: '$claim', signed: true }, { accepted: '?date' }),
      ],
    },
  ],
  repairs: [
    {
      name: 'slot-by-other-tool',
      failing: call('find_slot', { code: '$code' }),
      told: 'text',
      errors: ['{code} left the slot index on {date}', '{code} left the slot index after {count} days'],
      fixing: [call('trace_belt', { item: '$code', back: 24 }, { slot: '?slot' })],
    },
    {
      name: 'pickup-day-format',
      failing: call('book_pickup', { day: '{date:slashed}', bay: '?bay' }),
      told: 'json',
      errors: ['day {date:slashed} not understood, write year-month-day', 'not understood: day {date:slashed} ({count} readings), write year-month-day'],
      fixing: [call('book_pickup', { day: '{date}', bay: '?bay' }, { pickup: '?label' })],
    },
    {
      name: 'customs-value-missing',
      failing: call('customs_form', { parcel: '$parcel', to: '$town' }),
      told: 'flag',
      errors: ['form for {parcel} refused, declared content is needed', 'declared content is needed, form {form} refused'],
      fixing: [call('customs_form', { parcel: '$parcel', to: '$town', content: 'goods' }, { form: '?form' })],
    },
  ],
  facts: [
    { name: 'depot-id', tool: 'who_am_i', args: { detail: 'depot' }, answers: [{ depot_id: 'DEP-0417', request: '?label' }] },
  ],
  strategies: [
    {
      name: 'weigh-again',
      where: 'text',
      says: [
        'The weight on the label looks wrong, so I will put it on the scale again.',
        'I will weigh {code} once more, {weight} cannot be right.',
        '{weight} seems too light for this box; weighing it again.',
        'Let me have {code} weighed a second time to be safe.',
        'That weight does not fit, so back on the scale with {code}.',
        'I doubt the {weight} on the label, a new weighing will tell.',
        'A quick re-weigh of {code} should settle this.',
        'Not sure about {weight}, let me get a fresh weight.',
      ],
      next: call('put_on_scale', { code: '$code' }, { weight: '?weight' }),
    },
  ],
  warnings: [
    {
      name: 'load-before-seal',
      how: 'omission',
      act: call('load_truck', { code: '$code', driver: '?driver' }, { loaded: '?date' }),
      first: call('seal_box', { code: '$code' }, { seal: '?label' }),
    },
    { name: 'force-release', how: 'harmful', act: call('force_release', { code: '$code' }, { released: '?date' }) },
    { name: 'asks-for-tariffs-again', how: 'repeat', act: call('tariff_sheet', { year: 2026 }, { sheet: '$form', lines: 'up to 2 kg 4.10; up to 5 kg 6.30; up to 10 kg 9.80; up to 20 kg 15.00; bulky goods on request' }) },
  ],
  preferences: [
    {
      name: 'ask-before-rerouting',
      wrong: call('divert_parcel', { code: '$code', to: '?town' }, { diverted: '?date' }),
      corrections: [
        'Always ask me before you divert a parcel.',
        'You should have asked before diverting it. Please do next time.',
        'Wait, do not divert anything without asking me first.',
        'Please check with me first before any diversion.',
        'No! First ask, then divert.',
        'I want to be asked before parcels are diverted.',
        'Next time ask me before you divert, please.',
        'Never divert without my OK, ask first.',
      ],
      right: { say: ['Understood, I will ask before diverting from now on.', 'Sorry. I will ask you first.', 'Of course, I am going to ask first.'] },
    },
  ],
}; // prettier-ignore
