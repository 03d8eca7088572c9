import { call, type Domain } from '../planted-domain.ts';

/** A controller of a greenhouse that works alone. */
export const GREENHOUSE: Domain = {
  name: 'greenhouse',
  project: 'glasshouse-nine',
  agent: 'climate-controller',
  system: 'You run the climate of greenhouse nine. Keep the beds within their plans and answer the gardener.',
  values: {
    bed: 'bed-##',
    crop: ['tomato', 'basil', 'chard', 'pepper', 'leek', 'fennel'],
    plan: 'PLN@@#',
    sensor: 'sn-####',
    valve: 'v##',
    vent: 'vent@#',
    degrees: '2#.#',
    moisture: '0.##',
    minutes: '1#',
    percent: '##',
    date: '2026-0%-2#',
    lamp: 'LMP-##',
    tank: 'tk##',
    batch: 'sb-@@##',
    ticket: 'TK####',
    pump: 'pmp_#@',
    note: ['leaf curl', 'dry edge', 'slow growth', 'new trays', 'shade cloth up', 'pale leaves'],
    level: '##.#',
  },
  requests: [
    'The {crop} in {bed} looks tired since {date}. Get it back to its plan.',
    'Please bring {bed} ({crop}) to what the plan says and report.',
    'It is too warm over {bed}. Do what is needed for the {crop} and tell me what you did.',
    'Check {bed} before the weekend, the {crop} must not dry out. {sensor} is the one nearest to it.',
  ],
  reasons: true,
  idle: [
    ['list_trays', { bed: '?bed' }, { trays: '?percent', batch: '?batch' }],
    ['sun_hours', { on: '?date' }, { hours: '?level' }],
    ['read_diary', { on: '?date' }, { entry: '?note' }],
    ['lamp_hours', { lamp: '?lamp' }, { burned: '?percent' }],
    ['tank_level', { tank: '?tank' }, { level: '?level' }],
    ['seed_stock', { batch: '?batch' }, { grams: '?percent' }],
  ],
  distractors: [
    ['write_diary', { entry: '?note' }, { line: '?percent' }],
    ['outside_weather', { station: '?percent' }, { degrees: '?degrees' }],
    ['heartbeat', {}, { alive: 'yes' }],
    ['photo_of_bed', { bed: '?bed' }, { picture: '?batch' }],
  ],
  workflows: [
    {
      name: 'water-by-plan',
      acts: [
        call('plan_of_bed', { bed: '$bed' }, { plan_id: '$plan', crop: '$crop' }),
        call('plan_targets', { plan: '$plan' }, { valve: '$valve', moisture: '$moisture' }),
        call('open_valve', { valve: '$valve', minutes: '?minutes' }, { ticket: '$ticket' }),
        call('confirm_flow', { ticket: '$ticket' }, { litres: '?level' }),
      ],
    },
    {
      name: 'cool-a-bed',
      acts: [
        call('sensor_of_bed', { bed: '$bed' }, { sensor: '$sensor' }),
        call('read_climate', { sensor: '$sensor', window: 'hour' }, { vent: '$vent', degrees: '?degrees' }),
        call('set_vent', { vent: '$vent', open: '?percent' }, { pump: '$pump' },
          call('start_mist', { near: '$vent' }, { pump: '$pump' })),
        call('schedule_review', { of: '$pump', after: 30 }, { at: '?date' }),
        call('tell_gardener', { about: '$bed', equipment: '$pump' }, { read: '?date' }),
      ],
    },
  ],
  repairs: [
    {
      name: 'lamp-needs-unlocking',
      failing: call('dim_lamp', { lamp: '$lamp', to: '?percent' }),
      told: 'flag',
      errors: ['{lamp} is latched; nothing was changed', 'lamp {lamp} is latched since {date}; nothing was changed'],
      fixing: [
        call('release_latch', { lamp: '$lamp' }, { released: '?date' }),
        call('dim_lamp', { lamp: '$lamp', to: '?percent' }, { dimmed: '?percent' }),
      ],
    },
    {
      name: 'unit-is-missing',
      failing: call('dose_feed', { tank: '$tank', amount: '$minutes' }),
      told: 'json',
      errors: ['cannot dose {minutes} into {tank} without a unit', 'no unit given for the dose of {minutes} into {tank}'],
      fixing: [call('dose_feed', { tank: '$tank', amount: '$minutes', unit: 'ml' }, { level: '?level' })],
    },
  ],
  facts: [
    { name: 'frost-guard', tool: 'read_parameter', args: { parameter: 'frost_guard_below' }, answers: [{ value: '3.5', read_at: '?date' }] },
    {
      name: 'main-valve',
      tool: 'equipment_id',
      args: { name: 'main valve' },
      answers: ['VX-2207', 'VX-3118'],
    },
  ],
  strategies: [
    {
      name: 'compare-with-the-neighbour',
      where: 'reasoning',
      says: [
        'One reading of {sensor} may be off, so I compare it with the neighbouring sensor.',
        'I do not trust {sensor} alone; let me look at its neighbour too.',
        'Before acting on {degrees}, compare with what the neighbour shows.',
        'A second sensor nearby should agree with {sensor}; let me see.',
        '{degrees} seems odd, what does the neighbouring sensor say?',
        'Let me cross-check {sensor} against the sensor beside it.',
        'If the neighbour of {sensor} reads the same, I can believe it.',
        'Single sensors drift, so compare {sensor} with one next to it.',
      ],
      next: call('read_neighbour', { of: '$sensor' }, { degrees: '?degrees' }),
    },
  ],
  warnings: [
    {
      name: 'feed-before-flush',
      how: 'omission',
      act: call('start_feed', { bed: '$bed' }, { running: '?date' }),
      first: call('flush_lines', { bed: '$bed' }, { clear: '?date' }),
    },
    {
      name: 'heat-before-vents-close',
      how: 'order',
      first: call('start_heater', { zone: '$bed' }, { degrees: '?degrees' }),
      act: call('close_roof', { zone: '$bed' }, { closed: '?date' }),
    },
    { name: 'reads-the-rota-again', how: 'repeat', act: call('read_rota', { week: '$percent' }, { gardener: 'M. Thorn', from: '$date', tasks: 'prune, tie, weed the paths, rinse the trays, turn the compost, sweep', beds: '$bed' }) },
  ],
  preferences: [],
}; // prettier-ignore
