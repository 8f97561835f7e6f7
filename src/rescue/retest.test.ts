import { expect, test } from 'vitest'
import type { Boot } from '#lab/lab'
import { asBuilt } from './retest.js'

const boot = (says: string, outcome: 'done' | 'skipped'): Boot => ({
  outcome: 'running',
  steps: [{ step: 'build', outcome, says, milliseconds: 1 }],
  substitutions: [],
  seal: 'namespace',
})

test('an app that starts in development only, since its build fails, does not run', () => {
  const failed = asBuilt(boot('the build failed: app/page.tsx: Type error', 'skipped'))
  expect(failed).toMatchObject({ outcome: 'failed', why: 'the build failed: app/page.tsx: Type error' })
  expect(asBuilt(boot('npm run build', 'done')).outcome).toBe('running')
  expect(asBuilt(boot('nothing to build', 'skipped')).outcome).toBe('running')
})
