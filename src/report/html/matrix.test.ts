import { expect, test } from 'vitest'
import type { AccessMatrix } from '#database/access/matrix'
import { frames, report } from '../report.fixture.js'
import { matrixSection } from './matrix.js'
import { html } from './page.js'

const matrix: AccessMatrix = {
  actors: ['nobody', 'anon', 'a', 'b'],
  objects: [
    {
      kind: 'table',
      schema: 'public',
      name: 'orders',
      holds: 'personal',
      cells: [
        { actor: 'anon', does: 'select', outcome: 'allowed', by: ['Anyone may <look>'] },
        { actor: 'b', does: 'update', outcome: 'own', by: ['own'], columns: ['status'] },
        { actor: 'b', does: 'delete', outcome: 'error', by: [], why: 'infinite recursion detected' },
      ],
    },
    {
      kind: 'table',
      schema: 'public',
      name: 'products',
      holds: 'catalogue',
      cells: [{ actor: 'anon', does: 'select', outcome: 'allowed', by: ['all'] }],
    },
  ],
}

test('every cell says in words what happened and by which policy', () => {
  const page = matrixSection({ ...report, matrix })!.body.markup
  expect(page).toContain('aria-label="read: allowed; by Anyone may &lt;look&gt;"')
  expect(page).toContain('aria-label="change: own only; by own; columns status"')
  expect(page).toContain('aria-label="delete: error; infinite recursion detected"')
})

test('a catalogue that everyone reads is no alarm, private rows are', () => {
  const rows = matrixSection({ ...report, matrix })!.body.markup.split('<tr>')
  expect(rows.find(row => row.includes('orders'))).toContain('cell allowed open')
  expect(rows.find(row => row.includes('products'))).not.toContain('cell allowed open')
})

test('it stands in the page only where something was tried', () => {
  expect(html({ ...report, matrix }, frames)).toContain('id="rules"')
  expect(matrixSection(report)).toBeUndefined()
})
