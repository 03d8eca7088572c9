import { call, type Domain } from '../planted-domain.ts';

/** A scheduler of a small observatory that works alone; camel-cased tools. */
export const OBSERVATORY: Domain = {
  name: 'observatory',
  project: 'ridge-observatory',
  agent: 'night-planner',
  system: 'You plan and run the nights of the ridge observatory. Be frugal with telescope time.',
  values: {
    star: ['Vega', 'Mizar', 'Algol', 'Deneb', 'Castor', 'Mira', 'Rigel', 'Spica'],
    target: 'tgt_####@',
    block: 'OB-@@@-##',
    frame: 'f######',
    filter: ['r', 'g', 'i', 'Ha', 'OIII'],
    seeing: '%.##',
    exposure: '%0',
    dome: 'd-##',
    guide: 'GS####',
    focus: '1####',
    queue: 'q#@#',
    night: '2026-0%-2#',
    programme: 'PR/##/##',
    flat: 'flat##@',
    air: '1.##',
    remark: ['thin cirrus', 'gusty', 'moon is up', 'dew on the cap', 'clear', 'haze in the west'],
  },
  requests: [
    'Get {star} in {filter} tonight ({night}) for {programme}.',
    '{programme} still lacks frames of {star}. Please take care of it, seeing permitting.',
    'Why did {block} fail on {night}? Repeat it if there is a point.',
    'Prepare {night}: {star} first, then whatever fits.',
  ],
  reasons: true,
  idle: [
    ['getHumidity', { at: '?night' }, { percent: '?exposure' }],
    ['listFrames', { night: '?night' }, { last: '?frame' }],
    ['moonPhase', { night: '?night' }, { lit: '?air' }],
    ['readAllSky', { camera: '?dome' }, { note: '?remark' }],
    ['catalogueEntry', { guide: '?guide' }, { magnitude: '?seeing' }],
    ['queueLength', { queue: '?queue' }, { blocks: '?exposure' }],
  ],
  distractors: [
    ['appendNightLog', { line: '?remark' }, { row: '?focus' }],
    ['diskUsage', { volume: '?dome' }, { percent: '?exposure' }],
    ['refreshToken', {}, { valid: true }],
    ['pingMirrorCover', { cover: '?dome' }, { echo: '?frame' }],
  ],
  workflows: [
    {
      name: 'observe-a-target',
      acts: [
        call('resolveTarget', { name: '$star', epoch: 2000 }, { target: { id: '$target' } }),
        call('pickGuideStar', { target: '$target' }, { guide: '$guide' },
          call('blindOffset', { from: '$target' }, { guide: '$guide' })),
        call('startExposure', { target: '$target', guide: '$guide', seconds: '?exposure' }, { frame: '$frame' }),
        call('inspectFrame', { frame: '$frame' }, { seeing: '?seeing' }),
        call('archiveFrame', { frame: '$frame', tier: 'warm' }, { stored: '?night' }),
      ],
    },
    {
      name: 'calibrate-a-filter',
      acts: [
        call('closeDome', { dome: '$dome' }, { closed: '?night' }),
        call('takeFlat', { filter: '$filter' }, { flat: '$flat' }),
        call('divideByFlat', { flat: '$flat' }, { residual: '?air' }),
      ],
    },
  ],
  repairs: [
    {
      name: 'block-needs-airmass',
      failing: call('submitBlock', { block: '$block' }),
      told: 'flag',
      errors: ['{block} rejected by scheduler: airmass limit absent', 'scheduler rejected {block} ({remark}), airmass limit absent'],
      fixing: [call('submitBlock', { block: '$block', maxAirmass: 2 }, { accepted: '?night' })],
    },
    {
      name: 'degrees-not-names',
      failing: call('slewTo', { position: '$star' }),
      told: 'json',
      errors: ['cannot parse position "{star}"', 'position "{star}" cannot be parsed'],
      fixing: [call('slewTo', { position: 'ICRS:{target}' }, { arrived: '?night' })],
    },
  ],
  facts: [
    { name: 'pixel-scale', tool: 'instrumentSheet', args: { field: 'pixelScale' }, answers: [{ value: '0.396', unit: 'arcsec', stamp: '?frame' }] },
    { name: 'standard-queue', tool: 'defaultQueue', args: { site: 'ridge' }, answers: ['q7k2', 'q9x4'] },
  ],
  strategies: [
    {
      name: 'look-at-a-test-frame',
      where: 'reasoning',
      says: [
        'A short test frame will tell whether {star} is in focus.',
        'I do not want to waste the night, so one test frame first.',
        'Let me take a quick test frame of {star} before the long ones.',
        'How sharp is it now? A test frame shows that.',
        'Focus drifts with the cold; check it on a test frame.',
        'First a brief test frame, then I can judge the focus.',
        'Better look at one test frame than trust {focus}.',
        'I need a test frame to see if {focus} is still good.',
      ],
      next: call('testFrame', { star: '$star' }, { sharpness: '?seeing' }),
    },
  ],
  warnings: [
    { name: 'open-without-wind', how: 'omission', act: call('openShutter', { dome: '$dome' }, { open: '?night' }), first: call('windGust', { dome: '$dome' }, { gust: '?exposure' }) },
    { name: 'cool-after-exposure', how: 'order', first: call('longDark', { filter: '$filter' }, { frame: '?frame' }), act: call('coolCamera', { filter: '$filter' }, { degrees: '?air' }) },
    { name: 'fetches-the-manual-again', how: 'repeat', act: call('manualPage', { page: 'dew' }, { text: 'Dew forms when the cap is colder than the air. Warm it slowly. Never wipe the glass. Wait ten minutes.', page: '$exposure' }) },
  ],
  preferences: [],
}; // prettier-ignore
