import type { BoundaryRow } from './input.js'

/** A test file that the app can keep: it asks the running app for what nobody may have. Needs `vitest` and nothing of ours. */
export function boundaryTests(boundaries: readonly BoundaryRow[]): string {
  return `// What nobody may do who is not signed in, as the repaired app answered it.
// Start the app, then: APP_URL=http://localhost:3000 npx vitest run boundaries.test.ts
import { expect, test } from 'vitest'

const base = process.env.APP_URL ?? 'http://localhost:3000'
const refusals = [301, 302, 303, 307, 308, 401, 403]

${boundaries.map(one).join('\n')}`
}

function one({ route, method, path, body, form, status }: BoundaryRow): string {
  const sent = form
    ? [`body: new URLSearchParams(${JSON.stringify(form)})`]
    : body === undefined || ['GET', 'HEAD'].includes(method)
      ? []
      : [
          `headers: { 'content-type': 'application/json' }`,
          `body: ${JSON.stringify(typeof body === 'string' ? body : JSON.stringify(body))}`,
        ]
  const options = [`method: ${JSON.stringify(method)}`, `redirect: 'manual'`, ...sent].join(', ')
  return `test(${JSON.stringify(`${route} refuses whoever is not signed in`)}, async () => {
  const answer = await fetch(base + ${JSON.stringify(path)}, { ${options} })
  expect(refusals).toContain(answer.status) // ${status} in the lab
})
`
}
