/** The badge: text, colours, contrast, and when it is drawn. */

import assert from 'node:assert/strict';
import { mock, test } from 'node:test';

import { Badges, faceOf } from '../../extension/background/badge.js';
import { badgeIn } from '../../extension/background/packed-badge.js';

/** @typedef {import('../../extension/background/badge.js').Badge} Badge */

/** @param {(string | number)[]} parts */
const said = (...parts) => parts.join(' ');
const speech = { counted: said, words: said };
/** @type {Badge} */
const BADGE = { recipients: 9, told: 6, grade: 'D', mode: 'normal', paused: false };

/**
 * @param {Partial<Badge>} badge
 * @param {import('../../extension/background/badge.js').BadgeMeaning} [meaning]
 */
const face = (badge, meaning = 'told') => faceOf({ ...BADGE, ...badge }, meaning, speech);

test('a normal window shows the number on the colour of the grade', () => {
  assert.deepEqual(face({}), { text: '6', colour: '#b04a00', title: 'badge_title_normal 6 D' });
  assert.equal(face({ grade: 'A' }).colour, '#1a7f37');
  assert.equal(face({ told: 0, grade: 'A' }).text, '');
  assert.equal(face({ told: 12_345 }).text, '999+');
});

test('a private window has its own colour and mark, also when nothing was told', () => {
  assert.deepEqual(face({ mode: 'private' }), {
    text: '•6',
    colour: '#6d28d9',
    title: 'badge_title_private 6 D',
  });
  assert.equal(face({ mode: 'private', told: 0 }).text, '•');
  assert.equal(face({ mode: 'private', told: 100 }).text, '•99+');
});

test('an unknown window is said to be unknown', () => {
  assert.equal(face({ mode: 'unknown' }).text, '?6');
  assert.notEqual(face({ mode: 'unknown' }).colour, face({ mode: 'private' }).colour);
});

test('it shows what its person chose', () => {
  const texts = (/** @type {Partial<Badge>} */ badge) =>
    /** @type {const} */ (['told', 'recipients', 'grade', 'nothing']).map(
      (meaning) => face(badge, meaning).text,
    );
  assert.deepEqual(texts({}), ['6', '9', 'D', '']);
  assert.deepEqual(texts({ mode: 'private' }), ['•6', '•9', '•D', '']);
  assert.deepEqual(texts({ mode: 'unknown' }), ['?6', '?9', '?D', '']);
  assert.deepEqual(texts({ told: 0, recipients: 0, grade: null }), ['', '', '', '']);
  assert.deepEqual(face({}, 'grade').colour, face({}).colour, 'the colour is that of the grade');
});

test('nobody looked is not nought', () => {
  const paused = { told: 0, recipients: 0, grade: null, paused: true };
  assert.deepEqual(face(paused), { text: '–', colour: '#57606a', title: 'badge_paused_normal' });
  assert.deepEqual(face({ ...paused, mode: 'private' }).text, '•–');
  assert.deepEqual(face({ ...paused, mode: 'private' }).title, 'badge_paused_private');
  assert.equal(face({ ...paused, mode: 'unknown' }, 'grade').text, '?–');
});

test('a choice holds from the next drawing on', (context) => {
  context.after(() => mock.timers.reset());
  const { badges, texts, draw } = drawnBy(() => BADGE);
  badges.choose('grade');
  badges.touch(7);
  draw();
  badges.choose('nothing');
  badges.touch(7);
  draw();
  assert.deepEqual(
    texts.map(({ text }) => text),
    ['D', ''],
  );
});

test('white text stands on every colour with a contrast of 4.5 : 1', () => {
  /** @type {Partial<Badge>[]} */
  const badges = [{ mode: 'private' }, { mode: 'unknown' }, { grade: null }];
  for (const grade of /** @type {const} */ (['A', 'B', 'C', 'D', 'E', 'F'])) badges.push({ grade });
  for (const badge of badges) {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
      const part = parseInt(face(badge).colour.slice(at, at + 2), 16) / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    const contrast = 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05);
    assert.ok(contrast >= 4.5, `${JSON.stringify(badge)}: ${contrast}`);
  }
});

/** @param {(tab: number) => Badge} badgeOf */
function drawnBy(badgeOf) {
  mock.timers.enable({ apis: ['setTimeout'] });
  /** @type {{ tabId: number, text: string }[]} */
  const texts = [];
  const action = {
    setBadgeText: async (/** @type {{ tabId: number, text: string }} */ details) => {
      if (details.tabId === 404) throw new Error('No tab with id: 404');
      texts.push(details);
    },
    setBadgeBackgroundColor: async () => undefined,
    setBadgeTextColor: async () => undefined,
    setTitle: async () => undefined,
  };
  const known = /** @type {import('webextension-polyfill').Action.Static} */ (
    /** @type {unknown} */ (action)
  );
  return { badges: new Badges(() => known, badgeOf, speech), texts, draw: () => mock.timers.tick(1000) };
}

test('a burst is drawn once, an unchanged badge not at all, a lost one anew', async (context) => {
  context.after(() => mock.timers.reset());
  let count = 1;
  const { badges, texts, draw } = drawnBy(() => ({ ...BADGE, told: count }));
  badges.touch(7);
  count = 2;
  badges.touch(7);
  draw();
  assert.deepEqual(texts, [{ tabId: 7, text: '2' }]);
  badges.touch(7);
  draw();
  assert.equal(texts.length, 1);
  badges.lost(7);
  draw();
  assert.equal(texts.length, 2);
});

test('requests without a tab and tabs that have gone do no harm', async (context) => {
  context.after(() => mock.timers.reset());
  const { badges, texts, draw } = drawnBy(() => BADGE);
  badges.touch(-1);
  badges.touch(404);
  badges.touch(8);
  badges.closed(8);
  draw();
  await Promise.resolve();
  assert.deepEqual(texts, []);
});

test('what the core says in one number is read as it was packed', () => {
  const digits = (/** @type {number[]} */ ...[recipients = 0, told = 0, grade = 0, mode = 0, paused = 0]) =>
    Number(
      (((BigInt(recipients) * 2n ** 20n + BigInt(told)) * 8n + BigInt(grade)) * 4n + BigInt(mode)) * 2n,
    ) + paused;
  const most = 2 ** 20 - 1;
  assert.deepEqual(badgeIn(0), { recipients: 0, told: 0, grade: null, mode: 'normal', paused: false });
  assert.deepEqual(badgeIn(digits(9, 6, 4)), BADGE);
  assert.deepEqual(badgeIn(digits(most, most, 6, 1)), {
    ...BADGE,
    recipients: most,
    told: most,
    grade: 'F',
    mode: 'private',
  });
  assert.deepEqual(badgeIn(digits(0, 0, 0, 2, 1)), {
    recipients: 0,
    told: 0,
    grade: null,
    mode: 'unknown',
    paused: true,
  });
  assert.deepEqual(badgeIn(digits(most, 0, 1)), { ...BADGE, recipients: most, told: 0, grade: 'A' });
});
