import { expect, test } from 'vitest'
import { routeRows } from './route-rows.js'
import { route } from './shop.fixture.js'

const page = (name: string, line = 7) => ({
  ...route('GET', `/help/${name}`, 'public', 'it touches nothing'),
  at: { file: 'routes/help.js', line },
})

test('routes that one line registers in a loop are one row', () => {
  expect(routeRows(['d', 'a', 'c', 'b'].map(name => page(name))).map(row => row.path)).toEqual(['/help/{a,b,c,d}'])
})

test('routes of different lines, or that differ in who may call, stay apart', () => {
  expect(routeRows(['a', 'b', 'c', 'd'].map((name, index) => page(name, index + 1)))).toHaveLength(4)
  const mixed = [...['a', 'b', 'c'].map(name => page(name)), { ...page('d'), auth: 'open' as const }]
  expect(routeRows(mixed)).toHaveLength(4)
})

test('a route that nothing mounts is listed, and says so', () => {
  const [row] = routeRows([{ ...page('a'), unreached: true, how: 'nothing mounts it; it touches nothing' }])
  expect(row?.how).toContain('nothing mounts it')
})

test('the page for whatever is left is no route', () => {
  expect(routeRows([route('GET', '/*', 'public', 'it touches nothing')])).toEqual([])
})
