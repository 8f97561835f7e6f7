import { expect, test } from 'vitest'
import type { LabAccount } from '#triage/finding'
import { render } from './render.js'
import { frames, report } from './report.fixture.js'

const why = '`POST /join` answered 422: Age must be given.'
const lab: LabAccount = {
  outcome: 'running',
  seal: 'namespace',
  steps: [],
  substitutions: [],
  actors: [
    { actor: 'a', outcome: 'failed', by: 'POST /enter', why },
    { actor: 'b', outcome: 'failed', by: 'POST /enter', why },
    { actor: 'admin', outcome: 'signed-in', by: 'POST /enter' },
  ],
  tried: 1,
  proved: 0,
  refuted: 0,
  inconclusive: 1,
  skipped: [],
}

test('every report tells why somebody could not be signed in, the console once for all who were told the same', async () => {
  const [text, page, lines, document] = await Promise.all(
    (['console', 'html', 'markdown', 'json'] as const).map(format => render(format, { ...report, lab }, frames, { color: false })),
  )
  expect(text!.replaceAll(/\s+/g, ' ')).toContain('Not signed in: customer A, customer B. `POST /join` answered 422: Age must be given.')
  expect(page!.split('Age must be given.')).toHaveLength(3)
  expect(lines).toContain('answered 422: Age must be given.')
  expect(JSON.parse(document!)).toMatchObject({ lab: { actors: [{ why }, { why }, { outcome: 'signed-in' }] } })
})
