import { expect, test } from 'vitest'
import type { Package, Source } from '#source/source'
import { ownChecks } from './find.js'

const found = (scripts: Readonly<Record<string, string>>, settings?: string, typedByBuild = false): readonly string[] => {
  const own = { folder: '', scripts, dependencies: {}, devDependencies: { typescript: '5.0.0' } } as unknown as Package
  const file = (path: string) => (path === 'tsconfig.json' && settings !== undefined ? { text: () => settings } : undefined)
  return ownChecks({ file } as unknown as Source, own, typedByBuild).map(({ kind, name, command }) => `${kind} ${name}: ${command}`)
}

test('scripts that check, as they are written; a compiler that would write files is only asked', () => {
  expect(found({ check: 'tsc', lint: 'eslint .', test: 'vitest run', build: 'vite build' })).toEqual([
    'types npm run check: tsc --noEmit',
    'lint npm run lint: eslint .',
    'tests npm run test: vitest run',
  ])
  expect(found({ 'check-types': 'tsc --pretty --noEmit', 'check-lint': 'eslint -c eslint.config.cjs ./', test: 'jest' })).toEqual([
    'types npm run check-types: tsc --noEmit',
    'lint npm run check-lint: eslint -c eslint.config.cjs ./',
    'tests npm run test: jest',
  ])
})

test('where no script asks the compiler, its own settings do; of a file that only names others, those', () => {
  expect(found({}, '{ "compilerOptions": {} }')).toEqual(['types tsc --noEmit: tsc --noEmit -p tsconfig.json'])
  expect(found({}, '{ "files": [], "references": [{ "path": "./tsconfig.app.json" }, { "path": "./tsconfig.node.json" }] }')).toEqual([
    'types tsc --noEmit: tsc --noEmit -p ./tsconfig.app.json && tsc --noEmit -p ./tsconfig.node.json',
  ])
  expect(found({})).toEqual([])
})

test.each([
  { test: 'echo "Error: no test specified" && exit 1' },
  { test: 'playwright test' },
  { test: 'jest --watch' },
  { lint: 'eslint . --fix' },
  { check: 'node --check src/server.js' },
  { test: 'npm run lint && vitest run' },
])('what never ends, writes, or needs a browser is left: %o', scripts => expect(found(scripts)).toEqual([]))

test.each(['tsc --noEmit', 'tsc', 'tsc -p .', 'tsc --noEmit -p tsconfig.json'])(
  'what the build asks the compiler is not asked again: %s',
  typecheck => {
    expect(found({ typecheck, lint: 'eslint .' }, '{}', true)).toEqual(['lint npm run lint: eslint .'])
  },
)

test.each(['tsc --noEmit -p tsconfig.server.json', 'tsc -b', 'vue-tsc --noEmit'])(
  'a compiler asked for something else is: %s',
  typecheck => {
    expect(found({ typecheck }, '{}', true)).toHaveLength(1)
  },
)
