import { expect, test } from 'vitest'
import type { Package, Source, SourceFile } from '#source/source'
import { identify } from './identify.js'

function app(files: Readonly<Record<string, string>>, ...dependencies: string[]): Source {
  const list: SourceFile[] = Object.entries(files).map(([path, text]) => ({
    path,
    kind: /\.[jt]sx?$/.test(path) ? 'code' : path.endsWith('.prisma') ? 'prisma' : 'text',
    size: text.length,
    hash: path,
    text: () => text,
  }))
  const root: Package = {
    folder: '',
    name: 'shop',
    dependencies: Object.fromEntries(dependencies.map(name => [name, '1'])),
    devDependencies: {},
    scripts: {},
    main: undefined,
    type: 'module',
  }
  return {
    root: '/home/me/shop',
    files: list,
    packages: [root],
    gaps: [],
    file: path => list.find(one => one.path === path),
    packageOf: () => root,
    isTracked: () => undefined,
  }
}

test.each([
  [
    'lovable',
    app({ 'index.html': '<meta property="og:image" content="https://lovable.dev/opengraph-image-p98pqg.png">', '.cursorrules': '' }),
  ],
  ['lovable', app({}, 'lovable-tagger')],
  ['bolt', app({ '.bolt/config.json': '{}' })],
  ['v0', app({ 'app/layout.tsx': "export const metadata = { generator: 'v0.app' }" })],
  ['replit', app({ '.replit': 'run = "npm run dev"' })],
  ['cursor', app({ '.cursor/rules/a.mdc': '' })],
  [undefined, app({ 'README.md': 'A shop.' })],
])('recognises %s', (builder, source) => expect(identify(source).builder).toBe(builder))

test('tells the stack from packages, files and addresses', () => {
  const { frameworks, databases, services, host, takesMoney } = identify(
    app(
      {
        'vercel.json': '{}',
        'prisma/schema.prisma': 'datasource db {\n  provider = "postgresql"\n}',
        'lib/ai.ts': "fetch('https://api.openai.com/v1/chat/completions')",
      },
      'next',
      'react',
      'stripe',
    ),
  )
  expect({ frameworks, databases, services, host, takesMoney }).toEqual({
    frameworks: ['next', 'react'],
    databases: ['postgres'],
    services: ['stripe', 'openai'],
    host: 'vercel',
    takesMoney: true,
  })
})

test('finds services of edge functions, which have no package.json', () => {
  expect(identify(app({ 'supabase/functions/pay/index.ts': "import Stripe from 'https://esm.sh/stripe@14'" })).services).toEqual(['stripe'])
})

test('does not take tests for the app', () => {
  expect(identify(app({ 'e2e/pay.test.ts': "fetch('https://api.stripe.com')" })).takesMoney).toBe(false)
})

test('an app without a name of its own is called like its folder, and its repaired copy too', () => {
  const unnamed = { ...app({}), packages: [] }
  expect(identify(unnamed).name).toBe('shop')
  expect(identify({ ...unnamed, root: '/home/me/shop/.seaworthy/worktree' }).name).toBe('shop')
})
