import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const withConfig = (path: string, text: string) =>
  findingsIn('broken/ignored-type-errors', { 'package.json': '{ "name": "shop", "dependencies": { "next": "15" } }', [path]: text })

test('finds a build that ignores the compiler', async () => {
  expect(
    await withConfig(
      'next.config.ts',
      'const config = {\n  eslint: { ignoreDuringBuilds: true },\n  typescript: {\n    ignoreBuildErrors: true,\n  },\n}\nexport default config',
    ),
  ).toEqual(['next.config.ts:4 low `next.config.ts` lets the build go through with type errors.'])
})

test.each([
  ['a setting that is off', 'export default { typescript: { ignoreBuildErrors: false } }'],
  ['one that was commented out', 'export default {\n  // typescript: { ignoreBuildErrors: true },\n}'],
  ['what only the linter says', 'export default { eslint: { ignoreDuringBuilds: true } }'],
])('passes %s', async (_name, text) => {
  expect(await withConfig('next.config.mjs', text)).toEqual([])
})
