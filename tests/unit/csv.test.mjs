/** CSV: nothing is run, nothing breaks off, and what was written is what is read. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { csv, csvCell } from '../../extension/components/csv.js';

test('what would be a formula is a text', () => {
  for (const start of ['=', '+', '-', '@', '\t'])
    assert.equal(csvCell(`${start}1+1`), `'${start}1+1`, JSON.stringify(start));
  assert.equal(csvCell('\r=1'), `"'\r=1"`);
  assert.equal(csvCell('=HYPERLINK("https://x.example","y")'), `"'=HYPERLINK(""https://x.example"",""y"")"`);
  assert.equal(csvCell('a=b'), 'a=b', 'only at its beginning');
});

test('numbers, truths and what is not known are not texts', () => {
  assert.deepEqual([-1, 0, true, null, undefined, ''].map(csvCell), ['-1', '0', 'true', '', '', '']);
});

test('quotes, commas and lines stay within their cell', () => {
  const text = csv(
    [
      ['name', ({ name }) => name],
      ['n', ({ n }) => n],
    ],
    [
      { name: 'plain', n: 1 },
      { name: 'a "b", c\r\nd', n: 2 },
    ],
  );
  assert.equal(text, 'name,n\r\nplain,1\r\n"a ""b"", c\r\nd",2\r\n');
});
