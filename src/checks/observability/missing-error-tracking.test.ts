import { expect, test } from 'vitest'
import { withApp } from '#checks/page.fixture'
import type { Route } from '#model/app-model'
import { identify } from '#model/identity/identify'
import { readSource } from '#source/read'
import check from './missing-error-tracking.js'

const route: Route = {
  method: 'POST',
  path: '/api/orders',
  kind: 'http',
  framework: 'express',
  at: { file: 'server.ts', line: 1 },
  auth: 'open',
  how: '',
  guards: [],
  validated: 'none',
  inputs: [],
  effects: [],
  tables: [],
  limiter: undefined,
  unreached: false,
  gaps: [],
}

const found = (files: Readonly<Record<string, string>>, routes: readonly Route[]) =>
  withApp(new Map(Object.entries(files)), async root => {
    const source = readSource(root)
    return [...check.find({ source, routes, setups: [], app: identify(source) })].map(
      problem => `${problem.at.file}:${problem.at.line} ${problem.severity}`,
    )
  })

const manifest = (...names: string[]) =>
  JSON.stringify({ name: 'shop', dependencies: Object.fromEntries(names.map(name => [name, '1'])) }, null, 2)

test('weighs more where money is taken', async () => {
  expect(await found({ 'package.json': manifest('express'), 'server.ts': '1' }, [route])).toEqual(['package.json:3 low'])
  expect(await found({ 'package.json': manifest('express', 'stripe'), 'server.ts': '1' }, [route])).toEqual(['package.json:3 medium'])
})

test.each([
  ['a package', { 'package.json': manifest('express', '@sentry/node') }],
  ['tracing that exports', { 'package.json': manifest('express', '@opentelemetry/sdk-node') }],
  ['an import by URL', { 'package.json': manifest('express'), 'x.ts': "import * as Sentry from 'npm:@sentry/deno'" }],
  ['logs that the platform ships', { 'package.json': manifest('express'), 'wrangler.jsonc': '{ "logpush": true }' }],
])('passes an app with %s', async (_, files) => {
  expect(await found({ 'server.ts': '1', ...files }, [route])).toEqual([])
})

test('says nothing of an app that answers no request', async () => {
  const files = { 'package.json': manifest('react'), 'server.ts': '1' }
  expect(await found(files, [])).toEqual([])
  expect(
    await found(files, [
      { ...route, kind: 'page' },
      { ...route, unreached: true },
    ]),
  ).toEqual([])
})
