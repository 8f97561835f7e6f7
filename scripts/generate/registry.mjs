/** The module that imports every check, in the order of their ids. */
export function registry(ids) {
  return [
    '// This file is generated (no need to edit): `npm run generate`.',
    ...(ids.length ? ['', ...ids.map(id => `import ${nameOf(id)} from './${id}.js'`)] : []),
    "import type { Check } from './check.js'",
    '',
    'export const CHECKS: readonly Check[] = [',
    ...ids.map(id => `  ${nameOf(id)},`),
    ']',
    '',
  ].join('\n')
}

const nameOf = id => id.replace(/[/-]([a-z0-9])/g, (_, letter) => letter.toUpperCase())
