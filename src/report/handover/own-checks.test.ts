import { expect, test } from 'vitest'
import { ownCheckBlocks } from './sections/own-checks.js'

test('each check with what it says: passed, as before, worse, or not run', () => {
  const [, ticks] = ownCheckBlocks({
    results: [
      { name: 'npm run typecheck', outcome: 'passed', says: 'npm run typecheck passed' },
      { name: 'npm run lint', outcome: 'as-before', says: 'npm run lint failed: src/a.ts: no-undef (as before the repairs)' },
      { name: 'npm run test', outcome: 'worse', says: '`npm run test`: adds up' },
    ],
  })
  expect(ticks).toEqual({
    kind: 'ticks',
    items: [
      { state: 'done', text: '`npm run typecheck`', says: 'passes' },
      { state: 'unknown', text: '`npm run lint`', says: 'npm run lint failed: src/a.ts: no-undef (as before the repairs)' },
      { state: 'failed', text: '`npm run test`', says: '`npm run test`: adds up' },
    ],
  })
})

test('says why none was run', () => {
  expect(ownCheckBlocks({ results: [], notRun: 'the app has no type check, no lint and no tests of its own' })).toMatchObject([
    { text: expect.stringContaining('no tests of its own') },
  ])
  expect(ownCheckBlocks(undefined)).toMatchObject([{ text: expect.stringContaining('Run them on the branch') }])
})
