import { call, type Domain } from '../planted-domain.ts';

// prettier-ignore
const STAY = call('stays.lookup', { by: { code: '$booking' } }, { stay: { key: '$stay', nights: '?nights' } },
  call('stays.search', { surname: '$guest', arriving: '$arrival' }, { stay: { key: '$stay', floor: '?nights' } }));

/** A night desk of a hotel; tools are grouped by dots, arguments are nested. */
export const HOTEL_DESK: Domain = {
  name: 'hotel',
  project: 'hotel-larch',
  agent: 'night-desk',
  system: 'Night desk of Hotel Larch. Serve guests by chat. Never promise what the tools did not confirm.',
  values: {
    booking: '^^^###',
    stay: 'stay-@@##@@',
    guest: ['Lindqvist', 'Abara', 'Montoya', 'Feher', 'Takeda', 'Rousseau', 'Novak', 'Bellini'],
    arrival: '2026-0%-0%',
    nights: '#',
    room: '%0#',
    rate: '1##.00',
    folio: 'F-#####',
    key: 'k@#@#@#',
    locker: 'LK##',
    taxi: 'cab-####',
    parcel: 'p/###',
    hour: ['06:15', '07:00', '07:45', '08:30', '21:10', '22:40'],
    remark: ['extra pillow', 'late train', 'with a dog', 'quiet side', 'vegan', 'two cots', 'allergic to feathers'],
    ref: '@@-####',
    floor: '%',
  },
  requests: [
    'Hi, {guest} here, booking {booking}. I arrive on {arrival} and something about my room needs changing.',
    'Booking {booking}: could you see to it before {arrival}? Name is {guest}.',
    'This is {guest} in {room}. I need help with my bill and with {parcel}.',
  ],
  reasons: false,
  idle: [
    ['weather.hourly', { at: '?hour' }, { rain: '?nights' }],
    ['linen.stock', { floor: '?floor' }, { sets: '?nights' }],
    ['lifts.status', { lift: '?floor' }, { waiting: '?nights' }],
    ['lost.list', { since: '?arrival' }, { items: [{ ref: '?ref' }, { ref: '?ref' }] }],
    ['bar.orders', { room: '?room' }, { open: '?nights' }],
    ['tram.next', { from: '?hour' }, { leaves: '?hour' }],
  ],
  distractors: [
    ['desk.note', { remark: '?remark' }, { saved: '?ref' }],
    ['desk.queue', { lane: '?floor' }, { ahead: '?nights' }],
    ['desk.ping', {}, { pong: true }],
    ['desk.page_porter', { to: '?room' }, { seconds: '?nights' }],
  ],
  secret: {
    tool: 'safe.reveal',
    args: { which: 'master' },
    answer: { passphrase: 'walrus 88 Tango north', at: '?hour' },
    secret: 'walrus 88 Tango north',
  },
  workflows: [
    {
      name: 'move-to-another-room',
      acts: [
        STAY,
        call('rooms.free', { for: { stay: '$stay' }, view: 'any' }, { rooms: [{ number: '$room', rate: '$rate' }] }),
        {
          say: [
            'Room {room} is free at {rate}. Shall I move you there?',
            'I could put you into {room} for {rate} a night; would that suit you?',
            'There is {room} at {rate}. Do you want it?',
            'Moving you to {room} would cost {rate}. May I book it?',
            'Would you like me to move your stay to {room} ({rate})?',
          ],
        },
        { hear: ['Yes please.', 'Yes, book it.', 'Perfect, yes.', 'Sounds good, go ahead.', 'OK do that.'] },
        call('stays.move', { stay: '$stay', to: { room: '$room' } }, { moved: true, key: '$key' }),
      ],
    },
    {
      name: 'settle-the-folio',
      acts: [
        STAY,
        call('folio.open', { stay: '$stay' }, { folio: '$folio', lines: [{ due: '?rate' }] }),
        call('folio.check', { folio: '$folio', mode: 'strict' }, { balance: '?rate' }),
        call('folio.settle', { folio: '$folio' }, { receipt: '?ref' }),
      ],
    },
  ],
  repairs: [
    {
      name: 'key-must-be-cut-first',
      failing: call('keys.activate', { room: '$room', locker: '$locker' }),
      told: 'json',
      errors: ['no blank for {locker}: nothing to activate', 'nothing to activate, {locker} holds no blank ({ref})'],
      fixing: [
        call('keys.cut', { locker: '$locker' }, { blank: '?key' }),
        call('keys.activate', { room: '$room', locker: '$locker' }, { active: '?hour' }),
      ],
    },
    {
      name: 'taxi-by-the-other-firm',
      failing: call('taxi.order', { pickup: '$hour' }),
      told: 'text',
      errors: ['no car before {hour}, dispatcher {ref} gave up', 'dispatcher {ref} gave up: no car before {hour}'],
      fixing: [call('shuttle.order', { pickup: '$hour', seats: 2 }, { cab: '$taxi' })],
    },
  ],
  facts: [
    { name: 'breakfast-from', tool: 'house.facts', args: { topic: 'breakfast' }, answers: [{ from: '06:45', seen: '?ref' }, { from: '07:05', seen: '?ref' }] },
    { name: 'parking-code', tool: 'house.garage', args: { entrance: 'south' }, answers: ['lane B2'] },
  ],
  strategies: [
    {
      name: 'ask-housekeeping-for-its-view',
      where: 'text',
      says: [
        'The board may be behind, so let me ask housekeeping how {room} really is.',
        'I would rather hear from housekeeping whether {room} is made up.',
        'Housekeeping will know the true state of {room}; asking them.',
        'Before I say anything about {room}, a word with housekeeping.',
        'Let me check with housekeeping if {room} is ready.',
        'Is {room} done? Housekeeping can tell me.',
        'I do not rely on the board for {room}, housekeeping knows better.',
        'A quick question to housekeeping about {room} first.',
      ],
      next: call('housekeeping.ask', { room: '$room' }, { state: '?remark' }),
    },
  ],
  warnings: [
    { name: 'checkout-without-minibar', how: 'omission', act: call('stays.checkout', { code: '$booking' }, { closed: '?hour' }), first: call('minibar.count', { room: '$room' }, { items: '?nights' }) },
    { name: 'upgrade-by-hand', how: 'harmful', act: call('rooms.override', { room: '$room' }, { was: '?remark' }) },
    { name: 'reads-the-handover-again', how: 'repeat', act: call('desk.handover', { shift: 'late' }, { by: '$guest', text: 'Two arrivals are still out. The boiler man comes at nine. Keep the east door locked. Papers are in the tray.' }) },
  ],
  preferences: [
    {
      name: 'call-me-by-room-phone',
      wrong: call('guest.email', { booking: '$booking', about: '?remark' }, { queued: '?ref' }),
      corrections: [
        'No email please, ring me on the room phone.',
        'I asked for a call on the room phone, not an email.',
        'Do not email, just ring the room.',
        'Please ring the room phone instead of writing emails.',
        'Not by email. Use the phone in my room.',
        'Stop emailing me, ring the phone in the room.',
        'An email is no use to me, ring my room please.',
        'You should ring the room phone rather than email.',
      ],
      right: call('guest.ring', { room: '$room' }, { answered: '?hour' }),
    },
  ],
}; // prettier-ignore
