import { test } from 'vitest'
import { writeFileSync } from 'node:fs'
import { render } from './render.js'
import { report, frames } from './report.fixture.js'
test('x', async () => {
  for (const f of ['console','markdown','sarif','json'] as const) writeFileSync('/tmp/rep-scratch/out.'+f, await render(f, report, frames, { width: 100, color: false, page: '.seaworthy/report.html' }))
  writeFileSync('/tmp/rep-scratch/out60.console', await render('console', report, frames, { width: 60, color: true }))
})
